"""Small facts of documents: their day, what was said of their columns before, their raw cells as plain values."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from store.base.dates import MONTHS, shown_date
from store.changes.preview import Preview
from store.reading.columns import read_map
from store.records.model import AsWritten, Fields

_DATE: Final = re.compile(
    r"\b(?:per|pr|oppdater[ta])\.? (?P<day>\d{1,2})\. ?(?P<month>[a-zæøå]+|\d{1,2}\.) ?(?P<year>\d{4})", re.IGNORECASE
)
_FACTS: Final = frozenset(["orgnr", "address", "case", "agreement_date", "agreement_until", "from", "until"])


def remembered(desk: Preview) -> dict[str, str]:
    """What people said of columns when they imported documents before, the newest last."""
    told: dict[str, str] = {}
    for document in sorted(desk.documents.values(), key=lambda one: one.date or ""):
        told |= read_map(document.mapping)
    return told


def filled(ours: Fields, theirs: Fields) -> Fields:
    """What is known, with facts of an older document that nothing newer says: numbers, dates, shares."""
    facts = {field: value for field, value in theirs.items() if field in _FACTS and field not in ours}
    shares = {id: part["share"] for id, part in theirs.get("participants", {}).items() if "share" in part}
    parts = {
        id: {"share": shares[id], **part} if id in shares else part for id, part in ours.get("participants", {}).items()
    }
    return {**ours, **facts, **({"participants": parts} if shares else {})}


def to_plain(written: AsWritten) -> Fields:
    """Raw cells as plain values, empty ones left out."""
    return {key: value for key, value in written.model_dump().items() if value}


def date_of(lines: Iterable[str]) -> str | None:
    """The day that a document is of, by its own words: “per 1. januar 2021”, “sist oppdatert 3. mai 2022”."""
    for line in lines:
        for match in _DATE.finditer(line):
            words = match["month"].rstrip(".").casefold()
            month = int(words) if words.isdecimal() else MONTHS.get(words)
            if month is not None:
                return f"{match['year']}-{month:02}-{int(match['day']):02}"
    return None


def dated(name: str, date: str | None) -> str:
    """A document by its name and day."""
    return f"{name} ({shown_date(date)})" if date else name
