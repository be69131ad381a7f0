"""The PDF: its words by pdfminer, its tags by its structure tree, and that it is what PDF/UA-1 asks for."""

from __future__ import annotations

import io
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from pdfminer.high_level import extract_text
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1

from store.papers.paper import MIDDLE, Box, Chart, Column, Drawing, Line, Paper, Rule, Table, Words
from store.papers.writers import pdf
from store.papers.writers.cells import line
from tests.counts import examples
from tests.papers.examples import figures, hostile, overview, papers
from tests.papers.expected import header, rows, tables_in

SOME = examples(40)


def opened(data: bytes) -> PDFDocument:
    return PDFDocument(PDFParser(io.BytesIO(data)))


def texts(value: Any) -> str:
    raw: bytes = resolve1(value)
    return raw.decode("utf-16") if raw[:2] == b"\xfe\xff" else raw.decode("latin-1")


def tags(document: PDFDocument) -> list[tuple[str, dict[str, Any]]]:
    """Every element of the structure tree, in the order in which it is read."""
    found: list[tuple[str, dict[str, Any]]] = []

    def walk(node: Any) -> None:
        node = resolve1(node)
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "S" in node:
                found.append((node["S"].name, node))
            walk(node.get("K"))

    walk(resolve1(document.catalog["StructTreeRoot"]).get("K"))
    return found


def bare(text: str) -> str:
    """Letters alone: where lines are broken, and with which hyphen, is the page's own."""
    return re.sub(r"[\s\u200b\u00ad\u2010-]", "", unicodedata.normalize("NFKC", text))


def check(paper: Paper) -> PDFDocument:
    data = pdf.write(paper)
    document = opened(data)
    assert resolve1(document.catalog["MarkInfo"])["Marked"] is True
    assert texts(document.catalog["Lang"]).split("-")[0] == paper.language
    assert b"pdfuaid:part" in resolve1(document.catalog["Metadata"]).get_data()
    assert [name for name, _node in tags(document)].count("Table") == len(tables_in(paper))
    for key in ("OpenAction", "AA", "AcroForm", "JavaScript"):
        assert key not in document.catalog
    return document


@pytest.mark.parametrize("make", [overview, figures])
def test_the_words_are_all_there(make: Any) -> None:
    paper = make()
    check(paper)
    text = bare(extract_text(io.BytesIO(pdf.write(paper))))
    missing = [
        word
        for table in tables_in(paper)
        for cells in [header(table), *rows(table, paper.language)]
        for cell in cells
        for word in cell.split()
        if bare(word) not in text and len(word) < 12
    ]
    assert missing == []
    assert bare(paper.title) in text


def test_tags_say_what_everything_is() -> None:
    paper = figures()
    document = check(paper)
    found = tags(document)
    names = [name for name, _node in found]
    lines = [line for table in tables_in(paper) for line in table.lines]
    assert names.count("TR") == len(lines) + 2
    assert names.count("TH") == sum(len(table.columns) for table in tables_in(paper))
    assert [name for name in names if re.fullmatch("H[1-6]", name)] == ["H1", "H1", "H2"]
    assert names.count("LI") == 5
    chart = next(block for block in paper.blocks if isinstance(block, Chart))
    alts = [texts(node["Alt"]) for name, node in found if name == "Figure"]
    assert alts == [f"{chart.title}. {chart.described}"]
    outlines = [title for _level, title, *_rest in document.get_outlines()]
    assert outlines == ["Etter form", "Eigarskap", "Detaljar"]
    info = document.info[0]
    assert (texts(info["Title"]), texts(info["Author"])) == (paper.title, paper.author)


def test_a_drawing_has_its_words_and_what_it_shows() -> None:
    shapes = (Box(0, 0, 320, 20, 0.3), Rule(0, 30, 640, 30), Words(320, 15, "Øyer", MIDDLE))
    paper = Paper("record", "T", "", "nb", (Drawing("Tidslinje", 40, shapes, "Øyer fra 2012"),))
    document = check(paper)
    assert [texts(node["Alt"]) for name, node in tags(document) if name == "Figure"] == ["Tidslinje. Øyer fra 2012"]
    assert "Øyer" in extract_text(io.BytesIO(pdf.write(paper)))


def test_header_rows_are_repeated_and_pages_are_numbered() -> None:
    paper = overview()
    data = pdf.write(paper)
    pages = list(PDFPage.get_pages(io.BytesIO(data)))
    assert len(pages) > 2
    assert all(page.mediabox[2] > page.mediabox[3] for page in pages), "it lies"
    for number in range(1, len(pages)):
        text = extract_text(io.BytesIO(data), page_numbers=[number])
        assert f"Side {number + 1} av {len(pages)}" in text
        assert "Samarbeidsform" in text or number == len(pages) - 1 or "Fagområde" in text


def test_the_same_paper_is_the_same_bytes() -> None:
    assert pdf.write(figures()) == pdf.write(figures())


def test_words_that_could_be_a_program_are_words() -> None:
    paper = hostile()
    document = check(paper)
    assert texts(document.info[0]["Title"]) == line(paper.title)
    text = bare(extract_text(io.BytesIO(pdf.write(paper))))
    for words in ("#letx=1;", '#read("/etc/passwd")', "$x^2$", "{{7*7}}", "<script>alert(1)</script>", "‹1F600›"):
        assert bare(words) in text, words


def test_a_cell_longer_than_a_page_is_not_cut() -> None:
    table = Table((Column("A"), Column("B")), (Line(("ord " * 5_000, "z")),))
    text = extract_text(io.BytesIO(pdf.write(Paper("study", "T", "", "nb", (table,)))))
    assert len(re.findall("ord", text)) == 5_000


@SOME
@given(papers())
def test_any_paper_is_set(paper: Paper) -> None:
    check(paper)
