"""Cells of the action plan: broken HTML lists with their items run together, one cell per year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import groupby
from typing import Final

from store.base.text import one_line

_TAG: Final = re.compile(r"<[^<>]*>")
_PROSE_PLAN: Final = re.compile(r"handlingsplan(?:en)? for (?P<year>20\d{2})", re.IGNORECASE)
_LEAD: Final = re.compile(r"følgende utredes:?\s*$|følgjande (?:blir )?utgreidd?:?\s*$", re.IGNORECASE)


class _Tags(HTMLParser):
    """The text of a piece of HTML and its tags, in their order; what is no HTML is text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tokens: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.tokens.append(("<", tag))

    def handle_endtag(self, tag: str) -> None:
        self.tokens.append(("</", tag))

    def handle_data(self, data: str) -> None:
        self.tokens.append(("", data))


def markup_tokens(text: str) -> list[tuple[str, str]]:
    """A text as what it consists of: ("", words), ("<", tag), ("</", tag). Broken HTML never raises."""
    tags = _Tags()
    try:
        tags.feed(text)
        tags.close()
    except AssertionError:  # "<![x[" is a declaration that the parser of the standard library gives up on
        return [("", _TAG.sub(" ", text))]
    tokens: list[tuple[str, str]] = []
    for is_text, run in groupby(tags.tokens, key=lambda token: not token[0]):
        pieces = list(run)
        tokens += [("", "".join(word for _sign, word in pieces))] if is_text else pieces
    return tokens


def strip_html(text: str) -> tuple[str, bool]:
    """The text without its tags, a line break wherever a list or item begins, and whether a list was never closed."""
    if "<" not in text and "&" not in text:
        return text, False
    parts, open_lists = [], 0
    for sign, word in markup_tokens(text):
        if not sign:
            parts.append(word)
            continue
        if word in ("ul", "ol"):
            open_lists += 1 if sign == "<" else -1
        if word in ("ul", "ol", "li", "p") or (word == "br" and sign == "<"):
            parts.append("\n")
    return "".join(parts), open_lists > 0


def is_lead(line: str) -> bool:
    """Whether a line only leads in to a list: "Følgende utredes:"."""
    return _LEAD.search(line) is not None


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
        return cls(tuple(line for line in lines if line and not is_lead(line)), unclosed)


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
