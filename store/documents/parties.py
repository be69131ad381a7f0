"""From the names of parties in a document to the parties of the register."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from store.base.glossary import known_parties
from store.base.ids import make_id
from store.base.text import letters_key, match_key
from store.records.model import Party
from store.rules.taken import Taken

_COUNTY: Final = "fylkeskommune"
_COMPANY: Final = re.compile(r"\b(?:AS|ASA|IKS|KF|SA|KO)\b")


class PartyBook:
    """Parties by name and alias; names that nobody knew become new parties, kept in `new`."""

    def __init__(self, parties: Iterable[Party], taken: Taken) -> None:
        """`taken` are the ids that parties have or had."""
        self._ids: dict[str, str] = {}
        self._known: dict[str, str] = {}
        for id, facts in known_parties().items():
            for name in (facts["name"], *facts.get("aliases", ()), *facts.get("codes", ())):
                self._known[match_key(name)] = id
        self._taken = taken
        self._used: set[str] = set()
        self.new: dict[str, Party] = {}
        for party in parties:
            self._add(party)

    def _add(self, party: Party) -> None:
        self._used.add(party.id)
        self._taken.add(party.id)
        for name in (*party.aliases, party.name, *party.codes):
            self._ids.setdefault(match_key(name), party.id)

    def find(self, name: str) -> str | None:
        """The id of the party of a name, or of a municipality's number, in the register or known to the package.

        “Nord Fron”, “Lillehammer kommune” and “N. Fron” find the party whose name alone is so; None for others.
        """
        key = match_key(name)
        return self._ids.get(key) or self._known.get(key) or self._nearly(key)

    def _nearly(self, key: str) -> str | None:
        letters = letters_key(key.removesuffix(" kommune"))
        pieces = [re.escape(piece) for piece in re.split(r"\.\s*|[\s-]+", key) if piece]
        short = re.compile(r"\w*[\s-]+".join(pieces) + r"\w*") if "." in key and len("".join(pieces)) > 2 else None
        for names in (self._ids, self._known):
            found = {
                id for known, id in names.items()
                if letters_key(known) == letters or (short is not None and short.fullmatch(known))
            }  # fmt: skip
            if len(found) == 1:
                return found.pop()
        return None

    def resolve(self, name: str) -> str:
        """The id of the party with this name; one that is not in the register becomes new."""
        known = self.find(name)
        if known is not None and known in self._used:
            return known
        if known is not None:
            party = Party(id=known, **known_parties()[known])
        else:
            is_county = name.casefold().endswith(_COUNTY)
            kind = "county" if is_county else "company" if _COMPANY.search(name) else "municipality"
            party = Party(id=make_id(name, self._taken, "part"), name=name, kind=kind)
        self._put(party)
        return party.id

    def _put(self, party: Party) -> None:
        """A new party, and who came after it: a reference names something."""
        self.new[party.id] = party
        self._add(party)
        if party.successor is not None and party.successor not in self._used:
            self._put(Party(id=party.successor, **known_parties()[party.successor]))
