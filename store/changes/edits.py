"""Changes to a record as people ask for them: a field by its name, a value in words or codes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping
from typing import Any, Final, TypeVar

from store.base.dates import read_date
from store.base.errors import BadInput, BadRecord, refusing
from store.base.glossary import roles
from store.base.i18n import _
from store.base.ids import make_id
from store.base.text import excerpt, normalise, safe
from store.changes.record_merge import field_value, set_host
from store.records.codec import from_fields, to_fields
from store.records.entry import check_name, find_party, find_term, row_key, value_of
from store.records.model import Collaboration, Fields, Record
from store.records.schema import FieldSpec, fields_of
from store.records.snapshot import State

R = TypeVar("R", bound=Record)
_YES: Final = ("yes", "ja", "x")
_NO: Final = ("", "no", "nei")
_REMEMBERED_DEFAULTS: Final = {"role": "participant"}
"""Columns whose default is not written."""


def field_names(kind: str) -> list[str]:
    """The fields that can be set by name, tables as `table.KEY` and `table.KEY.COLUMN`."""
    names = []
    for spec in fields_of(kind):
        if spec.shape == "table":
            columns = "|".join(column.name for column in spec.columns)
            names.append(f"{spec.name}.ID[.{columns}]" if columns else f"{spec.name}.ID")
        elif spec.shape != "raw":
            names.append(spec.name)
    return [*names, "host"] if kind == "collaboration" else names


def new_collaboration(name: str, taken: Container[str]) -> Collaboration:
    """A new record with an id made of its name; raises BadInput."""
    with refusing(_("name: {reason}")):
        name = check_name(name)
        return Collaboration(id=make_id(name, taken), name=name)


def set_fields(record: R, settings: Mapping[str, str], names: State) -> R:
    """The record with each field set to what the words stand for; an empty value takes the field away.

    Raises BadInput naming the field and the values it can have.
    """
    fields = to_fields(record)
    for field, words in settings.items():
        with refusing(f"{safe(field)}: {{reason}}"):
            _set(record.KIND, fields, field, words, names)
    try:
        changed = from_fields(record.KIND, record.id, fields)
    except BadRecord as error:
        raise BadInput(error.reason) from None
    assert isinstance(changed, type(record))
    return changed


def value_entered(record: Record, field: str, words: str, names: State) -> Any:
    """The value that one field (a dotted path) has when the words are entered in it, None for none; raises BadInput."""
    return field_value(record.KIND, to_fields(set_fields(record, {field: words}, names)), field)


def _set(kind: str, fields: Fields, field: str, words: str, names: State) -> None:
    name, *path = field.split(".")
    spec = next((spec for spec in fields_of(kind) if spec.name == name), None)
    if field == "host" and kind == "collaboration":
        set_host(fields, *([find_party(words, names)] if words.strip() else []))
    elif spec is None or bool(path) != (spec.shape == "table"):
        shown = safe(excerpt(field, 60))
        known = ", ".join(field_names(kind))
        raise BadInput(_("there is no field “{field}”; there are: {known}", field=shown, known=known))
    elif spec.shape == "table":
        _set_in_table(spec, fields, path, words, names)
    else:
        value = value_of(spec, words, names)
        if value in (None, "", []):
            fields.pop(name, None)
        else:
            fields[name] = value
        if name == "legal_form" and "uncertain" in fields:
            fields["uncertain"] = [uncertain for uncertain in fields["uncertain"] if uncertain != "legal_form"]


def _set_in_table(spec: FieldSpec, fields: Fields, path: list[str], words: str, names: State) -> None:
    key = row_key(spec, path[0], names)
    table: dict[str, Any] = fields.setdefault(spec.name, {})
    column = spec.column(path[1]) if len(path) == 2 else None
    if len(path) == 1 and not spec.columns:
        _put(table, key, value_of(FieldSpec(spec.name, "line"), words, names))
    elif len(path) == 1:
        if words.strip() in _NO:
            table.pop(key, None)
        elif words.strip() in _YES:
            table.setdefault(key, {})
        elif spec.name == "participants":
            table.setdefault(key, {})["role"] = find_term(words, roles())
        else:
            raise ValueError(_("write yes or no, not “{word}”", word=safe(excerpt(words, 40))))
    elif column is not None:
        value = value_of(column, words, names)
        if value is not None or key in table:  # nothing in a row that is not there adds no row
            _put(table.setdefault(key, {}), column.name, value)
    else:
        raise ValueError(_("there is: {known}", known=", ".join(column.name for column in spec.columns)))
    for row in table.values():
        for name, default in _REMEMBERED_DEFAULTS.items():
            if isinstance(row, dict) and row.get(name) == default:
                del row[name]
    if not table:
        del fields[spec.name]


def _put(table: dict[str, Any], name: str, value: Any) -> None:
    if value is None:
        table.pop(name, None)
    else:
        table[name] = value


def end(record: Collaboration, date: str, reason: str = "") -> Collaboration:
    """The record as ended from `date`; raises ValueError for an impossible date."""
    return record.model_copy(update={"status": "ended", "until": read_date(date), "end_reason": normalise(reason)})


def today() -> str:
    """This day, as a date of day precision."""
    return dt.datetime.now().astimezone().date().isoformat()
