"""A save that met another: the fields that both changed, and the same save once somebody has chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from iktui.screens.choose import Pair
from store.base.errors import StaleRecord
from store.base.i18n import _, language
from store.changes import wording
from store.changes.changes import Changeset, change
from store.changes.merge import ABSENT
from store.changes.record_merge import field_value, merge_records, put_field
from store.changes.undo import MovedOn
from store.records.codec import from_fields, to_fields
from store.register.store import Store


def pairs_of(store: Store, changeset: Changeset, stale: StaleRecord) -> list[Pair]:
    """Mine and theirs of each field, with who set theirs and when."""
    now = store.snapshot()
    mine = changeset.changes[0].after
    assert mine is not None, "a removal has no fields"
    current = now.get(changeset.changes[0].key)
    made = store.blame(current) if current is not None else {}
    pairs = []
    for field, theirs in stale.clashes:
        at = made.get(field) or next((made[path] for path in made if path.startswith(f"{field}.")), None)
        about = ""
        if at is not None:
            when = f"{at.revision.date:%Y-%m-%d %H:%M}"
            about = _("Theirs: {author}, {when}", author=at.revision.author.name, when=when)
        words = [
            wording.value_text(field, value, now.name, language(), mine.KIND)
            for value in (field_value(mine.KIND, to_fields(mine), field), theirs)
        ]
        pairs.append(Pair(wording.field_label(field, now.name, language()), words[0], words[1], about))
    return pairs


def settled(store: Store, changeset: Changeset, stale: StaleRecord, chosen: Sequence[int | None]) -> Changeset:
    """The changeset on top of what is there now: theirs where 1 was chosen, mine where 0 was."""
    now = store.snapshot()
    made = changeset.changes[0]
    current = now.get(made.key)
    if made.before is not None and current is None:
        return changeset  # gone in the meantime: the save on its old base says so, and makes nothing anew
    if made.before is None or made.after is None or current is None:
        return replace(changeset, base=now.commit, changes=(change(current, made.after),))
    fields, _conflicts = merge_records(made.key.kind, *map(to_fields, (made.before, made.after, current)))
    for (field, theirs), number in zip(stale.clashes, chosen, strict=True):
        if number == 1:
            put_field(made.key.kind, fields, field, ABSENT if theirs is None else theirs)
    record = from_fields(made.key.kind, made.key.id, fields)
    return replace(changeset, base=now.commit, changes=(change(current, record),))


def moved_pairs(store: Store, moved: Sequence[MovedOn]) -> list[Pair]:
    """The fields that changed since what is taken back: as they are, and as they would be."""
    now = store.snapshot()
    pairs = []
    for field in moved:
        label = wording.field_label(field.field, now.name, language()) if field.field else _("the whole record")
        words = [
            wording.value_text(field.field, value, now.name, language(), field.key.kind)
            for value in (field.now, field.back)
        ]
        pairs.append(Pair(f"{field.name}: {label}", words[0], words[1]))
    return pairs
