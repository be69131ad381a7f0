"""What happens to a collaboration besides edits: copied, left by a participant, replaced; areas and parties.

Pure: each gives the changes of one commit.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Final

from store.base.dates import read_date
from store.base.errors import BadInput
from store.base.i18n import _
from store.base.ids import make_id
from store.records.codec import from_fields, to_fields
from store.records.entry import check_name
from store.records.model import Area, Collaboration, Party, Register

_STEP: Final = 10
"""Between the orders of two areas, so that one can come between them."""


def copied(record: Collaboration, name: str, taken: Container[str]) -> Collaboration:
    """A new collaboration with the fields of another, its number and what documents said aside; raises ValueError."""
    name = check_name(name)
    fields = to_fields(record)
    for field in ("as_written", "former", "accepted", "aliases", "orgnr", "replaced_by", "starred", "uncertain"):
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
    dates = {"notice_given": read_date(notice) if notice else part.notice_given}
    dates["until"] = read_date(until) if until else part.until
    return record.model_copy(update={"participants": {**record.participants, party: part.model_copy(update=dates)}})


def replaced(record: Collaboration, successor: str, date: str) -> Collaboration:
    """The record as replaced by another from a date; raises ValueError."""
    if successor == record.id:
        raise ValueError(_("a collaboration cannot be its own successor"))
    update = {"status": "replaced", "replaced_by": successor, "until": read_date(date)}
    return record.model_copy(update=update)


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
    at = order.index(after) + 1 if after in order else len(order)
    before = register.areas[order[at - 1]].order if at else 0
    behind = register.areas[order[at]].order if at < len(order) else before + 2 * _STEP
    made = Area(name=name, order=(before + behind) // 2)
    grown = register.model_copy(update={"areas": {**register.areas, id: made}})
    if before < made.order < behind:  # between its neighbours: nobody else's number changes
        return grown, id
    return _in_order(grown, [*order[:at], id, *order[at:]]), id


def moved_area(register: Register, id: str, step: int) -> Register:
    """The register with an area one place up (-1) or down (1); the same when it is at the edge."""
    order = [known for known, _area in sorted(register.areas.items(), key=lambda item: item[1].order)]
    at = order.index(id)
    to = at + step
    if not 0 <= to < len(order):
        return register
    one, other = register.areas[id], register.areas[order[to]]
    if one.order != other.order:  # they change places: nobody else's number changes
        swapped = {id: one.model_copy(update={"order": other.order}),
                   order[to]: other.model_copy(update={"order": one.order})}  # fmt: skip
        return register.model_copy(update={"areas": {**register.areas, **swapped}})
    order[at], order[to] = order[to], order[at]
    return _in_order(register, order)


def _in_order(register: Register, order: list[str]) -> Register:
    areas = {
        id: area.model_copy(update={"order": _STEP * (order.index(id) + 1)}) for id, area in register.areas.items()
    }
    return register.model_copy(update={"areas": areas})


def changed_area(register: Register, id: str, *, name: str | None = None, until: str | None = None) -> Register:
    """The register with an area renamed, retired from a date, or with "" taken back into use; raises ValueError."""
    area = register.areas[id]
    if name is not None:
        area = area.model_copy(update={"name": check_name(name)})
    if until is not None:
        area = area.model_copy(update={"until": read_date(until) if until else None})
    return register.model_copy(update={"areas": {**register.areas, id: area}})


def in_area(record: Collaboration, to: str, instead_of: str) -> Collaboration:
    """The record in another area than before: what splitting an area does to those that move."""
    areas = [to if area == instead_of else area for area in record.areas]
    return record.model_copy(update={"areas": tuple(dict.fromkeys(areas))})


def new_party(name: str, kind: str, taken: Container[str]) -> Party:
    """A new party; raises ValueError."""
    name = check_name(name)
    return Party(id=make_id(name, taken, "part"), name=name, kind=kind)


def moved_member(register: Register, id: str, step: int) -> Register:
    """The register with a member one place up (-1) or down (1), the same at the edge; raises BadInput for no member."""
    members = list(register.members)
    if id not in members:
        raise BadInput(_("only members have an order: they are the columns of the overview"))
    at = members.index(id)
    members.insert(min(max(at + step, 0), len(members) - 1), members.pop(at))
    return register.model_copy(update={"members": tuple(members)})
