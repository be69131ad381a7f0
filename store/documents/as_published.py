"""An edition whose overview was imported after a newer one: its rows as the overview has them, not as the newer one."""

from __future__ import annotations

from store.base.errors import BadRecord
from store.changes.preview import Preview
from store.documents.facts import to_plain
from store.documents.interpreting import Reading
from store.documents.parties import PartyBook
from store.records.codec import from_fields
from store.records.overview import overview_of
from store.records.snapshot import Snapshot
from store.rules.taken import Taken


def as_published(snapshot: Snapshot, year: str) -> Preview:
    """The register at the edition of a year, with the rows of its own overview laid over those of a newer one."""
    desk = Preview(snapshot)
    document = overview_of(snapshot, year)
    if document is None:
        return desk
    book = PartyBook(snapshot.parties.values(), Taken(snapshot, "party"))
    register, known = snapshot.register, snapshot.collaborations
    for id, written in document.cells.items():
        if id not in known:
            continue  # it was made a part of another since: the overview in its own words has it
        try:
            fields = {**Reading(written, book, register).fields, "as_written": to_plain(written)}
            desk.put(from_fields("collaboration", id, fields))
        except BadRecord:
            continue
    return desk
