"""Sharing with other municipalities: one key takes in what they published and publishes what is here."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message

from iktui.screens.main.travelling import TravellingScreen
from iktui.settings import SyncTimes
from store.base.errors import StoreError
from store.base.i18n import _, ngettext

if TYPE_CHECKING:  # git and pydantic are imported after the first frame
    from iktui.messages import SnapshotLoaded
    from iktui.screens.ask.choose import Pair
    from store.base.author import Author
    from store.git.door import Git
    from store.git.network import Watch
    from store.query.listing import Listing
    from store.records.model import Conflict, OpenConflict
    from store.records.paths import Key
    from store.records.snapshot import Snapshot
    from store.sync.settling import Choice
    from store.sync.sync import SyncPlan


class TransferTold(Message):
    """How far a transfer is, in git's own line; it comes from another thread."""

    def __init__(self, line: str) -> None:
        super().__init__()
        self.line = line


_LEAVING_SECONDS = 20
"""Seconds that leaving waits for a sync; what is left goes with the next one."""


class SharingScreen(TravellingScreen):
    """What reaches other clones."""

    def __init__(self, path: Path, listing: Listing | None) -> None:
        super().__init__(path, listing)
        self._watch: Watch | None = None
        self._waited = False

    @property
    def _times(self) -> SyncTimes:
        return getattr(self.app, "sync_times", SyncTimes())

    def on_mount(self) -> None:
        """Share every so many minutes, where the user wants that."""
        if self._times.minutes:
            self.set_interval(self._times.minutes * 60, self._share_quietly)

    def on_snapshot_loaded(self, message: SnapshotLoaded) -> None:
        """Say how far we are out of step; at the first time share, where the user wants that."""
        del message  # Textual calls what the classes below do with it
        self._count_step()
        if self._times.at_start and not self._waited:
            self._waited = True
            self._share_quietly()

    @work(exclusive=True, group="step")
    async def _count_step(self) -> None:
        from store.git.remotes import behind_and_ahead

        if self._store is None:
            return
        try:
            found = await asyncio.to_thread(behind_and_ahead, self._store.git)
        except StoreError:
            found = None  # a detached or odd clone is told about when one shares
        behind, ahead = found or (0, 0)
        text = " ".join(f"{sign}{count}" for sign, count in (("↓", behind), ("↑", ahead)) if count)
        if text != self._out_of_step:
            self._out_of_step = text
            if self._listing is not None:
                self._show_title()

    @work(exclusive=True, group="sync")
    async def action_sync(self) -> None:
        """Take in what others published, publish what is here; then ask about what both changed."""
        author = await self._known_author()
        if author is None or self._ready() is None or self._refuse_in_past():
            return
        plan = await self._share(author)
        if plan is not None and plan.clashes:
            await self._settle_open()

    @work(exclusive=True, group="sync")
    async def _share_quietly(self) -> None:
        """By the clock: nothing is asked, nothing is opened, what went wrong stands in the title line."""
        await self.share_by_itself()

    async def share_by_itself(self) -> None:
        """Share if there is somebody to share with and an author is known."""
        from store.git.remotes import remote_of

        given = getattr(self.app, "given_author", None)
        if self._store is None or self._past or self._watch is not None:
            return
        try:
            author, shared = self._store.author(given), remote_of(self._store.git)
        except StoreError:
            return
        if shared is not None:
            await self._share(author, quiet=True)

    async def share_before_leaving(self) -> None:
        """Where the user wants that; a second call stops it."""
        if self._watch is not None:
            self._watch.stop()
        elif self._times.at_quit:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.share_by_itself(), _LEAVING_SECONDS)
            if self._watch is not None:
                self._watch.stop()

    def action_clear_filter(self) -> None:
        """Stop what is being shared; else show everything."""
        if self._watch is not None:
            self._watch.stop()
        else:
            super().action_clear_filter()

    async def _share(self, author: Author, *, quiet: bool = False) -> SyncPlan | None:
        """Share, say how it goes and what came of it; None when it could not be done."""
        from store.changes.edits import today
        from store.git.network import Watch
        from store.sync.sync import sync

        assert self._store is not None, "asked after it was opened"
        self._watch = watch = Watch(lambda line: bool(self.post_message(TransferTold(line))))
        self._say_sharing("")
        try:
            plan = await asyncio.to_thread(sync, self._store, author, today(), watch=watch)
        except StoreError as error:
            self._say("")
            if not quiet:
                self.tell(error)
            return None
        finally:
            watch.stop()  # also when the program ends in the middle of it
            self._watch = None
        self._say(self._told(plan), 8)
        for problem in plan.problems[:3]:
            self.tell(f"{problem.path}: {problem.reason}", "warning")
        if plan.reason and not quiet:
            self.tell(plan.reason, "warning")
        for mine, theirs in plan.alike[:3]:
            text = _("{one} and {other} have one name: m makes them one record", one=mine.id, other=theirs.id)
            self.tell(text, "warning")
        row = self._current()
        self.load(row.id if row else None)
        return plan

    @on(TransferTold)
    def _transfer_told(self, message: TransferTold) -> None:
        self._say_sharing(message.line)

    def _say_sharing(self, line: str) -> None:
        if self._watch is not None and self._listing is not None:
            self._say(_("sharing with the others … (esc stops)") + (f" {line}" if line else ""))

    @staticmethod
    def _told(plan: SyncPlan) -> str:
        from store.sync.sync import OFFLINE, REJECTED, UP_TO_DATE

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
        from iktui.screens.ask.choose import ChooseScreen
        from store.sync.settling import settling
        from store.sync.sync import open_of

        assert self._store is not None, "asked after it was opened"
        snapshot = self._store.snapshot()
        opened = [
            (key, conflict, field) for key, conflict in open_of(snapshot).items() for field in sorted(conflict.fields)
        ]
        if not opened:
            self.tell(_("no conflict is open"), "information")
            return
        git = self._store.git

        def made() -> list[Pair]:
            return [_pair(git, snapshot, key, conflict, field) for key, conflict, field in opened]

        pairs = await asyncio.to_thread(made)  # asks git of files
        explained = _("The published value stands until you choose; what you leave stays open.")
        screen = ChooseScreen(_("Open conflicts"), pairs, (_("mine"), _("theirs")), explained, partly=True)
        chosen = await self.app.push_screen_wait(screen)
        if chosen is None or all(number is None for number in chosen):
            return
        try:
            choices = list(_choices(snapshot, opened, screen.pairs))
            changeset = await asyncio.to_thread(settling, git, snapshot, choices)
        except StoreError as error:
            self.tell(error)
            return
        self._snapshot = snapshot
        await self.save(changeset, opened[0][0].id)


