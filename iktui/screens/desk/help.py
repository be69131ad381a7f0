"""Every key of the screen one was on, with what it does."""

from __future__ import annotations

from collections.abc import Sequence

from iktui.screens.desk.detail import DetailScreen
from iktui.widgets.text_pane import Paragraph
from store.base.i18n import _


class HelpScreen(DetailScreen):
    """The keys, and where to read on."""

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        shown = [Paragraph(key, text) for key, text in keys]
        about = _("Everything you save is a commit with your name and the date; h shows them all.")
        super().__init__(_("Keys"), [*shown, Paragraph("", ""), Paragraph("", about, "dim")])
