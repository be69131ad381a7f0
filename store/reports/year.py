"""The year as a cycle: what falls in it, each with its months beside each other. Pure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from store.base.dates import shown_date
from store.base.i18n import _, ngettext
from store.reports import cycle
from store.reports.cycle import Occurrence, kind_name, month_name, occurrences
from store.reports.pictures import LATER, OVER, SOON, Cells, Picture
from store.reports.shown import Line, Shown
from store.reports.work import occurrence_json

if TYPE_CHECKING:
    from store.query.listing import Listing
    from store.records.snapshot import Snapshot

_MONTHS = range(1, 13)


def year_shown(snapshot: Snapshot, year: int, today: dt.date, listing: Listing | None) -> Shown:
    """A line for everything that falls in the year, however often: in which months."""
    found = occurrences(snapshot, year, today, listing)
    same: defaultdict[object, list[Occurrence]] = defaultdict(list)
    for item in found:
        same[item.key, item.title].append(item)
    legend = _("{over} over, {soon} within 60 days, {later} later", over=OVER, soon=SOON, later=LATER)
    return Shown(
        tuple(_line(items) for items in same.values()), [occurrence_json(item) for item in found],
        ngettext("{count} event in {year}", "{count} events in {year}", len(found), year=year), item=found,
        picture=Picture(Cells(tuple(month_name(month) for month in _MONTHS)), legend),
    )  # fmt: skip


def _line(items: list[Occurrence]) -> Line:
    first, months = items[0], dict.fromkeys(item.month for item in items)
    told = ", ".join(month_name(month) for month in months if month)
    when = told or (_("some time in the year") if first.date else _("no date"))
    more = [
        (_("Kind"), kind_name(first.kind)),
        (_("Dates"), ", ".join(shown_date(item.date) for item in items if item.date) or "–"),
    ]
    more += [(_("Responsible"), first.responsible), (_("Place"), first.place), ("", first.detail)]
    return Line(
        (first.title, when, kind_name(first.kind)), key=first.key, part=f"{first.what}/{first.title}",
        more=tuple((label, text) for label, text in more if text), item=items,
        drawn=Cells(tuple(_sign([item for item in items if item.month == month]) for month in _MONTHS)),
    )  # fmt: skip


def _sign(items: list[Occurrence]) -> str:
    """The sign of those that fall in a month, and how many they are where it is more than one."""
    states = {item.state for item in items}
    sign = SOON if cycle.SOON in states else OVER if states == {cycle.OVER} else LATER
    return (sign + (str(len(items)) if len(items) > 1 else "")) if items else ""
