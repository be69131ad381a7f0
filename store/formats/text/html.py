"""Web pages: every table a grid, the prose between them as lines; nothing is run and nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from store.base.i18n import _, ngettext
from store.formats import marks
from store.formats.archive import Element, damaged
from store.formats.limits import Budget, Limits
from store.formats.source import Cell, Grid, Source
from store.formats.text.encodings import decode
from store.formats.text.flow import Flow
from store.formats.text.flow import flow as flow_of
from store.formats.words import clean, grid, name_before, prose

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]{1,40})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_\-]{1,40})", re.IGNORECASE)
_DECLARATION = re.compile(r"\s*<\?xml[^>]*>")
_HEAD: Final = 4096
LINE: Final = "data-iktui-line"
"""What a table that was made of Markdown says of the line it begins on."""
_SECTIONS: Final = ("thead", "tbody", "tfoot")
_MAX_SPAN: Final = 65534


def read(name: str, data: bytes, limits: Limits, encoding: str | None = None) -> Source:
    """The page's prose and tables; `place` is the table and its row."""
    notices: list[str] = []
    text = None
    told = _CHARSET.search(data[:_HEAD]) or _XML_CHARSET.match(data[:_HEAD])
    if encoding is None and told and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            text = data.decode("cp1252" if told[1].lower() in (b"iso-8859-1", b"latin1") else told[1].decode("ascii"))
        except (LookupError, ValueError, AssertionError):
            text = None
    if text is None:
        text, notices = decode(name, data, encoding)
    return read_text(name, text, limits, notices)


def read_text(name: str, text: str, limits: Limits, notices: list[str] | None = None, kind: str = "html") -> Source:
    """The same of a text."""
    from lxml import etree

    budget = Budget(name, limits)
    budget.tree(len(text))
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8")
    content = clean(_DECLARATION.sub("", text, count=1))
    try:
        root = etree.fromstring(content.encode("utf-8"), parser)
    except etree.LxmlError:
        raise damaged(name) from None
    page = _Page(budget)
    if root is not None:
        page.block(root, 0)
    found = list(notices or ())
    if page.hidden:
        found.append(
            ngettext("{count} hidden part of the page was not read", "{count} hidden parts of the page were not read",
                     page.hidden)
        )  # fmt: skip
    metas = root.iter("meta") if root is not None else ()
    about = {(meta.get("name") or "").lower(): meta.get("content") or "" for meta in metas}
    return Source(name, kind, tuple(page.parts), tuple(found), origin=marks.origin(about))


