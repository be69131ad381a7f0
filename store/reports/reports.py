"""The overview as a document: Markdown and CSV from a Snapshot. Pure; safe to print."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from store.base.errors import BadInput
from store.base.glossary import legal_forms, statuses
from store.base.i18n import _
from store.base.text import one_line, safe
from store.reading.columns import BETWEEN, read_map, roles_of
from store.records.model import AsWritten, Collaboration, Document
from store.records.overview import SECTION_SIGN, areas_in_order, in_order, latest_overview, overview_of
from store.records.paths import Key
from store.records.snapshot import Snapshot, State

_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r")
Keep = Callable[[Collaboration], bool]


def markdown(snapshot: State, keep: Keep = lambda _record: True) -> str:
    """The overview: a heading and a table per area, one column per member."""
    register = snapshot.register
    names = [snapshot.name(Key("party", id)) for id in register.members]
    header = [_("Collaboration"), _("Form"), *names, _("Comment")]
    lines = [f"# {_cell(register.name)}", ""]
    for area, records in by_area(snapshot, keep):
        lines += [f"## {_cell(area)}", "", _row(header), _row(["---"] * len(header))]
        for record in records:
            marks = [_mark(record, id) for id in register.members]
            lines.append(_row([_cell(record.name), _cell(form_text(record)), *marks, _cell(record.comment)]))
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _cell(text: str) -> str:
    """Text that Markdown shows as it is: no tags, links, emphasis or column ends of its own."""
    shown = safe(one_line(text))
    for sign in "\\`*_[]<>|#":
        shown = shown.replace(sign, f"\\{sign}" if sign not in "<>" else f"&{'lt' if sign == '<' else 'gt'};")
    return shown


def by_area(snapshot: State, keep: Keep) -> Iterator[tuple[str, list[Collaboration]]]:
    """The collaborations below the name of each of their areas, in the register's order; those without one last."""
    records = [record for record in in_order(snapshot) if keep(record)]
    areas = areas_in_order(snapshot.register)
    for id, name in areas.items():
        inside = [record for record in records if id in record.areas]
        if inside:
            yield name, inside
    rest = [record for record in records if not areas.keys() & set(record.areas)]
    if rest:
        yield _("Without area"), rest


def _mark(record: Collaboration, party: str) -> str:
    part = record.participants.get(party)
    if part is None:
        return ""
    return f"x ({part.until})" if part.until else "x"


def form_text(record: Collaboration) -> str:
    """The form's name, with "?" when it is uncertain."""
    if record.legal_form is None:
        return ""
    return legal_forms()[record.legal_form].name() + ("?" if "legal_form" in record.uncertain else "")


def csv_table(snapshot: State, keep: Keep = lambda _record: True) -> str:
    """One line per collaboration with id, areas and everything the overview shows."""
    register = snapshot.register
    members = list(register.members)
    header = [_("Id"), _("Area"), _("Collaboration"), _("Form"), _("Status"), _("Host")]
    header += [snapshot.name(Key("party", id)) for id in members] + [_("Comment")]
    rows = []
    for record in in_order(snapshot):
        if not keep(record):
            continue
        areas = "; ".join(snapshot.name(Key("area", id)) for id in record.areas)
        host = snapshot.name(Key("party", record.host)) if record.host else ""
        cells = [record.id, areas, record.name, form_text(record), statuses()[record.status].name(), host]
        rows.append([*cells, *(_mark(record, id) for id in members), record.comment])
    return csv_text([header, *rows])


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
