"""What settles a finding: the change that its suggestion stands for, or a note that what was found is right."""

from __future__ import annotations

from store.base.errors import BadInput
from store.base.i18n import _
from store.base.text import normalise, one_line
from store.changes.changes import Change, change
from store.changes.edits import set_fields
from store.checks.checks import Finding, accepted_key
from store.checks.reference_checks import SHARED, UNKNOWN, settle_reference
from store.records.entry import find_reference, joined
from store.records.model import KINDS, Collaboration, Document, Event, PlanItem, Question, Study
from store.records.paths import Key
from store.records.snapshot import State


def fix(finding: Finding, names: State) -> Change | None:
    """The change that settles a finding as it suggests, or gives up an id that leads nowhere; None: a person knows."""
    if finding.code in (UNKNOWN, SHARED):
        return settle_reference(finding, names)
    record = names.get(Key(finding.kind, finding.id)) if finding.kind == Collaboration.KIND else None
    if not isinstance(record, Collaboration):
        return None
    if finding.code == "uncertain_form" and record.legal_form:
        settings = {"legal_form": record.legal_form}
    elif not finding.suggestion or finding.code == "probable_duplicate":
        return None
    elif finding.code == "probable_successor":
        settings = {"replaced_by": finding.suggestion, "status": "replaced"}
    else:
        settings = {finding.field: finding.suggestion}
    if finding.field == "name":
        settings["aliases"] = joined(dict.fromkeys([*record.aliases, record.name]))
    return change(record, set_fields(record, settings, names))


def duplicate_of(finding: Finding, names: State) -> str | None:
    """The other record of a probable duplicate."""
    if finding.code != "probable_duplicate":
        return None
    return find_reference("collaboration", finding.suggestion.partition(",")[0], names)


def accept(finding: Finding, reason: str, names: State) -> Change:
    """The change that marks what was found as correct, so that it does not come back.

    Raises BadInput without a reason, or for a kind of record that keeps no such notes.
    """
    reason = one_line(normalise(reason))
    if not reason:
        raise BadInput(_("why is it correct? Whoever comes next will want to know"))
    record = names.get(Key(finding.kind, finding.id)) if finding.kind in KINDS else None
    if not isinstance(record, Collaboration | PlanItem | Study | Document | Event | Question):
        raise BadInput(_("this cannot be marked as correct: put it right"))
    accepted = {**record.accepted, accepted_key(finding): reason}
    return change(record, record.model_copy(update={"accepted": accepted}))
