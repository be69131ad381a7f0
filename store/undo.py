"""Taking a revision back, by field: the other way round, on top of what the records are now.

Undo is a new commit (`Reverts:` names the one taken back), so it works after a restart, after a push, and after others
went on: fields that they changed since are theirs unless somebody says otherwise.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from store.changes import Change
from store.codec import from_fields, to_fields
from store.errors import BadRecord
from store.merge import ABSENT, Conflict
from store.model import Fields, Record
from store.paths import Key
from store.record_merge import merge_records, put_field

if TYPE_CHECKING:
    from store.history import Revision
    from store.preview import Preview
    from store.snapshot import Snapshot

UNDO, REDO = "undo", "redo"
WHOLE = ""
"""The field of a conflict about a whole record."""


Overwrite = bool | Container[tuple[Key, str]]
"""Which fields that moved on are taken back all the same: all, none, or some."""


class MovedOn(NamedTuple):
    """A field that was changed again since: as it is now, and as it would be taken back to."""

    key: Key
    name: str
    field: str
    now: Any
    back: Any


def take_back(
    changes: Iterable[Change], now: Snapshot | Preview, *, overwrite: Overwrite = False
) -> tuple[list[Change], list[MovedOn]]:
    """The changes that take `changes` back, and the fields that have moved on since.

    Fields that moved on keep their new value; those in `overwrite`, or all with True, get the old one.
    """
    made: list[Change] = []
    moved: list[MovedOn] = []
    for change in changes:
        try:
            current = now.get(change.key)
        except BadRecord:
            current = None
        result = _take_back(change, current, moved, overwrite)
        if result != current:
            made.append(Change(change.key, current, result))
    return made, moved


def _wanted(overwrite: Overwrite, key: Key, field: str) -> bool:
    return overwrite if isinstance(overwrite, bool) else (key, field) in overwrite


def _take_back(change: Change, current: Record | None, moved: list[MovedOn], overwrite: Overwrite) -> Record | None:
    if current == change.after:
        return change.before
    if current == change.before:
        return current
    if change.before is None or change.after is None or current is None:
        name = change.record.name
        moved.append(MovedOn(change.key, name, WHOLE, _told(current), _told(change.before)))
        return change.before if _wanted(overwrite, change.key, WHOLE) else current
    after, before, present = (to_fields(record) for record in (change.after, change.before, current))
    merged, conflicts = merge_records(change.key.kind, after, present, before)
    for clash in conflicts:
        moved.append(_moved(change, clash))
        if _wanted(overwrite, change.key, clash.field):
            put_field(change.key.kind, merged, clash.field, clash.theirs)
    return from_fields(change.key.kind, change.key.id, _in_order(merged, present, before))


def _told(record: Record | None) -> str | None:
    return record.name if record else None


def _moved(change: Change, clash: Conflict) -> MovedOn:
    now, back = (None if value is ABSENT else value for value in (clash.ours, clash.theirs))
    return MovedOn(change.key, change.record.name, clash.field, now, back)


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
            alike = [known for known in (now, old) if isinstance(known, list) and _same_items(value, known)]
            value = alike[0] if alike else value
        ordered[key] = value
    return ordered


def _same_items(one: list[Any], other: list[Any]) -> bool:
    return len(one) == len(other) and all(item in other for item in one)


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
