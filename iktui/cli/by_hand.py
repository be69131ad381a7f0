"""What was changed by hand in the files beside git: looked at, taken as one commit, set aside."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from iktui.cli.output import put, put_json
from iktui.cli.writing import author_of, put_change, tell
from store.base.errors import BadInput
from store.base.i18n import _, language
from store.changes import wording
from store.changes.changes import Change
from store.changes.merge import ABSENT, FieldConflict
from store.records.paths import WHOLE
from store.records.snapshot import Snapshot
from store.register.hand_edits import MINE, THEIRS, HandEdit
from store.register.store import Store
from store.repair import by_hand

READY, CLASH, BAD = "ready", "clash", "bad"


def run_hand_edits(store: Store, arguments: argparse.Namespace) -> int:
    """Look at what was changed by hand, take it or set it aside; status 1 while something is left."""
    now, edits = by_hand.look(store)
    known = {edit.path: edit for edit in edits}
    choices = {path: _choices(path, words) for path, *words in arguments.settle}
    for path in [*(arguments.take or []), *choices, *arguments.aside]:
        if path not in known:
            names = ", ".join(known) or "–"
            raise BadInput(_("{path}: was not changed by hand; changed: {known}", path=path, known=names))
    wanted = [*(arguments.take or []), *choices]
    if arguments.take == []:
        wanted += [edit.path for edit in edits if edit.is_ready and edit.path not in arguments.aside]
    if both := set(wanted) & set(arguments.aside):
        raise BadInput(_("{path}: take it or set it aside, not both", path=sorted(both)[0]))
    if wanted or arguments.aside:
        return _act(store, arguments, now, [known[path] for path in dict.fromkeys(wanted)], choices)
    if arguments.json:
        put_json([_as_json(edit) for edit in edits])
    elif not edits:
        put(_("nothing was changed by hand"))
    else:
        for edit in edits:
            put_edit(edit, now)
    return int(bool(edits))


def _choices(path: str, words: list[str]) -> dict[str, str]:
    choices = {}
    for word in words:
        field, sign, value = word.partition("=")
        if not sign or value not in (MINE, THEIRS):
            raise BadInput(_("--settle {path}: write FIELD=mine or FIELD=theirs, not “{word}”", path=path, word=word))
        choices[WHOLE if field == "*" else field] = value
    return choices


def _act(
    store: Store,
    arguments: argparse.Namespace,
    now: Snapshot,
    edits: list[HandEdit],
    choices: dict[str, dict[str, str]],
) -> int:
    kept: dict[str, Path] = {}
    changes: tuple[Change, ...] = ()
    commit = now.commit
    if edits:
        saved, kept = by_hand.take(
            store, now, edits, author_of(store, arguments), choices, reason=arguments.reason, case=arguments.case,
            drop_comments=arguments.drop_comments,
        )  # fmt: skip
        commit, changes = saved.commit, saved.changeset.changes
        if not arguments.json and (changes or not kept):
            tell(store, arguments, saved)
        if saved.warning:
            sys.stderr.write(f"iktui: {saved.warning}\n")
    kept |= by_hand.set_aside(store, arguments.aside) if arguments.aside else {}
    if arguments.json:
        fields = [
            {"kind": made.key.kind, "id": made.key.id, **field._asdict()} for made in changes for field in made.fields
        ]
        put_json({"commit": commit, "changes": fields, "aside": {path: str(file) for path, file in kept.items()}})
    for path, file in kept.items() if not arguments.json else ():
        put(aside_text(path, str(file)))
    return int(bool(by_hand.look(store)[1]))


def aside_text(path: str, file: str) -> str:
    """Where what a person wrote is kept."""
    return _("{path}: set aside, kept in {file}", path=path, file=file)


def put_edit(edit: HandEdit, now: Snapshot) -> None:
    """Print a file, and what it would change or why it cannot be taken."""
    put(edit.path)
    if edit.reason:
        put("    " + _("cannot be taken: {reason}", reason=edit.reason))
    elif edit.conflicts:
        for conflict in edit.conflicts:
            put("    " + conflict_text(edit, conflict, now))
    else:
        made = edit.settled({})
        put_change(made, now.name)
        if made.before == made.after:
            put("    " + _("comments or layout only"))


def conflict_text(edit: HandEdit, conflict: FieldConflict, now: Snapshot) -> str:
    """“comment: mine (the file) “x”, theirs (the register) “y””."""
    mine, theirs = (conflict_value(edit, conflict, value, now) for value in (conflict.ours, conflict.theirs))
    field = conflict.field or "*"
    return _("{field}: mine (the file) “{mine}”, theirs (the register) “{theirs}”", field=field, mine=mine,
             theirs=theirs)  # fmt: skip


def conflict_value(edit: HandEdit, conflict: FieldConflict, value: Any, now: Snapshot) -> str:
    """A value of a conflict in words."""
    kind = edit.key.kind if edit.key is not None else ""
    return wording.value_text(conflict.field, None if value is ABSENT else value, now.name, language(), kind)


def _as_json(edit: HandEdit) -> dict[str, Any]:
    state = BAD if edit.reason else CLASH if edit.conflicts else READY
    made: Change | None = edit.settled({}) if state == READY else None
    return {
        "path": edit.path,
        "kind": edit.key.kind if edit.key else None,
        "id": edit.key.id if edit.key else None,
        "state": state,
        "reason": edit.reason,
        "changes": [field._asdict() for field in made.fields] if made else [],
        "conflicts": [
            {
                "field": conflict.field,
                **{
                    name: None if value is ABSENT else value
                    for name, value in (("base", conflict.base), ("mine", conflict.ours), ("theirs", conflict.theirs))
                },
            }
            for conflict in edit.conflicts
        ],
    }
