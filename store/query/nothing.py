"""Why a filter finds nothing: which of its words, and what in the register is like it; and where words were found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from store.base.errors import QueryError
from store.base.i18n import _
from store.base.near import nearest
from store.base.text import excerpt, safe, search_key
from store.query.listing import Listing
from store.query.query import parse

_WORD: Final = re.compile(r"(?<!\S)\(*(?P<word>[^\s()|:<>=~-][^\s()|:<>=]*)\)*(?!\S)")
_QUOTED: Final = re.compile(r"(?<!\S)[\"“«](?P<words>[^\"”»]*)[\"”»]")
_JOINING: Final = frozenset({"or", "eller", "not", "ikke", "ikkje"})
_PAIRS: Final = ("aa", "oe")
"""What is folded as one letter."""
_LONG: Final = 4
"""Letters of a word that another is likened to."""


def plain_words(text: str) -> list[str]:
    """The words of a filter that are looked for anywhere: no fields, no signs, nothing that is left out."""
    quoted = [match["words"].strip() for match in _QUOTED.finditer(text)]
    bare = [match["word"] for match in _WORD.finditer(_QUOTED.sub(" ", text))]
    return [word for word in (*quoted, *bare) if word and word.casefold() not in _JOINING]


def nothing_found(listing: Listing, text: str) -> str:
    """One line that says why; "" where something is found, or what is asked is not a matter of words."""
    if not listing.rows:
        return ""
    words = plain_words(text)
    for word in words:
        if not _finds(listing, word):
            told = _("“{word}” is found nowhere", word=safe(excerpt(word, 40)))
            known = {search_key(piece): piece for row in listing.rows for piece in _pieces(row.name)}
            near = nearest(word, known, cutoff=70)
            return told + (_("; did you mean {near}?", near=_(" or ").join(near)) if near else "")
    return _("each of the words is found, but no record has them all") if len(words) > 1 else ""


def _finds(listing: Listing, word: str) -> bool:
    try:
        return bool(parse(f'"{word}"').select(listing))
    except (QueryError, ValueError):
        return True  # it was understood as something else


def _pieces(name: str) -> Iterator[str]:
    yield from (piece.strip(",.;:()«»“”") for piece in name.split() if len(piece) >= _LONG)


def hits(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Where the words stand in a text, as (start, end), in order and without overlaps; folded as the filter folds."""
    folded, starts, ends, at = "", [], [], 0
    while at < len(text):
        size = 2 if text[at : at + 2].casefold() in _PAIRS else 1
        key = search_key(text[at : at + size])
        folded += key
        starts += [at] * len(key)
        at += size
        ends += [at] * len(key)
    found = []
    for word in words:
        key = search_key(word)
        at = folded.find(key) if key else -1
        while at >= 0:
            found.append((starts[at], ends[at + len(key) - 1]))
            at = folded.find(key, at + len(key))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
