"""The action plan by command line: listed, and changed one commit at a time."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from iktui.cli.output import put, put_json
from iktui.cli.writing import ask, do
from store.actions.plan import CARRY_ITEM, MOVE_ITEM, ORDER_ITEM, TICK_ITEM
from store.base.errors import BadInput
from store.base.glossary import terms_of
from store.base.i18n import _, ngettext
from store.planning.plan import PlanLine, PlanYear, find_item, open_lines, plan_of, status_sign
from store.planning.plan_edits import plan_year
from store.records.model import PlanItem
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
    years = None if arguments.year is None else [_year("--year", arguments.year)]
    plans = plan_of(store.snapshot(arguments.at), years)
    shown = [(plan, open_lines(plan) if arguments.open else plan.lines) for plan in plans]
    if arguments.json:
        put_json([_line_json(line) for _plan, lines in shown for line in lines])
        return 0
    for plan, lines in shown:
        put(_heading(plan, lines))
        for line in lines:
            put("  " * (line.depth + 1) + _line_text(line))
    count = sum(len(lines) for _plan, lines in shown)
    sys.stderr.write(ngettext("{count} plan item", "{count} plan items", count) + "\n")
    return 0


def _heading(plan: PlanYear, lines: tuple[PlanLine, ...]) -> str:
    year = str(plan.year) if plan.year is not None else _("Without a year")
    nothing = _("(nothing open)") if plan.lines else _("(empty)")
    return year if lines else f"{year}  {nothing}"


def _line_text(line: PlanLine) -> str:
    item = line.item
    told = [item.name, item.id]
    if item.status not in (None, "planned"):
        told.append(terms_of("plan_status")[item.status or ""].name())
    if item.due:
        told.append(_("due {date}", date=item.due))
    if item.carried:
        told.append(ngettext("carried over {count} time", "carried over {count} times", item.carried))
    return f"{status_sign(item)} {'  '.join(told)}"


def _line_json(line: PlanLine) -> dict[str, Any]:
    """One item as the contract has it: a flat list, each before those below it; `depth` says how far below."""
    item: PlanItem = line.item
    return {
        "id": item.id,
        "name": item.name,
        "year": item.year,
        "order": item.order,
        "parent": item.parent,
        "depth": line.depth,
        "kind": item.kind,
        "status": item.status,
        "responsible": item.responsible,
        "start": item.start,
        "due": item.due,
        "carried": item.carried,
        "collaborations": list(item.collaborations),
        "studies": list(item.studies),
        "text": item.text,
    }
