"""One record on the whole screen; every key of the screen one was on, with what it does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from iktui.screens.ask import answer
from iktui.widgets.key_footer import KeyFooter
from iktui.widgets.text_pane import Paragraph, TextPane
from store.base.errors import StoreError
from store.base.i18n import _
from store.base.text import safe


class DetailScreen(Screen[None]):
    """Everything a record holds, to scroll through."""

    DEFAULT_CSS = "DetailScreen > TextPane { height: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "leave", _("Back"), id="screen.back"),
        Binding("b", "blame", _("Who set what"), id="blame"),
        Binding("T", "timeline", _("Timeline"), id="timeline"),
    ]

    def __init__(
        self,
        title: str,
        paragraphs: list[Paragraph],
        blamed: Callable[[], list[Paragraph]] | None = None,
        related: Callable[[], list[Paragraph]] | None = None,
        timeline: Callable[[], Awaitable[object]] | None = None,
    ) -> None:
        """`blamed` gives the paragraphs with who set each field; it reads the history. `related` gives those that come
        after them as soon as they are found. `timeline` shows its life.
        """
        super().__init__()
        self._title, self._paragraphs, self._blamed, self._related = title, paragraphs, blamed, related
        self._shows_blame, self._timeline = False, timeline

    def compose(self) -> ComposeResult:
        """Title, text, keys."""
        yield Static(safe(self._title), markup=False, classes="title")
        yield TextPane(id="text", label_width=20)
        yield KeyFooter()

    def on_mount(self) -> None:
        """Show the text."""
        pane = self.query_one("#text", TextPane)
        pane.show(self._paragraphs)
        pane.focus()
        self._find_related()

    @work(exclusive=True, group="related", exit_on_error=False)
    async def _find_related(self) -> None:
        if self._related is None:
            return
        try:
            found = await asyncio.to_thread(self._related)
        except StoreError:
            return  # what the record itself holds is there
        if found and self.is_mounted:
            self._paragraphs = [*self._paragraphs, *found]
            if not self._shows_blame:
                self.query_one("#text", TextPane).show(self._paragraphs)

    @work(exclusive=True)
    async def action_blame(self) -> None:
        """Below each field who set it, when, and what stood there before; or no more."""
        if self._blamed is None:
            return
        shown = self._paragraphs
        if not self._shows_blame:
            try:
                shown = await asyncio.to_thread(self._blamed)
            except StoreError as error:
                self.notify(safe(str(error)), severity="error", markup=False)
                return
        self._shows_blame = not self._shows_blame
        self.query_one("#text", TextPane).show(shown)

    @work
    async def action_timeline(self) -> None:
        """Its life over the years."""
        if self._timeline is not None:
            await self._timeline()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only a collaboration has a life to show."""
        del parameters
        return action != "timeline" or self._timeline is not None

    def action_leave(self) -> None:
        """Back."""
        answer(self, None)


class HelpScreen(DetailScreen):
    """The keys, and where to read on."""

    def __init__(self, keys: Sequence[tuple[str, str]]) -> None:
        shown = [Paragraph(key, text) for key, text in keys]
        about = _("Everything you save is a commit with your name and the date; h shows them all.")
        super().__init__(_("Keys"), [*shown, Paragraph("", ""), Paragraph("", about, "dim")])
