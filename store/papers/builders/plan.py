"""The action plan with its years side by side, as councils adopt it, and every item with who does it until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from store.base.i18n import _, language
from store.papers.builders.rows import full_columns, is_wide, section
from store.papers.paper import DATE, NUMBER, Block, Column, Heading, Line, Paper, Paragraph, Table
from store.papers.words import as_of, choices, decisions_words, label, names_text, term
from store.planning.plan import PlanLine, PlanYear, plan_of, stood_in
from store.records.model import PlanItem
from store.records.paths import Key
from store.reports.work import later_text

if TYPE_CHECKING:
    from store.papers.words import Records

_INDENT: Final = "\u00a0\u00a0"
_BELOW: Final = "– "
_WIDE_YEARS: Final = 3


def plan(records: Records, day: dt.date, years: Sequence[int] | None = None) -> Paper:
    """The plans of the years, in their order; without `years`, of every year, and last of items that name none."""
    plans = plan_of(records, years)
    side_by_side = Table(tuple(Column(_year(one)) for one in plans), tuple(_side_by_side(plans)), name="years")
    kept = ("responsible", "due", "status")
    items = full_columns(_columns(), _items(plans, records), "items", kept, of=PlanItem.KIND, sections="year")
    blocks: list[Block] = [Paragraph(_("There is no action plan in the register."))]
    if plans:
        blocks = [side_by_side]
    if items.lines:
        blocks += [Heading(_("All items")), items]
    wide = is_wide(items) or len(plans) > _WIDE_YEARS
    title = _("Action plan for intermunicipal cooperation")
    return Paper("plan", title, as_of(day.isoformat()), language(), tuple(blocks), wide)


def _year(one: PlanYear) -> str:
    return str(one.year) if one.year is not None else _("Without a year")


# --- side by side


def _side_by_side(plans: Sequence[PlanYear]) -> Iterator[Line]:
    """A row for the first item of every year with what is below it, one for the second …; one cell would be a page."""
    columns = [_trees(one) or [_("(no items)")] for one in plans]
    for cells in zip_longest(*columns, fillvalue=""):
        yield Line(tuple(cells))


def _trees(one: PlanYear) -> list[str]:
    trees: list[list[str]] = []
    for line in one.lines:
        if line.depth == 0 or not trees:
            trees.append([])
        trees[-1].append(_nested(line))
    return ["\n".join(tree) for tree in trees]


def _nested(line: PlanLine) -> str:
    """The item with its status, and where it was carried over to, below the one that it is part of."""
    told = [term("plan_status", line.item.status).lower(), later_text(line)]
    words = ", ".join(word for word in told if word)
    sign = f"{_INDENT * (line.depth - 1)}{_BELOW}" if line.depth else ""
    return sign + line.item.name + (f" ({words})" if words else "")


# --- one by one


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Item"), weight=3.0, field="name"),
        Column(label("parent"), weight=2.0, field="parent"),
        Column(label("kind"), weight=1.0, field="kind", choices=choices("plan_kind")),
        Column(label("responsible"), weight=1.5, field="responsible"),
        Column(label("start"), DATE, field="start"),
        Column(label("due"), DATE, field="due"),
        Column(label("status"), field="status", choices=choices("plan_status")),
        Column(label("carried"), NUMBER, field="carried"),
        Column(label("years")),
        Column(label("text"), weight=3.0, field="text"),
        Column(label("collaborations"), weight=2.0, field="collaborations"),
        Column(label("studies"), weight=1.5, field="studies"),
        Column(label("decisions"), weight=2.0),
    )


def _items(plans: Sequence[PlanYear], records: Records) -> Iterator[Line]:
    """Each item once, as it is now, in the last of the years in which it stands."""
    last = {line.now.id: one.year for one in plans for line in one.lines}
    for one in plans:
        items = [line.now for line in one.lines if last[line.now.id] == one.year]
        if items:
            yield section(_year(one))
        for item in items:
            yield Line(_cells(item, records), Key(PlanItem.KIND, item.id))


def _cells(item: PlanItem, records: Records) -> tuple[str, ...]:
    name_of = records.name
    return (
        item.name,
        name_of(Key(PlanItem.KIND, item.parent)) if item.parent else "",
        term("plan_kind", item.kind),
        item.responsible,
        item.start or "",
        item.due or "",
        term("plan_status", item.status),
        str(item.carried) if item.carried else "",
        ", ".join(map(str, stood_in(item))),
        item.text,
        names_text("collaboration", item.collaborations, name_of),
        names_text("study", item.studies, name_of),
        decisions_words(item.decisions, name_of),
    )
