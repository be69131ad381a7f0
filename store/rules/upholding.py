"""Two lawful halves that were joined into an unlawful whole: what we set is put aside, and what is published stands.

Asked after joining, as Dolt checks constraints again after a merge. What was followed to a record that took another one
in is followed; where nothing of ours can be said to lose, `check` has a finding.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import Any, NamedTuple

from store.base.errors import BadRecord
from store.changes.changes import Change, diff_fields
from store.changes.joining import name_of
from store.changes.merge import ABSENT, FieldConflict, value_at
from store.changes.preview import Preview
from store.changes.record_merge import field_value, put_field, same_field
from store.records.codec import from_fields, to_fields
from store.records.model import Collaboration, Record
from store.records.paths import WHOLE, Key
from store.records.references import with_reference
from store.records.snapshot import Snapshot, State
from store.rules.published import frozen_fields_changed, is_published
from store.rules.rules import Breach, breaches

Records = Mapping[Key, "Record | None"]


class Upheld(NamedTuple):
    """The records of the joined register that differ anywhere, and what was put aside for a rule."""

    records: dict[Key, Record | None]
    conflicts: list[FieldConflict]


class _Sides(NamedTuple):
    base: Records
    mine: Records
    theirs: Records


def uphold(
    joined: Records,
    base: Records,
    mine: Records,
    theirs: Records,
    ours: Snapshot,
    published: Snapshot,
    opened: Iterable[FieldConflict] = (),
) -> Upheld:
    """The joined records with every rule that both sides kept. `base`, `mine` and `theirs` are those that differ.

    `opened` are the conflicts of the join so far: no field is opened twice.
    """
    records, sides = dict(joined), _Sides(base, mine, theirs)
    conflicts: list[FieldConflict] = []
    known_open = {(conflict.key, conflict.field) for conflict in opened}
    for key, record in joined.items():
        records[key] = _as_published(key, record, sides, conflicts, known_open)
    known = {breach.place for side, view in ((mine, ours), (theirs, published)) for breach in _broken(side, view)}
    while True:
        view = Preview(ours, (Change(key, None, made) for key, made in records.items()))
        new = [breach for breach in _broken(records, view) if breach.place not in known]
        if not new:
            return Upheld(records, conflicts)
        breach = new[0]
        if not (_follow(breach, records, view, (published, ours)) or _put_aside(breach, records, sides, conflicts)):
            known.add(breach.place)  # a finding


def _as_published(
    key: Key, record: Record | None, sides: _Sides, conflicts: list[FieldConflict], opened: Container[tuple[Key, str]]
) -> Record | None:
    """An edition that a side has published, as it was then but for its decisions; what the other gave it is put aside.

    Where both published, the one that others may have stands; where only we did, ours: its tag goes out with it.
    """
    stands = next((side for side in (sides.theirs.get(key), sides.mine.get(key)) if is_published(side)), None)
    if record is None or stands is None or not (frozen := frozen_fields_changed(stands, record)):
        return record
    published, fields = to_fields(stands), to_fields(record)
    for made in diff_fields(published, fields):
        if made.field.partition(".")[0] in frozen and (key, made.field) not in opened:
            base, mine, theirs = (value_at(to_fields(side.get(key)), made.field) for side in sides)
            conflicts.append(FieldConflict(made.field, base, mine, theirs, key, name_of(stands)))
    kept = {name: value for name, value in fields.items() if name not in frozen}
    return from_fields(key.kind, key.id, {**kept, **{name: published[name] for name in frozen if name in published}})


def _broken(records: Records, view: State) -> list[Breach]:
    return list(breaches((record for record in records.values() if record is not None), view))


def _follow(breach: Breach, records: dict[Key, Record | None], view: Preview, sides: Iterable[Snapshot]) -> bool:
    """Let a reference to a record that was taken in by another name that other."""
    record, (gone, field) = records.get(breach.key), breach.parts[-1]
    if breach.code != "unknown_reference" or field != WHOLE or record is None or gone.kind != Collaboration.KIND:
        return False
    heirs = (found.id for side in sides if (found := side.successor_of(gone.id)) is not None)
    heir = next((id for id in heirs if view.exists(Key(gone.kind, id))), None)
    if heir is None:
        return False
    followed = with_reference(record, gone, None if breach.key == Key(gone.kind, heir) else heir)
    if followed == record:
        return False
    records[breach.key] = followed
    return True


def _put_aside(
    breach: Breach, records: dict[Key, Record | None], sides: _Sides, conflicts: list[FieldConflict]
) -> bool:
    """Give one of the fields that break a rule together its published value, where ours is another one."""
    for key, field in breach.parts:
        record, stands = records.get(key), sides.theirs.get(key)
        if key not in sides.theirs or not _is_ours(key, field, record, sides):
            continue
        if field == WHOLE:  # our removal of what they refer to
            assert stands is not None, "it is ours alone that lacks it"
            records[key] = stands
            told = name_of(stands)
            conflicts.append(FieldConflict(WHOLE, told, None, told, key, told))
            return True
        assert record is not None, "a field is of a record"
        value, then = (field_value(key.kind, to_fields(side.get(key)), field) for side in (sides.mine, sides.base))
        left = _without(breach, key, field, record, sides)
        fields = to_fields(record)
        put_field(key.kind, fields, field, left)
        try:
            records[key] = from_fields(key.kind, key.id, fields)
        except BadRecord:
            continue
        conflicts.append(FieldConflict(field, then, value, left).of(key, name_of(record)))
        return True
    return False


def _is_ours(key: Key, field: str, record: Record | None, sides: _Sides) -> bool:
    """Whether the joined register has another value there than the published one, and we gave it."""
    stands, mine = sides.theirs.get(key), sides.mine.get(key)
    if field == WHOLE:
        return record is None and stands is not None
    if record is None or mine is None:
        return False
    return not same_field(key.kind, field, to_fields(record), to_fields(stands))


def _without(breach: Breach, key: Key, field: str, record: Record, sides: _Sides) -> Any:
    """The published value; of a list in which one id names nothing, the joined list without that one."""
    value = field_value(key.kind, to_fields(record), field)
    if breach.code == "unknown_reference" and isinstance(value, list):
        gone = breach.parts[-1][0]
        id = gone.id if breach.parts[-1][1] == WHOLE else breach.parts[-1][1].removeprefix("areas.")
        return [item for item in value if item != id]
    return field_value(key.kind, to_fields(sides.theirs.get(key)), field, ABSENT)
