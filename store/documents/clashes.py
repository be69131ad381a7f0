"""Where a document gives a field another value than a person had set: kept open until somebody chooses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from store.changes import merge
from store.changes.edits import today
from store.changes.joining import Clash, open_conflicts
from store.changes.merge import ABSENT, same
from store.changes.preview import Preview
from store.records.model import Collaboration, Conflict
from store.records.paths import Key


def clash_of(record: Collaboration, clash: merge.Conflict, document: str) -> Clash:
    """A field as the document (by its name) has it, beside what stands."""
    before, stands, said = (None if value is ABSENT else value for value in (clash.base, clash.ours, clash.theirs))
    key = Key(record.KIND, record.id)
    return Clash(key, record.name, clash.field, before, said, stands, mine_by=document)


def put_open(desk: Preview, clashes: Iterable[Clash]) -> None:
    """Lay the open conflicts over the register, but those that are open already with the same values."""
    known = {Key(Conflict.KIND, id): conflict for id, conflict in desk.records(Conflict).items()}
    for change in open_conflicts(_new(known.values(), clashes), known, today()):
        if change.after is not None:
            desk.put(change.after)


def _new(known: Iterable[Conflict], clashes: Iterable[Clash]) -> Iterator[Clash]:
    opened = {conflict.id: conflict.fields for conflict in known}
    for clash in clashes:
        found = opened.get(f"{clash.key.kind}.{clash.key.id}", {}).get(clash.field)
        if found is None or not (same(found.mine, clash.mine) and same(found.theirs, clash.theirs)):
            yield clash
