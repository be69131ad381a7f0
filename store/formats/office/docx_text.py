"""A paragraph of Word as words: runs, links, fields, notes, tracked changes as if all were accepted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from store.formats.archive import Archive, Element, Relation, child_name
from store.formats.words import clean, flat, link, trimmed

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT: Final = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_R_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_R_ID_STRICT: Final = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_OFF: Final = ("0", "false", "off", "none")
_HYPERLINK = re.compile(r'\s*HYPERLINK\s+"([^"]*)"')
_LEVEL = re.compile(r"(?:list|liste|punktliste|nummerert)\D*?(\d)?$", re.IGNORECASE)
_SYMBOLS: Final = {
    0xFC: "✓",
    0xFB: "✗",
    0xFE: "☑",
    0xFD: "☒",
    0xA8: "☐",
    0x6F: "☐",
    0x6C: "●",
    0xB7: "•",
    0xA7: "▪",
    0x78: "☒",
}
"""Signs of the fonts Wingdings and Symbol that stand in tables, by their number in the font."""
_INSIDE: Final = ("smartTag", "customXml", "ins", "moveTo", "sdtContent", "dir", "bdo", "ruby", "rubyBase")
_TAKEN: Final = ("del", "moveFrom")
_MAX_LEVEL: Final = 8


def attribute(element: Element | None, name: str = "val") -> str | None:
    """An attribute of Word's own."""
    return None if element is None else element.get(W + name, element.get(_STRICT + name))


def is_on(element: Element | None) -> bool:
    """Whether a switch is there, and not off."""
    return element is not None and (attribute(element) or "1") not in _OFF


def child(element: Element | None, *names: str) -> Element | None:
    """The element that a way of names leads to."""
    for name in names:
        element = next((item for item in element if child_name(item) == name), None) if element is not None else None
    return element


@dataclass
class Story:
    """What all of a document shares: its parts beside the text, and what was met on the way."""

    archive: Archive
    part: str
    relations: dict[str, Relation]
    footnotes: dict[tuple[str, str], str] = field(default_factory=dict)
    """The words of notes by kind (footnote, endnote, comment) and id."""
    styles: dict[str, Element] = field(default_factory=dict)
    lists: dict[str, bool] = field(default_factory=dict)
    """Whether a numbering shows a mark before its paragraphs."""
    changes: int = 0
    hidden: int = 0

    def style_of(self, paragraph: Element) -> Iterator[Element]:
        """The properties of a paragraph, and of its styles from the nearest to the last it is based on."""
        own = child(paragraph, "pPr")
        if own is not None:
            yield own
        name = attribute(child(own, "pStyle"))
        for _number in range(20):
            style = self.styles.get(name or "")
            if style is None:
                return
            inherited = child(style, "pPr")
            if inherited is not None:
                yield inherited
            name = attribute(child(style, "basedOn"))


@dataclass
class Paragraph:
    """A paragraph as it looks."""

    text: str = ""
    notes: list[str] = field(default_factory=list)
    link: str = ""
    boxes: list[Element] = field(default_factory=list)
    """The content of text boxes that are anchored in it."""
    level: int | None = None
    """How deep its item of a list stands; None where it is none."""
    goes_on: bool = False
    """Whether its end was deleted, so that the next paragraph goes on on its line."""

    def lines(self) -> list[str]:
        """Its lines, with the mark of its item."""
        lines = trimmed(self.text).split("\n")
        if self.level is None or not lines[0].strip():
            return lines
        lead = "  " * self.level
        return [f"{lead}- {lines[0].strip()}", *(f"{lead}  {line.strip()}" for line in lines[1:])]


def paragraph(story: Story, element: Element) -> Paragraph:
    """A paragraph read."""
    made = Paragraph(level=_level(story, element))
    reader = _Runs(story, made)
    reader.walk(element)
    made.text = clean("".join(reader.words))
    mark = child(element, "pPr", "rPr")
    if child(mark, "del") is not None:
        story.changes += 1
        made.goes_on = True
    elif child(mark, "ins") is not None and not made.text:
        story.changes += 1
    return made


def _level(story: Story, element: Element) -> int | None:
    """The level of an item, by its numbering or by that of its style; headings that are numbered are no items."""
    numbering = outline = None
    for properties in story.style_of(element):
        if numbering is None:
            numbering = child(properties, "numPr")
        outline = outline if outline is not None else child(properties, "outlineLvl")
    if numbering is None or (outline is not None and attribute(outline) != "9"):
        return None
    number = attribute(child(numbering, "numId"))
    if number == "0" or not story.lists.get(number or "", True):
        return None
    level = int(attribute(child(numbering, "ilvl")) or 0)
    if not level:
        # Word's styles "List Bullet 2" … are lists of their own, each at the first level.
        style = attribute(child(element, "pPr", "pStyle"))
        name = attribute(child(story.styles.get(style or ""), "name")) or style or ""
        found = _LEVEL.search(name)
        level = int(found[1] or 1) - 1 if found else 0
    return min(max(level, 0), _MAX_LEVEL)


