"""A row as far as the list knows it: what stands in the pane before git and the models are imported."""

from __future__ import annotations

from iktui.widgets.text_pane import Paragraph
from store.base.glossary import legal_forms
from store.base.i18n import _
from store.query.listing import Listing, Row


def row_paragraphs(row: Row, listing: Listing) -> list[Paragraph]:
    """A row as far as the list knows it: shown before the record is read."""
    form = legal_forms()[row.legal_form].name() if row.legal_form else "–"
    parties = ", ".join(listing.parties.get(id, id) for id in row.marks)
    return [
        Paragraph("", row.name, "title"),
        Paragraph(_("Form"), form + ("?" if row.uncertain else "")),
        Paragraph(_("Participants"), parties or "–"),
        Paragraph(_("Comment"), row.comment or "–"),
    ]
