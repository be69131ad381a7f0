"""Which field: the first question of every edit, made from the fields of the record's kind."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from functools import partial
from typing import Any, Final, NamedTuple

from iktui.cli.output import put
from iktui.linear.asking import Cancelled, Options, ask, choose, pick
from iktui.linear.session import Session
from store.base.glossary import terms_of
from store.base.i18n import _, language
from store.base.ids import is_id
from store.base.text import excerpt
from store.changes import merge, wording
from store.records.codec import to_fields
from store.records.model import Collaboration, Record
from store.records.schema import FieldSpec, fields_of

DONE: Final = "."
"""What is typed when no more fields shall be changed."""
_WHOLE: Final = ""
"""The column that stands for a row of a table as a whole."""


class Place(NamedTuple):
    """A field that was chosen: its dotted path, and what can be entered there."""

    path: str
    spec: FieldSpec


def entered_fields(kind: str) -> dict[str, FieldSpec]:
    """The fields that people can change, by name."""
    specs = [spec for spec in fields_of(kind) if spec.shape != "raw"]
    if kind == "collaboration":
        at = next(at for at, spec in enumerate(specs) if spec.name == "participants")
        specs.insert(at, FieldSpec("host", "reference", "party"))
    return {spec.name: spec for spec in specs}


def value_at(record: Record, path: str) -> Any:
    """The value at a dotted path, None when nothing is there."""
    if path == "host" and isinstance(record, Collaboration):
        return record.host
    value = merge.value_at(to_fields(record), path)
    if value is None:
        default = getattr(record, path, None)
        return default if isinstance(default, bool) else None
    return value


def shown_value(session: Session, record: Record, path: str) -> str:
    """The value at a dotted path in words, "–" for nothing."""
    return wording.value_text(path, value_at(record, path), session.name, language(), record.KIND)


def label_of(session: Session, path: str) -> str:
    """What the field at a dotted path is called."""
    return wording.field_label(path, session.name, language())


# --- which field


def put_fields(session: Session, record: Record | None, kind: str) -> None:
    """The fields, numbered, with their values where there is a record."""
    for number, name in enumerate(entered_fields(kind), 1):
        value = f": {excerpt(shown_value(session, record, name), 60)}" if record else ""
        put(f"{number}. {label_of(session, name)}{value}")


def ask_place(session: Session, record: Record | None, kind: str) -> Place | None:
    """Which field; None when there are no more. Raises Cancelled."""
    specs = entered_fields(kind)
    options = {name: (label_of(session, name), name) for name in specs}

    def parse(words: str) -> str | Place | None:
        if not words:
            put_fields(session, record, kind)
            return ""
        if words == DONE:
            return None
        try:
            return pick(words, options)
        except ValueError:
            place = _cell_named(session, words, specs.get("participants"))
            if place is None:
                raise
            return place

    while True:
        label, help = _("Field, by number or name"), partial(put_fields, session, record, kind)
        chosen = ask(label, parse, empty=_("the fields"), hints=[_(". finishes")], help=help)
        if not isinstance(chosen, str):
            return chosen
        if not chosen:
            continue
        spec = specs[chosen]
        if spec.shape != "table":
            return Place(chosen, spec)
        with contextlib.suppress(Cancelled):  # one question back
            return _ask_cell(session, record, spec)


def _cell_named(session: Session, words: str, spec: FieldSpec | None) -> Place | None:
    """What “Øyer until” names when no table was chosen before; None when it names nothing."""
    if spec is None:
        return None
    try:
        key, column = _row_and_column(words, _rows(session, spec, ()), _columns(spec), is_free=False)
    except ValueError:
        return None
    return None if column is None else _cell(spec, key, column)


def _rows(session: Session, spec: FieldSpec, first: Iterable[str]) -> Options:
    """Names of the rows that a table can have by key, those that it has first."""
    if spec.keys == "code":
        return {code: (term.name(), *term.names.values()) for code, term in terms_of(spec.of).items()}
    if spec.of != "party":
        return {key: (key,) for key in first}
    parties = session.snapshot.parties
    return {
        id: (parties[id].name, *parties[id].aliases) if id in parties else (id,)
        for id in dict.fromkeys([*first, *parties])
    }


def _columns(spec: FieldSpec) -> Options:
    """Names of the columns of a table, and of a row as a whole."""
    whole = _("takes part") if spec.name == "participants" else _("the whole row")
    columns = {column.name: (wording.column_label(spec.name, column.name, language()),) for column in spec.columns}
    return {_WHOLE: (whole,), **columns}


def _ask_cell(session: Session, record: Record | None, spec: FieldSpec) -> Place:
    """Which row and column of a table, as “Øyer until”."""
    present = to_fields(record).get(spec.name, {}) if record else {}
    rows, columns = _rows(session, spec, present), _columns(spec)
    for number, (key, names) in enumerate(rows.items(), 1):
        there = key in present
        text = wording.value_text(f"{spec.name}.{key}", present[key], session.name, language()) if there else ""
        put(f"{number}. {names[0]}" + (f": {text}" if there else ""))

    def parse(words: str) -> tuple[str, str | None]:
        return _row_and_column(words, rows, columns, is_free=not spec.of)

    help = _("A row, or a row and a column behind it. Columns: {columns}",
             columns=", ".join(names[0] for names in columns.values()))  # fmt: skip
    key, column = ask(_("Which row"), parse, hints=[_("number or name")] if rows else [], help=help, options=rows)
    if column is None:
        column = choose(_("Column"), columns, _WHOLE) if spec.columns else _WHOLE
    return _cell(spec, key, column)


def _cell(spec: FieldSpec, key: str, column: str) -> Place:
    if column == _WHOLE:
        return Place(f"{spec.name}.{key}", FieldSpec(key, "flag" if spec.columns else "line"))
    found = spec.column(column)
    assert found is not None, "it was picked among them"
    return Place(f"{spec.name}.{key}.{column}", found)


def _row_and_column(words: str, rows: Options, columns: Options, *, is_free: bool) -> tuple[str, str | None]:
    """A row's key, and a column where one is named too; raises ValueError."""
    parts = words.split()
    if not parts:
        raise ValueError
    failed: ValueError | None = None
    for cut in range(len(parts), 0, -1):
        try:
            key = _row(" ".join(parts[:cut]), rows, is_free=is_free and cut == 1)
        except ValueError as error:
            failed = failed or error
            continue
        try:
            return key, pick(" ".join(parts[cut:]), columns) if cut < len(parts) else None
        except ValueError as error:
            failed = error
    assert failed is not None, "the loop went through at least once"
    raise failed


def _row(words: str, rows: Options, *, is_free: bool) -> str:
    if is_free and is_id(words) and not (words.isdecimal() and int(words) <= len(rows)):
        return words
    return pick(words, rows)