class _Page:
    """What is made of a page while it is walked over."""

    def __init__(self, budget: Budget) -> None:
        self.parts: list[str | Grid] = []
        self.hidden = 0
        self._budget = budget
        self._tables = 0

    def block(self, element: Element, depth: int) -> None:
        """The prose of an element, with its tables where they stand."""

        def on_table(table: Element, so_far: Flow) -> None:
            self._prose(so_far.take())
            self.table(table, depth)

        self._prose(self._flow(element, on_table).take())

    def table(self, table: Element, depth: int) -> str:
        """Put a table and those in it behind what there is, and give its words."""
        self._budget.nest(depth)
        self._tables += 1
        number, at, line = self._tables, len(self.parts), table.get(LINE)
        name = name_before(self.parts)
        nested: list[Element] = []
        rows: list[list[Cell]] = []
        told: list[list[dict[str, str]]] = []
        headers = 0
        is_heading = True
        waiting: dict[int, tuple[int, Cell]] = {}
        for section, row in _rows_of(table):
            if section == "caption":
                name = " ".join(self._flow(row, lambda _t, _f: None).take())
                continue
            if section == "new":
                waiting = {}
                continue
            told.append([])
            made, is_head = self._row(row, waiting, nested, told[-1])
            rows.append(made)
            is_heading = is_heading and (section == "thead" or is_head)
            headers += is_heading
        made_grid = grid(
            self._budget,
            ((_place(number, row, line), cells) for row, cells in enumerate(rows, start=1)),
            name=name,
            headers=headers or None,
        )
        made_grid = marks.marked(made_grid, told)
        if made_grid is not None:
            if made_grid.marked is not None and table.get("data-table"):
                made_grid = replace(made_grid, marked=made_grid.marked._replace(table=table.get("data-table")))
            self.parts.insert(at, made_grid)
        for inner in nested:
            self.table(inner, depth + 1)
        return "\n".join(" ".join(cell.text for cell in row if cell.text and not cell.is_repeated) for row in rows)

    def _row(
        self, row: Element, waiting: dict[int, tuple[int, Cell]], nested: list[Element], told: list[dict[str, str]]
    ) -> tuple[list[Cell], bool]:
        """The cells of a row, those that reach down from above among them, and whether all of its own are headers.

        `waiting` holds by column how many more rows a cell from above covers; what is said unseen comes into `told`.
        """
        made: list[Cell] = []
        own = [cell for cell in row if cell.tag in ("td", "th")]

        def from_above() -> None:
            while len(made) in waiting:
                left, cell = waiting.pop(len(made))
                if left > 1:
                    waiting[len(made)] = (left - 1, cell)
                made.append(cell)

        starts: dict[int, tuple[int, Cell]] = {}
        for element in own:
            from_above()
            cell = self._cell(element, nested)
            told += [{}] * (len(made) - len(told))
            told.append(_told(row, element, is_first=element is own[0]))
            copy = cell._replace(is_repeated=True)
            down = _span(element.get("rowspan"))
            for number in range(_span(element.get("colspan")) or 1):
                if down != 1:
                    starts[len(made)] = ((down or _MAX_SPAN) - 1, copy)
                self._budget.width(len(made))
                waiting.pop(len(made), None)
                made.append(copy if number else cell)
        from_above()
        for column in sorted(column for column in waiting if column > len(made)):
            made += [Cell()] * (column - len(made))
            from_above()
        waiting.update(starts)
        return made, bool(own) and all(cell.tag == "th" for cell in own)

    def _cell(self, element: Element, nested: list[Element]) -> Cell:
        def on_table(table: Element, so_far: Flow) -> None:
            nested.append(table)
            so_far.break_line()
            so_far.words(" ".join(" ".join(table.itertext()).split()))
            so_far.break_line()

        found = self._flow(element, on_table)
        lines = [line for line in found.take() if line]
        return Cell("\n".join(lines).strip(), link=found.link)

    def _flow(self, element: Element, on_table: Callable[[Element, Flow], object]) -> Flow:
        found = flow_of(element, on_table)
        self.hidden += found.hidden
        return found

    def _prose(self, lines: list[str]) -> None:
        self._budget.take(len(lines))
        prose(self.parts, lines)


def _told(row: Element, cell: Element, *, is_first: bool) -> dict[str, str]:
    """What a cell says unseen: by attributes, and where a word processor dropped those, by the names of anchors."""
    inside = cell.iter("a", "p", "span")
    told = marks.said(dict.fromkeys(item.get(name) or "" for item in inside for name in ("id", "name")))
    if cell.get("data-field"):
        told[marks.FIELD] = cell.get("data-field")
    if is_first and row.get("data-key"):
        told[marks.KEY] = row.get("data-key")
    return told


def _place(table: int, row: int, line: str | None) -> str:
    if line is not None and line.isdigit():  # the line below the header is drawn, and no row
        return _("line {line}", line=int(line) + row - (row == 1))
    return _("table {table}, row {row}", table=table, row=row)


def _rows_of(table: Element) -> list[tuple[str, Element]]:
    """The rows of a table with the section that each stands in; a caption, and "new" where a section begins."""
    found: list[tuple[str, Element]] = []
    for child in table:
        if child.tag == "tr":
            found.append(("", child))
        elif child.tag == "caption":
            found.append(("caption", child))
        elif child.tag in _SECTIONS:
            found.append(("new", child))
            found += [(child.tag, row) for row in child if row.tag == "tr"]
            found.append(("new", child))
    return found


def _span(value: str | None) -> int:
    """How many columns or rows a cell covers; 0 is all rows that are left."""
    digits = (value or "1").strip()
    return min(int(digits), _MAX_SPAN) if digits.isascii() and digits.isdigit() and len(digits) < 6 else 1
