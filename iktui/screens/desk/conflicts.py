"""A save that met another: the fields that both changed, and the same save once somebody has chosen."""

from __future__ import annotations

from collections.abc import Sequence

from iktui.screens.ask.choose import Pair
from store.base.dates import shown_moment
from store.base.errors import StaleRecord
from store.base.i18n import _, language
from store.changes import wording
from store.changes.changes import Changeset
from store.changes.merge import ABSENT, FieldConflict
from store.changes.record_merge import field_value
from store.records.codec import to_fields
from store.records.snapshot import Snapshot
from store.register.store import Store


def pairs_of(store: Store, now: Snapshot, changeset: Changeset, stale: StaleRecord) -> list[Pair]:
    """Mine and theirs of each field, as it is `now`, with who set theirs and when."""
    mine = changeset.changes[0].after
    assert mine is not None, "a removal has no fields"
    current = now.get(changeset.changes[0].key)
    made = store.blame(current, now.commit) if current is not None else {}
    pairs = []
    for field, theirs in stale.conflicts:
        at = made.get(field) or next((made[path] for path in made if path.startswith(f"{field}.")), None)
        about = ""
        if at is not None:
            when = shown_moment(at.revision.date)
            about = _("Theirs: {author}, {when}", author=at.revision.author.name, when=when)
        values = field_value(mine.KIND, to_fields(mine), field), theirs
        label, one, other = in_words(now, mine.KIND, field, *values)
        pairs.append(Pair(label, one, other, about))
    return pairs


def in_words(names: Snapshot, kind: str, field: str, *values: object) -> list[str]:
    """What a field is called, and the words of values of it; "" for one that is not there."""
    name_of, lang = names.name, language()
    words = ["" if one is ABSENT else wording.value_text(field, one, name_of, lang, kind) for one in values]
    return [wording.field_label(field, name_of, lang) if field else _("the whole record"), *words]


def undo_pairs(store: Store, conflicts: Sequence[FieldConflict]) -> list[Pair]:
    """The fields that changed since what is taken back: as they are, and as they would be."""
    now = store.snapshot()
    pairs = []
    for one in conflicts:
        label, is_now, back = in_words(now, one.key.kind, one.field, one.ours, one.theirs)
        if one.current is not None:  # of a whole record all that would go is shown
            fields = to_fields(one.current).items()
            is_now = "\n".join(": ".join(in_words(now, one.key.kind, path, value)) for path, value in fields)
        pairs.append(Pair(f"{one.name}: {label}", is_now, back))
    return pairs
