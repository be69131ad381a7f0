"""The life of a collaboration: who took part from when until when, the editions, and what happened at a date. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from store.base.dates import first_day, shown_date
from store.base.glossary import legal_forms, terms_of
from store.base.i18n import _, language, ngettext
from store.changes.wording import field_label, value_text
from store.records.decisions import decision_text
from store.records.model import Collaboration, Document, Party
from store.records.paths import Key
from store.reports.pictures import (
    BEGINS,
    CHANGED,
    DECIDED,
    EDITION,
    ENDS,
    GOES_ON,
    NOTICE,
    RUNS_OUT,
    TODAY,
    UNKNOWN,
    Axis,
    Dated,
    Picture,
    Sign,
    Track,
    axis,
)
from store.reports.shown import Line, Shown

if TYPE_CHECKING:
    from store.records.snapshot import State

_TOLD = ("name", "legal_form", "status", "host")
"""What is told where it stands otherwise in the next edition."""


class Happening(NamedTuple):
    """What happened on a partial date; `who` is the id of the party that it is of, "" for the whole."""

    date: str
    sign: str
    text: str
    who: str = ""


def in_editions(record: Collaboration, editions: Mapping[str, State]) -> dict[str, Collaboration]:
    """The collaboration as each of the editions has it that has it, by year; by an id too that was merged into it."""
    keys, found = [Key(Collaboration.KIND, id) for id in (record.id, *record.former)], {}
    for year, state in editions.items():
        then = next((then for key in keys if (then := state.readable(key)) is not None), None)
        if isinstance(then, Collaboration):
            found[year] = then
    return found


def life_shown(
    state: State,
    record: Collaboration,
    editions: Mapping[str, Collaboration],
    today: dt.date,
    documents: Iterable[Document] = (),
) -> Shown:
    """The whole, each participant, the editions; then by date what happened, to its `documents` too.

    `editions` has the collaboration as each edition has it, by year.
    """
    dated = [*happenings(state, record, editions, today), *(one for made in documents for one in _document(made))]
    found = sorted(dated, key=lambda one: (one.date, one.who, one.sign))
    years = axis([first_day(one.date) for one in found], today)
    whole = Line(
        (_("The collaboration"), _lasting(record.from_, record.until), _form(record)),
        drawn=_track(years, record.from_, record.until, found, ""), key=Key(Collaboration.KIND, record.id),
        more=((_("Form"), _form(record)), (_("Status"), terms_of("status")[record.status].name())),
    )  # fmt: skip
    signs = tuple(Sign(first_day(year), EDITION) for year in editions)
    ticks = [
        Line((_("Editions"), ", ".join(editions)), drawn=Track(years, signs=signs, lasts=False))
    ] if editions else []  # fmt: skip
    parts = [_part(state, record, id, years, found) for id in record.participants]
    dates = [Line((_("What happened"),), is_heading=True)] if found else []
    dates += [
        Line(
            (shown_date(one.date), one.text),
            key=Key(Collaboration.KIND, record.id),
            part=f"{number}",
            drawn=Dated(one.sign),
        )
        for number, one in enumerate(found)
    ]
    legend = _(
        "{begins} begins, {ends} ends, {unknown} nobody knows since when, {on} goes on, {notice} notice, "
        "{out} runs out, {changed} changed, {decided} decided, {edition} edition, {today} today",
        begins=BEGINS, ends=ENDS, unknown=UNKNOWN, on=GOES_ON, notice=NOTICE, out=RUNS_OUT, changed=CHANGED,
        decided=DECIDED, edition=EDITION, today=TODAY,
    )  # fmt: skip
    counted = ngettext("{count} participant", "{count} participants", len(parts))
    return Shown((whole, *parts, *ticks, *dates), _json(record, list(editions), found), f"{record.name}, {counted}",
                 item=record, picture=Picture(years, legend))  # fmt: skip


def happenings(
    state: State, record: Collaboration, editions: Mapping[str, Collaboration], today: dt.date
) -> Iterator[Happening]:
    """Everything of it that has a date; what stands otherwise from one edition to the next has that of the later."""
    if record.from_:
        yield Happening(record.from_, BEGINS, _("begins"))
    if record.until:
        reason = f": {' '.join(record.end_reason.split())}" if record.end_reason else ""
        yield Happening(record.until, ENDS, _("ends") + reason)
    for id, part in record.participants.items():
        name = state.name(Key(Party.KIND, id))
        if part.from_:
            yield Happening(part.from_, BEGINS, _("{party} begins to take part", party=name), id)
        if part.notice_given:
            yield Happening(part.notice_given, NOTICE, _("{party} gives notice", party=name), id)
        if part.until:
            yield Happening(part.until, ENDS, _("{party} leaves", party=name), id)
    for id, made in record.decisions.items():
        if made.date:
            name = state.name(Key(Party.KIND, id))
            what = decision_text(made.model_copy(update={"date": None}))
            yield Happening(made.date, DECIDED, _("{party} decides: {what}", party=name, what=what), id)
    if record.agreement_date:
        yield Happening(record.agreement_date, DECIDED, _("the agreement is made"))
    if record.agreement_until:
        yield Happening(record.agreement_until, RUNS_OUT, _("the agreement runs out"))
    yield from _changed(state, record, editions, today)


def _document(document: Document) -> Iterator[Happening]:
    if document.from_:
        yield Happening(document.from_, DECIDED, _("{name} holds", name=document.name))
    if document.until:
        yield Happening(document.until, RUNS_OUT, _("{name} runs out", name=document.name))


def _changed(
    state: State, record: Collaboration, editions: Mapping[str, Collaboration], today: dt.date
) -> Iterator[Happening]:
    """What differs from one edition to the next, and from the last to now."""
    for (year, before), (date, after) in pairwise([*editions.items(), (today.isoformat(), record)]):
        for field in _TOLD:
            old, new = getattr(before, field), getattr(after, field)
            if old != new and not (field == "status" and after.until):  # that it has ended stands there with its date
                told = [value_text(field, value, state.name, language()) or "–" for value in (old, new)]
                what = f"{field_label(field, state.name, language())}: {told[0]} → {told[1]}"
                since = _("{what} (since the edition of {year})", what=what, year=year)
                yield Happening(date, CHANGED, since if date == today.isoformat() else what)


def _part(state: State, record: Collaboration, id: str, years: Axis, found: list[Happening]) -> Line:
    part, name = record.participants[id], state.name(Key(Party.KIND, id))
    role = terms_of("role")[part.role].name()
    notice = _("notice given {date}", date=shown_date(part.notice_given)) if part.notice_given else ""
    start, end = part.from_ or record.from_, part.until or record.until
    return Line(
        (name, role, _lasting(start, end), notice),
        more=tuple(("", f"{shown_date(one.date)}: {one.text}") for one in found if one.who == id),
        key=Key(Party.KIND, id), part=id, drawn=_track(years, start, end, found, id),
    )  # fmt: skip


def _track(years: Axis, start: str | None, end: str | None, found: list[Happening], who: str) -> Track:
    signs = tuple(
        Sign(first_day(one.date), one.sign) for one in found if one.who == who and one.sign not in (BEGINS, ENDS)
    )
    return Track(years, first_day(start) if start else None, first_day(end) if end else None, signs)


def _form(record: Collaboration) -> str:
    return legal_forms()[record.legal_form].name() if record.legal_form else ""


def _lasting(start: str | None, end: str | None) -> str:
    if start and end:
        return _("from {start} until {end}", start=shown_date(start), end=shown_date(end))
    if start:
        return _("from {date}", date=shown_date(start))
    return _("until {date}", date=shown_date(end)) if end else _("nobody has said from when until when")


def _json(record: Collaboration, editions: list[str], found: list[Happening]) -> dict[str, object]:
    return {
        "id": record.id,
        "from": record.from_,
        "until": record.until,
        "participants": {
            id: {"from": part.from_, "until": part.until, "notice_given": part.notice_given}
            for id, part in record.participants.items()
        },
        "editions": [int(year) for year in editions],
        "dates": [{"date": one.date, "party": one.who, "text": one.text} for one in found],
    }
