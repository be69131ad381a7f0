"""What is done with studies and agreements: begun, walked on, decided, drafted, stopped, made a collaboration. Pure."""

from __future__ import annotations

from typing import Final, cast

from store.actions import questions as q
from store.actions.action import Action, Asked, Question, changeset, why
from store.base.i18n import _, in_language, mark
from store.base.text import one_line
from store.changes.changes import Change, Changeset, change
from store.planning import studies as way
from store.planning.establishing import draft, from_plan_item, lacks_to_establish, new_study, to_collaboration
from store.records.entry import find_party
from store.records.model import Decision, PlanItem, Study

KIND: Final = Study.KIND


def _study(asked: Asked) -> Study:
    return cast(Study, asked.record)


def _one(asked: Asked, action: str, made: Change, subject: str) -> Changeset:
    return changeset(asked, action, [made], subject if made.before != made.after else "")


def decision_of(asked: Asked) -> Decision:
    """The decision that the answers tell; raises ValueError for an impossible date."""
    given = {id: asked.get(id) for id in ("body", "case", "archive_case", "date", "outcome")}
    return Decision.model_validate({id: one_line(words) for id, words in given.items() if words})


# --- the deeds


def _new(asked: Asked) -> Changeset:
    item: PlanItem | None = asked.snapshot.plan_items.get(asked.get("item"))
    if item is not None:
        return why(asked, from_plan_item(asked.snapshot, item, asked.today, asked.answers["name"]), "new-study")
    return changeset(asked, "new-study", [change(None, new_study(asked.snapshot, asked.answers["name"], asked.today))])


def _advance(asked: Asked) -> Changeset:
    documents = asked.snapshot.documents.values()
    made = way.advance(
        _study(asked), asked.answers["date"], documents, name_of=asked.snapshot.name, reason=asked.get("reason")
    )
    return _one(asked, "advance", made, way.advanced_subject(made, asked.snapshot.language))


def missing_to_advance(asked: Asked) -> str:
    """What the step lacks, in words, "" for nothing."""
    study, documents = _study(asked), asked.snapshot.documents.values()
    return way.lack_text(way.steps_of(study, documents, asked.snapshot.name).lacks)


def missing_to_establish(asked: Asked) -> str:
    """What stands in the way of a collaboration, in words, "" for nothing; raises BadInput where none can be made."""
    to_collaboration(asked.snapshot, _study(asked), asked.today, sure=True)
    return way.lack_text(lacks_to_establish(asked.snapshot, _study(asked)))


def _council(words: str, asked: Asked) -> str:
    id = find_party(words, asked.snapshot)
    if id not in way.councils_of(_study(asked)):
        known = ", ".join(asked.snapshot.parties[one].name for one in way.councils_of(_study(asked)))
        raise ValueError(_("choose one of: {known}", known=known))
    return id


def _councils(asked: Asked) -> dict[str, tuple[str, ...]]:
    parties = asked.snapshot.parties
    return {id: (parties[id].name if id in parties else id,) for id in way.councils_of(_study(asked))}


def _silent(asked: Asked) -> dict[str, tuple[str, ...]]:
    study = _study(asked)
    known = way.decisions_at(study, way.step_to_decide(study))
    return {id: names for id, names in _councils(asked).items() if not known.get(id, Decision()).outcome}


def _decide(asked: Asked) -> Changeset:
    study, party = _study(asked), asked.answers["party"]
    made = way.decide(study, party, decision_of(asked), asked.get("step"))
    if made.before == made.after:
        return changeset(asked, "decide-study", [])
    subject = way.decided_subject(made, party, asked.snapshot.name, asked.snapshot.language)
    return changeset(asked, "decide-study", [made], subject)


def _establish(asked: Asked) -> Changeset:
    day = asked.get("date", asked.today)
    return why(asked, to_collaboration(asked.snapshot, _study(asked), day, reason=asked.get("reason")), "establish")


def _stop(asked: Asked) -> Changeset:
    why_stopped = asked.answers["why"]
    made = way.stop(_study(asked), asked.answers["date"], why_stopped)
    asked = asked.answering(reason=asked.get("reason") or why_stopped)
    subject = in_language(asked.snapshot.language, mark("{name}: stopped"), name=made.record.name)
    return _one(asked, "stop", made, subject)


def _kind_of_draft(words: str, _asked: Asked) -> str:
    known = {"agreement": "agreement", "service": "service", _("agreement"): "agreement", _("service"): "service"}
    if words.casefold() not in known:
        raise ValueError(_("“{code}” is none of: {known}", code=words, known="agreement, service"))
    return known[words.casefold()]


_DATE: Final = q.date("date", mark("When"), q.today)
NEW_STUDY: Final = Action(
    "new-study", mark("New study"), mark("a study of a plan item, or of nothing but its name"), _new,
    asks=(q.name(), q.reference("item", PlanItem.KIND, mark("Of the plan item (may be empty)"), required=False)),
)  # fmt: skip
ADVANCE: Final = Action(
    "advance", mark("Next step"), mark("the step is done; a reason when something is missing"), _advance, KIND,
    asks=(
        _DATE,
        Question("reason", mark("Why it goes on"), when=lambda asked: bool(missing_to_advance(asked)),
                 told=lambda asked: _("Missing: {what}. Why does it go on?", what=missing_to_advance(asked))),
    ),
)  # fmt: skip
DECIDE_STUDY: Final = Action(
    "decide-study", mark("Decision"), mark("what a council decided about a study"), _decide, KIND,
    asks=(
        Question("party", mark("Whose decision"), _council, q.first(_silent), _councils),
        q.line("case", mark("Case number")),
        q.line("archive_case", mark("Archive case")),
        q.date("date", mark("Date"), q.today, required=False),
        q.line("outcome", mark("Outcome")),
    ),
)  # fmt: skip
DRAFT: Final = Action(
    "draft", mark("Draft"), mark("draft the agreement, or the service delivery agreement"),
    lambda asked: why(asked, draft(asked.snapshot, _study(asked), service=asked.get("what") == "service"), "draft"),
    KIND,
    asks=(Question("what", mark("What"), _kind_of_draft, lambda _asked: "agreement",
                   lambda _asked: {"agreement": (_("agreement"),), "service": (_("service"),)}),),
)  # fmt: skip
ESTABLISH: Final = Action(
    "establish", mark("Make collaboration"), mark("the study becomes a collaboration"), _establish, KIND,
    asks=(Question("reason", mark("Why it goes on"), when=lambda asked: bool(missing_to_establish(asked)),
                   told=lambda asked: _("Missing: {what}. Why does it go on?", what=missing_to_establish(asked))),),
)  # fmt: skip
STOP: Final = Action("stop", mark("Stop"), mark("stop a study, with a reason"), _stop, KIND,
                     asks=(_DATE, Question("why", mark("Reason"))))  # fmt: skip
