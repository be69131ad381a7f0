"""What a paper says, taken apart for tests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from store.papers.paper import (
    DATE,
    MARK,
    NUMBER,
    SHARE,
    Block,
    Bullets,
    Chart,
    Column,
    Drawing,
    Heading,
    Line,
    Paper,
    Paragraph,
    Table,
)

_CELLS = {
    DATE: re.compile(r"|\d{4}(-\d{2}(-\d{2})?)?"),
    MARK: re.compile(r"|x( \(.+\))?"),
    NUMBER: re.compile(r"|\d+"),
    SHARE: re.compile(r"|\d+(\.\d+)?|\d+/\d+"),
}


def tables(paper: Paper) -> dict[str, Table]:
    """The tables by their names, which are all different."""
    found = [block for block in paper.blocks if isinstance(block, Table)]
    by_name = {table.name: table for table in found}
    assert len(by_name) == len(found)
    return by_name


def rows(table: Table) -> list[str]:
    """The lines as one can read them: cells between bars, a section after “#”."""
    return [f"# {line.cells[0]}" if line.is_section else " | ".join(line.cells) for line in table.lines]


def titles(table: Table) -> list[str]:
    return [column.title for column in table.columns]


def texts(block: Block) -> Iterator[str]:
    """Everything that a block says."""
    if isinstance(block, Table):
        yield block.caption
        yield from titles(block)
        for line in block.lines:
            yield from line.cells
    elif isinstance(block, Bullets):
        yield from (text for _level, text in block.items)
    elif isinstance(block, Chart):
        yield from (block.title, block.described, *(label for label, _value in block.bars))
    elif isinstance(block, Drawing):
        yield from (block.title, block.described)
    else:
        yield block.text


def whole_text(paper: Paper) -> str:
    return "\n".join([paper.title, paper.subtitle, *(text for block in paper.blocks for text in texts(block))])


def prose(paper: Paper) -> list[str]:
    """The paragraphs that are no notes."""
    return [block.text for block in paper.blocks if isinstance(block, Paragraph) and not block.is_note]


def notes(paper: Paper) -> list[str]:
    return [block.text for block in paper.blocks if isinstance(block, Paragraph) and block.is_note]


def is_sound(paper: Paper) -> None:
    """Every line has its cells, every cell is what its column says."""
    assert paper.title.strip()
    assert paper.subtitle.strip()
    levels = [0, *(block.level for block in paper.blocks if isinstance(block, Heading))]
    assert all(below <= above + 1 for above, below in pairwise(levels)), "a level of headings is left out"
    for name, table in tables(paper).items():
        assert re.fullmatch("[a-z0-9-]+", name), name
        for line in table.lines:
            _is_sound(line, table.columns, name)


def _is_sound(line: Line, columns: tuple[Column, ...], name: str) -> None:
    if line.is_section:
        assert len(line.cells) == 1, name
        return
    assert len(line.cells) == len(columns), name
    for column, cell in zip(columns, line.cells, strict=True):
        if column.kind in _CELLS:
            assert _CELLS[column.kind].fullmatch(cell), f"{name}, {column.title}: {cell}"
        if column.choices and cell and column.kind == "text":
            assert cell.rstrip("?") in column.choices, f"{name}, {column.title}: {cell}"
