"""One document on its way into the preview: its tables, its rows beside the records that they are, its own record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

from store.base.errors import BadInput
from store.base.i18n import _, in_quotes
from store.base.ids import make_id
from store.base.text import match_key, one_line, safe
from store.changes.preview import Preview
from store.changes.record_merge import merge_records
from store.documents.areas import put_area
from store.documents.conflicts import put_conflict
from store.documents.facts import date_of, dated, filled, remembered, to_plain
from store.documents.grids.tables import Table, line_of, tables_of
from store.documents.interpreting import Reading
from store.documents.overview import Overview, OverviewRow, area_name, display_name, read_overview
from store.documents.parties import PartyBook
from store.documents.planning import Cell, put_plans
from store.documents.prose import put_prose
from store.documents.result import ImportProblem, ImportResult, Progress, Told
from store.formats.source import Source
from store.reading.columns import meaning_of
from store.reading.lists import read_list
from store.reading.plan import prose_plan
from store.records.codec import from_fields, to_fields
from store.records.model import AsWritten, Collaboration, Document, Fields, Party
from store.records.overview import SECTION_SIGN
from store.rules.taken import Taken

_ATTACHMENT: Final = re.compile(r"(?:vedlegg|attachment) \d+", re.IGNORECASE)
_OWNER: Final = re.compile(r"(?P<party>[A-ZÆØÅ][\w-]*)(?: kommune)? deltar i\b")
_REPORTER: Final = re.compile(
    r"(?:[Ee]ierskap|[Ee]igarskap)\w*.*?\b(?P<after>[A-ZÆØÅ][\w-]*) kommune\b"
    r"|(?P<before>[A-ZÆØÅ][\w-]*) kommunes? (?:[Ee]ierskap|[Ee]igarskap)"
)
"""Whose report of ownership it is (kommuneloven § 26-1)."""
_PARTIAL: Final = re.compile(r"§ ?27")


class Taking:
    """One document on its way into the preview."""

    def __init__(self, desk: Preview, document: Source, result: ImportResult, told: Told, progress: Progress) -> None:
        self.desk = desk
        self.document = document
        self.result = result
        self.progress = progress
        self.book = PartyBook(desk.parties.values(), Taken(desk, Party.KIND))
        self.told = Told({**remembered(desk), **told.columns}, told.name)
        found = tables_of(document, lambda name: self.book.find(name) is not None, self.told.columns)
        self.tables, self.prose, self.is_party = found
        self.date = date_of([*self.prose, *(header for table in self.tables for header in table.header)])
        lines = [*self.prose, *(table.name for table in self.tables)]
        self.title = next(
            (one_line(line) for line in lines if line.strip() and not _ATTACHMENT.fullmatch(line.strip())),
            document.file,
        )
        self.owner = self._owner()
        self.rows: list[str] = []
        self.columns: list[str] = []
        self.used: set[str] = set()
        self.below: dict[str, str] = {}
        """What the row of a record stands below."""
        self.former: dict[str, str] = {}
        self.cells: dict[str, AsWritten] = {}
        """Rows of an older document that a newer one has otherwise."""

    def _owner(self) -> str | None:
        """The party whose overview it is, by its own words."""
        text = "\n".join(self.prose)
        said, reporter = _OWNER.search(text), _REPORTER.search(text)
        if said:
            return self.book.find(said["party"])
        owns = any("share" in table.roles for table in self.tables)
        return self.book.resolve(reporter["after"] or reporter["before"]) if reporter and owns else None

    def run(self) -> str:
        """Put everything the document says on the desk; gives the id of its own record."""
        for notice in self.document.notices:
            self.result.problems.append(ImportProblem(self.document.file, 0, notice, severity="info"))
        read = self._overviews()
        plans = [table for table in self.tables if table.kind == "plan"]
        for table in self.tables:
            if not table.kind:
                text = _(
                    "a table with the headers {headers} was left out: it is no overview or plan",
                    headers=_headers(table),
                )
                self._problem(table.place, text)
        if self.date is None:
            self._problem("", _("no date (“Per 1. januar 2021”) found; taken as the newest overview"))
        doc_id = self._document_id()
        total = sum(len(overview.order) for overview in read)
        for overview in read:
            self._take_rows(overview, total)
        known = self.desk.documents.get(doc_id)
        self._put_document(doc_id, read, is_plan=bool(plans))
        self._put_plans(doc_id, plans)
        for party in self.book.new.values():
            self.desk.put(party)
        if known is None or known.text != self.desk.documents[doc_id].text:  # what was removed since stays away
            put_prose(self.desk, self.prose, doc_id, self.desk.documents[doc_id].owner, self.date)
        return doc_id

    def _overviews(self) -> list[Overview]:
        """The tables of collaborations; raises BadInput when there is neither one nor a plan."""
        read: list[Overview] = []
        refused: list[BadInput] = []
        if self.told.name:  # a table that only lists who takes part says nothing of names
            for table in self.tables:
                if not table.kind and {"participants", "share", "type"} & set(table.roles):
                    table.kind = "overview"
        for table in self.tables:
            if table.kind == "overview":
                try:
                    read.append(self._overview(table))
                except BadInput as error:
                    refused.append(error)
        if not read and not any(table.kind == "plan" for table in self.tables):
            if refused:
                raise refused[0]
            if not self.tables:
                raise BadInput(_("{file}: no overview or plan found: there is no table in it", file=self.document.file))
            table = self.tables[0]
            text = _(
                "{file}, {place}: no table of collaborations or plan has the headers {headers}",
                file=self.document.file,
                place=table.place,
                headers=_headers(table),
            )
            raise BadInput(text)
        if refused:
            raise refused[0]
        return read

    def _problem(self, place: str, message: str) -> None:
        self.result.problems.append(ImportProblem(self.document.file, line_of(place), message, place))

    # --- overview

    def _overview(self, table: Table) -> Overview:
        register = self.desk.register
        is_new = not register.members
        overview = read_overview(
            self.document.file, table, self.is_party, is_new=is_new, owner=self.owner, name=self.told.name
        )
        for place, message in overview.problems:
            self._problem(place, message)
        members = dict.fromkeys([*register.members, *(self.book.resolve(name) for name in overview.members)])
        if not members:  # lists alone: whoever is named in them
            members = dict.fromkeys(self._listed(overview))
        self.desk.put(register.model_copy(update={"members": tuple(members)}))
        for section in overview.sections:
            put_area(self.desk, section)
        return overview

    def _listed(self, overview: Overview) -> Iterator[str]:
        """The municipalities that lists name, in a register that has no members yet."""
        if self.owner:
            yield self.owner
        for row in overview.order:
            if isinstance(row, OverviewRow):
                cells = row.cells["cells"]
                named = [
                    part.name for role in ("host", "participants") for part in read_list(cells.get(role, "")).parts
                ]
                yield from (id for name in named if self._kind(id := self.book.resolve(name)) == "municipality")

    def _kind(self, id: str) -> str:
        party = self.book.new.get(id) or self.desk.parties.get(id)
        return party.kind if party is not None else ""

    def _take_rows(self, overview: Overview, total: int) -> None:
        existing = self.desk.collaborations
        by_name: dict[str, list[str]] = {}
        for record in existing.values():
            names = {record.name, *record.aliases, record.as_written.name if record.as_written else record.name}
            for key in {match_key(name) for name in names}:
                by_name.setdefault(key, []).append(record.id)
            # Rows of records that were merged into this one are known too, or the next import would part them again.
            for former, written in record.former.items():
                self.former[former] = record.id
                by_name.setdefault(match_key(written.name or record.name), []).append(former)
        taken = Taken(self.desk, Collaboration.KIND)
        for entry in overview.order:
            self.progress(len(self.rows), total)
            if isinstance(entry, str):
                self.rows.append(SECTION_SIGN + entry)
                continue
            id = self._find(entry, by_name, existing)
            if id is None and (again := self._stands_again(entry, by_name, existing)) is not None:
                self.rows.append(again)
                continue
            if id is None:
                id = make_id(display_name(entry.cells["name"]), taken, "samarbeid")
                taken.add(id)
            self.used.add(id)
            self.below[id] = entry.section
            self.rows.append(id)
            self.result.places[id] = f"{self.document.file}, {entry.place}"
            if id in self.former:
                self._take_former_row(overview, id, entry)
            else:
                self._take_row(overview, id, entry, existing.get(id))
        self.columns = self.columns or overview.columns

    def _find(self, row: OverviewRow, by_name: dict[str, list[str]], existing: dict[str, Collaboration]) -> str | None:
        """The record of a row: the same name; among several, the one in the same section."""
        alike = [id for id in by_name.get(match_key(display_name(row.cells["name"])), []) if id not in self.used]

        def in_section(id: str) -> bool:
            written = self.desk.collaborations[self.former[id]].former[id] if id in self.former else None
            written = written or (existing[id].as_written if id in existing else None)
            return written is not None and match_key(written.section) == match_key(row.section)

        return next((id for id in alike if in_section(id)), alike[0] if alike else None)

    def _stands_again(
        self, row: OverviewRow, by_name: dict[str, list[str]], existing: dict[str, Collaboration]
    ) -> str | None:
        """The record of two areas that stands below both: below the second it says nothing new."""
        areas, wanted = self.desk.register.areas, match_key(area_name(row.section))
        for id in by_name.get(match_key(display_name(row.cells["name"])), []):
            record = existing.get(id)
            if record is None or len(record.areas) < 2 or self.below.get(id) == row.section:
                continue
            if wanted in {match_key(areas[at].name) for at in record.areas if at in areas}:
                return id
        return None

    def _cells(self, overview: Overview, row: OverviewRow, before: AsWritten) -> AsWritten:
        """The row's cells; of what this document has no column for, those of the document before stay."""
        cells = dict(row.cells)
        if overview.members:
            cells["marks"] = {self.book.resolve(name): cell for name, cell in row.cells["marks"].items()}
        else:
            del cells["marks"]
        kept = {role: cell for role, cell in before.cells.items() if role not in overview.roles}
        cells["cells"] = {**kept, **row.cells["cells"]}
        others = {header: cell for header, cell in before.other.items() if header not in overview.columns}
        cells["other"] = {**others, **row.cells["other"]}
        if not cells["notes"] and "comment" not in overview.roles:
            del cells["notes"]
        return AsWritten.model_validate({**before.model_dump(), **cells})

    def _take_former_row(self, overview: Overview, id: str, row: OverviewRow) -> None:
        """What the document says of a record that was merged into another is kept there; its fields are left alone."""
        record = self.desk.collaborations[self.former[id]]
        written = self._cells(overview, row, record.former[id])
        if written == record.former[id] or self._is_older:
            self._keep_older(id, written, record.former[id])
            self.result.unchanged += 1
            return
        self.desk.put(record.model_copy(update={"former": {**record.former, id: written}}))
        if record.id not in self.result.changed:
            self.result.changed.append(record.id)

    def _take_row(self, overview: Overview, id: str, row: OverviewRow, known: Collaboration | None) -> None:
        before = known.as_written if known and known.as_written else AsWritten()
        written = self._cells(overview, row, before)
        reading = Reading(written, self.book, self.desk.register)
        for words in reading.unread:
            self._problem(row.place, _("“{words}” is kept as it is written, and not read", words=safe(one_line(words))))
        if known is None:
            fields = reading.fields
            self.result.added.append(id)
        elif self._is_older:
            self._problem(row.place, _("“{name}” is known from a newer overview and stays as it is", name=known.name))
            self._keep_older(id, self._cells(overview, row, AsWritten()), known.as_written)
            fields, written = filled(to_fields(known), reading.fields), before
        else:
            fields = self._merged(known, before, reading.fields, row)
        plain = to_plain(written)
        record = from_fields("collaboration", id, {**fields, **({"as_written": plain} if plain else {})})
        assert isinstance(record, Collaboration)
        if known is not None and record == known:
            self.result.unchanged += 1
            return
        if known is not None and id not in self.result.added and id not in self.result.changed:
            self.result.changed.append(id)
        self.desk.put(record)

    def _keep_older(self, id: str, written: AsWritten, newer: AsWritten | None) -> None:
        """What the document says of a row stays in the document where the record follows a newer one."""
        if written != newer:
            self.cells[id] = written

    def _merged(self, known: Collaboration, before: AsWritten, theirs: Fields, row: OverviewRow) -> Fields:
        ours = to_fields(known)
        ours.pop("as_written", None)
        base = Reading(before, self.book, self.desk.register).fields if before.name else {}
        rest = {key: value for key, value in ours.items() if key not in theirs and key not in base}
        defaults = {"participants_complete": True, "starred": False}
        read = {key: ours.get(key, defaults.get(key)) for key in {*theirs, *base}}
        sides = (base, {k: v for k, v in read.items() if v is not None}, theirs)
        fields, conflicts = merge_records(known.KIND, *sides)
        for conflict in conflicts:
            put_conflict(self.result, known, conflict, (self.document.file, row.place), dated(self.title, self.date))
        return {**rest, **fields}

    @cached_property
    def _is_older(self) -> bool:
        dates = [doc.date for doc in self.desk.documents.values() if doc.rows and doc.date]
        return self.date is not None and any(date > self.date for date in dates)

    # --- the document itself

    def _document_id(self) -> str:
        documents = self.desk.documents
        same = [doc.id for doc in documents.values() if doc.name == self.title and doc.date == self.date]
        taken = Taken(self.desk, Document.KIND)
        return same[0] if same else make_id(f"{self.title} {self.date or ''}", taken, "dokument")

    def _put_document(self, id: str, overviews: list[Overview], *, is_plan: bool) -> None:
        known = self.desk.documents.get(id)
        text = "\n".join(self.prose)
        partial = any(_PARTIAL.search(header) for overview in overviews for header in overview.columns) or any(
            _PARTIAL.search(table.name) for table in self.tables
        )
        # Of a document that was there before the newer one, and is read again, no rows are kept.
        was_first = known is not None and not known.cells and list(known.rows) == self.rows
        fields: dict[str, Any] = {
            "name": self.title,
            "kind": "action_plan" if is_plan else "partial_overview" if partial else "overview",
            "date": self.date,
            "file": known.file if known else self.document.file,
            "owner": self.owner,
            "columns": self.columns,
            "rows": self.rows,
            "cells": {} if was_first else {id: to_plain(written) for id, written in self.cells.items()},
            "text": text,
            "mapping": self._mapping(overviews),
            "left_out": [row for overview in overviews for row in overview.left_out],
            "gone": {id: words for id, words in known.gone.items() if id in self.rows} if known else None,
        }
        kept = to_fields(known)
        self.desk.put(from_fields("document", id, {**kept, **{k: v for k, v in fields.items() if v is not None}}))

    def _mapping(self, overviews: list[Overview]) -> list[str]:
        """What is remembered of the columns for the next file of the same shape."""
        told = {header: field for overview in overviews for header, field in overview.told.items()}
        for header in dict.fromkeys(header for overview in overviews for header in overview.columns):
            role = self.told.columns.get(match_key(header))
            if role is not None:
                told[header] = meaning_of(role)
        return [f"{header}={field}" for header, field in told.items()]

    def _put_plans(self, doc_id: str, tables: list[Table]) -> None:
        cells: dict[int, list[Cell]] = {}
        for table in tables:
            for column, header in enumerate(table.header):
                if header.strip():  # a grid may be wider than its plan
                    cells.setdefault(int(header.strip()), []).extend(Cell(row.cells[column]) for row in table.rows)
        told = prose_plan(self.prose)
        if told is not None:
            cells.setdefault(told[0], []).append(Cell(told[1], is_prose=True))
        self.result.plan_items += put_plans(self.desk, doc_id, cells)


def _headers(table: Table) -> str:
    return ", ".join(in_quotes(safe(header)) for header in table.header)
