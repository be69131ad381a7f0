"""Word's files: tables wherever they stand, lists, notes, text boxes; tracked changes read as accepted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from store.base.errors import BadInput
from store.base.i18n import _, ngettext
from store.formats import marks
from store.formats.archive import Archive, Element, child_name
from store.formats.limits import Budget, Limits
from store.formats.office.docx_text import Paragraph, Story, W, attribute, child, is_on, notes_of, paragraph
from store.formats.source import Cell, Grid, Source
from store.formats.words import cell_text, flat, grid, name_before, prose

_THROUGH: Final = frozenset(["customXml", "ins", "moveTo", "sdtContent", "smartTag"])
_MAX_SPAN: Final = 1_000
_NOTES: Final = (("footnotes", "footnote"), ("endnotes", "endnote"), ("comments", "comment"))


def read(name: str, data: bytes, limits: Limits) -> Source:
    """The document's prose and tables; `place` is the table and its row."""
    budget = Budget(name, limits)
    archive = Archive(budget, data)
    part = archive.related("", "officeDocument") or "word/document.xml"
    root = archive.tree(part)
    body = child(root, "body") if root is not None else None
    if body is None:
        raise BadInput(_("{file}: there is no text in it that Word could show", file=name))
    story = _story(archive, part)
    document = _Document(story, budget)
    document.blocks(body, 0)
    document.end()
    notices = []
    if story.changes:
        notices.append(
            ngettext("{count} tracked change was read as accepted", "{count} tracked changes were read as accepted",
                     story.changes)
        )  # fmt: skip
    if story.hidden:
        notices.append(
            ngettext("{count} piece of hidden text was not read", "{count} pieces of hidden text were not read",
                     story.hidden)
        )  # fmt: skip
    if archive.has_macros:
        notices.append(_("the macros in the file were left alone"))
    origin = marks.origin(archive.properties())
    return Source(name, "docx", tuple(document.parts), tuple(notices), flat(archive.editor()), origin)


def _story(archive: Archive, part: str) -> Story:
    story = Story(archive, part, archive.relations(part))
    styles = archive.tree(archive.related(part, "styles"))
    for style in styles if styles is not None else ():
        if child_name(style) == "style":
            story.styles[attribute(style, "styleId") or ""] = style
    numbering = archive.tree(archive.related(part, "numbering"))
    shown: dict[str, bool] = {}
    for item in numbering if numbering is not None else ():
        number = attribute(item, "numId") or attribute(item, "abstractNumId") or ""
        if child_name(item) == "abstractNum":
            shown[number] = attribute(child(item, "lvl", "numFmt")) != "none"
        elif child_name(item) == "num":
            story.lists[number] = shown.get(attribute(child(item, "abstractNumId")) or "", True)
    for kind, note in _NOTES:
        notes_of(story, note, archive.tree(archive.related(part, kind)))
    story.changes = story.hidden = 0  # those of the text are told; notes that nobody reads have none
    return story


