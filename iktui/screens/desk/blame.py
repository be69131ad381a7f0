"""Who set each field of a record, when, and what stood there before."""

from __future__ import annotations

from iktui.screens.ask.two_panes import TwoPanes
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from store.base.i18n import _, language
from store.changes import wording
from store.changes.blame import Attribution
from store.records.model import Record
from store.records.snapshot import Snapshot


class BlameList(LineList[tuple[str, Attribution]]):
    """One field a line: its name, the day, who, the value."""

    def __init__(self, snapshot: Snapshot, kind: str, *, id: str) -> None:
        super().__init__(id=id)
        self._snapshot, self._kind = snapshot, kind

    def pieces(self, item: tuple[str, Attribution], width: int) -> list[Piece]:
        """Field, day, author, value."""
        field, made = item
        label = wording.field_label(field, self._snapshot.name, language())
        value = wording.value_text(field, made.value, self._snapshot.name, language(), self._kind)
        return [
            (f" {label}", 24, ""),
            (f" {made.revision.date:%Y-%m-%d} ", 12, "dim"),
            (made.revision.author.name, 18, "strong"),
            (" ", 1, ""),
            (value, max(0, width - 55), "dim"),
        ]


class BlameScreen(TwoPanes[None]):
    """Each field with who set it."""

    def __init__(self, record: Record, found: dict[str, Attribution], snapshot: Snapshot, field: str = "") -> None:
        """`field` is where the cursor goes."""
        super().__init__(BlameList(snapshot, record.KIND, id="fields"))
        self._field = field
        self._record, self._snapshot = record, snapshot
        order = list(found)
        order.sort(key=lambda field: (field.startswith("as_written"), not field.startswith("comment")))
        self._rows = [(field, found[field]) for field in order]

    def title_text(self) -> str:
        """The record's name."""
        return _("Who set what: {name}", name=self._record.name)

    def on_mount(self) -> None:
        """Show them; the comment first, since it is what people ask about."""
        self._list.set_items(self._rows)
        at = [row[0] == self._field or row[0].startswith(f"{self._field}.") for row in self._rows]
        if self._field and True in at:
            self._list.go_to_line(at.index(True))

    def describe(self, item: tuple[str, Attribution]) -> list[Paragraph]:
        """The value, who and when, and the value before."""
        field, made = item
        lang, name_of, kind = language(), self._snapshot.name, self._record.KIND
        revision = made.revision
        shown = [
            Paragraph("", wording.field_label(field, name_of, lang), "title"),
            Paragraph(_("Now"), wording.value_text(field, made.value, name_of, lang, kind)),
            Paragraph(_("Before"), wording.value_text(field, made.previous, name_of, lang, kind)),
            Paragraph(_("By"), f"{revision.author.name} <{revision.author.mail}>"),
            Paragraph(_("When"), f"{revision.date:%Y-%m-%d %H:%M:%S %z}"),
            Paragraph(_("In"), revision.subject),
        ]
        if revision.reason:
            shown.append(Paragraph(_("Reason"), revision.reason))
        return shown
