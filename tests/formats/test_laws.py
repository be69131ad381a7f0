"""Cells read are cells kept, whatever the words and the format."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.counts import examples
from tests.formats.making import MAKERS, csv_of, only, read

LETTERS = "abcæøåÆØÅ éü§–’«»0123456789.,;:|'\"&<>{}[]()*_#~`\\/=+-%½²×✓●日本🚒"
WORDS = st.text(LETTERS, max_size=12).map(lambda text: " ".join(text.split()).lstrip("' "))
"""An apostrophe at the beginning keeps a spreadsheet from reckoning, and is taken away where it does."""
LINES = st.lists(WORDS.filter(bool), min_size=1, max_size=3).map("\n".join)


def grids(cells: st.SearchStrategy[str]) -> st.SearchStrategy[list[list[str]]]:
    """Grids whose last row and column hold something: nobody sees those that do not."""

    def of(size: tuple[int, int]) -> st.SearchStrategy[list[list[str]]]:
        rows, columns = size
        made = st.lists(st.lists(cells, min_size=columns, max_size=columns), min_size=rows, max_size=rows)
        return made.map(lambda grid: [*grid[:-1], [*grid[-1][:-1], grid[-1][-1] or "x"]])

    return st.tuples(st.integers(1, 6), st.integers(2, 6)).flatmap(of)


@pytest.mark.parametrize("ending", MAKERS)
@examples(60)
@given(rows=grids(st.one_of(WORDS, LINES)))
def test_a_grid_comes_back_cell_by_cell(ending: str, rows: list[list[str]]) -> None:
    assert only(read(ending, MAKERS[ending](rows))) == rows


@examples(60)
@given(
    rows=grids(WORDS), delimiter=st.sampled_from(";,\t|"), encoding=st.sampled_from(["utf-8", "utf-16", "utf-8-sig"])
)
def test_every_delimiter_and_encoding(rows: list[list[str]], delimiter: str, encoding: str) -> None:
    assert only(read("csv", csv_of(rows, delimiter, encoding))) == rows
