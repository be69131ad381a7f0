"""Records merged by field, with what is one value whatever its form on disk: the host of a collaboration.

In its file the host is a role in the table of participants, which merges key by key: two sides that choose two hosts
would both have theirs. So it is taken out as the field `host` before the merge, and put back after it.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Final

from store.changes.merge import ABSENT, FieldConflict, merge_fields, put_value, same, value_at
from store.records.model import Collaboration, Fields, PlanItem, Stood

HOST: Final = "host"
_PARTICIPANTS: Final = "participants"
_ROLE: Final = "role"
_YEARS: Final = "years"


def merge_records(kind: str, base: Fields, ours: Fields, theirs: Fields) -> tuple[Fields, list[FieldConflict]]:
    """As `merge_fields`; `kind` is the records'. What both changed differently has the value of `ours` in the result.

    The host is the field `host`, with the id of the party (or a list of ids, where a file names several).
    """
    sides = (base, ours, theirs) if kind != PlanItem.KIND else _carried(base, ours, theirs)
    if kind != Collaboration.KIND or any(HOST in side for side in sides):  # a key of that name is a newer version's
        return merge_fields(*sides)
    merged, conflicts = merge_fields(*(_with_host(side) for side in sides))
    host = hosts_in(merged.pop(HOST, ABSENT))
    if _PARTICIPANTS in merged:  # it may be a side's own table, which the conflicts are told from
        merged[_PARTICIPANTS] = deepcopy(merged[_PARTICIPANTS])
    conflicts = [_as_on_disk(conflict, sides) for conflict in conflicts]
    met: dict[str, None] = {}
    for made, other, is_ours in ((ours, theirs, True), (theirs, ours, False)):
        for party in _hosts(made):
            path = _met_in(party, base, other) if party not in _hosts(base) else ""
            if path:  # whether the host changes is open, and with it the role that was given to whoever was it
                met |= dict.fromkeys([path, *_roles_of_former(base, made, other)])
            if path and is_ours:  # `ours` stands: it is the host, also where the other side took it out
                merged.setdefault(_PARTICIPANTS, {}).setdefault(party, without_host(_part(made, party) or {}))
            elif path and party in host:
                left = [known for known in host if known != party]  # a file may name several
                host = left or [known for known in _hosts(ours) if known in merged.get(_PARTICIPANTS, {})]
    for party in _taken_away(*sides):
        met[f"{_PARTICIPANTS}.{party}.{_ROLE}"] = None
        part, mine = merged[_PARTICIPANTS][party], (_part(ours, party) or {}).get(_ROLE)
        part.pop(_ROLE, None)
        part |= {} if mine is None else {_ROLE: mine}
    known = {conflict.field for conflict in conflicts}
    conflicts += [
        FieldConflict(path, *(value_at(side, path, ABSENT) for side in sides)) for path in met if path not in known
    ]
    for conflict in conflicts:
        # Who stays a participant against the other side's will stays what it was, where nobody took its place.
        party = conflict.field.removeprefix(f"{_PARTICIPANTS}.")
        if not host and party in _hosts(ours) and isinstance(conflict.ours, dict):
            host = [party]
    set_host(merged, *host)
    return merged, conflicts


def _carried(base: Fields, ours: Fields, theirs: Fields) -> tuple[Fields, Fields, Fields]:
    """The sides of a plan item as they are told apart where both carried it over from one year.

    How it stood there is what was known of it, changed or not; its place in the year that both carried it to is
    nobody's choice, and the earlier one stands.
    """
    year, places = base.get("year"), [side.get("order", 0) for side in (ours, theirs)]
    key = f"{year:04}" if isinstance(year, int) else ""
    before = base.get(_YEARS, {})
    if key in before or not all(key in side.get(_YEARS, {}) for side in (ours, theirs)):
        return base, ours, theirs
    then = {name: base[name] for name in Stood.model_fields if name in base}
    base = {**base, _YEARS: {**before, key: then}}
    if ours.get("year") != theirs.get("year") or places[0] == places[1]:
        return base, ours, theirs
    return base, {**ours, "order": min(places)}, {**theirs, "order": min(places)}


def _met_in(party: str, base: Fields, other: Fields) -> str:
    """Where one side made a participant the host and the other took it out, or gave it another role; "" for nowhere."""
    before, there = _part(base, party), _part(other, party)
    if there is None:
        return f"{_PARTICIPANTS}.{party}" if before is not None else ""
    role = there.get(_ROLE)
    is_given = role not in (None, HOST) and role != (before or {}).get(_ROLE)
    return f"{_PARTICIPANTS}.{party}.{_ROLE}" if is_given else ""


def _roles_of_former(base: Fields, made: Fields, other: Fields) -> list[str]:
    """The roles that the side with another host gave to those who were it, and who still are on the other side."""
    still = [party for party in _hosts(base) if party in _hosts(other)]
    roles = {party: (_part(made, party) or {}).get(_ROLE) for party in still}
    return [f"{_PARTICIPANTS}.{party}.{_ROLE}" for party, role in roles.items() if role not in (None, HOST)]


def _taken_away(base: Fields, ours: Fields, theirs: Fields) -> list[str]:
    """Who was the host and is a participant still, with another role on each side; nobody is the host any more."""
    if _hosts(ours) or _hosts(theirs):
        return []
    parts = {party: (_part(ours, party), _part(theirs, party)) for party in _hosts(base)}
    return [
        party
        for party, (mine, other) in parts.items()
        if mine is not None and other is not None and mine.get(_ROLE) != other.get(_ROLE)
    ]


def _part(fields: Fields, party: str) -> Fields | None:
    found: Fields | None = fields.get(_PARTICIPANTS, {}).get(party)
    return found


def _as_on_disk(conflict: FieldConflict, sides: tuple[Fields, ...]) -> FieldConflict:
    """The row of a participant, or its role, as it stands in the files."""
    tables = conflict.field.split(".")
    if tables[0] != _PARTICIPANTS or (len(tables) > 2 and tables[-1] != _ROLE):
        return conflict
    base, ours, theirs = (value_at(side, conflict.field, ABSENT) for side in sides)
    return FieldConflict(conflict.field, base, ours, theirs)


def _hosts(fields: Fields) -> list[str]:
    return sorted(party for party, part in fields.get(_PARTICIPANTS, {}).items() if part.get(_ROLE) == HOST)


def hosts_in(value: Any) -> list[str]:
    """The parties in a value of the field `host`."""
    return [value] if isinstance(value, str) else list(value) if isinstance(value, list | tuple) else []


def without_host(part: Fields) -> Fields:
    """The row of a participant without the role of host."""
    return {name: value for name, value in part.items() if not (name == _ROLE and value == HOST)}


def _with_host(fields: Fields) -> Fields:
    host = _hosts(fields)
    if not host:
        return fields
    parts = {party: without_host(part) for party, part in fields[_PARTICIPANTS].items()}
    return {**fields, _PARTICIPANTS: parts, HOST: host[0] if len(host) == 1 else tuple(host)}


def set_host(fields: Fields, *parties: str) -> None:
    """Let `party` be the only host, or nobody; who was it before stays as a participant."""
    participants = fields.setdefault(_PARTICIPANTS, {})
    for part in participants.values():
        if part.get(_ROLE) == HOST:
            del part[_ROLE]
    for party in parties:
        participants.setdefault(party, {})[_ROLE] = HOST
    if not participants:
        del fields[_PARTICIPANTS]


def put_field(kind: str, fields: Fields, field: str, value: Any) -> None:
    """Set the value at a dotted path of a record, or take it away when it is ABSENT; `host` and a row that makes a
    participant the host take that from whoever was it.
    """
    if kind == Collaboration.KIND and field == HOST:
        set_host(fields, *hosts_in(value))
        return
    put_value(fields, field, deepcopy(value) if isinstance(value, dict) else value)
    party = field.split(".")[1] if kind == Collaboration.KIND and field.startswith(f"{_PARTICIPANTS}.") else ""
    if party and value_at(fields, f"{_PARTICIPANTS}.{party}.{_ROLE}") == HOST:
        set_host(fields, party)


def field_value(kind: str, fields: Fields, field: str, default: Any = None) -> Any:
    """The value at a dotted path of a record, `host` among them; `default` where there is none."""
    if kind == Collaboration.KIND and field == HOST and HOST not in fields:
        found = _hosts(fields)
        return default if not found else found[0] if len(found) == 1 else found
    return value_at(fields, field, default)


def same_field(kind: str, field: str, one: Fields, other: Fields) -> bool:
    """Whether two states of a record have the same value at a dotted path."""
    return same(field_value(kind, one, field, ABSENT), field_value(kind, other, field, ABSENT))
