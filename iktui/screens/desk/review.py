"""A Changeset before it is written: every record, every field, then yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from iktui.files.incoming import summary
from iktui.screens.ask import answer
from iktui.screens.ask.choose import FIRST, SECOND, ChooseScreen, Pair
from iktui.screens.ask.two_panes import TwoPanes
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from iktui.words.describe import change_paragraphs
from store.base.i18n import _, language, ngettext
from store.changes.changes import Change, Changeset, FieldChange
from store.changes.preview import Preview
from store.changes.wording import field_label, kind_name, told_fields, value_text
from store.documents.picking import can_be_left, cell_of
from store.documents.result import ImportResult
from store.records.model import Collaboration
from store.records.paths import WHOLE, Key
from store.records.snapshot import Snapshot


class ChangeList(LineList[Change]):
    """One record a line."""

    SAME_BY = ("key",)

    def pieces(self, item: Change, width: int) -> list[Piece]:
        """Sign, kind, name."""
        sign, kind = ("+", "strong") if item.before is None else ("-", "error") if item.after is None else ("*", "")
        return [
            (f" {sign} ", 3, kind),
            (kind_name(item.key.kind, language()), 14, "dim"),
            (" ", 1, ""),
            (item.record.name or item.key.id, max(0, width - 18), kind),
        ]


def place_of(key: Key | None) -> int:
    """Where a record stands among others of which some are changed: collaborations first."""
    order = ("collaboration", "plan_item", "party")
    return order.index(key.kind) if key is not None and key.kind in order else len(order)


class ReviewScreen(TwoPanes["bool | None"]):
    """What would be written; gives True to write it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "accept", _("Save"), id="review.save"),
        Binding("escape,q", "leave", _("Do not save"), id="review.cancel"),
    ]

    def __init__(
        self,
        title: str,
        changeset: Changeset,
        snapshot: Snapshot,
        notes: Sequence[str] = (),
        *,
        notes_first: bool = False,
    ) -> None:
        """`notes` stand below the fields of each record, or above them."""
        super().__init__(ChangeList(id="changes"))
        self._title, self._changeset = title, changeset
        self._preview = Preview(snapshot, changeset.changes)
        self._notes, self._notes_first = notes, notes_first

    def title_text(self) -> str:
        """What is reviewed, and how much of it."""
        count = ngettext("{count} record", "{count} records", len(self._changeset.changes))
        return f"{self._title}: {count}"

    def on_mount(self) -> None:
        """Show them; collaborations first."""
        self._list.set_items(sorted(self._changeset.changes, key=lambda change: place_of(change.key)))

    def describe(self, change: Change) -> list[Paragraph]:
        """The fields of the highlighted record."""
        notes = [Paragraph("", note, "warning") for note in self._notes]
        fields = change_paragraphs(change, self._preview.name, lambda field: self.beside(change, field))
        return [*notes, *fields] if self._notes_first else [*fields, *notes]

    def beside(self, change: Change, field: str) -> str:
        """What stands below the name of a field, "" for nothing."""
        del change, field
        return ""

    def action_accept(self) -> None:
        """Write it."""
        answer(self, True)


class PickList(ChangeList):
    """One record a line, with what is left out of it."""

    def __init__(self, left: set[tuple[Key, str]]) -> None:
        super().__init__(id="changes")
        self._left = left

    def pieces(self, item: Change, width: int) -> list[Piece]:
        """Sign, kind, name; a record that is left out has no sign."""
        pieces = super().pieces(item, width)
        if (item.key, WHOLE) in self._left:
            return [("   ", 3, "dim"), *((text, columns, "dim") for text, columns, _kind in pieces[1:])]
        fields = sum(key == item.key for key, _field in self._left)
        return [(f" ~{fields}", 3, "warning"), *pieces[1:]] if fields else pieces


class PickScreen(ReviewScreen):
    """What would be written, record by record and field by field; gives True to write it without what is in `left`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "leave_out", _("Leave out, take"), id="pick.record"),
        Binding("f", "fields", _("Fields"), id="pick.fields"),
    ]

    def __init__(self, result: ImportResult, changeset: Changeset, snapshot: Snapshot, notes: Sequence[str]) -> None:
        """`result` says where in a file each record stands."""
        super().__init__(_("Import"), changeset, snapshot, notes)
        self.left: set[tuple[Key, str]] = set()
        """Records (with the field WHOLE) and fields that stay as they are."""
        self._places, self._summary = result.places, summary(result)
        self._list = PickList(self.left)

    def title_text(self) -> str:
        """What is reviewed, how much of it, and how much is left out."""
        whole = sum(field == WHOLE for _key, field in self.left)
        left = _("{count} left out", count=whole)
        told = f"{super().title_text()} ({self._summary})"
        return f"{told}; {left}" if whole else told

    def describe(self, change: Change) -> list[Paragraph]:
        """Where the record stands in the file, then its fields, each with the cell that it was read from."""
        shown = super().describe(change)
        left = [field for key, field in self.left if key == change.key]
        told = []
        if WHOLE in left:
            told.append(Paragraph("", _("It is left out: the register stays as it is."), "warning"))
        elif left:
            labels = ", ".join(field_label(field, self._preview.name, language()) for field in left)
            told.append(Paragraph("", _("Left as they are: {fields}", fields=labels), "warning"))
        if change.key.id in self._places and isinstance(change.after, Collaboration):
            told.append(Paragraph("", self._places[change.key.id], "dim"))
        return [*shown[:1], *told, *shown[1:]]

    def beside(self, change: Change, field: str) -> str:
        """The cell that the field was read from."""
        written = change.after.as_written if isinstance(change.after, Collaboration) else None
        return cell_of(written, field) if written is not None else ""

    def action_leave_out(self) -> None:
        """Leave the record out, or take it after all."""
        change = self._list.highlighted
        if change is None or not can_be_left(change.key):
            self.notify(_("it belongs to the document: it cannot be left out alone"), severity="warning", markup=False)
            return
        self.left.symmetric_difference_update({(change.key, WHOLE)})
        self._changed()
        self._list.action_move(1)

    @work
    async def action_fields(self) -> None:
        """Choose, field by field, what the file or the register says."""
        change = self._list.highlighted
        if change is None or change.before is None or change.after is None or not can_be_left(change.key):
            self.notify(_("there is nothing to choose in it"), severity="information", markup=False)
            return
        fields = [one for one in told_fields(change) if one.field]
        pairs = [self._pair(change.key, one) for one in fields]
        titles = (_("the file"), _("the register"))
        chosen = await self.app.push_screen_wait(ChooseScreen(change.record.name, pairs, titles))
        if chosen:
            for one, number in zip(fields, chosen, strict=True):
                self.left.discard((change.key, one.field))
                if number == SECOND:
                    self.left.add((change.key, one.field))
            self._changed()

    def _pair(self, key: Key, field: FieldChange) -> Pair:
        words = [
            "" if value is None else value_text(field.field, value, self._preview.name, language(), key.kind)
            for value in (field.after, field.before)
        ]
        chosen = SECOND if (key, field.field) in self.left else FIRST
        return Pair(field_label(field.field, self._preview.name, language()), words[0], words[1], chosen=chosen)

    def _changed(self) -> None:
        self.show_title()
        self._list.refresh_line(self._list.cursor)
        self._list.tell_highlighted()
