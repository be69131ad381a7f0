"""The line above the list, the key of the municipality, and what waits, with a way to each."""

from __future__ import annotations

from pathlib import Path

import pytest

from iktui.remembered_views import keep_municipality, looked_at, municipality
from iktui.screens.main.records import RecordsScreen
from iktui.screens.main.waiting import WaitingScreen
from iktui.screens.planning.councils import CouncilsScreen
from iktui.screens.register.figures import FiguresScreen
from iktui.settings import Preferences
from store.register.store import Store
from tests.conftest import OLA, edit
from tests.ui.driving import main, opened, press, screen_lines, screen_text, session, until


async def test_the_municipality_is_asked_above_the_list_and_every_key_works_at_once(demo: Path) -> None:
    async with opened(demo) as pilot:
        await until(pilot, lambda: "Hvilken kommune er du fra? Trykk M" in screen_lines(pilot)[1])
        assert main(pilot).focused is main(pilot).overview.records
        await press(pilot, "j")
        assert main(pilot).overview.records.cursor == 2
        await until(pilot, lambda: "ting venter på medlemmene – 0" in screen_lines(pilot)[1])
        assert "▸" not in screen_text(pilot)
        await press(pilot, "M", "=Øyer", "enter")
        await until(pilot, lambda: municipality(demo) == "oyer")
        await until(pilot, lambda: "ting venter på Øyer – 0" in screen_lines(pilot)[1])
        assert "Hvilken kommune" not in screen_text(pilot)
        assert "▸Øye" in screen_lines(pilot)[2], "its column is marked, not by colour"
        await press(pilot, "g")
        await until(pilot, lambda: isinstance(pilot.app.screen, FiguresScreen))
        assert "Øyer (din)" in screen_lines(pilot)[2]
    async with opened(demo) as pilot:
        await until(pilot, lambda: "ting venter på Øyer – 0" in screen_lines(pilot)[1])
        await press(pilot, "M", "ctrl+u", "=ingen av dem", "enter")
        await until(pilot, lambda: municipality(demo) == "")
        await until(pilot, lambda: "på medlemmene" in screen_lines(pilot)[1])
        assert "Hvilken kommune" not in screen_text(pilot), "none is an answer too"


async def test_each_thing_leads_to_where_it_is_dealt_with_and_back(demo: Path) -> None:
    keep_municipality(demo, "gausdal")
    async with opened(demo, preferences=Preferences(member="Øyer")) as pilot:
        await press(pilot, "0")
        await until(pilot, lambda: isinstance(pilot.app.screen, WaitingScreen))
        assert "ting venter på Øyer" in screen_lines(pilot)[0], "who is named goes before who is kept"
        await press(pilot, "j", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, CouncilsScreen))
        councils = pilot.app.screen
        assert isinstance(councils, CouncilsScreen)
        record = councils.record()
        assert record is not None
        assert record.id == "2021", "the cursor is on what waits"
        await press(pilot, "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, WaitingScreen))
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, RecordsScreen)


async def test_what_others_changed_waits_until_it_has_been_seen(small: Store) -> None:
    edit(small, "felles-brannvesen", agreement_date="2020")
    keep_municipality(small.path, "oyer")
    async with opened(small.path) as pilot:
        await until(pilot, lambda: looked_at(small.path) == small.snapshot().commit)
        assert "venter" not in screen_text(pilot), "nothing waits, and there is no line"
        edit(small, "felles-brannvesen", OLA, comment="Nytt")
        await until(pilot, lambda: "1 ting venter på Øyer – 0" in screen_lines(pilot)[1])
        await press(pilot, "0")
        await until(pilot, lambda: "har endret 1 oppføring" in screen_text(pilot))
        await press(pilot, "s")
        await until(pilot, lambda: "Ingenting venter på Øyer" in screen_lines(pilot)[1])
        assert looked_at(small.path) == small.snapshot().commit
        assert session(pilot).looked == small.snapshot().commit
        await press(pilot, "escape")
        await until(pilot, lambda: "venter" not in screen_text(pilot))


@pytest.mark.parametrize("width", [80, 120])
async def test_in_the_past_nothing_waits_above_the_list(demo: Path, width: int) -> None:
    async with opened(demo, size=(width, 24)) as pilot:
        await until(pilot, lambda: "venter" in screen_text(pilot))
        await press(pilot, "left_square_bracket")
        await until(pilot, lambda: session(pilot).at is not None and "venter" not in screen_text(pilot))
        assert "Hvilken kommune" not in screen_text(pilot)
