"""What the checklist's pane shows of a collaboration in an edition."""

from __future__ import annotations

from iktui.widgets.text_pane import Paragraph
from store.base.dates import shown_date
from store.base.glossary import terms_of
from store.base.i18n import _, language
from store.changes.wording import change_text, told_between
from store.editions.checklist import CONFIRMED, Row
from store.editions.rollover import EditionState, correction_text
from store.records.decisions import decision_text
from store.records.paths import Key


def row_paragraphs(row: Row, state: EditionState) -> list[Paragraph]:
    """Who said what and when; what happened since the edition before; what is due; what is known since."""
    name = state.now.name
    shown = [Paragraph("", row.name, "title")]
    terms = terms_of("confirmation_state")
    for party, said in row.parts.items():
        words = [] if said is None else [terms[said.state].name(), said.by, shown_date(said.date)]
        text = ", ".join(word for word in words if word)
        shown.append(Paragraph(name(Key("party", party)), text or _("open"), "added" if said else "warning"))
    if not row.parts:
        shown.append(Paragraph("", _("no member takes part in it: nothing to confirm"), "dim"))
    if row.offered != CONFIRMED:
        shown.append(Paragraph(_("Since then"), _since(row, state), "warning"))
    due = [reminder for reminder in state.reminders if reminder.id == row.id]
    shown += [
        Paragraph(_("Due"), f"{shown_date(reminder.date) or '–'}: {reminder.text}", "warning") for reminder in due
    ]
    for made in state.corrections:
        if made.key.id == row.id:
            shown.append(Paragraph(_("Known since"), correction_text(made, name), "warning"))
    edition = state.edition
    if edition.missing_reason:
        shown.append(Paragraph(_("Open points"), edition.missing_reason, "dim"))
    for party, decision in edition.decisions.items():
        shown.append(Paragraph(_("Decision"), f"{name(Key('party', party))}: {decision_text(decision)}", "dim"))
    return shown


def _since(row: Row, state: EditionState) -> str:
    """What happened to a collaboration since the edition before."""
    word = terms_of("confirmation_state")[row.offered].name()
    before = state.previous.collaborations.get(row.id) if state.previous is not None else None
    after = state.now.collaborations.get(row.id)
    if before is None or after is None:
        return word if after is None or state.previous is None else _("new")
    return "; ".join(change_text(field, state.now.name, language()) for field in told_between(before, after))
