"""What is found in a clone (paths, dates) among the findings: on the screen, in linear mode, with every key."""

# ruff: noqa: F811

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from store.register.store import Store
from tests.conftest import edit
from tests.linear.talking import talk
from tests.store.test_commit_dates import LATE, NOW, YEAR, dated, day, old  # noqa: F401
from tests.store.test_paths_apart import fast_import
from tests.ui.driving import main, opened, press, screen_text, until

LONG = "vedlegg/" + "lang" * 80 + ".txt"


@pytest.fixture
def odd(small: Store) -> Store:
    """With a path that no file system takes and a commit from the future."""
    dated(small, "Fra framtiden", LATE)
    fast_import(small.path, ("100644", LONG, b"hei\n"))
    edit(small, "felles-brannvesen", comment="Etterpå")
    return small


async def test_they_are_shown_and_no_key_breaks(odd: Store) -> None:
    async with opened(odd.path) as pilot:
        await until(pilot, lambda: "Felles brannvesen" in screen_text(pilot))
        await press(pilot, "exclamation_mark")
        await until(pilot, lambda: "Filer som ikke kan skrives her (1)" in screen_text(pilot))
        assert "Lagringer datert fram i tid (1)" in screen_text(pilot)
        for key in ("f", "F", "e", "enter", "a"):
            await press(pilot, "home", key)
        await press(pilot, "=Slik", "enter")
        await press(pilot, "escape", "down", "down")
        for key in ("f", "F", "e", "enter"):
            await press(pilot, key)
        await press(pilot, "escape", "escape")
        await until(pilot, lambda: pilot.app.screen is main(pilot))


async def test_a_past_date_says_that_it_may_be_older_than_it_looks(old: Store) -> None:
    dated(old, "A", NOW - 4 * YEAR)
    dated(old, "B", LATE)
    dated(old, "C", NOW - 2 * YEAR)
    async with opened(old.path) as pilot:
        await until(pilot, lambda: "Felles brannvesen" in screen_text(pilot))
        await press(pilot, "at", f"={day(NOW - 5 * YEAR)}", "enter")
        await until(pilot, lambda: "Slik det var (esc: nå): " in screen_text(pilot))
        assert "eldre" not in screen_text(pilot)
        await press(pilot, "at", f"={day(NOW - 3 * YEAR)}", "enter")
        await until(pilot, lambda: "eldre" in screen_text(pilot))


def test_linear_mode_tells_them(odd: Store) -> None:
    said = talk(odd.path, "!", "Paths that cannot", "", "", "q")
    assert "the name is too long for this file system" in said
    assert os.strerror(errno.ENAMETOOLONG) not in said
    assert Path(odd.path).exists()
