"""councils: what the municipal councils decide on, and what one of them decided."""

from __future__ import annotations

import argparse

from iktui.cli.looking import put_view
from iktui.cli.writing import ask, do
from iktui.session import look
from store.actions.editions import DECIDE
from store.actions.views import COUNCILS
from store.base.errors import BadInput
from store.base.i18n import _
from store.register.store import Store


def run_councils(store: Store, arguments: argparse.Namespace) -> int:
    """Print what is decided and what is missing where, or record what one council decided."""
    if arguments.party is not None:
        return _decide(store, arguments)
    put_view(store, arguments, COUNCILS, record=arguments.id, missing=arguments.missing)
    return 0


def _decide(store: Store, arguments: argparse.Namespace) -> int:
    if not arguments.id:
        raise BadInput(_("on what? Name the record: iktui councils ID --party PARTY"))
    asked = ask(store, arguments, **{name: getattr(arguments, name) for name in ("body", "archive_case", "outcome")})
    found = [line.item for line in look(store, COUNCILS, asked.answering(record=arguments.id)).lines]
    if len(keys := {matter.key for matter in found}) > 1:
        names = ", ".join(sorted(f"{key.kind}/{key.id}" for key in keys))
        raise BadInput(_("{id} is the id of several: name one of {names}", id=arguments.id, names=names))
    return do(
        store, arguments, DECIDE, asked.answering(matter=found[-1]), party=arguments.party or None, date=arguments.date
    )
