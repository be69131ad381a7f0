"""What a reader has to find in a table, whatever the format."""

from __future__ import annotations

from store.papers.paper import Paper, Table
from store.papers.writers.cells import cells_of, section_words, shown, words


def tables_in(paper: Paper) -> list[Table]:
    return [block for block in paper.blocks if isinstance(block, Table)]


def header(table: Table) -> list[str]:
    return [words(column.title) for column in table.columns]


def rows(table: Table, language: str) -> list[list[str]]:
    """Each row below the header as people read it; a section row is its words alone."""
    found = []
    for line in table.lines:
        if line.is_section:
            found.append([section_words(line)])
        else:
            pairs = zip(cells_of(line, table.columns), table.columns, strict=True)
            found.append([shown(cell, column, language) for cell, column in pairs])
    return found


def squeezed(text: str) -> str:
    return " ".join(text.split())
