"""The years that plan items stood in, read out of the history of those that were carried over before that was kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from store.base.i18n import mark_plural, ngettext_in
from store.changes.changes import Change, Changeset, change
from store.planning.plan import is_heading, past_of
from store.records.model import PlanItem, Stood
from store.records.paths import Key
from store.records.snapshot import Snapshot, State

ACTION = "rebuild-plan"


class Told(NamedTuple):
    """What the history says of one item."""

    years: dict[str, Stood]
    """How it stood in the years that it was carried over from."""
    is_whole: bool
    """Whether the history begins where the item does: then it was carried over from no other year."""


Past = Mapping[str, Told]
"""By the ids of items."""


def lacks_past(item: PlanItem) -> bool:
    """Whether it was carried over from more years than are kept."""
    return not is_heading(item) and item.carried > len(item.years)


def lacking(snapshot: State) -> list[Key]:
    """The items whose past is to be looked for in the history."""
    return [item.key for item in snapshot.plan_items.values() if lacks_past(item)]


def read_past(changes: Iterable[Change]) -> Past:
    """What a history of plan items says, the oldest change first.

    Who was moved by hand corrected the year, and who was taken back stood there no more: neither leaves anything.
    """
    told: dict[str, Told] = {}
    for made in changes:
        before, after, id = made.before, made.after, made.key.id
        known = told.get(id, Told({}, is_whole=False))
        if not isinstance(after, PlanItem):
            told.pop(id, None)
        elif not isinstance(before, PlanItem):
            told[id] = Told({}, is_whole=not after.carried)
        elif before.year != after.year and before.year is not None:
            is_carried = after.carried > before.carried and (after.year or 0) > before.year
            upto = before.year if is_carried or after.year is None else min(before.year, after.year)
            years = {year: stood for year, stood in known.years.items() if int(year) < upto}
            told[id] = known._replace(years={**years, **(past_of(before) if is_carried else {})})
    return told


def rebuilt(snapshot: Snapshot, past: Past) -> Changeset:
    """The items with the years that the history tells of, and counted by them; what is kept already stays."""
    made = []
    for key in lacking(snapshot):
        item, told = snapshot.plan_items[key.id], past.get(key.id)
        if told is None:
            continue
        found = {year: stood for year, stood in told.years.items() if item.year is None or int(year) < item.year}
        years = dict(sorted({**found, **item.years}.items()))
        carried = len(years) if told.is_whole else item.carried
        made.append(change(item, item.model_copy(update={"years": years, "carried": carried})))
    changes = tuple(one for one in made if one.before != one.after)
    text = mark_plural("The plan rebuilt: {count} plan item with the years that it stood in",
                       "The plan rebuilt: {count} plan items with the years that they stood in")  # fmt: skip
    return Changeset(snapshot.commit, changes, ACTION, ngettext_in(snapshot.language, *text, len(changes)))
