"""Documents and a Snapshot in, one Changeset to review out. Nothing is written here.

What a row is read as is merged by field with what the same row was read as before, so that importing a file again
changes nothing, next year's overview changes just what differs, and what people corrected since stays corrected.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from store.base.errors import BadInput
from store.base.i18n import _, in_language, mark
from store.base.ids import make_id
from store.base.text import match_key, one_line, safe
from store.changes.changes import Changeset
from store.changes.merge import FieldConflict
from store.changes.preview import Preview
from store.changes.record_merge import merge_records
from store.checks.checks import Finding, check
from store.checks.findings import record_finding
from store.documents.conflicts import put_open
from store.documents.overview import Overview, OverviewRow, display_name, interpret, is_overview, is_plan, read_overview
from store.documents.parties import PartyBook
from store.documents.planning import Cell, put_plans
from store.documents.prose import put_prose
from store.reading.comments import MONTHS
from store.reading.document import Table, TextDocument
from store.reading.plan import prose_plan
from store.records.codec import from_fields, to_fields
from store.records.model import Area, AsWritten, Collaboration, Document, Edition, Fields, Party
from store.records.overview import SECTION_SIGN
from store.records.paths import Key
from store.records.snapshot import Snapshot
from store.rules.taken import AREA, Taken

_LONG_DATE: Final = re.compile(r"\b[Pp](?:er|r)\.? (?P<day>\d{1,2})\. (?P<month>[a-zæøå]+) (?P<year>\d{4})")
_SHORT_DATE: Final = re.compile(r"\b[Pp](?:er|r)\.? (?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})")
_ATTACHMENT: Final = re.compile(r"(?:vedlegg|attachment) \d+", re.IGNORECASE)
_OWNER: Final = re.compile(r"(?P<party>[A-ZÆØÅ][\w-]*)(?: kommune)? deltar i\b")
_PARTIAL: Final = re.compile(r"§ ?27")


@dataclass(frozen=True)
class ImportProblem:
    """A line of a file that could not be taken over as it is."""

    file: str
    line: int
    message: str


@dataclass
class ImportResult:
    """What an import would do; `changeset` is None when there is nothing to do."""

    changeset: Changeset | None
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    plan_items: list[str] = field(default_factory=list)
    """The ids of new items of the action plan; `added` and `changed` are collaborations."""
    problems: list[ImportProblem] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    conflicts: list[FieldConflict] = field(default_factory=list)
    """Fields that a document gives another value than a person had set: kept open until somebody chooses."""


def plan_import(snapshot: Snapshot, documents: Sequence[TextDocument], edition: str | None = None) -> ImportResult:
    """Read the documents, in order, into one Changeset; with `edition`, also the record of that year's edition.

    Raises BadInput, naming file and line, when a document cannot be read as an overview or a plan.
    """
    result = ImportResult(None)
    desk = Preview(snapshot)
    ids = [_Import(desk, document, result).run() for document in documents]
    if edition is not None:
        known = desk.get(Key("edition", edition))
        draft = known if isinstance(known, Edition) else Edition(id=edition)
        sources = tuple(dict.fromkeys([*draft.documents, *ids]))
        desk.put(draft.model_copy(update={"date": f"{edition}-01-01", "state": "published", "documents": sources}))
    put_open(desk, result.conflicts)
    changes = desk.changes
    if changes:
        names = ", ".join(_dated(desk.documents[id].name, desk.documents[id].date) for id in ids)
        counts = {"added": len(result.added), "changed": len(result.changed)}
        text = mark("Imported {names}: {added} new, {changed} changed")
        subject = in_language(desk.register.language, text, names=names, **counts)
        result.changeset = Changeset(snapshot.commit, changes, "import", subject)
    result.findings += check(desk)
    return result


def _dated(name: str, date: str | None) -> str:
    return f"{name} ({date})" if date else name


class _Import:
    """One document on its way into the preview."""

    def __init__(self, desk: Preview, document: TextDocument, result: ImportResult) -> None:
        self.desk = desk
        self.document = document
        self.result = result
        self.book = PartyBook(desk.parties.values(), Taken(desk, Party.KIND))
        self.date = _date_of(document)
        self.title = next(
            (one_line(line) for line in document.prose if line.strip() and not _ATTACHMENT.fullmatch(line.strip())),
            document.file,
        )
        self.rows: list[str] = []
        self.columns: list[str] = []
        self.used: set[str] = set()
        self.former: dict[str, str] = {}
        self.cells: dict[str, AsWritten] = {}
        """Rows of an older document that a newer one has otherwise."""

    def run(self) -> str:
        """Put everything the document says on the desk; gives the id of its own record."""
        overviews = [table for table in self.document.tables if is_overview(table)]
        plans = [table for table in self.document.tables if is_plan(table)]
        for table in self.document.tables:
            if table not in overviews and table not in plans:
                headers = ", ".join(f"“{safe(header)}”" for header in table.header)
                text = _(
                    "{file}, line {line}: no table of collaborations or plan has the headers {headers}",
                    file=self.document.file,
                    line=table.line,
                    headers=headers,
                )
                raise BadInput(text)
        if not overviews and not plans:
            text = _(
                "{file}: no overview or plan found; it must hold a table with tabs between its columns",
                file=self.document.file,
            )
            raise BadInput(text)
        if self.date is None:
            self._problem(0, _("no date (“Per 1. januar 2021”) found; taken as the newest overview"))
        read = [self._overview(table) for table in overviews]
        doc_id = self._document_id()
        for overview in read:
            self._take_rows(overview)
        known = self.desk.documents.get(doc_id)
        self._put_document(doc_id, read, is_plan=bool(plans))
        self._put_plans(doc_id, plans)
        for party in self.book.new.values():
            self.desk.put(party)
        if known is None or known.text != self.desk.documents[doc_id].text:  # what was removed since stays away
            put_prose(self.desk, self.document.prose, doc_id, self.desk.documents[doc_id].owner, self.date)
        return doc_id

    def _problem(self, line: int, message: str) -> None:
        self.result.problems.append(ImportProblem(self.document.file, line, message))

    # --- overview

    def _overview(self, table: Table) -> Overview:
        register = self.desk.register
        overview = read_overview(self.document.file, table, self.book.find, is_new=not register.members)
        for line, message in overview.problems:
            self._problem(line, message)
        members = dict.fromkeys([*register.members, *(self.book.resolve(name) for name in overview.members)])
        areas, taken = dict(register.areas), Taken(self.desk, AREA)
        known = {match_key(area.name) for area in areas.values()}
        for section in overview.sections:
            if match_key(section) not in known:
                order = max((area.order for area in areas.values()), default=0) + 10
                id = make_id(section, taken, "omrade")
                taken.add(id)
                areas[id] = Area(name=section, order=order)
                known.add(match_key(section))
        self.desk.put(register.model_copy(update={"members": tuple(members), "areas": areas}))
        return overview

    def _read_as(self, written: AsWritten) -> Fields:
        return interpret(written, self.book, self.desk.register)

    def _take_rows(self, overview: Overview) -> None:
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
            if isinstance(entry, str):
                self.rows.append(SECTION_SIGN + entry)
                continue
            id = self._find(entry, by_name, existing)
            if id is None:
                id = make_id(display_name(entry.cells["name"]), taken, "samarbeid")
                taken.add(id)
            self.used.add(id)
            self.rows.append(id)
            if id in self.former:
                self._take_former_row(id, entry)
            else:
                self._take_row(id, entry, existing.get(id))
        self.columns = self.columns or overview.columns

    def _find(self, row: OverviewRow, by_name: dict[str, list[str]], existing: dict[str, Collaboration]) -> str | None:
        """The record of a row: the same name; among several, the one in the same section."""
        alike = [id for id in by_name.get(match_key(display_name(row.cells["name"])), []) if id not in self.used]

        def in_section(id: str) -> bool:
            written = self.desk.collaborations[self.former[id]].former[id] if id in self.former else None
            written = written or (existing[id].as_written if id in existing else None)
            return written is not None and match_key(written.section) == match_key(row.section)

        return next((id for id in alike if in_section(id)), alike[0] if alike else None)

    def _cells(self, row: OverviewRow, before: AsWritten) -> AsWritten:
        cells = {**row.cells, "marks": {self.book.resolve(name): cell for name, cell in row.cells["marks"].items()}}
        return AsWritten.model_validate({**before.model_dump(), **cells})

    def _take_former_row(self, id: str, row: OverviewRow) -> None:
        """What the document says of a record that was merged into another is kept there; its fields are left alone."""
        record = self.desk.collaborations[self.former[id]]
        written = self._cells(row, record.former[id])
        if written == record.former[id] or self._is_older():
            self._keep_older(id, written, record.former[id])
            self.result.unchanged += 1
            return
        self.desk.put(record.model_copy(update={"former": {**record.former, id: written}}))
        if record.id not in self.result.changed:
            self.result.changed.append(record.id)

    def _take_row(self, id: str, row: OverviewRow, known: Collaboration | None) -> None:
        before = known.as_written if known and known.as_written else AsWritten()
        written = self._cells(row, before)
        if known is None:
            fields = self._read_as(written)
            self.result.added.append(id)
        elif self._is_older():
            self._problem(row.line, _("“{name}” is known from a newer overview and stays as it is", name=known.name))
            self._keep_older(id, self._cells(row, AsWritten()), known.as_written)
            self.result.unchanged += 1
            return
        else:
            fields = self._merged(known, before, written, row)
        record = from_fields("collaboration", id, {**fields, "as_written": to_plain(written)})
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

    def _merged(self, known: Collaboration, before: AsWritten, written: AsWritten, row: OverviewRow) -> Fields:
        ours = to_fields(known)
        ours.pop("as_written", None)
        base = self._read_as(before) if before.name else {}
        theirs = self._read_as(written)
        rest = {key: value for key, value in ours.items() if key not in theirs and key not in base}
        defaults = {"participants_complete": True, "starred": False}
        read = {key: ours.get(key, defaults.get(key)) for key in {*theirs, *base}}
        sides = (base, {k: v for k, v in read.items() if v is not None}, theirs)
        fields, conflicts = merge_records(known.KIND, *sides)
        for conflict in conflicts:
            of_record = conflict.turned().of(known.key, known.name)
            self.result.conflicts.append(of_record._replace(ours_by=_dated(self.title, self.date)))
            text = _(
                "{file}, line {line}: the document has another value, {value}; the register's is kept",
                file=self.document.file,
                line=row.line,
                value=conflict.theirs,
            )
            finding = record_finding("import_conflict", "warning", known, conflict.field, text)
            self.result.findings.append(finding)
        return {**rest, **fields}

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
        text = "\n".join(self.document.prose)
        partial = any(_PARTIAL.search(header) for overview in overviews for header in overview.columns) or any(
            _PARTIAL.search(table.caption) for table in self.document.tables
        )
        # Of a document that was there before the newer one, and is read again, no rows are kept.
        was_first = known is not None and not known.cells and list(known.rows) == self.rows
        owner = _OWNER.search(text)
        owner_id = self.book.find(owner["party"]) if owner else None
        fields: dict[str, Any] = {
            "name": self.title,
            "kind": "action_plan" if is_plan else "partial_overview" if partial else "overview",
            "date": self.date,
            "file": known.file if known else self.document.file,
            "owner": owner_id,
            "columns": self.columns,
            "rows": self.rows,
            "cells": {} if was_first else {id: to_plain(written) for id, written in self.cells.items()},
            "text": text,
            "gone": {id: words for id, words in known.gone.items() if id in self.rows} if known else None,
        }
        kept = to_fields(known)
        self.desk.put(from_fields("document", id, {**kept, **{k: v for k, v in fields.items() if v is not None}}))

    def _put_plans(self, doc_id: str, tables: list[Table]) -> None:
        cells: dict[int, list[Cell]] = {}
        for table in tables:
            for column, header in enumerate(table.header):
                cells.setdefault(int(header), []).extend(Cell(row.cells[column]) for row in table.rows)
        told = prose_plan(self.document.prose)
        if told is not None:
            cells.setdefault(told[0], []).append(Cell(told[1], is_prose=True))
        self.result.plan_items += put_plans(self.desk, doc_id, cells)


def to_plain(written: AsWritten) -> Fields:
    """Raw cells as plain values, empty ones left out."""
    return {key: value for key, value in written.model_dump().items() if value}


def _date_of(document: TextDocument) -> str | None:
    lines = [*document.prose, *(header for table in document.tables for header in table.header)]
    for line in lines:
        for match in filter(None, (_LONG_DATE.search(line), _SHORT_DATE.search(line))):
            month = int(match["month"]) if match["month"].isdecimal() else MONTHS.get(match["month"])
            if month is not None:
                return f"{match['year']}-{month:02}-{int(match['day']):02}"
    return None
