"""csv and tsv: any usual encoding and delimiter, cells of several lines, quotation marks that mean themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple

from store.base.errors import BadInput
from store.base.i18n import _
from store.formats import marks
from store.formats.limits import Budget, Limits
from store.formats.source import Cell, Source
from store.formats.text.broken import Line, mended
from store.formats.text.encodings import decode
from store.formats.words import cell_text, grid

_DELIMITERS: Final = "\t;|,"
_TOLD = re.compile(r"[ \t]*\"?sep=(.)\"?[ \t]*(?:\n|\Z)", re.IGNORECASE)
_SAMPLE: Final = 200
"""Rows that the delimiter is found by."""
_MOST: Final = 0.6
"""The share of rows that have to be of one width."""
_MAX_LINES: Final = 200
"""Lines of one cell: a quotation mark that closes later than this was none."""
_MAX_ODD: Final = 100
"""Lines with a quotation mark that never closes; where there are more, the file is of another kind."""
_FORMULA = re.compile(r"'(?=[=+\-@])")
"""The apostrophe that keeps spreadsheets from reckoning; it is no part of the words."""


class _Row(NamedTuple):
    line: int
    cells: list[str]
    is_odd: bool
    """Whether a quotation mark opened a cell and never closed it."""


def read(name: str, data: bytes, limits: Limits, encoding: str | None = None) -> Source:
    """The file as one grid; `place` is the line."""
    text, notices = decode(name, data, encoding)
    return read_text(name, text, limits, notices)


def read_text(name: str, text: str, limits: Limits, notices: list[str] | None = None) -> Source:
    """The same of a text."""
    budget = Budget(name, limits)
    notices = list(notices or ())
    text = line_ends(text).removeprefix("\ufeff")
    told = _TOLD.match(text)
    start, first = (told.end(), 2) if told else (0, 1)
    usual = "\t" if name.casefold().endswith(".tsv") else ";"
    delimiter = told[1] if told else found_delimiter(text) or found_delimiter(text, least=0) or usual
    rows: list[Line] = []
    for row in _rows(text, delimiter, start, first):
        if row.is_odd:
            notices.append(_("line {line}: a quotation mark is never closed, and was read as it stands", line=row.line))
        if len(notices) > _MAX_ODD:
            raise BadInput(
                _("{file}: quotation marks do not close in more than {limit} lines: save it anew, or as xlsx",
                  file=name, limit=_MAX_ODD)
            )  # fmt: skip
        budget.width(len(row.cells))
        budget.take(len(row.cells))
        rows.append((row.line, row.cells))
    filled = [row for row in rows if any(cell.strip() for cell in row[1])]
    whole = {row[0]: row for row in mended(filled)}
    gone = {row[0] for row in filled} - whole.keys()
    rows = [whole.get(row[0], row) for row in rows if row[0] not in gone]
    made = grid(
        budget,
        ((_("line {line}", line=line), [Cell(_words(cell)) for cell in cells]) for line, cells in rows),
        counted=sum(len(cells) for _line, cells in rows),
    )
    made = marks.unhidden(made)
    kind = "tsv" if delimiter == "\t" else "csv"
    return Source(name, kind, (made,) if made else (), tuple(notices))


def line_ends(text: str) -> str:
    """`text` with one way to end a line."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def found_delimiter(text: str, least: float = _MOST) -> str:
    """What parts the cells of a text, "" where its rows show no table: at `least` this share of one width.

    A text that is known to be of cells may have more lines of prose than rows.
    """
    best, chosen = (0.0, 0), ""
    for delimiter in _DELIMITERS:
        if delimiter not in text:
            continue
        rows = [row for row, _nr in zip(_rows(text, delimiter, 0, 1), range(_SAMPLE), strict=False) if any(row.cells)]
        many = Counter(len(row.cells) for row in rows if len(row.cells) > 1 and not row.is_odd)
        if not many:
            continue
        width, count = max(many.items(), key=lambda item: (item[1], item[0]))
        share = count / len(rows)
        is_prose = least > 0 and delimiter == "," and len(rows[0].cells) != width
        is_one = least == 0 and count < 2  # a comma in a list of names makes no columns
        if share >= least and not is_one and not is_prose and (share, width) > best:
            best, chosen = (share, width), delimiter
    return chosen


def _words(cell: str) -> str:
    return cell_text(_FORMULA.sub("", cell, count=1) if cell[:1] == "'" else cell)


def _rows(text: str, delimiter: str, at: int, line: int) -> Iterator[_Row]:
    """The rows of a text with the line that each begins on.

    A quotation mark opens a cell only at its beginning, and closes it only before a delimiter or the end of a line:
    any other is a letter like the rest.
    """
    part = re.escape(delimiter)
    quoted = re.compile(rf' *"((?:[^"]|"")*+)" *(?={part}|\n|\Z)')
    bare = re.compile(rf"[^\n{part}]*")
    cells: list[str] = []
    begun, is_odd, end = line, False, len(text)
    while at < end or cells:
        found = quoted.match(text, at) if text[at : at + 1] in ('"', " ") else None
        if found and found[0].count("\n") <= _MAX_LINES:
            cells.append(found[1].replace('""', '"'))
            line += found[0].count("\n")
        else:
            is_odd = is_odd or text[at : at + 1] == '"'
            found = bare.match(text, at)
            assert found is not None
            cells.append(found[0])
        at = found.end()
        if text[at : at + 1] == delimiter:
            at += 1
            if at < end:
                continue
            cells.append("")
        line, at = line + 1, at + 1
        yield _Row(begun, cells, is_odd)
        cells, begun, is_odd = [], line, False
