"""Long texts made one by line, where the two sides changed different places of it."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Final, NamedTuple

_MOST_LINES: Final = 2_000
"""Lines of a text that are compared: the time grows with their square."""


class _Hunk(NamedTuple):
    """Lines `start` to `end` of the base, and what a side has instead."""

    start: int
    end: int
    lines: tuple[str, ...]


def merge_lines(base: str, ours: str, theirs: str) -> str | None:
    """The text with what both sides did to it; None when they met in one place, or there are no lines to tell by.

    Places that touch each other count as one, as git has it; the same change of both is made once.
    """
    texts = [text.split("\n") for text in (base, ours, theirs)]
    if len(texts[0]) < 2 or max(map(len, texts)) > _MOST_LINES:
        return None
    old, mine, published = texts
    merged: list[str] = []
    done, last = 0, None
    for hunk in sorted([*_hunks(old, mine), *_hunks(old, published)]):
        if hunk == last:
            continue
        if last is not None and hunk.start <= last.end:
            return None
        merged += [*old[done : hunk.start], *hunk.lines]
        done, last = hunk.end, hunk
    return "\n".join([*merged, *old[done:]])


def _hunks(old: list[str], new: list[str]) -> list[_Hunk]:
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [_Hunk(i1, i2, tuple(new[j1:j2])) for tag, i1, i2, j1, j2 in codes if tag != "equal"]
