"""One register as its user has it before them: what the screens and the linear mode both know, what Views show."""

from __future__ import annotations

from typing import Any

from store.actions.action import Action, Asked
from store.actions.plan import PAST
from store.actions.views import EDITIONS, LISTING, STATE, View
from store.base.author import Author
from store.base.errors import NoIdentity
from store.changes import edits
from store.planning.plan_past import lacking, read_past
from store.query.listing import Listing, make_listing
from store.records.model import Record
from store.records.paths import Key
from store.records.snapshot import Snapshot
from store.register.kept import read_cache, write_cache
from store.register.publishing import edition_snapshots, state_of
from store.register.store import Store
from store.reports.shown import Shown


class Session:
    """The open register, the state of it that is shown, and who writes why."""

    def __init__(self, store: Store, given_author: str | None = None) -> None:
        """Read the newest state of an opened store."""
        self.store = store
        self.snapshot: Snapshot = store.snapshot()
        """What is shown: a deed is done on this."""
        self.at: str | None = None
        """The commit that is shown; None for now, the only time in which something is changed."""
        self.past = ""
        """Which past state is shown, in words; "" for now."""
        self.why = ("", "")
        """Reason and case number, remembered for a series of edits."""
        self.party = ""
        """The member whose part the person confirms in an edition."""
        self._given_author = given_author
        self._author: Author | None = None
        self._listing: Listing | None = None

    # --- what is shown

    @property
    def listing(self) -> Listing:
        """The rows of what is shown."""
        if self._listing is None or self._listing.commit != self.snapshot.commit:
            known = self._listing or read_cache(self.store.git_dir)
            self._listing = make_listing(self.snapshot, known)
            if self.at is None:
                write_cache(self.store.git_dir, self._listing)
        return self._listing

    def listing_of(self, snapshot: Snapshot) -> Listing:
        """The rows of a state that a screen shows which is not the list."""
        known = self.listing
        return known if known.commit == snapshot.commit else make_listing(snapshot, known)

    def show(self, snapshot: Snapshot, listing: Listing | None = None) -> None:
        """Another state is before the person from now on."""
        self.snapshot = snapshot
        self._listing = listing or self._listing

    def newest(self) -> Snapshot:
        """What was saved meanwhile, here or by others; of a time that is shown, nothing else. Shows nothing yet."""
        return self.store.snapshot(commit=self.at)

    def refresh(self) -> None:
        """Show what was saved meanwhile."""
        newest = self.newest()
        if newest.commit != self.snapshot.commit:
            self.snapshot = newest

    def travel(self, commit: str | None, told: str = "") -> None:
        """From now on the register as of a commit, `told` in words; None: as it is now."""
        self.at, self.past = commit, told if commit else ""

    def name(self, key: Key) -> str:
        """What people call a record or an area."""
        return self.snapshot.name(key)

    # --- deeds

    def asked(self, *about: Record, snapshot: Snapshot | None = None, **answers: Any) -> Asked:
        """What a deed is done on: the register as it is before the person, the records, what is answered.

        `snapshot` is what a screen shows that is not the list.
        """
        rows = self._listing.rows if self._listing is not None else ()
        return Asked(snapshot or self.snapshot, about, answers, edits.today(), rows)

    def author_if_known(self) -> Author | None:
        """Who writes, None when nobody has said; raises BadInput for an identity that can be none."""
        if self._author is None:
            try:
                self._author = self.store.author(self._given_author)
            except NoIdentity:
                return None
        return self._author

    def remember(self, author: Author) -> None:
        """Who writes from now on, also at the next start; raises StoreError when that cannot be kept."""
        self._author = author
        self.store.remember_author(author)


def informed(store: Store, action: Action, asked: Asked) -> Asked:
    """What an Action is done on, with what only a clone can tell; what stands among the answers is known already."""
    read: dict[str, Any] = {}
    if PAST in action.needs and PAST not in asked.answers and asked.snapshot.commit is not None:
        read[PAST] = read_past(store.changes_to(lacking(asked.snapshot), asked.snapshot.commit))
    return asked.answering(**read)


def look(store: Store, view: View, asked: Asked, listing: Listing | None = None) -> Shown:
    """What there is to see of the Snapshot that was asked about; `listing` are its rows, where they are known.

    Raises BadInput for what there is not.
    """
    read: dict[str, Any] = {}
    if EDITIONS in view.needs:
        read[EDITIONS] = edition_snapshots(store, asked.snapshot)
    if LISTING in view.needs:
        read[LISTING] = listing or make_listing(asked.snapshot, read_cache(store.git_dir))
    if STATE in view.needs:
        read[STATE] = state_of(store, asked.answers["year"], asked.snapshot)
    return view.show(asked.answering(**read))
