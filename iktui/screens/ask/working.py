"""Long work: how far it has come, and a key that gives it up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Label

from iktui.screens.ask.dialogs import Dialog
from store.base.i18n import _
from store.base.text import safe

T = TypeVar("T")
_SEEN_AFTER = 0.4
"""Seconds: what is done sooner says nothing."""


class Stopped(Exception):
    """The person gave it up."""


class Working(Dialog[None]):
    """Says what is done, and how much of it, until it is."""

    DEFAULT_CSS = """
    Working { background: transparent; }
    Working > Vertical { display: none; }
    Working.seen > Vertical { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", _("Give up"), id="dialog.cancel")]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title, self._text = title, ""
        self._is_stopped = False

    def compose(self) -> ComposeResult:
        """What is done, and how to give it up."""
        with Vertical() as box:
            box.border_title = safe(self._title).replace("[", "(").replace("]", ")")
            yield Label("…", markup=False, id="count")
            yield Label(_("esc: give up"), markup=False, classes="hint")

    def on_mount(self) -> None:
        """Be seen when it takes long."""
        self.set_timer(_SEEN_AFTER, lambda: self.add_class("seen"))
        self.set_interval(0.2, self._show)

    def _show(self) -> None:
        if self._text:
            self.query_one("#count", Label).update(safe(self._text))

    def say(self, text: str) -> None:
        """How far it is, from the thread that works; raises Stopped when it was given up."""
        self._text = text
        if self._is_stopped:
            raise Stopped

    def count(self, done: int, total: int) -> None:
        """The same in numbers."""
        self.say(_("{done} of {all}", done=done, all=total))

    def action_cancel(self) -> None:
        """Give it up at the next step."""
        self._is_stopped = True


async def worked(app: App[Any], title: str, make: Callable[[Working], T]) -> T | None:
    """What a thread makes, which tells the screen how far it is; None when the person gave it up."""
    screen = Working(title)
    await app.push_screen(screen)
    try:
        return await asyncio.to_thread(make, screen)
    except Stopped:
        return None
    finally:
        screen.dismiss()
