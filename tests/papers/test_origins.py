"""There and back: what a file tells of where it came from, also when a word processor has saved it."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.base.errors import BadInput
from store.papers.paper import Paper
from store.papers.writers import docx, html, marks, xlsx
from store.papers.writers.cells import tables_of
from store.papers.writers.origins import Origins, TableOrigin, docx_keys, html_keys, xlsx_keys
from tests.papers.examples import MADE_OF, figures, hostile, overview, papers

ANY = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


class Format(NamedTuple):
    name: str
    write: Callable[[Paper], bytes]
    keys: Callable[[bytes], Origins]
    saved_as: str


FORMATS = (
    Format("docx", docx.write, docx_keys, "docx:Office Open XML Text"),
    Format("xlsx", xlsx.write, xlsx_keys, "xlsx:Calc MS Excel 2007 XML"),
    Format("html", html.write, html_keys, "html:HTML (StarWriter)"),
)
EACH = pytest.mark.parametrize("format", FORMATS, ids=lambda format: format.name)


def wanted(paper: Paper) -> Origins:
    if paper.provenance is None:
        return Origins()
    tables = tuple(
        TableOrigin(name, tuple(column.field for column in table.columns), tuple(line.key for line in table.lines))
        for name, table in tables_of(paper)
    )
    return Origins(*paper.provenance, paper.what, tables)


@EACH
def test_a_file_tells_where_it_came_from(format: Format) -> None:
    for paper in (overview(), hostile()):
        assert format.keys(format.write(paper)) == wanted(paper)


@EACH
def test_a_file_of_any_paper_tells_where_it_came_from(format: Format) -> None:
    @ANY
    @given(papers())
    def told(paper: Paper) -> None:
        found = format.keys(format.write(paper))
        if paper.provenance is None:
            assert found[:3] == ("", "", "")
            assert not any(any(table.keys) or any(table.fields) for table in found.tables)
        else:
            assert found == wanted(paper)

    told()


@EACH
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_file_that_libreoffice_saved_tells_it_still(format: Format, tmp_path: Path) -> None:
    for paper in (overview(), hostile()):
        source = tmp_path / f"paper.{format.name}"
        source.write_bytes(format.write(paper))
        out = tmp_path / "saved"
        home = f"-env:UserInstallation=file://{tmp_path}/office"
        how = ["soffice", "--headless", home, "--convert-to", format.saved_as, "--outdir", str(out), str(source)]
        subprocess.run(how, check=True, capture_output=True, timeout=120)
        saved = (out / source.name).read_bytes()
        assert saved != source.read_bytes()
        assert format.keys(saved) == wanted(paper)


def test_keys_stay_with_their_rows_when_word_sorts_them() -> None:
    document = Document(io.BytesIO(docx.write(overview())))
    table = document.tables[0]._tbl
    moved = table.tr_lst[10]
    table.append(moved)
    table.remove(table.tr_lst[5])
    data = io.BytesIO()
    document.save(data)
    keys = list(wanted(overview()).tables[0].keys)
    keys.append(keys.pop(9))
    del keys[4]
    assert list(docx_keys(data.getvalue()).tables[0].keys) == keys


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
    data = io.BytesIO()
    book.save(data)
    (found,) = xlsx_keys(data.getvalue()).tables
    before = wanted(overview()).tables[0]
    assert found.fields == tuple(before.fields[place] for place in order[:-1])
    assert found.keys == tuple(marks.key_of(row[6]) for row in body)
    assert set(found.keys) == set(before.keys)


def test_a_template_keeps_its_own_properties_beside_ours() -> None:
    first = docx.write(overview(), docx.write(figures()))
    again = docx.write(overview(), first)
    found = docx_keys(again)
    assert found[:3] == (*MADE_OF, "overview")


@given(st.integers(0, 10**6), st.text())
def test_marks_say_any_words_in_names_that_word_allows(number: int, text: str) -> None:
    names = marks.names(number, marks.FIELD, text)
    assert all(len(name) <= 40 and name.isascii() and name.replace("_", "a").isalnum() for name in names)
    assert marks.said(reversed(names)) == {marks.FIELD: text}
    if len(names) > 1:
        assert marks.said(names[1:]) == {}


@pytest.mark.parametrize("keys", [docx_keys, xlsx_keys])
def test_what_is_no_file_of_ours_is_refused_or_tells_nothing(keys: Callable[[bytes], Origins]) -> None:
    for data in (b"", b"words", b"PK\x03\x04" + b"\0" * 40):
        with pytest.raises(BadInput):
            keys(data)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<a>" + b" " * 60_000_000 + b"</a>")
    with pytest.raises(BadInput):
        keys(bomb.getvalue())
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("x", "y")
    assert keys(empty.getvalue()) == Origins()


def test_a_page_of_somebody_else_tells_nothing() -> None:
    assert html_keys(b"") == Origins()
    assert html_keys(b"<table><tr><td>a</table>").tables == (TableOrigin("", ("",), ()),)
