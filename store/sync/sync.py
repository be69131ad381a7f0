"""Sharing a register: what others published is joined with what is here, and published, through any git server.

Push first, when nothing is expected: one connection is enough. Refused, it fetches, joins by field in one merge commit
and tries again. Every failure leaves the clone as it was; the next sync goes on from there.
"""

from __future__ import annotations

import random
import time
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Final

from store.base.author import Author
from store.base.errors import BadInput, BadRecord, ObjectsRefused, TransferFailed
from store.base.i18n import _, in_language, mark, ngettext_in
from store.base.text import match_key
from store.changes.changes import Change, Changeset
from store.changes.compare import compare
from store.changes.joining import conflict_of, known_conflicts, open_conflicts
from store.changes.merge import FieldConflict
from store.changes.wording import told_fields
from store.git.door import is_null
from store.git.network import Watch, hint
from store.git.remotes import Refused, Remote, remote_of
from store.records.codec import fits
from store.records.entries import unquoted
from store.records.model import Collaboration, Conflict
from store.records.paths import FILE, WHOLE, Key, is_ours, key_of, path_of
from store.records.snapshot import Problem, Snapshot, no_record_at
from store.register.commit_dates import ahead, ahead_text
from store.register.store import Store
from store.sync.foreign import Three
from store.sync.sides import JoinedSides, Sides, file_conflict, join_sides, sides_of

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
    conflicts: list[FieldConflict] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    alike: list[tuple[Key, Key]] = field(default_factory=list)
    """Collaborations of one name that both sides made: ours and theirs."""
    reason: str = ""


class WouldRemoveMuch(BadInput):
    """A side is suddenly empty, or nearly: nobody is sure of that yet."""


