"""sync and resolve: what others published, and what both sides gave another value."""

from __future__ import annotations

import argparse
from typing import Any

from iktui.cli.output import progress, put, put_json
from iktui.cli.writing import author_of, put_change, save, tell
from store.base.errors import BadInput, UnknownRecord
from store.base.i18n import _, language, ngettext
from store.changes import wording
from store.changes.changes import Change
from store.changes.edits import today, value_entered
from store.changes.joining import open_of
from store.changes.merge import FieldConflict
from store.records.entries import unquoted
from store.records.model import Conflict
from store.records.paths import FILE, WHOLE, Key
from store.records.snapshot import Snapshot
from store.register.store import Store
from store.sync.settling import Choice, settling, whole_value
from store.sync.sync import CONFLICTS, OFFLINE, REJECTED, SYNCED, UP_TO_DATE, SyncPlan, sync


def run_sync(store: Store, arguments: argparse.Namespace) -> int:
    """Take in what others published, publish what is here; status 1 when it needs a person, or nobody was reached."""
    author = author_of(store, arguments)
    plan = sync(store, author, today(), dry_run=arguments.dry_run, sure=arguments.yes, watch=progress())
    if arguments.json:
        put_json(_plan_json(plan))
    else:
        tell_plan(store, plan)
    return int(plan.state in (CONFLICTS, OFFLINE, REJECTED) or bool(plan.problems))


def _plan_json(plan: SyncPlan) -> dict[str, Any]:
    def rows(changes: list[Change]) -> list[dict[str, Any]]:
        return [
            {"kind": made.key.kind, "id": made.key.id, **field._asdict()} for made in changes for field in made.fields
        ]

    def conflict(one: FieldConflict) -> dict[str, Any]:
        values = {"field": one.field, "base": one.base, "mine": one.ours, "theirs": one.theirs}
        return {"kind": one.key.kind, "id": one.key.id, **values, "mine_by": one.ours_by, "theirs_by": one.theirs_by}

    return {
        "state": plan.state,
        "incoming": rows(plan.incoming),
        "outgoing": rows(plan.outgoing),
        "conflicts": [conflict(one) for one in plan.conflicts],
        "alike": [[mine.id, theirs.id] for mine, theirs in plan.alike],
        "problems": [{"file": problem.path, "message": problem.reason} for problem in plan.problems],
    }


def state_text(state: str) -> str:
    """How a sync ended, in a few words."""
    texts = {
        UP_TO_DATE: _("everything is in step"),
        SYNCED: _("in step with the others"),
        CONFLICTS: _("in step with the others; some fields need a person"),
        OFFLINE: _("the others cannot be reached now; nothing is lost, try again later"),
        REJECTED: _("not published yet; nothing is lost, try again"),
    }
    return texts[state]


def tell_plan(store: Store, plan: SyncPlan) -> None:
    """Print what a sync did."""
    snapshot = store.snapshot()
    for title, changes in ((_("From others:"), plan.incoming), (_("From here:"), plan.outgoing)):
        if changes:
            put(title)
            for made in changes:
                put_change(made, snapshot.name)
    for problem in plan.problems:
        put(f"{problem.path}: {problem.reason}")
    for mine, theirs in plan.alike:
        put(_("{one} and {other} have one name: iktui merge {one} {other}", one=mine.id, other=theirs.id))
    for conflict in plan.conflicts:
        put(conflict_text(conflict, store, snapshot.name))
    if plan.conflicts:
        count = ngettext("{count} field to choose", "{count} fields to choose", len(plan.conflicts))
        put(count + ": " + _("iktui resolve ID FIELD mine|theirs|VALUE"))
    put(state_text(plan.state) + (f" ({plan.reason})" if plan.reason else ""))


def conflict_text(conflict: FieldConflict, store: Store, name_of: wording.NameOf) -> str:
    """“regionrad comment: mine “x”, theirs “y””."""
    lang = language()

    def words(value: object) -> str:
        if conflict.field == WHOLE:
            return whole_value(store.git, conflict.key, value)
        return wording.value_text(conflict.field, value, name_of, lang, conflict.key.kind)

    field, mine, theirs = conflict.field or "*", words(conflict.ours), words(conflict.theirs)
    return _(
        "{id} {field}: mine “{mine}”, theirs “{theirs}”", id=conflict.key.id, field=field, mine=mine, theirs=theirs
    )


def _open_named(snapshot: Snapshot, words: str) -> tuple[Key, Conflict]:
    """The record or file that has something open, by its id or path, or by its kind and id ("plan_item/ppt")."""
    opened = open_of(snapshot)
    kind, slash, id = words.rpartition("/")
    found = [
        key
        for key in opened
        if (key.id == id and (not slash or key.kind == kind))
        or (key.kind == FILE and words in (key.id, unquoted(key.id)))
    ]
    if len(found) == 1:
        return found[0], opened[found[0]]
    if found:
        names = ", ".join(f"{key.kind}/{key.id}" for key in found)
        raise BadInput(_("{id} is the id of several: name one of {names}", id=id, names=names))
    known = ", ".join(key.id for key in opened) or "–"
    if not slash and not any(key.id == id for key in snapshot.files()):
        raise UnknownRecord(words)
    raise BadInput(_("{id}: nothing is open; open: {known}", id=words, known=known))


def run_resolve(store: Store, arguments: argparse.Namespace) -> int:
    """Settle one field, or file, that two sides gave another value: mine, theirs, or a new one."""
    snapshot = store.snapshot()
    key, conflict = _open_named(snapshot, arguments.id)
    field = WHOLE if arguments.field == "*" else arguments.field
    opened = conflict.fields.get(field)
    chosen: Any = None
    if opened is not None and arguments.value in ("mine", "theirs"):
        chosen = opened.mine if arguments.value == "mine" else opened.theirs
    elif opened is not None and field == WHOLE:
        raise BadInput(_("{id}: of a whole record or file, mine or theirs", id=arguments.id))
    elif opened is not None and (record := snapshot.get(key)) is not None:
        chosen = value_entered(record, field, arguments.value, snapshot)
    return tell(store, arguments, save(store, arguments, settling(store.git, snapshot, [Choice(key, field, chosen)])))
