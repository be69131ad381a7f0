"""Proving the whole: git's objects, every file, every commit's changes, every id that something refers to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from store.base.errors import BadInput, BadRecord, GitFailed
from store.base.i18n import _
from store.base.text import excerpt, safe
from store.changes.changes import Change, Revision
from store.changes.merge import ABSENT, put_value, same
from store.checks.reference_checks import Ids, named_in
from store.records.codec import from_fields, to_fields
from store.records.entries import FILES, entry_told
from store.records.model import Collaboration, Conflict
from store.records.paths import EDITION_TAG, Key, path_of
from store.records.snapshot import Snapshot
from store.register.commit_graph import is_untrue
from store.register.store import Store
from store.repair.clone_findings import clone_findings

_OFTEN: Final = 1_000
"""Commits between two times that it is told how far it is."""


class Fault(NamedTuple):
    """Something that does not hold: of what, where, why.

    Of "objects", "file", "replay", "reference", "edition", or a finding of the clone ("unwritable_path", …).
    """

    code: str
    where: str
    message: str


@dataclass
class Proof:
    """What was looked at, and what does not hold."""

    files: int = 0
    commits: int = 0
    changes: int = 0
    references: int = 0
    editions: int = 0
    faults: list[Fault] = field(default_factory=list)


def fsck(store: Store, tell: Callable[[str], object] = lambda _text: None) -> Proof:
    """Look at everything; `tell` is told now and then how far it is. Raises GitFailed when it cannot be read."""
    proof = Proof()
    proof.faults += _objects(store)
    now = store.snapshot()
    proof.files = len(now.files())
    proof.faults += [Fault("file", problem.path, problem.reason) for problem in now.problems()]
    proof.faults += _references(store, now, proof)
    for found in clone_findings(store):
        proof.faults.append(Fault(found.code, safe(excerpt(found.id, 120)), found.message))
    for name, commit in store.editions().items():
        proof.editions += 1
        if not store.git.is_ancestor(commit, now.commit or commit):
            proof.faults.append(Fault("edition", name, _("its commit is not in the history of the register")))
    for revision in store.history():
        proof.commits += 1
        if proof.commits % _OFTEN == 0:
            tell(_("{count} commits …", count=proof.commits))
        proof.faults += _replayed(store, revision, proof)
    return proof


def _objects(store: Store) -> Iterator[Fault]:
    """What git itself finds: a broken or missing object."""
    options = ["--full", "--strict", "--no-dangling", "--no-progress"]
    try:  # its index of the history by itself: a date that it cannot hold is no fault of the objects
        store.git.run(_("prove the objects"), ["-c", "core.commitGraph=false", "fsck", *options])
    except GitFailed as error:
        yield Fault("objects", str(store.path), error.reason)
    if reason := is_untrue(store.git):
        yield Fault("objects", str(store.path), reason)


def _references(store: Store, now: Snapshot, proof: Proof) -> Iterator[Fault]:
    """Every id in every record, the record of every open conflict, and that no former id leads to two.

    What a published edition says was confirmed may have gone since: it must have been there when it was published.
    """
    ids = Ids(now)
    tagged: dict[str, Ids] = {}
    tags = store.editions()
    for key, record in now.load(now.files()).items():
        if isinstance(record, BadRecord):
            continue
        if isinstance(record, Conflict):
            yield from _sides_of_file(store, record)
        for path, other in named_in(record):
            proof.references += 1
            if ids.leads(record, path, other):
                continue
            commit = tags.get(f"{EDITION_TAG}{key.id}") if path.startswith("confirmations") else None
            if commit is not None and commit not in tagged:
                tagged[commit] = Ids(store.snapshot(commit))
            if commit is None or not tagged[commit].leads(record, path, other):
                yield Fault("reference", f"{path_of(key)}: {path}", _("“{id}” is nowhere", id=safe(other.id)))
    for owner, id in ids.shared():
        where = path_of(Key(Collaboration.KIND, owner))
        yield Fault("reference", f"{where}: former", _("“{id}” is another record's too", id=safe(id)))


def _sides_of_file(store: Store, conflict: Conflict) -> Iterator[Fault]:
    """What an open conflict of a file names is in the repository, or nobody can choose it."""
    for opened in conflict.fields.values() if conflict.path else ():
        for side in (opened.base, opened.mine, opened.theirs, *opened.also):
            where = path_of(conflict.key)
            try:
                entry = entry_told(side)
            except BadInput as error:
                yield Fault("reference", where, str(error))
                continue
            if entry is not None and entry.mode in FILES and not store.git.object(entry.blob)[0]:
                yield Fault("reference", where, _("“{id}” is nowhere", id=entry.blob[:10]))


def _replayed(store: Store, revision: Revision, proof: Proof) -> Iterator[Fault]:
    """The changes of a commit, field by field, on what was before: they give what was after."""
    for change in store.changes_of(revision):
        proof.changes += 1
        if not _gives_after(change):
            where = f"{revision.commit[:10]} {path_of(change.key)}"
            yield Fault("replay", where, _("its changes do not make what the commit holds"))


def _gives_after(change: Change) -> bool:
    if change.after is None or change.key.kind == Conflict.KIND:  # keyed by paths: a path in it names two things
        return True
    fields = to_fields(change.before)
    for made in change.fields:
        put_value(fields, made.field, ABSENT if made.after is None else made.after)
    try:
        replayed = from_fields(change.key.kind, change.key.id, fields)
    except BadRecord:
        return False
    return same(to_fields(replayed), to_fields(change.after))
