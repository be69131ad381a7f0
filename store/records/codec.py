"""The one way between a record and its TOML text: rtoml in (twelve times as fast as tomllib), tomli-w out.

Dotted keys and nesting cost a parser quadratic time and recursion: 40 kB of them took 18 seconds and 1.5 GB. So the
size, the depth of brackets and the parts of a key are looked at first, in linear time.

A limit is one limit: what is read can be written. The canonical text of a short file can be long (a table is written
with its whole path, a control character with six), so where the text alone does not prove that it is not, it is made.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import rtoml
import tomli_w
from pydantic import ValidationError

from store.base.errors import BadRecord
from store.base.i18n import _
from store.base.text import canonical, excerpt, one_line
from store.records.markers import marked_sides
from store.records.model import MODELS, Document, Fields, Record

if TYPE_CHECKING:
    from typing_extensions import Buffer

MAX_BYTES: Final = 256 * 1024
MAX_DOCUMENT: Final = 8 * 1024 * 1024
"""Of the record of a document, which names every row of an overview, and may hold the cells of an older one."""
MAX_DEPTH: Final = 16
MAX_KEY_PARTS: Final = 8
# Closed or not, a string runs at least to its line's end: every character is looked at once.
_STRINGS = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+(?:"""|\Z)'
    r"|'''(?:[^']|'(?!''))*+(?:'''|\Z)"
    r'|"(?:[^"\\\n]|\\[^\n])*+"?'
    r"|'[^'\n]*+'?",
    re.DOTALL,
)
_COMMENTS = re.compile(r"#[^\n]*+")
_BRACKETS = re.compile(r"[\[\]{}]")
_KEY_ENDS = re.compile(r"[=,\[\]{}\n]")
_QUOTED_KEY = re.compile(r'""[ \t]*[.=]|(?:^|\n)[ \t]*\[[^\n]*""')
_DEFAULTS: Final = 4096
"""Bytes that fields with defaults and the names of the ALWAYS fields add at most."""


def _outline(text: str) -> str:
    """`text` without the content of its strings; comments stay."""
    return _STRINGS.sub('""', text)


def has_comments(text: str) -> bool:
    """Whether somebody wrote comments in `text`: parsing loses them."""
    return "#" in text and "#" in _outline(text)


def most_bytes(kind: str) -> int:
    """How large the file of a record may be."""
    return MAX_DOCUMENT if kind == Document.KIND else MAX_BYTES


def _check_limits(path: str, text: str, limit: int) -> bool:
    """Raise BadRecord for what nests too deeply; gives whether it is plain to see that all of it can be written."""
    outline = _COMMENTS.sub("", _outline(text))
    depth = deepest = 0
    for bracket in _BRACKETS.finditer(outline):
        if bracket[0] in "[{":
            depth += 1
            if depth > deepest:
                deepest = depth
        elif depth:
            depth -= 1
    if deepest > MAX_DEPTH:
        raise BadRecord(path, _("brackets nested more than {limit} deep", limit=MAX_DEPTH))
    parts = _KEY_ENDS.split(outline)
    dots = max((part.count(".") for part in parts if "." in part), default=0)
    if dots >= MAX_KEY_PARTS:
        raise BadRecord(path, _("a key of more than {limit} parts", limit=MAX_KEY_PARTS))
    if (deepest + 2) * (dots + 1) > MAX_KEY_PARTS or not outline.isascii() or _QUOTED_KEY.search(outline):
        return False
    tables = sum(outline.count(sign) for sign in "[{.")
    longest_path = (deepest + 2) * (max(map(len, parts)) + 1)
    # A character in a string is written with six at most; an item of a list on its own line, pushed in.
    most = 6 * len(text.encode("utf-8")) + (4 * deepest + 16) * len(outline) + tables * longest_path + _DEFAULTS
    return most <= limit


