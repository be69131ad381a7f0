"""A View as a picture: its lines drawn, under a head that stays; one key makes a table of it, and a picture again."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import Static

from iktui.screens.ask import answer
from iktui.screens.desk.desk import Desk
from iktui.screens.looking.viewing import Filter, ViewList, ViewScreen
from iktui.widgets import drawing
from iktui.widgets.line_list import Piece
from iktui.widgets.text_pane import Paragraph
from store.actions.views import View
from store.base.i18n import _
from store.base.text import safe
from store.reports.pictures import Axis, Bar, Cells, Dated, Picture, Step, Track, Way
from store.reports.shown import Line


async def look_at(desk: Desk, view: View, **answers: Any) -> str | None:
    """A View as a picture, until it is left; gives what a `PictureScreen` does."""
    screen = PictureScreen(desk, view, **answers)
    await screen.prepare()
    found: str | None = await desk.app.push_screen_wait(screen)
    return found


_NUMBERS = 20
"""Columns of the numbers beside a bar."""


class PictureList(ViewList):
    """The lines of a picture, or of the table of it."""

    def __init__(self) -> None:
        super().__init__(id="view")
        self.picture = Picture()
        self.is_drawn = True
        self.column = 0
        """Which cell of a line the cursor is on, where they count something."""

    @property
    def _dates(self) -> int:
        """Columns of a sign and a date, as the longest needs."""
        told = (line.cells[0] for line in self.items if isinstance(line.drawn, Dated))
        return max((cell_len(safe(text)) for text in told), default=0) + 4

    def _label(self, width: int) -> int:
        """Columns of the names, as the longest that is drawn needs."""
        names = (line.cells[0] for line in self.items if line.drawn is not None)
        longest = max(map(cell_len, map(safe, names)), default=0)
        return min(drawing.label_width(width), max(10, longest + 2))

    def _place(self, width: int) -> drawing.Layout:
        """Which cells there is room for."""
        head = self.picture.head
        assert isinstance(head, Cells), "asked for where there are cells"
        counts = any(isinstance(line.drawn, Cells) and line.drawn.queries for line in self.items)
        return drawing.layout(head, width - self._label(width), self.column, counts=counts)

    def head(self, width: int) -> str:
        """What stands above the lines."""
        label, head = self._label(width), self.picture.head
        match head:
            case Axis():
                return " " * label + drawing.years(head, width - label)
            case Cells():
                return " " * (label - 1) + drawing.heads(head, self._place(width))
            case Way():
                return f" {drawing.way(head, width - 2)}"
            case None:
                return ""

    def pieces(self, item: Line, width: int) -> list[Piece]:
        """What it is called, and its drawing."""
        if item.is_heading or not (self.is_drawn or isinstance(item.drawn, Dated)):
            return super().pieces(item, width)
        label = self._label(width)
        room = width - label
        name: Piece = (f" {'  ' * item.depth}{item.cells[0]}", label, "")
        match item.drawn:
            case Bar():
                number, share, *_rest = [*item.cells[1:], "", ""]
                numbers = f"{number:>8} {share:>9} "
                return [name, (numbers, _NUMBERS, "strong"), (drawing.bar(item.drawn, room - _NUMBERS), room, "")]
            case Track():
                return [name, (drawing.track(item.drawn, room), room, "")]
            case Cells() if not any(item.drawn.texts):  # nothing of it has a place
                return [name, (f" {item.cells[1]}", room, "dim")]
            case Cells():
                chosen = self.column if item is self.highlighted and item.drawn.queries else None
                return [name, (drawing.cells(item.drawn, self._place(width), chosen), room, "")]
            case Step():
                first, *rest = item.cells
                told = "; ".join(cell for cell in rest if cell)
                kind = "" if item.drawn.belongs else "strong"
                start = drawing.step(item.drawn)
                words = f"{first}: {told}" if told else first
                return [(start, len(start), ""), (words, width - len(start), kind)]
            case Dated(sign):
                first_width = min(width // 2, self._dates)
                sign = sign if self.is_drawn else " "
                return [(f" {sign} {item.cells[0]}", first_width, ""), (item.cells[1], width - first_width, "dim")]
            case None:
                return super().pieces(item, width)


class PictureScreen(ViewScreen):
    """Gives the id of a collaboration to go to, or the filter that finds what was counted."""

    HAS_COLUMNS = True
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "switch", _("Picture or table"), id="view.switch"),
        Binding("left", "column(-1)", _("Column before"), id="view.before", show=False),
        Binding("right", "column(1)", _("Column after"), id="view.after", show=False),
    ]

    def __init__(self, desk: Desk, view: View, **answers: Any) -> None:
        self._lines = PictureList()
        super().__init__(desk, view, self._lines, **answers)

    def show(self, keep: object | None) -> None:
        """The lines, in their order, under their head."""
        self._lines.picture = self._found.picture or Picture()
        super().show(keep)
        self._show_head()

    def _show_head(self) -> None:
        for head in self.query("#columns").results(Static):
            text = self._lines.head(self._lines.scrollable_content_region.width) if self._lines.is_drawn else ""
            head.update(safe(text))
            head.display = bool(text)

    def on_resize(self, event: events.Resize) -> None:
        """As much of the picture as there is room for now."""
        super().on_resize(event)
        self.call_after_refresh(self._show_head)

    def describe(self, line: Line) -> list[Paragraph]:
        """All that is known of it, of the cell under the cursor, and what the signs mean."""
        told = super().describe(line)
        if (cell := self._cell(line)) is not None:
            told.insert(1, Paragraph("", f"{cell[0]}: {cell[1]}"))
        legend = self._lines.picture.legend if self._lines.is_drawn else ""
        return [*told, Paragraph("", legend, "dim")] if legend else told

    def _cell(self, line: Line) -> tuple[str, str, str] | None:
        """The cell that the cursor is on, where cells count something: its column, what stands there, its filter."""
        head, drawn, column = self._lines.picture.head, line.drawn, self._lines.column
        if not (self._lines.is_drawn and isinstance(head, Cells) and isinstance(drawn, Cells) and drawn.queries):
            return None
        return head.texts[column], drawn.texts[column], drawn.queries[column]

    def action_switch(self) -> None:
        """The table of the picture, or the picture."""
        self._lines.is_drawn = not self._lines.is_drawn
        self._lines.refresh()
        self._lines.tell_highlighted()
        self._show_head()

    def action_column(self, step: int) -> None:
        """To the cell before or after."""
        head = self._lines.picture.head
        if isinstance(head, Cells):
            self._lines.column = max(0, min(len(head.texts) - 1, self._lines.column + step))
            self._lines.refresh()
            self._lines.tell_highlighted()
            self._show_head()

    def _query(self) -> str:
        """The filter that finds what the line, or the cell of it, counts; "" where nothing is counted."""
        line = self.line()
        cell = self._cell(line) if line is not None else None
        return cell[2] if cell is not None else line.query if line is not None else ""

    def action_open(self) -> None:
        """What is counted, in the list; else the record that the line is about."""
        if query := self._query():
            answer(self, Filter(query))
        else:
            super().action_open()

    def action_go(self) -> None:
        """What is counted, in the list; else the record there."""
        if query := self._query():
            answer(self, Filter(query))
        else:
            super().action_go()
