"""What stands on the terminal, cell by cell, so that only what differs is written: a key costs a third of the bytes.

Textual writes whole spans of every line that it touches, each with its full style. The same was done for terminals by
curses (J. Gosling, "A redisplay algorithm", 1981); here it is done with what Textual has already laid out.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

from rich.cells import get_character_cell_size

_TOKEN = re.compile(
    r"\x1b\[(?P<row>\d*);?(?P<column>\d*)H|\x1b\[(?P<style>[\d;]*)m|(?P<line>\r?\n)|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
)
_HARMLESS = re.compile(r"\x07|\x1b\[\?(?!1049|47)\d+(?:[hl]|\$p)")
"""What changes no cell: the bell, modes other than the alternate screen."""
_SEEN_ON_BLANKS = {"4", "7", "9", "21", "53"}
"""Underlined, reversed, crossed out, twice underlined, overlined: the colour of a blank's text is seen with these."""
_ERASED_FROM = 12
"""Blanks that are cheaper erased than written: erasing them and stepping over them is ten bytes."""
_BLANKS = re.compile(f" {{{_ERASED_FROM},}}")
_BRIDGE = 4
"""Cells that are cheaper written again than jumped over."""


@dataclass(eq=False, slots=True)
class _Style:
    """One style of a cell; the same style is always the same object."""

    foreground: str = ""
    background: str = ""
    attributes: frozenset[str] = frozenset()
    blank: _Style = field(init=False)

    def __post_init__(self) -> None:
        if self.attributes & _SEEN_ON_BLANKS or not (self.foreground or self.attributes):
            self.blank = self
        else:
            self.blank = _style("", self.background, frozenset())


@lru_cache(maxsize=4096)
def _style(foreground: str, background: str, attributes: frozenset[str]) -> _Style:
    return _Style(foreground, background, attributes)


@lru_cache(maxsize=4096)
def _changed(before: _Style, parameters: str) -> _Style:
    """The style after an SGR sequence (ECMA-48 §8.3.117), for those that Rich writes."""
    foreground, background, attributes = before.foreground, before.background, before.attributes
    codes = parameters.split(";")
    while codes:
        code = codes.pop(0) or "0"
        if code in ("38", "48"):
            length = 2 if codes[:1] == ["5"] else 4
            colour = ";".join([code, *codes[:length]])
            del codes[:length]
            foreground, background = (colour, background) if code == "38" else (foreground, colour)
        elif code == "0":
            foreground, background, attributes = "", "", frozenset()
        elif 30 <= int(code) <= 39 or 90 <= int(code) <= 97:
            foreground = "" if code == "39" else code
        elif 40 <= int(code) <= 49 or 100 <= int(code) <= 107:
            background = "" if code == "49" else code
        else:
            attributes |= {code}
    return _style(foreground, background, attributes)


@lru_cache(maxsize=4096)
def _sequence(before: _Style, after: _Style) -> str:
    """The shortest SGR sequence from one style to another."""
    parts = []
    lost_colour = (before.foreground and not after.foreground) or (before.background and not after.background)
    if before.attributes - after.attributes or lost_colour:
        parts.append("0")
        before = _style("", "", frozenset())
    parts += sorted(after.attributes - before.attributes)
    if after.foreground != before.foreground:
        parts.append(after.foreground)
    if after.background != before.background:
        parts.append(after.background)
    return f"\x1b[{';'.join(parts) if parts != ['0'] else ''}m"


@lru_cache(maxsize=8192)
def _takes_one_cell(character: str) -> bool:
    return get_character_cell_size(character) == 1 and unicodedata.category(character) not in ("Mn", "Me", "Cf")


_Cells = list["tuple[str, _Style] | None"]


