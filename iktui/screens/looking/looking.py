"""What every screen of records has: it is read, shown, changed through the desk, and follows what others save."""

from __future__ import annotations

import asyncio
from typing import Any, Generic, TypeVar

from textual import work
from textual.screen import ScreenResultType

from iktui.screens.ask.two_panes import TwoPanes
from iktui.screens.desk.desk import Desk
from iktui.screens.desk.undoing import undo_last
from iktui.screens.looking.history import HistoryScreen
from iktui.screens.looking.record import RecordScreen
from iktui.widgets.line_list import LineList
from store.actions.action import Action
from store.records.model import Record
from store.records.snapshot import Snapshot

Found = TypeVar("Found")


class Looking(TwoPanes[ScreenResultType], Generic[ScreenResultType, Found]):
    """Some of the records, and what is done with them."""

    ENTER = "open"

    def __init__(self, desk: Desk, items: LineList[Any]) -> None:
        super().__init__(items)
        self._desk = desk
        self._snapshot = desk.session.snapshot
        """The state that is shown: what is done here is done on this."""
        self._found: Found
        self.first: object | None = None
        """What the cursor is on when it is opened; None: the first line."""

    # --- for each of them

    def find(self, snapshot: Snapshot) -> Found:
        """What there is to show of a state; in a thread, so it can take its time. Raises StoreError."""
        raise NotImplementedError

    def show(self, keep: object | None) -> None:
        """Show what was found; the cursor on `keep`, else where it was."""
        raise NotImplementedError

    def record(self) -> Record | None:
        """The record that the line under the cursor is about."""
        item = self._list.highlighted
        return item if isinstance(item, Record) else None

    # --- reading

    def _read(self) -> tuple[Snapshot, Found]:
        snapshot = self._desk.session.newest()
        return snapshot, self.find(snapshot)

    async def prepare(self) -> bool:
        """Read what is shown first; gives whether there is something to show."""
        self._snapshot, self._found = await asyncio.to_thread(self._read)
        return True

    def on_mount(self) -> None:
        """Show it."""
        self.show(self.first)

    async def look_again(self, keep: object | None = None) -> None:
        """Show what is there now."""
        read = await asyncio.to_thread(self._read)
        if self in self.app.screen_stack:
            self._snapshot, self._found = read
            self.show_title()
            self.show(keep)

    def follow(self, snapshot: Snapshot) -> None:
        """Somebody may have changed something: here, in another session, or git itself."""
        if snapshot.commit != self._snapshot.commit:
            self.run_worker(self.look_again(), exclusive=True, group="follow")

    # --- changing

    async def do(
        self, action: Action, *about: Record, title: str = "", keep: object | None = None, **answers: Any
    ) -> bool:
        """One commit on what is shown, after its questions; gives whether it is saved."""
        asked = self._desk.asked(*about, snapshot=self._snapshot, **answers)
        saved = await self._desk.do(action, asked, None, title)
        if saved:
            await self.look_again(keep)
        return saved

    async def edit(self, record: Record, *, keep: object | None = None, **options: Any) -> bool:
        """The form of a record, with the `options` of `Desk.edit_record`; gives whether it was saved."""
        saved = await self._desk.edit_record(record, snapshot=self._snapshot, **options)
        if saved:
            await self.look_again(keep)
        return saved

    def action_open(self) -> None:
        """The record on the whole screen, with all that can be done to it."""
        if (record := self.record()) is not None:
            self.app.push_screen(RecordScreen(self._desk, record, self._snapshot))

    @work
    async def action_edit(self) -> None:
        """The form of the record."""
        if (record := self.record()) is not None:
            await self.edit(record)

    @work
    async def action_history(self) -> None:
        """Who changed the record, and what they made of it there."""
        if (record := self.record()) is not None:
            await self.app.push_screen_wait(HistoryScreen(self._desk, record, self._snapshot))

    @work
    async def action_blame(self) -> None:
        """Who set each field of the record."""
        if (record := self.record()) is not None:
            await self._desk.show_blame(record, self._snapshot)

    @work
    async def action_undo(self) -> None:
        """Take one's own last change back."""
        if await undo_last(self._desk):
            await self.look_again()
