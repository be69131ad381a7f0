"""Back to what a record was: the whole of it, or one field, as a new commit on top of what it is now."""

from __future__ import annotations

from store.base.errors import BadInput, BadRecord, StoreError
from store.base.i18n import _, in_language, language, mark
from store.changes.changes import Change, Changeset
from store.changes.merge import ABSENT
from store.changes.record_merge import HOST, field_value, put_field
from store.changes.wording import field_label, kind_name
from store.records.codec import from_fields, to_fields
from store.records.model import Collaboration, Record
from store.records.paths import EDITION_TAG, REGISTER, Key
from store.records.snapshot import Snapshot
from store.register.store import Store
from store.rules.following import completed


def restore(store: Store, key: Key, at: str, field: str = "") -> Changeset:
    """The Changeset that makes the record, or its field (a dotted path), what it was at `at`: a revision, a date, an
    edition. It has no changes when that is what it is. What was merged into it since stays in `former`, and an id that
    was merged away meanwhile is followed. Raises UnknownRevision, BadInput.
    """
    commit = store.resolve(at)
    then, now = store.snapshot(commit), store.snapshot()
    old, current = _get(then, key), None if _is_bad(now, key) else _get(now, key)
    name = old.name if old else current.name if current else key.id
    day = at if at.startswith(EDITION_TAG) else store.revision(commit).date.date().isoformat()
    if old is None:
        raise BadInput(_("{name}: there was no such {kind} then; “iktui remove” or “end” takes it away now", name=name,
                         kind=kind_name(key.kind, language())))  # fmt: skip
    if current is None and (heir := now.successor_of(key.id)) is not None:
        raise BadInput(_("{name} is a part of {other} now; take the merge back instead", name=name, other=heir.name))
    if field:
        restored, label = _with_field(current, old, field, name), field_label(field, now.name, now.language)
        text = in_language(now.language, mark("{name}: {field} as in {day}"), name=name, field=label, day=day)
    else:
        restored = _with_former(old, current)
        text = in_language(now.language, mark("{name}: restored as in {day}"), name=name, day=day)
    changes = () if restored == current else completed((Change(key, current, restored),), "restore", now)
    return Changeset(now.commit, changes, "restore", text)


def _with_former(old: Record, current: Record | None) -> Record:
    """What was merged into the record since is a part of it still: its id must lead somewhere."""
    if not isinstance(old, Collaboration) or not isinstance(current, Collaboration):
        return old
    former = {**old.former, **current.former}
    return old if former == old.former else old.model_copy(update={"former": former})


def _is_bad(snapshot: Snapshot, key: Key) -> bool:
    """Whether there is a file that holds no record: what is restored takes its place."""
    return isinstance(snapshot.load([key]).get(key), BadRecord)


def _get(snapshot: Snapshot, key: Key) -> Record | None:
    try:
        return snapshot.get(key)
    except BadRecord as error:
        if key == REGISTER:
            raise
        raise BadInput(str(error)) from None


def _with_field(current: Record | None, old: Record, field: str, name: str) -> Record:
    if current is None:
        raise BadInput(_("{name} is not there any more; restore the whole of it", name=name))
    kind, fields = current.KIND, to_fields(current)
    was = field_value(kind, to_fields(old), field, ABSENT)
    if was is ABSENT and field_value(kind, fields, field, ABSENT) is ABSENT and field != HOST:
        raise BadInput(_("{name}: there is no field “{field}”, then or now", name=name, field=field))
    put_field(kind, fields, field, was)
    try:
        restored = from_fields(current.KIND, current.id, fields)
    except StoreError as error:
        raise BadInput(str(error)) from None
    return _with_former(restored, current)
