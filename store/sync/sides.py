"""The two sides of a register that went apart, made one: records by field, everything else by path as git does it.

A join decides about the records that both sides touched, and about nothing else: what one side changed arrives as it
is, byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from store.base.errors import BadInput, BadRecord
from store.base.i18n import _
from store.changes.changes import Change
from store.changes.commented import joined_text
from store.changes.joining import join, name_of, told
from store.changes.merge import FieldConflict
from store.git.door import Git
from store.records.codec import dump
from store.records.entries import FILES, Blob, Entry, TreeEntry, quoted, told_entry
from store.records.model import Record
from store.records.paths import CONFLICT, FILE, WHOLE, Key, key_of
from store.records.snapshot import Snapshot
from store.register.store import Store
from store.rules.upholding import uphold
from store.sync.foreign import Three, colliding, join_files, joined_mode, sides_by_path

Records = dict[Key, "Record | None"]


class Sides(NamedTuple):
    """The register where both began, as it is here, as it is published."""

    old: Snapshot
    ours: Snapshot
    published: Snapshot


@dataclass(frozen=True)
class JoinedSides:
    """What makes our register the joined one."""

    changes: tuple[Change, ...] = ()
    """The records that differ from ours."""
    files: dict[str, Entry] = field(default_factory=dict)
    """By path all that differs from ours and is not the text of a record in `changes`."""
    conflicts: list[FieldConflict] = field(default_factory=list)
    gone: frozenset[str] = frozenset()
    """The paths that a side removed, or that give way to another and are named in a conflict."""


def sides_of(store: Store, head: str, theirs: str) -> Sides:
    """The sides of a join of two commits; raises BadInput when they have nothing in common."""
    base = store.git.merge_base(head, theirs)
    if base is None:
        text = _("what is published is another register: they have no commit in common; clone it into another folder")
        raise BadInput(text)
    return Sides(*(store.snapshot(commit=commit) for commit in (base, head, theirs)))


def join_sides(git: Git, sides: Sides) -> JoinedSides:
    """The join. Raises GitFailed."""
    old, ours, published = sides
    paths = sides_by_path(old.changed_paths(ours), old.changed_paths(published))
    loaded = _load(sides, [key for path in paths if (key := key_of(path)) is not None])
    records = {path: key for path in paths if (key := key_of(path)) is not None and _is_whole(paths[path], key, loaded)}
    base, mine, theirs = ({key: _record(side.get(key)) for key in records.values()} for side in loaded)
    fields = join(base, mine, theirs)
    joined = {**mine, **{change.key: change.after for change in fields.changes}}
    upheld = uphold(joined, base, mine, theirs, ours, published, fields.conflicts)
    result = _Result(git, paths, [*fields.conflicts, *upheld.conflicts])
    for path, key in records.items():
        after, three = upheld.records[key], paths[path]
        kept = mine[key] or theirs[key]
        if after is None and kept is not None and three.base not in (three.mine, three.theirs):
            # One removed it while the other wrote a comment in it, or another form of the same text.
            result.conflicts.append(
                FieldConflict(WHOLE, name_of(kept), told(mine[key]), told(theirs[key]), key, name_of(kept))
            )
            upheld.records[key] = after = kept
        is_commented = any(side.has_comments(key) for side in sides)
        result.put_record(path, after, (base[key], mine[key], theirs[key]), is_commented=is_commented)
    result.put_files({path: three for path, three in paths.items() if path not in records})
    result.part_collisions(records)
    changes = tuple(Change(key, mine[key], after) for key, after in upheld.records.items() if after != mine[key])
    gone = frozenset(path for path, three in paths.items() if three.base and (not three.mine or not three.theirs))
    settled = {path for path, key in records.items() if key.kind == CONFLICT and upheld.records[key] is None}
    return JoinedSides(changes, result.files, result.conflicts, gone | result.gave_way | settled)


def _load(sides: Sides, keys: Iterable[Key]) -> list[Mapping[Key, Record | BadRecord]]:
    keys = list(keys)
    for other in sides[1:]:
        sides.old.differing(other)  # notes the blobs of what differs, so that no tree is listed
    for other in sides[1:]:
        other.note_unchanged(sides.old, keys)
    return [side.load(keys) for side in sides]


def _is_whole(three: Three, key: Key, loaded: Iterable[Mapping[Key, Record | BadRecord]]) -> bool:
    """Whether there is a record on every side where there is something at all."""
    return all(
        entry is None or (entry.mode in FILES and isinstance(side.get(key), Record))
        for entry, side in zip(three, loaded, strict=True)
    )


def _record(found: Record | BadRecord | None) -> Record | None:
    return found if isinstance(found, Record) else None


class _Result:
    """The joined tree, as what differs from ours."""

    def __init__(self, git: Git, paths: Mapping[str, Three], conflicts: list[FieldConflict]) -> None:
        self._git = git
        self._paths = paths
        self.files: dict[str, Entry] = {}
        self.conflicts = conflicts
        self.gave_way: frozenset[str] = frozenset()

    def put_record(
        self, path: str, record: Record | None, sides: tuple[Record | None, ...], *, is_commented: bool
    ) -> None:
        """A record as one side has it arrives as that side's file; joined of two, as its text."""
        three, (_base, mine, theirs) = self._paths[path], sides
        if record is None or (record == mine and three.theirs in (three.base, three.mine)):
            self._put(path, three.mine if record is not None else None)
            return
        if record == theirs and three.mine == three.base:
            self._put(path, three.theirs)
            return
        modes = [entry.mode if entry else "" for entry in three]
        mode = joined_mode(*modes) or modes[2] or modes[1]
        if three.mine and three.theirs and is_commented:
            texts = [self._git.object(entry.blob)[1] if entry else None for entry in three]
            try:
                self.files[path] = Blob(mode, joined_text(record, *texts))  # with the comments of both
            except BadRecord:  # more than one file can hold
                self._put(path, three.theirs)
                self.conflicts.append(file_conflict(path, three))
        elif record in (theirs, mine):
            entry = three.theirs if record == theirs else three.mine
            self._put(path, TreeEntry(mode, entry.blob) if entry else None)
        else:
            self.files[path] = Blob(mode, dump(record))

    def _put(self, path: str, entry: TreeEntry | None) -> None:
        if entry != self._paths[path].mine:
            self.files[path] = entry

    def put_files(self, files: Mapping[str, Three]) -> None:
        """What is no record on some side."""
        joined = join_files(self._git, files)
        self.files |= joined.entries
        self.conflicts += [file_conflict(path, three) for path, three in joined.conflicts.items()]

    def part_collisions(self, records: Mapping[str, Key]) -> None:
        """A file and a folder of one name: what is published, or holds records, stands; the other is put aside."""
        there = {path: three for path, three in self._paths.items() if self.files.get(path, three.mine) is not None}
        for pair in list(colliding(there)):
            if not all(path in there for path in pair):
                continue
            path = min(pair, key=lambda path: (path in records, self._paths[path].theirs is not None))
            three = there.pop(path)
            self.conflicts = [conflict for conflict in self.conflicts if conflict.key != Key(FILE, quoted(path))]
            self.conflicts.append(file_conflict(path, three))
            self.gave_way |= {path}
            self.files.pop(path, None)
            if three.mine is not None:
                self.files[path] = None


def file_conflict(path: str, sides: Three) -> FieldConflict:
    """The conflict of a file that both changed, and that nothing can be made of."""
    name = quoted(path)
    base, mine, theirs = map(told_entry, sides)
    return FieldConflict(WHOLE, base, mine, theirs, Key(FILE, name), name)
