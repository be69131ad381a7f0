"""CSV, JSON, SQLite and Markdown: read back, cell by cell."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing

import lxml.html
import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from store.base.errors import BadInput
from store.papers.paper import DATE, NUMBER, SHARE, TEXT, Column, Heading, Paper
from store.papers.writers import csv as csv_writer
from store.papers.writers import json as json_writer
from store.papers.writers import markdown, sqlite
from store.papers.writers.cells import (
    FORMULA_SIGNS,
    cells_of,
    meant,
    number,
    section_words,
    share,
    shown,
    tables_of,
    words,
)
from store.papers.writers.cells import (
    line as title_of,
)
from tests.counts import examples
from tests.papers.examples import EXAMPLES, _cells, figures, hostile, overview, papers
from tests.papers.expected import header, rows, squeezed, tables_in

ANY = examples(60)


def check_csv(paper: Paper) -> None:
    for dialect, between, encoding, point in (("excel", ";", "utf-8-sig", ","), ("rfc4180", ",", "utf-8", ".")):
        for name, table in tables_of(paper):
            data = csv_writer.write(paper, name=name, dialect=dialect)
            assert data.startswith(b"\xef\xbb\xbf") == (dialect == "excel")
            found = list(csv.reader(io.StringIO(data.decode(encoding), newline=""), delimiter=between, strict=True))
            wanted = [header(table)]
            for line in table.lines:
                cells = list(cells_of(line, table.columns))
                if line.is_section:
                    wanted.append([section_words(line), *[""] * (len(cells) - 1)])
                    continue
                for count, column in enumerate(table.columns):
                    is_share = column.kind == SHARE and share(cells[count])
                    cells[count] = cells[count].replace(".", point) if is_share else words(cells[count])
                wanted.append(cells)
            for row, wants in zip(found, wanted, strict=True):
                assert [cell.removeprefix("'") for cell in row] == [cell.removeprefix("'") for cell in wants]
                for cell in row:
                    is_number = number(cell) is not None or share(cell.replace(",", "."))
                    assert is_number or not cell.startswith(FORMULA_SIGNS), cell


@pytest.mark.parametrize("name", EXAMPLES)
def test_csv_has_every_cell(name: str) -> None:
    check_csv(EXAMPLES[name]())


@ANY
@given(papers())
def test_csv_has_every_cell_of_any_paper(paper: Paper) -> None:
    check_csv(paper)


def test_csv_is_what_a_norwegian_excel_opens() -> None:
    data = csv_writer.write(figures(), name="owned").decode("utf-8-sig")
    assert data.split("\r\n")[2] == "Innlandet Revisjon IKS;0,71;2021-03-01;5094"
    assert csv_writer.write(figures()).decode("utf-8-sig").startswith("Samarbeidsform;Tal ordningar;Del\r\n")
    with pytest.raises(BadInput):
        csv_writer.write(figures(), name="nothing")
    for name, table in tables_of(figures()):
        for title in (column.title for column in table.columns):
            assert title in csv_writer.write(figures()).decode("utf-8-sig"), f"all tables are there: {name}"
    assert csv_writer.write(Paper("figures", "T", "", "nb", ())) == b"\xef\xbb\xbf"


def check_json(paper: Paper) -> None:
    found = json.loads(json_writer.write(paper))
    tables = [block for block in found["blocks"] if "table" in block]
    for seen, table in zip(tables, tables_in(paper), strict=True):
        assert [column["title"] for column in seen["columns"]] == header(table)
        for row, line in zip(seen["lines"], table.lines, strict=True):
            if line.is_section:
                assert row.pop("section") == section_words(line)
                assert row == ({"kind": line.key.kind, "id": line.key.id} if line.key else {})
                continue
            assert (row.get("kind"), row.get("id")) == (line.key or (None, None))
            for value, cell, column in zip(row["cells"], cells_of(line, table.columns), table.columns, strict=True):
                percent, whole = share(cell), number(cell)
                if column.kind == SHARE and percent:
                    assert value == percent[0]
                elif column.kind == NUMBER and whole is not None:
                    assert (value, type(value)) == (whole, int)
                else:
                    assert value == words(cell)


@pytest.mark.parametrize("name", EXAMPLES)
def test_json_has_every_cell(name: str) -> None:
    check_json(EXAMPLES[name]())


@ANY
@given(papers())
def test_json_has_every_cell_of_any_paper(paper: Paper) -> None:
    check_json(paper)


def check_sqlite(paper: Paper) -> None:
    data = sqlite.write(paper)
    assert sqlite.write(paper) == data
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(data)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        found = database.execute("SELECT title, language FROM paper").fetchone()
        assert found == (words(paper.title), paper.language)
        for name, table in tables_of(paper):
            own = f"{name}-1" if name == "paper" else name
            seen = database.execute(f'SELECT * FROM "{own}"').fetchall()
            lines = [line for line in table.lines if not line.is_section]
            for row, line in zip(seen, lines, strict=True):
                cells = cells_of(line, table.columns)
                for value, cell, column in zip(row[: len(cells)], cells, table.columns, strict=True):
                    percent, whole = share(cell), number(cell)
                    if column.kind == SHARE and percent:
                        assert value == percent[0]
                    elif column.kind == NUMBER and whole is not None:
                        assert value == whole
                    else:
                        assert (value or "") == words(cell)
                assert tuple(row[-2:]) == (line.key or (None, None))


@pytest.mark.parametrize("name", EXAMPLES)
def test_sqlite_has_every_cell(name: str) -> None:
    check_sqlite(EXAMPLES[name]())


@ANY
@given(papers())
def test_sqlite_has_every_cell_of_any_paper(paper: Paper) -> None:
    check_sqlite(paper)


def test_sqlite_can_be_asked() -> None:
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(sqlite.write(figures()))
        asked = 'SELECT "Selskap", section, record_id FROM owned WHERE "Eigardel" > 1 AND "Innbyggjarar" > 100'
        wanted = ("Renovasjonsselskapet GLØR IKS", "Interkommunale selskap", "glor")
        assert database.execute(asked).fetchall() == [wanted]
        types = [row[2] for row in database.execute("PRAGMA table_info(owned)")]
        assert types == ["TEXT", "REAL", "TEXT", "INTEGER", "TEXT", "TEXT", "TEXT"]


def check_markdown(paper: Paper) -> None:
    page = MarkdownIt("gfm-like").render(markdown.write(paper).decode())
    tree = lxml.html.fragment_fromstring(page, create_parent="div")
    for inside in tree.iter():
        known = ("div", "h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "li", "br", "strong", "table", "thead", "tbody")
        assert inside.tag in (*known, "tr", "th", "td"), inside.tag
    tables = list(tree.iter("table"))
    for seen, table in zip(tables, tables_in(paper), strict=True):
        wanted = [header(table)]
        wanted += [[*row, *[""] * (len(table.columns) - len(row))] for row in rows(table, paper.language)]
        found = [[_said(cell) for cell in row] for row in seen.iter("tr")]
        assert found == [[squeezed(cell) for cell in row] for row in wanted]
    assert _said(tree.find("h1")) == title_of(paper.title)


def _said(cell: lxml.html.HtmlElement) -> str:
    for break_ in list(cell.iter("br")):
        break_.tail = f" {break_.tail or ''}"
    return squeezed(cell.text_content())


@pytest.mark.parametrize("name", EXAMPLES)
def test_markdown_shows_every_cell_as_it_is(name: str) -> None:
    check_markdown(EXAMPLES[name]())


@ANY
@given(papers())
def test_markdown_shows_every_cell_of_any_paper(paper: Paper) -> None:
    check_markdown(paper)


def test_markdown_shows_prose_and_headings_as_they_are() -> None:
    page = MarkdownIt("gfm-like").render(markdown.write(hostile()).decode())
    tree = lxml.html.fragment_fromstring(page, create_parent="div")
    said = [squeezed(part.text_content()) for part in tree.iter("p", "h2", "h3", "li")]
    for block in hostile().blocks:
        if isinstance(block, Heading):
            assert squeezed(words(block.text)) in said
    assert "\n| Fagområde | Type samarbeid |" in markdown.write(overview()).decode()


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("kind", [SHARE, NUMBER, DATE, TEXT])
def test_what_is_shown_is_what_was_meant(kind: str, language: str) -> None:
    @ANY
    @given(_cells[kind])
    def there_and_back(cell: str) -> None:
        column = Column("", kind)
        assert meant(shown(cell, column, language), column, language) == words(cell)

    there_and_back()
