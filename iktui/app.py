"""The application: which screen first, the palette, the theme."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, cast

from iktui.terminal import forget_textual_environment

forget_textual_environment()

from textual import work  # noqa: E402
from textual.app import App, SystemCommand  # noqa: E402
from textual.binding import ActiveBinding, Binding, BindingsMap, BindingType  # noqa: E402
from textual.command import CommandPalette, Provider  # noqa: E402
from textual.dom import DOMNode  # noqa: E402
from textual.markup import escape  # noqa: E402
from textual.screen import Screen  # noqa: E402
from textual.theme import ThemeProvider  # noqa: E402
from textual.worker import WorkerFailed  # noqa: E402

from iktui.screens.main.records import RecordsScreen  # noqa: E402
from iktui.settings import Preferences, remember_register, remember_theme  # noqa: E402
from iktui.terminal.driver import IktuiDriver  # noqa: E402
from iktui.terminal.themes import STYLES, is_ansi, use_themes  # noqa: E402
from store.base.errors import StoreError  # noqa: E402
from store.base.i18n import _  # noqa: E402
from store.base.text import safe  # noqa: E402
from store.git.refs import git_dir_of  # noqa: E402
from store.register.kept import read_cache  # noqa: E402

_ENDING = (signal.SIGHUP, signal.SIGTERM)
_LAST_SECONDS = 5.0
"""Seconds after the line was dropped by which nothing of the program is left."""


class ThemeChoice(ThemeProvider):
    """The themes in the palette; the one that is taken is there again at the next start."""

    @property
    def commands(self) -> list[tuple[str, Callable[[], None]]]:
        """Each theme, and what takes it."""
        return [(name, partial(cast(IktuiApp, self.app).choose_theme, name)) for name in self.app.available_themes]


def _commands() -> type[Provider]:
    from iktui.screens.main.palette import Commands  # when the palette is opened

    return Commands


class IktuiApp(App[int]):
    """The register in a terminal. Without a path it asks for one."""

    TITLE = "iktui"
    CSS = STYLES
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar[set[Any]] = {_commands}
    ESCAPE_TO_MINIMIZE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+p", "command_palette", _("Commands"), id="actions", show=False, priority=True),
        Binding("question_mark,f1", "help", _("Help"), id="app.help", show=False),
        Binding("ctrl+l", "redraw", _("Draw the screen anew"), id="app.redraw", show=False, priority=True),
    ]

    def __init__(
        self, path: Path | None, given_author: str | None = None, preferences: Preferences | None = None
    ) -> None:
        """Raises BadInput for keys that cannot be."""
        wanted = preferences or Preferences()
        # Without colours Textual takes those of the terminal away altogether; its own it would turn into greys.
        theme = "ansi" if os.environ.get("NO_COLOR") else wanted.theme
        super().__init__(driver_class=IktuiDriver, ansi_color=is_ansi(theme))
        use_themes(self, theme)
        self._path = path
        self.given_author = given_author
        self.sync_times = wanted.sync
        self.given_member = wanted.member
        self._is_leaving = False
        self.animation_level = "none"
        if wanted.keys:
            from iktui.keys import checked_keymap, places

            self.set_keymap(checked_keymap(wanted.keys, places(IktuiApp)))
            self._name_keys(self)

    def _name_keys(self, node: DOMNode) -> None:
        """Where the user's keys have an old id it is that of the key again, so that no other key moves along."""
        if not self._keymap:
            return
        from iktui.keys import as_wanted, older_ids

        older = older_ids(type(node))
        if not older.keys().isdisjoint(self._keymap):
            node._bindings = BindingsMap(as_wanted((known for _key, known in node._bindings), older, self._keymap))

    def get_default_screen(self) -> Screen[object]:
        """The register at once, not a blank screen first and the register on top of it."""
        return super().get_default_screen() if self._path is None else self._main_screen(self._path)

    def push_screen(self, screen: Any, *args: Any, **options: Any) -> Any:
        """As Textual's, with the user's own keys."""
        self._name_keys(screen)
        return super().push_screen(screen, *args, **options)

    def on_mount(self) -> None:
        """Ask which register, if none was named; when the line is dropped, leave in order."""
        loop = asyncio.get_running_loop()
        for number in _ENDING:  # not by the loop, which comes to nothing while thousands of keys are waiting
            signal.signal(number, lambda _number, _frame: self._hang_up(loop))
        if self._path is None:
            self._start()

    def on_unmount(self) -> None:
        """Signals are nobody's again."""
        for number in _ENDING:
            signal.signal(number, signal.SIG_DFL)

    def _hang_up(self, loop: asyncio.AbstractEventLoop) -> None:
        """Keep what is typed in the open form, give the terminal back, end: whatever the line or a thread does."""
        guard = threading.Timer(_LAST_SECONDS, os._exit, (1,))
        guard.daemon = True
        guard.start()
        for screen in self.screen_stack:
            keep = getattr(screen, "keep_draft", None)
            if keep is not None:
                keep()
        loop.call_soon_threadsafe(self.exit, 1)

    def _main_screen(self, path: Path) -> Screen[object]:
        remember_register(path)
        screen = RecordsScreen(path, read_cache(git_dir_of(path)))
        self._name_keys(screen)
        return cast("Screen[object]", screen)

    @work
    async def _start(self) -> None:
        from iktui.screens.register.start import StartScreen

        path = await self.push_screen_wait(StartScreen())
        if path is None:
            self.exit(0)
        else:
            self.push_screen(self._main_screen(path))

    def on_resize(self) -> None:
        """The terminal may have moved or cut what it showed."""
        self._forget_shown()

    def _forget_shown(self) -> None:
        if isinstance(self._driver, IktuiDriver):
            self._driver.forget()

    async def push_screen_wait(self, screen: Any, *, mode: str | None = None) -> Any:
        """As Textual's, but shielded: it first takes away screens that were left, and a worker that belongs to one of
        them would be cancelled in the middle of that, and the tasks of its widgets and the program with it.
        """
        await asyncio.shield(self._flush_next_callbacks())
        return await asyncio.shield(self.push_screen(screen, wait_for_dismiss=True, mode=mode))

    def action_redraw(self) -> None:
        """Draw everything, as after a message of the system across the screen."""
        self._forget_shown()
        self.screen.refresh(layout=True)

    def action_help(self) -> None:
        """Every key of this screen; the one that is chosen is done here."""
        from iktui.screens.ask.help import HelpKey, HelpScreen

        shown = self._actions_of(self.screen)
        nodes = {first.binding.action: first.node for _signs, first in shown.values()}
        keys = [
            HelpKey(first.binding.id or "", ", ".join(signs), text, first.binding.action)
            for text, (signs, first) in shown.items()
            if not first.binding.action.endswith("help")
        ]

        async def do(action: str | None) -> None:
            if action is not None:
                await self.run_action(action, nodes[action])

        self.push_screen(HelpScreen(keys), do)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: every action of the screen with its keys. No screenshot, no suspending, no shell."""
        for text, (signs, first) in self._actions_of(screen).items():
            if not first.binding.action.endswith("command_palette"):
                yield SystemCommand(
                    text, escape(", ".join(signs)), partial(self.run_action, first.binding.action, first.node)
                )
        if isinstance(screen, RecordsScreen):
            yield from self._views_without_key(screen)
            yield SystemCommand(
                _("Settings"), _("language, colours, when to share; in words"), partial(screen.action_run, "settings")
            )
        if not self.no_color:
            yield SystemCommand(_("Theme"), _("colours"), self.action_change_theme)

    @staticmethod
    def _views_without_key(screen: RecordsScreen) -> Iterator[SystemCommand]:
        from store.actions.views import VIEWS

        keys = {active.binding.id for active in screen.active_bindings.values()}
        for id, view in VIEWS.items():
            if id not in keys:
                yield SystemCommand(_(view.title), _(view.help), partial(screen.action_run, id))

    @staticmethod
    def _actions_of(screen: Screen[object]) -> dict[str, tuple[list[str], ActiveBinding]]:
        """The actions by what they are called: what stands on their keys, and the first of their bindings.

        Those without an id are Textual's own, in English.
        """
        from iktui.keys import key_sign

        found: dict[str, tuple[list[str], ActiveBinding]] = {}
        for active in screen.active_bindings.values():
            binding = active.binding
            if binding.id and binding.description:
                signs, _first = found.setdefault(binding.description, ([], active))
                sign = binding.key_display or key_sign(binding.key)
                if sign not in signs:
                    signs.append(sign)
        return found

    def action_command_palette(self) -> None:
        """Find a command by typing."""
        if not CommandPalette.is_open(cast("App[object]", self)):
            self.push_screen(CommandPalette(placeholder=_("find a command …"), id="--command-palette"))

    def choose_theme(self, name: str) -> None:
        """Take a theme, now and at the next start."""
        self.ansi_color = is_ansi(name)
        self.theme = name
        remember_theme(name)

    def search_themes(self) -> None:
        """Choose a theme."""
        self.push_screen(CommandPalette([ThemeChoice], placeholder=_("find a theme …")))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No help about the help."""
        del parameters
        return action != "help" or type(self.screen).__name__ != "HelpScreen"

    def _handle_exception(self, error: Exception) -> None:
        """What the system could not do for a worker is told, and the screen stays."""
        from store.base.failures import FAILURES, reason_of

        cause = error.error if isinstance(error, WorkerFailed) else None
        if isinstance(cause, (*FAILURES, StoreError)):
            self.notify(safe(reason_of(cause)), severity="error", timeout=15, markup=False)
        else:
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Give the terminal back; `run` has one line said instead of a traceback."""
        self._close_messages_no_wait()

    async def action_quit(self) -> None:
        """Leave; where the user wants it, share first, and a second time leave at once."""
        if self._is_leaving:
            self.exit()
            return
        self._is_leaving = True
        self._share_and_leave()

    @work
    async def _share_and_leave(self) -> None:
        """Not in the action itself: until that is done no other key is taken, and a second time comes too late."""
        for screen in self.screen_stack:
            if isinstance(screen, RecordsScreen):
                await screen.share_before_leaving()
        self.exit()

    def action_help_quit(self) -> None:
        """What ctrl+c, which no longer quits, says instead."""
        self.notify(_("{key} leaves the program", key="ctrl+q"), markup=False)

    def action_suspend_process(self) -> None:
        """Not from here: there is no shell to come back from."""

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """Not from here: a browser on a server is a shell."""
        del url, new_tab


def run(path: Path | None, preferences: Preferences) -> int:
    """Open the interface; gives the exit status."""
    app = IktuiApp(path, os.environ.get("IKTUI_AUTHOR"), preferences)
    logging.disable(logging.CRITICAL)  # asyncio would write tracebacks across the screen
    app.run(mouse=preferences.mouse)
    if app._exception is not None:
        raise app._exception
    return app.return_code or 0
