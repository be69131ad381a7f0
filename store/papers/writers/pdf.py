"""A paper as PDF: tagged as PDF/UA-1 demands, set by typst, with the fonts that ship with it and nothing fetched.

The words of the paper go in as data, in JSON; the program that sets them (`data/paper.typ`) never has one in its text.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any, Final

from store.base.glossary import DATA
from store.base.i18n import in_language
from store.papers.paper import (
    MARK,
    NUMBER,
    SHARE,
    Block,
    Bullets,
    Chart,
    Drawing,
    Heading,
    Line,
    Paper,
    Paragraph,
    Table,
)
from store.papers.writers.cells import blocks_of, cells_of, line, made_by, section_words, shown, steps, widths, words

_SHOWN: Final = (
    "\u0020-\u007e\u00a0-\u00ac\u00ae-\u0377\u037a-\u037f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u0482\u0488-\u04ff"
    "\u0531-\u0556\u0559-\u058a\u05d0-\u05ea\u0621-\u063a\u0640-\u064a\u0660-\u066d\u10d0-\u10ff\u1e00-\u1f15"
    "\u1d00-\u1dbf\u2000-\u200a\u2010-\u2027\u202f-\u2040\u2044-\u2052\u2054-\u205f\u2070\u2071\u2074-\u208e\u2090-\u209c"
    "\u20a0-\u20c0\u2100-\u211e\u2120\u2122\u2124\u2126-\u2151\u2153-\u2184\u2189\u2190-\u23ff\u2460-\u2606\u2609-\u262f"
    "\u2701-\u2704\u2706-\u2709\u270c-\u2714\u2717-\u2726\u2761-\u277f\u2798-\u27af\u27b1-\u2b73\u2c60-\u2cee\ufb00-\ufb06"
)
"""The letters that the fonts of typst have, as ranges of a regular expression; found by setting each of them."""
_ALIGN: Final = {MARK: "center", NUMBER: "right", SHARE: "right"}
_ROOM_TALL, _ROOM_WIDE = 88, 134
"""Bold letters of a table that a line has room for."""
_NOT_SHOWN: Final = re.compile(f"[^\n{_SHOWN}]")
_NOT_LATIN: Final = re.compile("[^\n\x20-\x7e\xa0-\xac\xae-\xff–—‘’“”…‹›]")
_LONG_WORD: Final = re.compile(r"[^\s\u200b]{31,}")
_BREAK, _PIECE = "\u200b", 10
_PICTURES: Final = range(0x2400, 0x2421)
_LARGE, _KEPT = 1_000_000, 10
"""Bytes from which on it counts that typst keeps what it worked out until it has set so many other papers: 1.6 GB of
15,000 rows, and as much again of the next.
"""
_LONG_CELL: Final = 1_200
"""Letters from which on a row may break over pages: on one page it might have no room."""


def write(paper: Paper) -> bytes:
    """The paper as PDF/UA-1. A letter that no font of typst has is shown as its code, such as ‹1F600›."""
    return _tolerant(lambda unknown: _set(paper, unknown))


def _tolerant(make: Callable[[re.Pattern[str]], bytes]) -> bytes:
    import typst

    try:
        return make(_NOT_SHOWN)
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return make(_NOT_LATIN)  # signs that a font has one by one, but not put together


def _set(paper: Paper, unknown: re.Pattern[str]) -> bytes:
    import typst

    data = json.dumps(_shown_by(_values(paper), unknown))
    made = typst.compile(
        (DATA / "drawing.typ").read_bytes() + (DATA / "paper.typ").read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"paper": data},
        pdf_standards=["ua-1"],
        timestamp=0,
    )
    if len(made) > _LARGE:
        compiler = typst.Compiler(ignore_system_fonts=True)
        for _count in range(_KEPT + 1):
            compiler.compile(b"x", format="pdf")
    return made


def _shown_by(value: Any, unknown: re.Pattern[str]) -> Any:
    """The values with every text such that it can be shown and no line of it is wider than its place."""
    if isinstance(value, dict):
        return {key: _shown_by(inside, unknown) for key, inside in value.items()}
    if isinstance(value, list):
        return [_shown_by(inside, unknown) for inside in value]
    if not isinstance(value, str):
        return value
    text = unknown.sub(lambda match: _code(match[0]), unicodedata.normalize("NFC", value))
    return _LONG_WORD.sub(lambda match: _breakable(match[0]), text)


def _code(sign: str) -> str:
    code = ord(sign)
    return f"‹{code - 0x2400 if code in _PICTURES else code:04X}›"


def _breakable(word: str) -> str:
    return _BREAK.join(word[start : start + _PIECE] for start in range(0, len(word), _PIECE))


def _values(paper: Paper) -> dict[str, Any]:
    pages = in_language(paper.language, "Page {page} of {pages}", page="\0page\0", pages="\0pages\0")
    levels = iter(steps(paper))
    return {
        "title": line(paper.title) or paper.what,
        "subtitle": line(paper.subtitle),
        "language": paper.language,
        "author": line(paper.author),
        "date": [int(part) for part in paper.date.split("-")] if paper.date else None,
        "made": made_by(paper),
        "pages": [part for part in pages.split("\0") if part],
        "wide": paper.is_wide,
        "blocks": [_block(block, paper, levels) for block in blocks_of(paper)],
    }


def _block(block: Block, paper: Paper, levels: Any) -> dict[str, Any]:
    match block:
        case Heading(text):
            return {"is": "heading", "text": line(text), "level": next(levels)}
        case Paragraph(text, is_note):
            return {"is": "note" if is_note else "paragraph", "text": words(text)}
        case Bullets(items):
            return {"is": "bullets", "items": _nested([(level, words(text)) for level, text in items])}
        case Chart(title, bars, described):
            most = max((abs(value) for _label, value in bars), default=0) or 1
            drawn = [
                {"label": line(label), "value": f"{value:g}", "part": max(value, 0) / most} for label, value in bars
            ]
            return {"is": "chart", "title": line(title), "described": line(described) or line(title), "bars": drawn}
        case Drawing():
            return _drawing(block)
        case Table():
            return _table(block, paper)


def _drawing(drawing: Drawing) -> dict[str, Any]:
    shapes = [{"is": type(shape).__name__.lower(), **shape._asdict()} for shape in drawing.shapes]
    for shape in shapes:
        if "text" in shape:
            shape["text"] = line(str(shape["text"]))
    return {
        "is": "drawing",
        "title": line(drawing.title),
        "described": line(drawing.described) or line(drawing.title),
        "height": drawing.height,
        "shapes": shapes,
    }


def picture(drawing: Drawing) -> bytes:
    """A drawing alone, as a picture (PNG) for documents that draw nothing themselves."""
    return _tolerant(lambda unknown: _picture(drawing, unknown))


def _picture(drawing: Drawing, unknown: re.Pattern[str]) -> bytes:
    import typst

    data = json.dumps(_shown_by(_drawing(drawing), unknown))
    program = (DATA / "drawing.typ").read_bytes() + b"#alone(json(bytes(sys.inputs.drawing)))\n"
    made: bytes = typst.compile(program, format="png", ppi=220.0, ignore_system_fonts=True,
                                sys_inputs={"drawing": data}, timestamp=0)  # fmt: skip
    return made


def _nested(items: list[tuple[int, str]]) -> list[dict[str, Any]]:
    """Items with what is below them inside."""
    top: list[dict[str, Any]] = []
    open_lists: list[tuple[int, list[dict[str, Any]]]] = [(0, top)]
    for level, text in items:
        while len(open_lists) > 1 and open_lists[-1][0] > level:
            open_lists.pop()
        depth, into = open_lists[-1]
        if level > depth and into:
            into = into[-1]["items"]
            open_lists.append((level, into))
        into.append({"text": text, "items": []})
    return top


def _table(table: Table, paper: Paper) -> dict[str, Any]:
    return {
        "is": "table",
        "caption": line(table.caption),
        "widths": widths(table, _ROOM_WIDE if paper.is_wide else _ROOM_TALL),
        "align": [_ALIGN.get(column.kind, "left") for column in table.columns],
        "header": [words(column.title) for column in table.columns],
        "lines": [_line(row, table, paper.language) for row in table.lines],
    }


def _line(row: Line, table: Table, language: str) -> dict[str, Any]:
    if row.is_section:
        return {"section": section_words(row)}
    cells = [
        shown(cell, column, language) for cell, column in zip(cells_of(row, table.columns), table.columns, strict=True)
    ]
    return {"cells": cells, "long": any(len(cell) > _LONG_CELL or cell.count("\n") > 20 for cell in cells)}
