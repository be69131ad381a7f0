"""What is done with an edition, with what councils decide, with the old form, and with the annual cycle. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, cast

from store.actions import questions as q
from store.actions.action import Action, Asked, Options, Question, why
from store.actions.studies import decision_of
from store.base.dates import check_year
from store.base.glossary import Terms, legal_forms
from store.base.i18n import _, mark
from store.changes.changes import Changeset
from store.editions.checklist import CONFIRMED, confirm
from store.editions.rollover import adopt, missing_of, next_year, open_edition, plan_of, publish
from store.planning.conversion import convert, targets
from store.records.entry import find_party, find_references, find_term, listed
from store.records.model import Collaboration, Decision, Edition
from store.records.paths import Key
from store.records.schema import FieldSpec
from store.reports.councils import Matter, decide, matters
from store.reports.cycle import add_usual

_PARTY: Final = FieldSpec("party", "reference", "party")
_YEAR: Final = Question("year", mark("Year"), lambda words, _asked: check_year(words),
                        lambda asked: next_year(asked.snapshot, asked.today))  # fmt: skip


def _year(asked: Asked) -> str:
    return asked.record.id if asked.about and isinstance(asked.record, Edition) else str(asked.answers["year"])


def _members(asked: Asked) -> Options:
    names = q.options_of(_PARTY, asked)
    return {id: names[id] for id in asked.snapshot.register.members if id in names}


def _confirm(asked: Asked) -> Changeset:
    """`ids` are the collaborations, `by` the name of whoever says it; `again` also where the member has said it."""
    answers = asked.answers
    return why(asked, confirm(
        asked.snapshot, _year(asked), answers["ids"], answers["party"], asked.get("state", CONFIRMED), answers["by"],
        asked.today, again=bool(asked.get("again", False)),
    ))  # fmt: skip


def missing_to_publish(asked: Asked) -> str:
    """What stands in the way, in words, "" for nothing."""
    return missing_of(asked.snapshot, _year(asked))


def _adopt(asked: Asked) -> Changeset:
    """What the answers leave out stays as it is known of the council."""
    known = asked.snapshot.editions[_year(asked)].decisions.get(asked.answers["party"], Decision())
    said = decision_of(asked).model_dump(exclude_defaults=True)
    decision = Decision.model_validate({**known.model_dump(include={"archive_case"}, exclude_defaults=True), **said})
    return why(asked, adopt(asked.snapshot, _year(asked), asked.answers["party"], decision))


def _without(asked: Asked) -> Options:
    decisions = asked.snapshot.editions[_year(asked)].decisions
    return {id: names for id, names in _members(asked).items() if id not in decisions}


def _silent(asked: Asked) -> Options:
    return _called(asked, asked.answers["matter"].missing)


def _known(field: str) -> Callable[[Asked], str]:
    """What is recorded of the council's decision already."""

    def known(asked: Asked) -> str:
        decision = asked.snapshot.editions[_year(asked)].decisions.get(asked.get("party"), Decision())
        return getattr(decision, field) or ""

    return known


def _decide(asked: Asked) -> Changeset:
    matter: Matter = asked.answers["matter"]
    return why(asked, decide(asked.snapshot, matter, asked.answers["party"], decision_of(asked)))


def _matter(words: str, asked: Asked) -> Matter:
    """What councils decide on, by the id of its record, or its kind and id."""
    kind, _slash, id = words.rpartition("/")
    every = matters(asked.snapshot, asked.snapshot.register.members)
    found = [one for one in every if one.key.id == id and kind in ("", one.key.kind)]
    if not found:
        raise ValueError(_("{id}: nothing there is for the councils; “iktui councils” shows what is", id=words))
    return found[-1]


def _called(asked: Asked, parties: Iterable[str]) -> dict[str, tuple[str]]:
    return {id: (asked.snapshot.name(Key("party", id)),) for id in parties}


def forms() -> Terms:
    """What a § 27 board can become."""
    return Terms({code: legal_forms()[code] for code in targets()})


def _cases(words: str, asked: Asked) -> dict[str, str]:
    """“oyer=71/2019; gausdal=12/2019”: the cases of councils, by party."""
    cases = {}
    for part in listed(words):
        party, _sign, case = part.partition("=")
        cases[find_party(party, asked.snapshot)] = case.strip()
    return cases


