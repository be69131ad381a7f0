"""One record on the whole screen, with what can be done to it: of a collaboration, the keys that it has in the list."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import ClassVar, Final

from textual import events, work
from textual.actions import parse as parse_action
from textual.binding import Binding, BindingType
from textual.widgets import Static

from iktui.screens.desk.desk import Desk
from iktui.screens.desk.detail import DetailScreen
from iktui.screens.desk.files import export_paper
from iktui.screens.desk.undoing import undo_last
from iktui.screens.looking.history import HistoryScreen
from iktui.widgets.text_pane import TextPane
from iktui.words.describe import any_paragraphs, related_paragraphs
from store.actions.registry import ACTIONS
from store.base.i18n import _
from store.base.text import safe
from store.papers.making import OF_ONE
from store.records.model import Record
from store.records.paths import Key
from store.records.snapshot import Snapshot

_WRITING: Final = frozenset({"edit", "do", "undo"})


class RecordScreen(DetailScreen):
    """What a collaboration is and what names it, now or then."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e", "edit", _("Edit"), id="edit"),
        Binding("h", "history", _("History"), id="history"),
        Binding("x", "do('end')", _("End"), id="end"),
        Binding("d", "do('participant')", _("New participant"), id="participant", show=False),
        Binding("w", "do('withdraw')", _("Notice by one participant"), id="withdraw", show=False),
        Binding("R", "do('replace')", _("Replaced by another"), id="replace", show=False),
        Binding("X,delete", "do('remove')", _("Remove"), key_display="X", id="remove", show=False),
        Binding("T", "timeline", _("Timeline"), id="timeline", show=False),
        Binding("o", "export", _("Export"), id="export", show=False),
        Binding("u", "undo", _("Undo"), id="undo", show=False),
    ]

    def __init__(
        self, desk: Desk, record: Record, snapshot: Snapshot, timeline: Callable[[], Awaitable[object]] | None = None
    ) -> None:
        """As `snapshot` has it, now or then; `timeline` shows its life over the years."""
        super().__init__("", [])
        self._desk, self._timeline = desk, timeline
        self._take(record, snapshot)

    def _take(self, record: Record, snapshot: Snapshot) -> None:
        """What is shown from now on."""
        self._record, self._snapshot = record, snapshot
        past, store = self._desk.session.past, self._desk.session.store
        self._title = f"{record.name}  ({past})" if past else record.name
        self._paragraphs = any_paragraphs(record, snapshot.name)
        self._blamed = lambda: any_paragraphs(record, snapshot.name, store.blame(record, snapshot.commit))
        self._related = partial(related_paragraphs, record, snapshot)

    def follow(self, snapshot: Snapshot) -> None:
        """Show what was saved meanwhile, here or by others; what is gone from the register is left."""
        if snapshot.commit == self._snapshot.commit:
            return
        record = snapshot.readable(Key(self._record.KIND, self._record.id))
        if record is None:
            self.action_leave()
            return
        self._take(record, snapshot)
        self._shows_blame = False
        self.query_one(".title", Static).update(safe(self._title))
        self.query_one("#text", TextPane).show(self._paragraphs)
        self._find_related()

    # --- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What changes something is not offered in the past; what is done to collaborations, to them alone."""
        kind = self._record.KIND
        if action == "do":
            offered = ACTIONS[str(parameters[0])].about in ("*", kind)
        elif action == "timeline":
            offered = self._timeline is not None
        else:
            offered = action != "export" or kind in OF_ONE.values()
        return offered and (action not in _WRITING or self._desk.session.at is None)

    def on_key(self, event: events.Key) -> None:
        """Why a key that writes does nothing in the past."""
        found = self._bindings.key_to_bindings.get(event.key, [])
        if self._desk.session.at is not None and any(parse_action(one.action)[1] in _WRITING for one in found):
            self._desk.refuse_in_past()

    @work
    async def action_edit(self) -> None:
        """The form."""
        await self._desk.edit_record(self._record, snapshot=self._snapshot)

    @work
    async def action_do(self, action: str) -> None:
        """What an Action does to it."""
        asked = self._desk.asked(self._record, snapshot=self._snapshot)
        await self._desk.do(ACTIONS[action], asked, None if action == "remove" else self._record.id)

    def action_history(self) -> None:
        """Who changed it, what and when."""
        self.app.push_screen(HistoryScreen(self._desk, self._record, self._snapshot))

    @work
    async def action_timeline(self) -> None:
        """Its life over the years."""
        if self._timeline is not None:
            await self._timeline()

    @work
    async def action_export(self) -> None:
        """Its sheet, with its history, as a document."""
        await export_paper(self._desk, self._record)

    @work
    async def action_undo(self) -> None:
        """Take one's own last change back."""
        await undo_last(self._desk)
