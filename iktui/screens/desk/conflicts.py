"""A save that met another: the fields that both changed, and the same save once somebody has chosen."""

from __future__ import annotations

from collections.abc import Sequence

from iktui.screens.ask.choose import Pair
from store.base.errors import StaleRecord
from store.base.i18n import _, language
from store.changes import wording
from store.changes.changes import Changeset
from store.changes.merge import FieldConflict
from store.changes.record_merge import field_value
from store.records.codec import to_fields
from store.records.model import Record
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
            when = f"{at.revision.date:%Y-%m-%d %H:%M}"
            about = _("Theirs: {author}, {when}", author=at.revision.author.name, when=when)
        words = [
            wording.value_text(field, value, now.name, language(), mine.KIND)
            for value in (field_value(mine.KIND, to_fields(mine), field), theirs)
        ]
        pairs.append(Pair(wording.field_label(field, now.name, language()), words[0], words[1], about))
    return pairs


def undo_pairs(store: Store, conflicts: Sequence[FieldConflict]) -> list[Pair]:
    """The fields that changed since what is taken back: as they are, and as they would be."""
    now = store.snapshot()
    pairs = []
    for conflict in conflicts:
        label = wording.field_label(conflict.field, now.name, language()) if conflict.field else _("the whole record")
        words = [
            wording.value_text(conflict.field, value, now.name, language(), conflict.key.kind)
            for value in (conflict.ours, conflict.theirs)
        ]
        if conflict.current is not None:  # of a whole record all that would go is shown
            words[0] = _whole(conflict.current, now)
        pairs.append(Pair(f"{conflict.name}: {label}", words[0], words[1]))
    return pairs


def _whole(record: Record, now: Snapshot) -> str:
    lang, kind = language(), record.KIND
    return "\n".join(
        f"{wording.field_label(field, now.name, lang)}: {wording.value_text(field, value, now.name, lang, kind)}"
        for field, value in to_fields(record).items()
    )
