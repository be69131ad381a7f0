"""A paper as a Word document: real headings, lists and tables, or the user's own template with it in its place.

Where it has a provenance, hidden bookmarks in cells of each row say which record the row is, one in each header
cell which field the column is, and properties of the document say of which register and commit it was made.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

from store.base.i18n import in_language
from store.formats import marks
from store.papers.paper import (
    MARK,
    NUMBER,
    SHARE,
    Bullets,
    Chart,
    Column,
    Drawing,
    Heading,
    Line,
    Paper,
    Paragraph,
    Table,
)  # fmt: skip
from store.papers.writers import docx_chart
from store.papers.writers.cells import (
    blocks_of,
    cells_of,
    key_text,
    line,
    made_by,
    made_of,
    section_words,
    shown,
    steps,
    tables_of,
    words,
)
from store.papers.writers.cells import widths as widths_of
from store.papers.writers.pdf import picture
from store.papers.writers.wordml import (
    Element,
    bullet_list,
    field_code,
    made,
    named,
    paragraph,
    run,
    set_custom,
    set_language,
    set_modern,
    set_properties,
    style_ids,
)

if TYPE_CHECKING:
    from docx.document import Document

_ALIGN: Final = {MARK: "center", NUMBER: "right", SHARE: "right"}
_FONT: Final = "Calibri"
_DARK, _SHADE, _SECTION, _RULE, _GREY = "1F3864", "DCE6F2", "F2F2F2", "A6A6A6", "595959"
_SPOT: Final = "\ue000content\ue000"
_TABLE_TEXT: Final = "Table Text"
_LINE: Final = 635
"""English metric units in a twentieth of a point."""
_LETTER: Final = 110
"""How wide a bold letter of a table is, in twentieths of a point."""
_MARGIN, _SHORT, _LONG = 1134, 11906, 16838
"""A4 in twentieths of a point."""


def write(paper: Paper, template: bytes | None = None) -> bytes:
    """The paper as docx; in a `template` of the user's, title, subtitle, date and content stand where it names them.

    The template is a docx with `{{ title }}`, `{{ subtitle }}`, `{{ date }}` and, in a paragraph of its own,
    `{{ content }}`; without the last the content comes at the end. Its styles, pages and footers stay as they are.
    """
    from docx import Document as new_document

    if template is not None:
        document = _filled(paper, template)
    else:
        document = new_document()
        _lay_out(document, paper)
        body = document.element.body
        _Content(document, paper).put_before(body.sectPr, with_title=True)
    set_properties(document, paper)
    set_language(document, paper.language)
    if paper.provenance:
        set_custom(document, marks.properties(made_of(paper)))
    data = io.BytesIO()
    document.save(data)
    return _without_time(data.getvalue())


def _without_time(data: bytes) -> bytes:
    """The same archive without the hour at which it was packed: the same paper is the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _filled(paper: Paper, template: bytes) -> Document:
    """The template with the words of the paper; the content replaces the paragraph that names it.

    The names are filled in by docxtpl in a sandbox, since a template may come from anybody; the content never goes
    through it, so that nothing in a record is read as a name.
    """
    from docx import Document as open_document
    from docxtpl import DocxTemplate
    from jinja2.sandbox import SandboxedEnvironment

    opened = open_document(io.BytesIO(template))
    for spot in list(opened.element.body.iter(named("p"))):
        text = "".join(node.text or "" for node in spot.iter(named("t")))
        if text.startswith("{{") and text.removeprefix("{{").removesuffix("}}").split() in (
            ["content"],
            ["p", "content"],
        ):
            for child in [child for child in spot if child.tag != named("pPr")]:
                spot.remove(child)
            spot.append(run(_SPOT))
    prepared = io.BytesIO()
    opened.save(prepared)
    prepared.seek(0)
    filled = DocxTemplate(prepared)
    names = {"title": line(paper.title), "subtitle": line(paper.subtitle), "date": paper.date, "content": ""}
    filled.render(names, SandboxedEnvironment(autoescape=True), autoescape=True)
    document: Document = filled.docx
    content = _Content(document, paper)
    for spot in list(document.element.body.iter(named("p"))):
        if "".join(node.text or "" for node in spot.iter(named("t"))) == _SPOT:
            content.put_before(spot, with_title=False)
            spot.getparent().remove(spot)
            return document
    content.put_before(document.element.body.sectPr, with_title=False)
    return document


