"""The way of a study: from idea to cooperation, step by step, and what each step wants before it is done.

A study stands at one step (`status`); `steps` says when each was done. Pure: each function gives a change, or what a
screen shows. What a study ends in is `store.planning.establishing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from store.base.dates import read_date
from store.base.errors import BadInput, refusing
from store.base.glossary import terms_of
from store.base.i18n import _, in_language, mark
from store.base.text import normalise, one_line
from store.changes.changes import Change, change
from store.changes.wording import NameOf
from store.planning.agreements import AGREEMENTS, SERVICE, gaps, of_study
from store.records.decisions import decided
from store.records.model import Decision, Decisions, Document, Step, Study
from store.records.paths import Key

WAY: Final = (
    "proposed", "pre_study", "pre_study_decision", "investigation", "decision", "agreement", "in_operation",
)  # fmt: skip
STOPPED: Final = "stopped"
DECIDED_IN: Final = {"pre_study_decision": "pre_study_decisions", "decision": "decisions"}
"""The steps that the councils decide, and where their decisions are kept."""
ENDS: Final = ("in_operation", STOPPED)


class Lack(NamedTuple):
    """What a step still wants: the field of the study it is about, and a text."""

    field: str
    text: str


class Standing(NamedTuple):
    """Where a study stands: its step, the next ("" at an end), and what is to be done before it."""

    at: str
    next: str
    lacks: tuple[Lack, ...]


def status_of(study: Study) -> str:
    """The step it stands at; one that says nothing was just proposed."""
    return study.status or WAY[0]


def step_name(step: str, lang: str | None = None) -> str:
    """What a step is called."""
    return terms_of("study_status")[step].name(lang)


def _by_id(key: Key) -> str:
    return key.id


def steps_of(study: Study, documents: Iterable[Document] = (), name_of: NameOf = _by_id) -> Standing:
    """Where the study stands, what is next, and what the step it stands at still wants."""
    at = status_of(study)
    if at not in WAY or at in ENDS:
        return Standing(at, "", ())
    return Standing(at, WAY[WAY.index(at) + 1], tuple(_lacks(study, at, list(documents), name_of)))


def _lacks(study: Study, step: str, documents: Sequence[Document], name_of: NameOf) -> Iterator[Lack]:
    if step in DECIDED_IN:
        yield from undecided(study, step, name_of)
    elif step == "investigation":
        yield from _investigation(study, documents)
    elif step == "agreement":
        yield from _agreement(study, documents)


def decisions_at(study: Study, step: str) -> Decisions:
    """What the councils decided at a step."""
    return study.pre_study_decisions if step == "pre_study_decision" else study.decisions


def councils_of(study: Study) -> tuple[str, ...]:
    """The parties whose councils decide: who takes part, the host among them."""
    hosts = () if study.host is None else (study.host,)
    return tuple(dict.fromkeys([*study.participants, *hosts]))


def undecided(study: Study, step: str, name_of: NameOf = _by_id) -> Iterator[Lack]:
    """What the councils' decisions at a step lack: each needs an outcome and its own case number."""
    field, made = DECIDED_IN[step], decisions_at(study, step)
    if not councils_of(study):
        yield Lack("participants", _("who takes part"))
    for party in councils_of(study):
        decision, name = made.get(party, Decision()), name_of(Key("party", party))
        if not decision.outcome:
            yield Lack(f"{field}.{party}.outcome", _("the decision of {party}", party=name))
        elif not decision.case:
            yield Lack(f"{field}.{party}.case", _("the case number of {party}", party=name))


def _investigation(study: Study, documents: Sequence[Document]) -> Iterator[Lack]:
    """The five headings of an investigation: form, economy, benefits, draft of agreement and of service agreement."""
    if study.legal_form is None or study.legal_form not in study.forms or len(study.forms) < 2 or not study.form_reason:
        yield Lack("legal_form", _("a form of organisation, chosen among at least two, and why"))
    if not study.economy and not (study.costs and study.cost_key):
        yield Lack("economy", _("the economy, or costs with a cost key"))
    if not any(benefit.measure and benefit.follow_up for benefit in study.benefits.values()):
        yield Lack("benefits", _("a benefit with its measure and follow-up"))
    if not of_study(study, documents, AGREEMENTS):
        yield Lack("agreement", _("a draft of the agreement"))
    if not of_study(study, documents, (SERVICE,)):
        yield Lack("service_agreement", _("a draft of the service delivery agreement"))


