"""A list that can be narrowed to what holds some words: the same question on every screen that has one."""

from __future__ import annotations

from textual import work
from textual.screen import ScreenResultType

from iktui.screens.ask.dialogs import Ask, Question
from iktui.screens.ask.two_panes import TwoPanes
from store.base.i18n import _
from store.base.text import search_key


class Narrowing(TwoPanes[ScreenResultType]):
    """Keeps the words; the screen shows what `fits`."""

    def __init__(self) -> None:
        super().__init__()
        self._words = ""

    def _show(self, keep: object | None) -> None:
        """Show what fits anew."""
        raise NotImplementedError

    def fits(self, text: str) -> bool:
        """Whether every word stands somewhere in the text."""
        return not self._words or all(word in search_key(text) for word in search_key(self._words).split())

    def narrowed(self, title: str) -> str:
        """The title, with the words that narrow the list."""
        return f"{title}: “{self._words}”" if self._words else title

    @work
    async def action_narrow(self) -> None:
        """Only what holds these words."""
        asked = Question("words", _("Words that must all be found"), self._words)
        answers = await self.app.push_screen_wait(Ask(_("Filter"), [asked]))
        if answers is not None:
            self._words = answers["words"].strip()
            self._show(None)
