"""The way of a study, from idea to cooperation: what each step wants, and what is refused."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any

import pytest

from store.base.errors import BadInput
from store.changes.changes import Change, Changeset, change
from store.checks.checks import check
from store.planning.agreements import draft_agreement, draft_service_agreement, points_of
from store.planning.establishing import draft, from_plan_item, new_study, to_collaboration
from store.planning.studies import (
    STOPPED,
    WAY,
    advance,
    advanced_subject,
    decide,
    decided_subject,
    status_of,
    steps_of,
    stop,
)
from store.records.model import Benefit, Clause, Decision, Document, PlanItem, Record, Step, Study
from store.register.store import Store
from tests.conftest import KARI, git, is_sound

DAY = "2025-03-01"
YES = Decision(case="12/25", outcome="Vedtatt", date="2025-02-01")


def study(**fields: Any) -> Study:
    """A study that is ready to be decided everywhere, with what is given instead."""
    ready: dict[str, Any] = {
        "participants": ("oyer", "gausdal"),
        "host": "oyer",
        "areas": ("helse",),
        "forms": ("host_municipality_administrative", "intermunicipal_company"),
        "legal_form": "host_municipality_administrative",
        "form_reason": "Enklest",
        "economy": "Sparer to årsverk",
        "benefits": {"less_vulnerability": Benefit(measure="To på vakt", follow_up="Årlig måling")},
        "decisions": {"oyer": YES, "gausdal": YES},
        "pre_study_decisions": {"oyer": YES, "gausdal": YES},
    }
    return Study(id="sentralbord", name="Sentralbord", **(ready | fields))


def papers(of: Study, *, complete: bool = True) -> list[Document]:
    form = of.legal_form or ""
    agreement = draft_agreement(of, form, "nb", lambda key: key.id)
    if complete:
        points = {letter: Clause(text="Ferdig") for letter in points_of(agreement.kind, form)}
        agreement = agreement.model_copy(update={"contents": points})
    return [agreement, draft_service_agreement(of, "nb", lambda key: key.id)]


def after(made: Change) -> Study:
    assert isinstance(made.after, Study)
    return made.after


def fields(of: Study, documents: list[Document]) -> list[str]:
    return [lack.field for lack in steps_of(of, documents).lacks]


def test_the_whole_way_is_walked_step_by_step() -> None:
    now = study()
    documents = papers(now)
    for step, next in pairwise(WAY[:-1]):
        assert steps_of(now, documents)[:2] == (step, next)
        made = advance(now, DAY, documents)
        now = after(made)
        assert status_of(now) == next
        assert now.steps[step].date == DAY
        assert advanced_subject(made, "nb").startswith("Sentralbord")
    assert fields(now, documents) == ["result"]
    done = after(advance(now.model_copy(update={"result": "sentralbord"}), DAY, documents))
    assert status_of(done) == "in_operation"
    assert steps_of(done, documents) == ("in_operation", "", ())
    with pytest.raises(BadInput):
        advance(done, DAY, documents)


@pytest.mark.parametrize(
    ("step", "change", "lacks"),
    [
        ("pre_study_decision", {"pre_study_decisions": {"oyer": YES}}, ["pre_study_decisions.gausdal.outcome"]),
        ("pre_study_decision", {"participants": (), "host": None}, ["participants"]),
        ("pre_study_decision", {"decisions": {}}, []),
        ("decision", {"pre_study_decisions": {}}, []),
        ("decision", {"decisions": {"oyer": YES, "gausdal": Decision(outcome="Vedtatt")}}, ["decisions.gausdal.case"]),
        ("decision", {"decisions": {"oyer": YES, "gausdal": Decision(case="1/25")}}, ["decisions.gausdal.outcome"]),
        ("decision", {"participants": ("gausdal",), "decisions": {"gausdal": YES}}, ["decisions.oyer.outcome"]),
        ("investigation", {"legal_form": "foundation"}, ["legal_form"]),
        ("investigation", {"form_reason": ""}, ["legal_form"]),
        ("investigation", {"forms": ("host_municipality_administrative",)}, ["legal_form"]),
        ("investigation", {"economy": ""}, ["economy"]),
        ("investigation", {"economy": "", "cost_key": "Likt", "costs": {"oyer": {"share": "50 %"}}}, []),
        ("investigation", {"economy": "", "costs": {"oyer": {"share": "50 %"}}}, ["economy"]),
        ("investigation", {"benefits": {}}, ["benefits"]),
        ("investigation", {"benefits": {"recruiting": Benefit(measure="Lærlinger")}}, ["benefits"]),
    ],
)
def test_a_step_names_exactly_what_it_lacks(step: str, change: dict[str, Any], lacks: list[str]) -> None:
    now = study(status=step, **change)
    documents = papers(study())
    assert fields(now, documents) == lacks
    if lacks:
        with pytest.raises(BadInput) as refused:
            advance(now, DAY, documents)
        assert all(lack.text in str(refused.value) for lack in steps_of(now, documents).lacks)
        assert "\n" not in str(refused.value)
        gone_on = after(advance(now, DAY, documents, reason="Haster"))
        assert gone_on.steps[step].comment == "Haster"
        assert status_of(after(advance(now, DAY, documents, sure=True))) == WAY[WAY.index(step) + 1]
    else:
        assert "Haster" not in after(advance(now, DAY, documents, reason="Haster")).steps[step].comment


def test_the_drafts_belong_to_the_investigation() -> None:
    now = study(status="investigation")
    agreement, service = papers(now)
    assert fields(now, []) == ["agreement", "service_agreement"]
    assert fields(now, [agreement]) == ["service_agreement"]
    assert fields(now, [service]) == ["agreement"]
    other = agreement.model_copy(update={"studies": ("noe-annet",)})
    assert fields(now, [other, service]) == ["agreement"]


def test_an_agreement_has_to_be_complete_before_it_is_left() -> None:
    now = study(status="agreement", result="sentralbord")
    assert fields(now, papers(now)) == []
    assert fields(now, papers(now, complete=False)) == ["agreement"]


def test_a_date_that_was_given_stays() -> None:
    now = study(status="pre_study", steps={"pre_study": Step(date="2024-12", responsible="Kari")})
    made = after(advance(now, DAY)).steps["pre_study"]
    assert (made.date, made.responsible) == ("2024-12", "Kari")


@pytest.mark.parametrize("day", ["i går", "2025-02-30", ""])
def test_what_is_no_date_is_refused(day: str) -> None:
    with pytest.raises(BadInput):
        advance(study(), day)
    with pytest.raises(BadInput):
        stop(study(), day, "Nei")


def test_decisions_go_where_the_study_stands() -> None:
    early = after(decide(study(status="pre_study", pre_study_decisions={}, decisions={}), "oyer", YES))
    assert (early.pre_study_decisions, early.decisions) == ({"oyer": YES}, {})
    made = decide(study(status="decision", decisions={}), "oyer", YES)
    assert after(made).decisions == {"oyer": YES}
    assert "Vedtatt" in decided_subject(made, "oyer", lambda key: key.id, "nb")
    more = after(decide(after(made), "oyer", Decision(archive_case="25/1")))
    assert more.decisions["oyer"] == YES.model_copy(update={"archive_case": "25/1"})


@pytest.mark.parametrize(("steps", "table"), [(("pre_study",), "pre_study"), (("pre_study", "investigation"), "")])
def test_a_decision_of_a_stopped_study_goes_where_it_had_come_to(steps: tuple[str, ...], table: str) -> None:
    dated = {step: Step(date="2024") for step in steps}
    made = after(decide(study(status=STOPPED, steps=dated, pre_study_decisions={}, decisions={}), "oyer", YES))
    assert (made.pre_study_decisions == {"oyer": YES}) is bool(table)
    assert (made.decisions == {"oyer": YES}) is not bool(table)


def test_decisions_that_say_nothing_or_are_anothers_are_refused() -> None:
    with pytest.raises(BadInput):
        decide(study(), "oyer", Decision())
    with pytest.raises(BadInput, match="hamar"):
        decide(study(), "hamar", YES)


def test_a_stopped_study_says_why_and_goes_nowhere() -> None:
    stopped = after(stop(study(status="pre_study"), DAY, "For dyrt"))
    assert (stopped.status, stopped.end_reason, stopped.steps[STOPPED].date) == (STOPPED, "For dyrt", DAY)
    with pytest.raises(BadInput):
        stop(study(), DAY, " ")
    for move in (partial(stop, stopped, DAY, "Igjen"), partial(advance, stopped, DAY, sure=True)):
        with pytest.raises(BadInput):
            move()


# --- the register


def put(store: Store, *records: Record) -> None:
    changes = tuple(change(None, record) for record in records)
    store.commit(Changeset(store.snapshot().commit, changes, "new"), KARI)


def test_a_study_of_a_plan_item_is_linked_both_ways(small: Store) -> None:
    item = PlanItem(id="sentralbord-2025", name="Sentralbord", status="planned", responsible="Rådmennene", text="Utred")
    put(small, item)
    small.commit(from_plan_item(small.snapshot(), item, DAY), KARI)
    now = small.snapshot()
    made = now.studies["sentralbord"]
    assert now.plan_items[item.id].studies == ("sentralbord",)
    assert now.plan_items[item.id].status == "in_progress"
    assert (made.responsible, made.text, made.participants) == ("Rådmennene", "Utred", ("oyer", "gausdal"))
    assert made.steps["proposed"].date == DAY
    small.commit(from_plan_item(now, now.plan_items[item.id], DAY, "Arkiv"), KARI)
    assert small.snapshot().plan_items[item.id].studies == ("sentralbord", "arkiv")
    is_sound(small.path)


@pytest.mark.parametrize("name", ["", "-", "\x1b[2J"])
def test_what_cannot_be_a_name_is_refused(small: Store, name: str) -> None:
    with pytest.raises(BadInput):
        new_study(small.snapshot(), name, DAY)


def test_success_is_one_commit_that_reaches_every_record(small: Store) -> None:
    ready = study(status="agreement")
    agreement, service = papers(ready)
    item = PlanItem(id="sentralbord-2025", name="Sentralbord", status="in_progress", studies=(ready.id,))
    put(small, ready, agreement, service, item)
    count = int(git(small.path, "rev-list", "--count", "HEAD"))
    small.commit(to_collaboration(small.snapshot(), ready, DAY), KARI)
    assert int(git(small.path, "rev-list", "--count", "HEAD")) == count + 1
    now = small.snapshot()
    record = now.collaboration("sentralbord")
    assert (record.status, record.from_, record.host, record.areas) == ("active", DAY, "oyer", ("helse",))
    assert set(record.participants) == {"oyer", "gausdal"}
    assert record.decisions == ready.decisions
    made = now.studies[ready.id]
    assert (made.status, made.result) == ("in_operation", "sentralbord")
    assert made.steps["agreement"].date == made.steps["in_operation"].date == DAY
    assert all(now.documents[paper.id].collaborations == ("sentralbord",) for paper in (agreement, service))
    assert (now.plan_items[item.id].status, now.plan_items[item.id].collaborations) == ("done", ("sentralbord",))
    assert not [finding for finding in check(now) if finding.kind == "study"]
    with pytest.raises(BadInput):
        to_collaboration(now, made, DAY)
    is_sound(small.path)


def test_a_study_that_was_walked_to_its_end_still_becomes_a_collaboration(small: Store) -> None:
    ready = study(status="agreement")
    put(small, ready, *papers(ready))
    walked = after(advance(ready, DAY, papers(ready), reason="opprettes senere"))
    assert (walked.status, walked.result) == ("in_operation", None)
    small.commit(Changeset(small.snapshot().commit, (change(ready, walked),), "study"), KARI)
    small.commit(to_collaboration(small.snapshot(), walked, DAY), KARI)
    now = small.snapshot()
    made = now.studies[ready.id]
    assert (made.status, made.result) == ("in_operation", "sentralbord")
    assert made.steps["agreement"].comment == "opprettes senere"
    assert now.collaboration("sentralbord").status == "active"
    with pytest.raises(BadInput):
        to_collaboration(now, made, DAY)


def test_walked_to_its_end_without_an_agreement_it_still_wants_one_or_a_reason(small: Store) -> None:
    walked = study(status="in_operation")
    put(small, walked)
    with pytest.raises(BadInput):
        to_collaboration(small.snapshot(), walked, DAY)
    assert to_collaboration(small.snapshot(), walked, DAY, reason="avtalen finnes på papir").changes
    stopped = walked.model_copy(update={"status": STOPPED})
    with pytest.raises(BadInput):
        to_collaboration(small.snapshot(), stopped, DAY, reason="likevel")


def test_the_date_of_the_agreement_counts_and_roles_follow_the_form(small: Store) -> None:
    form = "municipal_task_community"
    ready = study(status="agreement", legal_form=form, forms=(form, "intermunicipal_company"))
    agreement = papers(ready)[0].model_copy(update={"from_": "2026-01-01"})
    put(small, ready, agreement)
    changeset = to_collaboration(small.snapshot(), ready, DAY)
    record: Any = changeset.changes[0].after
    assert record.from_ == "2026-01-01"
    assert record.participants["oyer"].role == "office_municipality"
    assert record.host is None, "a host is a matter of chapter 20"


def test_what_is_not_ready_becomes_no_collaboration(small: Store) -> None:
    early, bare = study(status="pre_study"), study(status="agreement")
    for candidate in (early, bare):
        with pytest.raises(BadInput):
            to_collaboration(small.snapshot(), candidate, DAY)
        assert to_collaboration(small.snapshot(), candidate, DAY, reason="Avtalen ligger i arkivet").changes
    with pytest.raises(BadInput):
        to_collaboration(small.snapshot(), study(status="agreement", legal_form=None), DAY, sure=True)


def test_drafts_are_documents_of_the_study(small: Store) -> None:
    ready = study()
    put(small, ready)
    small.commit(draft(small.snapshot(), ready), KARI)
    small.commit(draft(small.snapshot(), ready, service=True), KARI)
    kinds = {document.kind for document in small.snapshot().documents.values() if document.studies == (ready.id,)}
    assert kinds == {"agreement", "service_level_agreement"}
    with pytest.raises(BadInput):
        draft(small.snapshot(), study(legal_form=None))


# --- findings


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"status": "decision"}, []),
        ({"status": "agreement", "decisions": {"oyer": YES}}, ["study_undecided"]),
        ({"status": "in_operation", "result": "felles-brannvesen", "decisions": {}}, ["study_undecided"]),
        ({"status": "investigation", "pre_study_decisions": {}}, ["study_undecided"]),
        ({"status": "stopped", "decisions": {}}, []),
        ({"status": "in_operation"}, ["study_result"]),
        ({"steps": {"pre_study": Step(date="2025-02"), "decision": Step(date="2025-01-31")}}, ["study_dates"]),
        ({"steps": {"pre_study": Step(date="2025-02"), "decision": Step(date="2025-02-01")}}, []),
        ({"steps": {"pre_study": Step(date="2025"), "decision": Step()}}, []),
    ],
)
def test_what_was_passed_over_is_found(small: Store, fields: dict[str, Any], codes: list[str]) -> None:
    put(small, study(**fields))
    found = [finding for finding in check(small.snapshot()) if finding.kind == "study"]
    assert [finding.code for finding in found] == codes
    assert all(finding.message for finding in found)
