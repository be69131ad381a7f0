"""An overview: its table's columns by their headers, its rows as raw cells, and what the cells are read as."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from store.base.dates import is_year
from store.base.errors import BadInput
from store.base.i18n import _
from store.base.ids import make_id
from store.base.text import match_key, normalise, one_line, safe
from store.documents.parties import PartyBook
from store.reading.comments import read_comment
from store.reading.document import Row, Table
from store.reading.plan import strip_html
from store.reading.terms import column_role, form_of, is_mark, is_uncertain
from store.records.model import AsWritten, Fields, Register


@dataclass
class OverviewRow:
    """One row: its line in the file, the section above it, its raw cells by what they hold."""

    line: int
    section: str
    cells: dict[str, Any]


@dataclass
class Overview:
    """One table of collaborations."""

    columns: list[str]
    members: list[str]
    """Names in the headers of the columns that hold marks, in order."""
    sections: list[str] = field(default_factory=list)
    order: list[OverviewRow | str] = field(default_factory=list)
    """Rows and the words of section rows, in the order of the document."""
    problems: list[tuple[int, str]] = field(default_factory=list)


def is_overview(table: Table) -> bool:
    """Whether the table has a column of names or types: anything else is not about collaborations."""
    roles = {column_role(header) for header in table.header}
    return "type" in roles or ("name" in roles and "comment" in roles)


def is_plan(table: Table) -> bool:
    """Whether every header is a year."""
    return all(is_year(header.strip()) for header in table.header)


def read_overview(file: str, table: Table, find_party: Callable[[str], str | None], *, is_new: bool) -> Overview:
    """The rows of a table; raises BadInput, naming file and line, for a header that nobody knows.

    Of a register without members (`is_new`) every column of marks becomes a member; otherwise `find_party` has to
    know its header.
    """
    roles = [column_role(header) for header in table.header]
    for known in ("name", "type", "comment", "progress"):
        if roles.count(known) > 1:
            same = ", ".join(f"“{safe(h)}”" for h, r in zip(table.header, roles, strict=True) if r == known)
            raise _bad(file, table, _("more than one column for the same thing: {headers}", headers=same))
    if "name" not in roles:
        raise _bad(file, table, _("no column of names; call it “Fagområde”, “Samarbeid” or “Navn”"))
    for column, (header, role) in enumerate(zip(table.header, roles, strict=True)):
        if role is None:
            roles[column] = _member_role(file, table, column, header, find_party, is_new)
    members = [header for header, role in zip(table.header, roles, strict=True) if role == "member"]
    if not members:
        raise _bad(file, table, _("no column of marks: one per municipality, with x for those that take part"))
    overview = Overview(table.header, members)
    section, name_column = "", roles.index("name")
    for row in table.rows:
        if row.is_section(name_column):
            section = row.cells[name_column].strip()
            overview.sections.append(section)
            overview.order.append(section)
            continue
        read = _read_row(row, table.header, roles, section, overview)
        if read is not None:
            overview.order.append(read)
    return overview


def _bad(file: str, table: Table, reason: str) -> BadInput:
    return BadInput(_("{file}, line {line}: {reason}", file=file, line=table.line, reason=reason))


def _member_role(
    file: str, table: Table, column: int, header: str, find_party: Callable[[str], str | None], is_new: bool
) -> str:
    cells = [row.cells[column].strip() for row in table.rows if row.cells[column].strip()]
    marks = sum(is_mark(cell) for cell in cells)
    if header and (find_party(header) is not None or (is_new and marks and marks >= 0.8 * len(cells))):
        return "member"
    reason = _("the header “{header}” is neither a known column nor a party of the register", header=safe(header))
    raise _bad(file, table, reason)


def _read_row(
    row: Row, headers: list[str], roles: list[str | None], section: str, overview: Overview
) -> OverviewRow | None:
    cells: dict[str, Any] = {"marks": {}}
    if overview.sections:
        cells["section"] = section
    for header, role, cell in zip(headers, roles, row.cells, strict=True):
        if role != "member":
            cells[role or ""] = cell
        elif cell.strip():
            cells["marks"][header] = cell
            if not is_mark(cell):
                text = _("“{cell}” under {header} is read as taking part", cell=safe(cell), header=header)
                overview.problems.append((row.line, text))
    if not one_line(cells["name"].replace("*", " ")):
        overview.problems.append(
            (row.line, _("a row without a name was left out: {cells}", cells=safe(" | ".join(row.cells))))
        )
        return None
    return OverviewRow(row.line, section, cells)


def display_name(raw: str) -> str:
    """The name in a raw cell: no tags, no asterisk, single spaces."""
    return one_line(strip_html(raw)[0].replace("*", " "))


def _area_id(section: str, register: Register) -> str:
    found = (id for id, area in register.areas.items() if match_key(area.name) == match_key(section))
    return next(found, "") or make_id(section, fallback="omrade")


def interpret(written: AsWritten, book: PartyBook, register: Register) -> Fields:
    """What raw cells are read as, as plain values of a Collaboration. The same cells give the same values.

    A "§ 27" body has no host in the sense of chapter 20: whom its comment calls host is its responsible party. Without
    a host, "Kommuneloven" names no form; with one it is host cooperation of a model that is not known.
    """
    comment, _unclosed = strip_html(written.comment)
    facts = read_comment(comment)
    form = form_of(written.type)
    if form == "municipal_act_unspecified" and "host" in facts.roles.values():
        form = "host_municipality"
    participants: dict[str, dict[str, str]] = {party: {} for party in written.marks}
    for name, role in facts.roles.items():
        part = participants.setdefault(book.resolve(name), {})
        if role == "host" and form is not None and form.startswith("legacy_"):
            role = "responsible_party"
        if role != "participant":
            part["role"] = role
    for name, until in facts.leaves.items():
        part = participants.setdefault(book.resolve(name), {})
        if until is not None:
            part["until"] = until
    unlisted_host = any(part.get("role") == "host" for id, part in participants.items() if id not in written.marks)
    fields: Fields = {
        "name": display_name(written.name),
        "status": "notice_given" if facts.terminated or facts.leaves else "active",
        "comment": normalise(comment),
        "progress": normalise(strip_html(written.progress)[0]),
        "areas": [_area_id(written.section, register)] if written.section else [],
        "legal_form": form,
        "uncertain": ["legal_form"] if form and is_uncertain(written.type) else [],
        "starred": "*" in written.name,
        "other_participants": facts.others,
        "participants_complete": not (facts.others or unlisted_host),
        "participants": participants,
    }
    return {key: value for key, value in fields.items() if value not in (None, "", [])}
