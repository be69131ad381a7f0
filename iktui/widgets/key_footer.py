"""The line of keys at the foot of a screen, made anew only when other keys stand in it."""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

_Shown = tuple[int, list[tuple[Binding, str, bool, str]]]
_ALWAYS = (
    "app.help",
    "form.help",
    "app.quit",
    "screen.back",
    "dialog.cancel",
    "form.leave",
    "review.cancel",
    "hand-edits.leave",
)
"""The ids of the keys that stand there however narrow the screen is."""


class KeyFooter(Footer):
    """Textual's Footer, compact and without the palette's key.

    That one takes its keys away and makes them anew whenever the focus moves, a widget for each, and gives every one
    its styles twice: two thirds of what a tab in a form cost.
    """

    def __init__(self) -> None:
        super().__init__(show_command_palette=False, compact=True)
        self._made_of: _Shown | None = None

    def _shown(self) -> _Shown:
        """All that the keys are made of, in their order, and the width that they have."""
        made = [
            (binding, self.app.get_key_display(binding), enabled, tooltip)
            for _node, binding, enabled, tooltip in self.screen.active_bindings.values()
            if binding.show
        ]
        return self.screen.size.width, made

    def compose(self) -> ComposeResult:
        """The keys, each with the class that it is given in any case."""
        self._made_of = self._shown() if self._bindings_ready else None
        for widget in self._fitting(list(super().compose())):
            if isinstance(widget, FooterKey):
                widget.add_class("-compact", update=False)
            yield widget

    def _fitting(self, widgets: list[Widget]) -> list[Widget]:
        """Those that there is room for, whole: first the ways out and the help, then the others in their order."""
        ids = {active.binding.key: active.binding.id for active in self.screen.active_bindings.values()}
        order = sorted(
            (widget for widget in widgets if isinstance(widget, FooterKey)),
            key=lambda widget: ids.get(widget.key) not in _ALWAYS,
        )
        left, fitting = self.screen.size.width + 1, set()  # the last has no gap behind it
        for widget in order:
            columns = cell_len(widget.key_display) + cell_len(widget.description) + 2
            if columns <= left:
                fitting.add(widget)
                left -= columns
        return [widget for widget in widgets if not isinstance(widget, FooterKey) or widget in fitting]

    async def on_resize(self) -> None:
        """Other keys fit."""
        await self._follow()

    def bindings_changed(self, screen: Screen[object]) -> None:
        """Look at the keys once the screen has been drawn."""
        self._bindings_ready = True
        if screen.app.app_focus and self.is_attached and screen is self.screen:
            self.call_after_refresh(self._follow)

    async def _follow(self) -> None:
        if self.is_attached and self._made_of != self._shown():
            await self.recompose()
