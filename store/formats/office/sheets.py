"""Sheets of a workbook as they are put together: cells where something stands, merges, what is hidden."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from store.base.i18n import _, ngettext
from store.formats import marks
from store.formats.limits import Budget
from store.formats.source import Cell, Grid
from store.formats.words import grid

TRUE: Final = "ja"
FALSE: Final = "nei"
"""What a cell that is true or false says: in Excel a tick, in words what offices write."""
_GAP: Final = 100
"""Empty rows after one another that are kept; thousands of them are a cell that somebody hit far below."""


class Merge(NamedTuple):
    """A merged cell: its first row and column, and its last ones."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Sheet:
    """A sheet as it is read; rows and columns count from 0."""

    name: str
    budget: Budget
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[range] = field(default_factory=list)
    counted: int = 0
    ours: int | None = None
    """The hidden column that this program put there: it is nobody's words."""
    _known: dict[Cell, Cell] = field(default_factory=dict)
    """One of all cells that are alike: a sheet of marks has three that differ."""

    def put(self, row: int, column: int, cell: Cell) -> None:
        """A cell that holds something."""
        if cell.text or cell.notes:
            self._take()
            self.rows.setdefault(row, {})[column] = self._known.setdefault(cell, cell)
            if marks.is_hidden(cell.text):
                self.ours = column

    def _take(self) -> None:
        self.budget.take(1)
        self.counted += 1

    def hang(self, row: int, column: int, *, note: str = "", link: str = "") -> None:
        """Something that hangs on a cell and stands elsewhere in the file; a link without words is none."""
        cell = self.rows.get(row, {}).get(column, Cell())
        if note:
            self.put(row, column, cell._replace(notes=(*cell.notes, note)))
        elif link and cell.text and not cell.link:
            self.rows[row][column] = cell._replace(link=link)

    def made(self) -> Grid | None:
        """The grid; None where nothing stands on the sheet."""
        if not self.rows:
            return None
        width = 1 + max(max(row) for row in self.rows.values())
        self.budget.width(width)
        self._spread(width)
        kept: list[tuple[str, list[Cell]]] = []
        last = -1
        for number in sorted(self.rows):
            for empty in range(last + 1, number) if number - last <= _GAP else ():
                kept.append((_place(empty), []))
            cells = self.rows[number]
            kept.append((_place(number), [cells.get(column, _EMPTY) for column in range(max(cells) + 1)]))
            last = number
        return marks.unhidden(grid(self.budget, kept, name=self.name, counted=self.counted))

    def _spread(self, width: int) -> None:
        """Put merged cells in every place they cover, in the rows and columns where something stands."""
        filled = sorted(self.rows)
        for merge in self.merges:
            cell = self.rows.get(merge.top, {}).get(merge.left)
            if cell is None:
                continue
            copy = cell._replace(is_repeated=True)
            for row in filled[bisect_left(filled, merge.top) : bisect_right(filled, merge.bottom)]:
                for column in range(merge.left, min(merge.right, width - 1) + 1):
                    if (row, column) != (merge.top, merge.left):
                        self._take()
                        self.rows.setdefault(row, {})[column] = copy

    def notices(self) -> list[str]:
        """What a person has to know: what is hidden on it was read all the same."""
        if not self.rows:
            return []
        right, last = max(max(row) for row in self.rows.values()), max(self.rows)
        rows = sum(row in self.rows for row in self.hidden_rows if row <= last)
        hidden = (column for part in self.hidden_columns for column in range(part.start, min(part.stop, right + 1)))
        columns = sum(column != self.ours for column in hidden)
        told = []
        if rows:
            told.append(
                ngettext("sheet “{name}”: {count} hidden row was read too",
                         "sheet “{name}”: {count} hidden rows were read too", rows, name=self.name)
            )  # fmt: skip
        if columns:
            told.append(
                ngettext("sheet “{name}”: {count} hidden column was read too",
                         "sheet “{name}”: {count} hidden columns were read too", columns, name=self.name)
            )  # fmt: skip
        return told


_EMPTY: Final = Cell()


def not_read(name: str) -> str:
    """What is told of a sheet that is hidden."""
    return _("sheet “{name}” is hidden, and was not read", name=name)


def no_values(count: int) -> str:
    """What is told of formulas that nobody has reckoned yet."""
    return ngettext(
        "{count} formula has no value in the file: open it in the spreadsheet, save it, and import it again",
        "{count} formulas have no value in the file: open it in the spreadsheet, save it, and import it again",
        count,
    )


def _place(row: int) -> str:
    return _("row {row}", row=row + 1)
