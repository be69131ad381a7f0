"""Findings of studies and agreements: what was passed over on the way. Pure; called by `store.checks.checks`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from store.base.dates import first_day, last_day, shown_date
from store.base.i18n import _
from store.checks.findings import Finding, record_finding
from store.planning.agreements import gaps, has_list, is_active
from store.planning.studies import DECIDED_IN, WAY, lack_text, status_of, step_name, undecided
from store.records.model import Document, Study
from store.records.snapshot import State


def study_findings(snapshot: State, day: dt.date) -> Iterator[Finding]:
    """What is doubtful about studies, and about agreements that are in force on `day`."""
    for study in snapshot.studies.values():
        yield from _passed_over(study, snapshot)
        yield from _out_of_order(study)
        if status_of(study) == WAY[-1] and study.result is None:
            text = _("in operation, and nothing says which collaboration it became")
            yield record_finding("study_result", "warning", study, "result", text)
    for document in snapshot.documents.values():
        speaks = bool(document.contents) or has_list(document.legal_form)
        if speaks and is_active(document, snapshot.collaborations, day):
            yield from _incomplete(document)


def _passed_over(study: Study, snapshot: State) -> Iterator[Finding]:
    """A step that the councils decide lies behind, and not all of them are known to have decided."""
    at = status_of(study)
    for step, field in DECIDED_IN.items():
        if at in WAY and WAY.index(at) > WAY.index(step) and (lacks := list(undecided(study, step, snapshot.name))):
            text = _("went past “{step}” without: {missing}", step=step_name(step), missing=lack_text(lacks))
            yield record_finding("study_undecided", "warning", study, field, text)


def _out_of_order(study: Study) -> Iterator[Finding]:
    before = ""
    for step in WAY:
        made = study.steps.get(step)
        if made is None or made.date is None:
            continue
        if before and last_day(made.date) < first_day(study.steps[before].date or ""):
            text = _("“{step}” {date} is before “{earlier}” {earlier_date}", step=step_name(step),
                     date=shown_date(made.date), earlier=step_name(before),
                     earlier_date=shown_date(study.steps[before].date))  # fmt: skip
            yield record_finding("study_dates", "warning", study, f"steps.{step}.date", text)
        before = step


def _incomplete(document: Document) -> Iterator[Finding]:
    for gap in gaps(document):
        text = f"{gap.letter}) {gap.heading}: {gap.reason}"
        yield record_finding("agreement_incomplete", "warning", document, f"contents.{gap.letter}", text)
