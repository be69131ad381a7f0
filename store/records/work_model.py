"""The records of the work around the register: plan items, studies, documents, events, questions."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from store.base.i18n import _
from store.base.text import excerpt
from store.records.shapes import (
    Accepted,
    AreaId,
    AsWritten,
    Code,
    CollaborationId,
    Decisions,
    DocumentId,
    Id,
    Line,
    Part,
    PartialDate,
    PartyId,
    PlanItemId,
    Record,
    Shape,
    StudyId,
    Text,
)

LegalForm = Annotated[Code, Shape("code", "legal_form")]


class Stood(Part):
    """How an item of the plan stood in a year from which it was carried over."""

    status: Annotated[Code, Shape("code", "plan_status")] | None = None
    order: int = 0
    parent: PlanItemId | None = None


def _year(key: str) -> str:
    if not (len(key) == 4 and key.isascii() and key.isdecimal()):
        raise ValueError(_("“{year}” is no year: write four digits, such as 2022", year=excerpt(key, 20)))
    return key


Year = Annotated[str, AfterValidator(_year), Shape("year")]


def _by_year(years: dict[str, Stood]) -> dict[str, Stood]:
    """In one order, whoever carries over first: the same years are the same file."""
    return dict(sorted(years.items()))


class PlanItem(Record):
    """One item of the action plan (handlingsplan); `as_written` holds raw cells by the id of their document."""

    KIND = "plan_item"

    year: int | None = None
    """The newest year that it stands in."""
    order: int = 0
    """Its place among the items of its year and parent, lowest first."""
    carried: int = 0
    """How often a rollover moved it on to a later year, because it was not finished."""
    years: Annotated[dict[Year, Stood], AfterValidator(_by_year)] = {}
    """What was said of it in the years before `year` from which it was carried over."""
    kind: Annotated[Code, Shape("code", "plan_kind")] | None = None
    status: Annotated[Code, Shape("code", "plan_status")] | None = None
    responsible: Line = ""
    start: PartialDate | None = None
    due: PartialDate | None = None
    parent: PlanItemId | None = None
    collaborations: tuple[CollaborationId, ...] = ()
    studies: tuple[StudyId, ...] = ()
    text: Text = ""
    decisions: Decisions = {}
    as_written: dict[Id, str] = {}
    accepted: Accepted = {}


class Step(Part):
    """One step on the way of a study: when it was done, until when it shall be, by whom."""

    date: PartialDate | None = None
    due: PartialDate | None = None
    responsible: Line = ""
    comment: Line = ""


class Cost(Part):
    """What one party pays: NOK a year, and its share as the cost key gives it ("38 %")."""

    amount: int | None = None
    share: Line = ""


class Benefit(Part):
    """A benefit to be realised: how, and how one will see that it came."""

    measure: Line = ""
    follow_up: Line = ""
    due: PartialDate | None = None


class Study(Record):
    """The way of an idea: pre-study (forstudie), investigation (utredning), agreement, operation; or stopped.

    `status` is where it stands, `steps` what was done when, by the code of the step; `pre_study_decisions` is what each
    council said of going on after the pre-study, `decisions` of the investigation. `result` is what it became.
    """

    KIND = "study"

    status: Annotated[Code, Shape("code", "study_status")] | None = None
    responsible: Line = ""
    areas: tuple[AreaId, ...] = ()
    collaborations: tuple[CollaborationId, ...] = ()
    participants: tuple[PartyId, ...] = ()
    host: PartyId | None = None
    text: Text = ""
    steps: dict[Annotated[Code, Shape("code", "study_status")], Step] = {}
    pre_study_decisions: Decisions = {}
    forms: tuple[LegalForm, ...] = ()
    """The forms of organisation that are weighed against each other."""
    legal_form: LegalForm | None = None
    form_reason: Text = ""
    economy: Text = ""
    cost_key: Line = ""
    costs: dict[PartyId, Cost] = {}
    benefits: dict[Annotated[Code, Shape("code", "benefit")], Benefit] = {}
    decisions: Decisions = {}
    result: CollaborationId | None = None
    end_reason: Text = ""
    accepted: Accepted = {}


class Clause(Part):
    """What an agreement says on one point that the law asks for."""

    text: Text = ""


Letter = Annotated[str, StringConstraints(pattern=r"^([a-z]{1,12}|[0-9]{1,2})$"), Shape("line")]
"""A point of the list in the act: kommuneloven §§ 18-4, 19-4, 20-4 and IKS-loven § 4."""


class Document(Record):
    """A strategy, agreement, template, or an overview that was imported.

    Of an imported overview, `columns` are its headers in order, `rows` its rows in order (the id of a collaboration,
    or "# " and the words of a section row), `text` its prose, `owner` the party whose overview it is; `cells` holds
    the rows of an older overview that a newer one, which the collaborations follow, has otherwise, `gone` what rows
    said of records that were removed since. Of an agreement, `legal_form` says which list of the act `contents`
    answers, by letter; `umbrella` is the framework it belongs to.
    """

    KIND = "document"

    kind: Annotated[Code, Shape("code", "document_kind")] | None = None
    date: PartialDate | None = None
    case: Line = ""
    from_: PartialDate | None = Field(default=None, alias="from")
    until: PartialDate | None = None
    notice_period: Line = ""
    renewal: Line = ""
    address: Line = ""
    file: Line = ""
    owner: PartyId | None = None
    umbrella: DocumentId | None = None
    collaborations: tuple[CollaborationId, ...] = ()
    studies: tuple[StudyId, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    cells: dict[Id, AsWritten] = {}
    gone: dict[Id, AsWritten] = {}
    """What its rows said of records that were removed since, by the ids they had."""
    legal_form: LegalForm | None = None
    contents: dict[Letter, Clause] = {}
    text: Text = ""
    mapping: tuple[Line, ...] = ()
    """What columns hold that do not say it themselves, “HEADER=FIELD” each; the next file is read by it."""
    left_out: tuple[Text, ...] = ()
    """Rows that are no collaborations, with their places in the file."""
    decisions: Decisions = {}
    accepted: Accepted = {}


class Event(Record):
    """One recurring or dated event of the annual cycle (årshjul)."""

    KIND = "event"

    kind: Annotated[Code, Shape("code", "event_kind")] | None = None
    date: PartialDate | None = None
    recurs: Annotated[Code, Shape("code", "recurrence")] | None = None
    until: PartialDate | None = None
    responsible: Line = ""
    place: Line = ""
    collaborations: tuple[CollaborationId, ...] = ()
    documents: tuple[DocumentId, ...] = ()
    comment: Text = ""
    accepted: Accepted = {}


class Question(Record):
    """Something to discuss: a new area, whether a collaboration should go on."""

    KIND = "question"

    kind: Annotated[Code, Shape("code", "question_kind")] | None = None
    status: Annotated[Code, Shape("code", "question_status")] | None = None
    raised_by: Line = ""
    date: PartialDate | None = None
    areas: tuple[AreaId, ...] = ()
    collaborations: tuple[CollaborationId, ...] = ()
    studies: tuple[StudyId, ...] = ()
    text: Text = ""
    answer: Text = ""
    decisions: Decisions = {}
    accepted: Accepted = {}
