"""What comes from files: documents to import, and changes that somebody made by hand."""

from __future__ import annotations

from pathlib import Path

from iktui.cli.output import put
from iktui.linear.asking import Cancelled, ask_line, confirm
from iktui.linear.session import Session
from store.errors import BadInput
from store.i18n import _, ngettext
from store.imports.document import read_document
from store.imports.importer import plan_import


def run_import(session: Session, words: str) -> None:
    """Read a document into the register, after a review of every change."""
    file = words or ask_line(_("File"), check=_is_there)
    result = plan_import(session.snapshot, [read_document(Path(file).expanduser())])
    for problem in result.problems:
        put(f"{problem.file}, {problem.line}: {problem.message}")
    for finding in result.findings:
        if finding.code == "import_conflict":
            put(f"{finding.id}: {finding.message}")
    if result.changeset is None:
        put(_("the register holds everything that stands there"))
        return
    made = result.changeset
    added, changed = len(result.added), len(result.changed)
    sure = _(
        "{added} new, {changed} changed, {unchanged} unchanged",
        added=added,
        changed=changed,
        unchanged=result.unchanged,
    )
    session.finish(made.changes, made.action, subject=made.subject, sure=f"{sure}. {_('Save this?')}")


def _is_there(file: str) -> None:
    if not Path(file).expanduser().is_file():
        raise BadInput(_("{path}: no such file", path=file))


def offer_hand_edits(session: Session) -> None:
    """Offer what was changed in the files beside git."""
    changeset, problems = session.store.hand_edits()
    session.refresh()
    for problem in problems:
        text = _("{path} was changed by hand and cannot be read: {reason}", path=problem.path, reason=problem.reason)
        put(text)
    if changeset is None:
        return
    put(_("Changed by hand in the files"))
    session.show_changes(changeset.changes)
    count = len(changeset.changes)
    try:
        if confirm(ngettext("Save this change?", "Save these {count} changes?", count)):
            session.save(changeset, drop_comments=True)
    except Cancelled:
        return
