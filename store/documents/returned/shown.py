"""A table as the register showed it, and the rows of a file that are of it, wherever its columns stand now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from store.base.ids import is_id
from store.base.text import match_key, one_line
from store.formats.source import Grid, GridRow
from store.records.model import KINDS
from store.records.paths import Key

AREA: Final = "area"
ABOUT: Final = "*"
"""In the field of a column: what the row is about."""
_DEEPEST: Final = 30
"""Rows above a header at most."""


class Shown(NamedTuple):
    """A row as the register showed it, with the words that a reader finds in it."""

    cells: tuple[str, ...]
    key: Key | None
    about: str = ""
    is_section: bool = False
    section: str = ""
    """What it stands below: `section_of` that row."""


@dataclass(frozen=True)
class ShownTable:
    """A table of a paper; see `store.papers.paper.Table`."""

    name: str
    titles: tuple[str, ...]
    fields: tuple[str, ...]
    rows: tuple[Shown, ...]
    of: str = ""
    sections: str = ""

    @property
    def is_of_parts(self) -> bool:
        """Whether its rows are parts of one record."""
        return any(ABOUT in field for field in self.fields)


class Row(NamedTuple):
    """A row of a file by the columns of the table that it is of: None where the file has no such column."""

    place: str
    cells: tuple[str | None, ...]
    key: Key | None
    grid: int
    """The number of its grid: a sheet that was copied has every row once more. What has no header goes on with the grid
    before it."""
    is_wide: bool = False
    """Whether one cell stands in several columns."""
    is_alone: bool = False
    """Whether only the first column holds anything."""

    @property
    def name(self) -> str:
        """The words of the first column."""
        return self.cells[0] or "" if self.cells else ""

    @property
    def text(self) -> str:
        """The row as one line, for messages."""
        return " | ".join(one_line(cell or "") for cell in self.cells)


class Place(NamedTuple):
    """A grid that is of a table: the row of its header (-1 without one), and where the table's columns stand in it."""

    grid: Grid
    head: int
    columns: dict[int, int]

    def rest(self) -> Iterator[str]:
        """The headers of columns that hold something, and that the table does not have."""
        for at, cell in enumerate(self.grid.rows[self.head].cells if self.head >= 0 else ()):
            if at not in self.columns.values() and cell.text and not cell.is_repeated:
                yield cell.text


def section_of(key: Key | None, words: str) -> str:
    """What makes two section rows the same: their area, else their words."""
    return key.id if key else f"={match_key(words)}"


def key_named(text: str) -> Key | None:
    """The key that hidden data of a file names, None for none that a record or an area can have."""
    kind, _slash, id = text.partition("/")
    return Key(kind, id) if (kind in KINDS or kind == AREA) and is_id(id) else None


def alike(one: str, other: str) -> bool:
    """Whether two cells say the same to whoever reads them: blanks and empty lines are no words."""
    return one == other or _lines(one) == _lines(other)


def _lines(text: str) -> list[str]:
    return [one_line(line) for line in text.split("\n") if line.strip()]


def places_of(tables: Sequence[ShownTable], grids: Sequence[Grid]) -> tuple[dict[str, list[Place]], list[Grid]]:
    """The grids of each table, by its name; and those that are of none, but for grids of one column, which are prose.

    By the mark of a table, else by the keys of its rows, else by its headers.
    """
    found: dict[str, list[Place]] = {table.name: [] for table in tables}
    left: list[Grid] = []
    for grid in grids:
        name = grid.marked.table if grid.marked else ""
        made = [(table, _place(table, grid)) for table in tables if not name or table.name == name]
        known = [(table, place) for table, place in made if place is not None]
        if known:
            table, place = max(known, key=lambda pair: len(pair[1].columns))
            found[table.name].append(place)
        elif not name and len(grid.rows[0].cells) > 1:
            left.append(grid)
    return found, left


def _place(table: ShownTable, grid: Grid) -> Place | None:
    if grid.marked is not None:
        columns = _by_field(table, grid.marked.fields)
        return Place(grid, grid.marked.row, _by_title(table, grid.rows[grid.marked.row], columns))
    heads = [(at, _by_title(table, row, {})) for at, row in enumerate(grid.rows[:_DEEPEST])]
    head, columns = max(heads, key=lambda pair: len(pair[1]))
    if len(columns) >= max(2, (len(table.titles) + 1) // 2):
        return Place(grid, head, columns)
    keys = {row.key for row in table.rows if row.key}
    is_ours = any(key_named(row.key) in keys for row in grid.rows) and len(grid.rows[0].cells) == len(table.titles)
    return Place(grid, -1, {at: at for at in range(len(table.titles))}) if is_ours else None


def _by_field(table: ShownTable, fields: Sequence[str]) -> dict[int, int]:
    found: dict[int, int] = {}
    for at, field in enumerate(fields):
        column = table.fields.index(field) if field and field in table.fields else -1
        if column >= 0:
            found.setdefault(column, at)
    return found


def _by_title(table: ShownTable, row: GridRow, known: dict[int, int]) -> dict[int, int]:
    """Where the columns stand that are not known yet, by their headers."""
    found = dict(known)
    for column, title in enumerate(table.titles):
        if column not in found:
            free = (at for at, cell in enumerate(row.cells) if at not in found.values() and alike(cell.text, title))
            at = next(free, None) if title else None
            found |= {column: at} if at is not None else {}
    return found


def rows_of(table: ShownTable, places: Sequence[Place]) -> Iterator[Row]:
    """The rows below the headers, those left out that are empty or a header once more; a key of any other table, or of
    nothing, is none."""
    keys = {row.key for row in table.rows}
    number = 0
    for grid, head, columns in places:
        number += head >= 0
        for row in grid.rows[head + 1 :]:
            at = {column: row.cells[place] for column, place in columns.items() if place < len(row.cells)}
            cells = tuple(at[column].text if column in at else None for column in range(len(table.titles)))
            words = [cell.text for cell in row.cells if cell.text]
            if not any(cells) or _is_header(table, cells):
                continue
            is_wide = len(words) > 1 and sum(not cell.is_repeated for cell in row.cells if cell.text) == 1
            is_alone = bool(cells[0]) and len(words) == 1
            key = key_named(row.key)
            yield Row(row.place, cells, key if key in keys else None, number, is_wide, is_alone)


def _is_header(table: ShownTable, cells: Sequence[str | None]) -> bool:
    told = [alike(cell, title) for cell, title in zip(cells, table.titles, strict=True) if cell]
    return len(told) > 1 and all(told)
