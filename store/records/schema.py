"""What can be entered in a record of each kind: made from the models, so that a new field is in every form at once."""

from __future__ import annotations

import types
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

from store.records.model import MODELS, Part, Shape

_HIDDEN: Final = frozenset({"id", "format", "former", "gone", "accepted", "confirmations", "fields", "cells"})
"""Fields that actions set, not people."""


@dataclass(frozen=True)
class FieldSpec:
    """One field. `name` is its key in the file.

    `shape`: line, text, code, date, flag, number, orgnr, address, share, reference (one of another kind), references,
    codes, lines, raw (what a document said: shown, never entered), or table (`keys` says what it is keyed by: a
    reference or code of `of`, a year, or any line; with `columns`, or one line per key).
    """

    name: str
    shape: str
    of: str = ""
    columns: tuple[FieldSpec, ...] = ()
    keys: str = ""

    @property
    def refers(self) -> bool:
        """Whether `of` is a kind of record, not a vocabulary."""
        return bool(self.of) and (self.keys or self.shape) not in ("code", "codes")

    def column(self, name: str) -> FieldSpec | None:
        """One column of a table."""
        return next((spec for spec in self.columns if spec.name == name), None)


@cache
def fields_of(kind: str) -> tuple[FieldSpec, ...]:
    """The fields of a kind of record, in the order of the file."""
    return _specs(MODELS[kind])


def spec_of(kind: str, path: str) -> FieldSpec | None:
    """The field at a dotted path ("participants.oyer.until" is the column `until`), None when there is none."""
    name, *rest = path.split(".")
    spec = next((spec for spec in fields_of(kind) if spec.name == name), None)
    if spec is None or len(rest) != 2:
        return spec
    return spec.column(rest[1])


@cache
def _specs(model: type[Part]) -> tuple[FieldSpec, ...]:
    hints = get_type_hints(model, include_extras=True)
    return tuple(
        _spec(info.alias or name, hints[name]) for name, info in model.model_fields.items() if name not in _HIDDEN
    )


def _spec(name: str, hint: Any) -> FieldSpec:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        shapes = [item for item in arguments[1:] if isinstance(item, Shape)]
        return FieldSpec(name, *shapes[-1]) if shapes else _spec(name, arguments[0])
    if origin in (Union, types.UnionType):
        return _spec(name, next(item for item in arguments if item is not type(None)))
    if origin is tuple:
        item = _spec(name, arguments[0])
        many = {"reference": "references", "code": "codes", "line": "lines", "raw": "raw"}
        return FieldSpec(name, many.get(item.shape, "lines"), item.of)
    if origin is dict:
        key, value = (_spec(name, part) for part in arguments)
        is_part = isinstance(arguments[1], type) and issubclass(arguments[1], Part)
        columns = _specs(arguments[1]) if is_part else ()
        return FieldSpec(name, "table" if columns or value.shape == "line" else "raw", key.of, columns, key.shape)
    simple = {bool: "flag", int: "number"}
    return FieldSpec(name, simple.get(hint, "raw"))
