"""PDF: its text layer. A table that goes over many pages is one grid, prose is what stands outside."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from store.base.errors import BadInput
from store.base.i18n import _, ngettext
from store.formats.archive import damaged, locked
from store.formats.limits import Budget, Limits
from store.formats.pdf.lines import Line, behind, furniture, in_margin, paragraphs, shape
from store.formats.pdf.tables import Table, aligned, lined
from store.formats.source import Cell, Grid, Source
from store.formats.words import grid, name_before, prose

_MAX_HEADERS: Final = 3
_ENDS: Final = (".", "!", "?", ":")
Row = tuple[int, int, list[Cell]]
"""Page and row of the page, and the cells."""


@dataclass
class _Page:
    number: int
    height: float
    tables: list[Table]
    lines: list[Line]


def read(name: str, data: bytes, limits: Limits) -> Source:
    """The document's prose and tables; `place` is the page and the row on it."""
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    from store.formats.pdf.unpacking import bounded, refusal

    budget = Budget(name, limits)
    try:
        with bounded(budget):
            return _read(name, data, budget)
    except Exception as error:
        refused = refusal(error)
        if refused is not None:
            raise refused from None
        if any(isinstance(item, PDFPasswordIncorrect) for item in (error, *error.args)):
            raise locked(name) from None
        raise damaged(name) from None


def _read(name: str, data: bytes, budget: Budget) -> Source:
    import pdfplumber

    notices: list[str] = []
    limit = budget.limits.pages
    with pdfplumber.open(io.BytesIO(data), pages=list(range(1, limit + 2))) as document:
        found = document.pages
        if not found:
            raise damaged(name)
        if len(found) > limit:
            notices.append(_("only the first {limit} pages were read: divide the file for the rest", limit=limit))
        pages, scans = _pages(found[:limit], budget, lined)
        if not any(page.lines or page.tables for page in pages):
            raise _wordless(name, bool(scans))
        if not any(page.tables for page in pages):
            pages, _scans = _pages(found[:limit], budget, aligned)
    if scans:
        notices.append(
            ngettext("page {pages} is a picture, and was not read", "the pages {pages} are pictures, and were not read",
                     len(scans), pages=", ".join(map(str, scans)))
        )  # fmt: skip
    return Source(name, "pdf", tuple(_parts(pages, budget)), tuple(notices))


def _wordless(name: str, is_scan: bool) -> BadInput:
    if is_scan:
        return BadInput(
            _(
                "{file}: a scanned picture without text: have its text recognised (OCR), or import its original",
                file=name,
            )
        )
    return BadInput(_("{file}: there is no text in it", file=name))


def _pages(found: list[Any], budget: Budget, tables_of: Callable[[Any], list[Table]]) -> tuple[list[_Page], list[int]]:
    """The pages as tables and lines, and the numbers of those that are nothing but a picture."""
    pages: list[_Page] = []
    scans: list[int] = []
    for page in found:
        signs = sum(len(items) for items in page.objects.values())
        if signs > budget.limits.page_signs:
            raise BadInput(
                _("{file}, page {page}: {count} letters and lines on one page: it is no ordinary document",
                  file=budget.file, page=page.page_number, count=signs)
            )  # fmt: skip
        tables = tables_of(page) if page.chars else []
        outside = page
        for table in tables:
            outside = outside.filter(_outside(table))
        lines = [
            Line(item["text"], item["x0"], item["x1"], item["top"], item["bottom"])
            for item in (outside.extract_text_lines(return_chars=False) if page.chars else ())
        ]
        if page.images and not page.chars:
            scans.append(page.page_number)
        pages.append(_Page(page.page_number, float(page.height), tables, lines))
        page.close()
    return pages, scans


def _outside(table: Table) -> Callable[[dict[str, Any]], bool]:
    left, top, right, bottom = table.box

    def test(item: dict[str, Any]) -> bool:
        across, down = (item["x0"] + item["x1"]) / 2, (item["top"] + item["bottom"]) / 2
        return not (left - 1 <= across <= right + 1 and top - 1 <= down <= bottom + 1)

    return test


def _parts(pages: list[_Page], budget: Budget) -> list[str | Grid]:
    """Prose and grids in the order of the pages."""
    parts: list[str | Grid] = []
    repeated = furniture([(page.height, page.lines) for page in pages])
    last: _Growing | None = None

    def end() -> None:
        nonlocal last
        made = last.made(budget, name_before(parts)) if last is not None else None
        parts.extend([made] if made is not None else [])
        last = None

    for page in pages:
        lines = [line for line in page.lines if not (in_margin(line, page.height) and shape(line) in repeated)]
        for number, table in enumerate(page.tables):
            above = [line for line in lines if line.top < table.box[1]]
            lines = [line for line in lines if line.top >= table.box[1]]
            if last is not None and number == 0 and not above and last.goes_on(table):
                last.add(page.number, table)
                continue
            end()
            _prose(parts, above, budget)
            last = _Growing(page.number, table)
        if lines:
            end()
            _prose(parts, lines, budget)
    end()
    return parts


def _prose(parts: list[str | Grid], lines: list[Line], budget: Budget) -> None:
    budget.take(len(lines))
    prose(parts, paragraphs(lines))


class _Growing:
    """A table while the pages go on."""

    def __init__(self, page: int, table: Table) -> None:
        self._last = table
        self._rows: list[Row] = [(page, number, cells) for number, cells in enumerate(table.rows, start=1)]
        self._headers: int | None = None

    def goes_on(self, table: Table) -> bool:
        """Whether a table that begins the next page is more of this one."""
        return self._last.goes_on_in(table)

    def add(self, page: int, table: Table) -> None:
        """Put more of it behind, without the header that stands on each page."""
        headers = self._repeated(table)
        if headers:
            self._headers = min(headers, self._headers or headers)
        for number, cells in enumerate(table.rows[headers:], start=headers + 1):
            if number == headers + 1 and _is_rest(self._rows[-1][2], cells):
                first_page, first, before = self._rows[-1]
                self._rows[-1] = (first_page, first, [_more(one, two) for one, two in zip(before, cells, strict=True)])
            else:
                self._rows.append((page, number, cells))
        self._last = table

    def _repeated(self, table: Table) -> int:
        """How many of the first rows are those of the first page again."""
        count = 0
        while count < min(_MAX_HEADERS, len(table.rows), len(self._rows)):
            if [cell.text for cell in table.rows[count]] != [cell.text for cell in self._rows[count][2]]:
                break
            count += 1
        return count

    def made(self, budget: Budget, name: str) -> Grid | None:
        """The whole."""
        rows = ((_("page {page}, row {row}", page=page, row=row), cells) for page, row, cells in self._rows)
        return grid(budget, rows, name=name, headers=self._headers)


def _is_rest(before: list[Cell], cells: list[Cell]) -> bool:
    """Whether a page broke a row in two: the rest of it goes on in cells whose words were not at their end."""
    going = [(one.text, two.text) for one, two in zip(before, cells, strict=True) if two.text]
    return (
        bool(going)
        and not cells[0].text
        and all(one and not one.endswith(_ENDS) and (two[:1].islower() or one.endswith("-")) for one, two in going)
    )


def _more(before: Cell, rest: Cell) -> Cell:
    return before._replace(text=behind(before.text, rest.text), link=before.link or rest.link) if rest.text else before
