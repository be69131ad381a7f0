"""Two texts word by word: what stayed, what went, what came."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Final, NamedTuple

KEPT, REMOVED, ADDED = " ", "-", "+"
_TOKEN: Final = re.compile(r"\w+|\s+|[^\w\s]")
_LONG: Final = 24
"""Characters from which a text is compared by words: a short one is seen at a glance."""
_ALIKE: Final = 0.4
"""Part of the letters that has to be kept: below it they are two texts, not one that was changed."""
_MOST: Final = 20_000
"""Characters above which comparing would hold up the screen."""


class Piece(NamedTuple):
    """A part of either text, or of both."""

    sign: str
    text: str


def word_diff(before: str, after: str) -> list[Piece] | None:
    """The pieces, in order; None when the texts are short, huge, or have too little in common.

    The kept and removed pieces together are `before`, the kept and added ones `after`.
    """
    if max(len(before), len(after)) < _LONG or len(before) + len(after) > _MOST:
        return None
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    pieces: list[Piece] = []
    for _tag, start, end, begun, ended in matcher.get_opcodes():
        if old[start:end] == new[begun:ended]:
            pieces.append(Piece(KEPT, "".join(old[start:end])))
            continue
        if start < end:
            pieces.append(Piece(REMOVED, "".join(old[start:end])))
        if begun < ended:
            pieces.append(Piece(ADDED, "".join(new[begun:ended])))
    kept = sum(_letters(text) for sign, text in pieces if sign == KEPT)
    return pieces if kept >= _ALIKE * max(_letters(before), _letters(after)) else None


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))
