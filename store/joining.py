"""Three states of the register made one, by field: what either side changed, and the fields that both did.

Different fields never conflict. Where both gave a field another value the published one stands, and both are kept in an
open conflict; what one side removed while the other edited it is kept, and asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from store.changes import Change, change
from store.codec import from_fields, to_fields
from store.edits import set_host
from store.errors import BadInput, BadRecord
from store.i18n import _
from store.merge import ABSENT, merge_fields, put_value, same
from store.model import Conflict, Fields, OpenConflict, Record
from store.paths import Key

WHOLE = ""
"""The field of a conflict about a whole record."""


class Clash(NamedTuple):
    """A field that both sides gave another value; None where it was nothing."""

    key: Key
    name: str
    field: str
    base: Any
    mine: Any
    theirs: Any
    mine_by: str = ""
    theirs_by: str = ""


class Joined(NamedTuple):
    """What makes our state the joined one, and what is open."""

    changes: list[Change]
    clashes: list[Clash]


Side = Mapping[Key, "Record | None"]
"""The records that differ anywhere, as one side has them."""


def join(base: Side, ours: Side, theirs: Side) -> Joined:
    """The join of two sides; `ours` is what has not been published yet."""
    changes: list[Change] = []
    clashes: list[Clash] = []
    for key in dict.fromkeys([*ours, *theirs]):
        old, mine, published = base.get(key), ours.get(key), theirs.get(key)
        result = _join(key, old, mine, published, clashes)
        if result != mine:
            changes.append(Change(key, mine, result))
    return Joined(changes, clashes)


def _join(
    key: Key, old: Record | None, mine: Record | None, published: Record | None, clashes: list[Clash]
) -> Record | None:
    if mine == published or published == old:
        return mine
    if mine == old:
        return published
    if key.kind == Conflict.KIND:
        return _join_open(old, mine, published)
    if mine is None or published is None:
        kept = mine or published
        assert kept is not None, "they differ"
        clashes.append(Clash(key, _name(kept), WHOLE, _told(old), _told(mine), _told(published)))
        return kept
    fields = to_fields(old) if old else {}
    # As the published side sees it: its values stand where both changed the same.
    merged, conflicts = merge_fields(fields, to_fields(published), to_fields(mine))
    try:
        result = from_fields(key.kind, key.id, merged)
    except BadRecord:  # each side alone was a record, both together are none: the published one stands
        clashes.append(Clash(key, _name(published), WHOLE, _told(old), _told(mine), _told(published)))
        return published
    for clash in conflicts:
        before, ours, theirs = (None if value is ABSENT else value for value in (clash.base, clash.theirs, clash.ours))
        clashes.append(Clash(key, _name(published), clash.field, before, ours, theirs))
    return result


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


def _with_also(opened: OpenConflict, earlier: OpenConflict | None) -> OpenConflict:
    """What is open now, with the values that stood in the conflict before and are neither of both."""
    if earlier is None:
        return opened
    kept: list[Any] = []
    for value in (*opened.also, *earlier.also, earlier.mine, earlier.theirs):
        if value is not None and not any(same(value, other) for other in (opened.mine, opened.theirs, *kept)):
            kept.append(value)
    return opened.model_copy(update={"also": tuple(kept)})


def _told(record: Record | None) -> str | None:
    return _name(record) if record else None


def _name(record: Record) -> str:
    """What people call it: an edition may have no other name than its year."""
    return record.name or record.id


def open_conflicts(clashes: Iterable[Clash], known: Mapping[Key, Conflict], today: str) -> list[Change]:
    """The changes that open them, beside those that are open already."""
    made: dict[Key, Conflict] = {}
    for clash in clashes:
        key = Key(Conflict.KIND, f"{clash.key.kind}.{clash.key.id}")
        conflict = made.get(key) or known.get(key) or Conflict(id=key.id, name=clash.name)
        opened = OpenConflict(
            base=clash.base,
            mine=clash.mine,
            theirs=clash.theirs,
            mine_by=clash.mine_by,
            theirs_by=clash.theirs_by,
            date=today,
        )
        both = _with_also(opened, conflict.fields.get(clash.field))
        made[key] = conflict.model_copy(update={"fields": {**conflict.fields, clash.field: both}})
    return [change(known.get(key), conflict) for key, conflict in made.items()]


def settle(record: Record | None, conflict: Conflict, field: str, value: Any) -> list[Change]:
    """The changes that give a field its value (None: none) and close the conflict.

    For a whole record, `value` is whether it stays. Raises BadInput, BadRecord.
    """
    if field not in conflict.fields:
        known = ", ".join(conflict.fields) or "–"
        raise BadInput(
            _("{name}: nothing is open in “{field}”; open: {known}", name=conflict.name, field=field, known=known)
        )
    left = {name: opened for name, opened in conflict.fields.items() if name != field}
    closed = change(conflict, conflict.model_copy(update={"fields": left}) if left else None)
    if field == WHOLE:
        return [closed] if value or record is None else [change(record, None), closed]
    if record is None:
        return [closed]
    fields: Fields = to_fields(record)
    if field == "host" and record.KIND == "collaboration":
        set_host(fields, value)
    else:
        put_value(fields, field, ABSENT if value is None else value)
    after = from_fields(record.KIND, record.id, fields)
    return [closed] if after == record else [change(record, after), closed]
