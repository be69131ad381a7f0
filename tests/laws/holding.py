"""What must hold of any register, looked at on plain tables: slow, simple, and without the program's own rules."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple

from store.base.errors import BadRecord
from store.records.codec import load
from store.records.paths import Key, key_of
from store.records.schema import FieldSpec, fields_of
from tests.laws.plumbing import REGULAR, Tree

Table = dict[str, Any]
Records = dict[Key, Table]
"""The readable records of a register."""
HOST, RING, ORGNR, DATES, REFERENCE, FORMER = "host", "ring", "orgnr", "dates", "reference", "former"
UPWARD: Final = (
    ("collaboration", "parent"), ("collaboration", "replaced_by"), ("plan_item", "parent"), ("document", "umbrella"),
)  # fmt: skip
"""Fields that lead from one record to another of its kind and never back."""


class Broken(NamedTuple):
    """A rule that does not hold, at a field of a record."""

    rule: str
    key: Key
    field: str
    text: str


@lru_cache(maxsize=8192)
def _readable(kind: str, id: str, content: bytes, path: str) -> bool:
    try:
        load(kind, id, content, path)
    except BadRecord:
        return False
    return True


@lru_cache(maxsize=8192)
def table_of(content: bytes) -> Table:
    """The values of a record's text; not to be changed."""
    return tomllib.loads(content.decode("utf-8"))


def is_record(path: str, mode: str, content: Callable[[], bytes]) -> bool:
    """Whether the file holds a record that can be read."""
    key = key_of(path)
    return key is not None and mode in REGULAR and _readable(key.kind, key.id, content(), path)


def records_of(tree: Tree, read: Callable[[str], bytes]) -> Records:
    """The records of a tree that can be read, open conflicts aside."""
    found: Records = {}
    for path, entry in tree.items():
        key = key_of(path)
        if key is not None and key.kind != "conflict" and is_record(path, entry.mode, lambda: read(entry.blob)):  # noqa: B023
            found[key] = table_of(read(entry.blob))
    return found


def broken(records: Records, present: Callable[[Key], bool] | None = None) -> list[Broken]:
    """Every rule that does not hold. `present` says of a record that cannot be read whether its file is there."""
    is_there = present or (lambda key: key in records)
    found = [*_hosts(records), *_rings(records), *_orgnrs(records)]
    for key, fields in records.items():
        found += (Broken(DATES, key, field, text) for field, text in _dates(fields, ""))
    return [*found, *_references(records, is_there), *_formers(records)]


def hosts(fields: Table) -> list[str]:
    """Who is host of a collaboration."""
    return [party for party, part in fields.get("participants", {}).items() if part.get("role") == "host"]


def _hosts(records: Records) -> Iterator[Broken]:
    for key, fields in records.items():
        if key.kind == "collaboration" and len(found := hosts(fields)) > 1:
            yield Broken(HOST, key, "host", f"hosts {found}")


def _rings(records: Records) -> Iterator[Broken]:
    for kind, field in UPWARD:
        above = {key.id: fields[field] for key, fields in records.items() if key.kind == kind and field in fields}
        for start in above:
            seen, at = {start}, above[start]
            while at in above and at not in seen:
                seen.add(at)
                at = above[at]
            if at == start:
                yield Broken(RING, Key(kind, start), field, f"{start} → … → {start}")


def _orgnrs(records: Records) -> Iterator[Broken]:
    by_number: dict[str, list[Key]] = {}
    for key, fields in records.items():
        if key.kind == "party" and (number := re.sub(r"\s", "", fields.get("orgnr", ""))):
            by_number.setdefault(number, []).append(key)
    for number, keys in by_number.items():
        if len(keys) > 1:
            yield from (Broken(ORGNR, key, "orgnr", f"{number}: {[key.id for key in keys]}") for key in keys)


def first_day(date: object) -> str:
    """The first day of a partial date, as text that sorts."""
    return (str(date) + "-01-01")[:10]


def _dates(fields: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    start, end = fields.get("from"), fields.get("until")
    if start is not None and end is not None and first_day(end) < first_day(start):
        yield f"{prefix}until", f"{start} … {end}"
    for name, value in fields.items():
        if isinstance(value, dict):
            yield from _dates(value, f"{prefix}{name}.")


def named(key: Key, fields: Table) -> Iterator[tuple[str, Key]]:
    """Every id that a record names: the field, and what it names; of an area, Key("area", id)."""
    for spec in fields_of(key.kind):
        if spec.refers and (value := fields.get(spec.name)):
            yield from ((path, Key(spec.of, id)) for path, id in _ids(spec, value))
    for row in fields.get("rows", ()) if key.kind == "document" else ():
        if not row.startswith("# "):
            yield "rows", Key("collaboration", row)
    for id, parts in fields.get("confirmations", {}).items() if key.kind == "edition" else ():
        yield f"confirmations.{id}", Key("collaboration", id)
        yield from ((f"confirmations.{id}.{party}", Key("party", party)) for party in parts)


def _ids(spec: FieldSpec, value: Any) -> Iterator[tuple[str, str]]:
    if spec.shape == "reference":
        yield spec.name, value
    elif spec.shape == "references":
        yield from ((spec.name, id) for id in value)
    elif spec.shape == "table":
        yield from ((f"{spec.name}.{id}", id) for id in value)


def _references(records: Records, is_there: Callable[[Key], bool]) -> Iterator[Broken]:
    register = records.get(Key("register", "register"), {})
    areas = register.get("areas", {})
    former = {id for key, fields in records.items() if key.kind == "collaboration" for id in fields.get("former", {})}
    for key, fields in records.items():
        gone = set(fields.get("gone", {})) if key.kind == "document" else set()
        for field, other in named(key, fields):
            known = other.id in areas if other.kind == "area" else is_there(other)
            known = known or (other.kind == "collaboration" and other.id in former)
            if not known and not (field == "rows" and other.id in gone):
                yield Broken(REFERENCE, key, field, f"{other.kind} {other.id} is nowhere")


def _formers(records: Records) -> Iterator[Broken]:
    for key, fields in records.items():
        for id in fields.get("former", {}) if key.kind == "collaboration" else ():
            if Key("collaboration", id) in records:
                yield Broken(FORMER, key, f"former.{id}", f"{id} is a record too")
