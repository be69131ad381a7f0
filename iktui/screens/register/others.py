"""Every record that is no collaboration: register, parties, plan, studies, editions, documents, the annual cycle."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from iktui.screens.ask.dialogs import Question, checked, one_of
from iktui.screens.desk.conflicts import in_words
from iktui.screens.desk.desk import Desk
from iktui.screens.looking.narrowing import Narrowing
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from store.actions.records import REMOVE, new_record
from store.actions.register import NEW_PARTY, RETIRE_PARTY
from store.actions.registry import ACTIONS
from store.base.dates import shown_date
from store.base.i18n import _, language, mark
from store.base.text import sort_key
from store.changes import wording
from store.changes.wording import editor_text
from store.records.codec import to_fields
from store.records.entry import check_name
from store.records.model import KINDS, Party, Record
from store.records.snapshot import Snapshot

KINDS_SHOWN = ("register", "party", "plan_item", "study", "question", "event", "edition", "document")


class KindList(LineList[Record]):
    """Records under the name of their kind."""

    SAME_BY = ("KIND", "id")

    def pieces(self, item: Record, width: int) -> list[Piece]:
        """Name, and whether it is over."""
        until = getattr(item, "until", None)
        over = _("until {date}", date=shown_date(until)) if until else ""
        return [(" ", 1, ""), (item.name or item.id, max(0, width - 22), "dim" if until else ""), (over, 20, "dim")]


class OthersScreen(Narrowing[None, list[Record]]):
    """The other records, to look at, make, edit and remove."""

    EMPTY = mark("Nothing fits.\nn makes a party, a document, an event …")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", _("Edit"), id="edit"),
        Binding("n", "new", _("New"), id="new-party"),
        Binding("m", "do('member')", _("Member or not"), id="member"),
        Binding("J,shift+down", "do('move-party', 1)", _("Down"), key_display="J", id="move-party-down", show=False),
        Binding("K,shift+up", "do('move-party', -1)", _("Up"), key_display="K", id="move-party", show=False),
        Binding("x", "do('retire-party')", _("Retire"), id="retire-party"),
        Binding("r", "do('new-editor')", _("New editor"), id="new-editor", show=False),
        Binding("R", "do('remove-editor')", _("Remove editor"), id="remove-editor", show=False),
        Binding("delete,X", "remove", _("Remove"), key_display="X", id="remove"),
        Binding("slash", "narrow", _("Filter"), id="others.filter"),
        Binding("h", "history", _("History"), id="history"),
        Binding("b", "blame", _("Who set what"), id="blame"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, KindList(id="kinds"))

    def find(self, snapshot: Snapshot) -> list[Record]:
        """Every one, by kind and name."""
        records = [record for kind in KINDS_SHOWN for record in snapshot.records(KINDS[kind]).values()]
        return sorted(records, key=lambda one: (KINDS_SHOWN.index(one.KIND), sort_key(one.name or one.id)))

    def title_text(self) -> str:
        """What this is."""
        return self.narrowed(_("Parties, plans, documents and more"))

    def show(self, keep: object | None) -> None:
        """By kind."""
        items: list[Record | str] = []
        for kind in KINDS_SHOWN:
            records = [record for record in self._found if kind == record.KIND and self._fits(record)]
            if records or not self._words:
                items += [wording.kind_name(kind, language()).capitalize(), *records]
        self._list.set_items(items, keep)

    def _fits(self, record: Record) -> bool:
        """Whether every word stands somewhere in what the pane shows of the record."""
        return not self._words or self.fits("\n".join(f"{line.label} {line.text}" for line in self.describe(record)))

    def describe(self, record: Record) -> list[Paragraph]:
        """Every field."""
        shown = [Paragraph("", record.name or record.id, "title")]
        for field, value in to_fields(record).items():
            label, text = in_words(self._snapshot, record.KIND, field, value)
            shown.append(Paragraph(label[:1].upper() + label[1:], text))
        members = self._snapshot.register.members
        if record.KIND == Party.KIND and record.id in members:
            place = _("number {number} of {count}", number=members.index(record.id) + 1, count=len(members))
            shown.append(Paragraph(_("Member"), place))
            editors = self._snapshot.register.editors.get(record.id, {}).values()
            told = ", ".join(editor_text(**one.model_dump()) for one in editors)
            shown.append(Paragraph(_("Editors"), told or "–"))
        return shown

    @work
    async def action_new(self) -> None:
        """A new record of the kind under the cursor, or of another."""
        current = self.record()
        kinds = {wording.kind_name(kind, language()): kind for kind in KINDS_SHOWN if kind != "register"}
        here = current.KIND if current is not None and current.KIND != "register" else "party"
        kind_of = one_of(kinds)
        first = wording.kind_name(here, language())
        shown = self._desk.asked(snapshot=self._snapshot)
        answers = await self._desk.ask(
            _("New"),
            Question("kind", _("What"), first, checked(kind_of), lambda: list(kinds)),
            Question("name", _("Name"), "", checked(check_name)),
        )
        if answers is not None:
            record = new_record(kind_of(answers["kind"]), check_name(answers["name"]), shown)
            action = NEW_PARTY.id if record.KIND == Party.KIND else ""
            await self.edit(record, is_new=True, keep=(record.KIND, record.id), action=action)

    @work
    async def action_do(self, action: str, step: int = 0) -> None:
        """What an Action does to the party under the cursor."""
        party = self.record()
        if not isinstance(party, Party):
            self._desk.tell(_("this is no party; e edits it"), "information")
            return
        answers = {"step": step} if step else {"date": ""} if action == RETIRE_PARTY.id and party.until else {}
        await self.do(ACTIONS[action], party, **answers)

    @work
    async def action_remove(self) -> None:
        """Remove the record; the store refuses while others refer to it."""
        record = self.record()
        if record is not None and record.KIND != "register":
            await self.do(REMOVE, record)
