"""The figures of the register: a table of numbers, each with a bar beside it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import work
from textual.binding import Binding, BindingType

from iktui.screens.ask import answer
from iktui.screens.desk.desk import Desk
from iktui.screens.looking.looking import Looking
from iktui.screens.looking.picture import look_at
from iktui.widgets.drawing import bar, label_width
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from store.actions.views import TOGETHER
from store.base.dates import shown_date
from store.base.i18n import _, ngettext
from store.base.numbers import share_text
from store.changes import edits
from store.records.snapshot import Snapshot
from store.register.publishing import edition_snapshots
from store.reports.figures import SECTIONS, Figures, Line, figures, own_first, query_of, section_name
from store.reports.pictures import Bar


class Shown(NamedTuple):
    """A figure of a section; without a line the section's heading."""

    section: str
    line: Line | None = None


class FigureList(LineList[Shown]):
    """Name, number, percent, bar, under the names of the sections."""

    has_bars = True

    def set_items(self, items: Sequence[Shown], keep: object | None = None) -> None:
        """A bar is as long as its number is of the most in its section."""
        self._most = {one.section: max(item.line.number for item in items if item.line and item.section == one.section)
                      for one in items if one.line is None}  # fmt: skip
        super().set_items(items, keep)

    def is_heading(self, item: Shown) -> bool:
        """Whether it is the name of a section."""
        return item.line is None

    def identity(self, item: Shown) -> object:
        """A figure is the same by its section and what it counts."""
        return (item.section, item.line.id if item.line else None)

    def pieces(self, item: Shown, width: int) -> list[Piece]:
        """Number and percent stand right of the name, the bar behind them."""
        if item.line is None:
            return [(section_name(item.section), width, "")]
        share = item.line.share
        percent = "" if share is None else share_text(share)
        name = label_width(width) if self.has_bars else max(0, min(width - 20, 60))
        drawn = bar(Bar(item.line.number, self._most[item.section]), width - name - 21) if self.has_bars else ""
        return [
            (f" {item.line.name}", name, ""),
            (f"{item.line.number:>8} ", 9, "strong"),
            (f"{percent:>9}  ", 11, "dim"),
            (drawn, max(0, width - name - 20), ""),
        ]


class FiguresScreen(Looking["str | None", Figures]):
    """Gives a filter that finds what a figure counted."""

    ENTER = "show_records"

    DEFAULT_CSS = """
    FiguresScreen > #panes > TextPane { height: 3; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "show_records", _("Show them"), id="figures.show"),
        Binding(
            "right_square_bracket,right", "section(1)", _("Next section"), key_display="]", id="figures.next"
        ),
        Binding(
            "left_square_bracket,left", "section(-1)", _("Section before"), key_display="[", id="figures.before"
        ),
        Binding("v", "switch", _("Picture or table"), id="view.switch"),
        Binding("m", "together", _("Who with whom"), id="together"),
    ]  # fmt: skip

    def __init__(self, desk: Desk) -> None:
        self._figures = FigureList(id="figures")
        super().__init__(desk, self._figures)

    def find(self, snapshot: Snapshot) -> Figures:
        """Of what is in force today, and of each edition."""
        session, day = self._desk.session, dt.date.fromisoformat(edits.today())
        return figures(snapshot, session.listing_of(snapshot), day, edition_snapshots(session.store, snapshot))

    def title_text(self) -> str:
        """What is counted."""
        count = ngettext("{count} collaboration", "{count} collaborations", self._found.total)
        return _("Figures: {counts} in force on {date}", counts=count, date=shown_date(self._found.on))

    def show(self, keep: object | None) -> None:
        """Every section that has figures."""
        items: list[Shown] = []
        for section in SECTIONS:
            lines = [Shown(section, line) for line in own_first(self._found.lines(section), self._desk.session.party)]
            items += [Shown(section), *lines] if lines else []
        self._list.set_items(items, keep)

    def describe(self, item: Shown) -> list[Paragraph]:
        """The figure in words."""
        section, line = item
        if line is None:  # the cursor is on figures only
            return []
        share = "" if line.share is None else f" ({share_text(line.share)})"
        count = ngettext("{count} collaboration", "{count} collaborations", line.number)
        return [Paragraph("", f"{section_name(section)}: {line.name}: {count}{share}", "title")]

    def action_show_records(self) -> None:
        """The collaborations that the figure under the cursor counts, in the list."""
        item = self._list.highlighted
        query = query_of(item.section, item.line, self._found.on) if item is not None and item.line else ""
        if query:
            answer(self, query)

    @work
    async def action_together(self) -> None:
        """Who is with whom; what was counted there is shown in the list."""
        if wanted := await look_at(self._desk, TOGETHER):
            answer(self, wanted)

    def action_switch(self) -> None:
        """The table without bars, or with them."""
        self._figures.has_bars = not self._figures.has_bars
        self._figures.refresh()

    def action_section(self, step: int) -> None:
        """To the first figure of the section after or before."""
        item = self._list.highlighted
        known = list(dict.fromkeys(item.section for item in self._list.items))
        at = known.index(item.section) + step if item is not None else 0
        if 0 <= at < len(known):
            first = next(item for item in self._list.items if item.section == known[at] and item.line is not None)
            self._list.highlight(self._list.identity(first))
