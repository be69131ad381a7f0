"""Lines of a page put together again: parted words, paragraphs; and what stands on every page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from store.formats.words import clean

_BULLET = re.compile(r"[•◦▪●○‣·\uf0b7\uf0a7]\s*|[-–*]\s+")
_DIGITS = re.compile(r"\d+")
_SHARED: Final = ("og", "eller", "samt", "and", "or")
"""What follows a hyphen that stays: plan- og byggesak."""
_MARGIN: Final = 0.1
"""The part of a page at its top and bottom where headers and footers stand."""
_FULL: Final = 0.8
"""How much of the widest line a line fills that goes on in the next."""
_CLOSE: Final = 0.8
"""How far apart two lines of a paragraph are at most, by their height."""


class Line(NamedTuple):
    """A line of a page with where it stands; `top` and `bottom` count from the top."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float


def joined(lines: Iterable[str]) -> str:
    """The lines of one cell as it was written: one line, but for items of a list."""
    made: list[str] = []
    for raw in lines:
        line = clean(raw).replace("\n", " ").strip()
        item = _BULLET.match(line)
        if not line:
            continue
        if item and item.end() < len(line):
            made.append(f"- {line[item.end() :]}")
        elif made:
            made[-1] = behind(made[-1], line)
        else:
            made.append(line)
    return "\n".join(made)


def behind(before: str, after: str) -> str:
    """A line and the next as one; a word that was parted between them is whole again."""
    if before.endswith("-") and len(before) > 1 and before[-2].isalpha():
        if after[:1].islower() and after.split(maxsplit=1)[0] not in _SHARED:
            return before[:-1] + after
        return before + after if after[:1].isalpha() and not after[:1].islower() else f"{before} {after}"
    return f"{before} {after}"


def paragraphs(lines: Sequence[Line]) -> list[str]:
    """Lines as prose: those of a paragraph as one, an empty line behind each, items of a list after one another."""
    made: list[str] = []
    if not lines:
        return made
    widest = max(line.x1 for line in lines) - min(line.x0 for line in lines)
    right = min(line.x0 for line in lines) + widest * _FULL
    before: Line | None = None
    for line in lines:
        text = clean(line.text).replace("\n", " ").strip()
        if not text:
            continue
        item = _BULLET.match(text)
        is_close = before is not None and line.top - before.bottom < _CLOSE * (before.bottom - before.top)
        if item and item.end() < len(text):
            if made and made[-1] and not made[-1].startswith("- "):
                made.append("")
            made.append(f"- {text[item.end() :]}")
        elif before is not None and is_close and before.x1 >= right and made[-1]:
            made[-1] = behind(made[-1], text)
        else:
            if made and (not is_close or made[-1].startswith("- ")):
                made.append("")
            made.append(text)
        before = line
    return [*made, ""]


def furniture(pages: Sequence[tuple[float, Sequence[Line]]]) -> set[str]:
    """What stands at the top or the bottom of several pages, as `shape` gives it: headers, footers, page numbers."""
    seen: Counter[str] = Counter()
    for height, lines in pages:
        seen.update({shape(line) for line in lines if in_margin(line, height)})
    return {shown for shown, count in seen.items() if count > 1 and count * 2 >= len(pages)}


def in_margin(line: Line, height: float) -> bool:
    """Whether a line stands where headers and footers do."""
    return line.bottom < height * _MARGIN or line.top > height * (1 - _MARGIN)


def shape(line: Line) -> str:
    """A line whose numbers are alike on every page."""
    return _DIGITS.sub("#", line.text).strip()
