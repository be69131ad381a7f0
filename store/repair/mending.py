"""A file that holds no record made one again: from the two sides that git's conflict markers stand between, or as it
was when it could last be read."""

from __future__ import annotations

from store.base.errors import BadInput, BadRecord
from store.base.i18n import _, in_language, mark, ngettext_in
from store.changes.changes import Change, Changeset
from store.changes.joining import join, known_conflicts, open_conflicts
from store.records.codec import load
from store.records.markers import marked_sides
from store.records.model import Record
from store.records.paths import Key, path_of
from store.register.store import Store
from store.repair.restore import restore


def mend(store: Store, key: Key, today: str) -> Changeset:
    """The Changeset that makes the file a record again. Raises BadInput when it never could be read."""
    now = store.snapshot()
    text = (store.git.object(f"{now.commit}:{path_of(key)}")[1] or b"").decode("utf-8", "replace")
    sides = _sides(key, text)
    if sides is None:
        known = _last_readable(store, key)
        if known is None:
            path = path_of(key)
            raise BadInput(_("{path}: it never held a record; put it right by hand, or delete it", path=path))
        return restore(store, key, known)
    mine, theirs = sides
    base = _base(store, key)
    joined = join({key: base}, {key: mine}, {key: theirs})
    whole = next((change.after for change in joined.changes), mine)
    opened = open_conflicts(joined.conflicts, known_conflicts(now), today)
    text = in_language(now.language, mark("{name}: made whole from both sides"), name=whole.name if whole else key.id)
    if opened:
        count = len(joined.conflicts)
        text += "; " + ngettext_in(now.language, "{count} field to choose", "{count} fields to choose", count)
    return Changeset(now.commit, (Change(key, None, whole), *opened), "restore", text)


def _sides(key: Key, text: str) -> tuple[Record, Record] | None:
    """The record as either side has it, None without markers, and when one of them holds none."""
    texts = marked_sides(text)
    if texts is None:
        return None
    try:
        mine, theirs = (load(key.kind, key.id, side.encode(), path_of(key)) for side in texts)
    except BadRecord:
        return None
    return mine, theirs


def _base(store: Store, key: Key) -> Record | None:
    """What both sides began with, when the markers came with a merge; without it whatever differs is asked about."""
    newest = next(store.history(key, limit=1), None)
    parents = newest.parents if newest else ()
    commit = store.git.merge_base(*parents) if len(parents) == 2 else None
    return store.snapshot(commit).readable(key) if commit else None


def _last_readable(store: Store, key: Key) -> str | None:
    """The newest commit in which the file held a record."""
    commits = (revision.commit for revision in store.history(key))
    return next((commit for commit in commits if store.snapshot(commit).readable(key) is not None), None)
