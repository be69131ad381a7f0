"""The application: which screen first, the palette, the theme."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import cast

from iktui.environment import forget_textual_environment

forget_textual_environment()

from textual import work  # noqa: E402
from textual.app import App, SystemCommand  # noqa: E402
from textual.dom import DOMNode  # noqa: E402
from textual.screen import Screen  # noqa: E402

from iktui.driver import IktuiDriver  # noqa: E402
from iktui.screens.help import HelpScreen, key_sign  # noqa: E402
from iktui.screens.records import RecordsScreen  # noqa: E402
from iktui.settings import remember_register  # noqa: E402
from store.i18n import _  # noqa: E402
from store.listing import read_cache  # noqa: E402


class IktuiApp(App[int]):
    """The register in a terminal. Without a path it asks for one."""

    TITLE = "iktui"
    ENABLE_COMMAND_PALETTE = True
    ESCAPE_TO_MINIMIZE = False

    def __init__(self, path: Path | None, given_author: str | None = None) -> None:
        super().__init__(driver_class=IktuiDriver)
        self._path = path
        self.given_author = given_author
        self.animation_level = "none"

    def get_default_screen(self) -> Screen[object]:
        """The register at once, not a blank screen first and the register on top of it."""
        return super().get_default_screen() if self._path is None else self._main_screen(self._path)

    def on_mount(self) -> None:
        """Ask which register, if none was named."""
        if self._path is None:
            self._start()

    @staticmethod
    def _main_screen(path: Path) -> Screen[object]:
        remember_register(path)
        return cast("Screen[object]", RecordsScreen(path, read_cache(path / ".git")))

    @work
    async def _start(self) -> None:
        from iktui.screens.start import StartScreen

        path = await self.push_screen_wait(StartScreen())
        if path is None:
            self.exit(0)
        else:
            self.push_screen(self._main_screen(path))

    def action_help(self) -> None:
        """Every key of this screen."""
        keys: dict[str, str] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.description and not binding.system:
                known = keys.get(binding.description)
                sign = binding.key_display or key_sign(binding.key)
                keys[binding.description] = f"{known}, {sign}" if known and sign not in known else sign
        self.push_screen(HelpScreen([(sign, text) for text, sign in keys.items()]))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: every action of the screen with its key. No screenshot, no suspending, no shell."""
        seen = set()
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.description and binding.id and binding.id not in seen and binding.id != "app.commands":
                seen.add(binding.id)
                sign = binding.key_display or key_sign(binding.key)
                yield SystemCommand(binding.description, sign, self._runner(active.node, binding.action))
        yield SystemCommand(_("Theme"), _("colours"), self.action_change_theme)

    def _runner(self, node: DOMNode, action: str) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            await self.run_action(action, node)

        return run

    def action_suspend_process(self) -> None:
        """Not from here: there is no shell to come back from."""

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Not from here: a browser on a server is a shell."""
        del url, new_tab


def run(path: Path | None) -> int:
    """Open the interface; gives the exit status."""
    app = IktuiApp(path, os.environ.get("IKTUI_AUTHOR"))
    app.run(mouse="SSH_CONNECTION" not in os.environ)
    return app.return_code or 0
