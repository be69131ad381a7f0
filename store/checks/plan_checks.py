"""Findings about the action plan: what documents left out, items that stand nowhere, twice, or in a ring.

Part of `store.checks.checks`; pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import Final

from store.base.dates import first_day, last_day, shown_date
from store.base.i18n import _, in_quotes
from store.base.text import letters_key
from store.checks.findings import Finding, record_finding
from store.planning.plan import is_heading, is_open, items_in
from store.planning.plan_past import lacks_past
from store.reading.plan import PlanCell
from store.records.model import PlanItem
from store.records.snapshot import State

_LIKENESS: Final = 90
"""Percent of likeness, on letters only, from which two items of a year may be one."""
_SHORT: Final = 8
"""Letters up to which names are too short to be alike by chance: “osv.” stands below many."""
_MANY: Final = 300
"""Items of one year from which only neighbours in the alphabet are compared: each with each would take seconds."""


def plan_findings(snapshot: State) -> Iterator[Finding]:
    """Every finding about the plan."""
    items = snapshot.plan_items
    by_year: dict[int | None, list[PlanItem]] = {}
    for item in items.values():
        if is_heading(item):
            yield from _written(item, items)
        else:
            yield from _past(item)
            by_year.setdefault(item.year, []).append(item)
        if item.start and item.due and last_day(item.due) < first_day(item.start):
            text = _("due {due}, before the start {start}", due=shown_date(item.due), start=shown_date(item.start))
            yield record_finding("plan_dates", "warning", item, "due", text)
        yield from _parent(item, items)
    for group in by_year.values():
        yield from _duplicates(group)


def _past(item: PlanItem) -> Iterator[Finding]:
    if lacks_past(item):
        text = _("was carried over before the plan kept where it stood; “f” or “iktui rebuild-plan” reads it out of the"
                 " history")  # fmt: skip
        yield record_finding("plan_past", "info", item, "years", text)


def _written(heading: PlanItem, items: Mapping[str, PlanItem]) -> Iterator[Finding]:
    for source, raw in heading.as_written.items():
        cell, field = PlanCell.read(raw), f"as_written.{source}"
        year = heading.id.rpartition("-")[2]
        if cell.is_truncated and cell.lines:
            text = _("the cell of {year} ends in the middle of its list: something is missing", year=year)
            yield record_finding("truncated_cell", "warning", heading, field, text)
        elif not cell.lines and not items_in(items, heading.year):
            text = _("the plan of {year} has no items", year=year)
            yield record_finding("empty_plan_year", "info", heading, field, text)


def _parent(item: PlanItem, items: Mapping[str, PlanItem]) -> Iterator[Finding]:
    if item.parent == item.id:
        yield record_finding("plan_ring", "error", item, "parent", _("is its own parent"))
        return
    above = items.get(item.parent or "")
    if above is None:
        return
    ring = _ring(item, items)
    if ring:
        names = " → ".join(in_quotes(items[id].name) for id in ring)
        yield record_finding("plan_ring", "error", item, "parent", _("is below itself: {names}", names=names))
    # What was finished stays in its year when the item above it is carried over.
    elif above.year != item.year and (is_open(item) or not above.carried):
        text = _("stands in {year}, below “{name}” of {other}", year=item.year or "–", name=above.name,
                 other=above.year or "–")  # fmt: skip
        yield record_finding("plan_parent_year", "warning", item, "parent", text)


def _ring(item: PlanItem, items: Mapping[str, PlanItem]) -> list[str]:
    """The ids from the item up to itself; [] when it is not below itself."""
    way = {item.id: None}  # in the order of going up
    above = items.get(item.parent or "")
    while above is not None and above.id not in way:
        way[above.id] = None
        above = items.get(above.parent or "")
    return [*way, item.id] if above is not None and above.id == item.id else []


def _duplicates(items: Sequence[PlanItem]) -> Iterator[Finding]:
    """Two items of one year whose names are nearly the same; told at the later of them."""
    from rapidfuzz import fuzz

    keys = {item.id: letters_key(item.name) for item in items}
    ordered = sorted(items, key=lambda item: (keys[item.id], item.id))
    pairs = combinations(ordered, 2) if len(items) <= _MANY else pairwise(ordered)
    for one, other in pairs:
        a, b = keys[one.id], keys[other.id]
        if one.id > other.id:
            one, other = other, one
        same = a == b and (one.parent == other.parent or len(a) > _SHORT)
        if same or (min(len(a), len(b)) > _SHORT and fuzz.ratio(a, b, score_cutoff=_LIKENESS)):
            text = _("probably the same as “{name}”, in the same year", name=one.name)
            yield record_finding("plan_duplicate", "warning", other, "name", text)
