"""A Changeset before it is written: every record, every field, then yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from iktui.screens.ask import answer
from iktui.screens.ask.two_panes import TwoPanes
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from iktui.words.describe import change_paragraphs
from store.base.i18n import _, language, ngettext
from store.changes.changes import Change, Changeset
from store.changes.preview import Preview
from store.changes.wording import kind_name
from store.records.paths import Key
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
        fields = change_paragraphs(change, self._preview.name)
        return [*notes, *fields] if self._notes_first else [*fields, *notes]

    def action_accept(self) -> None:
        """Write it."""
        answer(self, True)
