"""The action plan (handlingsplan): its items by year, in order, nested. What changes it is `store.planning.plan_edits`.

A year has a record of its own, which holds what documents wrote of it. That is no item: it never moves and has no
status. An item stands in the year that it names, and in those that it was carried over from, as it stood there then;
below its parent where that stands in the same year.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from store.base.errors import BadInput
from store.base.i18n import _
from store.base.near import nearest
from store.base.text import excerpt, safe
from store.records.model import PlanItem, Stood
from store.records.snapshot import State

FINISHED: Final = ("done", "dropped")
HEADING_ID: Final = "handlingsplan-{year}"
"""The id of the record of a year."""
_HEADING: Final = re.compile(r"handlingsplan-\d{4}")
_LONGEST_GAP: Final = 20
"""Years without an item that are shown between two with items."""
_LAST_YEAR: Final = 9999
"""The last that can be kept; a file can hold any number."""
_ANY: Final = "*"

Items = Mapping[str, PlanItem]
"""Plan items by id."""


class PlanLine(NamedTuple):
    """An item at its place in a year's plan."""

    item: PlanItem
    """As it stands in the year, or stood there: see `stood_in`."""
    depth: int
    """0 for those that are below no other."""
    now: PlanItem
    """The item itself, which stands in its newest year."""

    @property
    def is_past(self) -> bool:
        """Whether it was carried over from here."""
        return self.item.year != self.now.year

    @property
    def is_left(self) -> bool:
        """Whether something is left to be done of it in this year."""
        return not self.is_past and is_open(self.item)

    @property
    def later(self) -> int | None:
        """The next year that it stands in; None in its newest, and where it names none any more."""
        years = [*stood_in(self.now), *([self.now.year] if self.now.year is not None else [])]
        return next((year for year in years if year > (self.item.year or 0)), None) if self.is_past else None


class PlanYear(NamedTuple):
    """The plan of one year, each item before those below it; `year` is None for items that name none."""

    year: int | None
    heading: PlanItem | None
    """The record of the year, which holds what documents wrote of it."""
    lines: tuple[PlanLine, ...]


_SIGNS: Final = {"planned": "·", "in_progress": "▸", "done": "✓", "postponed": "‖", "dropped": "×"}

# --- looking


def status_sign(item: PlanItem) -> str:
    """One sign for how far it is: · planned, ▸ in progress, ✓ done, ‖ postponed, × dropped, ? a code nobody knows."""
    return _SIGNS.get(item.status or "planned", "?")


def is_heading(item: PlanItem) -> bool:
    """Whether it is the record of a year, not an item."""
    return bool(item.as_written) and _HEADING.fullmatch(item.id) is not None


def is_open(item: PlanItem) -> bool:
    """Whether something is left to be done: neither done nor dropped."""
    return item.status not in FINISHED


def stood_in(item: PlanItem) -> dict[int, PlanItem]:
    """The item as it stood in each year that it was carried over from, by year, the first first.

    What is kept of its newest year and of later ones does not count: somebody moved it back.
    """
    if not item.years:
        return {}
    kept = sorted((int(year), then) for year, then in item.years.items())
    kept = [(year, then) for year, then in kept if item.year is None or year < item.year]
    return {
        year: item.model_copy(update={
            "year": year, "status": then.status, "order": then.order, "parent": then.parent,
            "carried": max(0, item.carried - len(kept) + at),
        })
        for at, (year, then) in enumerate(kept)
    }  # fmt: skip


def past_of(item: PlanItem) -> dict[str, Stood]:
    """What is kept of the year that it stands in, by that year, when it is carried over; of none, nothing."""
    if item.year is None or not 0 <= item.year <= _LAST_YEAR:
        return {}
    return {f"{item.year:04}": Stood(status=item.status, order=item.order, parent=item.parent)}


def as_in(item: PlanItem, year: int | None) -> PlanItem | None:
    """The item as it stands or stood in a year, None where it does not."""
    return item if year == item.year else stood_in(item).get(-1 if year is None else year)


def items_in(items: Items, year: int | None) -> dict[str, PlanItem]:
    """What stands or stood in a year, by id, as it did there."""
    found = {id: as_in(item, year) for id, item in items.items() if not is_heading(item)}
    return {id: item for id, item in found.items() if item is not None}


def years_of(items: Iterable[PlanItem]) -> list[int]:
    """The years that have a plan, and those between them: a year without items is one too."""
    years = sorted({year for item in items for year in (item.year, *stood_in(item)) if year is not None})
    shown: list[int] = []
    for year in years:
        gap = range(shown[-1] + 1, year) if shown else range(0)
        shown += [*(gap if len(gap) <= _LONGEST_GAP else ()), year]
    return shown


