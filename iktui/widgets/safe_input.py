"""Fields to type in that cannot hold what could act on a terminal: it becomes visible signs as it enters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual import events
from textual.widget import Widget
from textual.widgets import Input, TextArea
from textual.widgets.text_area import EditResult, Location

from store.base.text import safe

_MOST_ENTERED = 1_000_000


def enterable(text: str) -> str:
    """`text` as a field holds it: made safe, and whole; what is too long is refused at the save, never cut."""
    return safe(text, multiline=True, limit=_MOST_ENTERED)


class SafeInput(Input):
    """An Input of one line, entered at its end: selecting all, as Input does, lets one key replace everything.

    The cursor does not blink, which would send bytes on an idle line.
    """

    def __init__(self, value: str = "", **options: Any) -> None:
        super().__init__(safe(value, limit=_MOST_ENTERED), select_on_focus=False, **options)
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """What is typed, pasted or set, made safe."""
        return safe(value, limit=_MOST_ENTERED)

    def _on_paste(self, event: events.Paste) -> None:
        event.text = " ".join(event.text.splitlines())  # Input's own handler comes next, by itself


class FilterInput(SafeInput, can_focus=False):
    """Words that narrow a list: they have the keys while they are typed, and are seen as long as there are any."""

    DEFAULT_CSS = "FilterInput { display: none; } FilterInput.shown { display: block; }"

    def __init__(self, placeholder: str) -> None:
        super().__init__(placeholder=placeholder, id="filter", compact=True)

    def open(self) -> None:
        """Begin to type."""
        self.add_class("shown")
        self.can_focus = True
        self.screen.set_focus(self)

    def close(self) -> None:
        """Type no more."""
        self.can_focus = False
        self.set_class(bool(self.value), "shown")


class SafeTextArea(TextArea):
    """A TextArea of several lines, entered at its end."""

    def __init__(self, text: str = "", **options: Any) -> None:
        super().__init__(enterable(text), tab_behavior="focus", **options)
        self.cursor_blink = False

    def on_mount(self) -> None:
        """Put the cursor at the end."""
        self.move_cursor(self.document.end)

    def _replace_via_keyboard(self, insert: str, start: Location, end: Location) -> EditResult | None:
        return super()._replace_via_keyboard(enterable(insert.replace("\r\n", "\n")), start, end)


def when_settled(fields: Sequence[Widget], callback: Callable[[], None]) -> None:
    """Call back when every field has taken in the keys that were sent to it: each has a queue of its own."""
    if fields:
        fields[0].call_later(when_settled, fields[1:], callback)
    else:
        callback()
