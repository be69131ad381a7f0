"""Taking a revision back, by field: the other way round, on top of what the records are now.

Undo is a new commit (`Reverts:` names the one taken back), so it works after a restart, after a push, and after others
went on: fields that they changed since are theirs unless somebody says otherwise.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from store.changes.changes import Change, Revision
from store.changes.merge import ABSENT, FieldConflict, put_value, same
from store.changes.record_merge import merge_records, put_field
from store.records.codec import from_fields, to_fields
from store.records.model import Fields, Record
from store.records.paths import WHOLE, Key
from store.records.snapshot import State

UNDO, REDO = "undo", "redo"


Overwrite = bool | Container[tuple[Key, str]]
"""Which fields that were changed since are taken back all the same: all, none, or some."""


def take_back(
    changes: Iterable[Change], now: State, *, overwrite: Overwrite = False
) -> tuple[list[Change], list[FieldConflict]]:
    """The changes that take `changes` back, and the fields that were changed again since.

    In such a conflict `ours` is what stands now and is kept, `theirs` what it would be taken back to: it is, where
    `overwrite` holds the field, or is True.
    """
    made: list[Change] = []
    conflicts: list[FieldConflict] = []
    for change in changes:
        current = now.readable(change.key)
        result = _take_back(change, current, conflicts, overwrite)
        if result != current:
            made.append(Change(change.key, current, result))
    return made, conflicts


def _wanted(overwrite: Overwrite, key: Key, field: str) -> bool:
    return overwrite if isinstance(overwrite, bool) else (key, field) in overwrite


def _take_back(
    change: Change, current: Record | None, conflicts: list[FieldConflict], overwrite: Overwrite
) -> Record | None:
    if current == change.after:
        return change.before
    if current == change.before:
        return current
    if change.before is None or change.after is None or current is None:
        sides = (change.after, current, change.before)
        base, ours, theirs = (side.name if side else None for side in sides)
        conflicts.append(FieldConflict(WHOLE, base, ours, theirs, change.key, change.record.name, current=current))
        return change.before if _wanted(overwrite, change.key, WHOLE) else current
    after, before, present = (to_fields(record) for record in (change.after, change.before, current))
    merged, met = merge_records(change.key.kind, after, present, before)
    lists = dict(_lists("", after, present, before))
    for field, value in lists.items():
        put_value(merged, field, value.kept or ABSENT)
    met = [conflict for conflict in met if conflict.field not in lists]
    met += [value.conflict for value in lists.values() if value.conflict is not None]
    for conflict in met:
        conflicts.append(conflict.of(change.key, change.record.name))
        if _wanted(overwrite, change.key, conflict.field):
            put_field(change.key.kind, merged, conflict.field, conflict.theirs)
    return from_fields(change.key.kind, change.key.id, _in_order(merged, present, before))


class _List(NamedTuple):
    """A list that was changed since: what it is without the change, or the conflict when its items went on."""

    kept: list[str]
    conflict: FieldConflict | None


def _lists(prefix: str, after: Fields, present: Fields, before: Fields) -> Iterator[tuple[str, _List]]:
    """The lists that were changed and changed again since.

    What was only added or only removed is taken back by item, while those items are as they were left. A list that was
    replaced, or whose items went on, is one value: taken back by item it would be a mixture that nobody ever set.
    """
    for key in dict.fromkeys([*after, *before]):
        made, now, old = (fields.get(key, ABSENT) for fields in (after, present, before))
        if isinstance(made, dict) and isinstance(now, dict) and isinstance(old, dict):
            yield from _lists(f"{prefix}{key}.", made, now, old)
            continue
        sides = [[] if value is ABSENT else value for value in (made, now, old)]
        if not all(isinstance(value, list) and all(isinstance(item, str) for item in value) for value in sides):
            continue
        made_items, now_items, old_items = sides
        if same(made_items, old_items) or same(made_items, now_items) or same(now_items, old_items):
            continue
        added = [item for item in made_items if item not in old_items]
        removed = [item for item in old_items if item not in made_items]
        moved = not set(added) <= set(now_items) or bool(set(removed) & set(now_items))
        if (added and removed) or moved or not (added or removed):
            conflict = FieldConflict(f"{prefix}{key}", made, now, old)
            yield conflict.field, _List(now_items, conflict)
        else:
            yield f"{prefix}{key}", _List([item for item in now_items if item not in added] + removed, None)


def _in_order(merged: Fields, present: Fields, before: Fields) -> Fields:
    """The merged fields in the order they have now; what is put back stands where it stood, byte for byte."""
    order = [key for key in present if key in merged]
    earlier = list(before)
    for key in [key for key in [*before, *merged] if key in merged]:
        if key not in order:
            ahead = [known for known in earlier[: earlier.index(key)] if known in order] if key in before else order
            order.insert(order.index(ahead[-1]) + 1 if ahead else 0, key)
    ordered: Fields = {}
    for key in order:
        value, now, old = merged[key], present.get(key), before.get(key)
        if isinstance(value, dict):
            value = _in_order(value, now if isinstance(now, dict) else {}, old if isinstance(old, dict) else {})
        elif isinstance(value, list):
            known = [items for items in (now, old) if isinstance(items, list) and len(items) == len(value)]
            alike = [items for items in known if all(item in items for item in value)]
            value = alike[0] if alike else value
        ordered[key] = value
    return ordered


def last_done(history: Iterable[Revision], mail: str) -> Revision | None:
    """The newest revision of this person that is not taken back: what `u` takes back. `history` is newest first."""
    dead: set[str] = set()
    for revision in history:
        if revision.author.mail != mail or revision.action in ("init", "commit"):
            continue
        if revision.action == UNDO:
            dead |= _reaches(revision)  # for good: if it was done again, that revision stands for it
        elif revision.commit not in dead:
            return revision
    return None


def last_undone(history: Iterable[Revision], mail: str) -> Revision | None:
    """The newest undo of this person that nothing was done after: what `U` takes back."""
    dead: set[str] = set()
    for revision in history:
        if revision.author.mail != mail:
            continue
        if revision.action == REDO:
            dead |= _reaches(revision)
        elif revision.action != UNDO:
            return None
        elif revision.commit not in dead:
            return revision
    return None


def _reaches(revision: Revision) -> set[str]:
    return {revision.trailers.get("Reverts", "")}
