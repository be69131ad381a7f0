"""Three collaborations with all that a filter can ask for, and what refers to one of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from store.changes.changes import Changeset, change
from store.query.listing import make_listing
from store.query.query import parse
from store.records.codec import from_fields
from store.register.facts import Facts
from store.register.store import Store
from tests.conftest import KARI, edit, make_small

BRANNVESEN, LEGEVAKT, ARKIV = "felles-brannvesen", "legevakt", "arkiv"
ALL = {BRANNVESEN, LEGEVAKT, ARKIV}
RECORDS: Final[dict[str, dict[str, Any]]] = {
    LEGEVAKT: {
        "name": "Interkommunal legevakt",
        "areas": ["helse"],
        "legal_form": "legacy_section_27",
        "uncertain": ["participants"],
        "status": "notice_given",
        "from": "2015",
        "comment": "Ligger på Ålgård, ikke i Øyer.",
        "orgnr": "974760673",
        "address": "https://vakt.example.no",
        "case": "PS 12/19",
        "agreement_date": "2014-06",
        "agreement_until": "2024",
        "participants": {
            "gausdal": {"role": "host", "share": "66.5 %"},
            "oyer": {"until": "2021-10", "notice_given": "2020-09-15", "share": "1/3"},
        },
    },
    ARKIV: {
        "name": "Fellesarkiv: kart og plan",
        "status": "ended",
        "until": "2019-12-31",
        "starred": True,
        "parent": BRANNVESEN,
        "end_reason": "Slått sammen med fylkesarkivet",
        "progress": "Overføres gradvis",
        "participants": {"gausdal": {"from": "2012-03"}},
        "decisions": {"gausdal": {"case": "71/2019"}},
        "as_written": {"section": "Arkivtjenester"},
    },
}


def make_several(path: Path) -> Store:
    """The register, the first of its collaborations changed once."""
    store = make_small(path)
    texts = {"document": "Beredskap døgnet rundt", "plan_item": "Ny ambulanse", "study": "Felles journalsystem"}
    records = [from_fields("collaboration", id, fields) for id, fields in RECORDS.items()]
    for kind, text in texts.items():
        records.append(from_fields(kind, f"om-{kind[:4]}", {"name": "Om", "text": text, "collaborations": [LEGEVAKT]}))
    base = store.snapshot().commit
    store.commit(Changeset(base, tuple(change(None, record) for record in records), "new"), KARI)
    edit(store, BRANNVESEN, legal_form="host_municipality_joint_board", comment="Øyer er vertskommune.")
    return store


def found(store: Store, text: str, marked: tuple[str, ...] = ()) -> set[str]:
    """The ids that a filter finds."""
    snapshot = store.snapshot()
    return {row.id for row in parse(text).select(make_listing(snapshot), Facts(store, snapshot, marked=marked))}