def _parse(path: str, data: bytes, limit: int) -> tuple[dict[str, Any], bool]:
    """The values of a TOML text, and whether they surely can be written; raises BadRecord, naming `path`."""
    if len(data) > limit:
        raise BadRecord(path, _("{size} kB, more than {limit} kB", size=len(data) // 1024, limit=limit // 1024))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRecord(path, _("not UTF-8 text (byte {position})", position=error.start)) from None
    is_sure = _check_limits(path, text, limit)
    try:
        return rtoml.loads(text), is_sure
    except (ValueError, RecursionError) as error:
        if marked_sides(text) is not None:
            raise BadRecord(path, _("git left its conflict markers in it")) from None
        raise BadRecord(path, _("not valid TOML: {reason}", reason=excerpt(one_line(str(error)), 120))) from None


def load(kind: str, id: str, data: bytes, path: str) -> Record:
    """The record of `kind` in the text of the file `path`; raises BadRecord, also for one that we could not write."""
    values, is_sure = _parse(path, data, most_bytes(kind))
    record = from_fields(kind, id, values, path)
    if not is_sure:
        _written(record, path, _("as this program would write it"))
    return record


def from_fields(kind: str, id: str, fields: Mapping[str, Any], path: str | None = None) -> Record:
    """The record with these plain values; raises BadRecord naming the first field that does not fit."""
    where = path or f"{kind} {id}"
    if "id" in fields:
        raise BadRecord(where, _("the id is the file's name; remove the key “id”"), "id")
    try:
        return MODELS[kind].model_validate({**_canonical_values(fields), "id": id})
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise BadRecord(where, f"{field}: {_explain(first['type'], first['msg'])}", field) from None
    except ValueError as error:
        raise BadRecord(where, str(error)) from None


def _explain(type_: str, message: str) -> str:
    if type_ == "missing":
        return _("must be there")
    if type_ == "string_too_short":
        return _("must not be empty")
    if type_ == "value_error":
        return message.removeprefix("Value error, ")
    if type_ in ("string_type", "int_type", "bool_type", "dict_type", "tuple_type", "model_type"):
        return _("is not the kind of value that belongs here")
    if type_ == "string_pattern_mismatch":
        return _("only small letters a-z, digits and - or _ can stand here")
    return message


def _canonical_values(value: Any) -> Any:
    """Unknown keys are normalised too, or their text would not come back the same from a multi-line string.

    Raises ValueError for what never equals itself, and would differ from what was written whenever it is compared.
    """
    if isinstance(value, float) and value != value:
        raise ValueError(_("“nan” is no value"))
    if isinstance(value, str):
        return canonical(value)
    if isinstance(value, Mapping):
        return {key: _canonical_values(item) for key, item in value.items()}
    return [_canonical_values(item) for item in value] if isinstance(value, list | tuple) else value


def to_fields(record: Record | None) -> Fields:
    """The values that are written: no defaults but those in ALWAYS, values before tables, in order; of None none."""
    if record is None:
        return {}
    values = record.model_dump(by_alias=True, exclude_defaults=True)
    always = record.model_dump(by_alias=True, include=set(record.ALWAYS))
    known = {info.alias or name: None for name, info in type(record).model_fields.items()}
    order = [*known, *sorted(values.keys() - known.keys())]
    merged = {**always, **values}
    fields = {key: merged[key] for key in order if key in merged}
    return _values_first(fields)


def _values_first(fields: Fields) -> Fields:
    """TOML writes tables after values: a text in any other order would not be stable."""

    def is_table(value: Any) -> bool:
        return isinstance(value, dict) or (
            isinstance(value, list | tuple) and bool(value) and all(isinstance(item, dict) for item in value)
        )

    plain = {key: list(value) if isinstance(value, tuple) else value for key, value in fields.items()}
    plain = {key: _values_first(value) if isinstance(value, dict) else value for key, value in plain.items()}
    return {key: plain[key] for table in (False, True) for key in plain if is_table(plain[key]) == table}


class _Limited(io.BytesIO):
    """What is written into it is never much larger than a record may be."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: Buffer, /) -> int:
        """Take a piece; raises OverflowError past the limit."""
        count = super().write(data)
        if self.tell() > self._limit + 2:
            raise OverflowError
        return count


def dump(record: Record) -> bytes:
    """The canonical text: the same record always gives the same bytes, with one newline at the end.

    Raises BadRecord when it would be too large, or nested too deeply, to read back.
    """
    return _written(record, f"{record.KIND} {record.id}")


def fits(record: Record) -> bool:
    """Whether the record's text is small enough to be read back."""
    try:
        dump(record)
    except BadRecord:
        return False
    return True


def _written(record: Record, path: str, where: str = "") -> bytes:
    """The canonical text; raises BadRecord naming `path`, and `where` the fault is."""
    limit = most_bytes(record.KIND)
    pieces = _Limited(limit)
    reason = ""
    try:
        tomli_w.dump(to_fields(record), pieces, multiline_strings=True)
        data = pieces.getvalue().strip(b"\n") + b"\n"
        if len(data) <= limit:
            _check_limits(path, data.decode("utf-8"), limit)
            return data
    except OverflowError:
        pass
    except BadRecord as error:
        reason = error.reason
    reason = reason or _("more than {limit} kB of text", limit=limit // 1024)
    raise BadRecord(path, f"{where}: {reason}" if where else reason) from None
