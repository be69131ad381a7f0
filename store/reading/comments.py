"""What a comment cell says in so many words: hosts, other participants, notice. Nothing is inferred from names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from store.base.dates import MONTHS

_NAME: Final = r"[A-ZÆØÅ][\wæøåÆØÅ]*(?:-[A-ZÆØÅ][\wæøåÆØÅ]*)?(?: fylkeskommune)?"
_HOST: Final = re.compile(rf"(?P<party>{_NAME}) (?:er )?vertskommune")
_RESPONSIBLE: Final = re.compile(rf"(?P<party>{_NAME}) (?:er )?ansvarlig")
_SUPPLIER: Final = re.compile(rf"[Kk]jøp (?:av tjenester )?fra (?P<party>{_NAME})")
_WITH: Final = re.compile(r"\b[Mm]ed (?P<list>[^.;]+)")
_MEMBER: Final = re.compile(rf"(?P<party>{_NAME})(?: kommuner?)?")
_OTHERS: Final = re.compile(
    r"(?:flere|Flere) (?:andre )?\w*kommuner\b(?: i deler av samarbeidet)?"
    r"|\d+ \w*kommuner i tillegg"
    r"|Kommunene i [A-ZÆØÅ]\w+"
)
_WITHDRAWS: Final = re.compile(
    rf"(?P<party>{_NAME})(?: kommune)? har sagt opp avtalen(?: fra (?P<month>[a-zæøå]+) (?P<year>\d{{4}}))?"
)
_TERMINATED: Final = re.compile(r"[Aa]vtalen er (?:allerede )?sagt opp")
_INDIRECT: Final = re.compile(r"[Ee]ierskap gjennom (?P<company>[^,.;]+)")


@dataclass
class CommentFacts:
    """What a comment says. Parties are names as written."""

    roles: dict[str, str] = field(default_factory=dict)
    """Role by party: host, responsible_party, supplier, or participant for those only named as taking part."""
    others: str = ""
    """Words for participants without names ("flere deltakerkommuner")."""
    leaves: dict[str, str | None] = field(default_factory=dict)
    """Partial date by party that has given notice, None when the comment gives no date."""
    terminated: bool = False


def read_comment(comment: str) -> CommentFacts:
    """The facts of a comment cell."""
    facts = CommentFacts()
    for listed in _WITH.finditer(comment):
        for piece in re.split(r", | og ", listed["list"]):
            member = _MEMBER.fullmatch(piece.strip())
            if member:
                facts.roles.setdefault(member["party"], "participant")
    for pattern, role in ((_HOST, "host"), (_RESPONSIBLE, "responsible_party"), (_SUPPLIER, "supplier")):
        for match in pattern.finditer(comment):
            facts.roles[match["party"]] = role
    others = _OTHERS.search(comment)
    facts.others = others[0] if others else ""
    for match in _WITHDRAWS.finditer(comment):
        month = MONTHS.get(match["month"] or "")
        facts.leaves[match["party"]] = f"{match['year']}-{month:02}" if month else match["year"]
    facts.terminated = bool(_TERMINATED.search(comment))
    return facts


def indirect_through(comment: str) -> str | None:
    """The company through which an ownership is held, when the comment names one."""
    match = _INDIRECT.search(comment)
    return match["company"].strip() if match else None
