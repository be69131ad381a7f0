"""Where a document gives a field another value than a person had set: kept open until somebody chooses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from store.changes.edits import today
from store.changes.joining import open_conflicts
from store.changes.merge import FieldConflict, same
from store.changes.preview import Preview
from store.records.model import Conflict
from store.records.paths import Key


def put_open(desk: Preview, conflicts: Iterable[FieldConflict]) -> None:
    """Lay the open conflicts over the register, but those that are open already with the same values."""
    known = {Key(Conflict.KIND, id): conflict for id, conflict in desk.records(Conflict).items()}
    for change in open_conflicts(_new(known.values(), conflicts), known, today()):
        if change.after is not None:
            desk.put(change.after)


def _new(known: Iterable[Conflict], conflicts: Iterable[FieldConflict]) -> Iterator[FieldConflict]:
    opened = {conflict.id: conflict.fields for conflict in known}
    for conflict in conflicts:
        found = opened.get(f"{conflict.key.kind}.{conflict.key.id}", {}).get(conflict.field)
        if found is None or not (same(found.mine, conflict.ours) and same(found.theirs, conflict.theirs)):
            yield conflict
