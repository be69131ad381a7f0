"""Whose person calls: the member that is named, kept, or known by who edits for it; what they have seen."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from iktui.cli.output import pad, put, put_json
from iktui.remembered_views import keep_looked, keep_municipality, looked_at, municipality
from iktui.session import doer, named_member
from iktui.settings import choices, choose
from store.actions.action import Doer
from store.base.errors import BadInput, StoreError
from store.base.i18n import _
from store.records.paths import Key
from store.records.snapshot import Snapshot
from store.register.store import Store


def doer_of(store: Store, arguments: argparse.Namespace, snapshot: Snapshot) -> Doer:
    """Who calls, of the members of a state; raises BadInput for a member that is named and is none."""
    try:
        author = store.author(getattr(arguments, "author", None) or os.environ.get("IKTUI_AUTHOR"))
    except StoreError:
        author = None  # told when something is saved
    words = getattr(arguments, "member", "")
    named = _named(snapshot, words) if words else ""
    return doer(snapshot.register, author, municipality(store.path), named, looked_at(store.path))


def _named(snapshot: Snapshot, words: str) -> str:
    try:
        return named_member(snapshot, words)
    except BadInput as error:
        raise BadInput(f"--as: {error}") from None


def check_member(path: Path, words: str) -> None:
    """Raise BadInput for what --as names and is no member, before anything is drawn."""
    store = Store.open(path)
    try:
        _named(store.snapshot(), words)
    finally:
        store.close()


def run_municipality(store: Store, arguments: argparse.Namespace) -> int:
    """Say which member the user is from, or keep another."""
    snapshot = store.snapshot()
    if arguments.name or arguments.none:
        party = named_member(snapshot, arguments.name) if arguments.name else ""
        if wrong := keep_municipality(store.path, party):
            raise BadInput(wrong)
    party = doer_of(store, arguments, snapshot).party
    put(snapshot.name(Key("party", party)) if party else _("none"))
    return 0


def run_settings(arguments: argparse.Namespace) -> int:
    """Print every setting, or keep those that are given."""
    for words in arguments.settings:
        name, sign, value = words.partition("=")
        if not sign:
            raise BadInput(_("“{word}”: write NAME=VALUE, such as language=nn", word=words))
        choose(name.strip(), value.strip())
    shown = choices()
    if arguments.json:
        put_json([{"id": one.id, "value": one.options.get(one.now), "options": list(one.options.values()),
                   "in_file": one.is_fixed} for one in shown])  # fmt: skip
        return 0
    for one in shown:
        put(f"{pad(one.title, 22)} {pad(one.now or '–', 36)} {one.id}")
    return 0


def run_seen(store: Store, arguments: argparse.Namespace) -> int:
    """Keep the newest commit as what the user has seen."""
    del arguments
    if wrong := keep_looked(store.path, store.snapshot().commit or ""):
        raise BadInput(wrong)
    put(_("seen: what others changed until now"))
    return 0
