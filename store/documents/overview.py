"""An overview: what its columns hold, its rows as raw cells by what they are, those of one collaboration as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from store.base.errors import BadInput
from store.base.i18n import _, in_quotes
from store.base.text import match_key, one_line, safe
from store.documents.grids.tables import IsParty, Row, Table, last_line, line_of
from store.reading.columns import KEPT, ONCE, meaning_of, near_role
from store.reading.lists import read_list
from store.reading.plan import strip_html
from store.reading.terms import bare, is_total, read_mark

_OWN: Final = ("name", "type", "comment", "progress")
"""Roles that AsWritten has a field for."""
_MARKS: Final = "marks:"
_MOST_MARKS: Final = 0.8


class Problem(NamedTuple):
    """What a person has to know of a row or a column."""

    place: str
    message: str


@dataclass
class OverviewRow:
    """One row: where it stands, the section above it, its raw cells by what they hold."""

    place: str
    section: str
    cells: dict[str, Any]

    @property
    def line(self) -> int:
        """Its line in the file, its row in the table."""
        return line_of(self.place)


@dataclass
class Overview:
    """One table of collaborations."""

    columns: list[str]
    roles: list[str]
    """Of each column: a role of FIELDS, "number", KEPT, or "member" for marks of the party in the header."""
    members: list[str]
    """Names in the headers of the columns that hold marks, in order."""
    sections: list[str] = field(default_factory=list)
    order: list[OverviewRow | str] = field(default_factory=list)
    """Rows and the words of section rows, in the order of the document."""
    problems: list[Problem] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """Rows that are no collaborations, with their places: sums, remarks over several columns."""
    told: dict[str, str] = field(default_factory=dict)
    """What headers mean that do not say it themselves, as FIELD or party: the next file of the shape is read by it."""


class Columns(NamedTuple):
    """What a table's columns hold, before its rows are read."""

    roles: list[str]
    parties: list[str]
    """Of each column of marks whose party it is, by name."""
    near: dict[int, str]
    """Columns that are read by a word that is nearly theirs."""
    unread: list[int]
    """Columns that nobody knows what they hold: they are kept as they are written."""
    strange: list[int]
    """Columns of marks below a header that is no party of the register."""


def columns_of(table: Table, is_party: IsParty, *, is_new: bool) -> Columns:
    """What each column holds. Of a register without members (`is_new`) every column of marks is a member's."""
    found = Columns([], [], {}, [], [])
    for at, (header, role) in enumerate(zip(table.header, table.roles, strict=True)):
        party, words = last_line(header), [row.cells[at].strip() for row in table.rows if row.cells[at].strip()]
        marks = [read_mark(cell) for cell in words]
        are_marks = bool(marks) and sum(mark.is_known for mark in marks) >= _MOST_MARKS * len(marks)
        if role is not None and role.startswith(_MARKS):
            role, party = "member", role.removeprefix(_MARKS)
        elif role is None and header and (is_party(party) or (is_new and are_marks)):
            role = "member"
        elif role is None:
            near = near_role(header)
            if near is not None and near not in table.roles and near not in found.roles and near != "subject":
                role = near
                found.near[at] = near
            elif header and are_marks:
                found.strange.append(at)
            elif words and not (not header and all(cell.rstrip(".").isdecimal() for cell in words)):
                found.unread.append(at)
        found.roles.append(role or KEPT)
        found.parties.append(party if role == "member" else "")
    return found


def read_overview(
    file: str, table: Table, is_party: IsParty, *, is_new: bool, owner: str | None = None, name: str = ""
) -> Overview:
    """The rows of a table; raises BadInput, naming file and place, for what has to be told first.

    `owner` is the party whose document it is: a column of shares without names beside it is its own. `name` is what a
    table without a column of names is called; with “{members}” in it each row is a collaboration of its members.
    """
    columns = columns_of(table, is_party, is_new=is_new)
    _refuse(file, table, columns, name, owner)
    members = [party for party in columns.parties if party]
    overview = Overview(table.header, columns.roles, members)
    for at, role in columns.near.items():
        text = _("the column “{header}” is read as {field}", header=safe(table.header[at]), field=meaning_of(role))
        overview.problems.append(Problem(table.place, text))
        overview.told[table.header[at]] = meaning_of(role)
    for at in columns.unread:
        text = _(
            "the column “{header}” is kept as it is written, and not read; say with --map what it holds",
            header=safe(table.header[at]) or _("number {number}", number=at + 1),
        )
        overview.problems.append(Problem(table.place, text))
    _Rows(table, overview, owner, name).read()
    return overview


