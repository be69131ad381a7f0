"""Who set each field of a record, when, and what stood there before."""

from __future__ import annotations

from iktui.screens.ask.two_panes import TwoPanes
from iktui.screens.desk.conflicts import in_words
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from store.base.dates import shown_day, shown_moment
from store.base.i18n import _, language
from store.changes.blame import Attribution
from store.changes.wording import who
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
        label, value = in_words(self._snapshot, self._kind, field, made.value)
        return [
            (f" {label}", 24, ""),
            (f" {shown_day(made.revision.date)} ", 13, "dim"),
            (who(made.revision, language()), 18, "strong"),
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
        revision = made.revision
        label, now, before = in_words(self._snapshot, self._record.KIND, field, made.value, made.previous)
        shown = [
            Paragraph("", label, "title"),
            Paragraph(_("Now"), now),
            Paragraph(_("Before"), before),
            Paragraph(_("By"), f"{revision.author.name} <{revision.author.mail}>"),
            Paragraph(_("When"), f"{shown_moment(revision.date, seconds=True)} {revision.date:%z}"),
            Paragraph(_("In"), revision.subject),
        ]
        if revision.reason:
            shown.append(Paragraph(_("Reason"), revision.reason))
        return shown
