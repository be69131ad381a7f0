"""Excel's files from before 2007."""

from __future__ import annotations

import io
from typing import Any, Final

from store.base.i18n import _
from store.formats.archive import damaged, locked
from store.formats.limits import Budget, Limits
from store.formats.office.numbers import Style, number
from store.formats.office.sheets import FALSE, TRUE, Merge, Sheet, not_read
from store.formats.source import Cell, Grid, Source
from store.formats.words import cell_text, flat, link

_ERRORS: Final = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_MACROS: Final = "_VBA_PROJECT".encode("utf-16-le")


def read(name: str, data: bytes, limits: Limits) -> Source:
    """Every visible sheet as a grid; `place` is the row of the sheet."""
    import xlrd

    budget = Budget(name, limits)
    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, on_demand=True, logfile=io.StringIO()
        )
    except xlrd.XLRDError as error:
        raise (locked(name) if "encrypted" in str(error) else damaged(name)) from None
    styles = [_style(book, item.format_key) for item in book.xf_list]
    grids: list[Grid] = []
    notices: list[str] = []
    for place, title in enumerate(book.sheet_names()):
        if book._sheet_visibility[place]:  # asked before the sheet is loaded
            notices.append(not_read(flat(title)))
            continue
        sheet = _sheet(book, book.sheet_by_index(place), styles, budget)
        book.unload_sheet(place)
        notices += sheet.notices()
        made = sheet.made()
        grids += [made] if made is not None else []
    if _MACROS in data:
        notices.append(_("the macros in the file were left alone"))
    return Source(name, "xls", tuple(grids), tuple(notices), flat(book.user_name or ""))


def _style(book: Any, key: int) -> Style:
    known = book.format_map.get(key)
    return Style(key, known.format_str if known is not None else "")


def _sheet(book: Any, read_sheet: Any, styles: list[Style], budget: Budget) -> Sheet:
    sheet = Sheet(flat(read_sheet.name), budget)
    for row in range(read_sheet.nrows):
        for column in range(read_sheet.row_len(row)):
            cell = read_sheet.cell(row, column)
            style = styles[cell.xf_index] if cell.xf_index is not None and cell.xf_index < len(styles) else Style()
            sheet.put(row, column, Cell(cell_text(_words(book, cell, style))))
    sheet.merges = [Merge(top, left, bottom - 1, right - 1) for top, bottom, left, right in read_sheet.merged_cells]
    sheet.hidden_rows = {row for row, about in read_sheet.rowinfo_map.items() if about.hidden}
    sheet.hidden_columns = [
        range(column, column + 1) for column, about in read_sheet.colinfo_map.items() if about.hidden
    ]
    for item in read_sheet.hyperlink_list:
        if item.type == "url":
            address = item.url_or_path
            address = address.decode("utf-8", "replace") if isinstance(address, bytes) else address
            sheet.hang(item.frowx, item.fcolx, link=link(address))
    for (row, column), note in read_sheet.cell_note_map.items():
        sheet.hang(row, column, note=flat(note.text))
    return sheet


def _words(book: Any, cell: Any, style: Style) -> str:
    """What a cell shows; kinds are those of xlrd: 1 words, 2 a number, 3 a date, 4 true or false, 5 an error."""
    if cell.ctype == 1:
        return str(cell.value)
    if cell.ctype in (2, 3):
        return number(cell.value, style, from_1904=bool(book.datemode))
    if cell.ctype == 4:
        return TRUE if cell.value else FALSE
    return _ERRORS.get(cell.value, "#N/A") if cell.ctype == 5 else ""
