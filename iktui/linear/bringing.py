"""What comes from files: documents to import, and changes that somebody made by hand."""

from __future__ import annotations

from pathlib import Path

from iktui.cli.by_hand import aside_text, conflict_value, put_edit
from iktui.cli.output import put
from iktui.linear.asking import Cancelled, Options, ask_line, choose
from iktui.linear.session import Session
from store.base.errors import BadInput, StoreError
from store.base.i18n import _, language
from store.base.text import excerpt
from store.changes import wording
from store.changes.merge import FieldConflict
from store.documents.importer import plan_import
from store.formats.reading import read_source
from store.records.snapshot import Snapshot
from store.register.hand_edits import MINE, THEIRS, HandEdit, taken
from store.repair import by_hand


def run_import(session: Session, words: str) -> None:
    """Read a document into the register, after a review of every change."""
    file = words or ask_line(_("File"), check=_is_there)
    result = plan_import(session.snapshot, [read_source(Path(file).expanduser())])
    for problem in result.problems:
        put(str(problem))
    for finding in result.findings:
        if finding.code == "import_conflict":
            put(f"{finding.id}: {finding.message}")
    if result.changeset is None:
        put(_("the register holds everything that stands there"))
        return
    added, changed = len(result.added), len(result.changed)
    sure = _(
        "{added} new, {changed} changed, {unchanged} unchanged",
        added=added,
        changed=changed,
        unchanged=result.unchanged,
    )
    session.finish(result.changeset, sure=f"{sure}. {_('Save this?')}")


def _is_there(file: str) -> None:
    if not Path(file).expanduser().is_file():
        raise BadInput(_("{path}: no such file", path=file))


def offer_hand_edits(session: Session) -> None:
    """Offer what was changed in the files beside git, each file by itself; what is taken is one commit."""
    now, edits = by_hand.look(session.store)
    session.refresh()
    if not edits:
        return
    put(_("Changed by hand in the files"))
    wanted: list[HandEdit] = []
    aside: list[str] = []
    choices: dict[str, dict[str, str]] = {}
    try:
        for edit in edits:
            put_edit(edit, now)
            what = _ask_what(edit)
            if what == "aside":
                aside.append(edit.path)
            elif what == "take":
                wanted.append(edit)
                choices[edit.path] = {conflict.field: _ask_which(edit, conflict, now) for conflict in edit.conflicts}
    except Cancelled:
        return
    kept = {}
    try:
        if (changeset := taken(now, wanted, choices)) is not None:
            kept = by_hand.keep_partly(session.store, wanted, choices)
            session.save(changeset)
    except StoreError as error:
        put(str(error))
        return
    kept |= by_hand.put_back_taken(session.store, wanted)
    kept |= by_hand.set_aside(session.store, aside) if aside else {}
    for path, file in kept.items():
        put(aside_text(path, str(file)))


def _ask_what(edit: HandEdit) -> str:
    options: dict[str, tuple[str, ...]] = {
        "take": (_("take it"), _("yes"), "yes"),
        "aside": (_("set it aside: it is kept beside, and the register's text put back"), _("aside")),
        "leave": (_("leave it"), _("no"), "no"),
    }
    if edit.reason:
        del options["take"]
    return choose(_("What about this file?"), options, "leave")


def _ask_which(edit: HandEdit, conflict: FieldConflict, now: Snapshot) -> str:
    name = wording.field_label(conflict.field, now.name, language()) if conflict.field else _("the whole record")
    mine, theirs = (conflict_value(edit, conflict, value, now) for value in (conflict.ours, conflict.theirs))
    options: Options = {
        MINE: (_("the file: {value}", value=excerpt(mine, 60)), _("mine"), MINE),
        THEIRS: (_("the register: {value}", value=excerpt(theirs, 60)), _("theirs"), THEIRS),
    }
    return choose(_("{label}: which value?", label=name), options)
