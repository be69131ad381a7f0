"""Dates of day, month or year precision, as text: "2021-10-01", "2021-10", "2021"."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Final

from store.base.errors import BadInput
from store.base.i18n import _

_NAMES: Final = (
    "januar februar mars april mai juni juli august september oktober november desember",
    "january february march april may june july august september october november december",
)
MONTHS: Final = {
    name: number
    for names in _NAMES
    for number, month in enumerate(names.split(" "), start=1)
    for name in (month, month[:3], month[:4])
}
"""The months of bokmål, nynorsk and English, and their first letters, by number."""
_SAID: Final = re.compile(
    r"(?:(?P<day>\d{1,2})(?:\. ?|/|-| ))?(?:(?P<month>\d{1,2})[./-]|(?P<name>[a-z]{3,9})\.? )(?P<year>\d{4}|\d{2})",
    re.ASCII,
)
_BLANK: Final = re.compile(r"(?<=\d\.) (?=\d)")
_CENTURY: Final = 70
"""A year of two digits from here on is of the last century, as the C library and POSIX have it (`strptime`, %y: 69)."""
_FORM: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def parse_partial_date(value: object) -> str:
    """The canonical text of a partial date; a TOML date is taken too.

    Raises ValueError, with a text for people, for anything else and for a day that does not exist.
    """
    if isinstance(value, dt.datetime):
        value = value.date()
    text = value.isoformat() if isinstance(value, dt.date) else str(value).strip()
    match = _FORM.fullmatch(text)
    if match is None:
        raise ValueError(_("“{value}” is not a date: write 2021, 2021-10 or 2021-10-01", value=text[:40]))
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        dt.date(year, month, day)
    except ValueError:
        raise ValueError(_("the date {value} does not exist", value=text)) from None
    return text


def said_date(words: str) -> str | None:
    """The partial date that words of a document are: “1.2.2019”, “15/3-08”, “1. mars 2021”, “1 May 2021”, “okt. 2027”.

    None for words that are no date, and for a day that does not exist.
    """
    words = _BLANK.sub("", words.strip().casefold())
    said = _SAID.fullmatch(words)
    if said is not None:
        month = int(said["month"] or MONTHS.get(said["name"] or "", 0))
        year = int(said["year"]) + (0 if len(said["year"]) > 2 else 2000 if int(said["year"]) < _CENTURY else 1900)
        words = f"{year:04}-{month:02}" + (f"-{int(said['day']):02}" if said["day"] else "")
    try:
        return parse_partial_date(words)
    except ValueError:
        return None


def first_day(partial: str) -> dt.date:
    """The first day that `partial` can mean."""
    return dt.date.fromisoformat((partial + "-01-01")[:10])


def last_day(partial: str) -> dt.date:
    """The last day that what somebody wrote can mean; raises ValueError, with a text for people, for no date."""
    partial = parse_partial_date(partial)
    first = first_day(partial)
    if len(partial) == len("2021"):
        return first.replace(month=12, day=31)
    return first if partial == first.isoformat() else first.replace(day=calendar.monthrange(first.year, first.month)[1])


def in_force(start: str | None, end: str | None, day: dt.date) -> bool:
    """Whether something that runs from `start` until `end` (open when None) is in force on `day`."""
    return (start is None or first_day(start) <= day) and (end is None or day < first_day(end))


def applies(status: str, start: str | None, end: str | None, day: dt.date) -> bool:
    """Whether a collaboration is in force on `day`, by its dates; one over or not begun, without a date, is not."""
    return bool(end or status not in ("ended", "replaced", "proposed")) and in_force(start, end, day)


def has_passed(partial: str, day: dt.date) -> bool:
    """Whether every day that `partial` can mean lies before `day`."""
    return last_day(partial) < day


_YEAR: Final = re.compile(r"(?:19|20)\d{2}", re.ASCII)


def is_year(id: str) -> bool:
    """Whether the id of an edition is a year."""
    return _YEAR.fullmatch(id) is not None


def check_year(words: str) -> str:
    """The year of four digits; raises BadInput."""
    year = words.strip()
    if not _YEAR.fullmatch(year):
        raise BadInput(_("“{year}” is no year: write four digits, such as 2022", year=words[:20]))
    return year
