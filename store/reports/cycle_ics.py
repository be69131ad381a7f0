"""The annual cycle as a calendar (RFC 5545): the same register gives the same bytes. Pure.

Every entry is all-day. A date that is a month or a year stands on its first day, and the summary says so. What has no
date at all is no entry of a calendar.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from icalendar import Calendar, vRecur
from icalendar import Event as Entry

from store.base.dates import first_day
from store.base.i18n import _
from store.base.text import safe
from store.records.model import Edition, Event
from store.records.paths import REGISTER, Key
from store.reports.cycle import STEPS, Occurrence, dates_of, kind_name, occurrences

if TYPE_CHECKING:
    from store.query.listing import Listing
    from store.records.snapshot import Snapshot

_PRODUCT: Final = "-//iktui//annual cycle//EN"
_ONE_DAY: Final = dt.timedelta(days=1)
_SAFE_DAY: Final = 28
"""The last day that every month has."""


def cycle_ics(
    snapshot: Snapshot, year: int, *, stamp: dt.datetime, origin: str, listing: Listing | None = None
) -> bytes:
    """The calendar of a year. What recurs is one entry with a rule, all else an entry of its own.

    `stamp` is when the snapshot's commit was made; `origin` names the register whatever becomes of its name (the id
    of its first commit), so that the ids of entries stay theirs and are nobody else's.
    """
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    name = _("{name}: annual cycle", name=snapshot.register.name)
    calendar.add("x-wr-calname", safe(name))
    events = snapshot.records(Event)
    recurring = {id for id, event in events.items() if event.recurs in STEPS}
    for id in sorted(recurring):
        if (first := _first(events[id], year)) is not None:
            event = events[id]
            told = Occurrence(
                first, event.name, event.kind or "other", Key(Event.KIND, id), "", "", event.comment,
                event.responsible, event.place,
            )  # fmt: skip
            entry = _entry(told, stamp, origin)
            entry.add("rrule", vRecur(_rule(event, first)))
            calendar.add_component(entry)
    # The day that it is read on makes no difference to what has a date.
    for item in occurrences(snapshot, year, dt.date(year, 1, 1), listing):
        if item.date and not (item.key.kind == Event.KIND and item.key.id in recurring):
            calendar.add_component(_entry(item, stamp, origin))
    content: bytes = calendar.to_ical()
    return content


def _first(event: Event, year: int) -> str | None:
    """The date on which a recurring event begins, None when it begins after the year or is over before it."""
    dates = dates_of(event, int(event.date[:4]) if event.date else year)
    over = event.until is not None and first_day(event.until) <= dt.date(year, 1, 1)
    return dates[0] if dates and int(dates[0][:4]) <= year and not over else None


def _rule(event: Event, first: str) -> dict[str, Any]:
    """The recurrence rule of an event; `store.reports.reports.cycle.dates_of` is the same for people."""
    step = STEPS[event.recurs or ""]
    by_year = step % 12 == 0
    rule: dict[str, Any] = {"FREQ": "YEARLY" if by_year else "MONTHLY", "INTERVAL": step // 12 if by_year else step}
    day = first_day(first)
    if day.day > _SAFE_DAY and (not by_year or day.month == 2):
        # A rule leaves a month without the day out; the last of the days that it does have is the last of the month.
        rule |= {"BYMONTHDAY": list(range(_SAFE_DAY, day.day + 1)), "BYSETPOS": -1}
        if by_year:
            rule["BYMONTH"] = day.month
    if event.until is not None:
        rule["UNTIL"] = first_day(event.until) - _ONE_DAY
    return rule


def _entry(item: Occurrence, stamp: dt.datetime, origin: str) -> Entry:
    """One entry; control characters are made visible, line ends stay."""
    entry = Entry()
    # What every year has is the same entry before its edition is opened and after.
    of_the_year = item.key.kind in (REGISTER.kind, Edition.KIND)
    uid = item.what if of_the_year else ".".join(part for part in (*item.key, item.what) if part)
    entry.add("uid", f"{uid}@{origin}.iktui")
    entry.add("dtstamp", stamp.astimezone(dt.UTC).replace(microsecond=0))
    day = first_day(item.date)
    entry.add("dtstart", day)
    entry.add("dtend", day + _ONE_DAY)
    entry.add("summary", safe(_summary(item)))
    described = [item.detail, _("responsible: {name}", name=item.responsible) if item.responsible else ""]
    text = "\n".join(part for part in described if part)
    if text:
        entry.add("description", safe(text, multiline=True))
    if item.place:
        entry.add("location", safe(item.place))
    entry.add("categories", [safe(kind_name(item.kind))])
    entry.add("transp", "TRANSPARENT")
    return entry


def _summary(item: Occurrence) -> str:
    if len(item.date) == 10:
        return item.title
    if len(item.date) == 7:
        return _("{title} (some time in the month)", title=item.title)
    return _("{title} (some time in the year)", title=item.title)
