"""A paper as Markdown (GFM): every word shows as it is, whatever signs it holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from store.papers.paper import MARK, NUMBER, SHARE, Bullets, Chart, Drawing, Heading, Paper, Paragraph, Table
from store.papers.writers.cells import blocks_of, cells_of, line, section_words, shown, steps, words

_SIGNS: Final = re.compile(
    r"[\\`*_\[\]|#~$^{}!@]|(?<=www)\.|(?<=http):|(?<=https):|(?<=ftp):|(?<=mailto):|(?<=xmpp):", re.I
)
_ENTITIES: Final = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_TAGS: Final = re.compile(r"[<>&]")
_START: Final = re.compile(r"^(\s*)([-+=:]|\d{1,9}(?=[.)]))")
_ALIGN: Final = {MARK: ":---:", NUMBER: "---:", SHARE: "---:"}


def write(paper: Paper) -> bytes:
    """The paper as Markdown in UTF-8, one title, headings below it, tables in GFM; a chart is said in a sentence."""
    out = [f"# {_inline(line(paper.title))}"]
    if line(paper.subtitle):
        out.append(f"**{_inline(line(paper.subtitle)).strip()}**")
    levels = iter(steps(paper))
    for block in blocks_of(paper):
        match block:
            case Heading(text):
                out.append(f"{'#' * (next(levels) + 1)} {_inline(line(text))}")
            case Paragraph(text):
                out.append(_prose(text))
            case Bullets(items):
                out.append("\n".join(_item(depth, text) for depth, text in _depths(items)))
            case Table():
                out.append(_table(block, paper.language))
            case Chart(title=title, described=described) | Drawing(title=title, described=described):
                out.append(_prose(f"{line(title)}: {line(described)}"))
    made = "; ".join(part for part in (line(paper.author), paper.date) if part)
    if made:
        out.append(_prose(made))
    return ("\n\n".join(part for part in out if part) + "\n").encode()


def _depths(items: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Items with how many lists they are in: what is indented by more than its list would be read as code."""
    above: list[int] = []
    for level, text in items:
        while above and above[-1] >= level:
            above.pop()
        yield len(above), text
        above.append(level)


def _item(depth: int, text: str) -> str:
    return f"{'  ' * depth}- {_prose(text, '  ' * (depth + 1))}"


def _inline(text: str) -> str:
    """Words without any meaning to Markdown, in the middle of a line."""
    return _TAGS.sub(lambda match: _ENTITIES[match[0]], _SIGNS.sub(r"\\\g<0>", text))


def _prose(text: str, indent: str = "") -> str:
    """Words of their own block: lines are kept, none begins a list, a rule, a heading."""
    lines = [_inline(part.strip()) for part in words(text).split("\n") if part.strip()]
    return f"\\\n{indent}".join(_START.sub(_begun, part) for part in lines)


def _begun(match: re.Match[str]) -> str:
    before, sign = match.groups()
    return f"{before}{sign}\\" if sign[0].isdigit() else f"{before}\\{sign}"


def _cell(text: str) -> str:
    return "<br>".join(_inline(part.strip()) for part in text.split("\n"))


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _table(table: Table, language: str) -> str:
    rows = [_row([_cell(words(column.title)) for column in table.columns])]
    rows.append(_row([_ALIGN.get(column.kind, "---") for column in table.columns]))
    for row in table.lines:
        cells = cells_of(row, table.columns)
        if row.is_section:
            name = _cell(section_words(row)).strip()
            rows.append(_row([f"**{name}**" if name else "", *["" for _ in cells[1:]]]))
        else:
            pairs = zip(cells, table.columns, strict=True)
            rows.append(_row([_cell(shown(cell, column, language)) for cell, column in pairs]))
    caption = f"{_prose(table.caption)}\n\n" if line(table.caption) else ""
    return caption + "\n".join(rows)
