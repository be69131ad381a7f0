"""The tables of a paper as CSV: by default as Excel opens it right in Norwegian, else as RFC 4180 has it."""

from __future__ import annotations

import csv
import io
from typing import Any, Final, NamedTuple

from store.base.errors import BadInput
from store.base.i18n import _
from store.papers.paper import NUMBER, SHARE, Column, Paper, Table
from store.papers.writers.cells import (
    FORMULA_SIGNS,
    cells_of,
    headings_of,
    number,
    section_words,
    share,
    tables_of,
    words,
)


class _Dialect(NamedTuple):
    between: str
    decimal: str
    encoding: str


_DIALECTS: Final = {"excel": _Dialect(";", ",", "utf-8-sig"), "rfc4180": _Dialect(",", ".", "utf-8")}


def write(paper: Paper, *, name: str = "", dialect: str = "excel") -> bytes:
    """The table that is called `name`, else all of them: an empty line and its heading stand before each but the first.

    Nothing but a mark of its encoding when there is none. A cell that a spreadsheet would take for a formula gets an
    apostrophe before it. Raises BadInput for a name that no table has.
    """
    how = _DIALECTS[dialect]
    tables = dict(tables_of(paper))
    if name and name not in tables:
        raise BadInput(_("“{name}” is none of: {names}", name=name, names=", ".join(tables)))
    text = io.StringIO()
    writer = csv.writer(text, delimiter=how.between, lineterminator="\r\n")
    for at, ((called, table), heading) in enumerate(zip(tables.items(), headings_of(paper), strict=True)):
        if name and called != name:
            continue
        if at and not name:
            writer.writerows([[], [_literal(heading or called)]])
        _write_table(writer, table, how)
    return text.getvalue().encode(how.encoding)


def _write_table(writer: Any, table: Table, how: _Dialect) -> None:
    writer.writerow(_literal(words(column.title)) for column in table.columns)
    for row in table.lines:
        cells = cells_of(row, table.columns)
        if row.is_section:
            writer.writerow([_literal(section_words(row)), *("" for _ in cells[1:])])
        else:
            writer.writerow(_cell(cell, column, how) for cell, column in zip(cells, table.columns, strict=True))


def _cell(cell: str, column: Column, how: _Dialect) -> str:
    if column.kind == SHARE and share(cell):
        return cell.replace(".", how.decimal)
    if column.kind == NUMBER and number(cell) is not None:
        return cell
    return _literal(words(cell))


def _literal(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
