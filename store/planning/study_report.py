"""What is told of a study and of forms side by side, as lines of text in the reader's language. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import wcwidth

from store.base.dates import shown_date
from store.base.i18n import _
from store.base.text import one_line, safe
from store.changes.wording import NameOf
from store.planning.agreements import AGREEMENTS, SERVICE, Comparison, gaps, of_study
from store.planning.studies import DECIDED_IN, STOPPED, WAY, councils_of, decisions_at, status_of, step_name
from store.records.decisions import decision_text
from store.records.model import Document, Step, Study
from store.records.paths import Key

DONE, NOW, AHEAD, ENDED = "done", "now", "ahead", "stopped"
COUNCIL: Final = "council"
SIGNS: Final = {DONE: "✓", NOW: "→", AHEAD: "·", ENDED: "×"}
"""How far a step of the way is, and its sign."""


class Told(NamedTuple):
    """One line of a study's way. `state` is one of SIGNS, or COUNCIL for what one council decided."""

    text: str
    state: str


def way_states(study: Study) -> dict[str, str]:
    """How far each step of the way is, in its order: one of SIGNS."""
    at = status_of(study)
    here = WAY.index(at) if at in WAY else -1
    states = {}
    for number, step in enumerate(WAY):
        made = study.steps.get(step, Step())
        passed = number < here or (here < 0 and made.date is not None) or (number == here and step == WAY[-1])
        states[step] = DONE if passed else NOW if number == here else AHEAD
    return states | ({STOPPED: ENDED} if at == STOPPED else {})


def state_name(state: str) -> str:
    """How far a step is, in words; "" for what is ahead, and for a step that is none of the way."""
    return {DONE: _("done"), NOW: _("now"), ENDED: _("stopped")}.get(state, "")


def way_told(study: Study, name_of: NameOf) -> list[Told]:
    """The whole way: each step with date and responsible; below those that councils decide, their decisions."""
    return [line for step, state in way_states(study).items() for line in _step_told(study, step, state, name_of)]


def step_facts(study: Study, step: str, state: str) -> str:
    """What is known of a step: when, by when, who, and why it ended or was gone past."""
    made = study.steps.get(step, Step())
    reason = one_line(study.end_reason) if step == STOPPED else ""
    due = _("by {date}", date=shown_date(made.due)) if made.due and state != DONE else ""
    facts = (shown_date(made.date), due, made.responsible, made.comment, reason)
    return ", ".join(fact for fact in facts if fact)


def decisions_told(study: Study, step: str, state: str, name_of: NameOf) -> Iterator[tuple[str, str]]:
    """What each council decided at a step that councils decide, once it is reached: its name and its decision."""
    decided = decisions_at(study, step)
    if step in DECIDED_IN and (decided or (state != AHEAD and status_of(study) in WAY)):
        for party in dict.fromkeys([*councils_of(study), *decided]):
            text = decision_text(decided[party]) if party in decided else _("not decided")
            yield name_of(Key("party", party)), text


def _step_told(study: Study, step: str, state: str, name_of: NameOf) -> Iterator[Told]:
    told = step_facts(study, step, state)
    yield Told(f"{SIGNS[state]} {step_name(step)}" + (f": {told}" if told else ""), state)
    for party, text in decisions_told(study, step, state, name_of):
        yield Told(f"    {party}: {text}", COUNCIL)


def documents_told(study: Study, documents: Iterable[Document]) -> list[str]:
    """The study's documents, each with the points that an agreement lacks."""
    shown = []
    for document in of_study(study, documents, (*AGREEMENTS, SERVICE)):
        letters = ", ".join(gap.letter for gap in gaps(document))
        shown.append(f"{document.name}: {_('missing: {letters}', letters=letters) if letters else _('complete')}")
    return shown


def gaps_told(document: Document) -> list[str]:
    """What an agreement lacks, one line a point; one line when it is complete."""
    found = [f"{gap.letter}) {gap.heading}: {gap.reason}" for gap in gaps(document)]
    return found or [_("every point is there")]


def side_by_side(comparison: Comparison, width: int) -> list[str]:
    """The forms as a table of at most `width` columns, their texts wrapped."""
    count = max(1, len(comparison.forms))
    first = min(18, max(len(label) for label, _values in comparison.rows) + 2)
    each = max(8, (width - first) // count - 2)
    lines = _table_row("", comparison.forms, first, each)
    lines.append("─" * (first + (each + 2) * count - 2))
    for label, values in comparison.rows:
        lines += _table_row(label, values, first, each)
    return lines


def _table_row(label: str, values: Iterable[str], first: int, each: int) -> list[str]:
    cells = [textwrap.wrap(safe(value), each) or [""] for value in values]
    height = max(len(cell) for cell in cells)
    lines = []
    for number in range(height):
        columns = [cell[number] if number < len(cell) else "" for cell in cells]
        head = wcwidth.ljust(label if number == 0 else "", first)
        lines.append((head + "  ".join(wcwidth.ljust(text, each) for text in columns)).rstrip())
    return lines
