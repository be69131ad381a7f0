"""LibreOffice's spreadsheets; what is repeated a million times is counted, never written out where it is empty."""

from __future__ import annotations

from typing import Final

from store.base.i18n import _
from store.formats import marks
from store.formats.archive import Archive, Element, child_name, damaged, locked
from store.formats.limits import Budget, Limits
from store.formats.office.numbers import Style, decimal, number
from store.formats.office.sheets import FALSE, TRUE, Merge, Sheet, no_values, not_read
from store.formats.source import Cell, Grid, Source
from store.formats.words import cell_text, flat, link

_TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_META: Final = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_HREF: Final = "{http://www.w3.org/1999/xlink}href"
_GROUPS: Final = ("table-row-group", "table-rows", "table-header-rows")
_COLUMN_GROUPS: Final = ("table-column-group", "table-columns", "table-header-columns")
_CELLS: Final = ("table-cell", "covered-table-cell")
_OUTSIDE: Final = ("annotation", "shapes", "frame")
_MAX_COLUMNS: Final = 16_384


def read(name: str, data: bytes, limits: Limits) -> Source:
    """Every visible sheet as a grid; `place` is the row of the sheet."""
    budget = Budget(name, limits)
    archive = Archive(budget, data)
    if "META-INF/manifest.xml" in archive.names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise locked(name)
    root = archive.tree("content.xml")
    if root is None:
        raise damaged(name)
    hidden = {
        style.get(f"{_STYLE}name")
        for style in root.iter(f"{_STYLE}style")
        for item in style
        if item.get(f"{_TABLE}display") == "false"
    }
    grids: list[Grid] = []
    notices: list[str] = []
    about = archive.tree("meta.xml")
    origin = marks.origin(_properties(about))
    unreckoned = 0
    for table in root.iter(f"{_TABLE}table"):
        if child_name(table.getparent()) != "spreadsheet":
            continue
        title = flat(table.get(f"{_TABLE}name") or "")
        if table.get(f"{_TABLE}style-name") in hidden:
            if origin is None or title != marks.CHOICES:
                notices.append(not_read(title))
            continue
        sheet = Sheet(title, budget)
        unreckoned += _read_rows(sheet, table)
        notices += sheet.notices()
        made = sheet.made()
        grids += [made] if made is not None else []
    if unreckoned:
        notices.append(no_values(unreckoned))
    if archive.has_macros:
        notices.append(_("the macros in the file were left alone"))
    return Source(name, "ods", tuple(grids), tuple(notices), flat(_editor(about)), origin)


def _properties(root: Element) -> dict[str, str]:
    own = root.iter(f"{_META}user-defined") if root is not None else ()
    return {item.get(f"{_META}name") or "": item.text or "" for item in own}


def _editor(root: Element) -> str:
    names = {child_name(item): item.text or "" for item in root.iter()} if root is not None else {}
    return names.get("creator", "") or names.get("initial-creator", "")


def _read_rows(sheet: Sheet, table: Element) -> int:
    """Read the rows of a sheet; gives how many formulas have no value."""
    at = column = unreckoned = 0
    for item in _flat(table):
        name = child_name(item)
        count = _count(item, "number-columns-repeated" if name == "table-column" else "number-rows-repeated")
        is_hidden = item.get(f"{_TABLE}visibility") in ("collapse", "filter")
        if name == "table-column":
            if is_hidden:
                sheet.hidden_columns.append(range(column, min(column + count, _MAX_COLUMNS)))
            column += count
            continue
        cells, missing = _row(sheet, item)
        unreckoned += missing
        for number_of in range(at, at + count) if cells else ():
            for place, (cell, down, across) in cells.items():
                sheet.put(number_of, place, cell)
                if down > 1 or across > 1:
                    sheet.merges.append(Merge(number_of, place, number_of + down - 1, place + across - 1))
            if is_hidden:
                sheet.hidden_rows.add(number_of)
        at += count
    return unreckoned


def _flat(table: Element) -> list[Element]:
    """The columns and rows of a sheet, those in groups too."""
    found = []
    for item in table:
        name = child_name(item)
        if name in ("table-row", "table-column"):
            found.append(item)
        elif name in _GROUPS or name in _COLUMN_GROUPS:
            found += _flat(item)
    return found


def _row(sheet: Sheet, row: Element) -> tuple[dict[int, tuple[Cell, int, int]], int]:
    """The cells of a row that hold something, by column, with the rows and columns they cover."""
    found: dict[int, tuple[Cell, int, int]] = {}
    at = missing = 0
    for item in row:
        name = child_name(item)
        if name not in _CELLS:
            continue
        count = _count(item, "number-columns-repeated")
        cell = _cell(item) if name == "table-cell" and len(item) + len(item.attrib) else Cell()
        if item.get(f"{_TABLE}formula") and not item.get(f"{_OFFICE}value-type"):
            missing += 1
        if cell.text or cell.notes:
            spans = (_count(item, "number-rows-spanned"), _count(item, "number-columns-spanned"))
            sheet.budget.width(at + count)
            found.update(dict.fromkeys(range(at, at + count), (cell, *spans)))
        at += count
    return found, missing


def _cell(item: Element) -> Cell:
    lines: list[str] = []
    notes: list[str] = []
    for child in item:
        name = child_name(child)
        if name == "annotation":
            notes.append(flat(" ".join(_words(part) for part in child if child_name(part) in ("p", "list"))))
        elif name in ("p", "h"):
            lines.append(_words(child))
    address = next((link(part.get(_HREF)) for part in item.iter(f"{_TEXT}a") if link(part.get(_HREF))), "")
    return Cell(cell_text(_shown(item, "\n".join(lines))), tuple(note for note in notes if note), address)


def _shown(item: Element, words: str) -> str:
    """What a cell shows: numbers with every digit they have."""
    kind, value = item.get(f"{_OFFICE}value-type"), item.get(f"{_OFFICE}value")
    if kind == "date":
        return (item.get(f"{_OFFICE}date-value") or words)[:10]
    if kind == "boolean":
        return TRUE if item.get(f"{_OFFICE}boolean-value") == "true" else FALSE
    try:
        amount = float(value or "")
    except ValueError:
        return words
    if kind == "percentage":
        return number(amount, Style(9))
    if kind in ("float", "currency"):
        shown = decimal(amount)
        # A municipality's number keeps the zeros that its format gives it.
        return words if words.isdigit() and words.lstrip("0") == shown else shown
    return words


def _words(element: Element) -> str:
    """The words of a paragraph, with its blanks and line breaks."""
    found = [element.text or ""]
    for child in element:
        name = child_name(child)
        if name == "s":
            count = child.get(f"{_TEXT}c") or "1"
            found.append(" " * min(int(count) if count.isdigit() else 1, 100))
        elif name == "tab":
            found.append(" ")
        elif name == "line-break":
            found.append("\n")
        elif name not in _OUTSIDE:
            found.append(_words(child))
        found.append(child.tail or "")
    return "".join(found)


def _count(item: Element, name: str) -> int:
    value = item.get(_TABLE + name) or "1"
    return max(int(value), 1) if value.isascii() and value.isdigit() and len(value) < 10 else 1