class _Document:
    """What is made of the text while it is walked over."""

    def __init__(self, story: Story, budget: Budget) -> None:
        self.parts: list[str | Grid] = []
        self._story, self._budget = story, budget
        self._tables = 0
        self._notes = 0
        self._pending: Paragraph | None = None
        """A paragraph whose end was deleted."""
        self._in_list = False

    def blocks(self, element: Element, depth: int) -> None:
        """The paragraphs and tables below an element."""
        for item in _blocks(element):
            if child_name(item) == "tbl":
                self.end()
                self.table(item, depth)
                continue
            made = self._joined(paragraph(self._story, item))
            if made is not None:
                self._paragraph(made, depth)

    def end(self) -> None:
        """Put down what was waiting for a next paragraph."""
        pending, self._pending = self._pending, None
        if pending is not None:
            pending.goes_on = False
            self._paragraph(pending, 0)
        self._end_list()

    def _joined(self, made: Paragraph) -> Paragraph | None:
        self._pending, made = None, _behind(self._pending, made)
        if made.goes_on:
            self._pending = made
            return None
        return made

    def _end_list(self) -> None:
        if self._in_list:
            prose(self.parts, [""])
        self._in_list = False

    def _paragraph(self, made: Paragraph, depth: int) -> None:
        lines = made.lines()
        self._budget.take(len(lines))
        if made.level is None or not made.text.strip():
            self._end_list()
            prose(self.parts, [*lines, ""])
        else:
            self._in_list = True
            prose(self.parts, lines)
        for words in made.notes:
            self._notes += 1
            self._end_list()
            prose(self.parts, [f"[{self._notes}] {words}", ""])
        for box in made.boxes:
            self._budget.nest(depth)
            self._end_list()
            self.blocks(box, depth + 1)

    def table(self, table: Element, depth: int) -> str:
        """Put a table and those in it behind what there is, and give its words."""
        self._budget.nest(depth)
        self._tables += 1
        number, at = self._tables, len(self.parts)
        name = attribute(child(table, "tblPr", "tblCaption")) or name_before(self.parts)
        rows: list[list[Cell]] = []
        told: list[list[dict[str, str]]] = []
        inner = _Document(self._story, self._budget)
        inner._tables, inner._notes = self._tables, self._notes
        headers = 0
        is_header = True
        for row in _through(table, "tr"):
            properties = child(row, "trPr")
            changed = (
                {child_name(item) for item in properties if child_name(item) in ("ins", "del")}
                if properties is not None
                else set()
            )
            self._story.changes += bool(changed)
            if "del" in changed:
                continue
            is_header = is_header and is_on(child(properties, "tblHeader"))
            headers += is_header
            told.append([])
            rows.append(self._row(row, rows[-1] if rows else [], told[-1], inner, depth))
        made = grid(
            self._budget,
            (
                (_("table {table}, row {row}", table=number, row=place), cells)
                for place, cells in enumerate(rows, start=1)
            ),
            name=name,
            headers=headers or None,
        )
        made = marks.marked(made, told)
        self.parts[at:] = [*([made] if made is not None else []), *inner.parts]
        self._tables, self._notes = inner._tables, inner._notes
        return "\n".join(" ".join(cell.text for cell in row if cell.text and not cell.is_repeated) for row in rows)

    def _row(
        self, row: Element, above: list[Cell], told: list[dict[str, str]], inner: _Document, depth: int
    ) -> list[Cell]:
        """The cells of a row; what bookmarks of ours in them say comes into `told`, column by column."""
        properties = child(row, "trPr")
        made = [Cell()] * _number(child(properties, "gridBefore"), 0)
        for element in _through(row, "tc"):
            properties = child(element, "tcPr")
            if child(properties, "cellDel") is not None:
                self._story.changes += 1
                continue
            down = child(properties, "vMerge")
            is_below = down is not None and attribute(down) != "restart" and len(made) < len(above)
            across = child(properties, "hMerge")
            if is_below:
                cell = above[len(made)]._replace(is_repeated=True)
            elif across is not None and attribute(across) != "restart" and made:
                cell = made[-1]._replace(is_repeated=True)
            else:
                cell = self._cell(element, inner, depth)
            span = _number(child(properties, "gridSpan"), 1)
            self._budget.width(len(made) + span)
            told += [{}] * (len(made) - len(told))
            told.append(marks.said(mark.get(f"{W}name", "") for mark in element.iter(f"{W}bookmarkStart")))
            made.append(cell)
            made += [cell._replace(is_repeated=True)] * (span - 1)
        return made

    def _cell(self, element: Element, inner: _Document, depth: int) -> Cell:
        """A cell's words: paragraphs, lists, boxes, and those of tables in it, which are grids of their own too."""
        lines: list[str] = []
        notes: list[str] = []
        address = ""
        pending: Paragraph | None = None

        def put(made: Paragraph) -> None:
            nonlocal address
            lines.extend(line for line in made.lines() if line.strip())
            notes.extend(made.notes)
            address = address or made.link
            for box in made.boxes:
                walk(box)

        def walk(content: Element) -> None:
            nonlocal pending
            for item in _blocks(content):
                if child_name(item) == "tbl":
                    lines.extend(line for line in inner.table(item, depth + 1).split("\n") if line)
                    continue
                made = _behind(pending, paragraph(self._story, item))
                pending = made if made.goes_on else None
                if pending is None:
                    put(made)

        walk(element)
        if pending is not None:
            put(pending)
        return Cell(cell_text("\n".join(lines)), tuple(notes), address)


def _behind(pending: Paragraph | None, made: Paragraph) -> Paragraph:
    """A paragraph behind one whose end was deleted, on its line."""
    if pending is None:
        return made
    made.text, made.notes = pending.text + made.text, pending.notes + made.notes
    made.link, made.boxes, made.level = pending.link or made.link, pending.boxes + made.boxes, pending.level
    return made


def _blocks(element: Element) -> Iterator[Element]:
    """Paragraphs and tables, through content controls and marks of changes."""
    for item in element:
        name = child_name(item)
        if name in ("p", "tbl"):
            yield item
        elif name == "sdt":
            if not is_on(child(item, "sdtPr", "showingPlcHdr")):
                yield from _blocks(item)
        elif name == "AlternateContent":
            chosen = child(item, "Choice")
            yield from _blocks(chosen if chosen is not None else item)
        elif name in _THROUGH or name == "Fallback":
            yield from _blocks(item)


def _through(element: Element, name: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, through content controls."""
    for item in element:
        found = child_name(item)
        if found == name:
            yield item
        elif found == "sdt" or found in _THROUGH:
            yield from _through(item, name)


def _number(element: Element | None, default: int) -> int:
    value = attribute(element) or ""
    return min(int(value), _MAX_SPAN * 2) if value.isascii() and value.isdigit() and len(value) < 9 else default
