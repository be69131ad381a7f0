"""Three states of the register made one, by field: what either side changed, and the fields that both did.

Different fields never conflict. Where both gave a field another value the published one stands, and both are kept in an
open conflict; what one side removed while the other edited it is kept, and asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from store.base.errors import BadInput, BadRecord
from store.base.i18n import _
from store.base.text import match_key
from store.changes.changes import Change, change, diff_fields
from store.changes.merge import ABSENT, FieldConflict, same
from store.changes.record_merge import field_value, merge_records, put_field
from store.records.codec import dump, from_fields, to_fields
from store.records.entries import conflict_key, unquoted
from store.records.model import Conflict, Edition, Fields, OpenField, Record
from store.records.paths import CONFLICT, FILE, REGISTER, WHOLE, Key
from store.records.snapshot import State


class Joined(NamedTuple):
    """What makes our state the joined one, and what is open."""

    changes: list[Change]
    conflicts: list[FieldConflict]


Side = Mapping[Key, "Record | None"]
"""The records that differ anywhere, as one side has them."""


def join(base: Side, ours: Side, theirs: Side) -> Joined:
    """The join of two sides; `ours` is what has not been published yet."""
    changes: list[Change] = []
    conflicts: list[FieldConflict] = []
    for key in dict.fromkeys([*ours, *theirs]):
        old, mine, published = base.get(key), ours.get(key), theirs.get(key)
        result = _join(key, old, mine, published, conflicts)
        if not _alike(result, mine):
            changes.append(Change(key, mine, result))
    return Joined(changes, conflicts)


def _join(
    key: Key, old: Record | None, mine: Record | None, published: Record | None, conflicts: list[FieldConflict]
) -> Record | None:
    if _alike(mine, published) or _alike(published, old):
        return mine
    if _alike(mine, old):
        return published
    if key.kind == Conflict.KIND:
        return _join_open(old, mine, published)
    if mine is None or published is None:
        kept = mine or published
        assert kept is not None, "they differ"
        conflicts.append(FieldConflict(WHOLE, told(old), told(mine), told(published), key, name_of(kept)))
        return kept
    is_named = key.kind != Edition.KIND and key != REGISTER  # an id is made of the name, but a year is a year
    if old is None and is_named and match_key(mine.name) != match_key(published.name):  # two different things
        # The published one stands whole, ours is put aside whole.
        conflicts.append(FieldConflict(WHOLE, None, to_fields(mine), to_fields(published), key, name_of(published)))
        return published
    fields = to_fields(old)
    # As the published side sees it: its values stand where both changed the same.
    merged, met = merge_records(key.kind, fields, to_fields(published), to_fields(mine))
    try:
        result = from_fields(key.kind, key.id, merged)
        dump(result)  # it may be more than one text can hold
    except BadRecord:  # each side alone was a record, both together are none: the published one stands
        conflicts += _put_aside(key, fields, mine, published)
        return published
    conflicts += [conflict.turned().of(key, name_of(published)) for conflict in met]
    return result


def _alike(one: Record | None, other: Record | None) -> bool:
    """Whether they are one text: records are equal whatever the order of their rows, which a person may have chosen."""
    return one is other or (one is not None and other is not None and one == other and dump(one) == dump(other))


def _put_aside(key: Key, base: Fields, mine: Record, published: Record) -> Iterable[FieldConflict]:
    """Every field that we changed, where the published record has another value."""
    ours, theirs = to_fields(mine), to_fields(published)
    for made in diff_fields(base, ours):
        stands = field_value(key.kind, theirs, made.field)
        if not same(stands, made.after):
            yield FieldConflict(made.field, made.before, made.after, stands, key, name_of(published))


def _join_open(old: Record | None, mine: Record | None, published: Record | None) -> Record | None:
    """Open conflicts of the same record: what either side settled is settled, what either opened since is open."""
    before, ours, theirs = (side.fields if isinstance(side, Conflict) else {} for side in (old, mine, published))
    opened = {**ours, **theirs}
    for field in opened.keys() & before.keys():
        if (field not in ours and theirs[field] == before[field]) or (
            field not in theirs and ours[field] == before[field]
        ):
            del opened[field]
    for field in opened.keys() & ours.keys() & theirs.keys():  # both met it anew
        if before.get(field) not in (ours[field], theirs[field]):
            opened[field] = _with_also(theirs[field], ours[field])
        elif theirs[field] == before.get(field):
            opened[field] = ours[field]
    one = published or mine
    return one.model_copy(update={"fields": opened}) if one is not None and opened else None


def _with_also(opened: OpenField, earlier: OpenField | None) -> OpenField:
    """What is open now, with the values that stood in the conflict before and are neither of both."""
    if earlier is None:
        return opened
    kept: list[Any] = []
    for value in (*opened.also, *earlier.also, earlier.mine, earlier.theirs):
        if value is not None and not any(same(value, other) for other in (opened.mine, opened.theirs, *kept)):
            kept.append(value)
    return opened.model_copy(update={"also": tuple(kept)})


def name_of(record: Record) -> str:
    """What people call it: an edition may have no other name than its year."""
    return record.name or record.id


def told(record: Record | None) -> str | None:
    """A whole record as a side of a conflict: its name, None for none."""
    return name_of(record) if record else None


def known_conflicts(now: State) -> dict[Key, Conflict]:
    """The records of what is open, by their own keys."""
    return {conflict.key: conflict for conflict in now.records(Conflict).values()}


def open_of(now: State) -> dict[Key, Conflict]:
    """The same by the key of what they are about."""
    return {subject_of(conflict): conflict for conflict in now.records(Conflict).values()}


def conflict_of(key: Key) -> Key:
    """The key of the open conflicts of a record, or of a file (`FieldConflict`)."""
    return conflict_key(unquoted(key.id)) if key.kind == FILE else Key(CONFLICT, f"{key.kind}.{key.id}")


def subject_of(conflict: Conflict) -> Key:
    """What a conflict is about: `conflict_of` gives its key back."""
    if conflict.path:
        return Key(FILE, conflict.path)
    kind, _dot, id = conflict.id.partition(".")
    return Key(kind, id)


def open_conflicts(conflicts: Iterable[FieldConflict], known: Mapping[Key, Conflict], today: str) -> list[Change]:
    """The changes that open them, beside those that are open already."""
    made: dict[Key, Conflict] = {}
    for conflict in conflicts:
        key = conflict_of(conflict.key)
        path = conflict.key.id if conflict.key.kind == FILE else ""
        record = made.get(key) or known.get(key) or Conflict(id=key.id, name=conflict.name, path=path)
        opened = OpenField(
            base=conflict.base,
            mine=conflict.ours,
            theirs=conflict.theirs,
            mine_by=conflict.ours_by,
            theirs_by=conflict.theirs_by,
            date=today,
        )
        both = _with_also(opened, record.fields.get(conflict.field))
        made[key] = record.model_copy(update={"fields": {**record.fields, conflict.field: both}})
    return [change(known.get(key), record) for key, record in made.items()]


def settle(record: Record | None, conflict: Conflict, field: str, value: Any) -> list[Change]:
    """The changes that give a field its value (None: none) and close the conflict.

    For a whole record, `value` is whether it stays; of two that were made under one id, the fields of the one that
    shall stand, where that is not the one that does. A file is settled by `store.sync.settling`. Raises
    BadInput, BadRecord.
    """
    closed = close(conflict, field)
    if field == WHOLE and isinstance(value, dict):
        subject = subject_of(conflict)
        other = from_fields(subject.kind, subject.id, value)
        return [closed] if other == record else [change(record, other), closed]
    if field == WHOLE:
        return [closed] if value or record is None else [change(record, None), closed]
    if record is None:
        return [closed]
    fields: Fields = to_fields(record)
    put_field(record.KIND, fields, field, ABSENT if value is None else value)
    after = from_fields(record.KIND, record.id, fields)
    return [closed] if after == record else [change(record, after), closed]


def close(conflict: Conflict, field: str) -> Change:
    """The change that closes a field of a conflict; raises BadInput when nothing is open there."""
    if field not in conflict.fields:
        known = ", ".join(name or "*" for name in conflict.fields) or "–"
        shown = field or "*"
        raise BadInput(
            _("{name}: nothing is open in “{field}”; open: {known}", name=conflict.name, field=shown, known=known)
        )
    left = {name: opened for name, opened in conflict.fields.items() if name != field}
    return change(conflict, conflict.model_copy(update={"fields": left}) if left else None)
