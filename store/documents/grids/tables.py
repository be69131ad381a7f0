"""A table of a document: which of a grid's rows are its header, what its columns hold, its rows below."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from store.base.dates import is_year
from store.base.text import match_key, one_line
from store.documents.grids.splitting import split
from store.formats.source import Cell, Grid, GridRow, Source
from store.reading.columns import BETWEEN, column_role, is_known_header, roles_of
from store.reading.lists import read_list
from store.reading.terms import read_mark

IsParty = Callable[[str], bool]
_DEEPEST: Final = 100
"""Rows above a header at most: titles, dates, who made it."""
_TALLEST: Final = 3
"""Lines of a header at most."""
_TELLING: Final = frozenset(["name", "type", "participants", "host"])
_NUMBER: Final = re.compile(r"\d+")
_NOTE: Final = re.compile(r"\s*(?P<sign>[⁰¹²³⁴-⁹†‡]+|\[\d+\]|\*+(?=\)))\)?\s*(?P<words>\S.*)")
_SIGNS: Final = re.compile(r"[⁰¹²³⁴-⁹†‡]+|\[\d+\]")


@dataclass
class Row:
    """A row below the header; its cells are as they stand, a cell that is another's by merging empty but for `down`."""

    place: str
    cells: list[str]
    down: list[str]
    """The cells with those that reach down from above."""
    notes: list[str] = field(default_factory=list)
    links: dict[int, str] = field(default_factory=dict)
    """Addresses by column."""
    spans: bool = False
    """Whether one cell of it covers several columns."""

    @property
    def filled(self) -> list[int]:
        """The columns that hold something of the row's own."""
        return [column for column, cell in enumerate(self.cells) if cell.strip()]

    @property
    def text(self) -> str:
        """The row as one line, for messages."""
        return " | ".join(one_line(cell) for cell in self.cells)


@dataclass
class Table:
    """A grid with its header found; without one that says anything, `kind` is empty."""

    name: str
    place: str
    """Where its header is."""
    header: list[str]
    roles: list[str | None]
    rows: list[Row]
    above: list[str]
    """What stands in the grid above the header."""
    kind: str = ""
    """overview, plan, or nothing."""


class Found(NamedTuple):
    """The tables of a file and its prose."""

    tables: list[Table]
    prose: list[str]
    is_party: IsParty
    """Whether a name is a party's: of the register, or of those that a list of the file names."""


def tables_of(source: Source, is_party: IsParty, told: Mapping[str, str]) -> Found:
    """The tables of a file, and its prose: with what stands above their headers, and grids of one column.

    A line of prose that begins with a sign of a note is a note of the rows where the sign stands.
    """
    found = _tables(source, is_party, told)
    named = _named_in_lists(found.tables)
    if not named:
        return found
    return _tables(source, lambda name: is_party(name) or match_key(name) in named, told)


def _named_in_lists(tables: Sequence[Table]) -> set[str]:
    """Headers that nobody knows and that lists name among those that take part."""
    strange = {match_key(last_line(header)) for table in tables for header in table.header if header}
    named = set()
    for table in tables:
        strange_here = strange - {match_key(h) for h, role in zip(table.header, table.roles, strict=True) if role}
        for at, role in enumerate(table.roles):
            if role in ("participants", "host") and strange_here:
                lists = (read_list(row.cells[at]) for row in table.rows)
                named |= {match_key(part.name) for one in lists for part in one.parts} & strange_here
    return named


def _tables(source: Source, is_party: IsParty, told: Mapping[str, str]) -> Found:
    tables: list[Table] = []
    prose: list[str] = []
    parts = [made for part in source.parts for made in ([part] if isinstance(part, str) else split(part, is_party))]
    for part in parts:
        if isinstance(part, str):
            prose.append(part)
            continue
        table = read_table(part, is_party, told)
        if not table.kind and len(table.header) == 1:
            prose += [line for row in part.rows for line in row.cells[0].text.split("\n")]
            continue
        prose += table.above
        tables.append(table)
    notes = {found["sign"]: one_line(found["words"]) for line in prose if (found := _NOTE.fullmatch(line))}
    if notes:
        for row in (row for table in tables for row in table.rows):
            signs = dict.fromkeys(sign for cell in row.cells for sign in _SIGNS.findall(cell))
            row.notes += [notes[sign] for sign in signs if sign in notes]
    return Found(tables, prose, is_party)


def line_of(place: str) -> int:
    """The last number of a place, for machines: its line or row, 0 where there is none."""
    numbers = _NUMBER.findall(place)
    return int(numbers[-1]) if numbers else 0


def read_table(grid: Grid, is_party: IsParty, told: Mapping[str, str]) -> Table:
    """The grid as a table: the header is where most columns say what they hold."""
    best = max(_candidates(grid, is_party, told), key=lambda one: (one.score, -one.first, -one.height))
    first, last = best.first, best.first + best.height
    above = [" ".join(dict.fromkeys(cell.text for cell in row.cells if cell.text)) for row in grid.rows[:first]]
    lines = [{match_key(words) for words in header.split(BETWEEN)} for header in best.header]
    rows = [
        _row(row, grid.rows[at - 1] if at > last else None)
        for at, row in enumerate(grid.rows[last:], start=last)
        if not _is_header_again(row, lines)
    ]
    return Table(grid.name, grid.rows[first].place, best.header, best.roles, rows, above, best.kind)


