"""Papers by command: each of them in each format, read back by a library that is not ours."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from lxml import html
from pdfminer.high_level import extract_text

from store.records.model import Study
from store.register.store import Store
from tests.conftest import Run

PAPERS = ("overview", "section27", "plan", "figures", "cycle", "changes", "record")


def of_docx(file: Path) -> str:
    document = docx.Document(str(file))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def of_xlsx(file: Path) -> str:
    book = openpyxl.load_workbook(file)
    return "\n".join(str(cell.value or "") for sheet in book for row in sheet.iter_rows() for cell in row)


def of_sqlite(file: Path) -> str:
    base = sqlite3.connect(file)
    tables = [name for (name,) in base.execute("select name from sqlite_master where type = 'table'")]
    rows = [row for name in tables for row in base.execute(f'select * from "{name}"')]
    base.close()
    return "\n".join(str(cell) for row in rows for cell in row)


READERS: dict[str, Callable[[Path], str]] = {
    "docx": of_docx,
    "xlsx": of_xlsx,
    "pdf": lambda file: extract_text(file),
    "html": lambda file: str(html.fromstring(file.read_bytes()).text_content()),
    "md": lambda file: file.read_text(encoding="utf-8"),
    "csv": lambda file: "\n".join(" ".join(row) for row in csv.reader(io.StringIO(file.read_text("utf-8-sig")))),
    "json": lambda file: json.dumps(json.loads(file.read_text(encoding="utf-8")), ensure_ascii=False),
    "sqlite": of_sqlite,
}
SAID = {
    "overview": "Kvalitetskoordinator", "section27": "Kontrollutvalgssekretariat", "plan": "Felles forliksråd utredes",
    "figures": "Gausdal", "cycle": "Rullering", "record": "Med Innlandet fylkeskommune.", "changes": "Ny tekst",
}  # fmt: skip
"""Words of the demo that stand in the first table of each paper."""


@pytest.mark.parametrize("format", READERS)
def test_every_paper_is_written_in_every_format(format: str, run: Run, demo: Path, tmp_path: Path) -> None:
    assert run("-C", demo, "set", "felles-personvernombud", "comment=Ny tekst").status == 0
    for what in PAPERS:
        file = tmp_path / f"{what}.{format}"
        words = ["export", format, what, *(["regionrad"] if what == "record" else []), "-o", file]
        done = run("-C", demo, *words)
        assert (done.status, done.err) == (0, ""), what
        said = " ".join(READERS[format](file).split())
        assert SAID[what] in said, what
        if format in ("docx", "pdf", "html", "md", "csv"):
            assert "participants" not in said, "no field of ours is seen"


def test_what_is_new_since_an_edition_names_who_did_it_in_which_case(run: Run, demo: Path, tmp_path: Path) -> None:
    file = tmp_path / "nytt.html"
    changed = ("set", "regionrad", "comment=Ny tekst", "-m", "Vedtatt i alle tre", "--case", "71/2026")
    assert run("-C", demo, *changed).status == 0
    assert run("-C", demo, "export", "html", "changes", "--since", "2021", "-o", file).status == 0
    said = READERS["html"](file)
    for words in ("Ny tekst", "71/2026", "Vedtatt i alle tre", "Kari"):
        assert words in said, words


def test_one_study_and_one_agreement(run: Run, prepared_template: Path, tmp_path: Path) -> None:
    store = Store.open(prepared_template)
    study = next(iter(store.snapshot().records(Study).values()))
    store.close()
    file = tmp_path / "utredning.docx"
    assert run("-C", prepared_template, "export", "docx", "study", study.id, "-o", file).status == 0
    assert study.name in of_docx(file)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("pdf", "tull"), "overview"),
        (("docx", "record"), ""),
        (("docx", "record", "finnes-ikke"), "finnes-ikke"),
        (("docx", "changes", "--since", "1999"), "1999"),
        (("pdf", "--template", "mal.docx"), "docx"),
        (("docx", "--template", "finnes-ikke.docx"), "finnes-ikke.docx"),
        (("docx", "-o", "/finnes/ikke.docx"), "/finnes/ikke.docx"),
    ],
)
def test_what_cannot_be_written_is_one_line(words: tuple[str, ...], told: str, run: Run, demo: Path) -> None:
    wrong = run("-C", demo, "export", *words)
    assert wrong.status == 2
    assert wrong.err.count("\n") == 1
    assert told in wrong.err
