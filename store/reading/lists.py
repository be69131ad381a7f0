"""A cell that lists who takes part: names, numbers of municipalities, “alle unntatt …”, with shares in brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from store.base.text import match_key, one_line
from store.reading.terms import import_terms

_PIECE: Final = re.compile(r"[\n;/,|&+]+|\s+(?:og|and|samt)\s+|(?:^|(?<=\s))[-–•●▪*]\s+", re.IGNORECASE)
_BRACKET: Final = re.compile(r"\s*\(([^()]*)\)")
_COLON: Final = re.compile(r"(?P<party>[^:]+):\s*(?P<rest>[\d(].*)")
_SHARE: Final = re.compile(r"\d+(?:[.,]\d+)?\s*%|\d+\s*/\s*\d+")
_ENDING_SHARE: Final = re.compile(r"\s+(?:eierandel\s+|med\s+)?(\d+(?:[.,]\d+)?\s*%|\d+\s*/\s*\d+)$", re.IGNORECASE)
_KOMMUNE: Final = re.compile(r"\s+kommun(?:e|er|ar|ane|ene)$|^kommun(?:e|er|ar|ane|ene)\s+", re.IGNORECASE)
_NAME: Final = re.compile(r"[A-ZÆØÅÁČĐŊŠŦŽ][\w.-]*(?: (?:i|på|og|[A-ZÆØÅÁČĐŊŠŦŽ][\w.-]*|fylkeskommune|fylke|kommune))*")
_CODE: Final = re.compile(r"\d{4}")
_UNPARTED: Final = re.compile(
    r"\([^()]*\)|\d+\s*/\s*\d+|(?<!\d)\d{1,3},\d+"
    r"|Møre og Romsdal|Sogn og Fjordane|Vestfold og Telemark|Troms og Finnmark",
    re.IGNORECASE,
)
_ALL: Final = re.compile(
    r"alle (?:de )?(?:\d+|to|tre|fire|fem|seks|sju|syv|åtte|ni|ti)?\s*(?:(?:kommun|medlem)\w+)?"
    r"(?: i (?:regionen|samarbeidet))?"
)
_HELD: Final = "\0"
"""Stands for a sign inside a bracket or a share, where nothing is parted."""


class Listed(NamedTuple):
    """One that takes part."""

    name: str
    """As written, without “kommune”; a number of four digits is a municipality's."""
    share: str = ""
    role: str = ""
    """host or nothing."""
    note: str = ""
    """What else stands in brackets: a county, a word."""


@dataclass
class PartList:
    """What a cell lists."""

    parts: list[Listed] = field(default_factory=list)
    all_but: list[str] | None = None
    """“alle”: every member but these; None where the cell does not say so."""
    others: list[str] = field(default_factory=list)
    """Words for those without a name, and words that name nobody."""
    unread: list[str] = field(default_factory=list)
    """Those of `others` that no known words are."""


def read_list(cell: str) -> PartList:
    """Who a cell lists. Every word of it is in a part, in `all_but` or in `others`."""
    found = PartList()
    words = import_terms()["lists"]
    for piece in _pieces(cell):
        whole, notes = _without_brackets(piece)
        key = match_key(whole).strip(" .:")
        excepted = next(
            (sign for sign in words["except"] if re.match(rf"(?:alle?\w*|samtl\w+) .*?\b{sign}\b", key)), None
        )
        if key in words["all"] or _ALL.fullmatch(key):
            found.all_but = found.all_but or []
        elif excepted is not None:
            found.all_but = [_bare(re.split(excepted, whole, maxsplit=1, flags=re.IGNORECASE)[1])]
        elif found.all_but and not found.parts and _NAME.fullmatch(_bare(whole)):
            found.all_but.append(_bare(whole))  # “alle unntatt Fjellby og Elvdal”
        elif key in words["others"] or (
            re.match(r"(?:\d+|flere|fleire|noen|nokre) ", key) and not _CODE.fullmatch(key)
        ):
            found.others.append(piece)
        else:
            _take(found, piece, whole, notes)
    return found


def _take(found: PartList, piece: str, whole: str, notes: Sequence[str]) -> None:
    named = _COLON.fullmatch(whole)
    if named:
        whole, notes = named["party"].strip(), [*notes, named["rest"].strip()]
    ending = _ENDING_SHARE.search(whole)
    share = ending[1] if ending else next((note for note in notes if _SHARE.fullmatch(note)), "")
    name = _bare(whole[: ending.start()] if ending else whole)
    hosts = import_terms()["marks"]["hosts"]
    role = "host" if any(match_key(note) in hosts for note in notes) else ""
    rest = ", ".join(note for note in notes if note != share and match_key(note) not in hosts)
    if _CODE.fullmatch(name) or _NAME.fullmatch(name) or (name.isupper() and len(name) > 1):
        found.parts.append(Listed(name, share, role, rest))
    else:
        found.others.append(piece)
        found.unread.append(piece)


def _pieces(cell: str) -> list[str]:
    """The cell where its commas, lines and “og” part it; signs in brackets, and in shares, part nothing."""
    kept: list[str] = []

    def hold(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"{_HELD}{len(kept) - 1}{_HELD}"

    held = _UNPARTED.sub(hold, cell.replace(_HELD, ""))
    pieces = (re.sub(f"{_HELD}(\\d+){_HELD}", lambda at: kept[int(at[1])], one) for one in _PIECE.split(held))
    return [one for piece in pieces if (one := one_line(piece).strip(" ."))]


def _without_brackets(piece: str) -> tuple[str, list[str]]:
    return one_line(_BRACKET.sub("", piece)), [
        one_line(note[1]) for note in _BRACKET.finditer(piece) if note[1].strip()
    ]


def _bare(name: str) -> str:
    return (
        one_line(_KOMMUNE.sub("", one_line(name))).strip(" .:")
        if "fylkeskommune" not in name.casefold()
        else one_line(name)
    )
