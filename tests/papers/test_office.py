"""Word and Excel: read back by other libraries, cell by cell; nothing is a formula, a link, a field of a record's."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from lxml import etree

from store.papers.paper import (
    DATE,
    MIDDLE,
    NUMBER,
    SHARE,
    Box,
    Bullets,
    Chart,
    Column,
    Drawing,
    Heading,
    Line,
    Paper,
    Rule,
    Table,
    Words,
)  # fmt: skip
from store.papers.writers import docx, xlsx
from store.papers.writers.cells import LOCALES, cells_of, full_date, line, number, section_words, share, words
from tests.counts import examples
from tests.papers.examples import EXAMPLES, figures, hostile, overview, papers
from tests.papers.expected import header, rows, tables_in

ANY = examples(40)


def docx_rows(data: bytes) -> list[list[list[str]]]:
    """The rows of each table; a merged cell once."""
    found = []
    for table in Document(io.BytesIO(data)).tables:
        cells = [list(row._tr.tc_lst) for row in table.rows]
        found.append([["\n".join(_text(p) for p in cell.p_lst) for cell in row] for row in cells])
    return found


def _text(paragraph: object) -> str:
    return str(paragraph.text)  # type: ignore[attr-defined]


def check_docx(paper: Paper) -> bytes:
    data = docx.write(paper)
    assert docx.write(paper) == data, "the same paper is the same bytes"
    expected = [[header(table), *rows(table, paper.language)] for table in tables_in(paper)]
    assert docx_rows(data) == expected
    return data


@pytest.mark.parametrize("name", EXAMPLES)
def test_word_has_every_cell(name: str) -> None:
    check_docx(EXAMPLES[name]())


@ANY
@given(papers())
def test_word_has_every_cell_of_any_paper(paper: Paper) -> None:
    check_docx(paper)


def test_word_has_real_headings_lists_and_tables() -> None:
    paper = figures()
    data = check_docx(paper)
    document = Document(io.BytesIO(data))
    styles = [(p.style.name, p.text) for p in document.paragraphs if p.style is not None and p.text]
    assert styles[:2] == [("Title", paper.title), ("Subtitle", paper.subtitle)]
    assert [text for name, text in styles if name.startswith("Heading")] == ["Etter form", "Eigarskap", "Detaljar"]
    assert ("Heading 2", "Detaljar") in styles
    levels = [level.val for p in document.element.body.iter(qn("w:numPr")) for level in p.iter(qn("w:ilvl"))]
    assert levels == [level for block in paper.blocks if isinstance(block, Bullets) for level, _text in block.items]
    for table in document.tables:
        first, *others = table._tbl.tr_lst
        assert first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None for row in others)
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table._tbl.tr_lst)
    section = document.tables[1]._tbl.tr_lst[1]
    assert [cell.grid_span for cell in section.tc_lst] == [4]
    assert section.find(f".//{qn('w:b')}") is not None
    chart = next(block for block in paper.blocks if isinstance(block, Chart))
    assert [shape.get("descr") for shape in document.element.body.iter(qn("wp:docPr"))] == [chart.described]


def test_a_drawing_is_a_picture_in_word_with_what_it_shows() -> None:
    shapes = (Box(0, 0, 320, 20, 0.3), Rule(0, 30, 640, 30), Words(320, 15, "Øyer", MIDDLE))
    data = check_docx(Paper("record", "T", "", "nb", (Drawing("Tidslinje", 40, shapes, "Øyer fra 2012"),)))
    (shape,) = Document(io.BytesIO(data)).element.body.iter(qn("wp:docPr"))
    assert (shape.get("name"), shape.get("descr")) == ("Tidslinje", "Øyer fra 2012")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        (name,) = [name for name in archive.namelist() if name.startswith("word/media/")]
        picture = archive.read(name)
    assert picture.startswith(b"\x89PNG")
    wide, high = (int.from_bytes(picture[at : at + 4]) for at in (16, 20))
    assert abs(wide / high - 640 / 40) < 0.3


def test_word_knows_language_day_author_and_which_way_it_lies() -> None:
    for paper in (overview(), figures(), hostile()):
        document = Document(io.BytesIO(docx.write(paper)))
        about = document.core_properties
        assert (about.title, about.author) == (line(paper.title)[:255], line(paper.author)[:255])
        assert about.created == dt.datetime.fromisoformat(f"{paper.date}T00:00:00+00:00").replace(
            tzinfo=about.created.tzinfo
        )
        assert about.language == LOCALES[paper.language]
        langs = {lang.get(qn("w:val")) for lang in document.styles.element.iter(qn("w:lang"))}
        assert langs == {LOCALES[paper.language]}
        section = document.sections[0]
        assert (int(section.page_width or 0) > int(section.page_height or 0)) == paper.is_wide
        codes = [code.text.strip() for code in section.footer._element.iter(qn("w:instrText"))]
        assert codes == ["PAGE", "NUMPAGES"]
        others = [code.text for code in document.element.body.iter(qn("w:instrText"), qn("w:fldSimple"))]
        assert others == []


def test_word_holds_nothing_that_runs_or_is_fetched() -> None:
    with zipfile.ZipFile(io.BytesIO(docx.write(hostile()))) as archive:
        for name in archive.namelist():
            assert not name.endswith(".bin"), name
            if name.endswith(".rels"):
                assert b'TargetMode="External"' not in archive.read(name), name
            if name.endswith((".xml", ".rels")):
                etree.fromstring(archive.read(name))


def template(*texts: str) -> bytes:
    document = Document()
    document.sections[0].footer.paragraphs[0].text = "Fot {{ title }}"
    for text in texts:
        document.add_paragraph(text)
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


@pytest.mark.parametrize("content", ["{{ content }}", "{{content}}", "{{p content }}"])
def test_a_template_of_the_user_is_filled_in(content: str) -> None:
    paper = overview()
    data = docx.write(paper, template("Brevhode", "Sak: {{ title }} ({{ subtitle }}, {{ date }})", content, "Signatur"))
    document = Document(io.BytesIO(data))
    texts = [p.text for p in document.paragraphs if p.text]
    assert texts[:2] == ["Brevhode", f"Sak: {paper.title} ({paper.subtitle}, {paper.date})"]
    assert texts[-1] == "Signatur"
    assert "\ue000" not in document.element.xml
    assert docx_rows(data) == [[header(table), *rows(table, "nb")] for table in tables_in(paper)]
    assert document.sections[0].footer.paragraphs[0].text == f"Fot {paper.title}"


def test_a_template_gets_the_content_at_its_end_when_it_names_no_place() -> None:
    data = docx.write(figures(), template("{{ title }}"))
    assert len(Document(io.BytesIO(data)).tables) == 2


def test_no_word_of_a_record_is_read_as_a_name_of_a_template() -> None:
    paper = hostile()
    data = docx.write(paper, template("{{ title }}", "{{ subtitle }}", "{{ content }}"))
    texts = [p.text for p in Document(io.BytesIO(data)).paragraphs]
    assert texts[:2] == [paper.title, paper.subtitle]
    assert docx_rows(data) == [[header(table), *rows(table, "en")] for table in tables_in(paper)]


def test_a_template_reaches_nothing_of_the_program() -> None:
    from jinja2.exceptions import SecurityError

    with pytest.raises(SecurityError):
        docx.write(figures(), template("{{ title.__class__.__mro__[1].__subclasses__() }}"))


def xlsx_value(cell: str, column: Column) -> object:
    percent, whole, day = share(cell), number(cell), full_date(cell)
    if column.kind == SHARE and percent:
        return round(percent[0] / 100, percent[1] + 2)
    if column.kind == NUMBER and whole is not None:
        return whole
    if column.kind == DATE and day and day >= dt.date(1900, 3, 1):
        return dt.datetime.combine(day, dt.time())
    return words(cell) or None


def check_xlsx(paper: Paper) -> openpyxl.Workbook:
    data = xlsx.write(paper)
    assert xlsx.write(paper) == data, "the same paper is the same bytes"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            text = archive.read(name)
            assert not (name.startswith("xl/worksheets/sheet") and re.search(rb"<f[ >]", text)), f"{name}: a formula"
            assert b'TargetMode="External"' not in text, name
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheets = [sheet for sheet in book.worksheets[1:] if sheet.sheet_state == "visible"]
    assert len(sheets) == len(tables_in(paper))
    for sheet, table in zip(sheets, tables_in(paper), strict=True):
        width = len(table.columns)
        seen = [[cell.value for cell in row[:width]] for row in sheet.iter_rows(max_col=width)]
        assert [cell or "" for cell in seen[0]] == header(table)
        for cells, line_ in zip(seen[1:], table.lines, strict=True):
            assert [cell if cell != "" else None for cell in cells] == expected_row(line_, table), line_
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref is not None
        assert sheet.print_title_rows == "$1:$1"
    return book


def expected_row(row: Line, table: Table) -> list[object]:
    if row.is_section:
        return [section_words(row) or None, *[None] * (len(table.columns) - 1)]
    return [xlsx_value(cell, column) for cell, column in zip(cells_of(row, table.columns), table.columns, strict=True)]


@pytest.mark.parametrize("name", EXAMPLES)
def test_excel_has_every_cell(name: str) -> None:
    check_xlsx(EXAMPLES[name]())


@ANY
@given(papers())
def test_excel_has_every_cell_of_any_paper(paper: Paper) -> None:
    check_xlsx(paper)


def test_excel_has_dates_shares_choices_and_a_hidden_column() -> None:
    book = check_xlsx(figures())
    owned = book["Eigarskap"]
    assert [owned.cell(3, column).number_format for column in (2, 3, 4)] == ["0.00%", "dd.mm.yyyy", "0"]
    assert owned["C4"].value == "2019-10", "a month is no day"
    assert not book["Samarbeid etter form"].column_dimensions["D"].hidden, "no provenance, no hidden column"
    book = check_xlsx(overview())
    sheet = book["Samarbeidene"]
    assert sheet.column_dimensions["G"].hidden
    assert sheet.auto_filter.ref == "A1:G66", "the keys are sorted with their rows"
    (rule,) = sheet.data_validations.dataValidation
    assert (str(rule.sqref), rule.type, rule.formula1) == ("B2:B66", "list", "'choices'!$A$1:$A$4")
    assert [cell.value for cell in book["choices"]["A"]] == ["Avtale", "IKS", "Kommuneloven", "Vedtak"]
    assert book["choices"].sheet_state == "hidden"
    front = [cell.value for cell in book.worksheets[0]["A"]]
    assert front[:2] == ["Oversikt over interkommunalt samarbeid", "Per 1. januar 2021"]
    assert "• Nettverk" in front


def test_titles_of_charts_and_footers_are_words_too() -> None:
    chart = Chart("=cmd|' /C calc'!A0", (("=1+1", 2.0),), "said")
    paper = Paper("figures", "T", "", "nb", (chart,), author="A&G &[Picture] &P")
    with zipfile.ZipFile(io.BytesIO(xlsx.write(paper))) as archive:
        drawn = archive.read("xl/charts/chart1.xml").decode()
    assert set(re.findall("<c:f>(.*?)</c:f>", drawn)) == {"T!$D$4", "T!$B$4", "T!$C$4"}
    footer = check_xlsx(paper).worksheets[0].oddFooter
    assert footer.right.text == "Side &P av &N"


def test_names_of_sheets_are_such_that_excel_opens_them() -> None:
    names = ["", "'", "a/b:c*?[]\\", "History", "x" * 50, "x" * 50, "X" * 50, "Øyer\nLillehammer"]
    column = (Column("A"),)
    tables = tuple(Table(column, (Line(("1",)),), caption=name) for name in names)
    paper = Paper("figures", "History", "", "nb", (Heading("x"), *tables))
    book = check_xlsx(paper)
    assert len({name.casefold() for name in book.sheetnames}) == len(book.sheetnames) == 9
    for name in book.sheetnames:
        assert 1 <= len(name) <= 31, name
        assert not set("[]:*?/\\'") & set(name), name
        assert name.casefold() != "history"


def test_a_cell_that_excel_cannot_hold_is_cut_with_a_sign() -> None:
    table = Table((Column("A"),), (Line(("å" * 40_000,)), Line(("😀" * 20_000,))))
    book = openpyxl.load_workbook(io.BytesIO(xlsx.write(Paper("figures", "T", "", "nb", (table,)))))
    cells = [str(cell.value) for cell in book.worksheets[1]["A"][1:]]
    assert [(len(cell.encode("utf-16-le")) // 2, cell[-1]) for cell in cells] == [(32_767, "…"), (32_767, "…")]
