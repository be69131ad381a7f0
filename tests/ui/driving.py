"""Driving the real application by its keys, and reading what is on its screen."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from iktui.app import IktuiApp
from iktui.screens.records import RecordsScreen
from iktui.settings import Preferences
from tests.conftest import KARI

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
    async with app.run_test(size=size, notifications=True) as pilot:
        await until(pilot, lambda: bool(main(pilot)._snapshot))
        await pilot.pause()
        yield pilot


def main(pilot: Pilot[int]) -> RecordsScreen:
    """The main screen, whatever is on top of it."""
    screen = pilot.app.screen_stack[0]
    assert isinstance(screen, RecordsScreen)
    return screen


async def until(pilot: Pilot[Any], condition: Callable[[], bool]) -> None:
    """Let the program go on until the condition holds."""
    for _try in range(400):
        try:
            if condition():
                return
        except IndexError:
            pass
        await pilot.pause()
        await asyncio.sleep(0.01)
    raise AssertionError("it never came to that:\n" + screen_text(pilot))


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys, named or, behind a "=", as text."""
    for key in keys:
        if key.startswith("="):
            for char in key[1:]:
                await pilot.press(_NAMES.get(char, char))
        else:
            await pilot.press(key)
    await pilot.pause(0.15)


_NAMES = {" ": "space", ".": "full_stop", "-": "minus", "@": "at", "/": "slash"}


def screen_lines(pilot: Pilot[Any]) -> list[str]:
    """What stands on the screen, line by line."""
    screen = pilot.app.screen
    strips = screen._compositor.render_strips(screen.size)
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]


def screen_text(pilot: Pilot[Any]) -> str:
    """What stands on the screen."""
    return "\n".join(screen_lines(pilot))
