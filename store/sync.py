"""Sharing a register: what others published is joined with what is here, and published, through any git server.

Push first, when nothing is expected: one connection is enough. Refused, it fetches, joins by field in one merge commit
and tries again. Every failure leaves the clone as it was; the next sync goes on from there.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from store.changes import Change, Changeset
from store.compare import compare
from store.errors import BadInput, BadRecord, StaleRecord, TransferFailed
from store.git import is_null
from store.i18n import _, in_language, mark, ngettext_in
from store.joining import WHOLE, Clash, join, open_conflicts
from store.model import Collaboration, Conflict, Record
from store.network import Watch, hint
from store.paths import Key, is_ours, key_of
from store.remotes import Refused, Remote, remote_of
from store.saving import Author
from store.snapshot import Problem, Snapshot
from store.store import Store
from store.text import match_key
from store.texts import their_texts

UP_TO_DATE, SYNCED, CONFLICTS, OFFLINE, REJECTED = "up-to-date", "synced", "conflicts", "offline", "rejected"
_TRIES: Final = 8
_MANY: Final = 3
"""Collaborations of which one side may remove a third without being asked."""
_HERE: Final = (
    "no space left", "unable to create", "unable to write", "could not write", "cannot write", "cannot lock",
    "quota", "read-only file system", "object file", "fsck error", "corrupt", ": contains '",
)  # fmt: skip
"""What git says of a transfer that failed at this end, or because of what came: no state of the network."""


@dataclass(frozen=True)
class SyncPlan:
    """What a sync would do, or did: the changes of others and ours, the fields that need a person."""

    state: str
    incoming: list[Change] = field(default_factory=list)
    outgoing: list[Change] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    alike: list[tuple[Key, Key]] = field(default_factory=list)
    """Collaborations of one name that both sides made: ours and theirs."""
    reason: str = ""


def open_of(snapshot: Snapshot) -> dict[Key, Conflict]:
    """The open conflicts, by the key of the record."""
    found = {}
    for conflict in snapshot.records(Conflict).values():
        kind, _dot, id = conflict.id.partition(".")
        found[Key(kind, id)] = conflict
    return found


def sync(
    store: Store,
    author: Author,
    today: str,
    *,
    dry_run: bool = False,
    sure: bool = False,
    watch: Watch | None = None,
) -> SyncPlan:
    """Take in what others published, publish what is here. Raises BadInput: shared with nobody, another register, or
    something that would remove much and nobody is `sure` of; Stopped by `watch`; GitFailed.
    """
    remote = remote_of(store.git)
    if remote is None:
        raise BadInput(_("this register is shared with nobody yet; “git remote add origin ADDRESS” says where it is"))
    watch = watch or Watch()
    try:
        if not dry_run and (plan := _publish(store, remote, sure=sure, watch=watch)) is not None:
            return plan
        return _exchange(store, remote, author, today, dry_run=dry_run, sure=sure, watch=watch)
    except Refused as error:
        return SyncPlan(REJECTED, reason=_("the other end does not take it: {reason}", reason=error.reason))
    except TransferFailed as error:
        if any(sign in error.reason.casefold() for sign in _HERE):
            raise
        return SyncPlan(OFFLINE, reason=hint(error.reason) or error.reason)


def _publish(store: Store, remote: Remote, *, sure: bool, watch: Watch) -> SyncPlan | None:
    """Publish without asking for news, where none is expected; None when there is nothing to publish, or there is."""
    git = store.git
    known, head = remote.refs().tracked, git.head()
    if known is None or head is None or known == head or not git.is_ancestor(known, head):
        return None
    old = store.snapshot(commit=known)
    outgoing = compare(old, store.snapshot(commit=head))
    if not sure:
        _refuse_emptied(old, outgoing)
    return SyncPlan(SYNCED, outgoing=outgoing) if remote.push(watch) else None


def _exchange(
    store: Store, remote: Remote, author: Author, today: str, *, dry_run: bool, sure: bool, watch: Watch
) -> SyncPlan:
    git = store.git
    gave_way: list[str] = []
    for attempt in range(_TRIES):
        gave_way += remote.fetch(watch)
        theirs, head = remote.refs().tracked, git.head()
        assert head is not None, "a register has a commit"
        if theirs is None:  # an empty repository: ours is the first
            return SyncPlan(SYNCED if dry_run or remote.push(watch) else REJECTED)
        sides = sides_of(store, head, theirs)
        plan = plan_of(store, sides, sure=sure)
        plan.problems.extend(_second_edition(name) for name in gave_way)
        is_done = plan.state == UP_TO_DATE and not plan.outgoing and head == theirs
        if dry_run or (is_done and not remote.has_new_editions()):
            return plan
        if not apply(store, plan, sides, author, today):
            continue
        if (git.head() == theirs and not remote.has_new_editions()) or remote.push(watch):
            return plan
        time.sleep(random.uniform(0, 0.1 * 2**attempt))  # two that try in step would refuse each other for ever
    reason = _("others published {count} times meanwhile; nothing is lost, try again", count=_TRIES)
    return SyncPlan(REJECTED, reason=reason)


def _second_edition(name: str) -> Problem:
    text = _("was published by others first, and theirs stands; yours is in the history")
    return Problem(name, text, None)


class Sides(NamedTuple):
    """The register where both began, as it is here, as it is published."""

    old: Snapshot
    ours: Snapshot
    published: Snapshot


def sides_of(store: Store, head: str, theirs: str) -> Sides:
    """The sides of a join of two commits; raises BadInput when they have nothing in common."""
    base = store.git.merge_base(head, theirs)
    if base is None:
        text = _("what is published is another register: they have no commit in common; clone it into another folder")
        raise BadInput(text)
    return Sides(*(store.snapshot(commit=commit) for commit in (base, head, theirs)))


def plan_of(store: Store, sides: Sides, *, sure: bool) -> SyncPlan:
    """What joining them would do. Raises BadInput for what would remove much and nobody is `sure` of."""
    old, ours, published = sides
    incoming, outgoing = compare(old, published), compare(old, ours)
    if not sure:
        for changes in (incoming, outgoing):
            _refuse_emptied(old, changes)
    clashes = join(*_differing(*sides)).clashes
    mine_by, theirs_by = (_setters(store, old, side, clashes) for side in (ours, published))
    clashes = [
        clash._replace(
            mine_by=mine_by.get((clash.key, clash.field), ""), theirs_by=theirs_by.get((clash.key, clash.field), "")
        )
        for clash in clashes
    ]
    problems = _problems(old, published)
    is_same = not incoming and not outgoing and ours.commit == published.commit
    state = CONFLICTS if clashes else UP_TO_DATE if is_same else SYNCED
    return SyncPlan(state, incoming, outgoing, clashes, problems, _alike(outgoing, incoming))


def _alike(outgoing: list[Change], incoming: list[Change]) -> list[tuple[Key, Key]]:
    theirs = {match_key(name): key for key, name in _made(incoming)}
    pairs = [(key, theirs.get(match_key(name))) for key, name in _made(outgoing)]
    return [(mine, other) for mine, other in pairs if other is not None and other != mine]


def _made(changes: list[Change]) -> list[tuple[Key, str]]:
    return [
        (change.key, change.record.name)
        for change in changes
        if change.before is None and change.key.kind == Collaboration.KIND
    ]


def _problems(old: Snapshot, published: Snapshot) -> list[Problem]:
    """Files that came where records belong and hold none."""
    found = []
    for path in old.changed_paths(published):
        if is_null(path.after) or not is_ours(path.path):
            continue
        key = key_of(path.path)
        if key is None or not path.mode.startswith("100"):
            what = _("a link or folder, not a file") if key else _("no record can have this file name")
            found.append(Problem(path.path, what, key))
        elif isinstance(bad := published.load([key]).get(key), BadRecord):
            found.append(Problem(path.path, bad.reason, key))
    return found


def _refuse_emptied(old: Snapshot, changes: list[Change]) -> None:
    gone = sum(change.after is None and change.key.kind == Collaboration.KIND for change in changes)
    if gone > _MANY and gone * 3 > (total := len(old.keys(Collaboration.KIND))):
        text = _("{gone} of {total} collaborations would be removed; look at it first, then sync with --yes",
                 gone=gone, total=total)  # fmt: skip
        raise BadInput(text)


def _differing(*snapshots: Snapshot) -> list[dict[Key, Record | None]]:
    """What differs between the first and any other, as each has it; without files that hold no record on some side."""
    keys = {key for other in snapshots[1:] for key, _old, _new in snapshots[0].differing(other)}
    for other in snapshots[1:]:
        other.note_unchanged(snapshots[0], keys)
    loaded = [snapshot.load(keys) for snapshot in snapshots]
    whole = [key for key in sorted(keys) if not any(isinstance(side.get(key), BadRecord) for side in loaded)]
    return [{key: found if isinstance(found := side.get(key), Record) else None for key in whole} for side in loaded]


def _other_files(store: Store, sides: Sides) -> dict[str, bytes | None]:
    """What they changed and we did not in files that hold no record: kept as they have it. What git acts on is not."""
    old, ours, published = sides
    touched = {path.path for path in old.changed_paths(ours)}
    found: dict[str, bytes | None] = {}
    for path in old.changed_paths(published):
        key = key_of(path.path)
        bad = key is not None and isinstance(published.load([key]).get(key), BadRecord)
        acted_on = any(part.startswith(".git") for part in path.path.casefold().split("/"))
        if path.path in touched or acted_on or (key is None and is_ours(path.path)) or (key is not None and not bad):
            continue
        content = None if is_null(path.after) else store.git.object(path.after)[1]
        if is_null(path.after) or (content is not None and path.mode.startswith("100")):
            found[path.path] = content
    return found


def apply(store: Store, plan: SyncPlan, sides: Sides, author: Author, today: str) -> bool:
    """Let our branch have what both have; False when somebody saved meanwhile."""
    old, ours, published = sides
    if old.commit == published.commit:
        return True
    if old.commit == ours.commit:
        return store.fast_forward(published.commit or "")
    joined = join(*_differing(*sides))
    known = {Key(Conflict.KIND, id): conflict for id, conflict in ours.records(Conflict).items()}
    known |= {change.key: change.after for change in joined.changes if isinstance(change.after, Conflict)}
    opened = open_conflicts(plan.clashes, known, today)
    taken = {change.key for change in opened}
    changes = [change for change in joined.changes if change.key not in taken] + [
        Change(change.key, ours.get(change.key), change.after) for change in opened
    ]
    subject = _subject(ours.language, plan)
    try:
        files = tuple(_other_files(store, sides).items())
        changeset = Changeset(ours.commit, tuple(changes), "sync", subject, merges=published.commit or "", files=files,
                              texts=their_texts(store.git, old, published))  # fmt: skip
        store.commit(changeset, author, drop_comments=True)
    except StaleRecord:
        return False
    return True


def _setters(store: Store, base: Snapshot, side: Snapshot, clashes: list[Clash]) -> dict[tuple[Key, str], str]:
    """Who gave each field in question the value it has on a side since `base`: one walk, however many there are."""
    wanted = {(clash.key, clash.field) for clash in clashes}
    keys = {key for key, _field in wanted}
    found: dict[tuple[Key, str], str] = {}
    for revision in store.history(at=side.commit, since=base.commit) if wanted else ():
        for made in store.changes_of(revision, keys):
            touched = [field.field for field in made.fields]
            for key, path in wanted - found.keys():
                if key == made.key and (path == WHOLE or any(_touches(other, path) for other in touched)):
                    found[key, path] = revision.author.name
        if len(found) == len(wanted):
            break
    return found


def _touches(path: str, field: str) -> bool:
    return path == field or path.startswith(f"{field}.") or field.startswith(f"{path}.")


def _subject(lang: str, plan: SyncPlan) -> str:
    count = ngettext_in(lang, "{count} change by others", "{count} changes by others", len(plan.incoming))
    text = in_language(lang, mark("Joined: {count}"), count=count)
    if plan.clashes:
        needing = ngettext_in(lang, "{count} field to choose", "{count} fields to choose", len(plan.clashes))
        text += f"; {needing}"
    return text