class ShownCells:
    """The cells as they were last written. `erases` is whether the terminal erases cells to the background in use."""

    def __init__(self, *, erases: bool = False) -> None:
        self._erases = erases
        self._rows: dict[int, _Cells] = {}
        self._plain = _style("", "", frozenset())
        self._current = self._plain
        self._at: tuple[int, int] | None = None
        self._left_at: tuple[int, int] | None = None
        self._out: list[str] = []

    def forget(self) -> None:
        """Nothing is known of the terminal: whatever is written next is written whole."""
        self._rows.clear()
        self._at = self._left_at = None

    def lean(self, data: str) -> str:
        """What has to be written to show what `data` would."""
        self._out = []
        wanted, pen = self._at, self._plain
        position = 0
        row, column = wanted or (0, 0)
        while position < len(data):
            token = _TOKEN.match(data, position)
            if token is None:
                harmless = _HARMLESS.match(data, position)
                if harmless is None:
                    return self._pass(data, position)
                self._out.append(harmless[0])
                position = harmless.end()
                continue
            position = token.end()
            if (text := token["text"]) is not None:
                column = self._write(row, column, text, pen)
            elif token["style"] is not None:
                pen = _changed(pen, token["style"])
            elif token["line"] is not None:
                row, column = row + 1, 0
            else:
                row, column = int(token["row"] or 1) - 1, int(token["column"] or 1) - 1
            wanted = row, column
        if wanted is not None and wanted != self._left_at:
            # Where an input method opens its window. Going back there after every change would be paid for each time.
            if wanted != self._at:
                self._move(*wanted)
            self._left_at = wanted
        return "".join(self._out)

    def _pass(self, data: str, position: int) -> str:
        """The rest as it is: who knows what it does to the screen."""
        written = "".join(self._out)
        reset = "" if self._current is self._plain else "\x1b[m"
        self._current = self._plain
        self.forget()
        return written + reset + data[position:]

    def _write(self, row: int, column: int, text: str, pen: _Style) -> int:
        cells = self._rows.setdefault(row, [])
        if not text.isascii() and not all(map(_takes_one_cell, text)):
            return self._write_whole(row, column, text, pen, cells)
        if len(cells) < column + len(text):
            cells += [None] * (column + len(text) - len(cells))
        begun = 0
        if self._erases and pen.blank is not pen:
            for blanks in _BLANKS.finditer(text):
                self._write_cells(row, column + begun, text[begun : blanks.start()], pen, cells)
                self._erase(row, column + blanks.start(), column + blanks.end(), pen, cells)
                begun = blanks.end()
        self._write_cells(row, column + begun, text[begun:], pen, cells)
        return column + len(text)

    def _write_cells(self, row: int, column: int, text: str, pen: _Style, cells: _Cells) -> None:
        blank = pen.blank
        for character in text:
            cell = (character, blank if character == " " else pen)
            if cells[column] != cell:
                cells[column] = cell
                if self._at != (row, column):
                    self._move(row, column)
                if pen is not self._current and not (character == " " and self._current.blank is blank):
                    self._take_up(pen)
                self._out.append(character)
                self._at = row, column + 1
            column += 1

    def _erase(self, row: int, start: int, end: int, pen: _Style, cells: _Cells) -> None:
        """Blanks from `start` to before `end` (ECMA-48 §8.3.38)."""
        blank = (" ", pen.blank)
        differing = [column for column in range(start, end) if cells[column] != blank]
        if len(differing) < _ERASED_FROM:
            self._write_cells(row, start, " " * (end - start), pen, cells)
            return
        first, last = differing[0], differing[-1]
        if self._at != (row, first):
            self._move(row, first)
        if self._current.blank is not pen.blank:
            self._take_up(pen)
        self._out.append(f"\x1b[{last + 1 - first}X")
        cells[first : last + 1] = [blank] * (last + 1 - first)

    def _write_whole(self, row: int, column: int, text: str, pen: _Style, cells: _Cells) -> int:
        """Wide or combining characters: terminals do not agree where they end, so nothing is known after."""
        end = column + sum(map(get_character_cell_size, text))
        if self._at != (row, column):
            self._move(row, column)
        self._take_up(pen)
        self._out.append(text)
        cells += [None] * (end - len(cells))
        cells[column:end] = [None] * (end - column)
        self._at = None
        return end

    def _take_up(self, style: _Style) -> None:
        if style is not self._current:
            self._out.append(_sequence(self._current, style))
            self._current = style

    def _move(self, row: int, column: int) -> None:
        at, self._at = self._at, (row, column)
        if at is not None and at[0] == row and at[1] < column:
            gap = self._rows[row][at[1] : column] if row in self._rows else []
            if column - at[1] <= _BRIDGE and len(gap) == column - at[1]:
                signs = [cell[0] for cell in gap if cell and cell[1] in (self._current, self._current.blank)]
                if len(signs) == len(gap):
                    self._out += signs
                    return
            self._out.append(f"\x1b[{column - at[1]}C")
        elif at is not None and at[0] + 1 == row and column == 0:
            self._out.append("\r\n")
        else:
            self._out.append(f"\x1b[{row + 1};{column + 1}H" if column else f"\x1b[{row + 1}H")
