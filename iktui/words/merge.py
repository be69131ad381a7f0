"""What becomes of each field when two collaborations become one, in words, a line a field."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from store.actions.merging import DIFFERS, DROPPED, KEPT, SAME, TAKEN, Row
from store.base.i18n import _, language
from store.base.text import excerpt, one_line, safe
from store.changes import wording

_MOST = 80


def row_label(row: Row, name_of: wording.NameOf) -> str:
    """What the field is called."""
    return wording.field_label(row.field, name_of, language())


def row_values(row: Row, name_of: wording.NameOf) -> tuple[str, str]:
    """The first's value and the second's, in words."""
    return _words(row, row.kept, name_of), _words(row, row.other, name_of)


def _words(row: Row, value: Any, name_of: wording.NameOf) -> str:
    return wording.value_text(row.field, value, name_of, language())


def account_lines(rows: Iterable[Row], name_of: wording.NameOf) -> list[str]:
    """What is taken over, kept, dropped or not decided; what is alike in both is not told."""
    return [safe(_line(row, name_of)) for row in rows if row.what != SAME]


def _line(row: Row, name_of: wording.NameOf) -> str:
    label = row_label(row, name_of)
    kept, other = (excerpt(one_line(words), _MOST) for words in row_values(row, name_of))
    has_other = row.other is not None and row.other != []
    if row.what == DIFFERS:
        return _("{label}: the two differ: “{kept}” or “{other}”", label=label, kept=kept, other=other)
    if row.what == TAKEN and row.other is None:
        return _("{label}: dropped: “{value}”", label=label, value=kept)
    if row.what == TAKEN:
        return _("{label}: taken over: “{value}”", label=label, value=other)
    if row.what == DROPPED:
        return _("{label}: dropped: “{value}”", label=label, value=other if has_other else kept)
    assert row.what == KEPT, "there is no other outcome"
    if has_other:
        return _("{label}: “{kept}” stays, “{other}” does not", label=label, kept=kept, other=other)
    return _("{label}: “{kept}” stays", label=label, kept=kept)
