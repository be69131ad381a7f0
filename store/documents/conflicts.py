"""Where a document gives a field another value than a person had set: kept open until somebody chooses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from store.base.i18n import _
from store.changes.edits import today
from store.changes.joining import conflict_of, known_conflicts, open_conflicts
from store.changes.merge import FieldConflict, same
from store.changes.preview import Preview
from store.checks.findings import record_finding
from store.documents.result import ImportResult
from store.records.model import Conflict, Record
from store.records.paths import Key


def put_conflict(result: ImportResult, known: Record, conflict: FieldConflict, where: tuple[str, str], by: str) -> None:
    """Note that the document `by` gives a field another value than the register: `where` are its file and the place."""
    result.conflicts.append(conflict.turned().of(known.key, known.name)._replace(ours_by=by))
    text = _(
        "{file}, {place}: the document has another value, {value}; the register's is kept",
        file=where[0],
        place=where[1],
        value=conflict.theirs,
    )
    result.findings.append(record_finding("import_conflict", "warning", known, conflict.field, text))


def put_open(desk: Preview, conflicts: Iterable[FieldConflict]) -> None:
    """Lay the open conflicts over the register, but those that are open already with the same values."""
    known = known_conflicts(desk)
    for change in open_conflicts(_new(known, conflicts), known, today()):
        if change.after is not None:
            desk.put(change.after)


def _new(known: Mapping[Key, Conflict], conflicts: Iterable[FieldConflict]) -> Iterator[FieldConflict]:
    for conflict in conflicts:
        opened = known.get(conflict_of(conflict.key))
        found = opened.fields.get(conflict.field) if opened else None
        if found is None or not (same(found.mine, conflict.ours) and same(found.theirs, conflict.theirs)):
            yield conflict
