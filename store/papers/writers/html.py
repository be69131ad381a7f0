"""A paper as one web page: nothing fetched, no script, its own style; it prints, is dark where that is wanted, is
narrow where the screen is.

Where it has a provenance, meta tags say of which register and commit it was made, and attributes of tables, header
cells and rows what they are; the same stands in names of anchors, which word processors keep.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from html import escape

from store.base.glossary import DATA
from store.papers.paper import Bullets, Chart, Heading, Line, Paper, Paragraph, Table
from store.papers.writers import marks
from store.papers.writers.cells import (
    LOCALES,
    blocks_of,
    cells_of,
    headings_of,
    line,
    made_by,
    name_of,
    section_words,
    shown,
    steps,
    tables_of,
    words,
)

_BAR, _WIDTH, _LETTERS = 40, 360, 46
"""Height of a bar with its label, width of a chart, letters of a label."""


def write(paper: Paper) -> bytes:
    """The paper as HTML in UTF-8, well-formed as XML too."""
    return "\n".join([*_Page(paper).lines(), ""]).encode()


def _text(text: str) -> str:
    """Words between tags or in quotes: all that a record ever puts into a page goes through here."""
    return escape(text, quote=True).replace("\n", "<br/>")


def _attribute(text: str) -> str:
    return escape(text, quote=True).replace("\n", "&#10;")


class _Page:
    """A page as it is written."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._count = 0
        self._has_keys = paper.provenance is not None

    def lines(self) -> Iterator[str]:
        """The whole of it."""
        paper = self._paper
        yield "<!DOCTYPE html>"
        yield f'<html lang="{LOCALES.get(paper.language, "")}" xmlns="http://www.w3.org/1999/xhtml">'
        yield "<head>"
        yield from self._head()
        yield "</head>"
        shape = "wide" if paper.is_wide else "tall"
        yield f'<body class="{shape}">'
        yield "<main>"
        yield f"<h1>{_text(line(paper.title))}</h1>"
        if line(paper.subtitle):
            yield f'<p class="subtitle">{_text(line(paper.subtitle))}</p>'
        yield from self._blocks()
        yield "</main>"
        if by := made_by(paper):
            yield f"<footer><p>{_text(by)}</p></footer>"
        yield "</body>"
        yield "</html>"

    def _head(self) -> Iterator[str]:
        paper = self._paper
        style = (DATA / "paper.css").read_text(encoding="utf-8")
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        yield '<meta charset="utf-8"/>'
        yield f'<meta http-equiv="Content-Security-Policy" content="{policy}"/>'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
        yield f"<title>{_attribute(line(paper.title) or paper.what)}</title>"
        told = {"author": line(paper.author), "date": paper.date}
        if paper.provenance:
            told |= {"iktui-register": paper.provenance.register, "iktui-commit": paper.provenance.commit}
            told["iktui-what"] = paper.what
        for name, value in told.items():
            if value:
                yield f'<meta name="{name}" content="{_attribute(value)}"/>'
        yield f"<style>{style}</style>"

    def _blocks(self) -> Iterator[str]:
        levels = iter(steps(self._paper))
        named = zip(tables_of(self._paper), headings_of(self._paper), strict=True)
        for block in blocks_of(self._paper):
            match block:
                case Heading(text):
                    level = min(next(levels) + 1, 6)
                    yield f"<h{level}>{_text(line(text))}</h{level}>"
                case Paragraph(text, is_note):
                    opened = '<p class="note">' if is_note else "<p>"
                    yield f"{opened}{_text(words(text))}</p>"
                case Bullets(items):
                    yield from _list(items)
                case Table():
                    (name, table), called = next(named)
                    yield from self._table(name, table, called)
                case Chart():
                    yield from self._chart(block)

    def _number(self) -> int:
        self._count += 1
        return self._count

    def _mark(self, sort: str, said: str) -> str:
        """Empty anchors by whose names a word processor keeps what the attribute beside them says.

        They stand behind the words of a cell: LibreOffice drops those before them.
        """
        if not self._has_keys:
            return ""
        return "".join(f'<a id="{name}"></a>' for name in marks.names(self._number(), sort, said))

    def _data(self, name: str, value: str) -> str:
        return f' data-{name}="{_attribute(value)}"' if self._has_keys and value else ""

    def _table(self, name: str, table: Table, called: str) -> Iterator[str]:
        id = f"table-{self._number()}"
        label = f'aria-labelledby="{id}"' if called else f'aria-label="{_attribute(line(self._paper.title))}"'
        yield f'<div class="scroll" role="region" tabindex="0" {label}>'
        yield f"<table{self._data('table', name)}>"
        if called:
            kept = "" if line(table.caption) else ' class="heard"'
            yield f'<caption id="{id}"{kept}>{_text(called)}</caption>'
        yield "<thead><tr>"
        for count, column in enumerate(table.columns):
            told = self._mark(marks.TABLE, name) if count == 0 else ""
            told += self._mark(marks.FIELD, column.field) if column.field else ""
            data = self._data("field", column.field)
            yield f'<th scope="col" class="{column.kind}"{data}>{_text(words(column.title))}{told}</th>'
        yield "</tr></thead>"
        yield from self._body(table)
        yield "</table>"
        yield "</div>"

    def _body(self, table: Table) -> Iterator[str]:
        is_open = False
        for row in table.lines:
            if row.is_section or not is_open:
                if is_open:
                    yield "</tbody>"
                yield "<tbody>"
                is_open = True
            yield self._row(row, table)
        if is_open:
            yield "</tbody>"

    def _row(self, row: Line, table: Table) -> str:
        told = self._mark(marks.KEY, marks.key_text(row.key)) if row.key else ""
        data = self._data("key", marks.key_text(row.key)) if row.key else ""
        if row.is_section:
            span = len(table.columns)
            head = f'<th scope="rowgroup" colspan="{span}">{_text(section_words(row))}{told}</th>'
            return f'<tr class="section"{data}>{head}</tr>'
        cells: list[str] = []
        for cell, column in zip(cells_of(row, table.columns), table.columns, strict=True):
            tag, scope = ("td", "") if cells else ("th", ' scope="row"')
            said = _text(shown(cell, column, self._paper.language))
            cells.append(f'<{tag}{scope} class="{column.kind}">{said}{told}</{tag}>')
            told = ""
        return f"<tr{data}>{''.join(cells)}</tr>"

    def _chart(self, chart: Chart) -> Iterator[str]:
        """Bars, each below its label; they take the colours of the page."""
        id = self._number()
        height = _BAR * max(len(chart.bars), 1)
        most = max((value for _label, value in chart.bars), default=0) or 1
        yield "<figure>"
        yield f'<figcaption aria-hidden="true">{_text(line(chart.title))}</figcaption>'
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {_WIDTH} {height}" '
            f'aria-labelledby="chart-{id} chart-{id}-said">'
        )
        yield f'<title id="chart-{id}">{_attribute(line(chart.title))}</title>'
        yield f'<desc id="chart-{id}-said">{_attribute(line(chart.described))}</desc>'
        for count, (label, value) in enumerate(chart.bars):
            top = count * _BAR
            length = max(value, 0) / most * (_WIDTH - 60)
            yield f'<text x="0" y="{top + 13}">{_attribute(name_of(label, _LETTERS))}</text>'
            yield f'<rect x="0" y="{top + 18}" width="{length:.1f}" height="14"/>'
            yield f'<text x="{length + 6:.1f}" y="{top + 30}">{value:g}</text>'
        yield "</svg>"
        yield "</figure>"


def _list(items: Iterable[tuple[int, str]]) -> Iterator[str]:
    """Lists in lists; a level that is left out is as deep as it says, by the list that it is in."""
    depth: list[int] = []
    for level, text in items:
        while depth and depth[-1] > level:
            depth.pop()
            yield "</li></ul>"
        if not depth or depth[-1] < level:
            depth.append(level)
            yield f"<ul><li>{_text(words(text))}"
        else:
            yield f"</li><li>{_text(words(text))}"
    yield "</li></ul>" * len(depth)
