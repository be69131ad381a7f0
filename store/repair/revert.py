"""Undo and redo of a whole revision, as the Changeset of a new commit."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from typing import Final

from store.base.author import Author
from store.base.errors import BadInput, BadRecord
from store.base.i18n import _, in_language, mark
from store.base.text import excerpt
from store.changes import undo as by_field
from store.changes.changes import Change, Changeset, Revision, WrittenText
from store.changes.merge import FieldConflict
from store.changes.preview import Preview
from store.changes.undo import Overwrite
from store.git.door import is_null
from store.records.codec import dump
from store.records.entries import Entry, TreeEntry
from store.records.model import Edition, Record
from store.records.paths import EDITION_TAG, ORIGINALS, REGISTER, Key, key_of
from store.records.snapshot import Snapshot
from store.register.publishing import publishes, refuse_shared, withdraws
from store.register.store import Store
from store.rules.published import decisions_of

_BEFORE_PUBLISHING: Final = ("rollover", "confirm")
"""What made the published edition what it is: not taken back beneath it."""


def undo(store: Store, revision: Revision, *, overwrite: Overwrite = False) -> tuple[Changeset, list[FieldConflict]]:
    """The Changeset that takes a revision back, and the fields that were changed again since: those stay as they are,
    unless `overwrite` names them. Of an undo it is a redo. A rollover is taken back whole or not at all. Raises
    BadInput for the first commit of a register, and for an edition that is published and that others may have.
    """
    now = store.snapshot()
    changes = store.changes_of(revision)
    _refuse_published(store, now, revision, changes)
    made, conflicts = by_field.take_back(changes, _undecided(now, changes), overwrite=overwrite)
    made = [replace(change, before=_as_now(now, change)) for change in made]
    if any(map(publishes, made)) and store.git.changed_paths(revision.commit, now.commit or ""):
        made = [_published_anew(change) for change in made]
    if revision.action == "rollover" and not any(change.key.kind == Edition.KIND for change in made):
        made = []
    if any(change.key == REGISTER and change.after is None for change in made):
        raise BadInput(_("this made the register, and cannot be taken back"))
    is_undo = revision.action == by_field.UNDO
    told = revision.subject
    if is_undo and (undone := revision.trailers.get("Reverts")):
        told = store.revision(undone).subject
    text = mark("Done again: {subject}") if is_undo else mark("Taken back: {subject}")
    told = excerpt(told, 60) + _told_decisions(now, made)
    subject = excerpt(in_language(now.language, text, subject=told), 100)
    action = by_field.REDO if is_undo else by_field.UNDO
    texts = _texts(store, now, revision, made, {change.key for change in changes})
    known = {change.key for change in made}
    # Records that stay as they are while their files do not.
    others = [text.key for text in texts if text.key not in known and text.data is not None]
    made += [Change(key, record, record) for key in others if (record := now.readable(key)) is not None]
    files = _originals(store, now, revision)
    changeset = Changeset(now.commit, tuple(made), action, subject, reverts=revision.commit, files=files, texts=texts)
    return changeset, conflicts


def _originals(store: Store, now: Snapshot, revision: Revision) -> tuple[tuple[str, Entry], ...]:
    """The files beside the records that came with it, as they were before, where they stand as it left them."""
    made = [path for path in revision.paths if path.path.startswith(f"{ORIGINALS}/")]
    if not made or len(revision.parents) > 1:
        return ()
    since = {path.path for path in store.git.changed_paths(revision.commit, now.commit or "")}
    befores = [(path.path, path) for path in made if path.path not in since]
    return tuple(
        (path, None if is_null(change.before) else TreeEntry(change.old_mode, change.before))
        for path, change in befores
    )


def _texts(
    store: Store, now: Snapshot, revision: Revision, made: Sequence[Change], changed: Container[Key]
) -> tuple[WrittenText, ...]:
    """The files as they were before, where they held more than the record: comments, or another layout."""
    if len(revision.parents) != 1:
        return ()
    befores = {change.key: change.after for change in made}
    texts = []
    for path in store.git.changed_paths(revision.parents[0], revision.commit):
        key = key_of(path.path)
        if key is None or not (path.mode.startswith("100") or path.old_mode.startswith("100")):
            continue
        before, after = (None if is_null(blob) else blob for blob in (path.before, path.after))
        if key not in befores and (key in changed or now.blob(key) != after):
            continue  # nothing of it is taken back
        data, known = (store.git.object(blob)[1] if blob else None for blob in (before, after))
        record = befores.get(key)
        plain = data == dump(record) if record is not None and data is not None else data is None
        if key not in befores or not plain or b"#" in (known or b""):
            texts.append(WrittenText(key, after, data))
    return tuple(texts)


def _undecided(now: Snapshot, changes: Sequence[Change]) -> Preview:
    """The register with no decisions on the publication that is taken back: they are no reason to keep it."""
    desk = Preview(now)
    for change in changes:
        edition = now.editions.get(change.key.id) if change.key.kind == Edition.KIND else None
        if edition is None:
            continue
        if publishes(change) and edition.state == "published":
            desk.put(edition.model_copy(update={"decisions": decisions_of(change.after)}))
    return desk


def _published_anew(change: Change) -> Change:
    """Where anything was changed since, it is another edition that is published: no council has decided on it."""
    if not publishes(change) or not isinstance(change.after, Edition):
        return change
    return replace(change, after=change.after.model_copy(update={"decisions": decisions_of(change.before)}))


def _told_decisions(now: Snapshot, made: Sequence[Change]) -> str:
    """Whose decisions go, or come back, with a publication."""
    turned = [change for change in made if publishes(change) or withdraws(change)]
    parties = [
        now.name(Key("party", party))
        for change in turned
        for party in dict.fromkeys([*decisions_of(change.before), *decisions_of(change.after)])
        if decisions_of(change.before).get(party) != decisions_of(change.after).get(party)
    ]
    if not parties:
        return ""
    text = mark(" (with the decisions of {parties})")
    return in_language(now.language, text, parties=", ".join(parties))


def _as_now(now: Snapshot, change: Change) -> Record | None:
    try:
        return now.get(change.key)
    except BadRecord:
        return change.before


def _refuse_published(store: Store, now: Snapshot, revision: Revision, changes: Sequence[Change]) -> None:
    tags = store.editions()
    for change in (change for change in changes if change.key.kind == Edition.KIND):
        year, edition = change.key.id, now.editions.get(change.key.id)
        if publishes(change):
            if commit := tags.get(f"{EDITION_TAG}{year}"):
                refuse_shared(store, year, commit)
        elif revision.action in _BEFORE_PUBLISHING and edition is not None and edition.state == "published":
            raise BadInput(_("the edition {year} is published: take the publication back first", year=year))


def last_done(store: Store, author: Author) -> Revision | None:
    """The newest revision of this person that is not taken back: what `u` takes back."""
    return by_field.last_done(store.history(), author.mail)


def last_undone(store: Store, author: Author) -> Revision | None:
    """The newest revision in which this person took something back and did nothing after it: what `U` does again."""
    return by_field.last_undone(store.history(), author.mail)
