"""Sharing with other municipalities: one key takes in what they published and publishes what is here."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import work

from iktui.screens.travelling import TravellingScreen
from store.errors import StoreError
from store.i18n import _, ngettext

if TYPE_CHECKING:  # git and pydantic are imported after the first frame
    from iktui.screens.choose import Pair
    from store.changes import Change
    from store.model import Conflict, Record
    from store.paths import Key
    from store.snapshot import Snapshot
    from store.sync import SyncPlan


class SharingScreen(TravellingScreen):
    """What reaches other clones."""

    @work(exclusive=True, group="sync")
    async def action_sync(self) -> None:
        """Take in what others published, publish what is here; then ask about what both changed."""
        ready = self._ready()
        author = await self._known_author()
        if ready is None or author is None or self._refuse_in_past():
            return
        from store.edits import today
        from store.sync import sync

        store = ready[0]
        self._saved_text = _("sharing with the others …")
        self._show_title()
        try:
            plan = await asyncio.to_thread(sync, store, author, today())
        except StoreError as error:
            self._forget_saved()
            self.tell(error)
            return
        self._saved_text = self._told(plan)
        self.set_timer(8, self._forget_saved)
        for problem in plan.problems[:3]:
            self.tell(f"{problem.path}: {problem.reason}", "warning")
        row = self._current()
        self.load(row.id if row else None)
        if plan.clashes:
            await self._settle_open()

    @staticmethod
    def _told(plan: SyncPlan) -> str:
        from store.sync import OFFLINE, REJECTED, UP_TO_DATE

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
        if plan.clashes:
            words.append(ngettext("{count} field to choose", "{count} fields to choose", len(plan.clashes)))
        return ", ".join(words)

    @work(exclusive=True, group="sync")
    async def action_conflicts(self) -> None:
        """The open conflicts."""
        if self._ready() is not None and not self._refuse_in_past():
            await self._settle_open()

    async def _settle_open(self) -> None:
        """Show every open field with both values; whatever is chosen is one commit, the rest stays open."""
        from iktui.screens.choose import ChooseScreen
        from store.changes import Changeset
        from store.sync import open_of

        assert self._store is not None, "asked after it was opened"
        snapshot = self._store.snapshot()
        opened = [
            (key, conflict, field) for key, conflict in open_of(snapshot).items() for field in sorted(conflict.fields)
        ]
        if not opened:
            self.tell(_("no conflict is open"), "information")
            return
        pairs = [_pair(snapshot, key, conflict, field) for key, conflict, field in opened]
        explained = _("The published value stands until you choose; what you leave stays open.")
        screen = ChooseScreen(_("Open conflicts"), pairs, (_("mine"), _("theirs")), explained, partly=True)
        chosen = await self.app.push_screen_wait(screen)
        if chosen is None or all(number is None for number in chosen):
            return
        try:
            changes = _settled(snapshot, opened, chosen)
        except StoreError as error:
            self.tell(error)
            return
        self._snapshot = snapshot
        await self.save(Changeset(snapshot.commit, tuple(changes), "resolve"), opened[0][0].id)


def _pair(snapshot: Snapshot, key: Key, conflict: Conflict, field: str) -> Pair:
    """Both values in words, who gave them and when, and what it was before."""
    from iktui.screens.choose import Pair
    from store import wording
    from store.i18n import language

    def words(value: object) -> str:
        if not field:
            return _("removed") if value is None else _("stays")
        return wording.value_text(field, value, snapshot.name, language(), key.kind)

    opened = conflict.fields[field]
    label = wording.field_label(field, snapshot.name, language()) if field else _("the whole record")
    about = _(
        "Mine by {mine}, theirs by {theirs}, met {day}; before: {base}",
        mine=opened.mine_by or "?",
        theirs=opened.theirs_by or "?",
        day=opened.date or "?",
        base=words(opened.base),
    )
    if opened.also:
        about += " " + _("Also given: {values}", values="; ".join(f"“{words(value)}”" for value in opened.also))
    return Pair(f"{conflict.name}: {label}", words(opened.mine), words(opened.theirs), about)


def _settled(
    snapshot: Snapshot, opened: Sequence[tuple[Key, Conflict, str]], chosen: Sequence[int | None]
) -> list[Change]:
    """The changes that settle what was chosen: 0 mine, 1 theirs, None left open."""
    from store.changes import change
    from store.joining import settle
    from store.model import Conflict

    first = {key: (snapshot.get(key), conflict) for key, conflict, _field in opened}
    now: dict[Key, tuple[Record | None, Conflict | None]] = dict(first)
    for (key, _conflict, field), number in zip(opened, chosen, strict=True):
        record, conflict = now[key]
        if number is None or conflict is None:
            continue
        value = conflict.fields[field].mine if number == 0 else conflict.fields[field].theirs
        for made in settle(record, conflict, field, value):
            if made.key.kind == Conflict.KIND:
                now[key] = now[key][0], made.after if isinstance(made.after, Conflict) else None
            else:
                now[key] = made.after, now[key][1]
    pairs = [(before, after) for key in first for before, after in zip(first[key], now[key], strict=True)]
    return [change(before, after) for before, after in pairs if before != after]
