"""councils: what the municipal councils decide on, and what one of them decided."""

from __future__ import annotations

import argparse
from typing import Any

from iktui.cli.output import pad, put, put_json
from iktui.cli.writing import ask, do
from store.actions.editions import DECIDE
from store.base.errors import BadInput
from store.base.i18n import _, language
from store.changes.wording import field_label, kind_name
from store.records.decisions import decision_text
from store.records.paths import Key
from store.records.snapshot import Snapshot
from store.register.store import Store
from store.reports.councils import Matter, matters


def run_councils(store: Store, arguments: argparse.Namespace) -> int:
    """Print what is decided and what is missing where, or record what one council decided."""
    snapshot = store.snapshot()
    found = matters(snapshot, snapshot.register.members)
    if arguments.id:
        kind, slash, id = arguments.id.rpartition("/")
        found = [matter for matter in found if matter.key.id == id and (not slash or matter.key.kind == kind)]
        if not found:
            raise BadInput(
                _("{id}: nothing there is for the councils; “iktui councils” shows what is", id=arguments.id)
            )
    if arguments.party:
        return _decide(store, found, arguments)
    if arguments.missing:
        found = [matter for matter in found if matter.missing]
    if arguments.json:
        put_json([_json(matter) for matter in found])
        return 0
    for matter in found:
        _put(snapshot, matter)
    return 0


def _decide(store: Store, found: list[Matter], arguments: argparse.Namespace) -> int:
    if not arguments.id:
        raise BadInput(_("on what? Name the record: iktui councils ID --party PARTY"))
    asked = ask(store, arguments, **{name: getattr(arguments, name) for name in ("body", "archive_case", "outcome")})
    if len(keys := {matter.key for matter in found}) > 1:
        names = ", ".join(sorted(f"{key.kind}/{key.id}" for key in keys))
        raise BadInput(_("{id} is the id of several: name one of {names}", id=arguments.id, names=names))
    return do(store, arguments, DECIDE, asked.answering(matter=found[-1]), party=arguments.party, date=arguments.date)


def _json(matter: Matter) -> dict[str, Any]:
    return {
        "kind": matter.key.kind,
        "id": matter.key.id,
        "name": matter.name,
        "field": matter.field,
        "decisions": {id: made.model_dump(exclude_defaults=True) for id, made in matter.decisions.items()},
        "missing": list(matter.missing),
    }


def _put(snapshot: Snapshot, matter: Matter) -> None:
    kind = kind_name(matter.key.kind, language())
    label = f"{kind}, {field_label(matter.field, snapshot.name, language())}"
    put(f"{matter.name} ({label})  {matter.key.id}")
    for id in dict.fromkeys([*matter.parties, *matter.decisions]):
        made = matter.decisions.get(id)
        said = decision_text(made) if made and id not in matter.missing else _("nothing yet")
        put(f"    {pad(snapshot.name(Key('party', id)), 24)}  {said}")
