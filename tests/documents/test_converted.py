"""The two documents as other programs hand them on: each gives the same register, field by field, as the text does."""

from __future__ import annotations

import csv
import html
import io
import shutil
import subprocess
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from iktui.demo import DOCUMENTS
from store.documents.importer import plan_import
from store.formats.reading import read_source
from store.records.codec import to_fields
from store.register.store import Store
from tests.conftest import KARI
from tests.counts import many

Line = list[str]
FOLDER = resources.files("store") / "data" / "documents"


def lines(name: str) -> list[Line]:
    return [line.split("\t") for line in (FOLDER / name).read_text(encoding="utf-8").split("\n")]


def blocks(rows: list[Line]) -> Iterator[str | list[Line]]:
    """Lines of prose and whole tables."""
    table: list[Line] = []
    for row in [*rows, ["end"]]:
        if len(row) > 1:
            table.append(row)
        elif row[0].strip():
            if table:
                yield table
                table = []
            if row != ["end"]:
                yield row[0]


def to_html(rows: list[Line], file: Path) -> None:
    style = "td, th { border: 1px solid } table { border-collapse: collapse } @page { size: A4 landscape }"
    head = f'<head><meta charset="utf-8"><title>Oversikt</title><style>{style}</style></head>'
    made = [f'<!doctype html><html lang="nb">{head}<body>']
    for block in blocks(rows):
        if isinstance(block, str):
            made.append(f"<p>{html.escape(block)}</p>")
            continue
        made.append("<table>")
        for number, row in enumerate(block):
            tag = "td" if number else "th"
            made.append("<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in row) + "</tr>")
        made.append("</table>")
    file.write_text("\n".join([*made, "</body></html>"]), encoding="utf-8")


def to_docx(rows: list[Line], file: Path) -> None:
    document = docx.Document()
    for block in blocks(rows):
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(len(block), len(block[0]))
        for row, cells in zip(table.rows, block, strict=True):
            for cell, words in zip(row.cells, cells, strict=False):
                cell.text = words
    document.save(str(file))


def to_xlsx(rows: list[Line], file: Path) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for at, row in enumerate(rows, start=1):
        for column, cell in enumerate(row, start=1):
            if cell:
                sheet.cell(at, column, cell).data_type = "s"
    book.save(file)


def to_csv(rows: list[Line], file: Path) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    file.write_bytes(text.getvalue().encode("utf-8-sig"))


def to_md(rows: list[Line], file: Path) -> None:
    made: list[str] = []
    for block in blocks(rows):
        if isinstance(block, str):
            made += [block, ""]
            continue
        width = len(block[0])
        cut = [[cell.replace("|", "\\|") for cell in (*row, *[""] * width)[:width]] for row in block]
        made += ["| " + " | ".join(row) + " |" for row in cut]
        made.insert(len(made) - len(cut) + 1, "|" + "---|" * width)
        made.append("")
    file.write_text("\n".join(made), encoding="utf-8")


OURS: dict[str, Callable[[list[Line], Path], None]] = {
    "html": to_html, "docx": to_docx, "xlsx": to_xlsx, "csv": to_csv, "md": to_md,
}  # fmt: skip


@pytest.fixture(scope="module")
def from_text(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    with resources.as_file(FOLDER) as folder:
        return imported(tmp_path_factory.mktemp("text"), [folder / name for name, _year in DOCUMENTS])


def imported(folder: Path, files: list[Path]) -> dict[str, Any]:
    """Every collaboration, item of the plan, area and party that comes of files, by kind and id."""
    store = Store.init(folder / "r", "Samarbeid", KARI, lang="nb")
    try:
        for file in files:
            made = plan_import(store.snapshot(), [read_source(file)]).changeset
            assert made is not None
            store.commit(made, KARI)
        now = store.snapshot()
        found: dict[str, Any] = {f"area/{id}": area.name for id, area in now.register.areas.items()}
        for kind in (now.collaborations, now.plan_items, now.parties):
            for id, record in kind.items():
                fields = to_fields(record)
                fields.pop("as_written", None)
                found[f"{record.KIND}/{id}"] = fields
        return found
    finally:
        store.close()


@pytest.mark.parametrize("format", sorted(OURS))
def test_a_format_gives_what_the_text_gives(format: str, from_text: dict[str, Any], tmp_path: Path) -> None:
    files = []
    for name, _year in DOCUMENTS:
        files.append(tmp_path / f"{Path(name).stem}.{format}")
        OURS[format](lines(name), files[-1])
    assert imported(tmp_path, files) == from_text


def _office(to: str) -> Callable[[Path], Path]:
    def convert(file: Path) -> Path:
        office = shutil.which("soffice")
        assert office is not None
        home = f"-env:UserInstallation=file://{file.parent}/office"
        out = file.parent / f"office-{to}"
        command = [office, home, "--headless", "--convert-to", to, "--outdir", str(out), str(file)]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return out / f"{file.stem}.{to}"

    return convert


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=180)


def _pandoc(file: Path) -> Path:
    _run("pandoc", str(file), "-o", str(file.with_suffix(".docx")))
    return file.with_suffix(".docx")


def _ssconvert(to: str) -> Callable[[Path], Path]:
    def convert(file: Path) -> Path:
        _run("ssconvert", str(file), str(file.with_suffix(f".{to}")))
        return file.with_suffix(f".{to}")

    return convert


def _chromium(file: Path) -> Path:
    made = file.with_suffix(".pdf")
    _run("chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={made}", str(file))
    return made


OTHERS: dict[str, tuple[str, str, Callable[[Path], Path]]] = {
    "pandoc-docx": ("pandoc", "html", _pandoc),
    "odt-docx": ("soffice", "docx", lambda file: _office("docx")(_office("odt")(file))),
    "office-xlsx": ("soffice", "xlsx", _office("xlsx")),
    "office-ods": ("soffice", "xlsx", _office("ods")),
    "office-html": ("soffice", "docx", _office("html")),
    "gnumeric-xls": ("ssconvert", "xlsx", _ssconvert("xls")),
    "gnumeric-ods": ("ssconvert", "xlsx", _ssconvert("ods")),
    "chromium-pdf": ("chromium", "html", _chromium),
}
"""By name: the program, the format that it is given, what it does."""
SLOW = ("office-html", "office-ods", "office-xlsx")


@pytest.mark.parametrize("way", sorted(OTHERS))
def test_what_other_programs_make_of_it_gives_the_same(way: str, from_text: dict[str, Any], tmp_path: Path) -> None:
    program, format, convert = OTHERS[way]
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    if way in SLOW and not many():
        pytest.skip("in the large counts only: each start of LibreOffice takes seconds")
    files = []
    for name, _year in DOCUMENTS:
        file = tmp_path / f"{Path(name).stem}.{format}"
        OURS[format](lines(name), file)
        files.append(convert(file))
    found = imported(tmp_path, files)
    assert {key: value for key, value in found.items() if from_text.get(key) != value} == {}
    assert found.keys() == from_text.keys()
