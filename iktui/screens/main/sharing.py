"""Sharing with other municipalities: take in what they published, publish what is here, say how it goes."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from iktui.screens.desk.desk import Desk
from store.base.errors import StoreError
from store.base.i18n import _, ngettext
from store.changes import edits
from store.git.network import Watch
from store.git.remotes import behind_and_ahead, remote_of
from store.sync.sync import OFFLINE, REJECTED, UP_TO_DATE, sync

if TYPE_CHECKING:
    from store.base.author import Author
    from store.sync.sync import SyncPlan

_LEAVING_SECONDS = 20
"""Seconds that leaving waits for a sync; what is left goes with the next one."""


@dataclass
class TransferTold(Message):
    """How far a transfer is, in git's own line; it comes from another thread."""

    line: str


class Sharing:
    """What reaches other clones."""

    def __init__(self, desk: Desk, say: Callable[[str, float], object], look_again: Callable[[], object]) -> None:
        """`say` has a line said for some seconds (0: until the next), `look_again` the register read."""
        self._desk, self._say, self._look_again = desk, say, look_again
        self._watch: Watch | None = None

    def stop(self) -> bool:
        """Stop what is being shared; gives whether anything was."""
        if self._watch is not None:
            self._watch.stop()
        return self._watch is not None

    async def share(self) -> SyncPlan | None:
        """Share; None when it could not be done, which has been told."""
        author = await self._desk.author()
        return await self._share(author) if author is not None else None

    async def share_by_itself(self) -> None:
        """By the clock: nothing is asked, nothing is opened, what went wrong stands in the title line.

        Only if there is somebody to share with and an author is known.
        """
        session = self._desk.session
        if session.past or self._watch is not None:
            return
        try:
            author, shared = session.author_if_known(), remote_of(session.store.git)
        except StoreError:
            return
        if author is not None and shared is not None:
            await self._share(author, quiet=True)

    async def share_before_leaving(self) -> None:
        """As long as leaving can wait."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.share_by_itself(), _LEAVING_SECONDS)
        self.stop()

    async def out_of_step(self) -> str:
        """How far this clone is behind and ahead of the others, "↓2 ↑1"."""
        try:
            found = await asyncio.to_thread(behind_and_ahead, self._desk.session.store.git)
        except StoreError:
            found = None  # a detached or odd clone is told about when one shares
        behind, ahead = found or (0, 0)
        return " ".join(f"{sign}{count}" for sign, count in (("↓", behind), ("↑", ahead)) if count)

    async def _share(self, author: Author, *, quiet: bool = False) -> SyncPlan | None:
        desk = self._desk
        self._watch = watch = Watch(lambda line: bool(desk.screen.post_message(TransferTold(line))))
        self.say_sharing("")
        try:
            plan = await asyncio.to_thread(sync, desk.session.store, author, edits.today(), watch=watch)
        except StoreError as error:
            self._say("", 0)
            if not quiet:
                desk.tell(error)
            return None
        finally:
            watch.stop()  # also when the program ends in the middle of it
            self._watch = None
        self._say(_told(plan), 8)
        for problem in plan.problems[:3]:
            desk.tell(f"{problem.path}: {problem.reason}", "warning")
        if plan.reason and not quiet:
            desk.tell(plan.reason, "warning")
        for mine, theirs in plan.alike[:3]:
            text = _("{one} and {other} have one name: m makes them one record", one=mine.id, other=theirs.id)
            desk.tell(text, "warning")
        self._look_again()
        return plan

    def say_sharing(self, line: str) -> None:
        """That it goes on, and how far it is."""
        if self._watch is not None:
            self._say(_("sharing with the others … (esc stops)") + (f" {line}" if line else ""), 0)


def _told(plan: SyncPlan) -> str:
    if plan.state == OFFLINE:
        return _("the others cannot be reached now; nothing is lost, try again later")
    if plan.state == REJECTED:
        return _("not published yet; nothing is lost, try again")
    if plan.state == UP_TO_DATE:
        return _("everything is in step")
    words = [
        ngettext("{count} record from others", "{count} records from others", len(plan.incoming)),
        ngettext("{count} record from here", "{count} records from here", len(plan.outgoing)),
    ]
    if plan.conflicts:
        words.append(ngettext("{count} field to choose", "{count} fields to choose", len(plan.conflicts)))
    return ", ".join(words)
