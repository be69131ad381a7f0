"""The way of a study as steps: what is done, which step it stands at, what is missing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from store.base.i18n import _
from store.changes.wording import NameOf
from store.planning.studies import WAY, status_of, step_name, steps_of
from store.planning.study_report import NOW, SIGNS, decisions_told, state_name, step_facts, way_states
from store.records.model import Document, Study
from store.records.paths import Key
from store.reports.pictures import Picture, Step, Way
from store.reports.shown import Line, Shown
from store.reports.work import study_json

if TYPE_CHECKING:
    from store.records.snapshot import Snapshot


def way_lines(study: Study, documents: Iterable[Document], name_of: NameOf) -> tuple[Line, ...]:
    """Each step in its order; below it what its councils decided, and what the one it stands at still wants."""
    lacks = [lack.text for lack in steps_of(study, documents, name_of).lacks]
    states = way_states(study).items()
    return tuple(line for step, state in states for line in _step(study, step, state, lacks, name_of))


def way_shown(study: Study, snapshot: Snapshot) -> Shown:
    """The way, and where on it the study stands."""
    states, documents = way_states(study), list(snapshot.documents.values())
    at = status_of(study)
    number = WAY.index(at) + 1 if at in WAY else len(WAY)
    counted = _("{name}: step {number} of {count}", name=study.name, number=number, count=len(WAY))
    if at not in WAY:
        counted = f"{study.name}: {step_name(at)}"
    legend = ", ".join(f"{SIGNS[state]} {_state_told(state)}" for state in dict.fromkeys(states.values()))
    return Shown(
        way_lines(study, documents, snapshot.name), study_json(study, documents, snapshot), counted, item=study,
        picture=Picture(Way(tuple(states.values())), legend),
    )  # fmt: skip


def _state_told(state: str) -> str:
    return state_name(state) or _("ahead")


def _step(study: Study, step: str, state: str, lacks: Iterable[str], name_of: NameOf) -> Iterator[Line]:
    key = Key(Study.KIND, study.id)
    yield Line(
        (step_name(step), _state_told(state), step_facts(study, step, state)), key=key, part=step,
        drawn=Step(state),
    )  # fmt: skip
    for party, text in decisions_told(study, step, state, name_of):
        yield Line((party, text), depth=1, key=key, part=f"{step}/{party}", drawn=Step(state, belongs=True))
    for lack in lacks if state == NOW else ():
        text = _("missing: {what}", what=lack)
        yield Line((text,), depth=1, key=key, part=f"{step}/{lack}", drawn=Step(state, belongs=True))
