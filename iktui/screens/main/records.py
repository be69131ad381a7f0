"""The main screen: the overview and every key it has; from here everything else is opened."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on, work
from textual.actions import parse as parse_action
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.worker import get_current_worker

from iktui.remembered_views import keep_looked, keep_seen, last_seen, saved_views
from iktui.screens.main.bindings import BINDINGS
from iktui.screens.main.overview import Overview
from iktui.settings import SyncTimes
from iktui.widgets.key_footer import KeyFooter
from iktui.widgets.line_list import LineList
from iktui.widgets.safe_input import SafeInput
from store.base.errors import StoreError
from store.base.i18n import _, language, ngettext
from store.base.text import safe
from store.query.listing import Listing

if TYPE_CHECKING:  # git and pydantic are imported after the first frame
    from iktui.messages import ChangesetSaved, HandEditsFound, SnapshotLoaded, StoreFailed, TimeChosen
    from iktui.screens.desk.desk import Desk
    from iktui.screens.main.keys import Opening
    from iktui.screens.main.place import Place
    from iktui.screens.main.sharing import TransferTold
    from iktui.session import Session
    from store.register.drafts import Draft

_SAVED_SECONDS = 6.0
"""Seconds that the title line says what was saved; a toast would hide the record."""
_WATCH_SECONDS = 1.5
"""Seconds between looks at what others save in the same clone."""
_OPENING_SECONDS = 2.0
"""Seconds that keys wait for a screen that is being read; after that they are for none until it is there."""
WRITING: Final = frozenset(
    {"do", "edit", "new", "copy", "merge", "undo", "redo", "import", "rollover", "sync", "conflicts"}
)
"""The actions that change something: none of them in the past."""


class RecordsScreen(Screen[None]):
    """Sections with their collaborations, one x per member."""

    BINDINGS: ClassVar[list[BindingType]] = BINDINGS

    def __init__(self, path: Path, listing: Listing | None) -> None:
        """`listing` is the list as it was last seen."""
        super().__init__()
        self._path = path
        self.overview = Overview(path, listing)
        self.place: Place | None = None
        """What the keys act on, once the register has been read."""
        self._opening = asyncio.Event()
        """Set while no screen is being opened."""
        self._opening.set()
        self._looked_at: str | None = None
        """The newest commit that somebody else's save led to."""

    def compose(self) -> ComposeResult:
        """The overview, the keys."""
        yield self.overview
        yield KeyFooter()

    def on_mount(self) -> None:
        """Show what is known, then read; look for news and share by the clock."""
        self.set_focus(self.overview.records)
        self.call_after_refresh(self.load)
        self.set_interval(_WATCH_SECONDS, self._look_for_news)
        if self._times.minutes:
            self.set_interval(self._times.minutes * 60, self._share_quietly)

    def on_unmount(self) -> None:
        """Let go of a form that is still open, whose draft the next start offers; end git's helper process.

        What was the newest when this user left is remembered.
        """
        if self.place is None:
            return
        if self.place.desk.journal is not None:
            self.place.desk.journal.leave()
        session = self.place.desk.session
        if session.at is None:
            keep_seen(self._path, session.snapshot.commit or "")
        session.store.close()

    @property
    def session(self) -> Session | None:
        """The open register, once it has been read."""
        return self.place.desk.session if self.place is not None else None

    # --- reading

    @work(thread=True, exclusive=True, group="read", exit_on_error=False)
    def load(self, keep: str | None = None) -> None:
        """Read the register as it is now, or was then; the cursor on `keep`, else where it was."""
        from iktui.screens.main.reading import read

        author, known = getattr(self.app, "given_author", None), self.overview.listing
        member = getattr(self.app, "given_member", "")
        session = read(self.post_message, self._path, self.session, known, keep, author, member, get_current_worker())
        if session is not None and not self.is_running:  # left meanwhile: nobody else ends git's helper process
            session.store.close()

    def _read_again(self) -> None:
        row = self.overview.row
        self.load(row.id if row else None)

    def on_snapshot_loaded(self, message: SnapshotLoaded) -> None:
        """Show it, on the screens above too."""
        session, is_first = message.session, self.session is None
        session.show(message.snapshot, message.listing)
        self.overview.show(session, message.keep)
        for screen in self.app.screen_stack:
            follow = getattr(screen, "follow", None)
            if follow is not None:
                follow(message.snapshot)
        if is_first:
            self._begin(session)
        self._count_step()
        # No worker: those are waited for at the end, and the first index of a long history takes seconds.
        threading.Thread(target=session.store.keep_graph, daemon=True).start()

    def _begin(self, session: Session) -> None:
        from iktui.screens.desk.desk import Desk
        from iktui.screens.main.place import Place
        from iktui.screens.main.sharing import Sharing

        desk = Desk(self, session, _offer)
        if not session.looked:  # what was there before has nobody to be new for
            session.looked = last_seen(self._path) or session.snapshot.commit or ""
            keep_looked(self._path, session.looked)
        sharing = Sharing(desk, self.overview.say, self._read_again)
        self.place = Place(self._path, desk, self.overview, sharing, last_seen(self._path))
        self._ask_author(desk)
        self._tell_new(self.place)
        if self._times.at_start:
            self._share_quietly()

    @work
    async def _ask_author(self, desk: Desk) -> None:
        """Ask who writes, if nobody has said; then offer what they left unsaved."""
        from iktui.screens.desk.drafts import offer_drafts

        await desk.author()
        await offer_drafts(desk)

    @work(exit_on_error=False)
    async def _tell_new(self, place: Place) -> None:
        """Say how much is new since this user was last here."""
        session, seen = place.desk.session, place.seen

        def count() -> int:
            author = session.author_if_known()
            mine, history = author.mail if author else "", session.store.history(since=seen, limit=200)
            return sum(revision.author.mail != mine for revision in history)

        try:
            new = await asyncio.to_thread(count) if seen and seen != session.snapshot.commit else 0
        except StoreError:
            place.seen = ""  # the commit is gone: a history that was made anew has no “since”
            return
        if new:
            text = ngettext(
                "{count} change by others since you were last here; l shows them",
                "{count} changes by others since you were last here; l shows them",
                new,
            )
            place.desk.tell(text, "information")

    def on_store_failed(self, message: StoreFailed) -> None:
        """Say why."""
        self.notify(safe(message.text), severity="error", timeout=15, markup=False)
        if self.overview.listing is None:
            self.overview.title(message.text)

    @work
    async def on_hand_edits_found(self, message: HandEditsFound) -> None:
        """Offer them."""
        from iktui.screens.desk.files import review_hand_edits

        if self.place is not None:
            await review_hand_edits(self.place.desk, message.snapshot, message.edits)

    def _look_for_news(self) -> None:
        """See what another session, a command or git itself has saved in this clone: one small file is read."""
        from store.git.refs import head_of

        session = self.session
        is_reading = any(worker.group == "read" and worker.is_running for worker in self.workers)
        if self.place is None or session is None or session.at is not None or is_reading or self.place.desk.is_writing:
            return
        newest = head_of(session.store.git_dir)
        if newest not in (None, session.snapshot.commit, self._looked_at):  # one that cannot be read is told once
            self._looked_at = newest
            self._read_again()

    def on_changeset_saved(self, message: ChangesetSaved) -> None:
        """Say so, and show the register as it is now."""
        from store.changes.messages import subject
        from store.changes.preview import Preview

        changeset, session = message.saved.changeset, self.session
        if session is None:
            return
        if changeset.changes or changeset.files or changeset.texts:
            names = Preview(session.snapshot, changeset.changes)
            text = subject(changeset, names.name, language())
            self.overview.say(_("Saved: {subject}", subject=text), _SAVED_SECONDS)
        else:  # what was asked for is what others have saved meanwhile
            self.notify(_("nothing was saved: it is like that already"), severity="warning", timeout=15, markup=False)
        if message.saved.warning:
            self.notify(safe(message.saved.warning), severity="warning", timeout=15, markup=False)
        self.load(message.keep)

    def on_time_chosen(self, message: TimeChosen) -> None:
        """Show the register as of then, or now."""
        from iktui.words.past import state_words

        if self.place is None:
            return
        session, commit = self.place.desk.session, message.commit
        try:
            if commit == session.store.resolve("HEAD"):
                commit = None
                if message.told:
                    self.place.desk.tell(_("that is the register as it is now"), "information")
            session.travel(
                commit,
                _("As it was (esc: now): {when}", when=state_words(session.store, commit, message.told))
                if commit
                else "",
            )
        except StoreError as error:
            self.place.desk.tell(error)
            return
        self.app.set_class(commit is not None, "-past")
        self.refresh_bindings()
        self.load()

    # --- keys

    def _ready(self) -> Place | None:
        """Where a key of this screen acts."""
        if self.app.screen is not self or not self._opening.is_set():
            return None  # a key typed ahead, before what the key before it opened was there
        if self.place is None:
            self.notify(_("the register is still being read"), markup=False)
        return self.place

    # --- the list

    def action_filter(self) -> None:
        """Filter as one types."""
        self.overview.filter.open()

    def action_clear_filter(self) -> None:
        """Stop what is being shared; else show everything; else lead back from the past to now."""
        from iktui.messages import TimeChosen

        if self.place is not None and self.place.sharing.stop():
            return
        if not self.overview.clear_filter() and self.session is not None and self.session.at is not None:
            self.post_message(TimeChosen(None, ""))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What changes something is not offered in the past; in the filter its own key is a sign."""
        if self._is_past and self._writes(action, parameters):
            return False
        return action != "filter" or not isinstance(self.focused, SafeInput)

    @property
    def _is_past(self) -> bool:
        return self.session is not None and self.session.at is not None

    @staticmethod
    def _writes(action: str, parameters: tuple[object, ...]) -> bool:
        return (parameters[0] if action == "run" and parameters else action) in WRITING

    def on_key(self, event: events.Key) -> None:
        """Why a key that writes does nothing in the past."""
        if self.place is not None and self._is_past and not isinstance(self.focused, SafeInput):
            found = self._bindings.key_to_bindings.get(event.key, [])
            if any(self._writes(*parse_action(binding.action)[1:]) for binding in found):
                self.place.desk.refuse_in_past()

    def action_saved_view(self, key: str) -> None:
        """The view that was saved under a key."""
        view = saved_views(self._path).get(key)
        if view is not None:
            self.overview.use(view)
        else:
            self.notify(_("no view is saved under {key}; v saves one", key=key), timeout=5, markup=False)

    async def action_run(self, name: str) -> None:
        """What a key does, see `KEYS`; or a View, by its id.

        Until a screen that is opened is there no other key is taken, for a while: those typed ahead are for it.
        """
        from iktui.screens.main.keys import KEYS, Opening, viewing

        if (place := self._ready()) is None:
            return
        begun = (KEYS.get(name) or viewing(name))(place)
        if isinstance(begun, Opening):
            self._opening.clear()
            self.run_worker(self._open(begun))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._opening.wait(), _OPENING_SECONDS)
        elif begun is not None:
            is_sync = name in ("sync", "conflicts")
            self.run_worker(begun, group="sync" if is_sync else "default", exclusive=is_sync)

    async def _open(self, opening: Opening) -> None:
        try:
            if await opening.screen.prepare() and self.is_current:
                self.app.push_screen(opening.screen, opening.then)
        finally:
            self._opening.set()

    @on(LineList.Selected, "#records")
    async def _selected(self) -> None:
        await self.action_run("detail")

    @work
    async def action_do(self, action: str) -> None:
        """What an Action does to the record under the cursor."""
        from store.actions.registry import ACTIONS

        place = self._ready()
        record = place.record() if place is not None else None
        if place is not None and record is not None:
            keep = None if action == "remove" else record.id
            await place.desk.do(ACTIONS[action], place.desk.asked(record), keep)

    # --- sharing by the clock

    @property
    def _times(self) -> SyncTimes:
        return getattr(self.app, "sync_times", SyncTimes())

    @work(exclusive=True, group="sync")
    async def _share_quietly(self) -> None:
        if self.place is not None:
            await self.place.sharing.share_by_itself()

    async def share_before_leaving(self) -> None:
        """Where the user wants that; a second call stops it."""
        sharing = self.place.sharing if self.place is not None else None
        if sharing is not None and not sharing.stop() and self._times.at_quit:
            await sharing.share_before_leaving()

    @work(exclusive=True, group="step")
    async def _count_step(self) -> None:
        if self.place is not None:
            self.overview.out_of_step = await self.place.sharing.out_of_step()
            self.overview.show_title()

    def on_transfer_told(self, message: TransferTold) -> None:
        """How far a transfer is."""
        if self.place is not None:
            self.place.sharing.say_sharing(message.line)


async def _offer(desk: Desk, draft: Draft) -> None:
    from iktui.screens.desk.drafts import offer  # not before the first frame

    await offer(desk, draft)
