"""A paper as an Excel workbook: a sheet of what it is, a sheet a table; dates and numbers are such, words are words.

Where it has a provenance, properties of the workbook say of which register and commit it was made, and a hidden column
behind each table says which record a row is; it is sorted and filtered with the rows.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from typing import TYPE_CHECKING, Final

from store.base.i18n import in_language
from store.formats import marks
from store.papers.paper import DATE, MARK, NUMBER, SHARE, Bullets, Chart, Column, Heading, Line, Paper, Paragraph, Table
from store.papers.writers.cells import (
    blocks_of,
    cells_of,
    full_date,
    headings_of,
    key_text,
    line,
    made_by,
    made_of,
    name_of,
    number,
    section_words,
    share,
    tables_of,
    words,
)

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_LONGEST: Final = 32_767
"""Letters that a cell of Excel can hold."""
_SHEET: Final = 31
_NO_SHEET: Final = re.compile(r"[\[\]:*?/\\'\U00010000-\U0010ffff]+")
"""What no name of a sheet may have; signs that count as two would make it too long."""
_PICTURE: Final = re.compile(r"&(?=[G\[])")
"""What would be counted as a picture in a footer, even where the sign is written twice."""
_FIRST_DAY: Final = dt.date(1900, 3, 1)
"""Excel has a 29 February 1900; from here on its days are right."""
_TITLE_HEIGHT: Final = 26
_ROW: Final = 20
_ALIGN: Final = {MARK: "center", NUMBER: "right", SHARE: "right", DATE: "left"}
_DARK, _SHADE, _SECTION, _RULE = "#1F3864", "#DCE6F2", "#F2F2F2", "#A6A6A6"
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd.mm.yyyy",
}


def write(paper: Paper) -> bytes:
    """The paper as xlsx. Partial dates and days before March 1900 are text; no word becomes a formula or a link."""
    from xlsxwriter import Workbook

    data = io.BytesIO()
    book = _Book(Workbook(data, _OPTIONS), paper)
    book.fill()
    book.close()
    return data.getvalue()


def _cut(text: str) -> str:
    """What a cell of Excel can hold, cut with a visible sign; it counts as UTF-16 does."""
    if len(text) * 2 <= _LONGEST or len(text.encode("utf-16-le")) // 2 <= _LONGEST:
        return text
    return text.encode("utf-16-le")[: 2 * (_LONGEST - 1)].decode("utf-16-le", "ignore") + "…"


class _Book:
    """A workbook as it is filled."""

    def __init__(self, book: Workbook, paper: Paper) -> None:
        self._book, self._paper = book, paper
        self._sheets: set[str] = set()
        self._formats: dict[tuple[tuple[str, str | int], ...], Format] = {}
        self._lists: list[list[str]] = []
        self._lists_name = ""

    def close(self) -> None:
        """Write it out."""
        self._book.close()

    def fill(self) -> None:
        """Every sheet, the properties, the lists of choices."""
        paper = self._paper
        day = dt.datetime.fromisoformat(f"{paper.date or '1980-01-01'}T00:00:00")
        about = {"title": line(paper.title), "subject": line(paper.subtitle), "author": line(paper.author)}
        self._book.set_properties({**{name: text[:255] for name, text in about.items()}, "created": day})
        first = self._sheet(paper.title or "1")
        named = list(zip(tables_of(paper), headings_of(paper), strict=True))
        sheets = [self._sheet(called or name) for (name, _table), called in named]
        self._lists_name = self._free_name(marks.CHOICES)
        self._front(first)
        for sheet, ((name, table), _called) in zip(sheets, named, strict=True):
            self._table(sheet, name, table)
        if self._lists:
            self._write_lists()
        for name, value in marks.properties(made_of(paper)).items():
            self._book.set_custom_property(name, value, "text")

    def _free_name(self, wanted: str) -> str:
        """A name that a sheet may have and no other has, small or capital letters alike."""
        clean = " ".join(_NO_SHEET.sub(" ", line(wanted)).split()) or "1"
        if clean.casefold() == "history":
            clean = f"{clean}."
        name, count = name_of(clean, _SHEET), 1
        while name.casefold() in self._sheets:
            count += 1
            name = f"{name_of(clean, _SHEET - len(str(count)) - 1)} {count}"
        self._sheets.add(name.casefold())
        return name

    def _sheet(self, wanted: str) -> Worksheet:
        sheet: Worksheet = self._book.add_worksheet(self._free_name(wanted))
        sheet.set_paper(9)
        if self._paper.is_wide:
            sheet.set_landscape()
        sheet.set_margins(0.6, 0.6, 0.7, 0.8)
        pages = in_language(self._paper.language, "Page {page} of {pages}", page="\0P", pages="\0N")
        left = _PICTURE.sub("& ", made_by(self._paper)[:100]).replace("&", "&&")
        sheet.set_footer(f"&L{left}&R{pages.replace('&', '&&').replace(chr(0), '&')}")
        return sheet

    def _format(self, **properties: str | int) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"text_wrap": 1, "valign": "top", **properties})
        return self._formats[key]

    def _front(self, sheet: Worksheet) -> None:
        """Title, prose, lists and notes, each in a cell of its own below the other; charts below them."""
        sheet.set_column(0, 0, 100)
        sheet.hide_gridlines(2)
        sheet.fit_to_pages(1, 0)
        styled: list[tuple[str, Format]] = [(self._paper.title, self._format(bold=1, font_size=18, font_color=_DARK))]
        if line(self._paper.subtitle):
            styled.append((self._paper.subtitle, self._format(font_size=13)))
        if by := made_by(self._paper):
            styled.append((by, self._format()))
        charts = []
        for block in blocks_of(self._paper):
            match block:
                case Heading(text):
                    styled.append((line(text), self._format(bold=1, font_size=13, font_color=_DARK)))
                case Paragraph(text, is_note):
                    styled.append((text, self._format(**({"font_size": 9} if is_note else {}))))
                case Bullets(items):
                    styled += [(f"• {text}", self._format(indent=min(level, 15))) for level, text in items]
                case Chart():
                    charts.append(block)
        sheet.set_row(0, _TITLE_HEIGHT * (1 + len(line(self._paper.title)) // 60))
        for row, (text, style) in enumerate(styled):
            sheet.write_string(row, 0, _cut(words(text)), style)
        row = len(styled) + 1
        for chart in charts:
            row = self._chart(sheet, chart, row)

    def _chart(self, sheet: Worksheet, chart: Chart, row: int) -> int:
        """A chart of bars and, hidden beside it, what it is made of; the row below it."""
        sheet.set_column(1, 3, None, None, {"hidden": True})
        for count, (label, value) in enumerate(chart.bars):
            sheet.write_string(row + count, 1, _cut(line(label)))
            sheet.write_number(row + count, 2, value)
        last = row + max(len(chart.bars), 1) - 1
        drawn = self._book.add_chart({"type": "bar"})
        name = sheet.get_name()
        values = {"categories": [name, row, 1, last, 1], "values": [name, row, 2, last, 2]}
        drawn.add_series({**values, "fill": {"color": _DARK}, "data_labels": {"value": True}, "gap": 40})
        sheet.write_string(row, 3, _cut(line(chart.title)))
        drawn.set_title({"name": [name, row, 3], "name_font": {"size": 12}})  # words that begin with “=” are no title
        drawn.set_legend({"none": True})
        drawn.set_y_axis({"reverse": True})
        drawn.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
        height = 60 + 26 * max(len(chart.bars), 1)
        drawn.set_size({"width": 680, "height": height})
        drawn.show_hidden_data()
        sheet.insert_chart(row, 0, drawn, {"description": line(chart.described)})
        return row + max(len(chart.bars), height // _ROW) + 2

    def _table(self, sheet: Worksheet, name: str, table: Table) -> None:
        columns, lines = table.columns, table.lines
        head = self._format(bold=1, bg_color=_SHADE, border=1, border_color=_RULE)
        for count, column in enumerate(columns):
            sheet.write_string(0, count, _cut(words(column.title)), head)
            sheet.set_column(count, count, self._width(table, count))
        has_keys = self._paper.provenance is not None
        if has_keys:
            told = [name, [[words(column.title), column.field] for column in columns]]
            sheet.write_string(0, len(columns), _cut(marks.HIDDEN + json.dumps(told, ensure_ascii=False)))
            sheet.set_column(len(columns), len(columns), None, None, {"hidden": True})
        for row, entry in enumerate(lines, 1):
            self._row(sheet, row, entry, columns)
            if has_keys and entry.key:
                sheet.write_string(row, len(columns), key_text(entry))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(lines), 1), len(columns) - 1 + has_keys)
        sheet.repeat_rows(0)
        sheet.fit_to_pages(1, 0)
        for count, column in enumerate(columns):
            if column.choices and lines:
                sheet.data_validation(1, count, len(lines), count, {"validate": "list", "source": self._list(column)})

    def _row(self, sheet: Worksheet, row: int, entry: Line, columns: tuple[Column, ...]) -> None:
        if entry.is_section:
            style = self._format(bold=1, bg_color=_SECTION, border=1, border_color=_RULE)
            for count in range(len(columns)):
                sheet.write_blank(row, count, None, style)
            sheet.write_string(row, 0, _cut(section_words(entry)), style)
            return
        for count, (cell, column) in enumerate(zip(cells_of(entry, columns), columns, strict=True)):
            self._cell(sheet, row, count, cell, column)

    def _cell(self, sheet: Worksheet, row: int, count: int, cell: str, column: Column) -> None:
        look: dict[str, str | int] = {"border": 1, "border_color": _RULE}
        if column.kind in _ALIGN:
            look["align"] = _ALIGN[column.kind]
        day = full_date(cell) if column.kind == DATE else None
        if column.kind == SHARE and (percent := share(cell)):
            value, decimals = percent
            form = f"0.{'0' * decimals}%" if decimals else "0%"
            sheet.write_number(row, count, round(value / 100, decimals + 2), self._format(**look, num_format=form))
        elif column.kind == NUMBER and (whole := number(cell)) is not None:
            sheet.write_number(row, count, whole, self._format(**look, num_format="0"))
        elif day and day >= _FIRST_DAY:
            sheet.write_datetime(row, count, day, self._format(**look, num_format="dd.mm.yyyy"))
        elif cell:
            sheet.write_string(row, count, _cut(words(cell)), self._format(**look, num_format="@"))
        else:
            sheet.write_blank(row, count, None, self._format(**look))

    def _width(self, table: Table, count: int) -> float:
        """As wide as its words want, within reason; the longest word of the header is never broken."""
        title = table.columns[count].title
        longest = max((len(part) for part in words(title).split()), default=1) + 4
        seen = [
            entry.cells[count] for entry in table.lines[:2_000] if not entry.is_section and count < len(entry.cells)
        ]
        most = max((len(part) for cell in seen for part in cell.split("\n")), default=0)
        return max(min(longest, 40), min(most + 2, 50), 6)

    def _list(self, column: Column) -> str:
        """Where the choices of a column stand: a list in the rule itself may have neither commas nor 255 letters."""
        choices = [_cut(words(choice)) for choice in column.choices]
        if choices not in self._lists:
            self._lists.append(choices)
        letter = _letters(self._lists.index(choices))
        return f"='{self._lists_name}'!${letter}$1:${letter}${len(choices)}"

    def _write_lists(self) -> None:
        sheet = self._book.add_worksheet(self._lists_name)
        sheet.hide()
        for count, choices in enumerate(self._lists):
            for row, choice in enumerate(choices):
                sheet.write_string(row, count, choice)


def _letters(column: int) -> str:
    """The letters of a column: A for 0, AA for 26."""
    found = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found
