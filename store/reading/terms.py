"""What the words of a document stand for, from the package's data, and which are probably slips of the pen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from store.base.glossary import Term, legal_forms, read_data
from store.base.text import letters_key, match_key

_WORD: Final = re.compile(r"[^\W\d_]+")
_MIN_WORD: Final = 6
_NOTE_SIGNS: Final = re.compile(r"\s*[⁰¹²³⁴-⁹†‡]+\)?$")
_SHARE: Final = re.compile(r"\d+[.,]\d+|\d+\s*/\s*\d+")
_BRACKET: Final = re.compile(r"\s*\(([^()]*)\)")
_SECTION: Final = re.compile(r"§§?\s*(\d+(?:\s*-\s*\d+)?)")
_SECTIONS: Final = {
    **dict.fromkeys(("18", "18-1"), "intermunicipal_political_council"),
    **dict.fromkeys(("19", "19-1"), "municipal_task_community"),
    **dict.fromkeys(("20", "20-1"), "host_municipality"),
    "20-2": "host_municipality_administrative",
    "20-3": "host_municipality_joint_board",
    "27": "legacy_section_27",
    "28": "legacy_section_28",
}
"""The forms of chapters 18 to 20 of the Local Government Act by their sections, and of two of the act before it."""
_LIKENESS: Final = 86.0
"""Percent of likeness (normalised Damerau-Levenshtein) from which a word counts as a slip of another."""


@cache
def import_terms() -> Mapping[str, Any]:
    """How the words of documents are read, as `store/data/import_terms.toml` has it."""
    return read_data("import_terms.toml")


class Mark(NamedTuple):
    """What a cell below the name of a party says of its part."""

    takes_part: bool
    is_host: bool = False
    is_sure: bool = True
    share: str = ""
    """The words of an ownership share."""
    is_known: bool = True
    """Whether its words are among those that are known; others are read as taking part."""


@lru_cache(maxsize=1024)
def read_mark(cell: str) -> Mark:
    """What a mark says; signs of notes at its end aside: “x”, “V”, “–”, “(x)”, “?”, “33,5 %”."""
    words = bare(cell).casefold().rstrip("*").strip().rstrip(".")
    terms = import_terms()["marks"]
    if (not words and "*" not in cell) or words in terms["none"]:
        return Mark(takes_part=False)
    inner = words.strip("()[]? ")
    is_sure = "?" not in words and inner == words
    if words.endswith("%") or (_SHARE.fullmatch(words) and words not in terms["words"]):
        return Mark(takes_part=True, share=words)
    is_host = inner in terms["hosts"]
    return Mark(True, is_host, is_sure, is_known=not inner or is_host or inner in terms["words"])


def bare(words: str) -> str:
    """`words` without the signs of notes at their end: “Legevakt¹”."""
    return _NOTE_SIGNS.sub("", words.strip())


def is_total(name: str) -> bool:
    """Whether a row of this name is a sum."""
    words = match_key(name).rstrip(":")
    return any(words == total or words.startswith(f"{total} ") for total in import_terms()["totals"]["words"])


@cache
def _forms_by_word() -> Mapping[str, str]:
    known = {_type_key(name): term.code for term in legal_forms().values() for name in _names(term)}
    return known | {_type_key(word): form for word, form in import_terms()["types"].items()}


def _names(term: Term) -> Iterator[str]:
    for code in term.names:
        yield term.names[code]
        yield term.short(code)


def _type_key(word: str) -> str:
    return "".join(word.casefold().split()).rstrip(".")


@lru_cache(maxsize=1024)
def form_of(type_cell: str) -> str | None:
    """The legal form that the words of a type cell stand for; a "?" at their end does not change it.

    It is that of the section of the act that they name ("Vertskommune § 20-2"), of the words, in or before a bracket.
    """
    words = bare(type_cell).rstrip(" ?")
    known = _forms_by_word()
    section = _SECTION.search(words)
    pieces = (words, _BRACKET.sub("", words), *(found[1] for found in _BRACKET.finditer(words)))
    exact = next((form for piece in pieces if (form := known.get(_type_key(piece)))), None) if words else None
    return (_SECTIONS.get(section[1].replace(" ", "")) if section else None) or exact


def is_uncertain(type_cell: str) -> bool:
    """Whether the document itself asks."""
    return type_cell.rstrip().endswith("?")


def type_suggestion(type_cell: str) -> str | None:
    """The known type that an unknown one is probably a slip of."""
    if not type_cell.strip() or form_of(type_cell) is not None:
        return None
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    known = {word: word.casefold() for word in import_terms()["types"] if len(word) > 4}
    best = process.extractOne(type_cell.strip().casefold(), known, scorer=DamerauLevenshtein.distance, score_cutoff=2)
    return best[2] if best else None


@cache
def _vocabulary() -> frozenset[str]:
    return frozenset(import_terms()["vocabulary"]["words"])


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
