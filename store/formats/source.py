"""What a reader makes of a file, whatever its format: prose and grids of cells, nothing interpreted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Cell(NamedTuple):
    """A cell as it looks: its lines of text, with what hangs on it."""

    text: str = ""
    """An item of a list in it is a line of its own, as in prose."""
    notes: tuple[str, ...] = ()
    """The words of footnotes and comments that are anchored in it."""
    link: str = ""
    """The address that it leads to, the first when there are several."""
    is_repeated: bool = False
    """Whether it is the same cell of the file as the one above it or to its left: a merged cell."""


class GridRow(NamedTuple):
    """A row of a grid; `place` says where in the file, in the reader's language ("rad 7", "side 2, rad 9")."""

    cells: tuple[Cell, ...]
    place: str
    key: str = ""
    """The record that the row was written from, as its hidden data has it ("collaboration/regionrad")."""


class Marked(NamedTuple):
    """What a table of ours says of itself unseen: the name it has in its paper, which row its header is, the field of
    each column ("" for none)."""

    table: str
    row: int
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A table as it lies in the file, every row as wide as the widest; merged cells stand in every place they cover."""

    rows: tuple[GridRow, ...]
    name: str = ""
    """What it is called: its sheet, its caption, or the last line of prose before it."""
    headers: int | None = None
    """How many of the first rows the file itself calls headers; None where it does not say."""
    marked: Marked | None = None


class Origin(NamedTuple):
    """Of what a file was made by this program."""

    register: str
    """The first commit of the register's history."""
    commit: str
    what: str
    """Which paper it is: overview, plan …"""
    wanted: str = ""
    """The id of the record that it is about."""
    day: str = ""
    """The day that it speaks of."""
    language: str = ""


@dataclass(frozen=True)
class Source:
    """A file as it was read."""

    file: str
    """Its name, for messages."""
    format: str
    parts: tuple[str | Grid, ...]
    """Lines of prose (an item of a list begins with "- ", two blanks before it for each level; an empty line ends a
    paragraph) and grids, in the order of the file."""
    notices: tuple[str, ...] = ()
    """What a person has to know of the reading, each one line: a hidden sheet was not read, 1 tracked change was taken
    as accepted."""
    editor: str = ""
    """Who changed the file last, as it says itself."""
    origin: Origin | None = field(default=None)
    data: bytes = field(default=b"", repr=False)
    """The file itself."""

    @property
    def grids(self) -> list[Grid]:
        """The grids alone."""
        return [part for part in self.parts if isinstance(part, Grid)]

    @property
    def prose(self) -> list[str]:
        """The prose alone."""
        return [part for part in self.parts if isinstance(part, str)]
