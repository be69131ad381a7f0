"""The register as of then: a date, an edition, a revision; steps from one to the next; two states side by side."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual import events, work
from textual.widgets import Input

from iktui.remembered_views import keep_seen, keep_view, last_seen, saved_views
from iktui.screens.ask.dialogs import Question
from iktui.screens.main.browsing import BrowsingScreen
from iktui.widgets.safe_input import SafeInput
from store.base.errors import StoreError
from store.base.i18n import _, ngettext
from store.query.views import View

if TYPE_CHECKING:  # git and pydantic are imported after the first frame
    from iktui.messages import SnapshotLoaded
    from store.query.listing import Listing

WRITING: Final = frozenset(
    {
        "do", "edit", "new", "copy", "merge", "undo", "redo", "import", "rollover", "sync", "conflicts",
    }
)  # fmt: skip
"""The actions that change something: none of them in the past."""


class TravellingScreen(BrowsingScreen):
    """What moves the whole screen: to another time, to another layout of the list."""

    def __init__(self, path: Path, listing: Listing | None) -> None:
        super().__init__(path, listing)
        self._seen = last_seen(path)

    # --- which time

    def travel(self, commit: str | None, told: str = "") -> None:
        """Show the register as of a commit, `told` in words; None for now."""
        if self._store is None:
            return
        try:
            if commit is not None and commit == self._store.resolve("HEAD"):
                commit = None
            self._at, self._past = commit, self._past_words(commit, told) if commit else ""
        except StoreError as error:
            self.tell(error)
            return
        self.app.set_class(commit is not None, "-past")
        self.refresh_bindings()
        self.load()

    def _past_words(self, commit: str, told: str) -> str:
        """“As of 2021-01-01: Kari Nordmann 2020-12-18: Regionråd: …”."""
        assert self._store is not None, "asked after it was opened"
        names = [name for name, tagged in self._store.editions().items() if tagged == commit]
        revision = self._store.revision(commit)
        made = f"{revision.date:%Y-%m-%d %H:%M} {revision.author.name}: {revision.subject}"
        return _("As of {when}", when=" ".join([*names, *([told] if told and told not in names else []), f"({made})"]))

    @work
    async def action_travel(self) -> None:
        """Type a date, an edition or a revision."""
        ready = self._ready()
        if ready is None:
            return
        store = ready[0]
        names = [_("now"), *reversed(store.editions())]

        def check(words: str) -> str:
            try:
                if words.strip() and words.strip() != names[0]:
                    store.resolve(words.strip())
            except StoreError as error:
                return str(error)
            return ""

        asked = Question(
            "when", _("A date (2021-03), an edition or a commit; nothing for now"), "", check, lambda: names
        )
        answers = await self.ask(_("The register as of"), asked)
        if answers is not None:
            words = answers["when"]
            is_now = words in ("", names[0])
            notes: list[str] = []
            self.travel(None if is_now else store.resolve(words, notes.append), "" if is_now else words)
            for note in notes:
                self.tell(note, "warning")

    def action_step(self, by: int) -> None:
        """To the change before or after the one that is shown."""
        ready = self._ready()
        if ready is None:
            return
        store, snapshot = ready
        commit = store.step(snapshot.commit, by) if snapshot.commit else None
        if commit is None:
            self.tell(_("there is no change before this one") if by < 0 else _("this is now"), "information")
        else:
            self.travel(commit)

    def action_edition(self, by: int) -> None:
        """To the edition before or after what is shown, in the order of their years."""
        ready = self._ready()
        if ready is None:
            return
        store, snapshot = ready
        editions = list(store.editions().values())
        if snapshot.commit in editions:
            at = editions.index(snapshot.commit) + by
        else:
            shown = store.revision(snapshot.commit or "HEAD").date
            earlier = sum(store.revision(commit).date <= shown for commit in editions)
            at = earlier - 1 if by < 0 else earlier
        if 0 <= at < len(editions):
            self.travel(editions[at])
        elif by > 0:
            self.travel(None)
        else:
            self.tell(_("there is no edition before this"), "information")

    # --- views

    @work
    async def action_views(self) -> None:
        """Other groups, order and columns."""
        from iktui.screens.register.views import ViewsScreen

        if self._listing is not None and self._ready() is not None:
            now = self._view._replace(query=self.query_one("#filter", SafeInput).value)
            view = await self.app.push_screen_wait(ViewsScreen(self._path, now, self._listing))
            if view is not None:
                self._use(view)

    def action_saved_view(self, key: str) -> None:
        """The view that was saved under a key."""
        view = saved_views(self._path).get(key)
        if view is None:
            self.tell(_("no view is saved under {key}; v saves one", key=key), "information")
        else:
            self._use(view)

    def _use(self, view: View) -> None:
        self._view = view
        keep_view(self._path, view)
        field = self.query_one("#filter", SafeInput)
        with field.prevent(Input.Changed):
            field.value = view.query
        self._leave_filter()
        if self._listing is not None:
            self._show_listing(None)

    # --- what cannot be done in the past

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What changes something is greyed out in the past."""
        if self._at is not None and action in WRITING:
            return None
        return super().check_action(action, parameters)

    def on_key(self, event: events.Key) -> None:
        """Why a greyed key does nothing."""
        active = self.active_bindings.get(event.key)
        if (
            self._at is not None
            and active is not None
            and active.binding.action.partition("(")[0] in WRITING
            and not active.enabled
        ):
            self._refuse_in_past()
        super().on_key(event)

    # --- activity

    def on_snapshot_loaded(self, message: SnapshotLoaded) -> None:
        """Say how much is new since this user was last here."""
        del message  # Textual calls what the classes below do with it
        first = self._snapshot is None
        if self._store is not None:
            # No worker: those are waited for at the end, and the first index of a long history takes seconds.
            threading.Thread(target=self._store.keep_graph, daemon=True).start()
        if first and self._seen:
            self._tell_new()

    @work(exit_on_error=False)
    async def _tell_new(self) -> None:
        if self._store is None or self._seen == self._store.resolve("HEAD"):
            return
        store, seen = self._store, self._seen
        mine = self._author.mail if self._author else ""

        def count() -> int:
            return sum(revision.author.mail != mine for revision in store.history(since=seen, limit=200))

        try:
            new = await asyncio.to_thread(count)
        except StoreError:
            self._seen = ""  # the commit is gone: a history that was made anew has no “since”
            return
        if new:
            text = ngettext(
                "{count} change by others since you were last here; l shows them",
                "{count} changes by others since you were last here; l shows them",
                new,
            )
            self.tell(text, "information")

    def action_activity(self) -> None:
        """What everybody changed."""
        from iktui.screens.past.activity import ActivityScreen

        ready = self._ready()
        if ready is not None:
            self.app.push_screen(ActivityScreen(*ready, self, self._seen))

    def on_unmount(self) -> None:
        """Remember what was the newest when this user left."""
        if self._store is not None and self._snapshot is not None and self._at is None:
            keep_seen(self._path, self._snapshot.commit or "")
        super().on_unmount()

    # --- two states

    @work
    async def action_compare(self) -> None:
        """Two states side by side: editions, dates, commits."""
        from iktui.screens.past.compare import CompareScreen

        ready = self._ready()
        if ready is None:
            return
        store = ready[0]
        editions = list(reversed(store.editions()))

        def check(words: str) -> str:
            try:
                store.resolve(words.strip() or "HEAD")
            except StoreError as error:
                return str(error)
            return ""

        here = self._at[:12] if self._at else ""
        answers = await self.ask(
            _("Compare"),
            Question("before", _("From: a date, an edition or a commit"), editions[0] if editions else "", check,
                     lambda: editions),
            Question("after", _("To (nothing for now)"), here, check, lambda: editions),
        )  # fmt: skip
        if answers is not None:
            sides = [answers["before"] or "HEAD", answers["after"] or "HEAD"]
            before, after = (store.snapshot(store.resolve(words)) for words in sides)
            self.app.push_screen(CompareScreen(before, after, sides[0], answers["after"] or _("now")))
