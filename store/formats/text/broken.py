"""Rows of a pasted table that were broken over several lines inside a cell."""

from __future__ import annotations

from collections.abc import Sequence

Line = tuple[int, list[str]]
"""The number of a line in the file, and its cells."""


def mended(rows: Sequence[Line]) -> list[Line]:
    """`rows` with each row that was broken inside a cell in one piece, as two lines of that cell.

    A row is taken for broken where it and those after it are too short and make one whole row together, the words
    going on where they stopped. In a table whose rows are of many lengths nothing is joined: short rows are its way.
    """
    if not rows:
        return []
    width = len(rows[0][1])
    groups: list[list[Line]] = []
    at = 0
    while at < len(rows):
        count = _broken(rows, at, width)
        groups.append(list(rows[at : at + count]))
        at += count
    if any(len(group) == 1 and len(group[0][1]) != width for group in groups):
        return list(rows)
    return [_joined(group) for group in groups]


def _broken(rows: Sequence[Line], at: int, width: int) -> int:
    """How many rows from here on are one; 1 where it is whole, or cannot be made whole."""
    cells = len(rows[at][1])
    end = at + 1
    while cells < width and end < len(rows) and rows[end - 1][1][-1].strip() and rows[end][1][0].strip():
        cells += len(rows[end][1]) - 1
        end += 1
    return end - at if cells == width else 1


def _joined(group: Sequence[Line]) -> Line:
    number, cells = group[0][0], list(group[0][1])
    for _number, more in group[1:]:
        cells[-1] = f"{cells[-1].rstrip()}\n{more[0].lstrip()}"
        cells += more[1:]
    return number, cells
