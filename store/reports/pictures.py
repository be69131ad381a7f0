"""What the lines of a View are drawn as where people would rather look: values without a width, a colour, a paper.

Whatever a picture shows stands in the cells of its line too, for those who hear it. Pure.
"""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple

BEGINS, ENDS, UNKNOWN, GOES_ON, LASTS = "├", "┤", "◄", "►", "█"
"""The signs of a bar over years: its known ends, a begin that nobody knows, an end nobody has said, what is between."""
TODAY, NOTICE, RUNS_OUT, CHANGED, EDITION, DECIDED = "┊", "!", "×", "*", "▲", "+"
"""The signs that stand at a day."""
OVER, SOON, LATER = "○", "!", "●"
"""The signs of what falls in a month."""
_LONGEST: Final = (60, 30)
"""Years before and after the day that it is drawn which a picture shows at most."""


class Bar(NamedTuple):
    """A number among others, of which `most` is the largest."""

    value: int
    most: int


class Axis(NamedTuple):
    """Years beside each other, the last included, and the day on which it is drawn."""

    first: int
    last: int
    today: dt.date

    def at(self, day: dt.date) -> float:
        """Where a day stands, from 0 to 1; one outside stands at the edge."""
        start, end = dt.date(self.first, 1, 1).toordinal(), dt.date(self.last, 12, 31).toordinal() + 1
        return min(1.0, max(0.0, (day.toordinal() - start) / (end - start)))

    def years(self, count: int) -> list[int]:
        """At most `count` of the years, at equal distances that people count in."""
        steps = (step for step in (1, 2, 5, 10, 20, 50) if (self.last - self.first) // step < max(1, count))
        step = next(steps, 100)
        return [year for year in range(self.first, self.last + 1) if year % step == 0] or [self.first]


def axis(days: list[dt.date], today: dt.date) -> Axis:
    """The years that these days and today are in, and a year more; what is too far away is left out."""
    before, after = _LONGEST
    years = [day.year for day in (*days, today) if today.year - before <= day.year <= today.year + after]
    return Axis(max(1, min(years) - 1), min(9998, max(years) + 1), today)


class Sign(NamedTuple):
    """What happened on a day."""

    day: dt.date
    sign: str


class Track(NamedTuple):
    """A line over years: from when until when something lasts (None: not known, no end said), and what happened."""

    axis: Axis
    start: dt.date | None = None
    end: dt.date | None = None
    signs: tuple[Sign, ...] = ()
    lasts: bool = True
    """Whether there is anything but the signs."""


class Cells(NamedTuple):
    """Short words under the names of columns; `queries` are the filters that find what each counts."""

    texts: tuple[str, ...]
    queries: tuple[str, ...] = ()
    weights: tuple[float, ...] = ()
    """How much each is of the most, from 0 to 1."""


class Step(NamedTuple):
    """A step of a way, by how far it is (`store.planning.study_report.SIGNS`); or what belongs to the one before it."""

    state: str
    belongs: bool = False


class Way(NamedTuple):
    """All the steps beside each other, by how far they are."""

    states: tuple[str, ...]


class Dated(NamedTuple):
    """What happened on the date that the line begins with."""

    sign: str


Drawn = Bar | Track | Cells | Step | Dated


class Picture(NamedTuple):
    """What is told of a picture as a whole."""

    head: Axis | Cells | Way | None = None
    """What stands above the lines and stays there."""
    legend: str = ""
    """What its signs mean."""
