"""Collaborations as rows of a table: columns for the members, marks, forms, hosts, and the notes that they need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from store.base.dates import in_force
from store.base.glossary import legal_forms, roles
from store.base.i18n import _
from store.base.text import match_key
from store.papers.paper import MARK, Block, Bullets, Column, Line, Paragraph, Table
from store.papers.words import choices, date_text, label
from store.records.model import Collaboration
from store.records.paths import Key
from store.reports.reports import form_text

if TYPE_CHECKING:
    from store.papers.words import Records

STAR, UNCERTAIN = "*", "?"
_PLAIN_ROLE: Final = "participant"
_WIDE: Final = 6
"""From how many columns on a paper lies."""


def is_wide(*tables: Table) -> bool:
    """Whether tables of so many columns want the paper lying."""
    return any(len(table.columns) > _WIDE for table in tables)


def full_columns(
    columns: Sequence[Column], lines: Iterable[Line], name: str, kept: Sequence[str] = (), **about: str
) -> Table:
    """A table without the columns that nothing stands in; the first one and those of the fields `kept` always stay."""
    rows = tuple(lines)
    used = [
        number
        for number, column in enumerate(columns)
        if not number or column.field in kept or any(not line.is_section and line.cells[number] for line in rows)
    ]
    cut = (line if line.is_section else line._replace(cells=tuple(line.cells[at] for at in used)) for line in rows)
    return Table(tuple(columns[at] for at in used), tuple(cut), name=name, **about)


# --- columns and cells


def base_columns(records: Records) -> tuple[Column, ...]:
    """Name, form, a column per member, host: what every table of collaborations begins with."""
    members = (
        Column(records.name(Key("party", id)), MARK, 1.0, f"participants.{id}") for id in records.register.members
    )
    return (
        Column(_("Collaboration"), weight=3.0, field="name"),
        Column(_("Form of organisation"), weight=2.0, field="legal_form", choices=choices("legal_form")),
        *members,
        Column(_("Host or responsible"), weight=1.5, field="host"),
    )


def comment_column() -> Column:
    """The column of comments."""
    return Column(label("comment"), weight=3.0, field="comment")


def base_cells(record: Collaboration, records: Records, day: dt.date) -> tuple[str, ...]:
    """The cells of `base_columns`."""
    marks = (mark_text(record, id, day) for id in records.register.members)
    return (
        record.name + (STAR if record.starred else ""),
        form_text(record),
        *marks,
        central_text(record, records, day),
    )


def mark_text(record: Collaboration, party: str, day: dt.date) -> str:
    """An x where the party takes part on a day, with the end that is known; "" where it does not."""
    part = record.participants.get(party)
    if part is None or not in_force(part.from_, part.until, day):
        return ""
    if not part.until:
        return "x"
    until = _("until {date}", date=date_text(part.until))
    return f"x ({until})"


def central_text(record: Collaboration, records: Records, day: dt.date) -> str:
    """Who has a role of its own: the host by its name alone, others with what they are, one a line."""
    told = []
    for id, part in record.participants.items():
        if part.role != _PLAIN_ROLE and in_force(part.from_, part.until, day):
            name = records.name(Key("party", id))
            told.append(name if part.role == "host" else f"{name} ({roles()[part.role].name().lower()})")
    return "\n".join(told)


# --- sections


def section(name: str, key: Key | None = None) -> Line:
    """A row that says what those below it have in common."""
    return Line((name,), key, is_section=True)


# --- what stands beside the table


def legend(kept: Iterable[Collaboration]) -> Iterator[Block]:
    """The forms that occur, with their legal basis."""
    codes = {record.legal_form or "" for record in kept}
    terms = legal_forms()
    known = [code for code in [*terms, *sorted(codes - terms.keys() - {""})] if code in codes]
    told = [
        f"{terms[code].name()} ({basis})" if (basis := str(terms[code].facts.get("basis", ""))) else terms[code].name()
        for code in known
    ]
    if told:
        yield Paragraph(_("The collaborations have these forms of organisation:"))
        yield Bullets(tuple((0, text) for text in told))


def notes(kept: Sequence[Collaboration], records: Records, day: dt.date) -> Iterator[Paragraph]:
    """The small print below the table: its signs, and who takes part without a column, or without a name."""
    if any(record.participants for record in kept):
        yield Paragraph(_("x: takes part on the day that the paper speaks of."), is_note=True)
    if any(record.starred for record in kept):
        yield Paragraph(f"{STAR} " + _("Marked with a star in the register."), is_note=True)
    if any("legal_form" in record.uncertain and record.legal_form for record in kept):
        yield Paragraph(f"{UNCERTAIN} " + _("It is not certain that this is the form of organisation."), is_note=True)
    others = _without_column(kept, records, day)
    if others:
        yield Paragraph(_("Others that take part: {who}.", who=_grouped(others)), is_note=True)
    unnamed = _unnamed(kept)
    if unnamed:
        yield Paragraph(_("Participants that are not named here: {who}.", who=_grouped(unnamed)), is_note=True)


def _grouped(found: Mapping[str, Iterable[str]]) -> str:
    """“Ringebu (Legevakt, Krisesenter); Hamar (110-sentral)”; each collaboration once, also one of two rows."""
    return "; ".join(f"{what} ({', '.join(dict.fromkeys(names))})" for what, names in found.items())


def _without_column(kept: Iterable[Collaboration], records: Records, day: dt.date) -> dict[str, list[str]]:
    """The names of collaborations by that of a participant that is no member and stands in no other column."""
    found: dict[str, list[str]] = {}
    members = set(records.register.members)
    for record in kept:
        for id, part in record.participants.items():
            if id not in members and part.role == _PLAIN_ROLE and in_force(part.from_, part.until, day):
                found.setdefault(records.name(Key("party", id)), []).append(record.name)
    return found


def _unnamed(kept: Iterable[Collaboration]) -> dict[str, list[str]]:
    """The names of collaborations by what is known of those whose names are not: “flere deltakerkommuner”."""
    words: dict[str, str] = {}
    found: dict[str, list[str]] = {}
    for record in kept:
        if record.other_participants or not record.participants_complete:
            told = record.other_participants or _("unknown who")
            first = words.setdefault(match_key(told), told[:1].lower() + told[1:])
            found.setdefault(first, []).append(record.name)
    return found
