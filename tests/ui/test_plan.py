"""The action plan with keys only, at 80x24 and 120x40."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from iktui.screens.ask.dialogs import Confirm
from iktui.screens.desk.edit import EditScreen
from iktui.screens.main.records import RecordsScreen
from iktui.screens.planning.plan import PlanScreen
from iktui.widgets.text_pane import TextPane
from store.changes import edits
from store.changes.changes import Changeset, change
from store.planning.plan import plan_of
from store.records.model import PlanItem
from store.register.store import Store
from tests.conftest import KARI, git, is_sound
from tests.ui.driving import LARGE, SMALL, opened, press, press_hastily, screen_lines, screen_text, until

BOTH = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "today", lambda: "2020-03-01")


def on_plan(pilot: Pilot[int]) -> PlanScreen:
    screen = pilot.app.screen
    assert isinstance(screen, PlanScreen)
    return screen


async def begin(pilot: Pilot[int]) -> None:
    await press(pilot, "p")
    await until(pilot, lambda: isinstance(pilot.app.screen, PlanScreen))
    await pilot.pause(0.1)


async def saved(pilot: Pilot[int], path: Path, *keys: str) -> None:
    """Press keys that make one commit, and wait until the screen shows it."""
    head = git(path, "rev-parse", "HEAD")
    before = int(git(path, "rev-list", "--count", "HEAD"))
    await press(pilot, *keys)
    await until(pilot, lambda: git(path, "rev-parse", "HEAD") != head)
    await until(pilot, lambda: on_plan(pilot)._snapshot.commit == git(path, "rev-parse", "HEAD"))
    await pilot.pause(0.1)
    assert int(git(path, "rev-list", "--count", "HEAD")) == before + 1


def plan(path: Path) -> dict[int | None, str]:
    """Each year as its ids, those below an item with a dash each."""
    store = Store.open(path)
    try:
        plans = plan_of(store.snapshot())
        return {plan.year: " ".join("-" * line.depth + line.item.id for line in plan.lines) for plan in plans}
    finally:
        store.close()


def item(path: Path, id: str) -> PlanItem:
    store = Store.open(path)
    try:
        return store.snapshot().plan_items[id]
    finally:
        store.close()


async def find(pilot: Pilot[int], name: str) -> None:
    """Put the cursor on an item of the year."""
    await press(pilot, "home")
    for _step in range(30):
        if screen_cursor(pilot) == name:
            return
        await press(pilot, "j")
    raise AssertionError(f"{name} is not there:\n{screen_text(pilot)}")


def screen_cursor(pilot: Pilot[int]) -> str:
    current = on_plan(pilot)._current()
    return current.id if current is not None else ""


@BOTH
async def test_years_stand_side_by_side_and_items_are_nested(demo: Path, size: tuple[int, int]) -> None:
    async with opened(demo, size) as pilot:
        await begin(pilot)
        heads = screen_lines(pilot)[1]
        assert [year for year in ("2019", "2020", "2021", "2022") if year in heads] == (
            ["2019", "2020"] if size == SMALL else ["2019", "2020", "2021", "2022"]
        )
        lines = screen_text(pilot)
        assert "│ · Forstudie utarbeides" in lines
        assert "│   · Tekniske tjenester" in lines
        assert "│     · byggesak" in lines
        assert "·" in screen_lines(pilot)[2][:3], "and the year before beside it"
        await press(pilot, "right", "right")
        heads = screen_lines(pilot)[1]
        assert "2022" in heads
        assert ("2019" in heads) == (size == LARGE)
        assert screen_cursor(pilot) == ""
        assert "Følgende utredes" in pilot.app.screen.query_one(TextPane).plain, "an empty year shows what was written"
        await press(pilot, "right", "shift+tab", "left", "left", "left", "tab")
        assert screen_cursor(pilot).startswith("folgende-ss-27"), "2020 again"
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, RecordsScreen)


@BOTH
async def test_every_key_is_one_commit_and_u_takes_it_back(demo: Path, size: tuple[int, int]) -> None:
    tree = git(demo, "rev-parse", "HEAD^{tree}")
    async with opened(demo, size) as pilot:
        await begin(pilot)
        await find(pilot, "sentralbord-og-arkiv")
        await saved(pilot, demo, "greater_than_sign")
        assert plan(demo)[2021] == "sentralbord-og-arkiv"
        assert screen_cursor(pilot) == "sentralbord-og-arkiv", "the cursor goes along"
        await press(pilot, "left")
        await find(pilot, "ppt")
        await saved(pilot, demo, "K")
        assert "-ppt -tekniske-tjenester --byggesak" in (plan(demo)[2020] or "")
        await saved(pilot, demo, "J")
        await find(pilot, "byggesak")
        await saved(pilot, demo, "space")
        assert item(demo, "byggesak").status == "done"
        assert "✓ byggesak" in screen_text(pilot)
        await find(pilot, "tekniske-tjenester")
        await saved(pilot, demo, "c")
        moved = "tekniske-tjenester -planarbeid -ulike-driftsoppgaver -osv"
        assert plan(demo)[2021] == f"sentralbord-og-arkiv {moved}"
        assert "ført videre til 2021" in screen_text(pilot), "the cursor stays where it was planned"
        await press(pilot, "c")
        await until(pilot, lambda: "lenger" in screen_text(pilot))
        await press(pilot, "right", "home", "j")
        assert screen_cursor(pilot) == "tekniske-tjenester"
        assert " +1" in screen_text(pilot)
        await saved(pilot, demo, "less_than_sign")
        assert plan(demo)[2021] == "sentralbord-og-arkiv"
        await press(pilot, "X")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        assert "3" in screen_text(pilot)
        await saved(pilot, demo, "enter")
        assert "planarbeid" not in (plan(demo)[2020] or "")
        await saved(pilot, demo, "u", "enter")
        assert "tekniske-tjenester -byggesak -planarbeid" in (plan(demo)[2020] or "")
        await press(pilot, "escape")
        for _change in range(6):
            head = git(demo, "rev-parse", "HEAD")
            await press(pilot, "u", "enter")
            await until(pilot, lambda before=head: git(demo, "rev-parse", "HEAD") != before)  # type: ignore[misc]
            await pilot.pause(0.2)
    assert git(demo, "rev-parse", "HEAD^{tree}") == tree
    is_sound(demo)


@BOTH
async def test_items_are_made_and_edited_in_the_form(demo: Path, size: tuple[int, int]) -> None:
    async with opened(demo, size) as pilot:
        await begin(pilot)
        await press(pilot, "right", "n")
        await until(pilot, lambda: "2021" in screen_text(pilot) and not isinstance(pilot.app.screen, PlanScreen))
        await press(pilot, "=Felles IKT", "enter", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
        await saved(pilot, demo, "ctrl+s")
        assert (item(demo, "felles-ikt").year, item(demo, "felles-ikt").status) == (2021, "planned")
        assert screen_cursor(pilot) == "felles-ikt"
        await press(pilot, "N", "=Drift", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
        await saved(pilot, demo, "ctrl+s")
        assert plan(demo)[2021] == "felles-ikt -drift"
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
        await saved(pilot, demo, "= av servere", "ctrl+s")
        assert item(demo, "drift").name == "Drift av servere"
        await press(pilot, "h")
        await until(pilot, lambda: "HistoryScreen" in type(pilot.app.screen).__name__)
        await press(pilot, "escape")
        assert screen_cursor(pilot) == "drift"
        await press(pilot, "n")
        await until(pilot, lambda: not isinstance(pilot.app.screen, PlanScreen))
        await press(pilot, "=En sak", "enter", "backspace", "enter")
        assert not isinstance(pilot.app.screen, EditScreen | PlanScreen), "no year"
        await press(pilot, "escape")
    is_sound(demo)


async def test_keys_typed_fast_wait_for_each_other(demo: Path) -> None:
    commits = int(git(demo, "rev-list", "--count", "HEAD"))
    async with opened(demo) as pilot:
        await begin(pilot)
        await find(pilot, "ppt")
        await press_hastily(pilot, "space", "space", "space", "greater_than_sign", "greater_than_sign")
        await until(pilot, lambda: int(git(demo, "rev-list", "--count", "HEAD")) == commits + 5)
        await until(pilot, lambda: screen_cursor(pilot) == "ppt")
    assert (item(demo, "ppt").status, item(demo, "ppt").year) == ("done", 2022)
    is_sound(demo)


async def test_undo_is_of_the_keys_typed_before_it(demo: Path) -> None:
    async with opened(demo, LARGE) as pilot:
        await begin(pilot)
        await find(pilot, "ppt")
        await press_hastily(pilot, "space", "greater_than_sign", "u")
        await until(pilot, lambda: "Angret: " in screen_text(pilot))
        assert "flyttet til" in screen_text(pilot)


async def test_the_filter_leaves_what_is_found_with_what_it_stands_below(demo: Path) -> None:
    async with opened(demo) as pilot:
        await begin(pilot)
        await press(pilot, "slash", "=forliksraad", "enter")
        shown = "\n".join(screen_lines(pilot)[:14])
        assert "Felles forliksråd utredes" in shown
        assert "Sentralbord" not in shown
        await press(pilot, "escape", "slash", "=sentralbord", "enter")
        shown = "\n".join(screen_lines(pilot)[:14])
        assert "Forstudie" in shown
        assert "  · Sentralbord og arkiv" in shown
        assert "PPT" not in shown
        await press(pilot, "escape")
        assert "PPT" in screen_text(pilot)
        assert isinstance(pilot.app.screen, PlanScreen)
        await press(pilot, "slash", "=qn ", "tab")
        assert isinstance(pilot.app.screen, PlanScreen), "in the filter, keys are signs"
        await press(pilot, "escape", "escape")
        assert isinstance(pilot.app.screen, RecordsScreen)


async def test_nothing_is_changed_in_the_past(demo: Path) -> None:
    head = git(demo, "rev-parse", "HEAD")
    async with opened(demo) as pilot:
        await press(pilot, "left_curly_bracket")
        await until(pilot, lambda: "2019" in screen_lines(pilot)[0] or "2021" in screen_lines(pilot)[0])
        await pilot.pause(0.2)
        await begin(pilot)
        title = screen_lines(pilot)[0]
        assert "2021-01-01" in title or "2019" in title
        await press(pilot, "space", "greater_than_sign", "c", "J")
        await pilot.pause(0.2)
        assert isinstance(pilot.app.screen, PlanScreen)
        await find(pilot, "ppt")
        await press(pilot, "h")
        await until(pilot, lambda: "HistoryScreen" in type(pilot.app.screen).__name__)
        await press(pilot, "escape")
        assert screen_lines(pilot)[0] == title, "still the plan of then"
    assert git(demo, "rev-parse", "HEAD") == head


async def test_a_register_without_a_plan_shows_two_empty_years(small: Store) -> None:
    async with opened(small.path) as pilot:
        await begin(pilot)
        assert "2020" in screen_lines(pilot)[1]
        assert "2021" in screen_lines(pilot)[1]
        await press(pilot, "space", "c", "J", "X", "N", "h", "greater_than_sign", "e", "j", "end")
        assert isinstance(pilot.app.screen, PlanScreen), "there is nothing to do anything to"
        await press(pilot, "n", "=Første", "enter", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
        await saved(pilot, small.path, "ctrl+s")
    assert plan(small.path) == {2020: "forste"}


async def test_names_are_literal_and_harmless(small: Store) -> None:
    now = small.snapshot()
    names = (
        "[red]rød[/red] [b",
        "a\u202eb\u200b",
        "漢字" * 30,
        "x" * 400,
    )
    items = [PlanItem(id=f"i{at}", name=name, year=2020, text=name) for at, name in enumerate(names)]
    small.commit(Changeset(now.commit, tuple(change(None, item) for item in items), "new"), KARI)
    async with opened(small.path) as pilot:
        await begin(pilot)
        shown = screen_text(pilot)
        assert "[red]rød[/red] [b" in shown
        assert "\u202e" not in shown
        assert max(map(len, screen_lines(pilot))) <= 80