def _convert(asked: Asked) -> Changeset:
    """`decided` are the cases of the councils that decided it, by party."""
    cases: Mapping[str, str] = asked.get("decided", {})
    decisions = {id: Decision(case=case) for id, case in cases.items() if case}
    record = cast(Collaboration, asked.record)
    return why(asked, convert(asked.snapshot, record, asked.answers["form"], asked.get("date"), decisions))


ROLLOVER: Final = Action(
    "rollover", mark("Open a year"), mark("open the edition of a year"),
    lambda asked: why(asked, open_edition(asked.snapshot, _year(asked), asked.today)), asks=(_YEAR,),
    reviewed=True, slow=True, notes=lambda asked: plan_of(asked.snapshot, _year(asked)),
)  # fmt: skip
CONFIRM: Final = Action(
    "confirm", mark("Confirm"), mark("a member's part in collaborations, for the edition"), _confirm,
    asks=(
        _YEAR,
        Question("ids", mark("Which collaborations"),
                 lambda words, asked: find_references(Collaboration.KIND, words, asked.snapshot), many=True),
        q.reference("party", "party", mark("Which member"), _members, default=q.own(_members)),
        q.term("state", "confirmation_state", mark("State"), default=lambda _asked: CONFIRMED),
    ),
)  # fmt: skip
PUBLISH: Final = Action(
    "publish", mark("Publish"), mark("publish the edition; a reason when something is open"),
    lambda asked: why(asked, publish(asked.snapshot, _year(asked), asked.get("reason"))),
    asks=(
        _YEAR,
        Question("reason", mark("Why it is published all the same"), when=lambda asked: bool(missing_to_publish(asked)),
                 told=lambda asked: _("{missing}. Why is it published all the same?",
                                      missing=missing_to_publish(asked))),
    ),
    slow=True,
    sure=lambda asked: "" if asked.get("reason") else f"{_('Publish the edition of {year}', year=_year(asked))}?",
)  # fmt: skip
ADOPT: Final = Action(
    "adopt", mark("Decision"), mark("what a council decided about the edition"), _adopt,
    asks=(
        _YEAR,
        q.reference("party", "party", mark("Whose decision"), _members, default=q.first(_without)),
        q.line("body", mark("Council or committee"), default=_known("body"), page=1),
        q.line("case", mark("Case number"), default=_known("case"), page=1),
        q.date("date", mark("Date"), _known("date"), required=False, page=1),
        q.line("outcome", mark("Outcome"), default=_known("outcome"), page=1),
    ),
)  # fmt: skip
DECIDE: Final = Action(
    "decide", mark("Record a decision"), mark("what a council decided"), _decide,
    asks=(
        Question("matter", mark("On what"), _matter),
        q.reference(
            "party", "party", mark("Who decided"), lambda asked: _called(asked, asked.answers["matter"].parties),
            default=q.first(_silent),
        ),
        q.line("outcome", mark("Outcome"), default=lambda _asked: _("adopted")),
        q.date("date", mark("Date"), required=False),
        q.line("case", mark("Case number of the council")),
        q.line("archive_case", mark("Archive case")),
        q.line("body", mark("Council or committee"), default=lambda _asked: _("municipal council")),
    ),
)  # fmt: skip
CONVERT: Final = Action(
    "convert", mark("Convert"), mark("from § 27 to a form of its own"), _convert, Collaboration.KIND,
    asks=(
        Question("form", mark("What it becomes"), lambda words, _asked: find_term(words, forms()),
                 options=lambda _asked: {code: (term.name(), *term.names.values()) for code, term in forms().items()}),
        q.date("date", mark("From when"), required=False),
        Question("decided", mark("Cases of the councils"), _cases, required=False),
    ),
)  # fmt: skip
USUAL_EVENTS: Final = Action(
    "usual-events", mark("Add the usual events"), mark("make the usual events that are missing"),
    lambda asked: why(asked, add_usual(asked.snapshot, int(_year(asked))), "usual-events"),
    asks=(_YEAR,), reviewed=True, nothing=mark("all the usual events are there already"),
)  # fmt: skip
