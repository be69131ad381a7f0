"""The commands that act on whole records and revisions: merge and undo."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from iktui.cli.output import put, put_json
from iktui.cli.writing import ask, author_of, do, save, tell
from iktui.words.merge import account_lines
from store.actions.collaborations import MERGE, account_of
from store.actions.merging import FIRST, SECOND, Row, answered, open_rows
from store.base.errors import BadInput
from store.base.i18n import _, language
from store.changes import wording
from store.changes.merge import FieldConflict
from store.records.snapshot import Snapshot
from store.register.store import Store
from store.repair.revert import last_done, last_undone, undo


def run_merge(store: Store, arguments: argparse.Namespace) -> int:
    """Make two collaborations one; refused while they differ in a field and nobody has said which of both it is."""
    asked = ask(store, arguments, other=arguments.other)
    snapshot = asked.snapshot
    asked = asked.on(snapshot.collaboration(arguments.id))
    rows = account_of(asked)
    answers = _answers(arguments, rows)
    rows = answered(rows, answers)
    if not arguments.json:
        for line in account_lines(rows, snapshot.name):
            put(line)
    told = [row._asdict() for row in rows]
    if arguments.dry_run:
        if arguments.json:
            put_json(told)
        return int(bool(open_rows(rows)))
    if differing := ", ".join(row.field for row in open_rows(rows)):
        raise BadInput(
            _("the two differ in {fields}: say which stands, --keep FIELD the first's or --theirs FIELD the second's, "
              "or --keep-all", fields=differing)
        )  # fmt: skip
    return do(store, arguments, MERGE, asked.answering(which=answers))


def _answers(arguments: argparse.Namespace, rows: Sequence[Row]) -> dict[str, str]:
    """What the options say of each field; raises BadInput for one that is named twice, or that does not differ."""
    twice = next((field for field in arguments.keep if field in arguments.theirs), None)
    if twice is not None:
        raise BadInput(_("--keep, --theirs: “{field}” is named in both", field=twice))
    answers = {**dict.fromkeys(arguments.keep, FIRST), **dict.fromkeys(arguments.theirs, SECOND)}
    answered(rows, answers)
    if arguments.keep_all:
        answers = {**dict.fromkeys((row.field for row in open_rows(rows)), FIRST), **answers}
    return answers


def run_undo(store: Store, arguments: argparse.Namespace) -> int:
    """Take a revision back as a new commit; status 1 when fields that were changed since were left as they are."""
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
    changeset, conflicts = undo(store, revision, overwrite=arguments.overwrite)
    snapshot = store.snapshot()
    saved = save(store, arguments, changeset)
    tell(store, arguments, saved)
    if conflicts and not arguments.overwrite:
        for conflict in conflicts:
            put(undo_text(conflict, snapshot))
        put(_("--overwrite takes these back too"))
    return int(bool(conflicts) and not arguments.overwrite)


def undo_text(conflict: FieldConflict, snapshot: Snapshot) -> str:
    """What a field is now, and what it would have been taken back to."""
    kind, lang = conflict.key.kind, language()
    label = wording.field_label(conflict.field, snapshot.name, lang) if conflict.field else _("the whole record")
    values = (conflict.ours, conflict.theirs)
    now, back = (wording.value_text(conflict.field, value, snapshot.name, lang, kind) for value in values)
    return _(
        "{name}, {label}: changed since, is now “{now}”, was “{back}”",
        name=conflict.name,
        label=label,
        now=now,
        back=back,
    )
