"""Tables of a page: by the lines that are drawn, or, where none are, by how the words stand under one another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from store.formats.pdf.lines import joined
from store.formats.source import Cell
from store.formats.words import link

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
_NEAR: Final = 2.0
"""Points; what is nearer than this is at one place."""
_WIDE_GAP: Final = 1.4
"""Heights of a line between two words of different cells at least."""
_MIN_ROWS: Final = 3
_MIN_CORRIDOR: Final = 4.0
"""Points between two columns that no word of any row stands in."""


@dataclass
class Table:
    """A table of one page."""

    box: Box
    rows: list[list[Cell]]
    edges: tuple[float, ...]
    """Where its columns begin."""

    def goes_on_in(self, other: Table) -> bool:
        """Whether a table of the next page has the same columns."""
        return len(self.edges) == len(other.edges) and all(
            abs(one - two) <= 2 * _NEAR for one, two in zip(self.edges, other.edges, strict=True)
        )


def lined(page: Any) -> list[Table]:
    """The tables that lines part into cells; a box around a text is none."""
    found = []
    for table in page.find_tables():
        if len(table.cells) < 2:
            continue
        edges = tuple(sorted({round(box[0], 1) for box in table.cells}))
        texts = table.extract(x_tolerance=_NEAR, y_tolerance=_NEAR)
        shown: dict[Box, Cell] = {}
        for row, words in zip(table.rows, texts, strict=True):
            for box, text in zip(row.cells, words, strict=True):
                if box is not None:
                    shown[box] = Cell(joined((text or "").split("\n")), link=_address(page, box))
        rows = [
            [_cell(shown, row.bbox[1], box, edge) for box, edge in zip(row.cells, _columns(table), strict=True)]
            for row in table.rows
        ]
        found.append(Table(table.bbox, rows, edges))
    return sorted(found, key=lambda table: (table.box[1], table.box[0]))


def _columns(table: Any) -> list[float]:
    """Where the columns begin, as pdfplumber counts them."""
    return sorted({box[0] for box in table.cells})


def _cell(shown: dict[Box, Cell], top: float, box: Box | None, edge: float) -> Cell:
    """A cell, or the merged one that covers its place."""
    if box is not None:
        return shown[box]
    for other, cell in shown.items():
        if other[0] - _NEAR < edge < other[2] - _NEAR and other[1] - _NEAR < top < other[3] - _NEAR:
            return cell._replace(is_repeated=True)
    return Cell()


def _address(page: Any, box: Box) -> str:
    for item in page.hyperlinks:
        across, down = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
        if box[0] <= across <= box[2] and box[1] <= down <= box[3]:
            return link(item.get("uri"))
    return ""


@dataclass
class _Piece:
    """Words that stand close together."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float


def aligned(page: Any) -> list[Table]:
    """The tables that show only by their columns of words."""
    rows = [_pieces(line) for line in _lines(page.extract_words(x_tolerance=_NEAR, y_tolerance=_NEAR))]
    found: list[Table] = []
    at = 0
    while at < len(rows):
        end = at
        while end < len(rows) and len(rows[end]) > 1:
            end = _over_short(rows, end + 1)
        if end - at >= _MIN_ROWS:
            table = _table(rows[at:end])
            if table is not None:
                found.append(table)
        at = max(end, at + 1)
    return found


def _over_short(rows: Sequence[list[_Piece]], at: int) -> int:
    """Past lines of one piece with more of the table behind them: sections, and cells of several lines."""
    end = at
    while end < len(rows) and len(rows[end]) == 1 and end - at < 3 and _is_close(rows[end - 1], rows[end]):
        end += 1
    return end if end < len(rows) and len(rows[end]) > 1 and _is_close(rows[end - 1], rows[end]) else at


def _is_close(above: list[_Piece], below: list[_Piece]) -> bool:
    height = above[0].bottom - above[0].top
    return below[0].top - above[0].bottom < 2.5 * height


def _lines(words: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Words by the lines they stand on, from the top down and from left to right."""
    lines: list[list[dict[str, Any]]] = []
    for word in sorted(words, key=lambda item: (item["top"], item["x0"])):
        if lines and abs(word["top"] - lines[-1][0]["top"]) <= 2 * _NEAR:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda item: float(item["x0"])) for line in lines]


def _pieces(line: list[dict[str, Any]]) -> list[_Piece]:
    pieces: list[_Piece] = []
    for word in line:
        gap = _WIDE_GAP * (word["bottom"] - word["top"]) / 2
        if pieces and word["x0"] - pieces[-1].x1 < gap:
            last = pieces[-1]
            pieces[-1] = _Piece(f"{last.text} {word['text']}", last.x0, word["x1"], last.top, last.bottom)
        else:
            pieces.append(_Piece(word["text"], word["x0"], word["x1"], word["top"], word["bottom"]))
    return pieces


def _table(rows: Sequence[list[_Piece]]) -> Table | None:
    """Rows of pieces as a table, its columns between the corridors that no piece of a full row stands in."""
    taken = sorted((piece.x0, piece.x1) for row in rows if len(row) > 1 for piece in row)
    columns: list[list[float]] = []
    for left, right in taken:
        if columns and left - columns[-1][1] < _MIN_CORRIDOR:
            columns[-1][1] = max(columns[-1][1], right)
        else:
            columns.append([left, right])
    if len(columns) < 2:
        return None
    made: list[list[list[str]]] = []
    for row in rows:
        cells: list[list[str]] = [[] for _column in columns]
        for piece in row:
            cells[_column_of(columns, piece.x0)].append(piece.text)
        if made and not cells[0]:  # goes on with the row above
            for above, below in zip(made[-1], cells, strict=True):
                above.extend(below)
        else:
            made.append(cells)
    pieces = [piece for row in rows for piece in row]
    box = (
        min(piece.x0 for piece in pieces),
        min(piece.top for piece in pieces),
        max(piece.x1 for piece in pieces),
        max(piece.bottom for piece in pieces),
    )
    edges = tuple(round(column[0], 1) for column in columns)
    return Table(box, [[Cell(joined(cell)) for cell in cells] for cells in made], edges)


def _column_of(columns: Sequence[Sequence[float]], left: float) -> int:
    """The column that begins here or before."""
    return max((number for number, column in enumerate(columns) if column[0] <= left + _NEAR), default=0)
