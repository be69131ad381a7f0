"""What comes from files: documents to import, and changes that somebody made by hand."""

from __future__ import annotations

from iktui.cli.by_hand import aside_text, conflict_value, put_edit
from iktui.cli.output import put
from iktui.files.incoming import (
    brought,
    dropped_path,
    found_lines,
    meanings,
    notes_of,
    refuse_missing,
    source_of,
    summary,
)
from iktui.linear.asking import Cancelled, Options, ask_line, choose, confirm
from iktui.linear.session import Session
from store.base.errors import StoreError
from store.base.i18n import _, language
from store.base.text import excerpt, match_key
from store.changes import wording
from store.changes.changes import Changeset
from store.changes.merge import FieldConflict
from store.documents.looking import OVERVIEW, look
from store.documents.picking import can_be_left, without
from store.documents.result import NOTHING_TOLD, Told
from store.formats.source import Source
from store.reading.columns import BETWEEN, role_of
from store.records.paths import WHOLE, Key
from store.records.snapshot import Snapshot
from store.register.hand_edits import MINE, THEIRS, HandEdit, taken
from store.repair import by_hand


def run_import(session: Session, words: str) -> None:
    """Read a document into the register: what its columns hold, then a review of every change."""
    file = dropped_path(words) or dropped_path(ask_line(_("File"), check=refuse_missing))
    source = source_of(file)
    told = _told(session, source) if source.origin is None else NOTHING_TOLD
    result = brought(session.store, session.snapshot, source, told)
    for note in notes_of(result, session.name):
        put(note)
    if result.changeset is None:
        put(_("the register holds everything that stands there"))
        return
    changeset = _without(session, result.changeset)
    is_shown = changeset is result.changeset
    session.finish(changeset, sure=f"{summary(result)}. {_('Save this?')}", is_shown=is_shown)


def _told(session: Session, source: Source) -> Told:
    """What the columns hold: shown, and asked where it has to be told, and as long as something is put right."""
    told = NOTHING_TOLD
    while True:
        tables = look(session.snapshot, source, told)
        for line in found_lines(tables):
            put(line)
        columns = [column for table in tables for column in table.columns if table.kind == OVERVIEW and column.header]
        strange = [column for column in columns if column.how == "strange"]
        if not strange and not confirm(_("Put right what a column holds?")):
            break
        options = {column.header: (column.header,) for column in columns}
        header = strange[0].header if strange else choose(_("Column"), options)
        told = Told({**told.columns, match_key(header): _ask_role(session, header)}, told.name)
    if columns and not any(column.meaning == "name" for column in columns):
        told = Told(told.columns, ask_line(_("What it is called; “{members}” in it stands for those that take part")))
    return told


def _ask_role(session: Session, header: str) -> str:
    parties = {f"marks:{party.id}": (party.name,) for party in session.snapshot.parties.values()}
    own = header.rpartition(BETWEEN)[2]
    known = {match_key(name) for names in parties.values() for name in names}
    new = {} if match_key(own) in known else {f"marks:{own}": (own,)}
    fields = {role_of(field): (words,) for field, words in meanings().items()}
    return choose(_("“{header}” holds", header=header), {**new, **parties, **fields})


def _without(session: Session, changeset: Changeset) -> Changeset:
    """The changes without those that the person leaves out, one after another."""
    left: set[tuple[Key, str]] = set()
    session.show_changes(changeset.changes)
    while confirm(_("Leave something out?")):
        can = [made for made in changeset.changes if can_be_left(made.key) and (made.key, WHOLE) not in left]
        options = {f"{made.key.kind}.{made.key.id}": (made.record.name,) for made in can}
        if not options:
            put(_("there is nothing more that can be left out"))
            break
        chosen = choose(_("Which"), options)
        made = next(made for made in can if f"{made.key.kind}.{made.key.id}" == chosen)
        fields = {one.field: (wording.field_label(one.field, session.name, language()),) for one in made.fields}
        whole = {WHOLE: (_("all of it"),)}
        field = choose(_("What of it"), {**whole, **fields}) if made.before is not None else WHOLE
        left.add((made.key, field))
    return without(changeset, left) if left else changeset


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