@dataclass
class _Candidate:
    first: int
    height: int
    header: list[str]
    roles: list[str | None]
    score: int
    kind: str


def _candidates(grid: Grid, is_party: IsParty, told: Mapping[str, str]) -> Iterator[_Candidate]:
    for first in range(min(len(grid.rows), _DEEPEST)):
        if first and not any(grid.rows[first].cells):
            continue
        for height in range(1, min(_TALLEST, len(grid.rows) - first) + 1):
            found = _candidate(grid, first, height, is_party, told)
            if height > 1 and not (_is_top(grid, first, is_party) and _goes_on(grid, first, height, found, is_party)):
                break
            yield found
            if found.kind == "plan":
                break


def _candidate(grid: Grid, first: int, height: int, is_party: IsParty, told: Mapping[str, str]) -> _Candidate:
    columns = zip(*(row.cells for row in grid.rows[first : first + height]), strict=True)
    header = [BETWEEN.join(dict.fromkeys(text for cell in cells if (text := one_line(cell.text)))) for cells in columns]
    roles = roles_of(header, told)
    if any(header) and all(is_year(words) for words in header if words):
        return _Candidate(first, height, header, roles, len(header) + 1, "plan" if height == 1 else "")
    groups = _groups(grid.rows[first])
    is_one = height == 1
    counted = [at for at, role in enumerate(roles) if role not in (None, "number") and not (is_one and at in groups)]
    known = [roles[at] for at in counted]
    members = [
        is_party(last_line(words)) or (at in groups and not is_one)
        for at, (words, role) in enumerate(zip(header, roles, strict=True))
        if words and role is None
    ]
    exact = sum(is_known_header(last_line(header[at])) for at in counted)
    score = len(known) + sum(members) + bool(groups and is_one) + exact  # a name may begin as a header does
    is_ours = score - exact > 1 and bool(_TELLING & set(known))
    return _Candidate(first, height, header, roles, score, "overview" if is_ours else "")


def last_line(header: str) -> str:
    """The lowest line of a header of several."""
    return header.rpartition(BETWEEN)[2]


def _groups(row: GridRow) -> set[int]:
    """The columns below a cell that is merged over several."""
    across = [
        at for at in range(1, len(row.cells)) if row.cells[at].is_repeated and _same(row.cells[at], row.cells[at - 1])
    ]
    return {at for right in across if row.cells[right].text for at in (right - 1, right)}


def _is_top(grid: Grid, first: int, is_party: IsParty) -> bool:
    """Whether a row can be the first of several lines of a header: no title, which stands alone or over everything."""
    row = grid.rows[first]
    groups, own = _groups(row), _own(row)
    below = grid.rows[first + 1].cells
    return (len(own) > 1 or len(groups) < len(row.cells)) and all(
        at in groups or is_party(words) or column_role(words) is not None or below[at].is_repeated
        for at, words in own.items()
    )


def _goes_on(grid: Grid, first: int, height: int, found: _Candidate, is_party: IsParty) -> bool:
    """Whether the last row is one more line of the header: each cell says what a column holds, or parts a group."""
    groups = _groups(grid.rows[first])
    own = _own(grid.rows[first + height - 1])
    return bool(own) and all(
        is_party(words)
        or roles_of([found.header[at]], {})[0] is not None
        or (at in groups and not read_mark(words).is_known)
        for at, words in own.items()
    )


def _own(row: GridRow) -> dict[int, str]:
    return {at: one_line(cell.text) for at, cell in enumerate(row.cells) if cell.text and not cell.is_repeated}


def _is_header_again(row: GridRow, lines: list[set[str]]) -> bool:
    """Whether a row is (a line of) the header, as it stands again on a new page."""
    told = [match_key(one_line(cell.text)) in known for cell, known in zip(row.cells, lines, strict=True) if cell.text]
    return len(told) > 1 and all(told)


def _row(row: GridRow, above: GridRow | None) -> Row:
    cells: list[str] = []
    spans = False
    for column, cell in enumerate(row.cells):
        is_across = cell.is_repeated and column > 0 and _same(cell, row.cells[column - 1])
        is_down = cell.is_repeated and above is not None and _same(cell, above.cells[column])
        spans = spans or (is_across and not is_down and bool(cell.text))
        cells.append("" if cell.is_repeated and (is_across or is_down) else cell.text)
    down = [cell.text if cell.is_repeated and not own else own for cell, own in zip(row.cells, cells, strict=True)]
    notes = list(dict.fromkeys(note for cell in row.cells if not cell.is_repeated for note in cell.notes))
    links = {column: cell.link for column, cell in enumerate(row.cells) if cell.link}
    return Row(row.place, cells, down, notes, links, spans)


def _same(one: Cell, other: Cell) -> bool:
    return one.text == other.text
