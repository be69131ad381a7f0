"""Studies and agreements on the command line: look, walk a step, decide, draft, check, establish."""

from __future__ import annotations

import argparse
import os
import sys
from functools import partial
from typing import Final

from iktui.cli.looking import put_view
from iktui.cli.output import put, put_json, put_labelled
from iktui.cli.reading import described_fields
from iktui.cli.writing import ask, entered, member_given, planned, save, set_record, tell
from store.actions.action import Asked
from store.actions.studies import ADVANCE, DECIDE_STUDY, DRAFT, ESTABLISH, NEW_STUDY, STOP
from store.actions.views import STUDIES
from store.base.errors import BadInput, UnknownRecord
from store.base.glossary import legal_forms
from store.base.i18n import _
from store.base.ids import is_id
from store.changes import edits
from store.changes.changes import Changeset
from store.planning.agreements import AGREEMENTS, SERVICE, agreement_text, compare_forms, gaps, of_study
from store.planning.studies import lack_text, step_name, steps_of
from store.planning.study_report import gaps_told, side_by_side
from store.records.entry import find_reference, find_term
from store.records.model import Document, PlanItem, Study
from store.records.paths import Key
from store.records.snapshot import Snapshot
from store.register.store import Store
from store.reports.work import study_json

_DEEDS: Final = ("advance", "stop", "decision", "draft", "establish", "settings")
_GOES_WITH: Final = {"body": ("decision",), "archive_case": ("decision",), "outcome": ("decision",),
                     "date": ("decision", "advance", "stop", "establish")}  # fmt: skip


def run_study(store: Store, arguments: argparse.Namespace) -> int:
    """Do what the options say to a study, or show it, or list all; --check gives 1 while something is missing."""
    _check_options(arguments)
    if arguments.forms:
        return _compare(arguments)
    if arguments.new is not None:
        return _new(store, arguments)
    snapshot = store.snapshot(arguments.at)
    if arguments.id is None:
        put_view(store, arguments, STUDIES)
        return 0
    study = study_of(snapshot, arguments.id)
    if any(_is_given(arguments, deed) for deed in _DEEDS):
        return _do(store, study, arguments)
    if arguments.check:
        return _check(snapshot, study, as_json=arguments.json)
    return _show(snapshot, study, as_json=arguments.json)


def _is_given(arguments: argparse.Namespace, option: str) -> bool:
    """Whether an option stands there; one that may stand without a word is "" then."""
    return getattr(arguments, option) not in (None, False, [])


def study_of(snapshot: Snapshot, id: str) -> Study:
    """One study by its id; raises BadInput, BadRecord."""
    record = snapshot.get(Key(Study.KIND, id)) if is_id(id) else None
    if not isinstance(record, Study):
        raise BadInput(_("no study has the id “{id}”; “iktui study” lists them", id=id))
    return record


def _check_options(arguments: argparse.Namespace) -> None:
    given = [name for name in (*_DEEDS, "check", "forms", "new") if _is_given(arguments, name)]
    if len(given) > 1:
        options = ", ".join("FIELD=VALUE" if name == "settings" else f"--{name}" for name in given)
        raise BadInput(_("one at a time: {options}", options=options))
    if given and given[0] in (*_DEEDS, "check") and arguments.id is None:
        raise BadInput(_("which study? Give its id; “iktui study” lists them"))
    if given and given[0] in (*_DEEDS, "new") and arguments.at:
        raise BadInput(_("--at: nothing is changed in the past"))
    if arguments.from_plan and arguments.new is None:
        raise BadInput(_("{option} goes with --{action}", option="--from-plan", action="new"))
    for option, deeds in _GOES_WITH.items():
        if getattr(arguments, option) and not any(_is_given(arguments, deed) for deed in deeds):
            raise BadInput(_("{option} goes with --{action}", option=f"--{option.replace('_', '-')}", action=deeds[0]))


# --- changing


def _do(store: Store, study: Study, arguments: argparse.Namespace) -> int:
    """What the options ask for."""
    asked = ask(store, arguments).on(study)
    if arguments.settings:
        return set_record(store, arguments, asked, study)
    day = arguments.date or edits.today()
    if arguments.draft:
        changeset = planned(DRAFT, asked, what=arguments.draft)
    elif arguments.establish:
        changeset = ESTABLISH.plan(asked.answering(date=day))
    elif arguments.decision is not None:
        given = {name: getattr(arguments, name) for name in ("body", "case", "archive_case", "date", "outcome")}
        party = member_given("--decision", arguments.decision, asked)
        changeset = entered("--date", lambda: DECIDE_STUDY.plan(asked.answering(party=party, **given)))
    elif arguments.stop:
        changeset = STOP.plan(asked.answering(date=day, why=arguments.stop))
    else:
        changeset = ADVANCE.plan(asked.answering(date=day))
    status = tell(store, arguments, save(store, arguments, changeset))
    if arguments.draft and not arguments.json:
        _put_draft(changeset)
    return status


def _put_draft(changeset: Changeset) -> None:
    made = changeset.changes[0].after
    assert isinstance(made, Document), "a draft is a document"
    for line in agreement_text(made).splitlines():
        put(line)


def _new(store: Store, arguments: argparse.Namespace) -> int:
    asked = ask(store, arguments, name=arguments.new)
    if arguments.from_plan:
        id = entered("--from-plan", lambda: find_reference(PlanItem.KIND, arguments.from_plan, asked.snapshot))
        if id not in asked.snapshot.plan_items:
            raise UnknownRecord(id)
        asked = asked.answering(item=id)
    changeset = NEW_STUDY.plan(asked)
    saved = save(store, arguments, changeset)
    if not arguments.json:
        put(changeset.changes[0].key.id)
        return 0
    return tell(store, arguments, saved)


# --- looking


def _show(snapshot: Snapshot, study: Study, *, as_json: bool) -> int:
    documents = list(snapshot.documents.values())
    if as_json:
        put_json(study_json(study, documents, snapshot))
        return 0
    for line in STUDIES.show(Asked(snapshot, (study,))).lines:
        for _label, text in line.more:
            put(text)
    put()
    put_labelled(described_fields(study, snapshot, {"status", "steps", "decisions", "pre_study_decisions"}))
    return 0


def _check(snapshot: Snapshot, study: Study, *, as_json: bool) -> int:
    documents = list(snapshot.documents.values())
    standing = steps_of(study, documents, snapshot.name)
    papers = of_study(study, documents, (*AGREEMENTS, SERVICE))
    incomplete = bool(standing.lacks) or any(gaps(document) for document in papers)
    if as_json:
        put_json(study_json(study, documents, snapshot))
        return int(incomplete)
    put(f"{step_name(standing.at)}: " + (_("missing: {what}", what=lack_text(standing.lacks))
                                         if standing.lacks else _("nothing is missing")))  # fmt: skip
    for document in papers:
        put(f"{document.name} ({document.id})")
        for text in gaps_told(document):
            put(f"  {text}")
    return int(incomplete)


def _compare(arguments: argparse.Namespace) -> int:
    codes = [entered("--forms", partial(find_term, word, legal_forms())) for word in arguments.forms]
    comparison = compare_forms(codes)
    if arguments.json:
        facts = [{label: values[number] for label, values in comparison.rows} for number in range(len(codes))]
        put_json([{"form": code, "name": name, **fact}
                  for code, name, fact in zip(codes, comparison.forms, facts, strict=True)])  # fmt: skip
        return 0
    columns = os.get_terminal_size().columns if sys.stdout.isatty() else 120
    for line in side_by_side(comparison, columns):
        put(line)
    return 0
