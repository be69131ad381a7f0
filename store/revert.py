"""Undo and redo of a whole revision, as the Changeset of a new commit."""

from __future__ import annotations

from store import undo as by_field
from store.changes import Changeset
from store.errors import BadInput
from store.history import Revision
from store.i18n import _, in_language, mark
from store.paths import REGISTER
from store.saving import Author
from store.store import Store
from store.text import excerpt
from store.undo import MovedOn, Overwrite


def undo(store: Store, revision: Revision, *, overwrite: Overwrite = False) -> tuple[Changeset, list[MovedOn]]:
    """The Changeset that takes a revision back, and the fields that have moved on since: those stay as they are,
    unless `overwrite` names them. Of an undo it is a redo. Raises BadInput for the first commit of a register.
    """
    now = store.snapshot()
    made, moved = by_field.take_back(store.changes_of(revision), now, overwrite=overwrite)
    if any(change.key == REGISTER and change.after is None for change in made):
        raise BadInput(_("this made the register, and cannot be taken back"))
    is_undo = revision.action == by_field.UNDO
    told = revision.subject
    if is_undo and (undone := revision.trailers.get("Reverts")):
        told = store.revision(undone).subject
    text = mark("Done again: {subject}") if is_undo else mark("Taken back: {subject}")
    subject = excerpt(in_language(now.language, text, subject=told), 100)
    action = by_field.REDO if is_undo else by_field.UNDO
    return Changeset(now.commit, tuple(made), action, subject, reverts=revision.commit), moved


def last_done(store: Store, author: Author) -> Revision | None:
    """The newest revision of this person that is not taken back: what `u` takes back."""
    return by_field.last_done(store.history(), author.mail)


def last_undone(store: Store, author: Author) -> Revision | None:
    """The newest revision in which this person took something back and did nothing after it: what `U` does again."""
    return by_field.last_undone(store.history(), author.mail)
