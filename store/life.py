"""What happens to a collaboration besides edits: copied, left by a participant, replaced, merged; areas and parties.

Pure: each gives the changes of one commit.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping

from store.changes import Change, change
from store.codec import from_fields, to_fields
from store.dates import parse_partial_date
from store.entry import check_name
from store.errors import BadInput
from store.i18n import _, in_language, mark
from store.ids import make_id
from store.merge import ABSENT, put_value, same
from store.model import Area, AsWritten, Collaboration, Fields, Party, Record, Register
from store.paths import Key
from store.references import references_of, with_reference


def copied(record: Collaboration, name: str, taken: Container[str]) -> Collaboration:
    """A new collaboration with the fields of another, what documents said aside; raises ValueError."""
    name = check_name(name)
    fields = to_fields(record)
    for field in ("as_written", "former", "accepted", "aliases", "replaced_by", "starred", "uncertain"):
        fields.pop(field, None)
    made = from_fields(record.KIND, make_id(name, taken), {**fields, "name": name})
    assert isinstance(made, Collaboration)
    return made


def withdrawn(record: Collaboration, party: str, notice: str, until: str) -> Collaboration:
    """The record with notice given by a participant, and the date from which it no longer takes part.

    Raises ValueError for an impossible date or one who takes no part.
    """
    part = record.participants.get(party)
    if part is None:
        raise ValueError(_("{id} takes no part", id=party))
    dates = {"notice_given": parse_partial_date(notice) if notice else part.notice_given}
    dates["until"] = parse_partial_date(until) if until else part.until
    return record.model_copy(update={"participants": {**record.participants, party: part.model_copy(update=dates)}})


def replaced(record: Collaboration, successor: str, date: str) -> Collaboration:
    """The record as replaced by another from a date; raises ValueError."""
    if successor == record.id:
        raise ValueError(_("a collaboration cannot be its own successor"))
    update = {"status": "replaced", "replaced_by": successor, "until": parse_partial_date(date)}
    return record.model_copy(update=update)


def clashes(kept: Collaboration, other: Collaboration) -> list[tuple[str, object, object]]:
    """The fields in which two records that shall be one differ and both say something, with both values."""
    one, two = to_fields(kept), to_fields(other)
    skipped = {"name", "as_written", "former", "accepted", "areas", "aliases", "participants", "decisions", "uncertain"}
    found: list[tuple[str, object, object]] = [
        (field, value, two[field])
        for field, value in one.items()
        if field in two and field not in skipped and not same(value, two[field]) and not _alike(value, two[field])
    ]
    for table in ("participants", "decisions"):
        for id, row in one.get(table, {}).items():
            theirs = two.get(table, {}).get(id, {})
            found += [
                (f"{table}.{id}.{column}", value, theirs[column])
                for column, value in row.items()
                if column in theirs and not same(value, theirs[column])
            ]
    return found


def _alike(one: object, two: object) -> bool:
    """Texts that differ by a full stop at their end only say the same."""
    return isinstance(one, str) and isinstance(two, str) and one.rstrip(". ") == two.rstrip(". ")


def merged(
    kept: Collaboration, other: Collaboration, records: Iterable[Record], choices: Mapping[str, object] | None = None
) -> list[Change]:
    """The changes that make two records one: `kept` takes over what `other` had; who referred to it refers to `kept`.

    `choices` gives the value of fields in which the two differ (`clashes`); without it those of `kept` stand.
    Raises BadInput for one record twice.
    """
    if kept.id == other.id:
        raise BadInput(_("{id}: cannot be merged with itself", id=kept.id))
    fields = _union(to_fields(kept), to_fields(other))
    for path, value in (choices or {}).items():
        put_value(fields, path, value)
    for field in ("parent", "replaced_by"):
        if fields.get(field) in (kept.id, other.id):
            del fields[field]
    names = dict.fromkeys([*kept.aliases, *other.aliases, *([other.name] if other.name != kept.name else [])])
    fields.pop("aliases", None)
    result = from_fields(kept.KIND, kept.id, {**fields, **({"aliases": list(names)} if names else {})})
    former = {**kept.former, **other.former, other.id: other.as_written or AsWritten(name=other.name)}
    result = result.model_copy(update={"former": former})
    changes = [change(kept, result), change(other, None)]
    gone = Key(other.KIND, other.id)
    for record in records:
        if record.id in (kept.id, other.id) and record.KIND == kept.KIND:
            continue
        if any(key == gone and field != "rows" for field, key in references_of(record)):
            changes.append(change(record, with_reference(record, gone, kept.id)))
    return changes


def merged_subject(kept: Collaboration, other: Collaboration, lang: str) -> str:
    """What the commit that makes two records one is called, in the register's language."""
    return in_language(lang, mark("{name}: merged with {other}"), name=kept.name, other=other.id)


