"""A list that can be narrowed to what holds some words: the same question on every screen that has one."""

from __future__ import annotations

from typing import Any

from textual import work
from textual.screen import ScreenResultType

from iktui.screens.ask.dialogs import Question
from iktui.screens.desk.desk import Desk
from iktui.screens.looking.looking import Found, Looking
from iktui.widgets.line_list import LineList
from store.base.i18n import _, in_quotes
from store.base.text import search_key


class Narrowing(Looking[ScreenResultType, Found]):
    """Keeps the words; the screen shows what `fits`."""

    def __init__(self, desk: Desk, items: LineList[Any]) -> None:
        super().__init__(desk, items)
        self._words = ""

    def fits(self, text: str) -> bool:
        """Whether every word stands somewhere in the text."""
        return not self._words or all(word in search_key(text) for word in search_key(self._words).split())

    def narrowed(self, title: str) -> str:
        """The title, with the words that narrow the list."""
        return f"{title}: {in_quotes(self._words)}" if self._words else title

    @work
    async def action_narrow(self) -> None:
        """Only what holds these words."""
        asked = Question("words", _("Words that must all be found"), self._words)
        answers = await self._desk.ask(_("Filter"), asked)
        if answers is not None:
            self._words = answers["words"]
            self.show_title()
            self.show(None)
