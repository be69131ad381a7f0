"""Taking back and doing again, by field; what others changed since is asked about."""

from __future__ import annotations

from iktui.cli.output import put
from iktui.cli.records import undo_text
from iktui.linear.asking import ask, ask_line, confirm, pick
from iktui.linear.form.fields import entered_fields, label_of
from iktui.linear.session import Session
from store.base.errors import BadInput
from store.base.i18n import _
from store.changes.changes import Revision
from store.records.paths import Key
from store.repair.restore import restore
from store.repair.revert import last_done, last_undone, undo


def run_undo(session: Session, words: str) -> None:
    """Take back one's own last change, or any revision."""
    revision = session.store.revision(words) if words else last_done(session.store, session.author())
    _take_back(session, revision)


def run_redo(session: Session, _words: str) -> None:
    """Do again what one took back last."""
    _take_back(session, last_undone(session.store, session.author()))


def run_restore(session: Session, words: str) -> None:
    """Make a record, or one field of it, what it was at a date, an edition or a commit."""
    name, _space, when = words.rpartition(" ")
    record = session.record(name if name else words)
    when = when if name else ask_line(_("As of when: a date, an edition or a commit"), check=session.store.resolve)
    options = {name: (label_of(session, name), name) for name in entered_fields(record.KIND)}

    def named(words: str) -> str:
        try:
            return pick(words, options) if words else ""
        except ValueError:
            return words  # a dotted path, which is refused where it is none

    field = ask(_("Only this field"), named, empty=_("the whole record"), hints=[_("name")], options=options)
    session.finish(restore(session.store, Key(record.KIND, record.id), when, field), sure=_("Save this?"))


def _take_back(session: Session, revision: Revision | None) -> None:
    if revision is None:
        author = session.author().name
        raise BadInput(_("{author} has changed nothing that can be taken back", author=author))
    changeset, conflicts = undo(session.store, revision)
    put(changeset.subject)
    for conflict in conflicts:
        put(undo_text(conflict, session.snapshot))
    if conflicts and confirm(_("Take these back too?")):
        changeset, _conflicts = undo(session.store, revision, overwrite=True)
    session.finish(changeset, sure=_("Save this?"))
