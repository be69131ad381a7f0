"""A save that met another, made again once somebody has chosen. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from store.base.errors import StaleRecord
from store.changes.changes import Changeset, change
from store.changes.merge import ABSENT
from store.changes.record_merge import merge_records, put_field
from store.records.codec import from_fields, to_fields
from store.records.snapshot import Snapshot


def settled(now: Snapshot, changeset: Changeset, stale: StaleRecord, chosen: Sequence[int | None]) -> Changeset:
    """The changeset on top of what is there now: theirs where 1 was chosen, mine where 0 was."""
    made = changeset.changes[0]
    current = now.get(made.key)
    if made.before is not None and current is None:
        return changeset  # gone in the meantime: the save on its old base says so, and makes nothing anew
    if made.before is None or made.after is None or current is None:
        return replace(changeset, base=now.commit, changes=(change(current, made.after),))
    fields, _conflicts = merge_records(made.key.kind, *map(to_fields, (made.before, made.after, current)))
    for (field, theirs), number in zip(stale.conflicts, chosen, strict=True):
        if number == 1:
            put_field(made.key.kind, fields, field, ABSENT if theirs is None else theirs)
    record = from_fields(made.key.kind, made.key.id, fields)
    return replace(changeset, base=now.commit, changes=(change(current, record),))
