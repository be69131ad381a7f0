"""A paper as one web page: nothing fetched, no script, its own style; it prints, is dark where that is wanted, is
narrow where the screen is.

Where it has a provenance, meta tags say of which register and commit it was made, and attributes of tables, header
cells and rows what they are; the same stands in names of anchors, which word processors keep.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape
from typing import Final, NamedTuple

from store.base.glossary import DATA
from store.formats import marks
from store.papers.paper import (
    TEXT,
    WIDTH,
    Block,
    Box,
    Bullets,
    Chart,
    Column,
    Drawing,
    Heading,
    Line,
    Paper,
    Paragraph,
    Rule,
    Table,
    Words,
)  # fmt: skip
from store.papers.writers.cells import (
    LOCALES,
    blocks_of,
    cells_of,
    headings_of,
    key_text,
    line,
    made_by,
    made_of,
    name_of,
    section_words,
    shown,
    steps,
    tables_of,
    words,
)
from store.records.paths import Key

_BAR, _WIDTH, _LETTERS = 40, 360, 46
"""Height of a bar with its label, width of a chart, letters of a label."""
_ADDRESS: Final = re.compile(r"https?://[^\s/?#@]+(?:[/?#]\S*)?|mailto:[^\s?@]+@[^\s?@]+", re.IGNORECASE)


class Around(NamedTuple):
    """What a page that is one among others knows of them."""

    href: Callable[[Key], str]
    """Where the page of a record is, "" where it has none."""
    found_by: Callable[[Key], Mapping[str, str]]
    """What a script finds the row of a record by: attributes by their names."""
    spoken: str
    """The language of what people wrote into the register, where it is another than that of the page."""


def write(paper: Paper) -> bytes:
    """The paper as HTML in UTF-8, well-formed as XML too."""
    return "\n".join([*_Page(paper).lines(), ""]).encode()


def words_of(text: str) -> str:
    """Words between tags: all that a record ever puts into a page goes through here, or through `value_of`."""
    return value_of(text).replace("&#10;", "<br/>")


def value_of(text: str) -> str:
    """Words as the value of an attribute, or between tags that hold nothing but text."""
    return escape(text, quote=True).replace("\n", "&#10;")


def address_of(text: str) -> str:
    """What leads to an address on the web or of mail, ready for an attribute; "" for whatever else it may be."""
    return value_of(text) if _ADDRESS.fullmatch(text) and line(text) == text else ""


class _Page:
    """A page that stands alone, as it is written."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper

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
        yield f"<h1>{words_of(line(paper.title))}</h1>"
        if line(paper.subtitle):
            yield f'<p class="subtitle">{words_of(line(paper.subtitle))}</p>'
        yield from Body(paper).lines()
        yield "</main>"
        if by := made_by(paper):
            yield f"<footer><p>{words_of(by)}</p></footer>"
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
        yield f"<title>{value_of(line(paper.title) or paper.what)}</title>"
        told = {"author": line(paper.author), "date": paper.date, **marks.properties(made_of(paper))}
        for name, value in told.items():
            if value:
                yield f'<meta name="{name}" content="{value_of(value)}"/>'
        yield f"<style>{style}</style>"


