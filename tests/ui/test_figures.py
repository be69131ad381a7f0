"""The figures with keys only, in every theme."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.pilot import Pilot

from iktui.screens.main.records import RecordsScreen
from iktui.screens.register.figures import FiguresScreen
from iktui.settings import THEMES, Preferences
from store.changes import edits
from store.changes.changes import Changeset, change
from store.records.model import Collaboration
from store.register.store import Store
from tests.conftest import KARI, edit
from tests.ui.driving import LARGE, SMALL, main, opened, press, screen_lines, screen_text, until
from tests.ui.test_themes import FAINTEST, texts


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "today", lambda: "2026-05-10")


async def figures(pilot: Pilot[int]) -> FiguresScreen:
    """The screen with its first bars."""
    await press(pilot, "g")
    await until(pilot, lambda: isinstance(pilot.app.screen, FiguresScreen) and "█" in screen_text(pilot))
    screen = pilot.app.screen
    assert isinstance(screen, FiguresScreen)
    return screen


def bars(pilot: Pilot[int]) -> dict[str, int]:
    """Halves of columns of each bar by its name."""
    found = [re.match(r"^ (.+?) +(\d+) +(?:[\d,]+\s%)? +([█▌]+)", line) for line in screen_lines(pilot)]
    return {one[1].strip(): 2 * one[3].count("█") + one[3].count("▌") for one in reversed(found) if one}


@pytest.mark.parametrize("size", [(60, 24), SMALL, LARGE, (160, 45)], ids=["60x24", "80x24", "120x40", "160x45"])
async def test_numbers_and_bars_of_each_section(demo: Path, size: tuple[int, int]) -> None:
    async with opened(demo, size) as pilot:
        screen = await figures(pilot)
        drawn = bars(pilot)
        made = {line.name: line.number for line in screen._found.municipalities}
        assert made.keys() <= drawn.keys()
        assert made["Gausdal"] == 55
        assert drawn["Gausdal"] == max(drawn[name] for name in made), "the first section's, where a name comes again"
        assert abs(drawn["Øyer"] / drawn["Gausdal"] - made["Øyer"] / 55) < 0.05, "as long as it is many"
        assert drawn["Hamar"] >= 1, "what is anything can be seen"
        assert any("Gausdal" in line and "55" in line and "100,0\u00a0%" in line for line in screen_lines(pilot))
        await press(pilot, "end")
        await until(pilot, lambda: "2021" in bars(pilot))
        assert bars(pilot)["2021"] > bars(pilot)["2019"]
        await press(pilot, "left")
        highlighted = screen._figures.highlighted
        assert highlighted is not None
        assert highlighted.section == "shares"
        await press(pilot, "v")
        assert not bars(pilot), "the table alone"
        assert any("med avtale i registeret" in line for line in screen_lines(pilot)), "whole names"


async def test_enter_shows_what_was_counted(demo: Path) -> None:
    async with opened(demo) as pilot:
        screen = await figures(pilot)
        wanted = {line.id: line.number for line in screen._found.municipalities}["oyer"]
        assert wanted == 50, "one that Øyer has left is not counted"
        await press(pilot, "down", "down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RecordsScreen))
        await until(pilot, lambda: len(main(pilot).overview.selected) == wanted)
        assert all("oyer" in row.marks for row in main(pilot).overview.selected)
        await press(pilot, "escape")
        await until(pilot, lambda: len(main(pilot).overview.selected) == 55)


async def test_names_are_neither_markup_nor_commands(small: Store) -> None:
    snapshot = small.snapshot()
    party = snapshot.parties["oyer"]
    renamed = party.model_copy(update={"name": "[red]Ø\x1b[31m[/"})
    record = Collaboration.model_validate({"id": "to", "name": "To", "participants": {"oyer": {}}})
    small.commit(Changeset(snapshot.commit, (change(party, renamed), change(None, record)), "edit"), KARI)
    async with opened(small.path) as pilot:
        await figures(pilot)
        assert "[red]Ø␛[31m[/" in screen_text(pilot)
        assert "\x1b" not in screen_text(pilot)


async def test_an_empty_register_has_figures_too(tmp_path: Path) -> None:
    Store.init(tmp_path / "tomt", "Tomt", KARI).close()
    async with opened(tmp_path / "tomt") as pilot:
        await press(pilot, "g")
        await until(pilot, lambda: isinstance(pilot.app.screen, FiguresScreen))
        await press(pilot, "enter", "right_square_bracket", "q")
        await until(pilot, lambda: isinstance(pilot.app.screen, RecordsScreen))


@pytest.mark.parametrize("theme", THEMES)
async def test_every_theme_and_no_colours(demo: Path, theme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened(demo, LARGE, preferences=Preferences(theme=theme)) as pilot:
        await figures(pilot)
        if theme in FAINTEST:
            faint = {text for ratio, text in texts(pilot) if ratio < FAINTEST[theme]}
            assert not faint
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(demo, preferences=Preferences(theme=theme)) as pilot:
        await figures(pilot)
        assert len(bars(pilot)) >= 7


async def test_the_figures_follow_the_register(demo: Path) -> None:
    store = Store.open(demo)
    edit(store, "regionrad", until="2026-01-01")
    store.close()
    async with opened(demo) as pilot:
        screen = await figures(pilot)
        assert screen._found.total == 54
        assert "54" in screen_lines(pilot)[0]
