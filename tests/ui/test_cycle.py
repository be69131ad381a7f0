"""The annual cycle with keys only."""

from __future__ import annotations

from pathlib import Path

import icalendar
import pytest
from textual.pilot import Pilot

from iktui.screens.ask.dialogs import Ask, Confirm
from iktui.screens.desk.edit import EditScreen
from iktui.screens.desk.review import ReviewScreen
from iktui.screens.main.records import RecordsScreen
from iktui.screens.planning.cycle import CycleScreen
from iktui.widgets.text_pane import TextPane
from store.changes import edits
from store.records.model import Event
from store.register.store import Store
from tests.conftest import edit, git, is_sound
from tests.ui.driving import LARGE, SMALL, main, opened, press, screen_lines, screen_text, session, until


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "today", lambda: "2026-05-10")


async def cycle(pilot: Pilot[int]) -> CycleScreen:
    """The screen, read."""
    await press(pilot, "y")
    await until(pilot, lambda: isinstance(pilot.app.screen, CycleScreen) and bool(pilot.app.screen._list.items))
    screen = pilot.app.screen
    assert isinstance(screen, CycleScreen)
    return screen


async def go_to(pilot: Pilot[int], words: str) -> None:
    """The cursor on what is called so."""
    screen = pilot.app.screen
    assert isinstance(screen, CycleScreen)
    await press(pilot, "home")
    for _line in range(40):
        item = screen._list.highlighted
        if item is not None and item.item is not None and words in item.item.title:
            return
        await press(pilot, "down")
    raise AssertionError(screen_text(pilot))


def commits(path: Path) -> int:
    return int(git(path, "rev-list", "--count", "HEAD"))


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
async def test_twelve_months_and_the_year_before_and_after(demo: Path, size: tuple[int, int]) -> None:
    store = Store.open(demo)
    edit(store, "regionrad", until="2027-03-31")
    store.close()
    async with opened(demo, size) as pilot:
        screen = await cycle(pilot)
        lines = screen_lines(pilot)
        assert "2026" in lines[0]
        months = [item.label for item in screen._list.items if item.label][:12]
        assert len(set(months)) == 12
        assert all(any(line.startswith(f" {month}") for line in lines) for month in months), "all on one screen"
        await press(pilot, "right_square_bracket")
        await until(pilot, lambda: "2027" in screen_lines(pilot)[0])
        assert any(line.startswith(f" {months[2]}") and " 31 " in line for line in screen_lines(pilot))
        await press(pilot, "left_square_bracket", "left_square_bracket")
        await until(pilot, lambda: "2025" in screen_lines(pilot)[0])
        await press(pilot, "right_square_bracket", "right_square_bracket")
        await until(pilot, lambda: "2027" in screen_lines(pilot)[0])
        await go_to(pilot, "egionråd")
        assert "31.3.2027" in screen.query_one(TextPane).plain
        await press(pilot, "g")
        await until(pilot, lambda: isinstance(pilot.app.screen, RecordsScreen))
        row = main(pilot).overview.row
        assert row is not None
        assert row.id == "regionrad"


async def test_the_usual_events_are_offered_and_one_commit(demo: Path) -> None:
    before = commits(demo)
    async with opened(demo) as pilot:
        await cycle(pilot)
        await press(pilot, "A")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
        assert "Eierskapsmelding" in screen_text(pilot)
        await press(pilot, "escape")
        assert commits(demo) == before, "offered, not made"
        await press(pilot, "A")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "Felles formannskapskonferanse" in screen_text(pilot))
        assert commits(demo) == before + 1
        await press(pilot, "A")
        assert isinstance(pilot.app.screen, CycleScreen), "there is nothing left to offer"
        await press(pilot, "u")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await press(pilot, "enter")
        await until(pilot, lambda: "Felles formannskapskonferanse" not in screen_text(pilot))
    assert commits(demo) == before + 2
    is_sound(demo)


async def test_an_event_is_made_edited_and_removed(demo: Path) -> None:
    before = commits(demo)
    async with opened(demo) as pilot:
        screen = await cycle(pilot)
        await press(pilot, "n")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask))
        await press(pilot, "=Dialog [b]møte[/b]", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "Dialog [b]møte[/b]" in screen_text(pilot))
        store = Store.open(demo)
        (event,) = store.snapshot().records(Event).values()
        assert event.date == "2026-01", "the month that the cursor was in"
        store.close()
        await go_to(pilot, "Dialog")
        await press(pilot, "e")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
        await press(pilot, "end", "= nr 2", "ctrl+s")
        await until(pilot, lambda: "Dialog [b]møte[/b] nr 2" in screen_text(pilot))
        assert commits(demo) == before + 2
        await go_to(pilot, "nr 2")
        await press(pilot, "X")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await press(pilot, "enter")
        await until(
            pilot, lambda: not any("nr 2" in (line.item.title if line.item else "") for line in screen._list.items)
        )
        assert commits(demo) == before + 3
        await press(pilot, "home", "X")
        assert isinstance(pilot.app.screen, CycleScreen), "what every year has cannot be removed"
    assert commits(demo) == before + 3
    is_sound(demo)


async def test_the_calendar_is_written_where_asked(demo: Path, tmp_path: Path) -> None:
    head = git(demo, "rev-parse", "HEAD")
    file = tmp_path / "kalender.ics"
    async with opened(demo) as pilot:
        await cycle(pilot)
        for number in range(2):
            await press(pilot, "i")
            await until(pilot, lambda: isinstance(pilot.app.screen, Ask))
            await press(pilot, *["backspace"] * 20)
            pilot.app.screen.query_one("#file").value = str(file)  # type: ignore[attr-defined]
            await press(pilot, "enter")
            if number:
                await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
                file.write_text("noe annet")
                await press(pilot, "n")
            await until(pilot, lambda: isinstance(pilot.app.screen, CycleScreen))
            await until(pilot, file.exists)
            if not number:
                await until(pilot, lambda: file.read_bytes().endswith(b"END:VCALENDAR\r\n"))
                assert len(icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")) == 1
        assert file.read_text() == "noe annet", "nothing is written over without a yes"
    assert git(demo, "rev-parse", "HEAD") == head


async def test_in_the_past_nothing_is_changed(demo: Path) -> None:
    before = commits(demo)
    async with opened(demo) as pilot:
        await press(pilot, "left_square_bracket")
        await until(pilot, lambda: bool(session(pilot).past))
        await cycle(pilot)
        await press(pilot, "A")
        await until(pilot, lambda: "fortiden" in screen_text(pilot))
        assert isinstance(pilot.app.screen, CycleScreen), "nothing is offered that could not be saved"
    assert commits(demo) == before
