"""One record on the whole screen."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Footer, Static

from iktui.screens.answering import answer
from iktui.widgets.text_pane import Paragraph, TextPane
from store.i18n import _
from store.text import safe


class DetailScreen(Screen[None]):
    """Everything a record holds, to scroll through."""

    DEFAULT_CSS = """
    DetailScreen > .title {
        height: 1; background: $primary-muted; color: $foreground; padding: 0 1; text-style: bold;
    }
    DetailScreen > TextPane { height: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,enter", "leave", _("Back"), id="screen.back")]

    def __init__(self, title: str, paragraphs: list[Paragraph]) -> None:
        super().__init__()
        self._title, self._paragraphs = title, paragraphs

    def compose(self) -> ComposeResult:
        """Title, text, keys."""
        yield Static(safe(self._title), markup=False, classes="title")
        yield TextPane(id="text", label_width=20)
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        """Show the text."""
        pane = self.query_one("#text", TextPane)
        pane.show(self._paragraphs)
        pane.focus()

    def action_leave(self) -> None:
        """Back."""
        answer(self, None)
