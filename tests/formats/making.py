"""Files of every format, made of a grid of words by the libraries that others make them with."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

import docx
import openpyxl
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.platypus import Flowable, LongTable, Paragraph, SimpleDocTemplate, TableStyle

from store.formats.reading import read_bytes
from store.formats.source import Grid, Source

Words = Sequence[Sequence[str]]


def texts(grid: Grid) -> list[list[str]]:
    """The words of a grid."""
    return [[cell.text for cell in row.cells] for row in grid.rows]


def only(source: Source) -> list[list[str]]:
    """The words of the one grid that there is."""
    assert len(source.grids) == 1, source.parts
    return texts(source.grids[0])


def saved(document: Any) -> bytes:
    """What a library writes to a file."""
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def docx_of(rows: Words) -> bytes:
    document = docx.Document()
    table = document.add_table(len(rows), len(rows[0]))
    for row, words in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, words, strict=True):
            cell.text = text
    return saved(document)


def xlsx_of(rows: Words) -> bytes:
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    for row, words in enumerate(rows):
        for column, text in enumerate(words):
            sheet.write_string(row, column, text)
    book.close()
    return data.getvalue()


def openpyxl_of(rows: Words) -> bytes:
    book = openpyxl.Workbook()
    for row, words in enumerate(rows, start=1):
        for column, text in enumerate(words, start=1):
            cell = book.active.cell(row, column)
            cell.value, cell.data_type = text, "s"
    return saved(book)


def xls_of(rows: Words) -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Ark")
    for row, words in enumerate(rows):
        for column, text in enumerate(words):
            sheet.write(row, column, text)
    return saved(book)


def ods_of(rows: Words) -> bytes:
    document = OpenDocumentSpreadsheet()
    table = Table(name="Ark")
    for words in rows:
        row = TableRow()
        for text in words:
            cell = TableCell(valuetype="string")
            for line in text.split("\n"):
                cell.addElement(P(text=line))
            row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    return saved(document)


def html_of(rows: Words) -> bytes:
    made = "".join(
        "<tr>" + "".join(f"<td>{escape(text).replace(chr(10), '<br>')}</td>" for text in words) + "</tr>"
        for words in rows
    )
    return f"<!doctype html><meta charset=utf-8><table>{made}</table>".encode()


_MARKS = str.maketrans({sign: f"\\{sign}" for sign in r"\`*_{}[]()<>#+-.!|~&"})


def md_of(rows: Words) -> bytes:
    lines = ["| " + " | ".join(text.translate(_MARKS).replace("\n", "<br>") for text in words) + " |" for words in rows]
    lines.insert(1, "|" + " --- |" * len(rows[0]))
    return "\n".join(lines).encode()


def csv_of(rows: Words, delimiter: str = ";", encoding: str = "utf-8-sig") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue().encode(encoding)


def pdf_of(rows: Words, *, grid: bool = True, before: Sequence[Flowable] = (), **kwargs: Any) -> bytes:
    data = io.BytesIO()
    table = LongTable([[Paragraph(escape(text)) for text in words] for words in rows], repeatRows=1, **kwargs)
    if grid:
        table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]))
    SimpleDocTemplate(data, pagesize=A4).build([*before, table])
    return data.getvalue()


MAKERS: Mapping[str, Callable[[Words], bytes]] = {
    "docx": docx_of,
    "xlsx": xlsx_of,
    "openpyxl.xlsx": openpyxl_of,
    "xls": xls_of,
    "ods": ods_of,
    "html": html_of,
    "md": md_of,
    "csv": csv_of,
    "tsv": lambda rows: csv_of(rows, "\t"),
}


def read(ending: str, data: bytes) -> Source:
    """A file as it is read."""
    return read_bytes(f"oversikt.{ending.rpartition('.')[2]}", data)


def with_part(data: bytes, **parts: bytes | None) -> bytes:
    """A zip file with some of its members in another way; `__` stands for a slash, `_dot_` for a dot."""
    named = {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()}
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in named:
                new.writestr(name, old.read(name))
        for name, content in named.items():
            if content is not None:
                new.writestr(name, content)
    return made.getvalue()


def part(data: bytes, name: str) -> bytes:
    """A member of a zip file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def ole_of(*names: str) -> bytes:
    """The smallest container of old Office files with parts of these names, and nothing in them."""
    sector = 512
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16))
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    folder = b""
    for number, name in enumerate(("Root Entry", *names)):
        written = (name + "\0").encode("utf-16-le")
        folder += written.ljust(64, b"\0") + struct.pack("<HBB", len(written), 2 if number else 5, 1) + bytes(60)
    return bytes(header) + table + folder.ljust(sector, b"\0")
