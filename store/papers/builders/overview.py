"""The overview per a day: every collaboration below its area, one column a member, as the councils know it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING

from store.base.i18n import LANGUAGES, _, language
from store.base.text import match_key
from store.papers.builders.prose import prose_blocks
from store.papers.builders.rows import (
    base_cells,
    base_columns,
    comment_column,
    is_wide,
    legend,
    notes,
    section,
)
from store.papers.paper import Block, Line, Paper, Paragraph, Table
from store.papers.words import as_of, date_text, listed
from store.records.model import Collaboration, Document
from store.records.overview import overview_of
from store.records.paths import Key
from store.reports.reports import by_area

if TYPE_CHECKING:
    from store.papers.words import Keep, Records


def overview(records: Records, day: dt.date, keep: Keep | None = None) -> Paper:
    """The overview of what is in force on a day, or of what `keep` says; a collaboration of two areas is in both.

    The prose is that of the overview that was imported for that day, where there is one.
    """
    wanted = keep or (lambda record: record.in_force_on(day))
    sections = list(by_area(records, wanted))
    kept = list({record.id: record for _id, _name, inside in sections for record in inside}.values())
    document = _document(records, day)
    title = (document.name if document else "") or _("Overview of intermunicipal cooperation")
    before, after = _prose(document, title, records, day)
    columns = (*base_columns(records), comment_column())
    lines = tuple(_lines(sections, records, day))
    table = Table(columns, lines, name="overview", of=Collaboration.KIND, sections="areas")
    return Paper(
        "overview", title, as_of(day.isoformat()), language(),
        (*before, *legend(kept), table, *notes(kept, records, day), *after), is_wide(table),
    )  # fmt: skip


def _lines(sections: list[tuple[str, str, list[Collaboration]]], records: Records, day: dt.date) -> Iterator[Line]:
    for id, name, inside in sections:
        yield section(name, Key("area", id) if id else None)
        for record in inside:
            cells = (*base_cells(record, records, day), record.comment)
            yield Line(cells, Key(Collaboration.KIND, record.id))


def _document(records: Records, day: dt.date) -> Document | None:
    """The overview that was imported for the day: of the year's edition, or one that is dated so."""
    if (day.month, day.day) == (1, 1) and (found := overview_of(records, f"{day.year:04}")) is not None:
        return found
    dated = [one for one in records.documents.values() if one.kind == "overview" and one.date == day.isoformat()]
    return max(dated, key=lambda one: one.id, default=None)


def _prose(document: Document | None, title: str, records: Records, day: dt.date) -> tuple[list[Block], list[Block]]:
    if document is not None and document.text:
        days = (as_of(day.isoformat(), code) for code in LANGUAGES)
        return prose_blocks(document.text, {match_key(title), *map(match_key, days)})
    members = listed(records.name(Key("party", id)) for id in records.register.members)
    date = date_text(day.isoformat())
    if members:
        text = _("This is the intermunicipal cooperation that {members} take part in as of {date}.",
                 members=members, date=date)  # fmt: skip
    else:
        text = _("This is the intermunicipal cooperation in the register as of {date}.", date=date)
    return [Paragraph(text)], []
