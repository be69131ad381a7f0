"""Words of a file on their way in, and grids put together of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from store.base.text import canonical, safe
from store.formats.limits import Budget
from store.formats.source import Cell, Grid, GridRow

_EMPTY: Final = Cell()
_PLAIN = re.compile(r"[\n\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff]*")
_SURROGATES = re.compile("[\ud800-\udfff]")
_UNSEEN = re.compile("[\u00ad\u180e\u200b-\u200d\u2060\ufeff\x0c]")
"""Soft hyphens, characters without width, page breaks: nobody sees them, and a name with one is the same name."""
_BLANKS = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_ACTING = re.compile(
    "[\x00-\x09\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Controls, what turns the direction of a line, tags that nobody sees."""
_RUNS = re.compile(r" {2,}")
_SCHEMES: Final = ("http://", "https://", "mailto:")
_NAME: Final = 200
"""Letters of a grid's name: the last line of prose before it may be a chapter."""


def clean(text: str) -> str:
    """`text` as a person sees it: canonical, without what nobody sees, every blank a blank.

    What could act on a terminal becomes a sign that can be seen, as everything does that is not a character at all.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = canonical(_SURROGATES.sub("\ufffd", text)).replace("\x0b", "\n")
    text = _BLANKS.sub(" ", _UNSEEN.sub("", text))
    return _ACTING.sub(lambda found: safe(found[0]), text)


def trimmed(text: str) -> str:
    """Clean, without blanks at the ends of lines or empty lines around the whole; blanks before words stay."""
    return "\n".join(line.rstrip() for line in clean(text).split("\n")).strip("\n")


def cell_text(text: str) -> str:
    """The words of a cell."""
    return trimmed(text).strip()


def flat(text: str) -> str:
    """`text` on one line, runs of blanks as one."""
    return _RUNS.sub(" ", clean(text).replace("\n", " ")).strip()


def link(address: str | None) -> str:
    """The address that a link leads to, empty where it leads nowhere on the web: to a script, a file, a place in it."""
    address = flat(address or "").replace(" ", "%20")
    return address if address.casefold().startswith(_SCHEMES) else ""


def name_before(parts: Sequence[str | Grid]) -> str:
    """The last line of prose that stands right before what comes, for the name of a grid."""
    for part in reversed(parts):
        if isinstance(part, Grid):
            break
        if part.strip():
            return flat(part.removeprefix("- "))[:_NAME]
    return ""


def grid(
    budget: Budget,
    rows: Iterable[tuple[str, Sequence[Cell]]],
    *,
    name: str = "",
    headers: int | None = None,
    counted: int = 0,
) -> Grid | None:
    """The grid of rows with their places, every row as wide as the widest; None where no cell holds anything.

    Columns and rows at the end that hold nothing are cut. So many cells were `counted` before.
    """
    kept = list(rows)
    width = max((filled(cells) for _place, cells in kept), default=0)
    budget.width(width)
    while kept and not filled(kept[-1][1]):
        kept.pop()
    budget.take(max(width * len(kept) - counted, 0))
    made = [GridRow(tuple(cells[:width]) + (_EMPTY,) * (width - len(cells)), place) for place, cells in kept]
    return Grid(tuple(made), flat(name)[:_NAME], headers) if made else None


def filled(cells: Sequence[Cell]) -> int:
    """How many cells there are up to the last that holds anything."""
    width = len(cells)
    while width and not (cells[width - 1].text or cells[width - 1].notes):
        width -= 1
    return width


def prose(parts: list[str | Grid], lines: Iterable[str]) -> None:
    """Put lines of prose behind the parts of a source, never two empty ones after one another."""
    for line in lines:
        if line or (parts and isinstance(parts[-1], str) and parts[-1]):
            parts.append(line)
