"""Any View on the screen: its lines under their headings, and all that is known of the one under the cursor."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from iktui.screens.ask import answer
from iktui.screens.desk.desk import Desk
from iktui.screens.looking.looking import Looking
from iktui.session import look
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from iktui.words.describe import record_paragraphs
from store.actions.views import View
from store.base.i18n import _
from store.records.model import Collaboration, Record
from store.records.snapshot import Snapshot
from store.reports.shown import Line, Shown


class Filter(str):
    """A filter that finds what was counted, where an id could be given too."""


class ViewList(LineList[Line]):
    """What a line is called, then what there is to say of it."""

    def is_heading(self, item: Line) -> bool:
        """Whether it is what others stand under."""
        return item.is_heading

    def identity(self, item: Line) -> object:
        """A line is the same by its record, and by its part of it."""
        return (item.key, item.part) if item.key is not None else item.cells[0]

    def pieces(self, item: Line, width: int) -> list[Piece]:
        """The name, and the rest dimmed."""
        first, *rest = item.cells
        if item.is_heading:
            return [("  ".join(cell for cell in item.cells if cell), width, "")]
        name = min(44, max(20, width // 2))
        told = "; ".join(cell for cell in rest if cell)
        called = f"{'  ' * item.depth}{item.sign} {first}" if item.sign else f"{'  ' * item.depth}{first}"
        return [(f" {called}", name, ""), (f" {told}", max(0, width - name), "dim")]


class ViewScreen(Looking["str | None", Shown]):
    """Gives the id of a collaboration to go to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("g", "go", _("Go to the record"), id="view.go"),
        Binding("e", "edit", _("Edit"), id="edit"),
        Binding("h", "history", _("History"), id="history"),
    ]

    def __init__(self, desk: Desk, view: View, items: ViewList | None = None, **answers: Any) -> None:
        super().__init__(desk, items or ViewList(id="view"))
        self._view, self._answers = view, answers

    def find(self, snapshot: Snapshot) -> Shown:
        """What there is to see."""
        session = self._desk.session
        asked = session.asked(snapshot=snapshot, **self._answers)
        return look(session.store, self._view, asked, session.listing_of(snapshot))

    def title_text(self) -> str:
        """What it is, and how many."""
        return f"{_(self._view.title)}: {self._found.counted}"

    def show(self, keep: object | None) -> None:
        """The lines, in their order."""
        self._list.set_items(list(self._found.lines), keep)

    def line(self) -> Line | None:
        """The line under the cursor."""
        item = self._list.highlighted
        return item if isinstance(item, Line) else None

    def record(self) -> Record | None:
        """The record that it is about."""
        line = self.line()
        return self._snapshot.readable(line.key) if line is not None and line.key is not None else None

    def describe(self, line: Line) -> list[Paragraph]:
        """All that is known of it: what the View says, else the record."""
        record = self._snapshot.readable(line.key) if line.key is not None and not line.more else None
        if isinstance(record, Collaboration):
            return record_paragraphs(record, self._snapshot.name)
        return [Paragraph("", line.cells[0], "title"), *(Paragraph(label, text) for label, text in line.more)]

    def action_go(self) -> None:
        """To the collaboration in the list, or into the form of any other record."""
        record = self.record()
        if isinstance(record, Collaboration):
            answer(self, record.id)
        else:
            self.action_edit()
