"""The work around the register in lines: the action plan, studies, the annual cycle. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from store.base.dates import shown_date
from store.base.glossary import terms_of
from store.base.i18n import _, ngettext
from store.planning.agreements import AGREEMENTS, SERVICE, gaps, of_study
from store.planning.plan import PlanLine, open_lines, plan_of, status_sign, stood_in
from store.planning.studies import lack_text, status_of, step_name, steps_of
from store.planning.study_report import documents_told, gaps_told, way_told
from store.query.listing import Listing
from store.records.codec import to_fields
from store.records.model import Document, PlanItem, Study
from store.records.paths import Key
from store.records.snapshot import Snapshot
from store.reports.cycle import OVER, SOON, Occurrence, kind_name, month_name, occurrences
from store.reports.shown import Line, Shown

# --- the action plan


def plan_shown(snapshot: Snapshot, year: int | None = None, *, only_open: bool = False) -> Shown:
    """The years in order, each item before those below it; with `only_open`, what is neither done nor dropped."""
    plans = plan_of(snapshot, None if year is None else [year])
    lines: list[Line] = []
    for plan in plans:
        inside = open_lines(plan) if only_open else plan.lines
        nothing = "" if inside else _("(nothing open)") if plan.lines else _("(empty)")
        lines.append(Line((str(plan.year or _("Without a year")), nothing), is_heading=True))
        lines += [_item_line(line) for line in inside]
    items = [line.item for line in lines if not line.is_heading]
    counted = ngettext("{count} plan item", "{count} plan items", len({line.now.id for line in items}))
    return Shown(tuple(lines), [_item_json(item) for item in items], counted)


def _item_line(line: PlanLine) -> Line:
    item = line.item
    status = terms_of("plan_status")[item.status].name() if item.status not in (None, "planned") else ""
    due = _("due {date}", date=shown_date(item.due)) if item.due else ""
    carried = ngettext("carried over {count} time", "carried over {count} times", item.carried) if item.carried else ""
    cells = (item.name, status, due, carried, later_text(line))
    part = str(item.year) if line.is_past else ""
    return Line(cells, item.id, line.depth, status_sign(item), key=Key(PlanItem.KIND, item.id), part=part, item=line)


def later_text(line: PlanLine) -> str:
    """Where an item was carried over to from this year, "" where it stands in its newest."""
    if not line.is_past:
        return ""
    return _("carried over to {year}", year=line.later) if line.later is not None else _("carried over")


def _item_json(line: PlanLine) -> dict[str, Any]:
    """One item in one year as the contract has it; `depth` says how far below, `years` every year that it stands in.

    `carried_to` is the next of them where it was carried over from here, None in its newest.
    """
    item: PlanItem = line.item
    return {
        "id": item.id,
        "name": item.name,
        "year": item.year,
        "order": item.order,
        "parent": item.parent,
        "depth": line.depth,
        "kind": item.kind,
        "status": item.status,
        "responsible": item.responsible,
        "start": item.start,
        "due": item.due,
        "carried": item.carried,
        "carried_to": line.later,
        "years": [*stood_in(line.now), *([line.now.year] if line.now.year is not None else [])],
        "collaborations": list(item.collaborations),
        "studies": list(item.studies),
        "text": item.text,
    }


# --- studies


def studies_shown(snapshot: Snapshot, studies: Iterable[Study]) -> Shown:
    """Studies with the step that each stands at, and its whole way."""
    documents = list(snapshot.documents.values())
    lines = [
        Line((one.name, step_name(status_of(one))), one.id, key=Key(Study.KIND, one.id), item=one,
             more=_way(one, documents, snapshot))
        for one in studies
    ]  # fmt: skip
    data = [study_json(line.item, documents, snapshot) for line in lines]
    return Shown(tuple(lines), data, ngettext("{count} study", "{count} studies", len(lines)))


def _way(study: Study, documents: list[Document], snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    lacks = steps_of(study, documents, snapshot.name).lacks
    told = [line.text for line in way_told(study, snapshot.name)] + documents_told(study, documents)
    for document in of_study(study, documents, (*AGREEMENTS, SERVICE)):
        told += [f"  {text}" for text in gaps_told(document)]
    told += [_("missing: {what}", what=lack_text(lacks))] if lacks else []
    return tuple(("", text) for text in told)


def study_json(study: Study, documents: list[Document], snapshot: Snapshot) -> dict[str, Any]:
    """One study as the contract has it."""
    standing = steps_of(study, documents, snapshot.name)
    papers = of_study(study, documents, (*AGREEMENTS, SERVICE))
    return {
        "id": study.id,
        **to_fields(study),
        "status": standing.at,
        "next": standing.next,
        "missing": [lack._asdict() for lack in standing.lacks],
        "documents": [
            {"id": made.id, "kind": made.kind, "missing": [gap._asdict() for gap in gaps(made)]} for made in papers
        ],
    }


# --- the annual cycle


def cycle_shown(snapshot: Snapshot, year: int, today: dt.date, listing: Listing | None) -> Shown:
    """What a year holds, in order; what has no date comes last."""
    found = occurrences(snapshot, year, today, listing)
    return Shown(
        tuple(_occurrence_line(item, year) for item in found), [occurrence_json(item) for item in found],
        ngettext("{count} event in {year}", "{count} events in {year}", len(found), year=year),
    )  # fmt: skip


def _occurrence_line(item: Occurrence, year: int) -> Line:
    month = month_name(item.month) if item.month else str(year) if item.date else "–"
    state = {OVER: _("over"), SOON: _("soon")}.get(item.state, "")
    told = {
        _("kind"): kind_name(item.kind),
        _("date"): shown_date(item.date) or "–",
        _("responsible"): item.responsible,
        _("place"): item.place,
        "": item.detail,
    }
    more = tuple((label, text) for label, text in told.items() if text)
    when = shown_date(item.date) if len(item.date) > 4 else month
    return Line(
        (item.title, when, kind_name(item.kind), state),
        key=item.key,
        part=f"{item.what}/{item.date}",
        item=item,
        more=more,
    )


def occurrence_json(item: Occurrence) -> dict[str, Any]:
    """One occurrence as the contract has it."""
    return {
        "date": item.date,
        "title": item.title,
        "kind": item.kind,
        "record": item.key._asdict(),
        "what": item.what,
        "state": item.state,
        "detail": item.detail,
        "responsible": item.responsible,
        "place": item.place,
    }
