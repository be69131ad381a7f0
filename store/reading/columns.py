"""What the columns of a table hold, by the words of their headers: known, nearly known, or told by a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from store.base.errors import BadInput
from store.base.i18n import _
from store.base.text import match_key, one_line
from store.reading.terms import import_terms

KEPT: Final = "-"
"""The role of a column that is kept as it is written, and read as nothing."""
FIELDS: Final = {
    "name": "name", "areas": "section", "legal_form": "type", "host": "host", "participants": "participants",
    "share": "share", "orgnr": "orgnr", "case": "case", "agreement_date": "agreement_date",
    "agreement_until": "agreement_until", "from": "from", "until": "until", "address": "address",
    "comment": "comment", "progress": "progress",
}  # fmt: skip
"""The role of a column by the field that it sets."""
ONCE: Final = ("name", "type", "comment", "progress")
"""Roles that a table has one column for."""
BETWEEN: Final = " / "
"""What stands between the lines of a header of several."""
_NEAR: Final = 0.8
_MIN_NEAR: Final = 5
"""Letters from which a header can be a slip of a known one."""


def column_role(header: str) -> str | None:
    """What a column holds by its header: a role of FIELDS, "subject", "number", None when that is not known."""
    words = _words(header)
    found = {len(known): role for known, role in _known().items() if words[: len(known)] == list(known)}
    return found[max(found)] if found else None


def is_known_header(words: str) -> bool:
    """Whether words are a header that is known and nothing more: a name may begin as one, “Samarbeid om vann”."""
    return tuple(_words(words)) in _known()


def near_role(header: str) -> str | None:
    """What a column holds whose header is nearly one that is known: “Komentar”, “Deltagarar”."""
    wanted = " ".join(_words(header))
    if len(wanted) < _MIN_NEAR:
        return None
    from rapidfuzz import process
    from rapidfuzz.distance import DamerauLevenshtein

    known = {" ".join(words): role for words, role in _known().items() if sum(map(len, words)) >= _MIN_NEAR}
    best = process.extractOne(wanted, list(known), scorer=DamerauLevenshtein.normalized_similarity, score_cutoff=_NEAR)
    return known[best[0]] if best else None


def roles_of(headers: Sequence[str], told: Mapping[str, str]) -> list[str | None]:
    """The role of each column; None where its words tell none: of a party, or of nobody knows what.

    `told` has roles by `match_key` of headers, KEPT and "marks:PARTY" among them. A column of subjects holds names
    where no other does.
    """
    roles = [told.get(match_key(header)) or _of_lines(header) for header in headers]
    has_names = "name" in roles
    return [("section" if has_names else "name") if role == "subject" else role for role in roles]


def _of_lines(header: str) -> str | None:
    """By its lines as one where a word is parted between them, else by the lowest: those above are of a group."""
    if BETWEEN not in header:
        return column_role(header)
    return _known().get(tuple(_words(header.replace(BETWEEN, " ")))) or column_role(header.rpartition(BETWEEN)[2])


def read_map(words: Sequence[str]) -> dict[str, str]:
    """What a person says of columns, "HEADER=FIELD" each, as roles by `match_key` of headers.

    FIELD is a key of FIELDS, `-` for a column to be kept as it is written, else a party. Raises BadInput naming --map.
    """
    told = {}
    for one in words:
        header, sign, meaning = one.rpartition("=")
        if not sign or not header.strip() or not meaning.strip():
            raise BadInput(_("--map: write “HEADER=FIELD”, not “{words}”", words=one))
        told[match_key(header)] = role_of(meaning.strip())
    return told


def role_of(meaning: str) -> str:
    """The role that a field or a party's name or id stands for."""
    return KEPT if meaning == KEPT else FIELDS.get(meaning, f"marks:{meaning}")


def meaning_of(role: str) -> str:
    """What a person writes for a role: a field, KEPT, or a party."""
    return next((field for field, known in FIELDS.items() if known == role), role.removeprefix("marks:"))


@cache
def _known() -> Mapping[tuple[str, ...], str]:
    return {tuple(_words(words)): role for role, known in import_terms()["headers"].items() for words in known}


def _words(header: str) -> list[str]:
    return one_line(header).casefold().replace(".", " ").strip(" :").split()
