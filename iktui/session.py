"""One register as its user has it before them: what the screens and the linear mode both know, what Views show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

from store.actions.action import Action, Asked, Doer
from store.actions.plan import PAST
from store.actions.views import DOUBTS, EDITIONS, LISTING, SINCE, STATE, WAITING, View
from store.base.author import Author
from store.base.errors import BadInput, NoIdentity, StoreError
from store.base.i18n import _
from store.changes import edits
from store.changes.changes import Revision
from store.checks.checks import check
from store.planning.plan_past import lacking, read_past
from store.query.listing import Listing, make_listing
from store.records.entry import find_party
from store.records.model import Record, Register
from store.records.paths import Key
from store.records.snapshot import Snapshot
from store.register.kept import keep, read_cache, read_kept, write_cache
from store.register.publishing import edition_snapshots, state_of
from store.register.store import Store
from store.reports.shown import Shown
from store.reports.waiting import Doubt, counted

_COUNTED: Final = "iktui-waiting-1"
_MOST_CHANGES: Final = 1000
"""Revisions of others that are looked at, the newest."""


class Session:
    """The open register, the state of it that is shown, and who writes why."""

    def __init__(self, store: Store, given_author: str | None = None, member: str = "") -> None:
        """Read the newest state of an opened store; `member` is named for this session. Raises BadInput."""
        self.store = store
        self.snapshot: Snapshot = store.snapshot()
        """What is shown: a deed is done on this."""
        self.at: str | None = None
        """The commit that is shown; None for now, the only time in which something is changed."""
        self.past = ""
        """Which past state is shown, in words; "" for now."""
        self.why = ("", "")
        """Reason and case number, remembered for a series of edits."""
        self.municipality: str | None = None
        """The member that the user keeps as their own, "" for none; None when they have not said."""
        self.looked = ""
        """The commit up to which they said that they have seen what others changed."""
        self._acting = named_member(self.snapshot, member) if member else ""
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
        return Asked(snapshot or self.snapshot, about, answers, edits.today(), rows, self.doer)

    @property
    def party(self) -> str:
        """The member that is acted for: named for this session, else the one that the person is of; "" for none."""
        return self.doer.party

    @party.setter
    def party(self, party: str) -> None:
        self._acting = party

    def settle_in(self, party: str) -> None:
        """The person is of this member ("": of none) from now on."""
        self.municipality, self._acting = party, ""

    @property
    def doer(self) -> Doer:
        """Who asks."""
        try:
            author = self.author_if_known()
        except StoreError:
            author = None  # told when something is saved
        register = self.snapshot.register
        acting = self._acting if self._acting in register.members else ""
        return doer(register, author, self.municipality, acting, self.looked)

    def waiting(self, asked: Asked, listing: Listing) -> str:
        """How many things wait for whom, "" for none: counted once for a commit, a day and a person. Raises StoreError.

        It reads all that there is, so not where a key waits for it.
        """
        key = [asked.snapshot.commit, asked.today, *asked.doer]
        kept = read_kept(self.store.git_dir, "waiting", _COUNTED)
        count = kept["count"] if isinstance(kept, dict) and kept.get("of") == key else None
        if count is None:
            count = look(self.store, WAITING, asked, listing).data["count"]
            keep(self.store.git_dir, "waiting", _COUNTED, {"of": key, "count": count})
        whose = asked.snapshot.name(Key("party", asked.doer.party)) if asked.doer.party else ""
        return counted(count, whose) if count else ""

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


def doer(register: Register, author: Author | None, municipality: str | None, named: str, looked: str) -> Doer:
    """Who asks: of the member that is `named`, else that is kept as their own, else that they are known to edit for."""
    mail = author.mail if author else ""
    if municipality is not None:
        kept = municipality if municipality in register.members else ""
    else:
        kept = register.member_of(author.name, author.mail) if author else ""
    return Doer(mail, named or kept, looked)


def named_member(snapshot: Snapshot, words: str) -> str:
    """The member that words name; raises BadInput."""
    members = snapshot.register.members
    try:
        found = find_party(words, snapshot)
    except ValueError:
        found = ""
    if found not in members:
        known = ", ".join(snapshot.name(Key("party", id)) for id in members) or "–"
        raise BadInput(_("“{name}” is no member; there are: {known}", name=words, known=known))
    return found


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
    if DOUBTS in view.needs:
        found = check(asked.snapshot, dt.date.fromisoformat(asked.today))
        read[DOUBTS] = [Doubt(Key(one.kind, one.id), one.code, one.message) for one in found if one.severity != "info"]
    if SINCE in view.needs:
        since = asked.get("since")
        seen = store.resolve(since) if since else asked.doer.seen
        read[SINCE] = list(_since(store, asked.snapshot, seen)) if seen else []
    return view.show(asked.answering(**read))


def _since(store: Store, snapshot: Snapshot, seen: str) -> Iterator[Revision]:
    """What was done since, the newest of it; nothing when the commit is gone, since there is no “since” then."""
    try:
        yield from store.history(at=snapshot.commit, since=seen, limit=_MOST_CHANGES)
    except StoreError:
        return
