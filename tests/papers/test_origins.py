"""There and back: what a file tells of where it came from, also when a word processor has saved it."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from iktui.files import paper_bytes
from store.formats import marks
from store.formats.reading import read_bytes
from store.formats.source import Origin, Source
from store.papers.paper import Paper, Table
from store.papers.writers import docx, xlsx
from store.papers.writers.cells import key_text, tables_of
from tests.counts import examples
from tests.formats.making import saved
from tests.papers.examples import MADE_OF, figures, hostile, overview, papers

ANY = examples(40)
SAVED_AS = {
    "docx": "docx:Office Open XML Text",
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "html": "html:HTML (StarWriter)",
}
EACH = pytest.mark.parametrize("format", [*SAVED_AS, "json"])
OFFICE = pytest.mark.parametrize("format", SAVED_AS)
Told = tuple[str, tuple[str, ...], tuple[str, ...]]
"""Of a table: its name, the field of each column, the record of each row."""


def is_seen(table: Table) -> bool:
    """Whether the table is one that a reader finds: with words in its header, so that no row is lost above it."""
    return all(column.title.strip() for column in table.columns)


def wanted(paper: Paper) -> list[Told]:
    return [
        (name, tuple(column.field for column in table.columns), tuple(key_text(line) for line in table.lines))
        for name, table in tables_of(paper)
    ]


def told(source: Source) -> list[Told]:
    return [
        (grid.marked.table, grid.marked.fields, tuple(row.key for row in grid.rows[grid.marked.row + 1 :]))
        for grid in source.grids
        if grid.marked is not None
    ]


def read(format: str, data: bytes) -> Source:
    return read_bytes(f"fil.{format}", data)


@EACH
def test_a_file_tells_where_it_came_from(format: str) -> None:
    for paper in (overview(), hostile()):
        source = read(format, paper_bytes(paper, format))
        assert source.origin == Origin(*MADE_OF, paper.what, "", "", paper.language)
        found = told(source)
        assert [table[0] for table in found] == [name for name, _table in tables_of(paper)]
        for (_name, fields, keys), (_same, known, rows) in zip(found, wanted(paper), strict=True):
            assert fields == known[: len(fields)], "columns that nothing stands in are not read"
            assert keys == rows[: len(keys)]
            assert not any(rows[len(keys) :])


@EACH
def test_a_file_of_any_paper_tells_where_it_came_from(format: str) -> None:
    @ANY
    @given(papers())
    def holds(paper: Paper) -> None:
        source = read(format, paper_bytes(paper, format))
        if paper.provenance is None:
            assert source.origin is None
            if format != "json":  # whose lines name their records for whoever reads it
                assert not any(row.key for grid in source.grids for row in grid.rows)
            return
        assert source.origin is not None
        assert source.origin[:3] == (*MADE_OF, "overview")
        seen = {name: (fields, keys) for name, fields, keys in told(source)}
        for name, table in tables_of(paper):
            if is_seen(table) and name in seen:
                rows = [key_text(line) for line in table.lines if line.key]
                assert [key for key in seen[name][1] if key] == rows[: len(rows)] or _has_empty_rows(table)

    holds()


def _has_empty_rows(table: Table) -> bool:
    return any(not any(cell.strip() for cell in line.cells) for line in table.lines)


@OFFICE
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_file_that_libreoffice_saved_tells_it_still(format: str, tmp_path: Path) -> None:
    for paper in (overview(), hostile()):
        source = tmp_path / f"paper.{format}"
        source.write_bytes(paper_bytes(paper, format))
        out = tmp_path / "saved"
        home = f"-env:UserInstallation=file://{tmp_path}/office"
        how = ["soffice", "--headless", home, "--convert-to", SAVED_AS[format], "--outdir", str(out), str(source)]
        subprocess.run(how, check=True, capture_output=True, timeout=120)
        after = (out / source.name).read_bytes()
        assert after != source.read_bytes()
        before = read(format, source.read_bytes())
        assert read(format, after).origin == before.origin
        assert told(read(format, after)) == told(before)


def test_keys_stay_with_their_rows_when_word_sorts_them() -> None:
    document = Document(io.BytesIO(docx.write(overview())))
    table = document.tables[0]._tbl
    table.append(table.tr_lst[10])
    table.remove(table.tr_lst[5])
    keys = list(wanted(overview())[0][2])
    keys.append(keys.pop(9))
    del keys[4]
    assert list(told(read("docx", saved(document)))[0][2]) == keys


def test_fields_follow_their_headers_and_keys_their_rows_in_excel() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(overview())))
    sheet = book["Samarbeidene"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    body = rows[1:]
    random.Random(1).shuffle(body)
    order = [5, 0, 1, 3, 2, 4, 6]
    for count, row in enumerate([rows[0], *body], 1):
        for column, place in enumerate(order, 1):
            sheet.cell(count, column).value = row[place]
    ((_name, fields, keys),) = told(read("xlsx", saved(book)))
    _same, before, known = wanted(overview())[0]
    assert fields == tuple(before[place] for place in order[:-1])
    assert keys == tuple(row[6] or "" for row in body)
    assert set(keys) == set(known)


def test_what_is_hidden_is_nobodys_words() -> None:
    source = read("xlsx", xlsx.write(overview()))
    assert source.notices == ()
    assert not any("iktui" in cell.text for grid in source.grids for row in grid.rows for cell in row.cells)


def test_a_template_keeps_its_own_properties_beside_ours() -> None:
    first = docx.write(overview(), docx.write(figures()))
    again = docx.write(overview(), first)
    assert read("docx", again).origin == Origin(*MADE_OF, "overview", "", "", "nb")


@given(st.integers(0, 10**6), st.text())
def test_marks_say_any_words_in_names_that_word_allows(number: int, text: str) -> None:
    names = marks.names(number, marks.FIELD, text)
    assert all(len(name) <= 40 and name.isascii() and name.replace("_", "a").isalnum() for name in names)
    assert marks.said(reversed(names)) == {marks.FIELD: text}
    if len(names) > 1:
        assert marks.said(names[1:]) == {}


@given(st.text("_ikxtf019AFhudsa", max_size=30))
def test_what_is_no_mark_of_ours_says_nothing_that_harms(name: str) -> None:
    for words in marks.said([name, f"_ik1k0_{name}", f"_ik1k0_x{name}_"]).values():
        words.encode("utf-8")
