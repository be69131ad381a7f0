"""A Changeset that was made of an older state, on top of what the register holds now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from store.base.errors import BadRecord, GoneRecord, StaleRecord
from store.base.i18n import _, in_quotes, language
from store.base.text import excerpt
from store.changes import wording
from store.changes.changes import Change, Changeset
from store.changes.record_merge import merge_records
from store.records.codec import from_fields, to_fields
from store.records.model import Collaboration, Edition, Record
from store.records.paths import CONFLICT, Key
from store.records.snapshot import Snapshot

AuthorOf = Callable[[Key], str]
"""Who changed a record last, safe to show."""


def rebase(changeset: Changeset, now: Snapshot, author_of: AuthorOf) -> Changeset:
    """The changes that are still to be made, on top of `now`: merged by field with what others saved meanwhile.

    Raises StaleRecord (GoneRecord for a record that is not there any more) when both changed the same field, and when
    a join was made of another state: it is joined anew.
    """
    if changeset.merges and changeset.base != now.commit:
        raise StaleRecord(now.register.name, [_("the whole record")], _("somebody"))
    try:
        rebased = [change if changeset.merges else _rebased(change, now, author_of) for change in changeset.changes]
    except StaleRecord as error:
        error.commit = now.commit
        raise
    # Of a file in which somebody wrote, the record can be the same: its comments and layout are not.
    written = {text.key for text in changeset.texts}
    real = tuple(change for change in rebased if change.before != change.after or change.key in written)
    return replace(changeset, base=now.commit, changes=real)


def _rebased(change: Change, now: Snapshot, author_of: AuthorOf) -> Change:
    key = change.key
    try:
        current = now.get(key)
    except BadRecord:  # what no record stands in is made one again
        return change
    if _alike(current, change.before):
        return change
    if key.kind == CONFLICT and current is None:  # somebody settled it, perhaps another way
        raise StaleRecord(change.record.name, [_("the whole record")], author_of(key))
    if _alike(current, change.after):
        return Change(key, current, current)
    if current is None and change.before is not None:
        heir = now.successor_of(key.id) if key.kind == Collaboration.KIND else None
        raise GoneRecord(change.before.name or key.id, author_of(key), (heir.name or heir.id) if heir else "")
    # Two who open the same year make the same edition: its id says so, as no name of another record does.
    both_made = change.before is None and key.kind == Edition.KIND
    if change.after is None or current is None or (change.before is None and not both_made):
        since = wording.told_between(change.before, current) if change.after is None else []
        labels = [_value_text(key.kind, field.field, field.after, now) for field in since]
        raise StaleRecord(change.record.name, labels or [_("the whole record")], author_of(key))
    merged, found = merge_records(key.kind, *map(to_fields, (change.before, change.after, current)))
    if found:
        conflicts = [conflict.of(key, change.record.name) for conflict in found]
        labels = [_value_text(key.kind, conflict.field, conflict.theirs, now) for conflict in conflicts]
        newest = [(conflict.field, conflict.theirs) for conflict in conflicts]
        raise StaleRecord(change.record.name, labels, author_of(key), newest)
    return Change(key, current, from_fields(key.kind, key.id, merged))


def _value_text(kind: str, field: str, value: object, now: Snapshot) -> str:
    text = wording.value_text(field, value, now.name, language(), kind)
    return f"{wording.field_label(field, now.name, language())} ({in_quotes(excerpt(text, 60))})"


def _alike(one: Record | None, other: Record | None) -> bool:
    if one is other or one is None or other is None:
        return one is other
    return to_fields(one) == to_fields(other)
