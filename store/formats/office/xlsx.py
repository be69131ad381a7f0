"""Excel's files, read as a stream: what a sheet says of its own size is never believed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from store.base.i18n import _
from store.formats import marks
from store.formats.archive import Archive, Element, Relation, child_name, damaged, refuse_doctype
from store.formats.limits import Budget, Limits
from store.formats.office.numbers import Style, number
from store.formats.office.sheets import FALSE, TRUE, Merge, Sheet, no_values, not_read
from store.formats.source import Cell, Grid, Source
from store.formats.words import cell_text, flat, link

_R_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_R_ID_STRICT: Final = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_FORMULA_LINK = re.compile(r'\s*(?:_xlfn\.)?HYPERLINK\(\s*"([^"]*)"')
_THREAD = "[Threaded comment]"
_LAST_COLUMN: Final = 16_384
_CELL_WORDS: Final = ("str", "s", "inlineStr", "e", "d")


def read(name: str, data: bytes, limits: Limits) -> Source:
    """Every visible sheet as a grid; `place` is the row of the sheet."""
    return _Workbook(Budget(name, limits), data).source()


class _Workbook:
    def __init__(self, budget: Budget, data: bytes) -> None:
        self._budget = budget
        self._archive = Archive(budget, data)
        self._part = self._archive.related("", "officeDocument") or "xl/workbook.xml"
        self._relations = self._archive.relations(self._part)
        root = self._archive.tree(self._part)
        if root is None:
            raise damaged(budget.file)
        self._root = root
        settings = next((item for item in root if child_name(item) == "workbookPr"), None)
        self._from_1904 = settings is not None and settings.get("date1904") in ("1", "true")
        self._strings = list(self._shared())
        self._styles = list(self._formats())
        self._unreckoned = 0

    def source(self) -> Source:
        """All that is read of it."""
        grids: list[Grid] = []
        notices: list[str] = []
        origin = marks.origin(self._archive.properties())
        for item in self._root.iter():
            relation = self._relations.get(item.get(_R_ID) or item.get(_R_ID_STRICT) or "")
            if child_name(item) != "sheet" or relation is None or relation.kind != "worksheet":
                continue
            title = flat(item.get("name") or "")
            if item.get("state") in ("hidden", "veryHidden"):
                if origin is None or title != marks.CHOICES:
                    notices.append(not_read(title))
                continue
            if relation.target not in self._archive.names:
                raise damaged(self._budget.file)
            sheet = self._sheet(title, relation.target)
            notices += sheet.notices()
            made = sheet.made()
            grids += [made] if made is not None else []
        if self._unreckoned:
            notices.append(no_values(self._unreckoned))
        if self._archive.has_macros:
            notices.append(_("the macros in the file were left alone"))
        editor = flat(self._archive.editor())
        return Source(self._budget.file, "xlsx", tuple(grids), tuple(notices), editor, origin)

    def _stream(self, part: str, *names: str) -> Iterator[Element]:
        """The elements of these names in a part, each forgotten when the next is asked for."""
        from lxml import etree

        stream = self._archive.stream(part)
        events = etree.iterparse(
            stream, events=("end",), tag=[f"{{*}}{name}" for name in names], resolve_entities=False, load_dtd=False,
            no_network=True, huge_tree=False, remove_comments=True, remove_pis=True,
        )  # fmt: skip
        try:
            is_first = True
            for _event, item in events:
                if is_first:
                    refuse_doctype(self._budget.file, item)
                    is_first = False
                yield item
                item.clear()
                while item.getprevious() is not None:
                    del item.getparent()[0]
        except etree.XMLSyntaxError:
            raise damaged(self._budget.file) from None

    def _shared(self) -> Iterator[str]:
        part = self._archive.related(self._part, "sharedStrings")
        for item in self._stream(part, "si") if part else ():
            yield _rich(item)

    def _formats(self) -> Iterator[Style]:
        root = self._archive.tree(self._archive.related(self._part, "styles"))
        if root is None:
            return
        own = {
            item.get("numFmtId"): item.get("formatCode") or "" for item in root.iter() if child_name(item) == "numFmt"
        }
        for group in root:
            if child_name(group) == "cellXfs":
                for item in group:
                    number_of = item.get("numFmtId") or "0"
                    yield Style(int(number_of) if number_of.isdigit() else 0, own.get(number_of, ""))

    def _sheet(self, title: str, part: str) -> Sheet:
        sheet = Sheet(title, self._budget)
        relations = self._archive.relations(part)
        row = column = -1
        links = []
        for item in self._stream(part, "c", "row", "col", "mergeCell", "hyperlink"):
            name = child_name(item)
            if name == "c":
                if column < 0:  # the first cell of a row: its row stands above it
                    told = item.getparent().get("r") or ""
                    row = int(told) - 1 if told.isdigit() else row + 1
                place = _place(item.get("r") or "")
                column = place[1] if place else column + 1
                self._cell(sheet, place[0] if place else row, column, item)
            elif name == "row":
                if column < 0:
                    told = item.get("r") or ""
                    row = int(told) - 1 if told.isdigit() else row + 1
                column = -1
                if item.get("hidden") in ("1", "true"):
                    sheet.hidden_rows.add(row)
            elif name == "col" and item.get("hidden") in ("1", "true"):
                sheet.hidden_columns.append(range(int(item.get("min")) - 1, min(int(item.get("max")), _LAST_COLUMN)))
            elif name == "mergeCell":
                first, _colon, last = (item.get("ref") or "").partition(":")
                top, bottom = _place(first), _place(last)
                if top and bottom:
                    sheet.merges.append(Merge(*top, *bottom))
            elif name == "hyperlink":
                links.append((item.get("ref") or "", item.get(_R_ID) or item.get(_R_ID_STRICT) or ""))
        for where, number_of in links:
            place, relation = _place(where), relations.get(number_of)
            if place and relation is not None and relation.is_external:
                sheet.hang(*place, link=link(relation.target))
        for where, words in self._comments(relations):
            place = _place(where)
            if place:
                sheet.hang(*place, note=words)
        return sheet

    def _cell(self, sheet: Sheet, row: int, column: int, item: Element) -> None:
        kind = item.get("t") or "n"
        value = words = formula = None
        for child in item:
            name = child_name(child)
            if name == "v":
                value = child.text
            elif name == "is":
                words = _rich(child)
            elif name == "f":
                formula = child.text or ""
        if formula is not None and value is None:
            self._unreckoned += 1
        address = link(found[1]) if formula and (found := _FORMULA_LINK.match(formula)) else ""
        text = words if words is not None else self._value(kind, value, item.get("s") or "0")
        sheet.put(row, column, Cell(cell_text(text), link=address))

    def _value(self, kind: str, value: str | None, style: str) -> str:
        if value is None:
            return ""
        if kind == "s":
            return self._strings[int(value)] if value.isdigit() and int(value) < len(self._strings) else ""
        if kind == "b":
            return TRUE if value.strip() == "1" else FALSE
        if kind == "d":
            return value[:10]
        if kind in _CELL_WORDS:
            return _unescaped(value)
        try:
            amount = float(value)
        except ValueError:
            return _unescaped(value)
        looks = self._styles[int(style)] if style.isdigit() and int(style) < len(self._styles) else Style()
        return number(amount, looks, from_1904=self._from_1904)

    def _comments(self, relations: dict[str, Relation]) -> Iterator[tuple[str, str]]:
        """The comments of a sheet with the cells they hang on; talks in place of the notes that stand in for them."""
        talks = [item.target for item in relations.values() if item.kind == "threadedComment"]
        notes = [item.target for item in relations.values() if item.kind == "comments"]
        for part in (*talks, *notes):
            if part not in self._archive.names:
                continue
            for item in self._stream(part, "threadedComment" if part in talks else "comment"):
                words = flat("".join(child.text or "" for child in item.iter() if child_name(child) in ("t", "text")))
                if words and not (talks and words.startswith(_THREAD)):
                    yield item.get("ref") or "", words


def _rich(item: Element) -> str:
    """The words of a string in many hands, without how they are read aloud."""
    texts = []
    for child in item.iter():
        if child_name(child) == "t" and child_name(child.getparent()) != "rPh":
            texts.append(child.text or "")
    return _unescaped("".join(texts))


def _unescaped(text: str) -> str:
    """`text` with the characters that XML cannot hold."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _place(reference: str) -> tuple[int, int] | None:
    """Row and column of a cell, counted from 0."""
    found = _PLACE.match(reference)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1
