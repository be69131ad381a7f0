"""Every record that is no collaboration: register, parties, plan, studies, editions, documents, the annual cycle."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widgets import Static

from iktui.screens.ask.dialogs import Ask, Question
from iktui.screens.ask.narrowing import Narrowing
from iktui.widgets.line_list import LineList, Piece
from iktui.widgets.text_pane import Paragraph
from store.actions.records import REMOVE, new_record
from store.base.i18n import _, language
from store.base.text import match_key, safe
from store.changes import wording
from store.records.codec import to_fields
from store.records.entry import check_name
from store.records.model import KINDS, Record
from store.records.snapshot import Snapshot

if TYPE_CHECKING:
    from iktui.screens.ask.desk import Desk

KINDS_SHOWN = ("register", "party", "plan_item", "study", "question", "event", "edition", "document")


class KindList(LineList["Record | str"]):
    """Records under the name of their kind."""

    def is_heading(self, item: Record | str) -> bool:
        """Whether the item is a kind."""
        return isinstance(item, str)

    def identity(self, item: Record | str) -> object:
        """A record is the same by its kind and id."""
        return item if isinstance(item, str) else (item.KIND, item.id)

    def pieces(self, item: Record | str, width: int) -> list[Piece]:
        """Name, and whether it is over."""
        if isinstance(item, str):
            return [(wording.kind_name(item, language()).capitalize(), width, "")]
        until = getattr(item, "until", None)
        over = _("until {date}", date=until) if until else ""
        return [(" ", 1, ""), (item.name or item.id, max(0, width - 22), "dim" if until else ""), (over, 20, "dim")]


class OthersScreen(Narrowing[None]):
    """The other records, to look at, make, edit and remove."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e,enter", "edit", _("Edit"), id="others.edit"),
        Binding("n", "new", _("New"), id="others.new"),
        Binding("delete,X", "remove", _("Remove"), key_display="X", id="others.remove"),
        Binding("slash", "narrow", _("Filter"), key_display="/", id="others.filter"),
        Binding("h", "history", _("History"), id="others.history"),
        Binding("b", "blame", _("Who set what"), id="others.blame"),
    ]

    def __init__(self, desk: Desk, snapshot: Snapshot) -> None:
        super().__init__()
        self._desk, self._snapshot = desk, snapshot

    def title_text(self) -> str:
        """What this is."""
        return _("Parties, plans, documents and more")

    def make_list(self) -> LineList[object]:
        """Records by kind."""
        return cast("LineList[object]", KindList(id="kinds"))

    @property
    def _list(self) -> KindList:
        return self.query_one("#kinds", KindList)

    def on_mount(self) -> None:
        """Show them."""
        self._show(None)
        self._list.focus()

    def _show(self, keep: object | None) -> None:
        items: list[Record | str] = []
        for kind in KINDS_SHOWN:
            records = [record for record in self._snapshot.records(KINDS[kind]).values() if self._fits(record)]
            if records or not self._words:
                items += [kind, *sorted(records, key=lambda record: (record.name or record.id).casefold())]
        self._list.set_items(items, keep)
        self.query_one("#title", Static).update(safe(self.narrowed(self.title_text())))

    def _fits(self, record: Record) -> bool:
        """Whether every word stands somewhere in what the pane shows of the record."""
        return not self._words or self.fits("\n".join(f"{line.label} {line.text}" for line in self.describe(record)))

    def describe(self, item: object) -> list[Paragraph]:
        """Every field."""
        record = cast(Record, item)
        shown = [Paragraph("", record.name or record.id, "title")]
        for field, value in to_fields(record).items():
            label = wording.field_label(field, self._snapshot.name, language())
            text = wording.value_text(field, value, self._snapshot.name, language(), record.KIND)
            shown.append(Paragraph(label[:1].upper() + label[1:], text))
        return shown

    def _current(self) -> Record | None:
        item = self._list.highlighted
        return item if isinstance(item, Record) else None

    @on(LineList.Selected)
    def _selected(self, event: LineList.Selected) -> None:
        event.stop()
        self.action_edit()

    @work
    async def action_edit(self) -> None:
        """The form of the record."""
        record = self._current()
        if record is not None and await self._desk.edit_record(record):
            self._look_again(record)

    def _look_again(self, record: Record | None) -> None:
        store = self._desk.store
        if store is not None:
            self._snapshot = store.snapshot()
            self._show((record.KIND, record.id) if record else None)

    @work
    async def action_new(self) -> None:
        """A new record of the kind under the cursor, or of another."""
        current = self._current()
        kinds = {wording.kind_name(kind, language()): kind for kind in KINDS_SHOWN if kind != "register"}
        here = current.KIND if current is not None and current.KIND != "register" else "party"

        def kind_of(words: str) -> str | None:
            return next((kind for name, kind in kinds.items() if match_key(name) == match_key(words)), None)

        def checked(name: str) -> str:
            try:
                check_name(name)
            except ValueError as error:
                return str(error) or _("must not be empty")
            return ""

        first = wording.kind_name(here, language())
        kind_check = Question(
            "kind", _("What"), first, lambda w: "" if kind_of(w) else _("choose one"), lambda: list(kinds)
        )
        answers = await self.app.push_screen_wait(Ask(_("New"), [kind_check, Question("name", _("Name"), "", checked)]))
        if answers is None:
            return
        kind, name = kind_of(answers["kind"]) or here, check_name(answers["name"])
        record = new_record(kind, name, self._desk.asked(snapshot=self._snapshot))
        if await self._desk.edit_record(record, is_new=True):
            self._look_again(record)

    @work
    async def action_remove(self) -> None:
        """Remove the record; the store refuses while others refer to it."""
        record = self._current()
        if record is None or record.KIND == "register":
            return
        if await self._desk.do(REMOVE, self._desk.asked(record, snapshot=self._snapshot), series=True):
            self._look_again(None)

    def action_history(self) -> None:
        """Who changed the record."""
        from iktui.screens.past.history import HistoryScreen

        record, store = self._current(), self._desk.store
        if record is not None and store is not None:
            self.app.push_screen(HistoryScreen(store, record, self._snapshot, self._desk))

    def action_blame(self) -> None:
        """Who set each field."""
        from iktui.screens.form.blame import BlameScreen

        record, store = self._current(), self._desk.store
        if record is not None and store is not None:
            self.app.push_screen(BlameScreen(record, store.blame(record), self._snapshot))
