"""Driving the real application by its keys, and reading what is on its screen."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from iktui.app import IktuiApp
from iktui.screens.main.records import RecordsScreen
from iktui.session import Session
from iktui.settings import Preferences
from tests.conftest import KARI
from tests.ui.steady import SteadyPilot, steady_loop

_OWN_SECONDS = 12.0
"""So much of the program's own time passes while something is waited for, longer than a message covers what is below
it; what has not come then comes from outside, at its own pace."""
_LIMIT = 60.0
SMALL, LARGE = (80, 24), (120, 40)


@asynccontextmanager
async def opened(
    path: Path,
    size: tuple[int, int] = SMALL,
    author: str | None = str(KARI),
    preferences: Preferences | None = None,
) -> AsyncIterator[Pilot[int]]:
    """The register in the interface, read and ready for keys."""
    app = IktuiApp(path, author, preferences)
    async with app.run_test(size=size, notifications=True):
        pilot = SteadyPilot(app)
        await until(pilot, lambda: main(pilot).place is not None)
        await pilot.pause()
        yield pilot


def main(pilot: Pilot[int]) -> RecordsScreen:
    """The main screen, whatever is on top of it."""
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, RecordsScreen)
    return screen


def session(pilot: Pilot[Any]) -> Session:
    """The open register."""
    found = main(pilot).session
    assert found is not None
    return found


async def until(pilot: Pilot[Any], condition: Callable[[], bool]) -> None:
    """Let the program go on until the condition holds."""
    loop, began, moment = steady_loop(), time.monotonic(), 0.02
    own_time_ends = loop.time() + _OWN_SECONDS
    while time.monotonic() < began + _LIMIT:
        try:
            if condition():
                return
        except IndexError:
            pass
        outside = loop.time() > own_time_ends
        await loop.step(0.02 if outside else moment, real=outside)
        moment = min(moment * 1.5, 0.5)
        pilot.app.screen._on_timer_update()
    raise AssertionError("it never came to that:\n" + screen_text(pilot))


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys, named or, behind a "=", as text."""
    keyboard = SteadyPilot(pilot.app)
    for key in keys:
        if key.startswith("="):
            await keyboard.type([_NAMES.get(char, char) for char in key[1:]])
        else:
            await keyboard.press(key)
    await keyboard.pause(0.15)


async def press_hastily(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys while the program is still at what those before began."""
    keyboard = SteadyPilot(pilot.app)
    await keyboard.type(keys, hasty=True)
    await keyboard.pause(0.15)


_NAMES = {" ": "space", ".": "full_stop", "-": "minus", "@": "at", "/": "slash"}


def screen_lines(pilot: Pilot[Any]) -> list[str]:
    """What stands on the screen, line by line."""
    screen = pilot.app.screen
    strips = screen._compositor.render_strips(screen.size)
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


def screen_text(pilot: Pilot[Any]) -> str:
    """What stands on the screen."""
    return "\n".join(screen_lines(pilot))
