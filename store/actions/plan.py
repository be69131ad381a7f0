"""What is done with the items of the action plan. Pure."""

from __future__ import annotations

from typing import Final, cast

from store.actions import questions as q
from store.actions.action import Action, Asked, Question, why
from store.base.errors import BadInput
from store.base.i18n import _, mark, ngettext
from store.base.text import excerpt, safe
from store.changes.changes import Changeset
from store.planning.plan import below
from store.planning.plan_edits import carried, moved, new_item, plan_year, removed, reordered, ticked
from store.planning.plan_past import rebuilt
from store.records.model import PlanItem

KIND: Final = PlanItem.KIND
PAST: Final = "past"
"""What the history says of the items that `lacking` names (`store.planning.plan_past`)."""


def _ids(asked: Asked) -> list[str]:
    return [record.id for record in asked.about]


def _move(asked: Asked) -> Changeset:
    """To a year, or with `step` to the one beside its own, which is this year's where it names none."""
    year = asked.get("year", None)
    if year is None:
        known = cast(PlanItem, asked.record).year
        year = int(asked.today[:4]) if known is None else plan_year(str(known + asked.answers["step"]))
    return why(asked, moved(asked.snapshot, _ids(asked), year), "move-item")


def _newest(asked: Asked) -> Asked:
    """The same; raises BadInput where it was asked in a year from which the item was carried over."""
    year = asked.get("from_year", None)
    for item in cast("tuple[PlanItem, ...]", asked.about) if year is not None else ():
        if item.year != year:
            raise BadInput(_("“{name}” is no longer in the plan of {year}: it was carried over and stands in {newest}",
                             name=safe(excerpt(item.name, 60)), year=year, newest=item.year or "–"))  # fmt: skip
    return asked


def _carry(asked: Asked) -> Changeset:
    return why(_newest(asked), carried(asked.snapshot, _ids(asked), asked.get("year", None)), "carry-item")


def _order(asked: Asked) -> Changeset:
    return why(_newest(asked), reordered(asked.snapshot, asked.record.id, asked.answers["step"]), "order-item")


def _remove_sure(asked: Asked) -> str:
    count = len(below(asked.snapshot.plan_items, asked.record.id))
    more = ngettext("and {count} below it", "and {count} below it", count) if count else ""
    return f"{_('Remove “{name}”?', name=asked.record.name)} {more}".rstrip()


def new(name: str, year: int | None, asked: Asked) -> PlanItem:
    """A new item, last of its year, or below the one that it is about; raises BadInput."""
    parent = cast("PlanItem | None", asked.about[0] if asked.about else None)
    return new_item(asked.snapshot, name, year, parent)


_FROM: Final = Question(
    "from_year", mark("The year of the plan that it is seen in"), lambda words, _asked: plan_year(words),
    required=False, silent=True,
)  # fmt: skip

MOVE_ITEM: Final = Action(
    "move-item", mark("Move"), mark("plan items to another year, with what is below them"),
    _move, KIND, asks=(Question("year", mark("Year"), lambda words, _asked: plan_year(words),
                                when=lambda asked: "step" not in asked.answers),),
)  # fmt: skip
ORDER_ITEM: Final = Action(
    "order-item", mark("Order"), mark("a plan item one place up or down"),
    _order, KIND, asks=(q.step(), _FROM),
)  # fmt: skip
TICK_ITEM: Final = Action(
    "tick-item", mark("Done"), mark("plan items done; planned again when they are done"),
    lambda asked: why(asked, ticked(asked.snapshot, _ids(asked)), "tick-item"), KIND,
)  # fmt: skip
CARRY_ITEM: Final = Action(
    "carry-item", mark("Carry over"), mark("plan items to the next year, what is done stays"),
    _carry, KIND,
    asks=(Question("year", mark("Year"), lambda words, _asked: plan_year(words), required=False, silent=True), _FROM),
)  # fmt: skip
REMOVE_ITEM: Final = Action(
    "remove-item", mark("Remove"), mark("remove a plan item and what is below it"),
    lambda asked: why(asked, removed(asked.snapshot, asked.record.id), "remove-item"), KIND, sure=_remove_sure,
)  # fmt: skip
REBUILD_PLAN: Final = Action(
    "rebuild-plan", mark("Rebuild the plan"), mark("the years that plan items stood in, read out of the history"),
    lambda asked: why(asked, rebuilt(asked.snapshot, asked.answers[PAST])),
    reviewed=True, slow=True, needs=(PAST,), nothing=mark("the history tells of no year that is missing"),
)  # fmt: skip
