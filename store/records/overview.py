"""The order of the overview as people know it: sections as the register has them, rows as the document has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from store.base.glossary import statuses
from store.records.model import Collaboration, Document, Register
from store.records.snapshot import State

SECTION_SIGN: Final = "# "
"""Begins the entry of a section row in a document's `rows`."""


def latest_overview(records: State, kinds: Sequence[str] = ("overview",)) -> Document | None:
    """The imported overview with the latest date; `kinds` widens it to other documents that have rows."""
    overviews = [doc for doc in records.documents.values() if doc.kind in kinds and doc.rows]
    return max(overviews, key=lambda doc: (doc.date or "9999", doc.id), default=None)


def overview_of(records: State, year: str) -> Document | None:
    """The overview that an edition was made of, None for an edition without one, and for what is no edition."""
    edition = records.editions.get(year)
    found = [records.documents[id] for id in edition.documents if id in records.documents] if edition else []
    return max((doc for doc in found if doc.rows), key=lambda doc: (doc.date or "", doc.id), default=None)


def in_order(records: State) -> list[Collaboration]:
    """Every collaboration: by area, inside an area as the newest overview has them, what it does not have by id."""
    overview = latest_overview(records)
    row = {id: position for position, id in enumerate(overview.rows)} if overview else {}
    areas = records.register.areas

    def place(record: Collaboration) -> tuple[int, int, str]:
        orders = [areas[area].order for area in record.areas if area in areas]
        return (min(orders, default=1 << 30), row.get(record.id, len(row)), record.id)

    return sorted(records.collaborations.values(), key=place)


def areas_in_order(register: Register) -> dict[str, str]:
    """Names of the areas by id, in the register's order."""
    return {id: area.name for id, area in sorted(register.areas.items(), key=lambda item: item[1].order)}


def is_current(record: Collaboration) -> bool:
    """Whether the collaboration is in operation, by its status."""
    return bool(statuses()[record.status].facts.get("current", True))
