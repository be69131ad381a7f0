"""The action plan by command line: listed, and changed one commit at a time."""

from __future__ import annotations

import argparse

from iktui.cli.looking import put_view
from iktui.cli.writing import ask, do
from store.actions.plan import CARRY_ITEM, MOVE_ITEM, ORDER_ITEM, TICK_ITEM
from store.actions.views import PLAN
from store.base.errors import BadInput
from store.base.i18n import _
from store.planning.plan import find_item
from store.planning.plan_edits import plan_year
from store.register.store import Store


def run_plan(store: Store, arguments: argparse.Namespace) -> int:
    """List the plan, or do one thing to items of it."""
    doing = arguments.move is not None or any(getattr(arguments, name) for name in ("tick", "carry", "up", "down"))
    if not doing and not arguments.ids:
        return _list(store, arguments)
    if not doing:
        raise BadInput(_("say what shall be done: --move YEAR, --tick, --carry, --up or --down"))
    if not arguments.ids:
        raise BadInput(_("name an item by its id: “iktui plan” lists them"))
    if arguments.year is not None or arguments.open or arguments.at is not None:
        raise BadInput(_("--year, --open and --at go with the list only"))
    return _do(store, arguments)


def _do(store: Store, arguments: argparse.Namespace) -> int:
    asked = ask(store, arguments)
    asked = asked.on(*(find_item(asked.snapshot, id) for id in arguments.ids))
    if arguments.move is not None:
        return do(store, arguments, MOVE_ITEM, asked.answering(year=_year("--move", arguments.move)))
    if arguments.tick:
        return do(store, arguments, TICK_ITEM, asked)
    if arguments.carry:
        return do(store, arguments, CARRY_ITEM, asked)
    if len(arguments.ids) > 1:
        raise BadInput(_("--up and --down take one id"))
    return do(store, arguments, ORDER_ITEM, asked.answering(step=-1 if arguments.up else 1))


def _year(option: str, words: str) -> int:
    try:
        return plan_year(words)
    except BadInput as error:
        raise BadInput(f"{option}: {error}") from None


def _list(store: Store, arguments: argparse.Namespace) -> int:
    year = None if arguments.year is None else _year("--year", arguments.year)
    put_view(store, arguments, PLAN, year=year, open=arguments.open)
    return 0
