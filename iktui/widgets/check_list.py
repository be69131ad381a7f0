"""Boxes to tick whose state can be read without colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Checkbox

from iktui.widgets.line_list import LineList, Piece
from store.i18n import _

Choice = tuple[str, str]
"""Id and name."""


class CheckBox(Checkbox):
    """A Checkbox that shows [x] or [ ]: Textual's own differ in colour only."""

    BUTTON_LEFT = "["
    BUTTON_RIGHT = "]"

    @property
    def BUTTON_INNER(self) -> str:  # type: ignore[override]
        """The sign between the brackets."""
        return "x" if self.value else " "


class CheckList(LineList[Choice]):
    """Several of many: space ticks the line under the cursor."""

    DEFAULT_CSS = """
    CheckList { height: auto; max-height: 6; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("space,enter", "tick", _("Tick"), id="list.tick")]

    class Changed(Message):
        """A box was ticked or cleared."""

    def __init__(self, choices: Sequence[Choice], ticked: Sequence[str], *, id: str) -> None:
        super().__init__(id=id)
        self._choices = choices
        self._ticked = set(ticked)
        self.styles.height = max(1, min(6, len(choices)))

    def on_mount(self) -> None:
        """Show the choices, the cursor on the first that is ticked."""
        first = next((choice for choice in self._choices if choice[0] in self._ticked), None)
        self.set_items(self._choices, keep=first)

    @property
    def ticked(self) -> list[str]:
        """The ids that are ticked, in order."""
        return [id for id, _name in self._choices if id in self._ticked]

    def pieces(self, item: Choice, width: int) -> list[Piece]:
        """Box and name."""
        return [("[x] " if item[0] in self._ticked else "[ ] ", 4, ""), (item[1], max(0, width - 4), "")]

    def action_tick(self) -> None:
        """Tick or clear."""
        if self.highlighted is not None:
            self._ticked ^= {self.highlighted[0]}
            self.refresh_line(self.cursor)
            self.post_message(self.Changed())
