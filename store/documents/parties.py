"""From the names of parties in a document to the parties of the register."""

from __future__ import annotations

from collections.abc import Iterable

from store.base.glossary import known_parties
from store.base.ids import make_id
from store.base.text import match_key
from store.records.model import Party
from store.rules.taken import Taken

_COUNTY = "fylkeskommune"


class PartyBook:
    """Parties by name and alias; names that nobody knew become new parties, kept in `new`."""

    def __init__(self, parties: Iterable[Party], taken: Taken) -> None:
        """`taken` are the ids that parties have or had."""
        self._ids: dict[str, str] = {}
        self._known = {
            match_key(name): id
            for id, facts in known_parties().items()
            for name in (facts["name"], *facts.get("aliases", ()))
        }
        self._taken = taken
        self._used: set[str] = set()
        self.new: dict[str, Party] = {}
        for party in parties:
            self._add(party)

    def _add(self, party: Party) -> None:
        self._used.add(party.id)
        self._taken.add(party.id)
        for name in (*party.aliases, party.name):
            self._ids.setdefault(match_key(name), party.id)

    def find(self, name: str) -> str | None:
        """The id of the party with this name, in the register or known to the package; None for others."""
        key = match_key(name)
        return self._ids.get(key) or self._known.get(key)

    def resolve(self, name: str) -> str:
        """The id of the party with this name; one that is not in the register becomes new."""
        key = match_key(name)
        if key in self._ids:
            return self._ids[key]
        known = self._known.get(key)
        if known is not None and known not in self._used:
            party = Party(id=known, **known_parties()[known])
        else:
            kind = "county" if name.casefold().endswith(_COUNTY) else "municipality"
            party = Party(id=make_id(name, self._taken, "part"), name=name, kind=kind)
        self._put(party)
        return party.id

    def _put(self, party: Party) -> None:
        """A new party, and who came after it: a reference names something."""
        self.new[party.id] = party
        self._add(party)
        if party.successor is not None and party.successor not in self._used:
            self._put(Party(id=party.successor, **known_parties()[party.successor]))
