"""A document before it has a format: title, prose, lists, tables, charts. Every writer makes the same of it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from store.records.paths import Key

TEXT, MARK, DATE, NUMBER, SHARE = "text", "mark", "date", "number", "share"
"""What the cells of a column are: words; x or nothing; a partial date as the register has it ("2027", "2021-03-01"); a
whole number; a percentage with its sign left out ("33.5"), or a fraction ("1/3")."""


class Heading(NamedTuple):
    """A heading; the title of the paper is above level 1."""

    text: str
    level: int = 1


class Paragraph(NamedTuple):
    """Words that belong together; lines are kept."""

    text: str
    is_note: bool = False
    """Whether it is small print below a table or at the end."""


class Bullets(NamedTuple):
    """A list; each item with its level, 0 for the outermost."""

    items: tuple[tuple[int, str], ...]


class Column(NamedTuple):
    """A column of a table: its header, what its cells are, how wide it wants to be beside the others."""

    title: str
    kind: str = TEXT
    weight: float = 1.0
    field: str = ""
    """The field of the record that its cells hold, by dotted path, with “*” for what the line is about; "" where they
    hold several or none. A cell that comes back changed is a change of that field."""
    choices: tuple[str, ...] = ()
    """What its cells can be, where that is a closed list."""


class Line(NamedTuple):
    """A row of a table; a section row has one cell that stands for the whole width."""

    cells: tuple[str, ...]
    key: Key | None = None
    """The record; of a section row, the area."""
    is_section: bool = False
    about: str = ""
    """What of the record it is about: a field, or the key of a row of one of its tables."""


@dataclass(frozen=True)
class Table:
    """A table; its header row is repeated on every page."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    caption: str = ""
    name: str = ""
    """A short name of letters, digits and “-” that is the table's own in the paper (a sheet, an anchor, a view)."""
    of: str = ""
    """The kind of record that one more row would be; "" where none can be added."""
    sections: str = ""
    """The field of the record that its section rows say."""


@dataclass(frozen=True)
class Chart:
    """Bars, each with its label and value; it says nothing that a table of the paper does not say too."""

    title: str
    bars: tuple[tuple[str, float], ...]
    described: str
    """What it shows, in a sentence, for those who do not see it."""


class Box(NamedTuple):
    """A rectangle: where, how large, how dark from 0 to 1; one that is not dark at all has an edge."""

    x: float
    y: float
    width: float
    height: float
    shade: float = 1.0


class Rule(NamedTuple):
    """A straight line from one place to another."""

    x: float
    y: float
    to_x: float
    to_y: float


START, MIDDLE, END = "start", "middle", "end"


class Words(NamedTuple):
    """Words on a line; `y` is where its letters stand, `x` their START, MIDDLE or END."""

    x: float
    y: float
    text: str
    anchor: str = START
    is_strong: bool = False


@dataclass(frozen=True)
class Drawing:
    """Boxes, rules and words on a sheet of WIDTH; it says nothing that a table of the paper does not say too."""

    title: str
    height: float
    shapes: tuple[Box | Rule | Words, ...]
    described: str
    """What it shows, in a sentence, for those who do not see it."""


WIDTH: Final = 640
"""How wide a Drawing is, in the measure of its shapes; its letters are LETTER high."""
LETTER: Final = 13

Block = Heading | Paragraph | Bullets | Table | Chart | Drawing


class Provenance(NamedTuple):
    """Of which register a paper was made, and at which commit, so that it can come back."""

    register: str
    """The first commit of the register's history."""
    commit: str


@dataclass(frozen=True)
class Paper:
    """A whole document."""

    what: str
    """What it is: overview, section27, plan, changes, figures, study, agreement, record."""
    title: str
    subtitle: str
    """The day that it speaks of, in words: "Per 1. januar 2021"."""
    language: str
    """nb, nn or en."""
    blocks: tuple[Block, ...]
    is_wide: bool = False
    """Whether its tables want the paper lying."""
    author: str = ""
    date: str = ""
    """The day that it was made, as an ISO date."""
    provenance: Provenance | None = field(default=None)
    day: str = ""
    """The day that it speaks of, as an ISO date."""
    wanted: str = ""
    """The id of the record that it is about."""


FORMATS: Final = ("docx", "xlsx", "pdf", "html", "md", "csv", "json", "sqlite")
