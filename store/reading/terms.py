"""What the words of a document stand for, from the package's data, and which are probably slips of the pen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from store.base.glossary import read_data
from store.base.text import letters_key, one_line

_WORD: Final = re.compile(r"[^\W\d_]+")
_MIN_WORD: Final = 6
_LIKENESS: Final = 86.0
"""Percent of likeness (normalised Damerau-Levenshtein) from which a word counts as a slip of another."""


@cache
def _terms() -> Mapping[str, Any]:
    return read_data("import_terms.toml")


def column_role(header: str) -> str | None:
    """What a column holds ("name", "type", "comment", "progress") by its header, None when that is not known."""
    words = one_line(header).casefold().replace(".", " ").split()
    best: tuple[int, str] | None = None
    for role, beginnings in _terms()["headers"].items():
        for beginning in beginnings:
            wanted = beginning.split()
            if words[: len(wanted)] == wanted and (best is None or len(wanted) > best[0]):
                best = (len(wanted), role)
    return best[1] if best else None


def is_mark(cell: str) -> bool:
    """Whether a cell says that a party takes part."""
    return cell.strip().casefold() in _terms()["marks"]["words"]


@cache
def _forms_by_word() -> Mapping[str, str]:
    return {_type_key(word): form for word, form in _terms()["types"].items()}


def _type_key(word: str) -> str:
    return "".join(word.casefold().split()).rstrip(".")


def form_of(type_cell: str) -> str | None:
    """The legal form that the words of a type cell stand for; a "?" at their end does not change it."""
    return _forms_by_word().get(_type_key(type_cell.rstrip(" ?"))) if type_cell.strip() else None


def is_uncertain(type_cell: str) -> bool:
    """Whether the document itself asks."""
    return type_cell.rstrip().endswith("?")


def type_suggestion(type_cell: str) -> str | None:
    """The known type that an unknown one is probably a slip of."""
    if not type_cell.strip() or form_of(type_cell) is not None:
        return None
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    known = {word: word.casefold() for word in _terms()["types"] if len(word) > 4}
    best = process.extractOne(type_cell.strip().casefold(), known, scorer=DamerauLevenshtein.distance, score_cutoff=2)
    return best[2] if best else None


@cache
def _vocabulary() -> frozenset[str]:
    return frozenset(_terms()["vocabulary"]["words"])


@cache
def _correction(word: str) -> str | None:
    lower = word.casefold()
    if len(lower) < _MIN_WORD or lower in _vocabulary():
        return None
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    likely = process.extractOne(
        lower, _vocabulary(), scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=_LIKENESS / 100
    )
    anagrams = [known for known in _vocabulary() if sorted(known) == sorted(lower)]
    swapped = process.extractOne(lower, anagrams, scorer=DamerauLevenshtein.distance, score_cutoff=1)
    best = likely or swapped
    if best is None or best[0].startswith(lower) or lower.startswith(best[0]):
        return None  # an inflection, not a slip
    corrected: str = best[0]
    return corrected[0].upper() + corrected[1:] if word[0].isupper() else corrected


def spelling_suggestion(name: str) -> str | None:
    """`name` with its probable slips put right, None when there are none."""
    suggestion = _WORD.sub(lambda word: _correction(word[0]) or word[0], name)
    return suggestion if letters_key(suggestion) != letters_key(name) else None
