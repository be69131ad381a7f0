"""Which field, and which value: the two questions of every edit, made from the fields of the record's kind."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from iktui.cli.output import put
from iktui.linear.asking import CLEAR, Cancelled, Options, ask, choose, pick, put_options
from iktui.linear.session import Session
from store import wording
from store.codec import to_fields
from store.entry import listed, parse_flag, words_of
from store.errors import StoreError
from store.glossary import terms_of
from store.i18n import _, language
from store.ids import is_id
from store.model import Collaboration, Record
from store.overview import areas_in_order
from store.schema import FieldSpec, fields_of
from store.text import excerpt, one_line, safe

DONE: Final = "."
"""What is typed when no more fields shall be changed."""
_FEW: Final = 10
"""Choices up to which they are listed unasked; "?" lists more."""
_REPLACEMENT: Final = re.compile(r"s/((?:[^/\\]|\\.)+)/((?:[^/\\]|\\.)*)/?")
_WHOLE: Final = ""
"""The column that stands for a row of a table as a whole."""
Check = Callable[[str, str], object]
"""Refuses words for a field, by its dotted path: ValueError or StoreError."""


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
    value: Any = to_fields(record)
    for part in path.split("."):
        value = value.get(part) if isinstance(value, dict) else None
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

    def parse(words: str) -> str:
        if words == "?" or not words:
            put_fields(session, record, kind)
            return "?"
        return words if words == DONE else pick(words, options)

    while True:
        name = ask(_("Field, by number or name"), parse, empty=_("the fields"), hints=[_(". finishes")])
        if name == DONE:
            return None
        if name == "?":
            continue
        spec = specs[name]
        if spec.shape != "table":
            return Place(name, spec)
        with contextlib.suppress(Cancelled):  # one question back
            return _ask_cell(session, record, spec)


def _ask_cell(session: Session, record: Record | None, spec: FieldSpec) -> Place:
    """Which row and column of a table, as “Øyer until”."""
    rows = to_fields(record).get(spec.name, {}) if record else {}
    parties = session.snapshot.parties
    keys = [*rows, *(id for id in parties if id not in rows)] if spec.of == "party" else list(rows)
    options: Options = {
        key: (parties[key].name, *parties[key].aliases) if key in parties and spec.of == "party" else (key,)
        for key in keys
    }
    for number, key in enumerate(rows, 1):
        text = wording.value_text(
            f"{spec.name}.{key}", rows[key], session.name, language(), record.KIND if record else ""
        )
        put(f"{number}. {options[key][0]}: {text}")
    whole = _("takes part") if spec.name == "participants" else _("the whole row")
    columns: Options = {_WHOLE: (whole,), **{column.name: (label_of(session, column.name),) for column in spec.columns}}

    def parse(words: str) -> tuple[str, str | None]:
        return _row_and_column(words, options, columns, is_free=spec.of != "party")

    names = ", ".join(names[0] for names in columns.values())
    label = _("Who and which column, such as “Øyer until”; columns: {columns}", columns=names)
    key, column = ask(label, parse, hints=[_("number or name")])
    if column is None:
        column = choose(_("Column"), columns, _WHOLE) if spec.columns else _WHOLE
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


# --- which value


def options_of(session: Session, spec: FieldSpec) -> Options:
    """What can stand in a field, names by code or id; nothing for what is free or too much to list."""
    if spec.shape == "code":
        return {code: (term.name(), *term.names.values()) for code, term in terms_of(spec.of).items()}
    if spec.of == "party":
        return {id: (party.name, *party.aliases) for id, party in session.snapshot.parties.items()}
    if spec.of == "area":
        return {id: (name,) for id, name in areas_in_order(session.snapshot.register).items()}
    return {}


def ask_words(session: Session, record: Record | None, place: Place, check: Check) -> str | None:
    """The new value in words, "" for none, None to keep what is there; `check` refuses. Raises Cancelled."""
    path, spec = place
    label = label_of(session, path)
    options = options_of(session, spec)
    present = _typed(session, record, place)
    if record is not None:
        first, *rest = shown_value(session, record, path).split("\n")
        put(f"{label}: {first}")
        for line in rest:
            put(f"  {line}")
    if 0 < len(options) <= _FEW:
        put_options(options)

    def parse(words: str) -> str | None:
        if not words:
            return None
        if words == "?" and options:
            put_options(options)
            return "?"
        words = _with_part_replaced(words, present) if present else words
        entered = "" if words == CLEAR else _as_entered(session, spec, _whole_text(spec, words), options)
        try:
            check(path, entered)
        except StoreError as error:  # it names the field as the command line does
            raise ValueError(f"{label}: {str(error).removeprefix(f'{safe(path)}: ')}") from None
        return entered

    while True:
        answer = ask(_("New value"), parse, empty=_("unchanged"), hints=_hints(spec, options, present))
        if answer != "?":
            return answer


def _hints(spec: FieldSpec, options: Options, present: str) -> list[str]:
    hints = [_("-: none")]
    if spec.shape == "flag":
        hints = [f"{_('yes')}/{_('no')}"]
    elif spec.shape == "date":
        hints.append("2021-10-01")
    elif spec.shape in ("references", "lines"):
        hints.append(_("several with ; between"))
    elif spec.shape == "text":
        hints.append(_("\\ at the end: one more line"))
    if present:
        hints.append(_("s/old/new/: replaces a part"))
    if options:
        hints.append(_("?: the choices"))
    return hints


def _whole_text(spec: FieldSpec, words: str) -> str:
    """A text of several lines: each but the last ends with a backslash."""
    lines = [words]
    while spec.shape == "text" and lines[-1].endswith("\\"):
        lines[-1] = lines[-1][:-1]
        lines.append(ask(_("Next line"), str, empty=_("ends the text")))
    return "\n".join(lines)


def _as_entered(session: Session, spec: FieldSpec, words: str, options: Options) -> str:
    """Words as the store takes them: a number or a part of a name becomes the code or id."""
    if spec.shape == "flag":
        return "ja" if parse_flag(words) else "nei"
    if spec.shape == "references" and options:
        return "; ".join(pick(word, options) for word in listed(words))
    if options:
        return pick(words, options)
    if spec.shape == "reference" and spec.of == "collaboration":
        return session.record_id(words)
    return words


def _typed(session: Session, record: Record | None, place: Place) -> str:
    """The present text as one would type it, "" where it is no free text."""
    if record is None or place.spec.shape not in ("line", "text", "lines"):
        return ""
    return words_of(place.spec, value_at(record, place.path), session.snapshot)


def _with_part_replaced(words: str, present: str) -> str:
    """Of `s/old/new/` the present text with the first `old` as `new`, else the words; raises ValueError."""
    match = _REPLACEMENT.fullmatch(words)
    if match is None:
        return words
    old, new = (part.replace("\\/", "/") for part in match.groups())
    if old not in present:
        raise ValueError(_("“{words}” does not stand there", words=excerpt(old, 60)))
    changed = present.replace(old, new, 1)
    put(one_line(changed))
    return changed