class Body:
    """What a paper says below its title, as it is written."""

    def __init__(self, paper: Paper, around: Around | None = None) -> None:
        self._paper, self._around = paper, around
        self._count = 0
        self._has_keys = paper.provenance is not None and around is None

    def lines(self) -> Iterator[str]:
        """All of it."""
        for _block, lines in self.parts():
            yield from lines

    def parts(self) -> Iterator[tuple[Block, Iterator[str]]]:
        """Each block with its lines, to be taken before the next."""
        levels = iter(steps(self._paper))
        named = zip(tables_of(self._paper), headings_of(self._paper), strict=True)
        for block in blocks_of(self._paper):
            match block:
                case Heading(text):
                    level = min(next(levels) + 1, 6)
                    yield block, iter([f"<h{level}>{words_of(line(text))}</h{level}>"])
                case Paragraph(text, is_note):
                    opened = '<p class="note">' if is_note else "<p>"
                    yield block, iter([f"{opened}{words_of(words(text))}</p>"])
                case Bullets(items):
                    yield block, _list(items)
                case Table():
                    (name, table), called = next(named)
                    yield block, self._table(name, table, called)
                case Chart():
                    yield block, self._chart(block)
                case Drawing():
                    yield block, self._drawing(block)

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

    def _key(self, row: Line) -> str:
        """Which record the row is; in two cells, since whoever writes one anew may take its anchors away."""
        return self._mark(marks.KEY, key_text(row)) if row.key else ""

    def _data(self, name: str, value: str) -> str:
        return f' data-{name}="{value_of(value)}"' if self._has_keys and value else ""

    def _table(self, name: str, table: Table, called: str) -> Iterator[str]:
        id = f"table-{self._number()}"
        label = f'aria-labelledby="{id}"' if called else f'aria-label="{value_of(line(self._paper.title))}"'
        yield f'<div class="scroll" role="region" tabindex="0" {label}>'
        yield f"<table{self._data('table', name)}>"
        if called:
            kept = "" if line(table.caption) else ' class="heard"'
            yield f'<caption id="{id}"{kept}>{words_of(called)}</caption>'
        yield "<thead><tr>"
        for count, column in enumerate(table.columns):
            told = self._mark(marks.TABLE, name) if count == 0 else ""
            told += self._mark(marks.FIELD, column.field) if column.field else ""
            data = self._data("field", column.field)
            yield f'<th scope="col" class="{column.kind}"{data}>{words_of(words(column.title))}{told}</th>'
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
        data = self._data("key", key_text(row)) if row.key else ""
        if self._around and row.key:
            found_by = self._around.found_by(row.key)
            data = "".join(f' {name}="{value_of(value)}"' for name, value in found_by.items())
        if row.is_section:
            span = len(table.columns)
            head = f'<th scope="rowgroup" colspan="{span}">{words_of(section_words(row))}{self._key(row)}</th>'
            return f'<tr class="section"{data}>{head}</tr>'
        cells: list[str] = []
        for count, (cell, column) in enumerate(zip(cells_of(row, table.columns), table.columns, strict=True)):
            told = self._key(row) if count in (0, len(table.columns) - 1) else ""
            said = words_of(shown(cell, column, self._paper.language))
            tag, scope = ("th", ' scope="row"') if said and not cells else ("td", "")
            if self._around:
                said, scope = self._linked(said, cell, column, None if cells else row.key), scope + self._spoken(column)
            cells.append(f'<{tag}{scope} class="{column.kind}">{said}{told}</{tag}>')
        return f"<tr{data}>{''.join(cells)}</tr>"

    def _linked(self, said: str, cell: str, column: Column, key: Key | None) -> str:
        """The words of a cell as a link: to the page of its record, or to the address that they are."""
        assert self._around is not None, "asked for by a page among others"
        href = value_of(self._around.href(key)) if key else address_of(cell) if column.field == "address" else ""
        return f'<a href="{href}">{said}</a>' if href and said else said

    def _spoken(self, column: Column) -> str:
        """The attribute of cells that hold what somebody wrote, in a page of another language."""
        is_written = column.field and column.kind == TEXT and not column.choices
        return f' lang="{self._around.spoken}"' if self._around and self._around.spoken and is_written else ""

    def _chart(self, chart: Chart) -> Iterator[str]:
        """Bars, each below its label; they take the colours of the page."""
        height = _BAR * max(len(chart.bars), 1)
        most = max((value for _label, value in chart.bars), default=0) or 1
        yield from self._begun(chart, _WIDTH, height)
        for count, (label, value) in enumerate(chart.bars):
            top = count * _BAR
            length = max(value, 0) / most * (_WIDTH - 60)
            yield f'<text x="0" y="{top + 13}">{value_of(name_of(label, _LETTERS))}</text>'
            yield f'<rect x="0" y="{top + 18}" width="{length:.1f}" height="14"/>'
            yield f'<text x="{length + 6:.1f}" y="{top + 30}">{value:g}</text>'
        yield "</svg>"
        yield "</figure>"

    def _begun(self, picture: Chart | Drawing, width: float, height: float, more: str = "") -> Iterator[str]:
        """What stands before the shapes of a picture: its title, and what it shows for those who do not see it."""
        id = self._number()
        yield "<figure>"
        yield f'<figcaption aria-hidden="true">{words_of(line(picture.title))}</figcaption>'
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height:g}"{more} '
            f'aria-labelledby="chart-{id} chart-{id}-said">'
        )
        yield f'<title id="chart-{id}">{value_of(line(picture.title))}</title>'
        yield f'<desc id="chart-{id}-said">{value_of(line(picture.described))}</desc>'

    def _drawing(self, drawing: Drawing) -> Iterator[str]:
        """Boxes, rules and words; they take the colours of the page."""
        yield from self._begun(drawing, WIDTH, drawing.height, ' class="drawing"')
        for shape in drawing.shapes:
            match shape:
                case Box(x, y, width, height, shade):
                    kind = f'fill-opacity="{shade:g}"' if shade else 'class="empty"'
                    yield f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" {kind}/>'
                case Rule(x, y, to_x, to_y):
                    yield f'<line x1="{x:g}" y1="{y:g}" x2="{to_x:g}" y2="{to_y:g}"/>'
                case Words(x, y, text, anchor, is_strong):
                    kind = ' class="strong"' if is_strong else ""
                    yield f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}"{kind}>{value_of(line(text))}</text>'
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
            yield f"<ul><li>{words_of(words(text))}"
        else:
            yield f"</li><li>{words_of(words(text))}"
    yield "</li></ul>" * len(depth)
