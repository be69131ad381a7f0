"""The figures of the register: a table of numbers, and bars of the section that the cursor is in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar, NamedTuple, cast

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.widgets import Static

from iktui.screens.ask import answer
from iktui.screens.desk.desk import Desk
from iktui.screens.looking.looking import Looking
from iktui.widgets.key_footer import KeyFooter
from iktui.widgets.line_list import LineList, Piece, fit
from iktui.widgets.text_pane import Paragraph, TextPane
from store.base.i18n import _, ngettext
from store.base.text import safe
from store.changes import edits
from store.records.snapshot import Snapshot
from store.register.publishing import edition_snapshots
from store.reports.figures import SECTIONS, Figures, Line, figures, own_first, query_of, section_name

if TYPE_CHECKING:
    from textual_plotext import PlotextPlot

_LABEL = 24
"""Columns of a bar's name, at most."""


class Shown(NamedTuple):
    """A figure of a section; without a line the section's heading."""

    section: str
    line: Line | None = None


class FigureList(LineList[Shown]):
    """Name, number, percent, under the names of the sections."""

    def is_heading(self, item: Shown) -> bool:
        """Whether it is the name of a section."""
        return item.line is None

    def identity(self, item: Shown) -> object:
        """A figure is the same by its section and what it counts."""
        return (item.section, item.line.id if item.line else None)

    def pieces(self, item: Shown, width: int) -> list[Piece]:
        """Number and percent stand right."""
        if item.line is None:
            return [(section_name(item.section), width, "")]
        share = item.line.share
        percent = "" if share is None else f"{share:.1f} %"
        return [
            (f" {item.line.name}", max(0, min(width - 20, 60)), ""),
            (f"{item.line.number:>8} ", 9, "strong"),
            (f"{percent:>9} ", 10, "dim"),
        ]


class FiguresScreen(Looking["str | None", Figures]):
    """Gives a filter that finds what a figure counted."""

    ENTER = "show_records"

    DEFAULT_CSS = """
    FiguresScreen {
        & > #panes > #side { height: 11; border-top: solid $primary-muted; background: $surface; }
        & #side > TextPane { height: 2; }
        & #side > #plot { height: 0; padding: 0 1; background: $surface; color: $foreground; }
        &.wide > #panes > #side { width: 2fr; height: 1fr; border-top: none; border-left: solid $primary-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "show_records", _("Show them"), id="figures.show"),
        Binding(
            "right_square_bracket,right", "section(1)", _("Next section"), key_display="]", id="figures.next"
        ),
        Binding(
            "left_square_bracket,left", "section(-1)", _("Section before"), key_display="[", id="figures.before"
        ),
    ]  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, FigureList(id="figures"))
        self._section = ""

    def find(self, snapshot: Snapshot) -> Figures:
        """Of what is in force today, and of each edition."""
        session, day = self._desk.session, dt.date.fromisoformat(edits.today())
        return figures(snapshot, session.listing_of(snapshot), day, edition_snapshots(session.store, snapshot))

    def title_text(self) -> str:
        """What is counted."""
        count = ngettext("{count} collaboration", "{count} collaborations", self._found.total)
        return _("Figures: {counts} in force on {date}", counts=count, date=self._found.on)

    def compose(self) -> ComposeResult:
        """Title, table, bars, keys."""
        from textual_plotext import PlotextPlot  # a third of a second, and needed here alone

        yield Static(safe(self.title_text()), markup=False, classes="title", id="title")
        with Container(id="panes"):
            yield self._list
            with Vertical(id="side"):
                yield TextPane(id="detail")
                plot = PlotextPlot(id="plot")
                plot.theme = "clear"  # no colours of its own: it is drawn in those of the theme
                yield plot
        yield KeyFooter()

    @property
    def _plot(self) -> PlotextPlot:
        return cast("PlotextPlot", self.query_one("#plot"))

    def show(self, keep: object | None) -> None:
        """Every section that has figures."""
        items: list[Shown] = []
        for section in SECTIONS:
            lines = [Shown(section, line) for line in self._lines(section)]
            items += [Shown(section), *lines] if lines else []
        self._list.set_items(items, keep)

    def _lines(self, section: str) -> list[Line]:
        return own_first(self._found.lines(section), self._desk.session.party)

    def on_resize(self, event: events.Resize) -> None:
        """As many bars as there is room for now."""
        super().on_resize(event)
        self.call_after_refresh(self._draw)

    def describe(self, item: Shown) -> list[Paragraph]:
        """The figure in words, and what the bars are."""
        section, line = item
        if line is None:  # the cursor is on figures only
            return []
        share = "" if line.share is None else f" ({line.share:.1f} %)"
        count = ngettext("{count} collaboration", "{count} collaborations", line.number)
        self._section = section
        self._draw()
        return [Paragraph("", f"{section_name(section)}: {line.name}: {count}{share}", "title")]

    def _draw(self) -> None:
        """Bars of the section, one line each, as many as there is room for, in the order of the table."""
        plot, side = self._plot, self.query_one("#side")
        room = side.scrollable_content_region.height - self.query_one("#detail").size.height
        lines = self._lines(self._section)[: max(0, room)] if self._section else []
        plot.styles.height = len(lines)
        if not lines:
            return
        width = min(_LABEL, max(cell_len(safe(line.name)) for line in lines))
        plt = plot.plt
        plt.clear_figure()
        labels = [f"{fit(line.name, width)} " for line in reversed(lines)]  # from the bottom up
        values = [line.number for line in reversed(lines)]
        plt.bar(labels, values, orientation="horizontal", width=0.1, color="default")
        plt.frame(False)
        plt.xticks([])
        plot.refresh()

    def action_show_records(self) -> None:
        """The collaborations that the figure under the cursor counts, in the list."""
        item = self._list.highlighted
        query = query_of(item.section, item.line, self._found.on) if item is not None and item.line else ""
        if query:
            answer(self, query)

    def action_section(self, step: int) -> None:
        """To the first figure of the section after or before."""
        items = self._list.items
        known = list(dict.fromkeys(item.section for item in items))
        at = known.index(self._section) + step if self._section in known else 0
        if 0 <= at < len(known):
            first = next(item for item in items if item.section == known[at] and item.line is not None)
            self._list.highlight(self._list.identity(first))
