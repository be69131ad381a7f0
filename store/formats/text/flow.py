"""What a part of a web page looks like as lines of words."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from store.formats.archive import Element
from store.formats.words import clean, link

_NEVER: Final = {
    "script", "style", "noscript", "template", "head", "nav", "svg", "math", "iframe", "object", "embed",
    "applet", "audio", "video", "canvas", "select", "datalist", "button", "textarea",
}  # fmt: skip
_BLOCKS: Final = {
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "html", "legend", "li", "main", "ol", "p", "pre", "section", "summary", "ul",
}  # fmt: skip
_PARAGRAPHS: Final = frozenset(["blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "p", "pre"])
_LISTS: Final = ("ul", "ol", "menu")
_BLANKS = re.compile(r"[ \t\n\r\f\u00a0]+")
_NOT_SHOWN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)


class Flow:
    """Lines as they grow."""

    def __init__(self) -> None:
        self.link = ""
        self.hidden = 0
        self._lines: list[str] = []
        self._line = ""
        self._lead = ""

    def words(self, text: str, *, as_is: bool = False) -> None:
        """Put words behind the line, every run of blanks as one."""
        if as_is:
            first, *more = clean(text).split("\n")
            self._line += first
            for line in more:
                self.break_line()
                self._line = line
            return
        text = _BLANKS.sub(" ", text)
        if not self._line or self._line.endswith(" "):
            text = text.lstrip(" ")
        self._line += text

    def break_line(self) -> None:
        """End the line, if anything stands on it."""
        line = clean(self._line).rstrip()
        if line:
            self._lines.append(self._lead + line)
            self._lead = " " * len(self._lead)
        self._line = ""

    def end_paragraph(self) -> None:
        """End the paragraph."""
        self.break_line()
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def item(self, level: int) -> None:
        """Begin an item of a list."""
        self.break_line()
        self._lead = "  " * level + "- "

    def end_item(self) -> None:
        """End it."""
        self.break_line()
        self._lead = ""

    def take(self) -> list[str]:
        """The lines so far, which are no longer here then."""
        self.break_line()
        lines, self._lines = self._lines, []
        return lines


def flow(root: Element, on_table: Callable[[Element, Flow], object]) -> Flow:
    """The lines of an element; of each table in it `on_table` says what becomes of it."""
    from lxml import etree

    made = Flow()
    levels = 0
    preformatted = 0
    skipped: Element = None
    walker = etree.iterwalk(root, events=("start", "end"))
    for event, element in walker:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if _is_hidden(element, tag) or (tag == "table" and element is not root):
                if tag == "table" and not _is_hidden(element, tag):
                    on_table(element, made)
                elif tag not in _NEVER and "".join(element.itertext()).strip():
                    made.hidden += 1
                skipped = element
                walker.skip_subtree()
                continue
            _begin(made, element, tag, levels)
            levels += tag in _LISTS
            preformatted += tag == "pre"
            if element.text:
                made.words(element.text, as_is=preformatted > 0)
            continue
        if element is skipped:
            skipped = None
        else:
            levels -= tag in _LISTS
            preformatted -= tag == "pre"
            _end(made, tag, levels)
        if element.tail and element is not root:
            made.words(element.tail, as_is=preformatted > 0)
    made.break_line()
    return made


def _begin(made: Flow, element: Element, tag: str, levels: int) -> None:
    if tag == "li":
        made.item(max(levels - 1, 0))
    elif tag == "br" or tag in _LISTS or tag in _BLOCKS:
        made.break_line()
    elif tag == "a" and not made.link:
        made.link = link(element.get("href"))
    elif tag == "img" and element.get("alt"):
        made.words(element.get("alt"))


def _end(made: Flow, tag: str, levels: int) -> None:
    if tag == "li":
        made.end_item()
    elif tag in _PARAGRAPHS or (tag in _LISTS and not levels):
        made.end_paragraph() if not levels else made.break_line()
    elif tag in _BLOCKS or tag in _LISTS:
        made.break_line()


def _is_hidden(element: Element, tag: str) -> bool:
    return tag in _NEVER or element.get("hidden") is not None or bool(_NOT_SHOWN.search(element.get("style") or ""))