def plan_of(snapshot: State, years: Sequence[int] | None = None) -> list[PlanYear]:
    """The plans of the years, in their order; without `years`, of every year, and last of items that name none."""
    items = snapshot.plan_items
    by_year: dict[int | None, list[PlanItem]] = {}
    headings: dict[int | None, PlanItem] = {}
    for item in items.values():
        if is_heading(item):
            headings[item.year] = item
            continue
        for stands in (item, *stood_in(item).values()):
            by_year.setdefault(stands.year, []).append(stands)
    wanted: list[int | None] = list(years if years is not None else years_of(items.values()))
    if years is None and None in by_year:
        wanted.append(None)
    return [PlanYear(year, headings.get(year), _lines(by_year.get(year, []), items)) for year in wanted]


def place(item: PlanItem) -> tuple[int, str]:
    """What items that stand side by side are sorted by."""
    return item.order, item.id


def _lines(items: Sequence[PlanItem], now: Items) -> tuple[PlanLine, ...]:
    """Items of one year as a tree, written out; one whose parent is elsewhere, or in a ring, stands by itself."""
    known = {item.id for item in items}
    below: dict[str, list[PlanItem]] = {}
    roots = []
    for item in sorted(items, key=place):
        if item.parent in known and item.parent != item.id:
            below.setdefault(item.parent or "", []).append(item)
        else:
            roots.append(item)
    lines: dict[str, PlanLine] = {}
    for root in [*roots, *sorted(items, key=place)]:  # the second time, only what is in a ring is left
        waiting = [PlanLine(root, 0, now[root.id])]
        while waiting:
            line = waiting.pop()
            if line.item.id not in lines:
                lines[line.item.id] = line
                children = reversed(below.get(line.item.id, []))
                waiting += [PlanLine(child, line.depth + 1, now[child.id]) for child in children]
    return tuple(lines.values())


def find_item(snapshot: State, id: str) -> PlanItem:
    """The item with an id; raises BadInput for one that is not there, naming those that are near, and for a year."""
    items = snapshot.plan_items
    item = items.get(id)
    if item is None:
        near = ", ".join(nearest(id, list(items)))
        told = _("no plan item has the id “{id}”", id=safe(excerpt(id, 60)))
        raise BadInput(told + (_("; did you mean {near}?", near=near) if near else ""))
    if is_heading(item):
        raise BadInput(_("{id} is the plan of a year as documents wrote it: name one of its items", id=id))
    return item


def below(items: Items, id: str, *, only_open: bool = False, year: int | str | None = _ANY) -> list[str]:
    """The ids below an item, at any depth, itself left out; `only_open` and `year` leave out others with what is below.

    `only_open` keeps a finished item that something open is below.
    """
    children: dict[str | None, list[PlanItem]] = {}
    for item in items.values():
        if not is_heading(item) and (year == _ANY or item.year == year):
            children.setdefault(item.parent, []).append(item)
    found: dict[str, PlanItem] = {}
    waiting = [id]
    while waiting:
        for child in sorted(children.get(waiting.pop(), []), key=place):
            if child.id not in found and child.id != id:
                found[child.id] = child
                waiting.append(child.id)
    kept = with_parents(found, {item.id for item in found.values() if is_open(item)}) if only_open else set(found)
    return [known for known in found if known in kept]


def with_parents(items: Items, ids: Collection[str]) -> set[str]:
    """The ids and, among `items`, those of the items of the same year that they are below."""
    kept = set(ids)
    for id in ids:
        parent = shown_parent(items, items[id])
        while parent is not None and parent not in kept:
            kept.add(parent)
            parent = shown_parent(items, items[parent])
    return kept


def open_lines(year: PlanYear) -> tuple[PlanLine, ...]:
    """The lines of what is left to be done, with what it is below that is finished or was carried over."""
    items = {line.item.id: line.item for line in year.lines}
    kept = with_parents(items, [line.item.id for line in year.lines if line.is_left])
    return tuple(line for line in year.lines if line.item.id in kept)


def shown_parent(items: Items, item: PlanItem) -> str | None:
    """The id of the item that it stands below; None when its parent is nowhere, in another year, or itself."""
    found = items.get(item.parent) if item.parent and item.parent != item.id else None
    return found.id if found is not None and found.year == item.year and not is_heading(found) else None


def siblings(items: Items, year: int | None, parent: str | None) -> list[PlanItem]:
    """What stands or stood side by side in a year, in order: below the same item, or below none that is in the year."""
    here = items_in(items, year)
    return sorted((item for item in here.values() if shown_parent(here, item) == parent), key=place)