def _lay_out(document: Document, paper: Paper) -> None:
    """Paper, styles and footer of a document of our own."""
    from docx.enum.section import WD_ORIENTATION
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Emu, Pt, RGBColor

    section = document.sections[0]
    width, height = (_LONG, _SHORT) if paper.is_wide else (_SHORT, _LONG)
    section.orientation = WD_ORIENTATION.LANDSCAPE if paper.is_wide else WD_ORIENTATION.PORTRAIT
    section.page_width, section.page_height = Emu(width * _LINE), Emu(height * _LINE)
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Emu(_MARGIN * _LINE))
    for name in ("Note", _TABLE_TEXT):
        document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
    sizes = {
        "Normal": 11,
        "Title": 24,
        "Subtitle": 14,
        "Heading 1": 16,
        "Heading 2": 13,
        "Caption": 10,
        "Note": 9,
        _TABLE_TEXT: 10,
    }
    sizes |= {f"Heading {level}": 11 for level in range(3, 7)} | {"Footer": 9}
    for name, size in sizes.items():
        style = document.styles[name]
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in list(fonts.attrib):
            del fonts.attrib[attribute]
        style.font.name, style.font.size = _FONT, Pt(size)
        fonts.set(named("cs"), _FONT)
        is_head = name.startswith("Heading") or name in ("Title", "Caption")
        if name not in ("Normal", _TABLE_TEXT):
            style.font.bold, style.font.italic = is_head, False
            style.font.color.rgb = RGBColor.from_string(_DARK if is_head else _GREY)
        if name in ("Title", "Subtitle"):
            for rule in style.element.iter(named("pBdr")):
                rule.getparent().remove(rule)
                break
            for spacing in style.element.iter(named("spacing"), named("kern")):
                if spacing.getparent().tag == named("rPr"):
                    spacing.getparent().remove(spacing)
            style.paragraph_format.space_after = Pt(4 if name == "Title" else 14)
    document.styles["Caption"].paragraph_format.keep_with_next = True
    document.styles["Caption"].paragraph_format.space_before = Pt(8)
    document.styles["Caption"].paragraph_format.space_after = Pt(4)
    set_modern(document)
    _number_pages(document, paper, width - 2 * _MARGIN)


def _number_pages(document: Document, paper: Paper, width: int) -> None:
    """Who and when to the left, "page x of y" to the right."""
    footer = document.sections[0].footer.paragraphs[0]._p
    about = footer.get_or_add_pPr()
    for tabs in document.styles["Footer"].element.iter(named("tabs")):
        tabs.getparent().remove(tabs)
        break
    about.append(made("tabs", made("tab", val="right", pos=width)))
    footer.append(run(made_by(paper)))
    footer.append(made("r", made("tab")))
    said = in_language(paper.language, "Page {page} of {pages}", page="\0PAGE\0", pages="\0NUMPAGES\0")
    for part in said.split("\0"):
        footer.extend(field_code(part) if part in ("PAGE", "NUMPAGES") else [run(part)])


