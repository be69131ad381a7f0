"""What is left out of the output is not missed: a terminal shows the same with and without."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iktui.terminal.shown_cells import ShownCells

COLUMNS, ROWS = 40, 6
STYLES = ["", "1", "38;5;215;48;5;234", "38;5;231;48;5;25", "1;38;2;1;2;3;48;5;25", "7;38;5;23;48;5;234", "31;42", "4"]
TEXTS = st.one_of(
    st.text(alphabet="abcæøå …–│", min_size=1, max_size=20),
    st.integers(1, COLUMNS).map(lambda count: " " * count),
    st.sampled_from(["漢字", "e\u0301t", "x" * 18, "Øyer            x"]),
)
SPANS = st.tuples(st.integers(0, ROWS - 1), st.integers(0, COLUMNS - 1), st.sampled_from(STYLES), TEXTS)


def written(spans: list[tuple[int, int, str, str]]) -> str:
    """The spans as Textual writes them."""
    pieces = []
    for row, column, style, text in spans:
        room = COLUMNS - column
        while sum(2 if ord(sign) > 0x3000 else 1 for sign in text) > room:
            text = text[:-1]
        if text:
            styled = f"\x1b[{style}m{text}\x1b[0m" if style else text
            pieces.append(f"\x1b[{row + 1};{column + 1}H{styled}")
    return "".join(pieces) + "\x1b[1;2H"


class Shown:
    """A terminal that understands what is written to it."""

    def __init__(self) -> None:
        self.screen = pyte.Screen(COLUMNS, ROWS)
        self._stream = pyte.Stream(self.screen)

    def feed(self, data: str) -> None:
        self._stream.feed(data)

    def cells(self) -> list[list[tuple[object, ...]]]:
        """Every cell; the colour of a blank's text is not seen."""
        buffer = self.screen.buffer
        return [
            [
                (cell.data, cell.bg, cell.reverse, cell.underscore, *([] if cell.data == " " else [cell.fg, cell.bold]))
                for cell in (buffer[row][column] for column in range(COLUMNS))
            ]
            for row in range(ROWS)
        ]


@given(st.lists(st.lists(SPANS, max_size=8), min_size=1, max_size=8), st.booleans(), st.integers(0, 8))
def test_a_terminal_shows_the_same_as_with_everything_written(
    frames: list[list[tuple[int, int, str, str]]], erases: bool, forgotten: int
) -> None:
    cells = ShownCells(erases=erases)
    whole, lean = Shown(), Shown()
    for number, frame in enumerate(frames):
        if number == forgotten:
            cells.forget()
        data = written(frame)
        whole.feed(data)
        lean.feed(cells.lean(data))
        assert lean.cells() == whole.cells()


def test_what_stands_there_already_is_not_written_again() -> None:
    cells = ShownCells()
    frame = written([(1, 3, "31;42", "Brannvesen"), (2, 0, "", "Øyer")])
    assert cells.lean(frame)
    assert cells.lean(frame) == ""


def test_a_highlight_that_moves_writes_two_lines_and_nothing_else() -> None:
    cells = ShownCells()
    plain, high = "38;5;253;48;5;234", "38;5;231;48;5;25"
    cells.lean(written([(row, 0, high if row == 1 else plain, f"line {row}") for row in range(ROWS)]))
    lean = cells.lean(written([(row, 0, high if row == 2 else plain, f"line {row}") for row in range(ROWS)]))
    assert "line 1" in lean
    assert "line 2" in lean
    assert "line 3" not in lean


@pytest.mark.parametrize("unknown", ["\x1b[2J", "\x1b[?1049h", "\x1b]0;title\x07", "\x1b[3S"])
def test_after_a_sequence_that_may_change_the_screen_all_is_written_anew(unknown: str) -> None:
    cells = ShownCells()
    frame = written([(1, 3, "31;42", "Brannvesen")])
    cells.lean(frame)
    assert cells.lean(unknown).endswith(unknown)
    assert "Brannvesen" in cells.lean(frame)


@pytest.mark.parametrize("harmless", ["\x07", "\x1b[?2026h", "\x1b[?25l", "\x1b[?2048$p"])
def test_a_sequence_that_changes_no_cell_goes_through(harmless: str) -> None:
    cells = ShownCells()
    frame = written([(1, 3, "31;42", "Brannvesen")])
    cells.lean(frame)
    assert cells.lean(harmless) == harmless
    assert cells.lean(frame) == ""
