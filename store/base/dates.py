"""Dates of day, month or year precision: stored as "2021-10-01", "2021-10", "2021", read as people type them, shown
in their language.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Final

from store.base.errors import BadInput
from store.base.i18n import _, language
from store.base.text import safe

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
_SHORT: Final = {
    "nb": ["jan.", "feb.", "mars", "apr.", "mai", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "des."],
    "nn": ["jan.", "feb.", "mars", "apr.", "mai", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "des."],
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
}
"""The months as CLDR shortens them (dateFormatItem yMMM of nb, nn and en)."""
_SAID: Final = re.compile(
    r"(?:(?P<day>\d{1,2})(?:\. ?|/|-| ))?"
    r"(?:(?P<month>\d{1,2})[./-]|(?P<name>[a-z]{3,9})(?:\. ?| ))(?P<year>\d{4}|\d{2})",
    re.ASCII,
)
_BLANK: Final = re.compile(r"(?<=\d\.) (?=\d)")
_CENTURY: Final = 70
"""A year of two digits from here on is of the last century, as the C library and POSIX have it (`strptime`, %y: 69)."""
_FORM: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def parse_partial_date(value: object) -> str:
    """The canonical text of a partial date as it is stored; a TOML date is taken too.

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


def read_date(words: str) -> str:
    """The partial date that people type: “31.12.2026”, “31/12-26”, “2026-12-31”, “des. 2026”, “12.2026”, “2026”.

    Raises ValueError, with a text for people, for anything else and for a day that does not exist.
    """
    found = said_date(words)
    if found is not None:
        return found
    plain = _BLANK.sub("", words.strip().casefold())
    if _FORM.fullmatch(plain) or ((said := _SAID.fullmatch(plain)) and not _is_unclear(said) and not said["name"]):
        raise ValueError(_("the date {value} does not exist", value=words.strip()))
    raise ValueError(_("“{value}” is no date: write 31.12.2026, Dec 2026 or 2026", value=safe(words.strip()[:40])))


def shown_date(partial: str | None, lang: str | None = None) -> str:
    """A partial date as people write it: “31.12.2026”, “okt. 2021”, “2021”; in English “31 Dec 2026”, “Oct 2021”.

    "" for none; words that are no stored date stay as they are. `read_date` gives the date back.
    """
    match = _FORM.fullmatch(partial or "")
    if match is None or not match[2]:
        return partial or ""
    lang = lang or language()
    year, month, day = match.groups()
    named = _SHORT[lang][int(month) - 1]
    if not day:
        return f"{named} {year}"
    return f"{int(day)} {named} {year}" if lang == "en" else f"{int(day)}.{int(month)}.{year}"


def shown_day(when: dt.datetime) -> str:
    """The day of a moment, as people write it."""
    return shown_date(when.date().isoformat())


def shown_moment(when: dt.datetime, *, seconds: bool = False) -> str:
    """A day and a time of it, as people write them."""
    return f"{shown_day(when)} {when:{'%H:%M:%S' if seconds else '%H:%M'}}"


def said_date(words: str) -> str | None:
    """The partial date that words of a document are: “1.2.2019”, “15/3-08”, “1. mars 2021”, “1 May 2021”, “okt. 2027”.

    None for words that are no date, for a day that does not exist, and for “1.12”: which of the two is the year?
    """
    words = _BLANK.sub("", words.strip().casefold())
    said = _SAID.fullmatch(words)
    if said is not None and not _is_unclear(said):
        month = int(said["month"] or MONTHS.get(said["name"] or "", 0))
        year = int(said["year"]) + (0 if len(said["year"]) > 2 else 2000 if int(said["year"]) < _CENTURY else 1900)
        words = f"{year:04}-{month:02}" + (f"-{int(said['day']):02}" if said["day"] else "")
    try:
        return parse_partial_date(words)
    except ValueError:
        return None


def _is_unclear(said: re.Match[str]) -> bool:
    """Whether it is two numbers of two digits: a month and a year, or a day and a month?"""
    return bool(said["month"] and not said["day"] and len(said["year"]) == 2)


def first_day(partial: str) -> dt.date:
    """The first day that `partial` can mean."""
    return dt.date.fromisoformat((partial + "-01-01")[:10])


def last_day(partial: str) -> dt.date:
    """The last day that what somebody wrote can mean; raises ValueError, with a text for people, for no date."""
    partial = read_date(partial)
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
