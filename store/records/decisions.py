"""What a council or committee decided: recorded, told, the same way whatever it is about. Pure."""

from __future__ import annotations

from store.base.dates import shown_date
from store.base.errors import BadInput
from store.base.i18n import _
from store.records.model import Decision, Decisions


def is_decided(decision: Decision | None) -> bool:
    """Whether a council has said anything: an empty row is a place to write."""
    return decision is not None and decision != Decision()


def decided(decisions: Decisions, party: str, decision: Decision) -> Decisions:
    """The decisions with what one council decided; what the decision leaves empty stays as it was recorded before.

    Raises BadInput for one that says nothing.
    """
    if not is_decided(decision):
        raise BadInput(_("the decision says nothing: give the body, case number, date or outcome"))
    known = decisions.get(party, Decision())
    return {**decisions, party: known.model_copy(update=decision.model_dump(exclude_defaults=True))}


def decision_text(decision: Decision) -> str:
    """A council's decision on one line: what, who, case, archive case, when."""
    case = _("case {number}", number=decision.case) if decision.case else ""
    archive = _("archive case {number}", number=decision.archive_case) if decision.archive_case else ""
    facts = (decision.outcome, decision.body, case, archive, shown_date(decision.date))
    return ", ".join(fact for fact in facts if fact) or "–"
