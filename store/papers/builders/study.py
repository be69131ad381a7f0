"""One study as a paper for the councils: its way, what is weighed, what is decided, what is still missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from store.base.i18n import _, language
from store.changes.wording import column_label
from store.papers.builders.pictures import way_drawing
from store.papers.builders.prose import text_blocks
from store.papers.builders.rows import full_columns, is_wide
from store.papers.builders.tables import decisions_table, fields_table
from store.papers.paper import DATE, NUMBER, Block, Bullets, Column, Heading, Line, Paper, Paragraph, Table
from store.papers.words import as_of, capital, label, names_text, term
from store.planning.agreements import AGREEMENTS, SERVICE, compare_forms, gaps
from store.planning.studies import DECIDED_IN, STOPPED, WAY, councils_of, decisions_at, status_of, step_name, steps_of
from store.planning.study_report import ENDED, state_name, way_states
from store.records.model import Step, Study
from store.records.paths import Key
from store.reports.way import way_lines

if TYPE_CHECKING:
    from store.papers.words import Records
    from store.records.model import Document

_DRAFTS: Final = (*AGREEMENTS, SERVICE)


def study(records: Records, made: Study, day: dt.date) -> Paper:
    """The way of one study, its reasons and numbers, the councils' decisions."""
    documents = list(records.documents.values())
    blocks = [
        *_about(records, made),
        *_way(records, made, documents),
        *_decisions(records, made),
        *_forms(made),
        *_economy(records, made),
        *_benefits(made),
        *_documents(made, documents),
        *_missing(records, made, documents),
    ]
    wide = is_wide(*(block for block in blocks if isinstance(block, Table)))
    return Paper("study", made.name, as_of(day.isoformat()), language(), tuple(blocks), wide)


def _key(made: Study) -> Key:
    return Key(Study.KIND, made.id)


def _about(records: Records, made: Study) -> Iterator[Block]:
    name_of = records.name
    told = {
        "status": step_name(status_of(made)),
        "responsible": made.responsible,
        "areas": names_text("area", made.areas, name_of),
        "participants": names_text("party", made.participants, name_of),
        "host": name_of(Key("party", made.host)) if made.host else "",
        "collaborations": names_text("collaboration", made.collaborations, name_of),
        "result": name_of(Key("collaboration", made.result)) if made.result else "",
        "end_reason": made.end_reason,
    }
    yield fields_table(_key(made), ((field, label(field), words) for field, words in told.items()))
    yield from text_blocks(made.text)


# --- its way


def _way(records: Records, made: Study, documents: Sequence[Document]) -> Iterator[Block]:
    """Each step, done or not, and the one it stands at."""
    states = way_states(made)
    others = [step for step in made.steps if step not in states]
    columns = (
        Column(_("Step"), weight=2.0), Column(label("state")), Column(label("date"), DATE, field="steps.*.date"),
        Column(label("due"), DATE, field="steps.*.due"),
        Column(label("responsible"), weight=1.5, field="steps.*.responsible"),
        Column(label("comment"), weight=3.0, field="steps.*.comment"),
    )  # fmt: skip
    lines = [_step(made, step, states.get(step, ENDED if step == STOPPED else "")) for step in [*states, *others]]
    yield Heading(_("The way of the study"))
    yield way_drawing(way_lines(made, documents, records.name))
    yield full_columns(columns, lines, "steps")


def _step(made: Study, step: str, state: str) -> Line:
    done = made.steps.get(step, Step())
    return Line(
        (step_name(step), state_name(state), done.date or "", done.due or "", done.responsible, done.comment),
        _key(made),
        about=step,
    )


def _decisions(records: Records, made: Study) -> Iterator[Block]:
    at = status_of(made)
    for step, field in DECIDED_IN.items():
        decisions = decisions_at(made, step)
        reached = at in WAY and WAY.index(step) <= WAY.index(at)
        if decisions or reached:
            yield Heading(label(field) if field != "decisions" else step_name(step))
            yield decisions_table(decisions, councils_of(made), records.name, field, _key(made))


# --- what is weighed


def _forms(made: Study) -> Iterator[Block]:
    if not made.forms and made.legal_form is None and not made.form_reason:
        return
    yield Heading(_("Form of organisation"))
    if made.legal_form is not None:
        yield Paragraph(_("Chosen: {form}.", form=term("legal_form", made.legal_form)))
    yield from text_blocks(made.form_reason)
    known = compare_forms([code for code in made.forms if _is_form(code)])
    if known.forms:
        columns = (Column(_("What sets them apart")), *(Column(name, weight=2.0) for name in known.forms))
        yield Table(columns, tuple(Line((what, *values)) for what, values in known.rows), name="forms")
    unknown = [code for code in made.forms if not _is_form(code)]
    if unknown:
        yield Bullets(tuple((0, term("legal_form", code)) for code in unknown))


def _is_form(code: str) -> bool:
    return term("legal_form", code) != code


def _economy(records: Records, made: Study) -> Iterator[Block]:
    if not (made.economy or made.cost_key or made.costs):
        return
    yield Heading(label("economy"))
    yield from text_blocks(made.economy)
    if made.cost_key:
        yield Paragraph(f"{label('cost_key')}: {made.cost_key}")
    if made.costs:
        columns = (
            Column(_("Participant"), weight=2.0), Column(label("amount"), NUMBER, field="costs.*.amount"),
            Column(capital(column_label("costs", "share", language())), field="costs.*.share"),
        )  # fmt: skip
        lines = [
            Line((records.name(Key("party", id)), "" if cost.amount is None else str(cost.amount), cost.share),
                 _key(made), about=id)
            for id, cost in made.costs.items()
        ]  # fmt: skip
        yield full_columns(columns, lines, "costs")


def _benefits(made: Study) -> Iterator[Block]:
    if not made.benefits:
        return
    yield Heading(label("benefits"))
    columns = (
        Column(_("Benefit"), weight=2.0), Column(label("measure"), weight=2.0, field="benefits.*.measure"),
        Column(label("follow_up"), weight=2.0, field="benefits.*.follow_up"),
        Column(label("due"), DATE, field="benefits.*.due"),
    )  # fmt: skip
    lines = [
        Line((term("benefit", code), one.measure, one.follow_up, one.due or ""), _key(made), about=code)
        for code, one in made.benefits.items()
    ]
    yield full_columns(columns, lines, "benefits")


# --- what is there, and what is not


def _documents(made: Study, documents: Sequence[Document]) -> Iterator[Block]:
    own = [document for document in documents if made.id in document.studies]
    if not own:
        return
    yield Heading(label("documents"))
    columns = (Column(label("name"), weight=3.0, field="name"), Column(label("kind"), weight=2.0),
               Column(_("What is missing"), weight=2.0))  # fmt: skip
    lines = [
        Line((document.name, term("document_kind", document.kind), _lacking(document)), Key("document", document.id))
        for document in own
    ]
    yield full_columns(columns, lines, "documents")


def _lacking(document: Document) -> str:
    if document.kind not in _DRAFTS:
        return ""
    return ", ".join(f"{gap.letter}) {gap.heading}" for gap in gaps(document)) or _("every point is there")


def _missing(records: Records, made: Study, documents: Sequence[Document]) -> Iterator[Block]:
    standing = steps_of(made, documents, records.name)
    if standing.lacks:
        yield Heading(_("What this step still wants"))
        yield Bullets(tuple((0, lack.text) for lack in standing.lacks))