class _Runs:
    """Walks over what stands in a paragraph."""

    def __init__(self, story: Story, made: Paragraph) -> None:
        self.words: list[str] = []
        self._story, self._made = story, made
        self._fields: list[list[str]] = []
        """The instructions of the fields that are open; what they show comes after their instruction."""
        self._run: dict[str, Callable[[Element], None]] = {
            "t": lambda item: self.words.append(item.text or ""),
            "tab": lambda _item: self.words.append(" "),
            "br": self._break,
            "cr": lambda _item: self.words.append("\n"),
            "noBreakHyphen": lambda _item: self.words.append("-"),
            "sym": self._symbol,
            "footnoteReference": lambda item: self._note("footnote", item),
            "endnoteReference": lambda item: self._note("endnote", item),
            "commentReference": lambda item: self._note("comment", item),
            "fldChar": self._field,
            "instrText": self._instruction,
            "drawing": self._boxes,
            "pict": self._boxes,
            "object": self._boxes,
            "AlternateContent": self._alternative,
        }

    def walk(self, element: Element) -> None:
        """Everything below an element of a paragraph."""
        was_change = False
        for item in element:
            name = child_name(item)
            is_change = name in ("ins", "moveTo", *_TAKEN)
            if is_change and not was_change and name != "moveFrom":
                self._story.changes += 1
            # A word that takes another's place is one change; marks of moves between the two are none.
            was_change = is_change or (was_change and name.endswith(("RangeStart", "RangeEnd")))
            if name == "r":
                self._walk_run(item)
            elif name == "hyperlink":
                self._leads_to(self._address(item))
                self.walk(item)
            elif name == "fldSimple":
                self._leads_to(_field_address(attribute(item, "instr") or ""))
                self.walk(item)
            elif name == "sdt":
                if not is_on(child(item, "sdtPr", "showingPlcHdr")):
                    self.walk(item)
            elif name == "AlternateContent":
                self._alternative(item)
            elif name in _INSIDE:
                self.walk(item)
            elif name in ("oMath", "oMathPara"):
                self.words.append("".join(item.itertext()))
            elif name == "commentReference":
                self._note("comment", item)

    def _walk_run(self, run: Element) -> None:
        if is_on(child(run, "rPr", "vanish")):
            self._story.hidden += any(child_name(item) == "t" and item.text for item in run)
            return
        for item in run:
            known = self._run.get(child_name(item))
            if known is not None:
                known(item)

    def _alternative(self, item: Element) -> None:
        """The same thing for newer and for older programs: once."""
        chosen = child(item, "Choice")
        if chosen is None:
            chosen = child(item, "Fallback")
        if chosen is not None:
            self._boxes(chosen)
            for run in chosen:
                if child_name(run) == "r":
                    self._walk_run(run)

    def _boxes(self, item: Element) -> None:
        for inner in item.iter():
            if child_name(inner) == "txbxContent" and not any(
                child_name(above) in ("txbxContent", "Fallback") for above in _between(inner, item)
            ):
                self._made.boxes.append(inner)

    def _break(self, item: Element) -> None:
        if attribute(item, "type") not in ("page", "column"):
            self.words.append("\n")

    def _symbol(self, item: Element) -> None:
        number = attribute(item, "char") or ""
        try:
            code = int(number, 16)
        except ValueError:
            return
        known = _SYMBOLS.get(code & 0xFF) if code >= 0xF000 or code < 0x100 else None
        self.words.append(known or (chr(code) if 0x20 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"))

    def _note(self, kind: str, item: Element) -> None:
        words = self._story.footnotes.get((kind, attribute(item, "id") or ""))
        if words:
            self._made.notes.append(words)

    def _field(self, item: Element) -> None:
        kind = attribute(item, "fldCharType")
        if kind == "begin":
            self._fields.append([])
        elif kind == "separate" and self._fields:
            self._leads_to(_field_address("".join(self._fields[-1])))
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _instruction(self, item: Element) -> None:
        if self._fields:
            self._fields[-1].append(item.text or "")

    def _address(self, item: Element) -> str:
        relation = self._story.relations.get(item.get(_R_ID) or item.get(_R_ID_STRICT) or "")
        return link(relation.target) if relation is not None and relation.is_external else ""

    def _leads_to(self, address: str) -> None:
        self._made.link = self._made.link or address


def _field_address(instruction: str) -> str:
    found = _HYPERLINK.match(instruction)
    return link(found[1]) if found else ""


def _between(inner: Element, outer: Element) -> Iterator[Element]:
    """The elements above one, up to another."""
    above = inner.getparent()
    while above is not None and above is not outer:
        yield above
        above = above.getparent()


def notes_of(story: Story, kind: str, root: Element | None) -> None:
    """Put the notes of a part (footnotes, endnotes, comments) into the story."""
    for note in root if root is not None else ():
        number = attribute(note, "id")
        if number is None or attribute(note, "type") in ("separator", "continuationSeparator", "continuationNotice"):
            continue
        found = (paragraph(story, item).text for item in note.iter() if child_name(item) == "p")
        words = flat(" ".join(text for text in found if text.strip()))
        if words:
            story.footnotes[kind, number] = words