def _refuse(file: str, table: Table, columns: Columns, name: str, owner: str | None) -> None:
    roles = columns.roles

    def bad(reason: str) -> BadInput:
        return BadInput(_("{file}, {place}: {reason}", file=file, place=table.place, reason=reason))

    for once in ONCE:
        same = ", ".join(in_quotes(safe(h)) for h, role in zip(table.header, roles, strict=True) if role == once)
        if roles.count(once) > 1:
            raise bad(
                _("more than one column for the same thing: {headers}; say which with --map “HEADER=-”", headers=same)
            )
    for at in columns.strange:
        text = _(
            "the header “{header}” is neither a known column nor a party of the register; "
            "--map “{header}={party}” makes it one, --map “{header}=-” keeps it as it is written",
            header=safe(table.header[at]),
            party=safe(last_line(table.header[at])),
        )
        raise bad(text)
    if "name" not in roles and not name:
        raise bad(_("no column of names; call it “Fagområde”, “Samarbeid” or “Navn”, or give the name with --name"))
    if not {"member", "participants", "host"} & set(roles) and not (owner and "share" in roles):
        raise bad(
            _("no column of marks: one per municipality, with x for those that take part, or one that lists them")
        )


class _Rows:
    """The rows of a table on their way."""

    def __init__(self, table: Table, overview: Overview, owner: str | None, name: str) -> None:
        self._table, self._overview, self._name = table, overview, name
        self._roles = overview.roles
        self._owner = owner if owner and "share" in self._roles and "member" not in self._roles else None
        self._section = ""
        self._places = {role: at for at, role in reversed(list(enumerate(self._roles)))}

    def read(self) -> None:
        rows: list[OverviewRow] = []
        for row in self._table.rows:
            if not row.filled:
                continue
            if self._is_section(row):
                self._take_section(row.cells[row.filled[0]].strip())
            elif (made := self._row(row, rows)) is not None:
                rows.append(made)
                self._overview.order.append(made)
        if "participants" in self._roles and "member" not in self._roles:
            self._fold(rows)
        if self._owner is not None:
            for made in rows:
                made.cells["owner"] = self._owner

    def _is_section(self, row: Row) -> bool:
        """Whether only the column of names is filled; where areas have a column, only that one."""
        if len(row.filled) != 1:
            return False
        at = row.filled[0]
        if "section" in self._roles:
            return self._roles[at] == "section"
        return self._roles[at] == "name" or (row.spans and at < self._places.get("name", 0))

    def _take_section(self, words: str) -> None:
        self._section = words
        self._overview.sections.append(words)
        self._overview.order.append(words)

    def _row(self, row: Row, before: list[OverviewRow]) -> OverviewRow | None:
        cells = self._cells(row)
        if self._overview.sections:
            cells["section"] = self._section
        if row.spans and len(row.filled) < 3:
            return self._leave(row, _("a row over several columns was left out: {cells}", cells=safe(row.text)))
        if not self._name and not self._named(cells, row, before):
            return self._leave(row, _("a row without a name was left out: {cells}", cells=safe(row.text)))
        if is_total(cells.get("name", "")) and not any(cells["marks"].values()):
            return self._leave(row, _("a row of a sum was left out: {cells}", cells=safe(row.text)))
        if self._name:
            cells["name"] = self._name_of(cells)
        return OverviewRow(row.place, cells.get("section", ""), cells)

    def _leave(self, row: Row, message: str) -> OverviewRow | None:
        self._overview.problems.append(Problem(row.place, message))
        self._overview.left_out.append(f"{row.place}: {row.text}")
        return None

    def _named(self, cells: dict[str, Any], row: Row, before: list[OverviewRow]) -> bool:
        """Whether the row has a name: its own, or that of the row above where it only goes on with its list."""
        if one_line(cells["name"].replace("*", " ")):
            return True
        if before and "participants" in self._roles and any(self._roles[at] == "participants" for at in row.filled):
            cells["name"] = before[-1].cells["name"]
            return True
        return False

    def _name_of(self, cells: Mapping[str, Any]) -> str:
        members = ", ".join(listed.name for listed in read_list(cells.get("cells", {}).get("participants", "")).parts)
        return self._name.replace("{members}", members)

    def _cells(self, row: Row) -> dict[str, Any]:
        cells: dict[str, Any] = {"name": "", "marks": {}, "cells": {}, "other": {}, "notes": list(row.notes)}
        for at, (header, role) in enumerate(zip(self._table.header, self._roles, strict=True)):
            cell = row.down[at] if role in ("section", "name") else row.cells[at]
            if role == "member":
                self._take_mark(row, cells, self._overview_party(at), cell)
            elif role in _OWN:
                cells[role] = cell
            elif role == "section":
                if cell.strip():
                    self._take_area(cell.strip())
                cells["section"] = self._section
            elif role in (KEPT, "number"):
                if cell.strip():
                    cells["other"][header or str(at + 1)] = cell
            elif cell.strip():
                known = cells["cells"].get(role)
                cells["cells"][role] = f"{known}\n{cell}" if known else cell
        address = row.links.get(self._places.get("name", -1))
        if address and "address" not in cells["cells"]:
            cells["cells"]["address"] = address
        return cells

    def _overview_party(self, at: int) -> str:
        return self._overview.members[self._roles[:at].count("member")]

    def _take_area(self, words: str) -> None:
        self._section = words
        if words not in self._overview.sections:
            self._overview.sections.append(words)

    def _take_mark(self, row: Row, cells: dict[str, Any], party: str, cell: str) -> None:
        if not cell.strip():
            return
        cells["marks"][party] = cell
        mark = read_mark(cell)
        if not mark.is_known:
            text = _("“{cell}” under {header} is read as taking part", cell=safe(cell), header=party)
            self._overview.problems.append(Problem(row.place, text))
        elif not mark.is_sure:
            text = _("“{cell}” under {header} is not certain", cell=safe(cell), header=party)
            self._overview.problems.append(Problem(row.place, text))

    def _fold(self, rows: list[OverviewRow]) -> None:
        """One row per member: the rows of one collaboration become one, with a line for each member in its lists."""
        groups: dict[tuple[str, str], list[OverviewRow]] = {}
        for row in rows:
            groups.setdefault((match_key(row.cells["name"]), match_key(row.section)), []).append(row)
        for group in groups.values():
            lists = [row.cells["cells"].get("participants", "") for row in group]
            is_one_each = all(len(read_list(words).parts) == 1 for words in lists)
            if len(group) < 2 or not is_one_each or len({*map(match_key, lists)}) < len(lists):
                continue
            first = group[0]
            first.cells["cells"] = self._folded([row.cells["cells"] for row in group])
            for own in _OWN[1:]:
                words = dict.fromkeys(row.cells[own] for row in group if row.cells.get(own, "").strip())
                if own in first.cells:
                    first.cells[own] = "\n".join(words)
            for header in {header for row in group for header in row.cells["other"]}:
                words = dict.fromkeys(row.cells["other"].get(header, "") for row in group)
                first.cells["other"][header] = "\n".join(word for word in words if word)
            first.cells["notes"] = list(dict.fromkeys(note for row in group for note in row.cells["notes"]))
            gone = {id(row) for row in group[1:]}
            self._overview.order = [entry for entry in self._overview.order if id(entry) not in gone]
            rows[:] = [row for row in rows if id(row) not in gone]

    def _folded(self, cells: list[dict[str, str]]) -> dict[str, str]:
        """Cells of rows as one: shares one line for each member, of others every word once."""
        folded = {}
        for role in dict.fromkeys(role for row in cells for role in row):
            words = [row.get(role, "") for row in cells]
            kept = words if role in ("participants", "share") else list(dict.fromkeys(word for word in words if word))
            folded[role] = "\n".join(one_line(word) for word in kept)
        return folded


def display_name(raw: str) -> str:
    """The name in a raw cell: no tags, no asterisk, no sign of a note, single spaces."""
    return bare(one_line(strip_html(raw)[0].replace("*", " ")))


def area_name(section: str) -> str:
    """The name of an area as a section row or a cell has it: no colon at its end, no word all in capitals."""
    name = one_line(section).rstrip(" :")
    return name.capitalize() if name.isupper() and len(name) > 3 else name
