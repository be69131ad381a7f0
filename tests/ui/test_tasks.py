"""The twelve standard tasks, played from docs/tasks.md at 80x24, each checked in the repository or on the screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from iktui.screens.ask.two_panes import TwoPanes
from iktui.screens.desk.blame import BlameScreen
from iktui.screens.desk.detail import DetailScreen
from store.changes.edits import today
from store.register.store import Store
from tests.conftest import KARI, OLA, edit, git, is_sound
from tests.ui.driving import SMALL, opened, press, screen_lines, screen_text, until

PAGE = Path(__file__).parents[2] / "docs" / "tasks.md"
ROW = re.compile(r"^\| (?P<number>\d+) \| (?P<task>.+?) \| (?P<keys>[`“].+?) \| (?P<count>\d+) \|$", re.MULTILINE)
TASKS = {int(row["number"]): row for row in ROW.finditer(PAGE.read_text(encoding="utf-8"))}
NAMES = {"/": "slash", "!": "exclamation_mark", "*": "asterisk"}


def keys_of(number: int) -> list[str]:
    """The keys of a task, text with "=" before it."""
    found = re.findall(r"`([^`]+)`|“([^”]+)”", TASKS[number]["keys"])
    return [NAMES.get(key, key) if key else f"={text}" for key, text in found]


def test_none_needs_more_than_fifteen_keys_and_the_page_counts_right() -> None:
    assert list(TASKS) == list(range(1, 13))
    for number, row in TASKS.items():
        count = sum(not key.startswith("=") for key in keys_of(number))
        assert count == int(row["count"]) <= 15, number


def saved(number: int, demo: Path) -> None:
    """What each task leaves in the repository."""
    store = Store.open(demo)
    now = store.snapshot()
    if number == 2:
        assert now.collaboration("felles-personvernombud").host == "gausdal"
    elif number == 3:
        part = now.collaboration("geodata-samarbeid").participants["oyer"]
        assert (part.notice_given, part.until) == (today(), "2028")
    elif number == 4:
        assert now.collaboration("geodata-samarbeid").participants["ringebu"].role == "participant"
    elif number == 5:
        record = now.collaboration("geodata-samarbeid")
        assert (record.status, record.until, record.end_reason) == ("ended", today(), "Vedtatt")
    elif number == 6:
        record = now.collaboration("felles-kulturskole")
        assert record.legal_form == "agreement_only"
        assert set(record.participants) == {"lillehammer", "gausdal", "oyer"}
    elif number == 7:
        forms = [record.legal_form for record in now.collaborations.values()]
        assert forms.count("network") == 6
    elif number == 8:
        record = now.collaboration("felles-barnevern")
        assert now.collaboration("felles-barnevern-2") == record
        assert len(record.areas) == 2
    elif number == 9:
        vetak = [r for r in now.collaborations.values() if r.as_written and r.as_written.type == "Vetak"]
        assert [record.legal_form for record in vetak] == ["council_resolution_only"]
    elif number == 11:
        assert now.collaboration("regionrad").comment == "Med Innlandet fylkeskommune."
    store.close()


@pytest.mark.parametrize("number", [2, 3, 4, 5, 6, 7, 8, 9, 11])
async def test_a_task_that_changes_something(demo: Path, number: int) -> None:
    if number == 11:
        store = Store.open(demo)
        edit(store, "regionrad", KARI, comment="Noe annet")
        edit(store, "regionrad", OLA, progress="Ola gikk videre")
        store.close()
    before = int(git(demo, "rev-list", "--count", "HEAD"))
    async with opened(demo, SMALL) as pilot:
        await play(pilot, number)
        await until(pilot, lambda: int(git(demo, "rev-list", "--count", "HEAD")) == before + 1)
        await until(pilot, lambda: "Lagret" in screen_text(pilot) or isinstance(pilot.app.screen, TwoPanes))
    saved(number, demo)
    is_sound(demo)


async def play(pilot: Pilot[int], number: int) -> None:
    for key in keys_of(number):
        await press(pilot, key)


@pytest.mark.parametrize(
    ("number", "shows"),
    [
        (1, lambda pilot: isinstance(pilot.app.screen, DetailScreen) and "110" in screen_lines(pilot)[0]),
        (10, lambda pilot: isinstance(pilot.app.screen, BlameScreen) and "Kari Nordmann" in screen_lines(pilot)[1]),
        (12, lambda pilot: " av 55" in screen_lines(pilot)[0] and "Lillehammer" in screen_text(pilot)),
    ],
)
async def test_a_task_that_shows_something(demo: Path, number: int, shows: Callable[[Pilot[int]], bool]) -> None:
    async with opened(demo, SMALL) as pilot:
        await play(pilot, number)
        await until(pilot, lambda: shows(pilot))
        if number == 10:
            assert "kommentar" in screen_lines(pilot)[1]
