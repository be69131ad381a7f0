"""One change to many records: set, add or remove a field, an item of a list, or a participant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from store.base.errors import BadInput, refusing
from store.base.i18n import _
from store.changes.changes import Change, change
from store.changes.edits import set_fields
from store.records.codec import to_fields
from store.records.entry import value_of, words_of
from store.records.model import Collaboration
from store.records.schema import FieldSpec, fields_of
from store.records.snapshot import State

SET, ADD, REMOVE = "set", "add", "remove"
OPERATIONS: Final = (SET, ADD, REMOVE)


def bulk(records: Iterable[Collaboration], path: str, operation: str, words: str, names: State) -> list[Change]:
    """The changes of the records that become others by it.

    `path` is a field, a table (`participants`, whose `words` name a party) or one cell (`participants.oyer.role`).
    Raises BadInput, naming the field, for a value that will not do.
    """
    made = []
    for record in records:
        after = set_fields(record, _settings(record, path, operation, words, names), names)
        if after != record:
            made.append(change(record, after))
    return made


def _settings(record: Collaboration, path: str, operation: str, words: str, names: State) -> dict[str, str]:
    spec = next((spec for spec in fields_of(record.KIND) if spec.name == path), None)  # none of a cell
    if spec is not None and spec.shape == "table":
        if operation == SET:
            raise BadInput(_("{field}: add or remove one, or set a cell of its table", field=path))
        return {f"{path}.{words}": "yes" if operation == ADD else "no"}
    if spec is not None and spec.shape in ("references", "lines") and operation != SET:
        return {path: _with_items(record, spec, operation, words, names)}
    return {path: "" if operation == REMOVE else words}


def _with_items(record: Collaboration, spec: FieldSpec, operation: str, words: str, names: State) -> str:
    present = list(to_fields(record).get(spec.name, []))
    with refusing(f"{spec.name}: {{reason}}"):
        given = value_of(spec, words, names) or []
    if operation == ADD:
        items = [*present, *(item for item in given if item not in present)]
    else:
        items = [item for item in present if item not in given]
    return words_of(spec, items, names)
