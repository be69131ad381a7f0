"""What is seen of a document before it is imported: its tables, what their columns hold and how that is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from store.base.text import match_key, one_line
from store.changes.preview import Preview
from store.documents.facts import remembered
from store.documents.grids.tables import IsParty, Table, last_line, tables_of
from store.documents.overview import columns_of
from store.documents.parties import PartyBook
from store.documents.result import NOTHING_TOLD, Told
from store.formats.source import Source
from store.reading.columns import KEPT, meaning_of
from store.records.model import Party
from store.records.snapshot import Snapshot
from store.rules.taken import Taken

OVERVIEW: Final = "overview"
"""The kind of a table of collaborations."""
_SAMPLES: Final = 3


class FoundColumn(NamedTuple):
    """A column with what it holds."""

    header: str
    meaning: str
    """A field, a party's name for its marks, or KEPT."""
    how: str
    """known, near (its header is nearly a known one), told (by a person, now or before), unread (kept as it is
    written), strange (marks below a header that is no party: it has to be told)."""
    samples: tuple[str, ...]
    """The first cells that hold something, three at most."""


class FoundTable(NamedTuple):
    """A table with where its header is; `kind` is overview, plan, or empty for one that is left out."""

    file: str
    place: str
    name: str
    kind: str
    rows: int
    columns: tuple[FoundColumn, ...]

    def told(self) -> dict[str, Any]:
        """It as a plain table, for machines."""
        return {**self._asdict(), "columns": [column._asdict() for column in self.columns]}


def look(snapshot: Snapshot, document: Source, told: Told = NOTHING_TOLD) -> list[FoundTable]:
    """The tables of a document, as they would be read into the register."""
    book = PartyBook(snapshot.parties.values(), Taken(snapshot, Party.KIND))
    said = {**remembered(Preview(snapshot)), **told.columns}
    found = tables_of(document, lambda name: book.find(name) is not None, said)
    is_new = not snapshot.register.members
    return [
        FoundTable(
            document.file, table.place, table.name, table.kind, len(table.rows),
            tuple(_columns(table, found.is_party, said, is_new=is_new)) if table.kind != "plan" else (),
        )
        for table in found.tables
    ]  # fmt: skip


def _columns(table: Table, is_party: IsParty, said: dict[str, str], *, is_new: bool) -> Iterator[FoundColumn]:
    found = columns_of(table, is_party, is_new=is_new)
    for at, header in enumerate(table.header):
        cells = (one_line(row.cells[at]) for row in table.rows if row.cells[at].strip())
        samples = tuple(cell for cell, _number in zip(cells, range(_SAMPLES), strict=False))
        how = "known"
        if match_key(header) in said:
            how = "told"
        elif at in found.near:
            how = "near"
        elif at in found.strange:
            how = "strange"
        elif at in found.unread or found.roles[at] == KEPT:
            how = "unread"
        meaning = found.parties[at] or last_line(header) if found.roles[at] == "member" else meaning_of(found.roles[at])
        if header or samples:
            yield FoundColumn(header, meaning, how, samples)
