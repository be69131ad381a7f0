"""A paper that came back, merged by field into the register: what it said of each record, what it says, what is now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

from store.base.errors import BadRecord
from store.base.i18n import _, in_language, in_quotes, mark
from store.base.ids import make_id
from store.base.text import excerpt, match_key, one_line, safe
from store.changes.changes import Changeset
from store.changes.merge import ABSENT, put_value, value_at
from store.changes.preview import Preview
from store.changes.record_merge import merge_records, put_field
from store.checks.checks import check
from store.checks.findings import record_finding
from store.documents.areas import put_area
from store.documents.conflicts import put_conflict, put_open
from store.documents.grids.tables import line_of
from store.documents.parties import PartyBook
from store.documents.result import Gone, ImportProblem, ImportResult
from store.documents.returned.matching import Match, Matched, matched
from store.documents.returned.shown import ABOUT, Row, Shown, ShownTable, alike, places_of, rows_of
from store.documents.returned.words import Words
from store.formats.source import Source
from store.records.codec import from_fields, to_fields
from store.records.entry import row_key
from store.records.model import MODELS, Fields, Party, PlanItem, Record
from store.records.paths import REGISTER, Key
from store.records.schema import spec_of
from store.records.snapshot import Snapshot, State
from store.rules.taken import Taken

_SHOWN: Final = 60
_STEP: Final = 10


@dataclass
class _Edit:
    """What a file makes of one record."""

    key: Key
    base: Fields
    theirs: Fields
    place: str
    said: dict[str, str] = field(default_factory=dict)
    """The words of each field that the file changes."""
    is_known: bool = True
    """Whether the paper showed the record: else nobody knows what was there before, and only what is said counts."""


def merge_returned(
    now: Snapshot, then: State, day: dt.date, tables: Sequence[ShownTable], source: Source
) -> ImportResult:
    """What a file makes of the register as it is now; `then` is what its paper was made of, `tables` what that showed.

    `day` is the day that it speaks of. Only what its cells say otherwise than the paper is changed, field by field;
    where the register has changed too, both are kept, in an open conflict. Nothing is deleted.
    """
    return _Merging(now, then, day, source).merge(tables)


class _Merging:
    def __init__(self, now: Snapshot, then: State, day: dt.date, source: Source) -> None:
        self._now, self._then, self._source = now, then, source
        self._desk = Preview(now)
        self._book = PartyBook([*then.parties.values(), *now.parties.values()], Taken(self._desk, Party.KIND))
        self._words = Words(self._desk, then, self._book, day)
        self._edits: dict[Key, _Edit] = {}
        self._used: set[Key] = set()
        """Records that a row is of."""
        self._names: dict[str, dict[str, list[Record]]] = {}
        """Records by kind and name, when they are first asked for."""
        self.result = ImportResult(None)

    def merge(self, tables: Sequence[ShownTable]) -> ImportResult:
        """Everything."""
        for notice in self._source.notices:
            self._tell("", notice, severity="info")
        places, left = places_of(tables, self._source.grids)
        for grid in left:
            self._tell(grid.rows[0].place, _("a table that is not of the register was left alone"), severity="info")
        found = {
            table.name: matched(table, list(rows_of(table, places[table.name])))
            for table in tables
            if any(table.fields) and places[table.name]
        }
        # Whoever is in any table stands in it, before a new row of another is looked for by its name.
        self._used |= {match.was.key for one in found.values() for match in one.matches if match.was and match.was.key}
        for table in tables:
            for place in places[table.name]:
                for header in place.rest():
                    text = _("the column “{header}” is not of the register, and was left alone", header=safe(header))
                    self._tell(place.grid.rows[place.head].place, text, severity="info")
            if table.name in found:
                self._take_table(table, found[table.name])
            else:
                self._compare(table, list(rows_of(table, places[table.name])), is_there=bool(places[table.name]))
        for edit in self._edits.values():
            self._put(edit)
        for party in self._book.new.values():
            self._desk.put(party)
        put_open(self._desk, self.result.conflicts)
        return self._told()

    def _told(self) -> ImportResult:
        """The result, with the changes that are on the desk and what the checks find of them."""
        result, changes = self.result, self._desk.changes
        touched = {change.key for change in changes} | {conflict.key for conflict in result.conflicts}
        result.unchanged = len(self._used - touched)
        if changes:
            counts = {"added": len(result.added), "changed": len(result.changed)}
            text = mark("Edited in {file}: {added} new, {changed} changed")
            subject = in_language(self._now.language, text, file=one_line(self._source.file), **counts)
            result.changeset = Changeset(self._now.commit, changes, "import", subject, editor=self._source.editor)
            before = set(check(self._now))
            result.findings += [finding for finding in check(self._desk) if finding not in before]
        return result

    def _take_table(self, table: ShownTable, found: Matched) -> None:
        for was, row in found.renamed:
            self._rename(was, row)
        if found.is_sorted and table.sections:
            self._tell("", _("the rows stand in another order: below which heading one stands was not looked at"))
        for was in found.lost if table.sections else ():
            text = _("the heading “{words}” is no longer in the file: what stood below it stays where it was",
                     words=_short(was.cells[0]))  # fmt: skip
            self._tell("", text)
        for row in found.alone:
            self._tell(row.place, _("“{words}” stands alone, and was left", words=_short(row.name)))
        for match in found.matches:
            if match.was is None:
                self._take_new(table, match)
            else:
                self._take(table, match, match.was, is_sorted=found.is_sorted)
        self._miss(found.gone)

    def _tell(self, place: str, message: str, severity: str = "warning") -> None:
        self.result.problems.append(ImportProblem(self._source.file, line_of(place), message, place, severity))

    # --- rows that were there

    def _take(self, table: ShownTable, match: Match, was: Shown, *, is_sorted: bool) -> None:
        if was.key is None:
            return
        self._take_cells(table, match.row, was, was.key, was.about)
        if match.section and match.section != was.section and table.sections and not is_sorted:
            self._move(table, match, was, was.key)

    def _take_cells(self, table: ShownTable, row: Row, was: Shown, key: Key, about: str) -> None:
        for at, (title, words) in enumerate(zip(table.titles, row.cells, strict=True)):
            before = was.cells[at]
            if words is None or alike(before, words):
                continue
            path = table.fields[at].replace(ABOUT, about)
            if path:
                self._say(key, path, words, before, row.place, title)
            else:
                text = _(
                    "“{column}” cannot be changed in a document: “{words}” was left", column=title, words=_short(words)
                )
                self._tell(row.place, text)

    def _edit(self, key: Key, place: str) -> _Edit | None:
        if key not in self._edits:
            record = self._then.readable(key)
            if record is None:
                return None
            self._edits[key] = _Edit(key, to_fields(record), to_fields(record), place)
        return self._edits[key]

    def _say(self, key: Key, path: str, words: str, before: str, place: str, title: str) -> None:
        """Let a cell say what a field is; what cannot be is told and left, as is the second of two that differ."""
        edit = self._edit(key, place)
        if edit is None or edit.said.get(path) == words:
            return
        reason = _("another row says “{words}”", words=_short(edit.said[path])) if path in edit.said else ""
        fields = deepcopy(edit.theirs)
        try:
            if not reason:
                self._words.put(key.kind, fields, path, words, before)
                edit.theirs = to_fields(from_fields(key.kind, key.id, fields))
                edit.said[path] = words
                return
        except ValueError as error:
            reason = str(error)
        except BadRecord as error:
            reason = error.reason
        text = _(
            "“{words}” in the column “{column}” was left: {reason}", words=_short(words), column=title, reason=reason
        )
        self._tell(place, text)

    def _move(self, table: ShownTable, match: Match, was: Shown, key: Key) -> None:
        """A row that stands below another heading: in that year, or in that area in place of the one it was in."""
        edit = self._edit(key, match.row.place)
        if edit is None:
            return
        fields = deepcopy(edit.theirs)
        if table.sections == "areas":
            areas = [id for id in fields.get("areas", []) if id != was.section]
            new = self._area(match)
            fields["areas"] = list(dict.fromkeys([*areas, *([new] if new else [])]))
        elif match.heading and self._year(match) is ABSENT:
            self._tell(match.row.place, _("“{words}” is no year", words=_short(match.heading)))
        else:
            put_value(fields, table.sections, self._year(match))
        edit.theirs = to_fields(from_fields(key.kind, key.id, fields))
        edit.said[table.sections] = match.section

    def _area(self, match: Match) -> str:
        """The area of a heading that is new, or of one that was shown; "" for what has none."""
        known = match.section if match.section in self._then.register.areas else ""
        return put_area(self._desk, match.heading) if match.heading else known

    def _year(self, match: Match) -> Any:
        words = match.heading or match.section.removeprefix("=")
        return int(words) if words.isascii() and words.isdigit() and len(words) == 4 else ABSENT

    def _rename(self, was: Shown, row: Row) -> None:
        assert was.key is not None, "known by its key"
        self._say(REGISTER, f"areas.{was.key.id}.name", row.name, was.cells[0], row.place, row.name)

    def _miss(self, gone: Iterable[Shown]) -> None:
        for was in gone:
            record = self._now.readable(was.key) if was.key else None
            if was.key is None or record is None:
                continue
            self.result.gone.append(Gone(was.key, one_line(was.cells[0])))
            text = _("{file}: the row “{name}” was deleted; nothing was deleted in the register",
                     file=self._source.file, name=_short(was.cells[0]))  # fmt: skip
            self.result.findings.append(record_finding("deleted_row", "warning", record, "", text))

    def _compare(self, table: ShownTable, rows: Sequence[Row], *, is_there: bool) -> None:
        """A table from which nothing comes back, or that is gone: whether it still says what it said."""
        known = {tuple(map(one_line, row.cells)) for row in table.rows}
        new = next((row for row in rows if tuple(one_line(cell or "") for cell in row.cells) not in known), None)
        if new is not None:
            text = _("this table was changed, and nothing is taken back from it; change what it is made of")
            self._tell(new.place, text)
        elif not is_there and any(table.fields):
            headers = ", ".join(in_quotes(safe(title)) for title in table.titles)
            self._tell("", _("the table with the headers {headers} is no longer in the file", headers=headers))

    # --- new rows

    def _take_new(self, table: ShownTable, match: Match) -> None:
        row = match.row
        if not match_key(row.name):
            self._tell(row.place, _("a row without a name was left out: {cells}", cells=safe(row.text)))
        elif table.is_of_parts:
            self._take_part(table, row)
        elif not table.of:
            self._tell(row.place, _("a row that was added was left out: {cells}", cells=safe(row.text)))
        else:
            self._take_record(table, match)

    def _take_part(self, table: ShownTable, row: Row) -> None:
        """One more participant, decision or cost of the record that the table is of."""
        key = next((was.key for was in table.rows if was.key), None)
        name = next(field for field in table.fields if ABOUT in field).partition(f".{ABOUT}")[0]
        spec = spec_of(key.kind, name) if key else None
        edit = self._edit(key, row.place) if key else None
        try:
            if key is None or edit is None or spec is None or spec.shape != "table":
                raise ValueError(_("nothing can be added here"))
            is_party = spec.of == Party.KIND and self._book.find(row.name) is not None
            about = self._book.resolve(row.name) if is_party else row_key(spec, row.name, self._desk)
        except ValueError as error:
            self._tell(row.place, _("“{words}” was left: {reason}", words=_short(row.name), reason=error))
            return
        if value_at(edit.theirs, f"{name}.{about}") is None:
            put_value(edit.theirs, f"{name}.{about}", {})
            edit.said[f"{name}.{about}"] = row.name
        self._take_cells(table, row._replace(cells=(None, *row.cells[1:])), _nothing(row), key, about)

    def _take_record(self, table: ShownTable, match: Match) -> None:
        """A record by its name: one that is there and that no other row is of, else a new one.

        A copy of another row is a new one, also when it is taken in again.
        """
        row, is_copy = match.row, match.row.key is not None
        known = (
            record
            for record in self._called(table.of, row.name)
            if record.key not in self._used and not (is_copy and self._then.exists(record.key))
        )
        record = next(known, None)
        if record is not None:
            self._used.add(record.key)
            ours = to_fields(record)
            self._edits[record.key] = _Edit(record.key, ours, ours, row.place, is_known=False)
            cells = (None, *(cell or None for cell in row.cells[1:]))
            self._take_cells(table, row._replace(cells=cells), _nothing(row), record.key, "")
            return
        self._make(table, match)

    def _called(self, kind: str, name: str) -> Sequence[Record]:
        """The records of the register that have a name, in their order."""
        if kind not in self._names:
            names = self._names[kind] = {}
            for record in self._now.records(MODELS[kind]).values():
                for key in dict.fromkeys(map(match_key, (record.name, *getattr(record, "aliases", ())))):
                    names.setdefault(key, []).append(record)
        return self._names[kind].get(match_key(name), ())

    def _make(self, table: ShownTable, match: Match) -> None:
        row, taken = match.row, Taken(self._desk, table.of)
        try:
            fields: Fields = {}
            self._words.put(table.of, fields, "name", row.name, "")
            id = make_id(fields["name"], taken, "post")
            made = from_fields(table.of, id, {**fields, **self._standing(table, match)})
        except (ValueError, BadRecord) as error:
            self._tell(row.place, _("“{words}” was left: {reason}", words=_short(row.name), reason=error))
            return
        self._used.add(made.key)
        self._desk.put(made)
        self.result.added.append(id)
        edit = self._edits[made.key] = _Edit(made.key, to_fields(made), to_fields(made), row.place)
        self._take_cells(table, row._replace(cells=(None, *row.cells[1:])), _nothing(row), made.key, "")
        self._desk.put(from_fields(table.of, id, edit.theirs))
        del self._edits[made.key]

    def _standing(self, table: ShownTable, match: Match) -> Fields:
        """What the place of a new row says: its area, its year and that it comes last there."""
        if table.sections == "areas":
            area = self._area(match)
            return {"areas": [area]} if area else {}
        if table.of != PlanItem.KIND or (year := self._year(match)) is ABSENT:
            return {}
        last = max((item.order for item in self._desk.plan_items.values() if item.year == year), default=0)
        return {"year": year, "order": last + _STEP}

    # --- records

    def _put(self, edit: _Edit) -> None:
        """Merge a record with what is there now, and lay it on the desk."""
        record = self._desk.readable(edit.key)
        if record is None:
            name = self._then.name(edit.key)
            self._tell(
                edit.place, _("“{name}” is no longer in the register: what was changed in it was left", name=name)
            )
            return
        ours, base = to_fields(record), edit.base
        if not edit.is_known:
            base = deepcopy(ours)
            for path in edit.said:
                put_field(edit.key.kind, base, path, ABSENT)
            base = {name: value for name, value in base.items() if value not in ({}, [])}
        fields, conflicts = merge_records(edit.key.kind, base, ours, edit.theirs)
        try:
            merged = from_fields(edit.key.kind, edit.key.id, fields)
        except BadRecord as error:
            self._tell(edit.place, _("“{words}” was left: {reason}", words=_short(record.name), reason=error.reason))
            return
        for conflict in conflicts:
            put_conflict(self.result, record, conflict, (self._source.file, edit.place), self._by())
        if merged != record:
            self._desk.put(merged)
            if edit.key != REGISTER:
                self.result.changed.append(edit.key.id)

    def _by(self) -> str:
        """Whose the file's values are, for an open conflict."""
        editor = safe(one_line(self._source.editor))
        return f"{self._source.file} ({editor})" if editor else self._source.file


def _nothing(row: Row) -> Shown:
    """What was shown of a row that is new."""
    return Shown(("",) * len(row.cells), None)


def _short(words: str) -> str:
    return excerpt(safe(words), _SHOWN)
