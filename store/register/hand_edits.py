"""What somebody changed in the files beside git: each file by itself, with what it would make of the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from store.base.errors import BadInput, BadRecord, GitFailed, StoreError
from store.base.failures import reason_of
from store.base.i18n import _
from store.changes.changes import Change, Changeset, WrittenText
from store.changes.merge import ABSENT, FieldConflict
from store.changes.record_merge import merge_records, put_field
from store.git.door import Git, is_null
from store.git.locks import write_lock
from store.git.saving import drop_pending
from store.git.worktree import catch_up, hand_edits, held_bases
from store.records.codec import from_fields, load, to_fields
from store.records.model import Record
from store.records.paths import WHOLE, Key, key_of, path_of
from store.records.snapshot import Problem, Snapshot
from store.records.sources import RecordCache
from store.register.reading import snapshot_of
from store.rules.published import frozen_fields_changed, is_published, published_already

MINE, THEIRS = "mine", "theirs"
"""The value that stands in the file, and the register's."""


@dataclass(frozen=True)
class HandEdit:
    """A file that was changed, made or removed by hand; `content` as it was read, None when it is gone."""

    path: str
    key: Key | None
    content: bytes | None
    made_of: str | None = None
    """The blob that the file was before it was changed, None when there was none."""
    before: Record | None = None
    """What that blob says."""
    mine: Record | None = None
    """What the file says now."""
    current: Record | None = None
    """What the register says now."""
    conflicts: tuple[FieldConflict, ...] = ()
    """Fields that were saved otherwise meanwhile: `ours` is the file's value, `theirs` the register's."""
    reason: str = ""
    """Why it cannot be taken at all, "" when it can."""

    @property
    def is_ready(self) -> bool:
        """Whether it can be taken as it is."""
        return not self.reason and not self.conflicts

    def settled(self, choices: Mapping[str, str]) -> Change:
        """What the register would hold, with a choice (`MINE` or `THEIRS`) for each conflict.

        Raises BadInput for a file that cannot be taken, a field without a choice and a choice without a conflict;
        BadRecord when the choices together make no record.
        """
        if self.key is None or self.reason:
            raise BadInput(f"{self.path}: {self.reason}")
        fields = {conflict.field for conflict in self.conflicts}
        for _field in [*(fields - choices.keys()), *(choices.keys() - fields)]:
            known = ", ".join(sorted(fields, key=str)) or "–"
            text = _("{path}: choose mine or theirs for each field that was saved meanwhile: {known}",
                     path=self.path, known=known if known else "*")  # fmt: skip
            raise BadInput(text)
        if WHOLE in fields:
            return Change(self.key, self.current, self.mine if choices[WHOLE] == MINE else self.current)
        if self.mine is None or self.current is None or not self.has_moved:
            return Change(self.key, self.current, self.mine)
        merged, conflicts = merge_records(self.key.kind, *map(to_fields, (self.before, self.mine, self.current)))
        for conflict in conflicts:
            if choices[conflict.field] == THEIRS:
                put_field(self.key.kind, merged, conflict.field, conflict.theirs)
        return Change(self.key, self.current, from_fields(self.key.kind, self.key.id, merged))

    @property
    def has_moved(self) -> bool:
        """Whether the register went on since the file was changed."""
        return self.before != self.current


def find_hand_edits(git: Git, cache: RecordCache) -> tuple[Snapshot, list[HandEdit]]:
    """The register as it is, and every file that somebody changed by hand. Raises GitFailed."""
    head = git.head()
    if head is None:
        return snapshot_of(git, None, cache), []
    try:
        with write_lock(git.common_dir) as killed:
            drop_pending(git, killed=killed)
            catch_up(git, head)
            edits, unreadable = hand_edits(git, head)
            bases = held_bases(git)
    except OSError as error:
        raise GitFailed(_("look at the files"), reason_of(error)) from None
    now = snapshot_of(git, head, cache)
    found = [HandEdit(path, key_of(path), None, reason=_("a link or folder, not a file")) for path in unreadable]
    for path, content in edits.items():
        key = key_of(path)
        if key is None:
            found.append(HandEdit(path, None, content, reason=_("no record can have this file name")))
        else:
            found.append(_read(git, cache, now, key, content, bases.get(path)))
    return now, found


def _read(git: Git, cache: RecordCache, now: Snapshot, key: Key, content: bytes | None, held: str | None) -> HandEdit:
    path, current = path_of(key), now.readable(key)
    # The register went on after the file was changed: merged by field, it never takes that back.
    made_of = now.blob(key) if held is None else None if is_null(held) else held
    before = current if made_of == now.blob(key) else _record(git, cache, key, made_of)
    edit = HandEdit(path, key, content, made_of, before, current=current)
    try:
        edit = replace(edit, mine=None if content is None else load(key.kind, key.id, content, path))
        edit = replace(edit, conflicts=_conflicts(edit))
        if edit.is_ready and is_published(current) and frozen_fields_changed(current, edit.settled({}).after):
            raise published_already(key.id)
    except StoreError as error:
        return replace(edit, reason=getattr(error, "reason", str(error)))
    return edit


def _conflicts(edit: HandEdit) -> tuple[FieldConflict, ...]:
    if not edit.has_moved or edit.mine in (edit.before, edit.current):
        return ()
    if edit.mine is None or edit.current is None:
        sides = (edit.before, edit.mine, edit.current)
        was, mine, stands = (record.name or record.id if record else ABSENT for record in sides)
        return (FieldConflict(WHOLE, was, mine, stands),)
    return tuple(merge_records(edit.mine.KIND, *map(to_fields, (edit.before, edit.mine, edit.current)))[1])


def _record(git: Git, cache: RecordCache, key: Key, blob: str | None) -> Record | None:
    record = cache.parse(key, blob, git.object(blob)[1]) if blob is not None else None
    return None if isinstance(record, BadRecord) else record


def taken(
    now: Snapshot, edits: list[HandEdit], choices: Mapping[str, Mapping[str, str]] | None = None
) -> Changeset | None:
    """The Changeset that takes the files over, each with the `choices` for its fields; None when nothing is left of it.

    Raises what `HandEdit.settled` raises.
    """
    changes, reviewed, texts = [], [], []
    for edit in edits:
        chosen = (choices or {}).get(edit.path, {})
        made = edit.settled(chosen)
        if made.before == made.after and (edit.content is None or chosen.get(WHOLE) == THEIRS):
            continue
        texts.append(WrittenText(made.key, edit.made_of, edit.content))
        changes.append(made)
        reviewed.append((edit.path, edit.content))
    if not changes:
        return None
    return Changeset(now.commit, tuple(changes), "hand-edit", reviewed=tuple(reviewed), texts=tuple(texts))


def as_problems(edits: list[HandEdit]) -> list[Problem]:
    """What stands in the way of those that cannot be taken as they are."""
    told = []
    for edit in edits:
        if edit.reason:
            told.append(Problem(edit.path, edit.reason, edit.key))
        elif edit.conflicts:
            fields = ", ".join(conflict.field or "*" for conflict in edit.conflicts)
            told.append(Problem(edit.path, _("{fields}: saved otherwise meanwhile", fields=fields), edit.key))
    return told
