"""What a cell is: as people read it in the language of the paper, as a value where a format has types. Pure.

`shown` and `meant` are each other's other way: what a person reads in a table is what comes back out of it.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from store.base.dates import said_date, shown_date
from store.base.numbers import number_text
from store.base.text import excerpt, one_line, safe
from store.papers.paper import DATE, NUMBER, SHARE, Block, Column, Heading, Line, Paper, Table

LOCALES: Final = {"nb": "nb-NO", "nn": "nn-NO", "en": "en-GB"}
"""The language of a paper as file formats name it."""
FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""
_WHOLE: Final = 1_000_000_000
_NUMBER: Final = re.compile(r"-?\d{1,15}", re.ASCII)
_SHARE: Final = re.compile(r"-?\d{1,9}(?:\.(\d{1,6}))?", re.ASCII)
_GROUPED: Final = re.compile(r"-?\d{1,3}(?:[\u00a0,]\d{3})+", re.ASCII)
_PERCENT: Final = {"en": "%"}
_THIN: Final = "\u00a0"
_LONG: Final = 10_000
_NO_NAME: Final = re.compile(r"[^a-z0-9-]+")


def words(text: str) -> str:
    """Words of the paper as every format may hold them: no control characters, lines kept, however long they are."""
    return safe(text, multiline=True, limit=_WHOLE)


def line(text: str) -> str:
    """The same on one line: a heading, a name."""
    return safe(one_line(text), limit=_WHOLE)


def number(cell: str) -> int | None:
    """The whole number that a cell is, None when it is words."""
    return int(cell) if _NUMBER.fullmatch(cell) else None


def share(cell: str) -> tuple[float, int] | None:
    """The percentage that a cell is and how many decimals it is written with, None when it is words."""
    match = _SHARE.fullmatch(cell)
    return (float(cell), len(match[1] or "")) if match else None


def full_date(cell: str) -> dt.date | None:
    """The day that a cell is; None for a month, a year, words."""
    try:
        return dt.date.fromisoformat(cell) if len(cell) == 10 else None
    except ValueError:
        return None


def shown(cell: str, column: Column, language: str) -> str:
    """A cell as people read it: 33.5 is "33,5 %", 2021-03-01 is "1.3.2021" in Norwegian, words are as they are."""
    if column.kind == SHARE and share(cell):
        return f"{cell}%" if language == "en" else f"{cell.replace('.', ',')}{_THIN}%"
    if column.kind == NUMBER and (value := number(cell)) is not None and abs(value) >= _LONG and str(value) == cell:
        return number_text(value, lang=language)
    return shown_date(cell, language) if column.kind == DATE else words(cell)


def meant(text: str, column: Column, language: str) -> str:
    """The cell that is shown as `text`; what is shown in no such way is words."""
    if column.kind == SHARE:
        bare = text.removesuffix("%").rstrip(f" {_THIN}")
        bare = bare if language == "en" else bare.replace(",", ".")
        return bare if bare != text and share(bare) else text
    if column.kind == NUMBER and _GROUPED.fullmatch(text):
        return text.replace(_THIN, "").replace(",", "" if language == "en" else ",")
    return (said_date(text) if column.kind == DATE else None) or text


def cells_of(row: Line, columns: tuple[Column, ...]) -> tuple[str, ...]:
    """The cells of a row, as many as there are columns; a section row has its words in the first."""
    return (*row.cells, *("" for _ in columns))[: len(columns)]


def section_words(row: Line) -> str:
    """The words of a section row, which stand for the whole width."""
    return words(next(iter(row.cells), ""))


def tables_of(paper: Paper) -> list[tuple[str, Table]]:
    """The tables of a paper, each with a short name of letters, digits and “-” that no other has."""
    found: list[tuple[str, Table]] = []
    taken: set[str] = set()
    for table in (block for block in paper.blocks if isinstance(block, Table)):
        wanted = _NO_NAME.sub("-", table.name.lower()).strip("-") or "table"
        name, count = wanted, 1
        while name in taken:
            count += 1
            name = f"{wanted}-{count}"
        taken.add(name)
        found.append((name, table))
    return found


def headings_of(paper: Paper) -> list[str]:
    """What each table is called for people: its caption, else the heading that it stands below, else nothing."""
    called: list[str] = []
    above = ""
    for block in blocks_of(paper):
        if isinstance(block, Heading):
            above = line(block.text)
        elif isinstance(block, Table):
            called.append(line(block.caption) or above)
    return called


def blocks_of(paper: Paper) -> list[Block]:
    """The blocks that there is anything to read in: a heading without words is none, for those who hear it least."""
    return [block for block in paper.blocks if not isinstance(block, Heading) or line(block.text)]


def steps(paper: Paper) -> list[int]:
    """The level of each heading such that none is left out: after level 1 comes 2, never 3."""
    found: list[int] = []
    for heading in (block for block in blocks_of(paper) if isinstance(block, Heading)):
        found.append(max(1, min(heading.level, (found[-1] if found else 0) + 1, 6)))
    return found


def widths(table: Table, room: int) -> list[float]:
    """The part of the width that each column gets where a line has room for so many letters: as their weights, and
    never less than the longest word of the header wants, as long as there is room for all.
    """
    wanted = [max(column.weight, 0.1) for column in table.columns]
    parts = [weight / sum(wanted) for weight in wanted]
    least = [min(max((len(word) for word in line(column.title).split()), default=1), 20) for column in table.columns]
    least_parts = [(length + 2) / room for length in least]
    if sum(least_parts) >= 1:
        return [part / sum(least_parts) for part in least_parts]
    fixed: set[int] = set()
    while True:
        free = 1 - sum(least_parts[count] for count in fixed)
        weight = sum(wanted[count] for count in range(len(wanted)) if count not in fixed)
        parts = [
            least_parts[count] if count in fixed else free * wanted[count] / weight for count in range(len(wanted))
        ]
        narrow = {count for count, part in enumerate(parts) if count not in fixed and part < least_parts[count]}
        if not narrow:
            return parts
        fixed |= narrow


def about(paper: Paper) -> dict[str, str]:
    """What the paper is, for those formats that have it as values."""
    told = {"what": paper.what, "title": paper.title, "subtitle": paper.subtitle, "language": paper.language}
    return {name: words(text) for name, text in {**told, "author": paper.author, "date": paper.date}.items()}


def made_of(paper: Paper) -> dict[str, str]:
    """Of what a paper with a provenance was made, as a file that comes back tells it unseen; else nothing."""
    if paper.provenance is None:
        return {}
    told = {"what": paper.what, "wanted": paper.wanted, "day": paper.day, "language": paper.language}
    return {**paper.provenance._asdict(), **told}


def key_text(row: Line) -> str:
    """Which record a row is, as it is told unseen; "" for none."""
    return f"{row.key.kind}/{row.key.id}" if row.key else ""


def made_by(paper: Paper) -> str:
    """Who made the paper and when, as its foot says it; "" when neither is known."""
    day = shown(paper.date, Column("", DATE), paper.language)
    return ", ".join(part for part in (line(paper.author), day) if part)


def name_of(text: str, length: int) -> str:
    """`text` as a short name on one line."""
    return excerpt(line(text), length)
