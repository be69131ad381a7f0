"""What this program says in its own files unseen, so that they can come back: of what they were made, what a row is.

A file that was made here has been in somebody's hands: what is no mark of ours says nothing. Where a format keeps
bookmarks or anchors, their names say it: letters, digits and “_”, 40 at most, as Word wants them; what is longer goes
into several. Word shows none that begins with “_”, and word processors keep them at their words. A spreadsheet has a
hidden column, which is sorted with its rows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from store.formats.source import Grid, Marked, Origin
from store.formats.words import cell_text

KEY, FIELD, TABLE = "k", "f", "t"
"""What a mark says: the record of a row, the field of a column, the name of a table."""
HIDDEN: Final = "iktui"
"""The header of a spreadsheet's hidden column begins with this; what follows is the table's name and its columns."""
CHOICES: Final = "choices"
"""The name of the hidden sheet of lists that cells are chosen from."""
_PROPERTY: Final = "iktui-"
_LENGTH: Final = 40
_NAME: Final = re.compile(r"_ik(\d+)([kft])(\d+)_(\w*)", re.ASCII)
_SIGNS: Final = {"-": "_h", "_": "_u", ".": "_d", "/": "_s", "*": "_a"}
_WRITTEN: Final = {written: sign for sign, written in _SIGNS.items()}
_PIECE: Final = re.compile(r"_x[0-9A-F]{1,6}_|_[hudsa]|[A-Za-z0-9]")
_COMMIT: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_SEEN: Final = 30
"""Rows in which the header of a hidden column is looked for."""


def properties(told: Mapping[str, str]) -> dict[str, str]:
    """The properties of a document that say of what it was made, by their names; nothing is said by an empty one."""
    return {f"{_PROPERTY}{name}": value for name, value in told.items() if value}


def origin(told: Mapping[str, str]) -> Origin | None:
    """Of what a file was made, by its properties; None where they do not name a register and a commit."""
    found = Origin(*(told.get(f"{_PROPERTY}{name}", "") for name in Origin._fields))
    return found if _COMMIT.fullmatch(found.register) and _COMMIT.fullmatch(found.commit) else None


def names(number: int, sort: str, said: str) -> list[str]:
    """The names of the bookmarks that say `said`; no other place has this `number`."""
    written = "".join(
        sign if sign.isascii() and sign.isalnum() else _SIGNS.get(sign) or f"_x{ord(sign):X}_" for sign in said
    )
    found: list[str] = []
    while written or not found:
        before = f"_ik{number}{sort}{len(found)}_"
        room = _LENGTH - len(before)
        found.append(before + written[:room])
        written = written[room:]
    return found


def said(found: Iterable[str]) -> dict[str, str]:
    """What the bookmarks of one place say, by what they are about; a mark of which a part is missing says nothing."""
    parts: dict[tuple[int, str], dict[int, str]] = {}
    for name in found:
        if match := _NAME.fullmatch(name):
            parts.setdefault((int(match[1]), match[2]), {})[int(match[3])] = match[4]
    told: dict[str, str] = {}
    for (_number, sort), chunks in parts.items():
        if sorted(chunks) == list(range(len(chunks))):
            told.setdefault(sort, _read("".join(chunks[count] for count in range(len(chunks)))))
    return told


def _read(written: str) -> str:
    return "".join(_WRITTEN.get(piece) or _sign(piece) for piece in _PIECE.findall(written))


def _sign(piece: str) -> str:
    code = int(piece[2:-1], 16) if piece.startswith("_x") else ord(piece)
    return chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"


def marked(grid: Grid | None, told: Sequence[Sequence[Mapping[str, str]]]) -> Grid | None:
    """The grid with what the marks in its cells say, by row and column; the header is the first row with one of ours.

    Of a row that says two records, the first counts.
    """
    if grid is None:
        return None
    keys = [next((cell[KEY] for cell in row if KEY in cell), "") for row in told]
    head = next((at for at, row in enumerate(told) if any({FIELD, TABLE} & cell.keys() for cell in row)), None)
    rows = tuple(row._replace(key=key) for row, key in zip(grid.rows, keys, strict=False))
    if head is None:
        return replace(grid, rows=rows)
    table = next((cell[TABLE] for cell in told[head] if TABLE in cell), "")
    return replace(grid, rows=rows, marked=Marked(table, head, tuple(cell.get(FIELD, "") for cell in told[head])))


def unhidden(grid: Grid | None) -> Grid | None:
    """A grid of a spreadsheet without our hidden column, and what that says; fields follow their headers."""
    if grid is None:
        return None
    seen = ((at, column) for at, row in enumerate(grid.rows[:_SEEN]) for column in range(len(row.cells)))
    place = next(((at, column) for at, column in seen if is_hidden(grid.rows[at].cells[column].text)), None)
    if place is None:
        return grid
    head, column = place
    try:
        table, columns = json.loads(grid.rows[head].cells[column].text.removeprefix(HIDDEN))
        told = [(cell_text(str(title)), str(field)) for title, field in columns]
    except (ValueError, TypeError, RecursionError):
        table, told = "", []
    rows = tuple(
        row._replace(
            cells=row.cells[:column] + row.cells[column + 1 :], key=row.cells[column].text if at != head else ""
        )
        for at, row in enumerate(grid.rows)
    )
    fields = []
    for cell in rows[head].cells:
        found = next((pair for pair in told if pair[0] == cell.text), None)
        fields.append(found[1] if found else "")
        if found:
            told.remove(found)
    return replace(grid, rows=rows, marked=Marked(str(table), head, tuple(fields)))


def is_hidden(text: str) -> bool:
    """Whether a cell is the header of our hidden column."""
    return text.startswith(f"{HIDDEN}[")