def _pair(git: Git, snapshot: Snapshot, key: Key, conflict: Conflict, field: str) -> Pair:
    """Both values in words, who gave them and when, and what it was before."""
    from iktui.screens.ask.choose import Pair
    from store.base.i18n import language
    from store.changes import wording
    from store.records.paths import FILE
    from store.sync.settling import whole_value

    def words(value: object) -> str:
        if not field:
            return whole_value(git, key, value)
        return wording.value_text(field, value, snapshot.name, language(), key.kind)

    opened = conflict.fields[field]
    whole = _("the whole file") if key.kind == FILE else _("the whole record")
    label = wording.field_label(field, snapshot.name, language()) if field else whole
    about = _(
        "Mine by {mine}, theirs by {theirs}, met {day}; before: {base}",
        mine=opened.mine_by or "?",
        theirs=opened.theirs_by or "?",
        day=opened.date or "?",
        base=words(opened.base) if opened.base is not None else "–",
    )
    if opened.also:
        about += " " + _("Also given: {values}", values="; ".join(f"“{words(value)}”" for value in opened.also))
    before = words(opened.base) if field and opened.base is not None else None
    check, typed = _entry(snapshot, key, field, opened)
    return Pair(
        f"{conflict.name}: {label}", words(opened.mine), words(opened.theirs), about,
        before=before, check=check, typed=typed,
    )  # fmt: skip


def _entry(snapshot: Snapshot, key: Key, field: str, opened: OpenConflict) -> tuple[Callable[[str], str] | None, str]:
    """What checks another value as it is typed, and the words to begin with; nothing where one line is not enough."""
    from iktui.screens.ask.dialogs import checked
    from store.changes.edits import value_entered
    from store.records.entry import words_of
    from store.records.schema import spec_of

    spec, record = (spec_of(key.kind, field), snapshot.get(key)) if field else (None, None)
    values = (opened.base, opened.mine, opened.theirs)
    is_long = any(isinstance(value, dict) or (isinstance(value, str) and "\n" in value) for value in values)
    if spec is None or record is None or is_long or spec.shape in ("raw", "table"):
        return None, ""
    return checked(lambda words: value_entered(record, field, words, snapshot)), words_of(spec, opened.mine, snapshot)


def _choices(
    snapshot: Snapshot, opened: Sequence[tuple[Key, Conflict, str]], pairs: Sequence[Pair]
) -> Iterator[Choice]:
    """What was chosen in each field; what nobody chose in stays open."""
    from iktui.screens.ask.choose import TYPED
    from store.changes.edits import value_entered
    from store.sync.settling import Choice

    for (key, conflict, field), pair in zip(opened, pairs, strict=True):
        record = snapshot.get(key) if pair.chosen == TYPED else None
        if pair.chosen is None:
            continue
        if record is not None:
            yield Choice(key, field, value_entered(record, field, pair.typed, snapshot))
        else:
            one = conflict.fields[field]
            yield Choice(key, field, (one.mine, one.theirs, one.base)[pair.chosen])
