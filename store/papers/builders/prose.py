"""Prose as blocks: paragraphs, lists; of a document that was imported, its headings too."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from typing import Final

from store.base.text import match_key
from store.papers.paper import Block, Bullets, Heading, Paragraph

_BULLET: Final = re.compile(r"(?P<indent>[ \t]*)[-•*–] +(?P<text>.*)")
_INDENT: Final = 2
_LONGEST_HEADING: Final = 100
_LAST_SIGNS: Final = ".:;,!?"


def prose_blocks(text: str, known: Container[str]) -> tuple[list[Block], list[Block]]:
    """What stands before the first heading, and it with all that follows.

    `known` are lines (as `match_key` has them) that the paper says itself: its title, its day. Documents do not keep
    where in their prose the table stood; what has a heading of its own came after it.
    """
    before: list[Block] = []
    after: list[Block] = []
    groups = [group for group in _groups(text) if not (len(group) == 1 and match_key(group[0]) in known)]
    for number, group in enumerate(groups):
        follows = number + 1 < len(groups)
        if follows and before and _is_heading(group):
            after.append(Heading(group[0].strip()))
        else:
            (after if after else before).extend(_blocks(group))
    return before, after


def text_blocks(text: str) -> Iterator[Block]:
    """A text that somebody wrote into a field: its paragraphs and lists, nothing for an empty one."""
    for group in _groups(text):
        yield from _blocks(group)


def _groups(text: str) -> Iterator[list[str]]:
    """Lines between empty ones."""
    group: list[str] = []
    for line in [*text.split("\n"), ""]:
        if line.strip():
            group.append(line.rstrip())
        elif group:
            yield group
            group = []


def _is_heading(group: list[str]) -> bool:
    """Whether a line of its own is short and no sentence."""
    line = group[0].strip()
    alone = len(group) == 1 and _BULLET.fullmatch(group[0]) is None
    return alone and len(line) <= _LONGEST_HEADING and line[-1] not in _LAST_SIGNS


def _blocks(group: list[str]) -> Iterator[Block]:
    """Runs of bullets as lists, what is between them as paragraphs."""
    words: list[str] = []
    items: list[tuple[int, str]] = []
    for line in group:
        bullet = _BULLET.fullmatch(line)
        if bullet is None:
            if items:
                yield Bullets(tuple(items))
                items = []
            words.append(line.strip())
        else:
            if words:
                yield Paragraph("\n".join(words))
                words = []
            items.append((len(bullet["indent"].expandtabs(_INDENT)) // _INDENT, bullet["text"]))
    if words:
        yield Paragraph("\n".join(words))
    if items:
        yield Bullets(tuple(items))
