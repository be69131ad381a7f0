"""Markdown, with tables and struck words: shown as a page, and the page read."""

from __future__ import annotations

import re

from store.formats.limits import Budget, Limits
from store.formats.source import Source
from store.formats.text import html
from store.formats.text.delimited import line_ends
from store.formats.text.encodings import decode

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TABLE = re.compile(r"<table[\s>]", re.IGNORECASE)


def read(name: str, data: bytes, limits: Limits, encoding: str | None = None) -> Source:
    """The file's prose and tables; `place` is the line."""
    text, notices = decode(name, data, encoding)
    return read_text(name, text, limits, notices)


def read_text(name: str, text: str, limits: Limits, notices: list[str] | None = None) -> Source:
    """The same of a text. Markup of the web in it is words, but for line breaks and whole tables."""
    from markdown_it import MarkdownIt

    Budget(name, limits).tree(len(text) * 4)  # a reader that is all Python takes its time
    reader = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tokens = reader.parse(line_ends(text).removeprefix("\ufeff").replace("\u00a0", " "))
    for token in tokens:
        if token.type == "table_open" and token.map:
            token.attrSet(html.LINE, str(token.map[0] + 1))
        elif token.type == "html_block" and not _TABLE.search(token.content):
            token.type, token.tag = "fence", "code"
        for child in token.children or ():
            if child.type == "html_inline":
                child.type, child.tag = ("hardbreak", "br") if _BREAK.fullmatch(child.content) else ("text", "")
    return html.read_text(name, reader.renderer.render(tokens, reader.options, {}), limits, notices, kind="md")
