"""Two states of the register side by side: what was added, ended, changed, removed, per area and field."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

from store.base.dates import in_force
from store.changes.changes import Change
from store.changes.wording import told_fields
from store.records.model import Collaboration
from store.records.paths import Key
from store.records.snapshot import Snapshot

ADDED, REMOVED, ENDED, CHANGED = "added", "removed", "ended", "changed"
HAPPENED: Final = (ADDED, ENDED, REMOVED, CHANGED)
_OVER: Final = ("ended", "replaced")


class Summary(NamedTuple):
    """Counts of what happened: in all, by area and by field (as in `told_fields`); of collaborations."""

    counts: Counter[str]
    unchanged: int
    by_area: dict[str, Counter[str]]
    by_field: Counter[str]


def happened(change: Change) -> str:
    """Added, removed, ended (it was in force before and is over after) or changed."""
    before, after = change.before, change.after
    if before is None:
        return ADDED
    if after is None:
        return REMOVED
    if isinstance(before, Collaboration) and isinstance(after, Collaboration):
        was_over, is_over = before.status in _OVER, after.status in _OVER
        if is_over and not was_over:
            return ENDED
    return CHANGED


def compare(before: Snapshot, after: Snapshot) -> list[Change]:
    """Every record that differs, `before` first: applied to the one Snapshot they give the other.

    A file that holds no record counts as none. Only files that differ are read, in two batches.
    """
    keys = [key for key, _before, _after in before.differing(after)]
    old, new = before.load_readable(keys), after.load_readable(keys)
    changes = [Change(key, old.get(key), new.get(key)) for key in keys]
    return [change for change in changes if change.before != change.after]


def known_of(reported: Snapshot, now: Snapshot, day: dt.date) -> list[Change]:
    """What was reported as in force on a day, against what is known now to have been: collaborations and participants.

    A value that has no dates of its own (a comment, a form) is the one that the record has now. What was merged into
    another since is that one: it did hold.
    """
    then, known = (_in_force(side, day) for side in (reported, now))
    heirs = {id: record.id for record in known.values() for id in record.former}
    joined = {id: heirs[id] for id in then if id not in known and id in heirs}  # it held, as a part of another
    for id, heir in joined.items():
        then.setdefault(heir, then[id])
    return [
        Change(Key(Collaboration.KIND, id), then.get(id), known.get(id))
        for id in sorted((then.keys() | known.keys()) - joined.keys())
        if then.get(id) != known.get(id)
    ]


def _in_force(snapshot: Snapshot, day: dt.date) -> dict[str, Collaboration]:
    return {
        id: record.model_copy(
            update={
                "participants": {
                    party: part for party, part in record.participants.items() if in_force(part.from_, part.until, day)
                }
            }
        )
        for id, record in snapshot.collaborations.items()
        if record.in_force_on(day)
    }


def summary(changes: Iterable[Change], total: int) -> Summary:
    """The counts; `total` is how many collaborations the later state has."""
    counts: Counter[str] = Counter()
    by_area: dict[str, Counter[str]] = {}
    by_field: Counter[str] = Counter()
    for change in changes:
        if not isinstance(change.record, Collaboration):
            continue
        what = happened(change)
        counts[what] += 1
        for area in change.record.areas or ("",):
            by_area.setdefault(area, Counter())[what] += 1
        if change.before is not None and change.after is not None:
            by_field.update({field.field.partition(".")[0] for field in told_fields(change)})
    return Summary(counts, total - counts[ADDED] - counts[ENDED] - counts[CHANGED], by_area, by_field)