def _agreement(study: Study, documents: Sequence[Document]) -> Iterator[Lack]:
    drafts = of_study(study, documents, AGREEMENTS)
    if not drafts:
        yield Lack("agreement", _("the agreement"))
    elif all(gaps(draft) for draft in drafts):
        letters = ", ".join(gap.letter for gap in gaps(drafts[0]))
        yield Lack("agreement", _("the agreement is not complete: {letters}", letters=letters))
    if study.result is None:
        yield Lack("result", _("the collaboration it became"))


def lack_text(lacks: Iterable[Lack]) -> str:
    """What is missing, on one line."""
    return "; ".join(lack.text for lack in lacks)


def refuse_lacking(study: Study, lacks: Sequence[Lack], reason: str, *, sure: bool) -> None:
    """Raise BadInput, naming what is missing, unless somebody says why, or is sure."""
    if lacks and not sure and not reason.strip():
        raise BadInput(_("{name}: “{step}” is not done, missing: {missing}; settle that, or say why it goes on",
                         name=study.name, step=step_name(status_of(study)),
                         missing=lack_text(lacks)))  # fmt: skip


def _day(words: str) -> str:
    with refusing(_("date: {reason}")):
        return read_date(words)


def done(study: Study, step: str, day: str, comment: str = "") -> dict[str, Step]:
    """The steps with one done on a day; a date that stands there stays."""
    known = study.steps.get(step, Step())
    update = {"date": known.date or day, "comment": comment or known.comment}
    return {**study.steps, step: known.model_copy(update=update)}


def advance(
    study: Study, day: str, documents: Iterable[Document] = (), *,
    name_of: NameOf = _by_id, reason: str = "", sure: bool = False,
) -> Change:  # fmt: skip
    """The step it stands at is done on `day` (a partial date), and it goes on to the next.

    Raises BadInput at an end, and while something is missing that nobody gives a reason for; a reason is kept as the
    comment of the step.
    """
    standing = steps_of(study, documents, name_of)
    if not standing.next:
        raise BadInput(_("{name}: “{step}” is the end of the way", name=study.name, step=step_name(standing.at)))
    day, reason = _day(day), one_line(normalise(reason))
    refuse_lacking(study, standing.lacks, reason, sure=sure)
    after = study.model_copy(
        update={"status": standing.next, "steps": done(study, standing.at, day, reason if standing.lacks else "")}
    )
    if standing.next in ENDS:
        after = after.model_copy(update={"steps": done(after, standing.next, day)})
    return change(study, after)


def decide(study: Study, party: str, decision: Decision, step: str = "") -> Change:
    """A council's decision, at a step of `DECIDED_IN`; without one at the step the study has come to.

    What the decision leaves empty stays as it was recorded before. Raises BadInput for one that says nothing, or of
    somebody who takes no part.
    """
    if party not in councils_of(study):
        raise BadInput(_("{party} takes no part in “{name}”", party=party, name=study.name))
    field = DECIDED_IN[step or step_to_decide(study)]
    return change(study, study.model_copy(update={field: decided(getattr(study, field), party, decision)}))


def step_to_decide(study: Study) -> str:
    """The step of `DECIDED_IN` that a decision made now belongs to."""
    at = status_of(study)
    if at not in WAY:  # stopped: where it had come to
        at = next((step for step in reversed(WAY) if step in study.steps), WAY[0])
    early = WAY.index(at) <= WAY.index("pre_study_decision")
    return "pre_study_decision" if early else "decision"


def stop(study: Study, day: str, reason: str) -> Change:
    """The study is stopped on `day`. Raises BadInput without a reason, and at an end."""
    reason = normalise(reason)
    if status_of(study) in ENDS:
        at = step_name(status_of(study))
        raise BadInput(_("{name}: “{step}” is the end of the way", name=study.name, step=at))
    if not reason:
        raise BadInput(_("why is it stopped? Whoever comes next will want to know"))
    day = _day(day)
    update = {"status": STOPPED, "end_reason": reason, "steps": done(study, STOPPED, day)}
    return change(study, study.model_copy(update=update))


# --- subjects of commits


def advanced_subject(made: Change, lang: str) -> str:
    """What a commit of `advance` is called."""
    assert isinstance(made.after, Study)
    step = step_name(status_of(made.after), lang).lower()
    return in_language(lang, mark("{name}: on to “{step}”"), name=made.after.name, step=step)


def decided_subject(made: Change, party: str, name_of: NameOf, lang: str) -> str:
    """What a commit of `decide` is called."""
    before, after = made.before, made.after
    assert isinstance(before, Study)
    assert isinstance(after, Study)
    table = "decisions" if before.decisions != after.decisions else "pre_study_decisions"
    outcome = getattr(after, table)[party].outcome or "–"
    name = name_of(Key("party", party))
    return in_language(lang, mark("{name}: decision of {party}: {outcome}"), name=after.name, party=name,
                       outcome=outcome)  # fmt: skip
