"""Plain text: prose, and tables of tabs, as they come out of Word when a page is copied."""

from __future__ import annotations

from store.base.i18n import _
from store.formats.limits import Budget, Limits
from store.formats.source import Cell, Grid, Source
from store.formats.text.broken import Line, mended
from store.formats.text.delimited import line_ends
from store.formats.text.encodings import decode
from store.formats.words import cell_text, clean, grid


def read(name: str, data: bytes, limits: Limits, encoding: str | None = None) -> Source:
    """The file's prose and tables; `place` is the line."""
    text, notices = decode(name, data, encoding)
    return read_text(name, text, limits, notices)


def read_text(name: str, text: str, limits: Limits, notices: list[str] | None = None) -> Source:
    """The same of a text. An empty line inside a table does not end it, another header does."""
    budget = Budget(name, limits)
    parts: list[str | Grid] = []
    table: list[Line] = []
    after_gap = False

    def end_table() -> None:
        if table:
            rows = (
                (_("line {line}", line=line), [Cell(cell_text(cell)) for cell in row]) for line, row in mended(table)
            )
            name = next((part for part in reversed(parts) if isinstance(part, str) and part.strip()), "")
            made = grid(budget, rows, name=name)
            parts.extend([made] if made else [])
            table.clear()

    for number, line in enumerate(line_ends(text).removeprefix("\ufeff").split("\n"), start=1):
        if not line.strip():
            after_gap = True
            if not table:
                parts.append("")
            continue
        if "\t" not in line:
            end_table()
            budget.take(1)
            parts.append(clean(line).rstrip())
        else:
            cells = line.split("\t")
            if table and after_gap and len(cells) != len(table[0][1]):
                end_table()
            budget.width(len(cells))
            table.append((number, cells))
        after_gap = False
    end_table()
    return Source(name, "txt", tuple(parts), tuple(notices or ()))
