"""The commands that act on whole records and revisions: merge and undo."""

from __future__ import annotations

import argparse
import sys

from iktui.cli.output import put
from iktui.cli.writing import author_of, save, tell
from store import wording
from store.changes import Changeset
from store.errors import BadInput
from store.i18n import _, language
from store.life import clashes, merged, merged_subject
from store.revert import last_done, last_undone, undo
from store.snapshot import Snapshot
from store.store import Store
from store.undo import MovedOn


def run_merge(store: Store, arguments: argparse.Namespace) -> int:
    """Make two collaborations one; refused while both say something else in a field and nobody has chosen."""
    snapshot = store.snapshot()
    kept, other = snapshot.collaboration(arguments.id), snapshot.collaboration(arguments.other)
    differ = {field: theirs for field, _mine, theirs in clashes(kept, other)}
    unknown = [field for field in arguments.theirs if field not in differ]
    if unknown:
        known = ", ".join(differ) or "–"
        raise BadInput(_("--theirs: “{field}” does not differ; what differs: {known}", field=unknown[0], known=known))
    choices = {field: differ[field] for field in arguments.theirs}
    changes = merged(kept, other, snapshot.holding(other.id), choices)
    subject = merged_subject(kept, other, snapshot.language)
    saved = save(store, arguments, Changeset(snapshot.commit, tuple(changes), "merge", subject))
    for field in differ.keys() - choices.keys():
        value = wording.value_text(field, differ[field], snapshot.name, language())
        label = wording.field_label(field, snapshot.name, language())
        sys.stderr.write(_("{label}: the first record's value stands, not “{value}”", label=label, value=value) + "\n")
    tell(store, arguments, saved)
    return int(bool(differ.keys() - choices.keys()))


def run_undo(store: Store, arguments: argparse.Namespace) -> int:
    """Take a revision back as a new commit; status 1 when fields that moved on were left as they are."""
    author = author_of(store, arguments)
    if arguments.redo and arguments.revision:
        raise BadInput(_("--redo: does again what you last took back, and takes no revision"))
    if arguments.revision:
        revision = store.revision(arguments.revision)
    else:
        found = last_undone(store, author) if arguments.redo else last_done(store, author)
        if found is None:
            raise BadInput(_("{author} has changed nothing that can be taken back", author=author.name))
        revision = found
    changeset, moved = undo(store, revision, overwrite=arguments.overwrite)
    snapshot = store.snapshot()
    saved = save(store, arguments, changeset)
    tell(store, arguments, saved)
    if moved and not arguments.overwrite:
        for field in moved:
            put(moved_text(field, snapshot))
        put(_("--overwrite takes these back too"))
    return int(bool(moved) and not arguments.overwrite)


def moved_text(moved: MovedOn, snapshot: Snapshot) -> str:
    """What a field is now, and what it would have been taken back to."""
    kind, lang = moved.key.kind, language()
    label = wording.field_label(moved.field, snapshot.name, lang) if moved.field else _("the whole record")
    now, back = (wording.value_text(moved.field, value, snapshot.name, lang, kind) for value in (moved.now, moved.back))
    return _(
        "{name}, {label}: changed since, is now “{now}”, was “{back}”", name=moved.name, label=label, now=now, back=back
    )
