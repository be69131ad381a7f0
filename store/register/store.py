"""The register as its users see it: Snapshots to read, Changesets to write, Revisions to look back on."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Collection, Container, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from store.base.author import Author, parse_author
from store.base.errors import GitFailed, NoIdentity, NotARegister, StaleRecord, StoreError
from store.base.failures import FAILURES, reason_of
from store.base.i18n import LANGUAGES, _
from store.base.text import one_line, safe
from store.changes import wording
from store.changes.blame import Attribution, blame
from store.changes.changes import Change, Changeset, Revision
from store.changes.messages import message
from store.git import saving
from store.git.door import Git
from store.git.export import unwritten_text
from store.git.locks import write_lock
from store.git.network import Watch
from store.git.remotes import note_clone, offer_driver
from store.git.worktree import begin, catch_up, unwritten
from store.records.model import Collaboration, Record, Register
from store.records.paths import EDITION_TAG, REGISTER, REGISTER_PATH, Key, path_of
from store.records.snapshot import Problem, Snapshot
from store.records.sources import RecordCache
from store.register import history as log
from store.register.commit_graph import keep_graph
from store.register.hand_edits import HandEdit, as_problems, find_hand_edits, taken
from store.register.reading import snapshot_of
from store.register.rebasing import rebase
from store.register.refusing import Dropping, refuse, refuse_lost_comments
from store.register.revision_names import resolve
from store.register.texts import texts_of
from store.rules.following import completed
from store.rules.published import published_already

_SWAPS: Final = 20
NOTHING: Final = Changeset(None, (), "")
Reviewed = tuple[tuple[str, bytes | None], ...]
"""As in a Changeset."""


@dataclass(frozen=True)
class Saved:
    """A save that is durable: its commit, the changes as they were made, and what did not go well after it."""

    commit: str
    changeset: Changeset
    warning: str = ""


@contextlib.contextmanager
def _making(path: Path) -> Iterator[None]:
    try:
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise NotARegister(path, _("is there already and is not an empty folder"))
        yield
    except OSError as error:
        raise NotARegister(path, _("cannot be made: {reason}", reason=reason_of(error))) from None


class Store:
    """One clone of a register."""

    def __init__(self, git: Git) -> None:
        """Take an opened clone; use `open`, `init` or `clone`."""
        self._git = git
        self._cache = RecordCache()
        self.saved: str | None = None
        """The newest commit that was saved here."""
        self.notify: Callable[[str], object] = lambda _text: None
        """Gets a line where an answer is not quite what was asked for."""
        self.path = git.work_tree
        self.git_dir = git.git_dir

    @classmethod
    def open(cls, path: Path) -> Store:
        """The register at `path`; raises NotARegister."""
        store = cls(Git(path))
        head = store._git.head()
        if head is not None and store._git.object(f"{head}:{REGISTER_PATH}")[0]:
            return store
        store.close()
        raise NotARegister(path, _("there is no register.toml in the newest commit; “iktui init” makes a register"))

    @classmethod
    def init(cls, path: Path, name: str, author: Author, *, lang: str = "nb") -> Store:
        """A new register at `path`, which must not exist or be empty; raises NotARegister, StoreError."""
        with _making(path):
            store = cls(Git.init(path))
        register = Register(id=REGISTER.id, name=one_line(name), language=lang)
        store.commit(Changeset(None, (Change(REGISTER, None, register),), "init"), author)
        offer_driver(store._git)
        return store

    @classmethod
    def clone(cls, url: str, path: Path, watch: Watch | None = None) -> Store:
        """A copy of the shared register at `url`; raises GitFailed, NotARegister, Stopped.

        What this file system cannot take is no reason to fail: `store.repair.clone_findings` tells it.
        """
        with _making(path):
            Git.clone(url, path, watch or Watch()).close()
        store = cls.open(path)
        note_clone(store._git)
        with write_lock(store.git.common_dir):
            head = store._git.head() or ""
            begin(store._git, head)
            store._export(head, NOTHING)
        store.keep_graph()
        return store

    @property
    def git(self) -> Git:
        """The door to git, for what else in the store is about commits and remotes."""
        return self._git

    def close(self) -> None:
        """Index what was committed, end the process that reads objects."""
        with contextlib.suppress(*FAILURES):  # what was done is done, and has been told
            if self.saved:
                self.keep_graph(first=False)
            self._git.close()

    def keep_graph(self, *, first: bool = True) -> bool:
        """Index the history up to now, see `commit_graph`; to be called off the way of a key or a save."""
        return keep_graph(self._git, first=first)

    # --- reading

    def snapshot(self, at: str | None = None, *, commit: str | None = None) -> Snapshot:
        """The register now, as of a commit, date or edition, or at a `commit` that is one; raises UnknownRevision."""
        return snapshot_of(self._git, commit or (self.resolve(at) if at else self._git.head()), self._cache)

    def resolve(self, at: str, told: Callable[[str], object] | None = None) -> str:
        """The commit that a date (its last moment), an edition ("edition/2021") or a revision names.

        `told` (or `notify`) gets a line where a wrong clock makes the answer of a date uncertain. Raises
        UnknownRevision.
        """
        return resolve(self._git, at, told or self.notify)

    def step(self, commit: str, by: int) -> str | None:
        """The commit before (-1) or after (1) this one on the main line, None where that ends."""
        if by < 0:
            return self._git.commit_id(f"{commit}^1")
        return log.child_of(self._git, commit, self._git.head() or commit)

    def editions(self) -> dict[str, str]:
        """Commits by the names of the published editions, "edition/2021"."""
        return self._git.tags(EDITION_TAG)

    def history(
        self, key: Key | None = None, *, at: str | None = None, limit: int | None = None, since: str | None = None
    ) -> Iterator[Revision]:
        """The revisions of a record, or of everything, newest first; those that `since` did not have."""
        commit = self.resolve(at) if at else self._git.head()
        if commit is not None:
            keys = self.keys_of(key, commit) if key else []
            for revision in log.revisions(self._git, commit, keys, limit, since):
                # What a merge only took from its sides is told where it was done.
                if len(revision.parents) < 2 or self.changes_of(revision, keys or None):
                    yield revision

    def changes_to(self, keys: Collection[Key], commit: str) -> list[Change]:
        """What happened to the records up to a commit, the oldest change first."""
        found = list(log.revisions(self._git, commit, keys, graph=True)) if keys else []
        return [made for revision in reversed(found) for made in self.changes_of(revision, keys)]

    def keys_of(self, key: Key, commit: str | None = None) -> list[Key]:
        """The record and the records that were merged into it: what its history is the history of."""
        try:
            record = snapshot_of(self._git, commit or self._git.head(), self._cache).get(key)
        except StoreError:
            record = None
        former = record.former if isinstance(record, Collaboration) else {}
        return [key, *(Key(key.kind, id) for id in former)]

    def revision(self, at: str) -> Revision:
        """One revision, also one that only joins two others; raises UnknownRevision."""
        return next(log.revisions(self._git, self.resolve(at), (), 1, merges=True))

    def blame(self, record: Record, at: str | None = None) -> dict[str, Attribution]:
        """Who set each field of the record, when, and what stood there before."""
        key = record.key
        commit = self.resolve(at) if at else self._git.head()
        if commit is None:
            return {}

        def sides(revision: Revision) -> list[Record | None]:
            return log.sides(self._git, revision, key, self._cache)

        try:
            return blame(record, log.chain(log.revisions(self._git, commit, [key], merges=True), key), sides)
        except log.NotAChain:
            return blame(record, log.revisions(self._git, commit, [key], graph=True), sides)

    def changes_of(self, revision: Revision, keys: Container[Key] | None = None) -> list[Change]:
        """What a revision did to the records (of one and those that were merged into it: `keys_of`), or to all."""
        return log.changes_of(self._git, revision, self._cache, keys)

    @property
    def parsed_count(self) -> int:
        """Files parsed so far."""
        return self._cache.parsed_count

    # --- who writes

    def author(self, given: str | None = None) -> Author:
        """The author: as given ("Name <mail>"), else git's identity; raises NoIdentity, never makes one up."""
        if given:
            return parse_author(given)
        identity = self._git.identity()
        if identity is None:
            raise NoIdentity
        return parse_author("{} <{}>".format(*identity))

    def remember_author(self, author: Author) -> None:
        """Keep the author as this clone's git identity."""
        self._git.set_identity(author.name, author.mail)

    # --- writing

    def commit(self, changeset: Changeset, author: Author, *, drop_comments: Dropping = False) -> Saved:
        """Make the changes one commit, by the save protocol; when it returns they are durable.

        If the register moved on since `changeset.base`, the changes are merged with what is there, by field. Comments
        in the files are kept beside their fields; `drop_comments` names the blobs whose comments may go with a field.
        Raises StaleRecord when the same field was changed, BadInput when a record would not fit the rest,
        WouldDropComments, GitFailed. Nothing is changed when it raises.
        """
        return self._save(changeset.reviewed, lambda: self._commit(changeset, author, drop_comments))

    def join(self, make: Callable[[], Changeset | None], author: Author) -> Saved | None:
        """Commit what `make` joins, asked in the queue, so that no session of this clone saves meanwhile, and again
        when plain git moved the branch all the same. None when it gives nothing to commit. Raises what `make` raises.
        """

        def commit() -> Saved:
            for _attempt in range(_SWAPS):
                changeset = make()
                if changeset is None:
                    return Saved("", NOTHING)
                with contextlib.suppress(StaleRecord):
                    return self._commit(changeset, author, drop_comments=True)
            raise GitFailed(_("save"), _("others saved {count} times meanwhile; try again", count=_SWAPS))

        saved = self._save((), commit)
        return saved if saved.commit else None

    def _save(self, reviewed: Reviewed, commit: Callable[[], Saved]) -> Saved:
        with self._queue():
            # What plain git committed meanwhile is in the files already; only then is the rest a hand edit.
            self._export(self._git.head() or "", replace(NOTHING, reviewed=reviewed))
            saved = commit()
            if not saved.commit:
                return saved
            return replace(saved, warning=saved.warning or self._export(saved.commit, saved.changeset))

    def fast_forward(self, commit: str) -> bool:
        """Let the branch stand on a commit that has the newest one as an ancestor; False when it moved meanwhile."""
        with self._queue():
            head = self._git.head()
            self._export(head or "", NOTHING)
            if head is None or not self._git.is_ancestor(head, commit):
                return False
            moved = saving.move_branch(self._git, self._git.branch(), saving.name_pending(self._git, commit), head)
            if moved is not None:
                self.saved = commit
                self._export(commit, NOTHING)
            return moved is not None

    @contextlib.contextmanager
    def _queue(self) -> Iterator[None]:
        """Hold the clone's queue, without what killed saves left; what the system cannot do is a GitFailed."""
        try:
            with write_lock(self._git.common_dir) as killed:
                saving.drop_pending(self._git, killed=killed)
                yield
        except FAILURES as error:
            raise GitFailed(_("save"), reason_of(error)) from None

    def _commit(self, changeset: Changeset, author: Author, drop_comments: Dropping) -> Saved:
        branch = self._git.branch()
        for _attempt in range(_SWAPS):
            head = self._git.head()
            now = snapshot_of(self._git, head, self._cache)
            rebased = self._rebase(changeset, now)
            if not rebased.merges:
                rebased = replace(rebased, changes=completed(rebased.changes, rebased.action, now))
            texts = texts_of(self._git, rebased, now)
            files = texts.files | dict(rebased.files)
            if not files and not rebased.merges:
                return Saved(head or "", replace(rebased, changes=(), files=(), texts=()))
            refuse(changeset, rebased, now, self.editions)
            refuse_lost_comments(texts, drop_comments)
            lang = self._language(rebased, now)
            text = message(rebased, wording.namer(rebased, now.name), lang)
            when = dt.datetime.now().astimezone()
            prepared = saving.prepare_commit(self._git, head, files, text, author, when, rebased.merges)
            if rebased.merges:
                saving.prove_nothing_gone(self._git, rebased.merges, prepared, files, rebased.gone)
            if (warning := saving.move_branch(self._git, branch, prepared, head)) is not None:
                self.saved = prepared.commit
                return Saved(prepared.commit, rebased, warning)
            saving.drop_pending(self._git)
        raise GitFailed(_("save"), _("others saved {count} times meanwhile; try again", count=_SWAPS))

    def _export(self, commit: str, changeset: Changeset) -> str:
        """Bring the work tree in step. The commit stands whatever happens here; the next open tries again."""
        try:
            held = catch_up(self._git, commit, dict(changeset.reviewed)) if commit else []
            noted = unwritten(self._git)
        except (*FAILURES, StoreError) as error:
            reason = reason_of(error)
            return _("saved, but the files beside git could not be brought in step: {reason}", reason=reason)
        ours = {path_of(change.key) for change in changeset.changes}
        left = ", ".join(path for path in held if path in ours)
        if left:
            return _("{path} was changed by hand and was left as it is", path=left)
        missing = [(path, why.reason) for path, why in noted.items() if path in ours]
        return "; ".join(unwritten_text(path, reason) for path, reason in missing)

    def _rebase(self, changeset: Changeset, now: Snapshot) -> Changeset:
        return rebase(changeset, now, self._last_author)

    def _last_author(self, key: Key) -> str:
        newest = next(self.history(key, limit=1), None)
        return safe(newest.author.name) if newest else _("somebody")

    def refuse(self, changeset: Changeset) -> None:
        """Raise what `commit` would raise for a changeset that the register as it is now does not allow: BadInput,
        StaleRecord."""
        now = self.snapshot()
        refuse(changeset, self._rebase(changeset, now), now, self.editions)

    @staticmethod
    def _language(changeset: Changeset, now: Snapshot) -> str:
        registers = [change.after for change in changeset.changes if isinstance(change.after, Register)]
        register = registers[0] if registers else now.register
        return register.language if register.language in LANGUAGES else "nb"

    def refuse_published(self, year: str) -> None:
        """Raise BadInput when the edition of the year is published."""
        if f"{EDITION_TAG}{year}" in self.editions():
            raise published_already(year)

    def tag_edition(self, year: str, commit: str, author: Author) -> None:
        """Freeze a commit as the edition of a year, with an annotated tag."""
        with write_lock(self._git.common_dir):
            self.refuse_published(year)
            when = dt.datetime.now().astimezone()
            saving.create_tag(self._git, f"{EDITION_TAG}{year}", commit, _("Edition {year}", year=year), author, when)

    def untag_edition(self, year: str) -> None:
        """Take the tag of an edition away: `publishing.refuse_shared` says whether that can still be done."""
        with write_lock(self._git.common_dir):
            saving.delete_tag(self._git, f"{EDITION_TAG}{year}")

    def hand_edits(self) -> tuple[Changeset | None, list[Problem]]:
        """What somebody changed in the files beside git, as a Changeset, and the files that need a person first."""
        now, edits = self.find_hand_edits()
        return taken(now, [edit for edit in edits if edit.is_ready]), as_problems(edits)

    def find_hand_edits(self) -> tuple[Snapshot, list[HandEdit]]:
        """The register as it is, and each file that somebody changed by hand."""
        return find_hand_edits(self._git, self._cache)
