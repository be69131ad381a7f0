"""Three-way merge of records by field, on plain values.

Tables merge key by key; lists of codes merge as sets; a text of several lines by line, where the sides changed
different places of it; every other value is one field. Values are compared with their type: `1` is not `True`, and
absent is not empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeVar

from store.changes.line_merge import merge_lines
from store.records.model import Fields, Record
from store.records.paths import Key

T = TypeVar("T")
_EARLIEST: Final = ("opened",)
"""Dates of which the earlier stands when both sides are new: two people opened the same year."""


class _Absent:
    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = _Absent()
"""Stands for "not there", which is neither empty nor False."""


_NOWHERE: Final = Key("", "")


class FieldConflict(NamedTuple):
    """One field that two sides gave different values: what it was, and what each made of it.

    ABSENT where a side removed it, None in a conflict of a known record (`of`). The key of a file that is no record is
    Key("file", its path as `quoted` gives it), and its field "".
    """

    field: str
    base: Any
    ours: Any
    theirs: Any
    key: Key = _NOWHERE
    name: str = ""
    ours_by: str = ""
    theirs_by: str = ""
    current: Record | None = None
    """Of a whole record that is taken back: what it holds now; the conflict is another when any of it has changed."""

    def of(self, key: Key, name: str) -> FieldConflict:
        """The same of a known record."""
        base, ours, theirs = (None if side is ABSENT else side for side in (self.base, self.ours, self.theirs))
        return FieldConflict(self.field, base, ours, theirs, key, name)

    def turned(self) -> FieldConflict:
        """As the other side sees it."""
        return self._replace(ours=self.theirs, theirs=self.ours)


def put_value(fields: Fields, field: str, value: Any) -> None:
    """Set the value at a dotted path, or take it away when it is ABSENT."""
    *tables, last = field.split(".")
    for table in tables:
        fields = fields.setdefault(table, {})
    if value is ABSENT:
        fields.pop(last, None)
    else:
        fields[last] = value


def value_at(fields: Fields, field: str, default: Any = None) -> Any:
    """The value at a dotted path, `default` where there is none."""
    found: Any = fields
    for part in field.split("."):
        found = found.get(part, ABSENT) if isinstance(found, dict) else ABSENT
    return default if found is ABSENT else found


def same(one: Any, other: Any) -> bool:
    """Equality that tells True from 1 and looks into tables and lists."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    return type(one) is type(other) and bool(one == other)


def merge_fields(base: Fields, ours: Fields, theirs: Fields) -> tuple[Fields, list[FieldConflict]]:
    """The fields with the changes of both sides, and the fields that both changed differently.

    A field in conflict has our value in the result. A table that one side removed while the other changed it is a
    conflict on that table.
    """
    conflicts: list[FieldConflict] = []
    return _merge_tables("", base, ours, theirs, conflicts), conflicts


def _merge_tables(prefix: str, base: Fields, ours: Fields, theirs: Fields, conflicts: list[FieldConflict]) -> Fields:
    merged: Fields = {}
    for key in dict.fromkeys([*ours, *theirs, *base]):
        value = _merge_value(
            f"{prefix}{key}", base.get(key, ABSENT), ours.get(key, ABSENT), theirs.get(key, ABSENT), conflicts
        )
        if value is not ABSENT:
            merged[key] = value
    return merged


def _merge_value(field: str, base: Any, ours: Any, theirs: Any, conflicts: list[FieldConflict]) -> Any:
    if same(ours, theirs) or same(base, theirs):
        return ours
    if same(base, ours):
        return theirs
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return _merge_tables(f"{field}.", base if isinstance(base, dict) else {}, ours, theirs, conflicts)
    if base is ABSENT and field in _EARLIEST and isinstance(ours, str) and isinstance(theirs, str):
        return min(ours, theirs)
    if _is_set(ours) and _is_set(theirs) and (base is ABSENT or _is_set(base)):
        return merge_sets([] if base is ABSENT else base, ours, theirs)
    if isinstance(base, str) and isinstance(ours, str) and isinstance(theirs, str):
        text = merge_lines(base, ours, theirs)
        if text is not None:
            return text
    conflicts.append(FieldConflict(field, base, ours, theirs))
    return ours


def _is_set(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)


def merge_sets(base: Sequence[T], ours: Sequence[T], theirs: Sequence[T]) -> list[T]:
    """Our items and their new ones, without what either side took away."""
    kept = [item for item in ours if item in theirs or item not in base]
    return kept + [item for item in theirs if item not in base and item not in ours]
