"""The line of keys at the foot of a screen, made anew only when other keys stand in it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Footer
from textual.widgets._footer import FooterKey

_Shown = list[tuple[Binding, str, bool, str]]


class KeyFooter(Footer):
    """Textual's Footer, compact and without the palette's key.

    That one takes its keys away and makes them anew whenever the focus moves, a widget for each, and gives every one
    its styles twice: two thirds of what a tab in a form cost.
    """

    def __init__(self) -> None:
        super().__init__(show_command_palette=False, compact=True)
        self._made_of: _Shown | None = None

    def _shown(self) -> _Shown:
        """All that the keys are made of, in their order."""
        return [
            (binding, self.app.get_key_display(binding), enabled, tooltip)
            for _node, binding, enabled, tooltip in self.screen.active_bindings.values()
            if binding.show
        ]

    def compose(self) -> ComposeResult:
        """The keys, each with the class that it is given in any case."""
        self._made_of = self._shown() if self._bindings_ready else None
        for widget in super().compose():
            if isinstance(widget, FooterKey):
                widget.add_class("-compact", update=False)
            yield widget

    def bindings_changed(self, screen: Screen[object]) -> None:
        """Look at the keys once the screen has been drawn."""
        self._bindings_ready = True
        if screen.app.app_focus and self.is_attached and screen is self.screen:
            self.call_after_refresh(self._follow)

    async def _follow(self) -> None:
        if self.is_attached and self._made_of != self._shown():
            await self.recompose()
