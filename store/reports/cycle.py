"""The annual cycle (årshjul): what a year holds, entered as events or found in the dates of the register. Pure.

Events recur or are dated; everything else is read from records each time. A date is never more precise than what it
was made from: “2023” stays a year, and is listed as some time in it.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from store.base.dates import first_day, has_passed, shown_date
from store.base.glossary import legal_forms, read_data, terms_of
from store.base.i18n import _, in_language, language, mark
from store.base.ids import make_id
from store.base.text import sort_key
from store.changes import wording
from store.changes.changes import Changeset, change
from store.records.model import Collaboration, Document, Edition, Event, PlanItem, Study
from store.records.overview import is_current
from store.records.paths import REGISTER, Key
from store.rules.taken import Taken

if TYPE_CHECKING:
    from store.query.listing import Listing
    from store.records.snapshot import Snapshot

OVER, SOON = "over", "soon"
_SOON: Final = dt.timedelta(days=60)
_ELECTION: Final = 4
"""Council elections are held every fourth year: 2019, 2023, 2027 (valgloven)."""
STEPS: Final = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12, "election_period": 12 * _ELECTION}
"""Months from one time to the next, by code of recurrence."""
NOTICE, ENDS, PLAN, STUDY, DEADLINE = "notice", "ends", PlanItem.KIND, Study.KIND, "deadline"
_ACCEPTED_FORM: Final = "form_past_deadline/legal_form"
"""What a record notes when somebody looked at the finding of `store.checks.checks` and found it right."""
_ROLLOVER, _REPORT = "rollover", "ownership_report"
_KIND_NAMES: Final = {NOTICE: mark("notice"), ENDS: mark("runs out")}
_MONTHS: Final = (
    mark("January"), mark("February"), mark("March"), mark("April"), mark("May"), mark("June"), mark("July"),
    mark("August"), mark("September"), mark("October"), mark("November"), mark("December"),
)  # fmt: skip


class Occurrence(NamedTuple):
    """One thing that falls in a year. `date` is partial, "" for what is open and has no date at all."""

    date: str
    title: str
    kind: str
    """A code of event_kind, or `notice`, `ends`, `plan_item`, `study`."""
    key: Key
    """The record that it comes from."""
    what: str
    """Tells apart what comes from one record: a party, a step; never a word of a language."""
    state: str = ""
    """`over` when every day that the date can mean has passed, `soon` when it begins within 60 days, else ""."""
    detail: str = ""
    """More about it, on lines; "" for nothing."""
    responsible: str = ""
    place: str = ""

    @property
    def month(self) -> int:
        """1 to 12; 0 for some time in the year, and for no date."""
        return int(self.date[5:7]) if len(self.date) > 4 else 0


def month_name(month: int) -> str:
    """What a month (1 to 12) is called."""
    return _(_MONTHS[month - 1])


def kind_name(kind: str) -> str:
    """What the kind of an Occurrence is called."""
    if kind in _KIND_NAMES:
        return _(_KIND_NAMES[kind])
    return wording.kind_name(kind, language()) if kind in (PLAN, STUDY) else terms_of("event_kind")[kind].name()


def is_election_year(year: int) -> bool:
    """Whether councils are elected in the year."""
    return year % _ELECTION == 3


def occurrences(snapshot: Snapshot, year: int, today: dt.date, listing: Listing | None = None) -> list[Occurrence]:
    """Everything that falls in the year: by date, then what is some time in it, then what is open without a date.

    What is open without a date, or long since due, belongs to the year of `today`. With the `listing` of the same
    commit, only collaborations that have something to do with dates are parsed.
    """
    events = list(snapshot.records(Event).values())
    found = [
        *_of_events(events, year, today),
        *_of_records(snapshot, today, listing),
        *_of_the_year(snapshot, events, year),
    ]
    shown = [item for item in found if (item.date[:4] == f"{year:04}" if item.date else year == today.year)]
    return sorted((item._replace(state=_state(item.date, today)) for item in shown), key=_order)


def dated(snapshot: Snapshot, today: dt.date, listing: Listing | None = None) -> list[Occurrence]:
    """Everything that a record has a date of, of every year, in order."""
    found = _of_records(snapshot, today, listing)
    return sorted((item._replace(state=_state(item.date, today)) for item in found), key=_order)


def _of_records(snapshot: Snapshot, today: dt.date, listing: Listing | None) -> Iterator[Occurrence]:
    for record in _dated_collaborations(snapshot, listing):
        yield from _of_collaboration(record, snapshot, today)
    yield from _of_documents(snapshot.documents.values())
    yield from _of_plan(snapshot.plan_items.values())
    yield from _of_studies(snapshot.records(Study).values())


def _state(date: str, today: dt.date) -> str:
    if date and has_passed(date, today):
        return OVER
    return SOON if len(date) > 4 and first_day(date) - today <= _SOON else ""


def _order(item: Occurrence) -> tuple[int, str, str, Key]:
    return ((0 if item.month else 1) if item.date else 2, item.date, sort_key(item.title), item.key)


# --- events


def dates_of(event: Event, year: int) -> list[str]:
    """The partial dates on which an event falls in a year, none from its `until` on; a 31st is the last of a month.

    Without a month, what recurs within a year falls in the first month of each half-year, quarter or month; what
    recurs each election period and has no date falls in the years of elections.
    """
    start = event.date or ""
    step = STEPS.get(event.recurs or "")
    if step is None:
        return [start] if start[:4] == f"{year:04}" else []
    begin = _month_number(start) if start else (3 if event.recurs == "election_period" else 0)
    if len(start) > 4 or step < 12:
        numbers = [n for n in range(year * 12, year * 12 + 12) if n >= begin and (n - begin) % step == 0]
        dates = [_in_month(number, start) for number in numbers]
    else:
        begins = begin if not start else begin // 12
        dates = [f"{year:04}"] if year >= begins and (year - begins) % (step // 12) == 0 else []
    return [date for date in dates if event.until is None or first_day(date) < first_day(event.until)]


def _month_number(partial: str) -> int:
    first = first_day(partial)
    return first.year * 12 + first.month - 1


def _in_month(number: int, start: str) -> str:
    year, month = number // 12, number % 12 + 1
    if len(start) < 10:
        return f"{year:04}-{month:02}"
    return f"{year:04}-{month:02}-{min(int(start[8:]), calendar.monthrange(year, month)[1]):02}"


def _of_events(events: Iterable[Event], year: int, today: dt.date) -> Iterator[Occurrence]:
    for event in events:
        has_no_date = event.date is None and event.recurs not in STEPS
        for date in [""] if has_no_date and year == today.year else dates_of(event, year):
            yield Occurrence(
                date, event.name, event.kind or "other", Key(Event.KIND, event.id), "", "", event.comment,
                event.responsible, event.place,
            )  # fmt: skip


# --- computed from records


def _dated_collaborations(snapshot: Snapshot, listing: Listing | None) -> Iterable[Collaboration]:
    if listing is None or listing.commit != snapshot.commit:
        return snapshot.collaborations.values()
    forms = {code for code, term in legal_forms().items() if "valid_until" in term.facts}
    ids = [
        row.id
        for row in listing.rows
        if row.ends or row.notices or row.holds or row.status == "notice_given" or row.legal_form in forms
    ]
    loaded = snapshot.load(Key(Collaboration.KIND, id) for id in ids)
    return (record for record in loaded.values() if isinstance(record, Collaboration))


def _of_collaboration(record: Collaboration, snapshot: Snapshot, today: dt.date) -> Iterator[Occurrence]:
    key, form = Key(record.KIND, record.id), legal_forms()[record.legal_form or ""]
    if record.until is not None:
        yield Occurrence(record.until, _("{name}: ends", name=record.name), ENDS, key, "until", "", record.end_reason)
    if record.agreement_until is not None:
        title = _("{name}: the agreement runs out", name=record.name)
        yield Occurrence(record.agreement_until, title, ENDS, key, "agreement_until")
    for party, part in record.participants.items():
        if part.until is None and part.notice_given is None:
            continue
        name, notice = snapshot.name(Key("party", party)), part.notice_given
        given = _("notice given {date}", date=shown_date(notice)) if notice else ""
        if part.until is not None:
            title = _("{name}: {party} leaves", name=record.name, party=name)
            yield Occurrence(part.until, title, NOTICE, key, f"until.{party}", "", given)
        elif notice and (years := form.facts.get("notice_years")) and record.until is None:
            title = _("{name}: {party} can leave, after the notice that the act asks for", name=record.name, party=name)
            detail = f"{given}\n{form.name()}: {form.text('withdrawal')}"
            yield Occurrence(_years_after(notice, years), title, NOTICE, key, f"notice.{party}", "", detail)
    ends = [record.until, *(part.until for part in record.participants.values())]
    if record.status == "notice_given" and not any(ends):
        title = _("{name}: notice is given, nobody has said from when", name=record.name)
        yield Occurrence("", title, NOTICE, key, "notice")
    deadline = form.facts.get("valid_until")
    if deadline and is_current(record):
        yield from _of_deadline(record, deadline, today)


def _years_after(partial: str, years: int) -> str:
    """The same day, month or year later; 29 February is the 28th where there is none."""
    year, rest = int(partial[:4]) + years, partial[4:]
    return f"{year:04}" + ("-02-28" if rest == "-02-29" and not calendar.isleap(year) else rest)


def _of_deadline(record: Collaboration, deadline: str, today: dt.date) -> Iterator[Occurrence]:
    """In its year, and for as long as it is not settled: the act names no day, since every council has its own."""
    key, form = Key(record.KIND, record.id), legal_forms()[record.legal_form or ""]
    title = _("{name}: the legal basis must be clarified (by autumn {year})", name=record.name, year=deadline)
    until = _("the deadline is each council's constituting meeting in autumn {year}", year=deadline)
    detail = f"{until}\n{form.name()}: {form.text('note')}"
    yield Occurrence(deadline, title, DEADLINE, key, "form", "", detail)
    if has_passed(deadline, today) and _ACCEPTED_FORM not in record.accepted:
        yield Occurrence("", title, DEADLINE, key, "form.open", "", detail)


def _of_documents(documents: Iterable[Document]) -> Iterator[Occurrence]:
    for document in documents:
        if document.until is not None:
            said = {"notice_period": document.notice_period, "renewal": document.renewal}
            labels = {field: wording.field_label(field, lambda key: key.id, language()) for field in said}
            detail = "\n".join(f"{labels[field]}: {words}" for field, words in said.items() if words)
            title, key = _("{name}: runs out", name=document.name), Key(document.KIND, document.id)
            yield Occurrence(document.until, title, ENDS, key, "until", "", detail)


def _of_plan(items: Iterable[PlanItem]) -> Iterator[Occurrence]:
    for item in items:
        if item.due is not None and item.status not in ("done", "dropped"):
            status = terms_of("plan_status")[item.status].name() if item.status else ""
            yield Occurrence(item.due, item.name, PLAN, Key(PLAN, item.id), "due", "", status, item.responsible)


def _of_studies(studies: Iterable[Study]) -> Iterator[Occurrence]:
    for study in studies:
        if study.status == "stopped":
            continue
        key = Key(STUDY, study.id)
        for code, step in study.steps.items():
            if step.due is not None and step.date is None:
                title = f"{study.name}: {terms_of('study_status')[code].name()}"
                responsible = step.responsible or study.responsible
                yield Occurrence(step.due, title, STUDY, key, f"steps.{code}", "", step.comment, responsible)
        for code, benefit in study.benefits.items():
            if benefit.due is not None:
                title = f"{study.name}: {terms_of('benefit')[code].name()}"
                detail = "\n".join(words for words in (benefit.measure, benefit.follow_up) if words)
                yield Occurrence(benefit.due, title, STUDY, key, f"benefits.{code}", "", detail, study.responsible)


def _of_the_year(snapshot: Snapshot, events: Sequence[Event], year: int) -> Iterator[Occurrence]:
    """What every year has, unless somebody entered it as an event: the rollover, the report of an election period."""
    id = f"{year:04}"
    if not any(event.kind == _ROLLOVER and dates_of(event, year) for event in events):
        key = Key(Edition.KIND, id) if id in snapshot.editions else REGISTER
        title = _("The overview as of 1 January: the edition of {year}", year=id)
        yield Occurrence(f"{id}-01-01", title, _ROLLOVER, key, f"rollover.{id}")
    period = range(year - _ELECTION + 1, year + 1)
    reports = (event for event in events if event.kind == _REPORT)
    if is_election_year(year) and not any(dates_of(event, each) for event in reports for each in period):
        title = _("Ownership report: at least once in the election period that ends in {year}", year=id)
        yield Occurrence(id, title, _REPORT, REGISTER, f"ownership_report.{id}", "", "kommuneloven § 26-1")


# --- the usual events


def usual_events(snapshot: Snapshot, year: int) -> list[Event]:
    """The events that a cycle usually has and this register has none of the kind of, as records from `year` on.

    Names are in the register's language; `store/data/usual_events.toml` says where each comes from.
    """
    known = snapshot.records(Event)
    kinds, lang = {event.kind for event in known.values()}, snapshot.language
    taken = Taken(snapshot, Event.KIND)
    made = []
    for kind, facts in read_data("usual_events.toml").items():
        if kind in kinds:
            continue
        first = year
        while facts["recurs"] == "election_period" and not is_election_year(first):
            first += 1
        name = facts["name"][lang]
        id = make_id(name, taken, kind)
        taken.add(id)
        date = "-".join(part for part in (f"{first:04}", facts["date"]) if part)
        made.append(
            Event(id=id, name=name, kind=kind, date=date, recurs=facts["recurs"], comment=facts["source"][lang])
        )
    return made


def add_usual(snapshot: Snapshot, year: int) -> Changeset:
    """The Changeset of one commit that makes the usual events which are missing; without changes when none is."""
    changes = tuple(change(None, event) for event in usual_events(snapshot, year))
    subject = in_language(snapshot.language, mark("The usual events of the annual cycle"))
    return Changeset(snapshot.commit, changes, "new", subject)
