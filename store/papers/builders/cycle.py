"""The annual cycle of a year: its months in a ring, and a table of what falls in each."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import TYPE_CHECKING

from store.base.i18n import _, language
from store.papers.builders.pictures import year_drawing
from store.papers.builders.rows import full_columns
from store.papers.paper import DATE, Block, Column, Line, Paper, Paragraph
from store.papers.words import as_of, capital, label
from store.records.paths import REGISTER
from store.reports.cycle import Occurrence, kind_name, month_name, occurrences

if TYPE_CHECKING:
    from store.records.snapshot import Snapshot


def cycle(snapshot: Snapshot, day: dt.date, today: dt.date) -> Paper:
    """What the year of a day holds."""
    found = occurrences(snapshot, day.year, today)
    title, count = _("The annual cycle of {year}", year=day.year), len(found)
    columns = (
        Column(label("date"), DATE), Column(_("What"), weight=4.0), Column(label("kind"), weight=1.5),
        Column(label("responsible"), weight=1.5), Column(label("place"), weight=1.5),
    )  # fmt: skip
    lines: list[Line] = []
    for month, items in groupby(found, lambda item: item.month):
        lines.append(Line((capital(month_name(month)) if month else _("Without a month"),), is_section=True))
        lines += [_line(item) for item in items]
    table = full_columns(columns, lines, "cycle")
    blocks: list[Block] = [year_drawing(found, day.year), table] if count else [Paragraph(_("Nothing falls in it."))]
    return Paper("cycle", title, as_of(day.isoformat()), language(), tuple(blocks))


def _line(item: Occurrence) -> Line:
    key = None if item.key == REGISTER else item.key
    return Line((item.date, item.title, kind_name(item.kind), item.responsible, item.place), key)
