"""How much of a file is read: whoever sent it may have meant it to fill the memory or to take for ever."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from store.base.errors import BadInput
from store.base.i18n import _

MAX_FILE: Final = 200 << 20
MAX_CELLS: Final = 2_000_000
"""Cells and lines of prose of a whole file, merged cells counted in every place they cover."""
MAX_COLUMNS: Final = 1_000
MAX_UNPACKED: Final = 512 << 20
"""Bytes of all members of a zip file that are read, as they come out, not as the file says."""
MAX_RATIO: Final = 300
"""How many times larger than packed a member may come out; a spreadsheet of one word all over is below 100."""
RATIO_FROM: Final = 8 << 20
"""A member that comes out smaller than this may have any ratio."""
MAX_TREE: Final = 64 << 20
"""Bytes of XML, HTML or Markdown that are taken in whole: as a tree they are ten times that."""
MAX_MEMBERS: Final = 20_000
MAX_PAGES: Final = 500
MAX_PAGE_SIGNS: Final = 100_000
"""Letters, lines and boxes of one page of a PDF; a page of small print has 10,000."""
MAX_DEPTH: Final = 20
"""Tables within tables."""


@dataclass(frozen=True)
class Limits:
    """What is read of one file at most."""

    file_bytes: int = MAX_FILE
    cells: int = MAX_CELLS
    columns: int = MAX_COLUMNS
    unpacked_bytes: int = MAX_UNPACKED
    ratio: int = MAX_RATIO
    tree_bytes: int = MAX_TREE
    members: int = MAX_MEMBERS
    pages: int = MAX_PAGES
    page_signs: int = MAX_PAGE_SIGNS
    depth: int = MAX_DEPTH


class Budget:
    """What is left of the limits while a file is read; everything that grows with the file asks it first."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.file, self.limits = file, limits
        self._cells = 0
        self._unpacked = 0

    def take(self, cells: int) -> None:
        """So many more cells or lines; raises BadInput when they are too many."""
        self._cells += cells
        if self._cells > self.limits.cells:
            raise BadInput(
                _("{file}: more than {limit} cells: divide the file, and import it part by part",
                  file=self.file, limit=self.limits.cells)
            )  # fmt: skip

    def width(self, columns: int) -> None:
        """A table of so many columns; raises BadInput when they are too many."""
        if columns > self.limits.columns:
            raise BadInput(
                _("{file}: a table of {count} columns, and at most {limit} are read: take away those that do not count",
                  file=self.file, count=columns, limit=self.limits.columns)
            )  # fmt: skip

    def unpack(self, size: int) -> None:
        """So many more bytes that came out of a packed part; raises BadInput when they are too many."""
        self._unpacked += size
        if self._unpacked > self.limits.unpacked_bytes:
            raise BadInput(
                _("{file}: its content unpacks to more than {limit} MB: it is no ordinary document",
                  file=self.file, limit=self.limits.unpacked_bytes >> 20)
            )  # fmt: skip

    def tree(self, size: int) -> None:
        """So many bytes taken in whole; raises BadInput when they are too many."""
        if size > self.limits.tree_bytes:
            raise BadInput(
                _("{file}: its text is larger than {limit} MB: divide the file, and import it part by part",
                  file=self.file, limit=self.limits.tree_bytes >> 20)
            )  # fmt: skip

    def nest(self, depth: int) -> None:
        """Tables within so many tables; raises BadInput when they are too many."""
        if depth > self.limits.depth:
            raise BadInput(
                _("{file}: tables stand in tables more than {limit} deep", file=self.file, limit=self.limits.depth)
            )
