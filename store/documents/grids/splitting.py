"""Several tables in one grid: a sheet of a spreadsheet holds prose and tables below one another, and tables that stand
close together in a page become one when another program saves it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from store.base.dates import is_year
from store.base.text import one_line
from store.formats.source import Grid, GridRow
from store.reading.columns import column_role, is_known_header
from store.reading.terms import read_mark

_MOST_WORDS = 60
"""Letters of a header at most."""
_LEAST = 3
"""Columns that have to say what they hold before a row is the header of another table."""


def split(grid: Grid, is_party: Callable[[str], bool]) -> list[Grid | str]:
    """The grid as the tables and lines of prose that it holds, in their order."""
    starts = list(_starts(grid.rows, is_party))
    cuts = [0, *starts[1:], len(grid.rows)]
    parts: list[Grid | str] = []
    for number, (first, last) in enumerate(pairwise(cuts)):
        rows = grid.rows[first:last]
        end = _end(rows)
        if end:
            name = grid.name if not number else _last_words(parts) or grid.name
            parts.append(Grid(_narrowed(rows[:end]), name, grid.headers if not number else None))
        parts += [_words(row) for row in rows[end:]]
    return parts


def _starts(rows: Sequence[GridRow], is_party: Callable[[str], bool]) -> Iterator[int]:
    """Where headers stand; one that only stands again on a new page is none."""
    last: int | None = None
    for at, row in enumerate(rows):
        if _is_header(row, is_party) and not (last is not None and _stands_again(row, rows[last : last + 3])):
            yield at
            last = at


def _is_header(row: GridRow, is_party: Callable[[str], bool]) -> bool:
    """Whether a row is a header of years, or says of most columns what they hold; no row with marks does."""
    words = [one_line(cell.text) for cell in row.cells if cell.text and not cell.is_repeated]
    if len(words) < 2:
        return False
    if all(is_year(word) for word in words):
        return True
    if sum(is_known_header(word) for word in words if len(word) <= _MOST_WORDS) < 2:
        return False
    known = [word for word in words if column_role(word) is not None]
    has_marks = any((mark := read_mark(word)).takes_part and mark.is_known for word in words)
    return not has_marks and len(known) + sum(is_party(word) for word in words if word not in known) >= _LEAST


def _stands_again(row: GridRow, header: Sequence[GridRow]) -> bool:
    return all(
        any(one_line(other.cells[at].text) == one_line(cell.text) for other in header)
        for at, cell in enumerate(row.cells)
        if cell.text
    )


def _end(rows: Sequence[GridRow]) -> int:
    """How many of the rows the table has: words that stand alone behind an empty row are prose below it."""
    end = len(rows)
    while end and _filled(rows[end - 1]) < 2:
        end -= 1
    if not end:
        return len(rows)  # one column: it is prose as a whole, or a list
    return next((at for at in range(end, len(rows)) if not _filled(rows[at])), len(rows))


def _filled(row: GridRow) -> int:
    return sum(bool(cell.text) and not cell.is_repeated for cell in row.cells)


def _narrowed(rows: Sequence[GridRow]) -> tuple[GridRow, ...]:
    """Without columns at the right that hold nothing."""
    width = max((at + 1 for row in rows for at, cell in enumerate(row.cells) if cell.text or cell.notes), default=1)
    return tuple(row._replace(cells=row.cells[:width]) for row in rows)


def _words(row: GridRow) -> str:
    return " ".join(cell.text for cell in row.cells if cell.text and not cell.is_repeated)


def _last_words(parts: Sequence[Grid | str]) -> str:
    return next((part for part in reversed(parts) if isinstance(part, str) and part.strip()), "")
