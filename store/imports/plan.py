"""Cells of the action plan: broken HTML lists with their items run together, one cell per year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from store.text import one_line

_YEAR: Final = re.compile(r"(?:19|20)\d{2}")
_PROSE_PLAN: Final = re.compile(r"handlingsplan(?:en)? for (?P<year>20\d{2})", re.IGNORECASE)
_LEAD: Final = re.compile(r"følgende utredes:?\s*$|følgjande (?:blir )?utgreidd?:?\s*$", re.IGNORECASE)


class _Stripper(HTMLParser):
    """The text of a piece of HTML, with a bullet's line break wherever a list or item begins."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.open_lists = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in ("ul", "ol"):
            self.open_lists += 1
        if tag in ("ul", "ol", "li", "p", "br"):
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self.open_lists -= 1
        if tag in ("ul", "ol", "li", "p"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def strip_html(text: str) -> tuple[str, bool]:
    """The text without its tags, and whether a list was never closed."""
    stripper = _Stripper()
    stripper.feed(text)
    stripper.close()
    return "".join(stripper.parts), stripper.open_lists > 0


@dataclass(frozen=True)
class PlanCell:
    """What a cell of the plan holds: its lines of text, the lead-in left out."""

    lines: tuple[str, ...]
    is_truncated: bool
    """A list was opened and never closed: the rest of the cell is missing."""

    @classmethod
    def read(cls, raw: str) -> PlanCell:
        """The lines of a raw cell."""
        text, unclosed = strip_html(raw)
        lines = [one_line(line) for line in text.replace("•", "\n").split("\n")]
        return cls(tuple(line for line in lines if line and not _LEAD.search(line)), unclosed)


def is_year(header: str) -> bool:
    """Whether a column's header is a year."""
    return _YEAR.fullmatch(header.strip()) is not None


def prose_plan(prose: list[str]) -> tuple[int, str] | None:
    """The year and the raw text of a plan that stands in prose: "I handlingsplan for 2020 var det bestemt å utrede:".

    It runs to the end of the list that follows.
    """
    for at, line in enumerate(prose):
        match = _PROSE_PLAN.search(line)
        if match is None or not line.rstrip().endswith(":"):
            continue
        kept = [line]
        in_list = False
        for following in prose[at + 1 :]:
            is_item = following.lstrip().startswith(("- ", "• "))
            if in_list and not is_item:
                break
            in_list = in_list or is_item
            kept.append(following)
        return int(match["year"]), "\n".join(kept).strip()
    return None
