"""What can be done with the action plan: items moved, put in order, ticked off, carried over, removed.

Pure: each function gives the Changeset of one commit, action “plan”, whose first line says it in one sentence in the
register's language. One without changes says that there is nothing to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from store.base.dates import check_year
from store.base.errors import BadInput, refusing
from store.base.i18n import _, in_language, mark, mark_plural, ngettext_in
from store.base.ids import make_id
from store.base.text import excerpt
from store.changes.changes import Changeset, change
from store.planning.plan import (
    Items,
    below,
    find_item,
    is_heading,
    is_open,
    items_in,
    past_of,
    place,
    shown_parent,
    siblings,
    stood_in,
    with_parents,
)
from store.records.entry import check_name
from store.records.model import PlanItem
from store.records.snapshot import Snapshot
from store.rules.taken import Taken

ACTION: Final = "plan"
_STEP: Final = 10


def plan_year(words: str) -> int:
    """The year that words are; raises BadInput."""
    return int(check_year(words))


def _changeset(snapshot: Snapshot, after: Iterable[PlanItem], subject: str) -> Changeset:
    items = snapshot.plan_items
    made = [change(items.get(item.id), item) for item in after]
    return Changeset(snapshot.commit, tuple(one for one in made if one.before != one.after), ACTION, subject)


def _told(snapshot: Snapshot, items: Sequence[PlanItem], one: str, many: tuple[str, str], **values: object) -> str:
    """The first line of the commit message: by name for one item, else counted."""
    lang = snapshot.language
    if len(items) == 1:
        return in_language(lang, one, name=excerpt(items[0].name, 60), **values)
    return ngettext_in(lang, *many, len(items), **values)


def new_item(snapshot: Snapshot, name: str, year: int | None, parent: PlanItem | None = None) -> PlanItem:
    """A new item, last of its year or below `parent`, whose year it then has; raises BadInput for no name."""
    items = snapshot.plan_items
    with refusing(_("name: {reason}")):
        name = check_name(name)
    above = parent.id if parent is not None else None
    year = parent.year if parent is not None else year
    order = _last(items, year, above) + _STEP
    id = make_id(name, Taken(snapshot, PlanItem.KIND), "punkt")
    return PlanItem(id=id, name=name, year=year, order=order, status="planned", parent=above)


def _last(items: Items, year: int | None, parent: str | None = None) -> int:
    return max((item.order for item in siblings(items, year, parent)), default=0)


def moved(snapshot: Snapshot, ids: Sequence[str], year: int) -> Changeset:
    """The items in another year, behind those that are there, with everything below them; raises BadInput.

    It corrects the year that they stand in, which keeps nothing of them; nor do years that they are moved before.
    """
    items = snapshot.plan_items
    tops = [top for top in _tops(items, [find_item(snapshot, id) for id in ids]) if top.year != year]
    after = _in_year(items, {top.id: [top.id, *below(items, top.id, year=top.year)] for top in tops}, year)
    told = mark_plural("{count} plan item moved to {year}", "{count} plan items moved to {year}")
    return _changeset(snapshot, after, _told(snapshot, tops, mark("{name}: moved to {year}"), told, year=year))


def _tops(items: Items, chosen: Sequence[PlanItem]) -> list[PlanItem]:
    """Those of the items that are below no other of them; of a ring, the first."""
    tops: dict[str, PlanItem] = {}
    for item in chosen:
        if not any(item.id in (id, *below(items, id, year=top.year)) for id, top in tops.items()):
            lower = below(items, item.id, year=item.year)
            tops = {id: top for id, top in tops.items() if id not in lower} | {item.id: item}
    return list(tops.values())


def _in_year(
    items: Items, going: Mapping[str, Sequence[str]], year: int, *, is_carried: bool = False
) -> list[PlanItem]:
    """Items in another year: the topmost, by id, each with all that goes along, itself first.

    The topmost stand last there, and below their parent only if that is there too. What is carried over is counted, and
    leaves behind how it stood.
    """
    moving = {id for ids in going.values() for id in ids}
    order = _last(items, year)
    after = []
    for top, ids in going.items():
        parent = items.get(items[top].parent or "")
        keeps = parent is not None and (parent.year == year or parent.id in moving)
        if not keeps:
            order += _STEP
        for id in ids:
            update: dict[str, object] = {"year": year, **_past(items[id], year, is_carried=is_carried)}
            if id == top and not keeps:
                update |= {"parent": None, "order": order}
            after.append(items[id].model_copy(update=update))
    return after


def _past(item: PlanItem, year: int, *, is_carried: bool) -> dict[str, object]:
    """How often it has been carried over once it stands in another year, and the years that it stood in before."""
    known = stood_in(item)
    years = {f"{before:04}": item.years[f"{before:04}"] for before in known if before < year}
    carried = max(0, item.carried - len(known) + len(years)) + is_carried
    return {"carried": carried, "years": {**years, **(past_of(item) if is_carried else {})}}


def to_carry(items: Items, before: int) -> list[PlanItem]:
    """What a rollover into the year `before` carries over: the unfinished items of earlier years, by year and order.

    A finished item is carried along only when something unfinished is below it; a year's own record never is.
    """
    earlier = {id: item for id, item in items.items() if item.year is not None and item.year < before}
    earlier = {id: item for id, item in earlier.items() if not is_heading(item)}
    kept = with_parents(earlier, [id for id, item in earlier.items() if is_open(item)])
    return sorted((earlier[id] for id in kept), key=lambda item: (item.year or 0, *place(item)))


def carried_into(items: Items, chosen: Sequence[PlanItem], year: int) -> list[PlanItem]:
    """The items as they are in a later year, carried over once more; each below its parent where that goes along."""
    going = {item.id for item in chosen}
    tops: dict[str, list[str]] = {}
    for item in chosen:
        if item.parent in going and items[item.parent or ""].year == item.year and item.parent != item.id:
            continue
        tops[item.id] = [item.id, *(id for id in below(items, item.id, year=item.year) if id in going)]
    inside = {id for ids in tops.values() for id in ids}
    tops |= {item.id: [item.id] for item in chosen if item.id not in inside}  # a ring has no topmost
    return _in_year(items, tops, year, is_carried=True)


def carried(snapshot: Snapshot, ids: Sequence[str], year: int | None = None) -> Changeset:
    """The items carried over to the year after their own, or to `year`, with what is unfinished below them.

    Raises BadInput for what is finished, names no year, or would be carried back.
    """
    items = snapshot.plan_items
    tops = _tops(items, [find_item(snapshot, id) for id in ids])
    after: list[PlanItem] = []
    for top in tops:
        going = [top, *(items[id] for id in below(items, top.id, only_open=True, year=top.year))]
        if top.year is None:
            raise BadInput(_("{id} names no year: move it to one", id=top.id))
        if not any(is_open(item) for item in going):
            raise BadInput(_("{id} is finished: only what is not finished is carried over", id=top.id))
        target = year if year is not None else top.year + 1
        if target <= top.year:
            raise BadInput(_("{id} stands in {year}: nothing is carried back", id=top.id, year=top.year))
        placed = {**items, **{item.id: item for item in after}}
        after += carried_into(placed, going, target)
    years = {item.year for item in after}
    if len(years) != 1:
        told = mark_plural("{count} plan item carried over a year", "{count} plan items carried over a year")
        return _changeset(snapshot, after, _told(snapshot, tops, "", told))
    told = mark_plural("{count} plan item carried over to {year}", "{count} plan items carried over to {year}")
    subject = _told(snapshot, tops, mark("{name}: carried over to {year}"), told, year=years.pop())
    return _changeset(snapshot, after, subject)


def reordered(snapshot: Snapshot, id: str, step: int) -> Changeset:
    """The item one place up (-1) or down (1) among those beside it; nothing at the edge. Raises BadInput."""
    items, item = snapshot.plan_items, find_item(snapshot, id)
    beside = siblings(items, item.year, shown_parent(items_in(items, item.year), item))
    at = next(at for at, other in enumerate(beside) if other.id == id)
    if 0 <= at + step < len(beside):
        beside[at], beside[at + step] = beside[at + step], beside[at]
    else:
        return _changeset(snapshot, [], "")
    after = [_placed(items[other.id], item.year, _STEP * number) for number, other in enumerate(beside, start=1)]
    one = mark("{name}: one place up") if step < 0 else mark("{name}: one place down")
    return _changeset(snapshot, after, _told(snapshot, [item], one, ("", "")))


def _placed(item: PlanItem, year: int | None, order: int) -> PlanItem:
    """The item at a place in a year that it stands or stood in."""
    if item.year == year:
        return item.model_copy(update={"order": order})
    key = f"{year:04}"
    then = item.years[key].model_copy(update={"order": order})
    return item.model_copy(update={"years": {**item.years, key: then}})


def ticked(snapshot: Snapshot, ids: Sequence[str]) -> Changeset:
    """The items done; planned again when all of them are finished. Raises BadInput."""
    items = [find_item(snapshot, id) for id in dict.fromkeys(ids)]
    reopens = not any(is_open(item) for item in items)
    after = [item.model_copy(update={"status": "planned" if reopens else "done"}) for item in items]
    if reopens:
        many = mark_plural("{count} plan item planned again", "{count} plan items planned again")
        return _changeset(snapshot, after, _told(snapshot, items, mark("{name}: planned again"), many))
    many = mark_plural("{count} plan item done", "{count} plan items done")
    return _changeset(snapshot, after, _told(snapshot, items, mark("{name}: done"), many))


def removed(snapshot: Snapshot, id: str) -> Changeset:
    """The item and everything below it gone, in whatever year; raises BadInput."""
    items, item = snapshot.plan_items, find_item(snapshot, id)
    gone = [item, *(items[lower] for lower in below(items, id))]
    changes = tuple(change(one, None) for one in gone)
    subject = in_language(snapshot.language, mark("{name}: removed"), name=excerpt(item.name, 60))
    return Changeset(snapshot.commit, changes, "remove", subject)
