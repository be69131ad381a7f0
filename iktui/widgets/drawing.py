"""Pictures of blocks for the lines of a list: bars, years, cells, steps, each in as many columns as there are.

No colour says anything here that a sign does not say too.
"""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from store.base.text import safe
from store.planning.study_report import AHEAD, DONE, NOW, SIGNS
from store.reports.pictures import BEGINS, ENDS, GOES_ON, LASTS, TODAY, UNKNOWN, Axis, Bar, Cells, Step, Track, Way

_SHADES = " ░▒▓█"
_NARROWEST, _WIDEST = (3, 6), 14
"""Columns of a cell: of one that counts nothing, of one that counts; at most."""


def label_width(width: int) -> int:
    """Columns for what a line is called, beside its picture."""
    return max(14, min(30, width // 3))


def bar(drawn: Bar, width: int) -> str:
    """A bar as long as its value is of the most; what is anything can be seen."""
    halves = round(2 * width * drawn.value / drawn.most) if drawn.most else 0
    halves = max(halves, 1 if drawn.value else 0)
    return "█" * (halves // 2) + "▌" * (halves % 2)


# --- over years


def track(drawn: Track, width: int) -> str:
    """From when until when something lasts, and what happened."""
    axis = drawn.axis
    cells = [" "] * width

    def place(at: float) -> int:
        return min(width - 1, int(at * width))

    cells[place(axis.at(axis.today))] = TODAY
    if drawn.lasts:
        first = place(axis.at(drawn.start)) if drawn.start else 0
        last = max(first, place(axis.at(drawn.end)) if drawn.end else width - 1)
        cells[first : last + 1] = LASTS * (last + 1 - first)
        cells[last] = ENDS if drawn.end else GOES_ON
        cells[first] = BEGINS if drawn.start else UNKNOWN
    for sign in drawn.signs:
        at = place(axis.at(sign.day))
        # The ends of a bar stay, where there is room inside it.
        inside = at + 1 if cells[at] == BEGINS else at - 1 if cells[at] == ENDS else at
        cells[inside if cells[inside : inside + 1] == [LASTS] else at] = sign.sign
    return "".join(cells)


def years(axis: Axis, width: int) -> str:
    """The years, each where it begins."""
    text = ""
    for year in axis.years(width // 6):
        at = int((year - axis.first) / (axis.last + 1 - axis.first) * width)
        if at >= len(text) and at + 4 <= width:
            text = text.ljust(at) + f"{year} "
    return text


# --- cells under the names of columns


class Layout(NamedTuple):
    """Which of the columns are shown, and how wide."""

    first: int
    fits: int
    each: int

    @property
    def shown(self) -> range:
        """The columns that there is room for."""
        return range(self.first, self.first + self.fits)


def layout(head: Cells, width: int, column: int, *, counts: bool) -> Layout:
    """The columns around the one that is chosen, as many as there is room for."""
    total = max(1, len(head.texts))
    each = max(_NARROWEST[counts], min(_WIDEST, width // total))
    count = max(1, min(total, width // each))
    return Layout(max(0, min(column - count // 2, total - count)), count, each)


def heads(head: Cells, place: Layout) -> str:
    """The names of the columns, as much of each as there is room for, after a column for an arrow; arrows where there
    are more.
    """
    names = [_right(head.texts[at], place.each - 1) for at in place.shown]
    before = "◄" if place.first else " "
    after = "►" if place.first + place.fits < len(head.texts) else " "
    return f"{before}{' '.join(names)}{after}"


def cells(drawn: Cells, place: Layout, chosen: int | None) -> str:
    """The words of the columns; the one that is chosen in brackets."""
    text = ""
    for at in place.shown:
        weight = drawn.weights[at] if drawn.weights else 0.0
        shade = _SHADES[min(4, int(weight * 4) + 1) if weight else 0].strip()
        inside = _right(f"{shade}{drawn.texts[at]}", place.each - (2 if drawn.queries else 1))
        text += f"[{inside}]" if at == chosen else f" {inside} " if drawn.queries else f"{inside} "
    return text


def _right(text: str, width: int) -> str:
    """At most so much of a text, at the right of its place."""
    shown = safe(text)
    cut = set_cell_size(shown, min(width, cell_len(shown)))
    return " " * (width - cell_len(cut)) + cut


# --- steps


def step(drawn: Step) -> str:
    """What stands before a step, and before what belongs to it."""
    if drawn.belongs:
        return " ┃   " if drawn.state in (DONE, NOW) else " │   "
    return f" {SIGNS[drawn.state]} "


def way(drawn: Way, width: int) -> str:
    """All the steps in a row: thick as far as one has come."""
    count = len(drawn.states)
    between = max(1, min(8, (width - count) // max(1, count - 1)))
    text = ""
    for number, state in enumerate(drawn.states):
        line = "─" if state == AHEAD else "━"
        text += (line * between if number else "") + SIGNS[state]
    return text
