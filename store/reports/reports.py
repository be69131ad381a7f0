"""The overview as a document: Markdown and CSV from a Snapshot. Pure; safe to print."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from store.base.errors import BadInput
from store.base.glossary import legal_forms
from store.base.i18n import _
from store.base.text import safe
from store.reading.columns import BETWEEN, read_map, roles_of
from store.records.model import AsWritten, Collaboration, Document
from store.records.overview import SECTION_SIGN, areas_in_order, in_order, latest_overview, overview_of
from store.records.snapshot import Snapshot, State

_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")
Keep = Callable[[Collaboration], bool]


def by_area(snapshot: State, keep: Keep) -> Iterator[tuple[str, str, list[Collaboration]]]:
    """The collaborations below the id and name of each of their areas, in the register's order; those without one, and
    so without an id of it, last.
    """
    records = [record for record in in_order(snapshot) if keep(record)]
    areas = areas_in_order(snapshot.register)
    for id, name in areas.items():
        inside = [record for record in records if id in record.areas]
        if inside:
            yield id, name, inside
    rest = [record for record in records if not areas.keys() & set(record.areas)]
    if rest:
        yield "", _("Without area"), rest


def form_text(record: Collaboration) -> str:
    """The form's name, with "?" when it is uncertain."""
    if record.legal_form is None:
        return ""
    return legal_forms()[record.legal_form].name() + ("?" if "legal_form" in record.uncertain else "")


def csv_as_written(snapshot: Snapshot, year: str = "") -> str:
    """The newest imported table in its own words and column order, section rows where they stood; of an edition that
    has one, by its `year`, that of the edition. Raises BadInput when nothing was imported.
    """
    newest = latest_overview(snapshot, ("overview", "partial_overview", "action_plan"))
    document = overview_of(snapshot, year) or newest
    if document is None:
        raise BadInput(_("--as-written: no overview has been imported into this register"))
    return csv_text([list(document.columns), *_written_rows(snapshot, document)])


def _written_rows(snapshot: Snapshot, document: Document) -> Iterator[list[str]]:
    told = read_map(document.mapping)
    roles = roles_of(document.columns, told)
    party_ids = {name: id for id, party in snapshot.parties.items() for name in (*party.aliases, party.name, id)}
    written_of = {id: record.as_written for id, record in snapshot.collaborations.items()}
    for record in snapshot.collaborations.values():
        written_of.update(record.former)
    written_of = {**document.gone, **written_of, **document.cells}
    for entry in document.rows:
        if entry.startswith(SECTION_SIGN):
            yield [entry.removeprefix(SECTION_SIGN) if role == "name" else "" for role in roles]
            continue
        written = written_of.get(entry)
        if written is not None:
            yield [
                _written_cell(written, at, header, role, party_ids)
                for at, (header, role) in enumerate(zip(document.columns, roles, strict=True))
            ]


def _written_cell(written: AsWritten, at: int, header: str, role: str | None, party_ids: Mapping[str, str]) -> str:
    """What stood in a column of a row, by what the column holds."""
    if role in ("name", "type", "comment", "progress", "section"):
        return str(getattr(written, role))
    party = (role or "").removeprefix("marks:") if role is None or role.startswith("marks:") else ""
    kept = written.other.get(header or str(at + 1), "")
    mark = written.marks.get(party_ids.get(party or header.rpartition(BETWEEN)[2], ""), "")
    return kept or written.cells.get(role or "", "") or (mark if party or role is None else "")


def csv_text(rows: Iterable[list[str]]) -> str:
    """CSV whose every cell a spreadsheet takes as text, never as a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([_csv_cell(cell) for cell in row] for row in rows)
    return text.getvalue()


def _csv_cell(cell: str) -> str:
    """A cell that a spreadsheet takes as text: an apostrophe goes before what it would take for a formula."""
    shown = safe(cell, multiline=True)
    return f"'{shown}" if shown.startswith(_FORMULA_SIGNS) else shown