class _Content:
    """The blocks of a paper as elements of one document."""

    def __init__(self, document: Document, paper: Paper) -> None:
        self._document, self._paper = document, paper
        self._styles = style_ids(document)
        taken = [int(mark.get(named("id"), "0")) for mark in document.element.body.iter(named("bookmarkStart"))]
        self._count = max(taken, default=0)
        self._list: int | None = None
        section = document.sections[-1]
        page, left, right = section.page_width, section.left_margin, section.right_margin
        self._width = (page - left - right) // _LINE if page and left is not None and right is not None else 9000

    def put_before(self, place: Element, *, with_title: bool) -> None:
        """Every block before an element of the body."""
        if with_title:
            place.addprevious(paragraph(self._style("Title"), run(line(self._paper.title))))
            if line(self._paper.subtitle):
                place.addprevious(paragraph(self._style("Subtitle"), run(line(self._paper.subtitle))))
        levels = iter(steps(self._paper))
        names = iter(tables_of(self._paper))
        for block in blocks_of(self._paper):
            match block:
                case Heading(text):
                    place.addprevious(self._heading(line(text), next(levels)))
                case Paragraph(text, is_note):
                    place.addprevious(self._prose(words(text), is_note))
                case Bullets(items):
                    for level, text in items:
                        place.addprevious(self._bullet(words(text), level))
                case Chart():
                    drawn = docx_chart.drawn(self._document, block, self._next(), self._width * _LINE)
                    place.addprevious(paragraph(None, drawn))
                case Drawing():
                    place.addprevious(self._drawing(block))
                case Table():
                    if line(block.caption):
                        keep = () if self._style("caption") else (made("keepNext"),)
                        place.addprevious(paragraph(self._style("caption"), run(line(block.caption)), properties=keep))
                    place.addprevious(self._table(*next(names)))
                    place.addprevious(made("p", made("pPr", made("spacing", before=0, after=120))))

    def _drawing(self, drawing: Drawing) -> Element:
        """A picture, with its description for those who do not see it."""
        inline = self._document.part.new_pic_inline(io.BytesIO(picture(drawing)), width=self._width * _LINE)
        inline.docPr.set("id", str(self._next()))
        inline.docPr.set("name", line(drawing.title)[:200])
        inline.docPr.set("descr", line(drawing.described))
        return paragraph(None, made("r", made("drawing", inline)))

    def _style(self, name: str) -> str | None:
        return self._styles.get(name.lower())

    def _next(self) -> int:
        self._count += 1
        return self._count

    def _heading(self, text: str, level: int) -> Element:
        style = self._style(f"heading {level}")
        if style:
            return paragraph(style, run(text))
        about = (made("keepNext"), made("outlineLvl", val=level - 1))
        return paragraph(None, run(text, made("b")), properties=about)

    def _prose(self, text: str, is_note: bool) -> Element:
        style = self._style("note") if is_note else None
        small = (made("sz", val=18),) if is_note and not style else ()
        return paragraph(style, run(text, *small))

    def _bullet(self, text: str, level: int) -> Element:
        if self._list is None:
            self._list = bullet_list(self._document)
        number = made("numPr", made("ilvl", val=max(0, min(level, 8))), made("numId", val=self._list))
        about = (number, made("spacing", after=40), made("contextualSpacing"))
        return paragraph(self._style("List Paragraph"), run(text), properties=about)

    def _table(self, name: str, table: Table) -> Element:
        widths = [max(1, int(self._width * part)) for part in widths_of(table, self._width // _LETTER)]
        borders = [
            made(side, val="single", sz=4, space=0, color=_RULE)
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        ]
        margins = [made(side, w=80, type="dxa") for side in ("left", "right")]
        about = made(
            "tblPr",
            made("tblW", w=sum(widths), type="dxa"),
            made("tblBorders", *borders),
            made("tblLayout", type="fixed"),
            made("tblCellMar", *margins),
            made("tblLook", val="0020", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
        )
        if line(table.caption):
            about.append(made("tblCaption", val=line(table.caption)[:255]))
        grid = made("tblGrid", *(made("gridCol", w=width) for width in widths))
        return made(
            "tbl",
            about,
            grid,
            self._header(name, table, widths),
            *(self._row(row, table.columns, widths) for row in table.lines),
        )

    def _header(self, name: str, table: Table, widths: list[int]) -> Element:
        cells = []
        for count, (column, width) in enumerate(zip(table.columns, widths, strict=True)):
            told = [self._mark(marks.TABLE, name)] if count == 0 else []
            told += [self._mark(marks.FIELD, column.field)] if column.field else []
            text = run(words(column.title), made("b"))
            inside = [*(mark for pair in told for mark in pair), text]
            cells.append(self._cell(width, inside, _ALIGN.get(column.kind), shade=_SHADE))
        return made("tr", made("trPr", made("cantSplit"), made("tblHeader")), *cells)

    def _row(self, row: Line, columns: tuple[Column, ...], widths: list[int]) -> Element:
        about = made("trPr", made("cantSplit"))
        if row.is_section:
            text = [*self._key(row), run(section_words(row), made("b"))]
            return made("tr", about, self._cell(sum(widths), text, None, shade=_SECTION, span=len(widths)))
        cells = []
        for count, (cell, column) in enumerate(zip(cells_of(row, columns), columns, strict=True)):
            told = self._key(row) if count in (0, 1, len(columns) - 1) else []
            text = [*told, run(shown(cell, column, self._paper.language))]
            cells.append(self._cell(widths[count], text, _ALIGN.get(column.kind)))
        return made("tr", about, *cells)

    def _key(self, row: Line) -> list[Element]:
        """Which record the row is; in some cells, since whoever writes one anew may take its bookmarks away. In all of
        them a word processor would be slow: it looks whether a name is taken."""
        return self._mark(marks.KEY, key_text(row)) if row.key else []

    def _mark(self, sort: str, said: str) -> list[Element]:
        """Bookmarks without any width: nothing of them shows, and what is typed into the cell leaves them alone."""
        if self._paper.provenance is None:
            return []
        found = []
        for name in marks.names(self._next(), sort, said):
            number = self._next()
            found += [made("bookmarkStart", id=number, name=name), made("bookmarkEnd", id=number)]
        return found

    def _cell(self, width: int, inside: list[Element], align: str | None, *, shade: str = "", span: int = 1) -> Element:
        about = made("tcPr", made("tcW", w=width, type="dxa"))
        if span > 1:
            about.append(made("gridSpan", val=span))
        if shade:
            about.append(made("shd", val="clear", color="auto", fill=shade))
        keep = (made("keepNext"),) if span > 1 else ()
        aligned = (made("jc", val=align),) if align else ()
        properties = (*keep, made("spacing", before=30, after=30, line=240, lineRule="auto"), *aligned)
        return made("tc", about, paragraph(self._style(_TABLE_TEXT), *inside, properties=properties))