def sync(
    store: Store, author: Author, today: str, *, dry_run: bool = False, sure: bool = False, watch: Watch | None = None
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
    except ObjectsRefused:  # permanent, and told in git's own words
        raise
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
        fetched = remote.fetch(watch)
        gave_way += fetched.gave_way
        theirs, head = fetched.tracked, git.head()
        assert head is not None, "a register has a commit"
        if theirs is None:  # an empty repository: ours is the first
            return SyncPlan(SYNCED if dry_run or remote.push(watch) else REJECTED)
        text = _("was published by others first, and theirs stands; yours is in the history")
        told = [Problem(name, text) for name in gave_way]
        if dry_run:
            plan, _joined = plan_of(store, sides_of(store, head, theirs), sure=sure)
            return replace(plan, problems=[*plan.problems, *told])
        plan = apply(store, theirs, author, today, sure=sure)
        plan = replace(plan, problems=[*plan.problems, *told])
        if (git.head() == theirs and not remote.has_new_editions()) or remote.push(watch):
            return plan
        time.sleep(random.uniform(0, 0.1 * 2**attempt))  # two that try in step would refuse each other for ever
    reason = _("others published {count} times meanwhile; nothing is lost, try again", count=_TRIES)
    return SyncPlan(REJECTED, reason=reason)


def plan_of(store: Store, sides: Sides, *, sure: bool) -> tuple[SyncPlan, JoinedSides]:
    """What joining them would do, and the join. Raises BadInput for what would remove much and nobody is `sure` of."""
    old, ours, published = sides
    incoming, outgoing = compare(old, published), compare(old, ours)
    if not sure:
        for changes in (incoming, outgoing):
            _refuse_emptied(old, changes)
    is_one_sided = old.commit in (ours.commit, published.commit)
    joined = JoinedSides() if is_one_sided else join_sides(store.git, sides)
    ours_by, theirs_by = (_setters(store, old, side, joined.conflicts) for side in (ours, published))
    conflicts = [
        conflict._replace(ours_by=ours_by.get(place, ""), theirs_by=theirs_by.get(place, ""))
        for conflict in joined.conflicts
        for place in [(conflict.key, conflict.field)]
    ]
    problems = [*_problems(old, published), *_ahead(store, old, published)]
    is_same = not incoming and not outgoing and ours.commit == published.commit
    state = CONFLICTS if conflicts else UP_TO_DATE if is_same else SYNCED
    return SyncPlan(state, incoming, outgoing, conflicts, problems, _alike(outgoing, incoming)), joined


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
            found.append(no_record_at(path.path, key))
        elif isinstance(bad := published.load([key]).get(key), BadRecord):
            found.append(Problem(path.path, bad.reason, key))
    return found


def _ahead(store: Store, old: Snapshot, published: Snapshot) -> list[Problem]:
    """The commits that came and are dated in the future."""
    if old.commit == published.commit or published.commit is None:
        return []
    return [Problem(one.commit, ahead_text(one)) for one in ahead(store.git, published.commit, old.commit)]


def _refuse_emptied(old: Snapshot, changes: list[Change]) -> None:
    gone = sum(change.after is None and change.key.kind == Collaboration.KIND for change in changes)
    if gone > _MANY and gone * 3 > (total := len(old.keys(Collaboration.KIND))):
        text = _("{gone} of {total} collaborations would be removed; look at it first, then sync with --yes",
                 gone=gone, total=total)  # fmt: skip
        raise WouldRemoveMuch(text)


def apply(store: Store, theirs: str, author: Author, today: str, *, sure: bool) -> SyncPlan:
    """Let our branch have what both have; gives what that did. Raises BadInput as `plan_of`, GitFailed."""
    git = store.git
    plan: SyncPlan | None = None
    sides = sides_of(store, git.head() or "", theirs)

    def make() -> Changeset | None:
        nonlocal plan, sides
        if git.head() != sides.ours.commit:
            sides = sides_of(store, git.head() or "", theirs)
        if sides.old.commit in (sides.ours.commit, theirs):
            return None  # plain git moved the branch meanwhile
        plan, joined = plan_of(store, sides, sure=sure)
        return _changeset(store, plan, joined, sides, today)

    while True:
        if sides.old.commit == theirs:
            return plan_of(store, sides, sure=sure)[0]
        if sides.old.commit == sides.ours.commit:  # nothing of ours: the branch moves on
            plan, _joined = plan_of(store, sides, sure=sure)
            if store.fast_forward(theirs):
                return plan
        elif store.join(make, author) is not None and plan is not None:
            return plan
        sides = sides_of(store, git.head() or "", theirs)


def _changeset(store: Store, plan: SyncPlan, joined: JoinedSides, sides: Sides, today: str) -> Changeset:
    """The join as a commit, with what is open as records beside it."""
    ours = sides.ours
    made = {change.key: change for change in joined.changes}
    files = dict(joined.files)
    # Asked only where it is needed: it lists every file of the register.
    known = known_conflicts(ours) if plan.conflicts else {}
    known |= {key: change.after for key, change in made.items() if isinstance(change.after, Conflict)}
    opened = open_conflicts(plan.conflicts, known, today)
    large = [change.key for change in opened if not fits(change.record)]
    if large:  # the values are too much for one text: the files that hold them are named
        subjects = {conflict_of(conflict.key): conflict.key for conflict in plan.conflicts}
        paths = [path_of(subjects[key]) for key in large]
        entries = {path: [store.git.entry(side.commit or "", path) for side in sides] for path in paths}
        whole = [file_conflict(path, Three(*three)) for path, three in entries.items()]
        opened = [change for change in opened if change.key not in large] + open_conflicts(whole, known, today)
    for change in opened:
        made[change.key] = Change(change.key, ours.get(change.key), change.after)
        files.pop(path_of(change.key), None)
    return Changeset(
        ours.commit, tuple(made.values()), "sync", _subject(ours.language, plan), merges=sides.published.commit or "",
        files=tuple(files.items()), gone=joined.gone,
    )  # fmt: skip


def _setters(
    store: Store, base: Snapshot, side: Snapshot, conflicts: list[FieldConflict]
) -> dict[tuple[Key, str], str]:
    """Who gave each field in question the value it has on a side since `base`: one walk, however many there are."""
    files = {unquoted(conflict.key.id): conflict.key for conflict in conflicts if conflict.key.kind == FILE}
    found = {(files[path], WHOLE): name for path, name in _last_authors(store, base, side, files).items()}
    wanted = {(conflict.key, conflict.field) for conflict in conflicts if conflict.key.kind != FILE}
    keys = {key for key, _field in wanted}
    for revision in store.history(at=side.commit, since=base.commit) if wanted else ():
        for made in store.changes_of(revision, keys):
            touched = [field.field for field in (*made.fields, *told_fields(made))]
            for key, path in wanted - found.keys():
                if key == made.key and (path == WHOLE or any(_touches(other, path) for other in touched)):
                    found[key, path] = revision.author.name
        if wanted <= found.keys():
            break
    return found


def _last_authors(store: Store, base: Snapshot, side: Snapshot, paths: Collection[str]) -> dict[str, str]:
    """Who last changed each file on a side since `base`: one walk, however many there are."""
    if not paths:
        return {}
    arguments = ["log", "-z", "--no-merges", "--no-renames", "--name-only", "--format=%x01%an", side.commit or ""]
    out = store.git.run(_("read the history"), [*arguments, f"^{base.commit}", "--", *paths])
    found: dict[str, str] = {}
    # One commit: its author, a NUL and a line end, then its paths.
    for part in out.decode("utf-8", "surrogateescape").split("\1")[1:]:
        name, _nul, paths_of = part.partition("\0\n")
        for path in set(paths) & {*paths_of.split("\0")}:  # a path of a folder finds what is below it too
            found.setdefault(path, name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    return found


def _touches(path: str, field: str) -> bool:
    return path == field or path.startswith(f"{field}.") or field.startswith(f"{path}.")


def _subject(lang: str, plan: SyncPlan) -> str:
    count = ngettext_in(lang, "{count} change by others", "{count} changes by others", len(plan.incoming))
    text = in_language(lang, mark("Joined: {count}"), count=count)
    if plan.conflicts:
        needing = ngettext_in(lang, "{count} field to choose", "{count} fields to choose", len(plan.conflicts))
        text += f"; {needing}"
    return text
