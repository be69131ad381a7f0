"""convert: what is still under § 27, what it can become, and the conversion as one commit."""

from __future__ import annotations

import argparse

from iktui.cli.output import pad, put, put_json
from iktui.cli.writing import save, tell
from store.base.errors import BadInput
from store.base.glossary import Terms, legal_forms
from store.base.i18n import _, ngettext
from store.planning.conversion import DONE, convert, deadline_text, legacy, state_text, targets
from store.records.entry import find_party, find_term
from store.records.model import Decision
from store.records.snapshot import Snapshot
from store.register.publishing import edition_snapshots
from store.register.store import Store


def run_convert(store: Store, arguments: argparse.Namespace) -> int:
    """Print what is under § 27; status 1 while something is. With an id, convert it."""
    snapshot = store.snapshot(arguments.at)
    if arguments.id:
        return _convert(store, store.snapshot(), arguments)
    rows = legacy(snapshot, edition_snapshots(store, snapshot).values())
    left = [row for row in rows if row.state != DONE]
    if arguments.json:
        put_json(
            [
                {
                    "id": row.record.id,
                    "name": row.record.name,
                    "state": row.state,
                    "legal_form": row.record.legal_form,
                    "progress": row.progress,
                    "missing": list(row.missing),
                    "targets": list(targets()),
                }
                for row in rows
            ]
        )
        return int(bool(left))
    for row in rows:
        put(f"{pad(row.record.id, 36)}  {row.record.name}  ({state_text(row)})")
        if row.progress:
            put(f"    {row.progress}")
    put(ngettext("{count} under § 27", "{count} under § 27", len(left)) + ": " + deadline_text())
    put(_("It can become: {forms}", forms=", ".join(targets())))
    return int(bool(left))


def _convert(store: Store, snapshot: Snapshot, arguments: argparse.Namespace) -> int:
    record = snapshot.collaboration(arguments.id)
    if not arguments.to:
        raise BadInput(_("--to: what does it become? One of {forms}", forms=", ".join(targets())))
    forms = Terms({code: legal_forms()[code] for code in targets()})
    try:
        form = find_term(arguments.to, forms)
        decisions = dict(_decided(words, snapshot) for words in arguments.decided)
    except ValueError as error:
        raise BadInput(str(error)) from None
    changeset = convert(snapshot, record, form, arguments.date, decisions)
    return tell(store, arguments, save(store, arguments, changeset))


def _decided(words: str, snapshot: Snapshot) -> tuple[str, Decision]:
    party, sign, case = words.partition("=")
    if not sign or not case.strip():
        raise BadInput(_("--decided: write PARTY=CASE, such as oyer=71/2019, not “{words}”", words=words))
    return find_party(party, snapshot), Decision(case=case.strip())
