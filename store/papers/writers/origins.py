"""What a file that comes back tells of where it came from: register, commit, which record each row is. Pure.

The file has been in somebody's hands: sizes are looked at before anything is unpacked, no entity is resolved, nothing
is fetched, and what is no mark of ours says nothing.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from store.base.errors import BadInput
from store.base.i18n import _
from store.papers.writers import marks
from store.papers.writers.xlsx import HIDDEN
from store.records.paths import Key

_MOST: Final = 50_000_000
"""Bytes that all the parts of a file may unpack to."""
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_S: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ROW: Final = re.compile(r"([A-Z]+)\d+")


class TableOrigin(NamedTuple):
    """A table of a file: its name in the paper, the field of each column, the record of each row below the header."""

    name: str
    fields: tuple[str, ...]
    keys: tuple[Key | None, ...]


class Origins(NamedTuple):
    """What a file tells; empty where it tells nothing."""

    register: str = ""
    commit: str = ""
    what: str = ""
    tables: tuple[TableOrigin, ...] = ()


def docx_keys(data: bytes) -> Origins:
    """What a docx tells; every table of it, also those that are not of the paper, in their order."""
    parts = _Parts(data)
    body = parts.xml("word/document.xml")
    tables = tuple(_docx_table(table) for table in body.iter(f"{_W}tbl")) if body is not None else ()
    return Origins(*_told(parts.properties()), tables)


def _docx_table(table: Any) -> TableOrigin:
    rows = [row for row in table.iter(f"{_W}tr") if next(row.iterancestors(f"{_W}tbl")) is table]
    told = [[_docx_marks(cell) for cell in row.iter(f"{_W}tc")] for row in rows]
    return _table(told)


def _docx_marks(cell: Any) -> dict[str, str]:
    return marks.said(mark.get(f"{_W}name", "") for mark in cell.iter(f"{_W}bookmarkStart"))


def _table(told: list[list[dict[str, str]]]) -> TableOrigin:
    """A table of which each cell says something or nothing; the header is the first row that is one of ours."""
    head = told[0] if told else []
    name = next((cell[marks.TABLE] for cell in head if marks.TABLE in cell), "")
    keys = [next((cell[marks.KEY] for cell in row if marks.KEY in cell), None) for row in told[1:]]
    fields = tuple(cell.get(marks.FIELD, "") for cell in head)
    return TableOrigin(name, fields, tuple(marks.key_of(key) for key in keys))


def html_keys(data: bytes) -> Origins:
    """What a page tells, by its attributes or, where a word processor dropped them, by the names of its anchors."""
    from lxml import etree, html

    if len(data) > _MOST:
        raise BadInput(_("the file is larger than {size} MB", size=_MOST // 1_000_000))
    try:
        page = html.document_fromstring(data, parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError):
        return Origins()
    told = {str(meta.get("name", "")).lower(): meta.get("content", "") for meta in page.iter("meta")}
    return Origins(*_told(told), tuple(_html_table(table) for table in page.iter("table")))


def _html_table(table: Any) -> TableOrigin:
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table")) is table]
    told = []
    for row in rows:
        cells = [_html_marks(cell) for cell in row.iter("td", "th")]
        if row.get("data-key") and cells:
            cells[0][marks.KEY] = row.get("data-key")
        told.append(cells)
    found = _table(told)
    return found._replace(name=table.get("data-table") or found.name)


def _html_marks(cell: Any) -> dict[str, str]:
    names = [inside.get(name, "") for inside in cell.iter("a", "p", "span") for name in ("id", "name")]
    said = marks.said(dict.fromkeys(names))
    if cell.get("data-field"):
        said[marks.FIELD] = cell.get("data-field")
    return said


def xlsx_keys(data: bytes) -> Origins:
    """What a workbook tells; the sheets that have the hidden column, in their order. Fields follow their headers."""
    parts = _Parts(data)
    texts = _shared(parts)
    tables = [_xlsx_table(rows) for rows in _sheets(parts, texts)]
    return Origins(*_told(parts.properties()), tuple(table for table in tables if table))


def _sheets(parts: _Parts, texts: list[str]) -> Iterator[list[dict[str, str]]]:
    book, relations = parts.xml("xl/workbook.xml"), parts.xml("xl/_rels/workbook.xml.rels")
    if book is None or relations is None:
        return
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for sheet in book.iter(f"{_S}sheet"):
        target = targets.get(sheet.get(f"{_R}id"), "")
        root = parts.xml(target.lstrip("/") if target.startswith("/") else f"xl/{target}")
        if root is not None:
            yield _rows(root, texts)


def _rows(root: Any, texts: list[str]) -> list[dict[str, str]]:
    """The words of each row by the letters of their columns; rows that are left out are there, empty."""
    rows: list[dict[str, str]] = []
    for row in root.iter(f"{_S}row"):
        number = int(row.get("r", len(rows) + 1))
        if len(rows) < number - 1 < 1_100_000:
            rows += [{} for _row in range(number - 1 - len(rows))]
        rows.append({_column(cell, count): _cell(cell, texts) for count, cell in enumerate(row.iter(f"{_S}c"))})
    return rows


def _column(cell: Any, count: int) -> str:
    match = _ROW.fullmatch(cell.get("r", ""))
    return match[1] if match else f"?{count}"


def _cell(cell: Any, texts: list[str]) -> str:
    if cell.get("t") == "inlineStr":
        return _words(cell)
    value = cell.findtext(f"{_S}v", "")
    if cell.get("t") == "s":
        return texts[int(value)] if value.isdecimal() and int(value) < len(texts) else ""
    return str(value)


def _words(inside: Any) -> str:
    return "".join(text.text or "" for text in inside.iter(f"{_S}t") if text.getparent().tag != f"{_S}rPh")


def _shared(parts: _Parts) -> list[str]:
    root = parts.xml("xl/sharedStrings.xml")
    return [] if root is None else [_words(item) for item in root.iterchildren(f"{_S}si")]


def _xlsx_table(rows: list[dict[str, str]]) -> TableOrigin | None:
    head = rows[0] if rows else {}
    hidden = next((column for column, text in head.items() if text.startswith(HIDDEN)), None)
    if hidden is None:
        return None
    try:
        name, columns = json.loads(head[hidden].removeprefix(HIDDEN))
        told = [(str(title), str(field)) for title, field in columns]
    except (ValueError, TypeError, RecursionError):
        return None
    fields = []
    for title in (text for column, text in head.items() if column != hidden):
        found = next((pair for pair in told if pair[0] == title), None)
        fields.append(found[1] if found else "")
        if found:
            told.remove(found)
    return TableOrigin(str(name), tuple(fields), tuple(marks.key_of(row.get(hidden)) for row in rows[1:]))


def _told(properties: dict[str, str]) -> tuple[str, str, str]:
    return tuple(properties.get(f"iktui-{name}", "") for name in ("register", "commit", "what"))  # type: ignore[return-value]


class _Parts:
    """The parts of an archive of Office Open XML."""

    def __init__(self, data: bytes) -> None:
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError):
            raise BadInput(_("the file is no docx and no xlsx")) from None
        if sum(info.file_size for info in self._archive.infolist()) > _MOST:
            raise BadInput(_("the file is larger than {size} MB", size=_MOST // 1_000_000))
        self._left = _MOST

    def xml(self, name: str) -> Any:
        """The root of a part; None when there is none. Raises BadInput when it is no XML."""
        from lxml import etree

        try:
            with self._archive.open(name) as part:
                data = part.read(self._left + 1)
        except KeyError:
            return None
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError):
            raise BadInput(_("the file is damaged: {part} cannot be read", part=name)) from None
        self._left -= len(data)
        if self._left < 0:
            raise BadInput(_("the file is larger than {size} MB", size=_MOST // 1_000_000))
        try:
            return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
        except etree.XMLSyntaxError:
            raise BadInput(_("the file is damaged: {part} cannot be read", part=name)) from None

    def properties(self) -> dict[str, str]:
        """The properties of the document's own, by name."""
        root = self.xml("docProps/custom.xml")
        return {} if root is None else {entry.get("name", ""): _inner(entry) for entry in root}


def _inner(entry: Iterable[Any]) -> str:
    return "".join(value.text or "" for value in entry)
