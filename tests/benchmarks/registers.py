"""Registers of any size, always the same for the same size."""

from __future__ import annotations

import random
from pathlib import Path

from store.base.author import Author
from store.base.ids import make_id
from store.changes.changes import Change, Changeset, change
from store.records.model import Area, Collaboration, Participation, Party
from store.register.store import Store

AUTHOR = Author("Måler", "maler@example.no")
_FIRST = ("Felles", "Interkommunalt", "Regionalt", "Nordre", "Søndre", "Øvre", "Ytre", "Midtre", "Vestre")
_WHAT = ("brannvesen", "barnevern", "legevakt", "personvernombud", "landbrukskontor", "arkiv", "krisesenter", "geodata")
_FORMS = ("host_municipality", "agreement_only", "intermunicipal_company", "informal", "legacy_section_27")


def make_register(path: Path, count: int, parties: int = 6) -> Store:
    """A register of `count` collaborations in one commit, in as many areas as an overview has."""
    chance = random.Random(count)
    store = Store.init(path, f"Register med {count}", AUTHOR)
    before = store.snapshot().register
    members = [Party(id=f"kommune-{n}", name=f"Kommune {n}", kind="municipality") for n in range(parties)]
    areas = {f"omrade-{n}": Area(name=f"Område {n}", order=n) for n in range(12)}
    register = before.model_copy(update={"members": tuple(party.id for party in members[:3]), "areas": areas})
    taken: dict[str, Collaboration] = {}
    for number in range(count):
        name = f"{chance.choice(_FIRST)} {chance.choice(_WHAT)} {number}"
        id = make_id(name, taken)
        chosen = chance.sample(members, chance.randint(2, parties))
        taken[id] = Collaboration(
            id=id,
            name=name,
            areas=(chance.choice(list(areas)),),
            legal_form=chance.choice(_FORMS),
            comment=f"{chosen[0].name} vertskommune. Med {chosen[1].name} kommune. " + "Avtalen er fornyet. " * 8,
            participants={
                party.id: Participation(role="host" if party is chosen[0] else "participant") for party in chosen
            },
        )
    changes: list[Change] = [
        change(before, register),
        *(change(None, record) for record in (*members, *taken.values())),
    ]
    store.commit(Changeset(store.snapshot().commit, tuple(changes), "new", f"{count} samarbeid"), AUTHOR)
    return store
