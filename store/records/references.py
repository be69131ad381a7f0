"""Which records a record refers to, found by the shapes of its fields: for merging, replacing and removing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar

from store.records.codec import from_fields, to_fields
from store.records.model import Collaboration, Confirmation, Document, Edition, Fields, Record
from store.records.paths import Key
from store.records.schema import FieldSpec, fields_of

R = TypeVar("R", bound=Record)


def references_of(record: Record) -> Iterator[tuple[str, Key]]:
    """Every reference as (dotted field, what it names); an area has the key Key("area", id)."""
    for spec in _referring(record.KIND):
        if value := getattr(record, spec.name):  # not by way of plain values: every record is asked at each check
            yield from ((path, Key(spec.of, id)) for path, id in _ids_in(spec, value))
    if isinstance(record, Document):
        yield from (("rows", Key("collaboration", row)) for row in record.rows if not row.startswith("# "))


@cache
def _referring(kind: str) -> tuple[FieldSpec, ...]:
    return tuple(spec for spec in fields_of(kind) if spec.refers)


def _ids_in(spec: FieldSpec, value: Any) -> Iterator[tuple[str, str]]:
    if spec.shape == "reference":
        yield spec.name, value
    elif spec.shape == "references":
        yield from ((spec.name, id) for id in value)
    elif spec.shape in ("table", "raw"):  # a table of tables is raw
        yield from ((f"{spec.name}.{id}", id) for id in value)


def with_reference(record: R, old: Key, new: str | None) -> R:
    """The record with every reference to `old` naming `new` instead, None: nothing; never the record itself.

    The rows of an imported document stay: they are what it said.
    """
    fields = to_fields(record)
    for spec in fields_of(record.KIND):
        if spec.of == old.kind and spec.refers and spec.name in fields:
            _replace(fields, spec, old.id, None if new == record.id and old.kind == record.KIND else new)
    changed = from_fields(record.KIND, record.id, fields)
    assert isinstance(changed, type(record))
    return changed


def refers_to(record: Record, key: Key) -> bool:
    """Whether a field of the record names what has the key; the rows of a document are what it said."""
    return any(named == key and field != "rows" for field, named in references_of(record))


def with_heir(record: Record, old: Key, new: str) -> Record:
    """The record as it names what took the place of `old`, in links and in what members said for a draft edition."""
    if refers_to(record, old):
        record = with_reference(record, old, new)
    if isinstance(record, Edition) and record.state != "published" and old.kind == Collaboration.KIND:
        record = with_confirmations(record, old.id, new)
    return record


def _replace(fields: Fields, spec: FieldSpec, old: str, new: str | None) -> None:
    value = fields[spec.name]
    if spec.shape == "reference":
        if value == old:
            fields[spec.name] = new
            if new is None:
                del fields[spec.name]
    elif spec.shape == "references":
        ids = [new if id == old else id for id in value]
        fields[spec.name] = list(dict.fromkeys(id for id in ids if id is not None))
    elif old in value:
        rows = {new if key == old else key: row for key, row in value.items() if not (key == old and new in value)}
        fields[spec.name] = {key: row for key, row in rows.items() if key is not None}


def with_confirmations(edition: Edition, old: str, new: str | None) -> Edition:
    """The edition with what members said of one collaboration said of another, where that has nothing; None: unsaid."""
    if old not in edition.confirmations:
        return edition
    said = {id: parts for id, parts in edition.confirmations.items() if id != old}
    if new is not None:
        said[new] = {**edition.confirmations[old], **said.get(new, {})}
    return with_said(edition, said)


def without_party(edition: Edition, party: str) -> Edition:
    """The edition without what a party said."""
    said = {
        id: {member: part for member, part in parts.items() if member != party}
        for id, parts in edition.confirmations.items()
    }
    return with_said(edition, {id: parts for id, parts in said.items() if parts})


def with_said(edition: Edition, said: dict[str, dict[str, Confirmation]]) -> Edition:
    """The edition with these confirmations, as the file has them: in one order, whoever comes first."""
    return Edition.model_validate({**edition.model_dump(by_alias=True), "confirmations": said, "id": edition.id})