def _union(one: Fields, two: Fields) -> Fields:
    merged: Fields = dict(one)
    for key, value in two.items():
        if key in ("as_written", "former", "name"):
            continue
        mine = merged.get(key, ABSENT)
        if mine is ABSENT:
            merged[key] = value
        elif isinstance(mine, dict) and isinstance(value, dict):
            merged[key] = _union(mine, value)
        elif isinstance(mine, list) and isinstance(value, list):
            merged[key] = [*mine, *(item for item in value if item not in mine)]
    return merged


# --- areas and parties


def with_area(
    register: Register, name: str, after: str | None = None, taken: Container[str] | None = None
) -> tuple[Register, str]:
    """The register with a new area, behind `after` or last, and the area's id; raises ValueError.

    `taken` are the ids that areas have or had; without it only those of the register are.
    """
    name = check_name(name)
    if any(area.name == name for area in register.areas.values()):
        raise ValueError(_("there is an area called “{name}” already", name=name))
    id = make_id(name, register.areas if taken is None else taken, "omrade")
    order = [known for known, _area in sorted(register.areas.items(), key=lambda item: item[1].order)]
    order.insert(order.index(after) + 1 if after in order else len(order), id)
    return _in_order(register.model_copy(update={"areas": {**register.areas, id: Area(name=name)}}), order), id


def moved_area(register: Register, id: str, step: int) -> Register:
    """The register with an area one place up (-1) or down (1); the same when it is at the edge."""
    order = [known for known, _area in sorted(register.areas.items(), key=lambda item: item[1].order)]
    at = order.index(id)
    to = at + step
    if not 0 <= to < len(order):
        return register
    order[at], order[to] = order[to], order[at]
    return _in_order(register, order)


def _in_order(register: Register, order: list[str]) -> Register:
    areas = {id: area.model_copy(update={"order": 10 * (order.index(id) + 1)}) for id, area in register.areas.items()}
    return register.model_copy(update={"areas": areas})


def changed_area(register: Register, id: str, *, name: str | None = None, until: str | None = None) -> Register:
    """The register with an area renamed, retired from a date, or with "" taken back into use; raises ValueError."""
    area = register.areas[id]
    if name is not None:
        area = area.model_copy(update={"name": check_name(name)})
    if until is not None:
        area = area.model_copy(update={"until": parse_partial_date(until) if until else None})
    return register.model_copy(update={"areas": {**register.areas, id: area}})


def in_area(record: Collaboration, to: str, instead_of: str) -> Collaboration:
    """The record in another area than before: what splitting an area does to those that move."""
    areas = [to if area == instead_of else area for area in record.areas]
    return record.model_copy(update={"areas": tuple(dict.fromkeys(areas))})


def new_party(name: str, kind: str, taken: Container[str]) -> Party:
    """A new party; raises ValueError."""
    name = check_name(name)
    return Party(id=make_id(name, taken, "part"), name=name, kind=kind)
