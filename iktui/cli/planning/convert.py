"""convert: what is still under § 27, what it can become, and the conversion as one commit."""

from __future__ import annotations

import argparse

from iktui.cli.looking import put_view
from iktui.cli.writing import ask, do, entered
from store.actions.editions import CONVERT, forms
from store.actions.views import LEGAL_BASIS
from store.base.errors import BadInput
from store.base.i18n import _
from store.records.entry import find_party, find_term
from store.records.snapshot import Snapshot
from store.register.store import Store


def run_convert(store: Store, arguments: argparse.Namespace) -> int:
    """Print what is under § 27; status 1 while something is. With an id, convert it."""
    if arguments.id:
        return _convert(store, arguments)
    return int(put_view(store, arguments, LEGAL_BASIS).is_open)


def _convert(store: Store, arguments: argparse.Namespace) -> int:
    asked = ask(store, arguments)
    asked = asked.on(asked.snapshot.collaboration(arguments.id))
    if not arguments.to:
        known = ", ".join(term.name() for term in forms().values())
        raise BadInput(_("--to: what does it become? One of {forms}", forms=known))
    form = entered("--to", lambda: find_term(arguments.to, forms()))
    cases = entered("--decided", lambda: dict(_decided(words, asked.snapshot) for words in arguments.decided))
    return do(store, arguments, CONVERT, asked.answering(form=form, decided=cases), date=arguments.date)


def _decided(words: str, snapshot: Snapshot) -> tuple[str, str]:
    party, sign, case = words.partition("=")
    if not sign or not case.strip():
        raise BadInput(_("--decided: write PARTY=CASE, such as oyer=71/2019, not “{words}”", words=words))
    return find_party(party, snapshot), case.strip()
