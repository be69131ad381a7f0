"""The yearly rollover with keys only, at 80x24, and the same by command line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.pilot import Pilot

from iktui.screens.desk.edit import EditScreen
from iktui.screens.desk.review import ReviewScreen
from iktui.screens.main.records import RecordsScreen
from iktui.screens.planning.checklist import ChecklistScreen
from iktui.screens.planning.rollover import RolloverScreen
from iktui.widgets.text_pane import TextPane
from store.base.dates import shown_date
from store.changes import edits
from store.register.store import Store
from tests.cli.test_rollover import DAY, MEMBERS, roll_over
from tests.conftest import KARI, Run, copy_register, edit, git, is_sound
from tests.ui.driving import LARGE, SMALL, opened, press, press_hastily, screen_lines, screen_text, until

BOTH = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "today", lambda: DAY)


async def begin(pilot: Pilot[int], year: str = "2022") -> None:
    """Open the year, or go to it."""
    await press(pilot, "r")
    await until(pilot, lambda: "2022" in screen_text(pilot))
    await press(pilot, *["backspace"] * 4, f"={year}", "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen | RolloverScreen))
    if isinstance(pilot.app.screen, ReviewScreen):
        await press(pilot, "ctrl+s")
    await until(pilot, lambda: isinstance(pilot.app.screen, RolloverScreen))
    await pilot.pause()


async def saved(pilot: Pilot[int], path: Path, *keys: str) -> None:
    """Press keys that make one commit."""
    head = git(path, "rev-parse", "HEAD")
    before = screen_lines(pilot)
    await press(pilot, *keys)
    await until(pilot, lambda: git(path, "rev-parse", "HEAD") != head)
    await until(pilot, lambda: screen_lines(pilot) != before and isinstance(pilot.app.screen, ChecklistScreen))
    await pilot.pause(0.1)


async def published(pilot: Pilot[int], path: Path, *keys: str, folder: str = "") -> None:
    """Press keys that publish, then say where the papers shall lie: in a folder, or nowhere."""
    head = git(path, "rev-parse", "HEAD")
    await press(pilot, *keys)
    await until(pilot, lambda: "Mappe for papirene" in screen_text(pilot))
    assert git(path, "rev-parse", "HEAD") != head
    await press(pilot, *([f"={folder}"] if folder else []), "enter")
    await until(pilot, lambda: isinstance(pilot.app.screen, ChecklistScreen))


def rows(pilot: Pilot[int]) -> ChecklistScreen:
    screen = pilot.app.screen
    assert isinstance(screen, ChecklistScreen)
    return screen


async def test_from_start_to_adopted_gives_the_tree_of_the_command_line(run: Run, demo: Path, tmp_path: Path) -> None:
    other = tmp_path / "annen"
    copy_register(demo, other)
    roll_over(run, other)
    async with opened(demo) as pilot:
        await begin(pilot)
        for member in MEMBERS:
            await press(pilot, "home", "p", "ctrl+u", *["backspace"] * 12, f"={member}", "enter")
            await until(pilot, lambda name=member: f"{name} 0/" in screen_lines(pilot)[0])  # type: ignore[misc]
            presses = 0
            while not re.search(rf"{member} (\d+)/\1$", screen_lines(pilot)[0]):
                await saved(pilot, demo, "A")
                presses += 1
            assert 12 <= presses <= 13, "one for each area, and for what has none"
        assert "██████████ 55/55" in screen_lines(pilot)[0]
        await published(pilot, demo, "P", "enter")
        assert "publisert" in screen_lines(pilot)[0]
        for number, member in enumerate(MEMBERS):
            await press(pilot, "D", "ctrl+u", *["backspace"] * 12, f"={member}", "enter")
            await until(pilot, lambda: "Saksnummer" in screen_text(pilot))
            answers = ("Kommunestyret", f"{number}/22", "2022-02-10", "Vedtatt")
            await saved(pilot, demo, *(key for words in answers for key in (f"={words}", "enter")))
    assert git(demo, "rev-parse", "HEAD^{tree}") == git(other, "rev-parse", "HEAD^{tree}")
    trees = {git(path, "rev-parse", "edition/2022^{tree}") for path in (demo, other)}
    assert len(trees) == 1
    is_sound(demo)


@BOTH
async def test_what_opening_does_is_shown_first_and_can_be_left(demo: Path, size: tuple[int, int]) -> None:
    head = git(demo, "rev-parse", "HEAD")
    async with opened(demo, size) as pilot:
        await press(pilot, "r", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
        await until(pilot, lambda: "Sentralbord og arkiv" in screen_text(pilot))
        await press(pilot, "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, RecordsScreen))
    assert git(demo, "rev-parse", "HEAD") == head


@BOTH
async def test_marks_say_what_each_member_said(demo: Path, size: tuple[int, int]) -> None:
    store = Store.open(demo)
    edit(store, "regionrad", comment="Ny avtale i 2021")
    store.close()
    async with opened(demo, size) as pilot:
        await begin(pilot)
        assert "Endret" in screen_lines(pilot)[3], "the history offers it"
        assert "Ny avtale" in pilot.app.screen.query_one(TextPane).plain
        await press(pilot, "c")
        await until(pilot, lambda: len(pilot.app.screen_stack) > 2)
        await saved(pilot, demo, "=Gausdal", "enter")
        assert screen_lines(pilot)[3].count("±") == 1
        await saved(pilot, demo, "x")
        await saved(pilot, demo, "c")
        signs = ["".join(sign for sign in screen_lines(pilot)[line] if sign in "·✓±×") for line in (3, 4, 5)]
        assert signs == ["·±·", "·×·", "·✓·"]
        assert "Gausdal 3/55" in screen_lines(pilot)[0]
        await press(pilot, "home")
        await until(pilot, lambda: f"{KARI.name}, {shown_date(DAY)}" in pilot.app.screen.query_one(TextPane).plain)
        await press(pilot, "u", "enter")
        await until(pilot, lambda: "Gausdal 2/55" in screen_lines(pilot)[0])
    is_sound(demo)


async def test_the_member_is_remembered_for_the_session(demo: Path) -> None:
    async with opened(demo) as pilot:
        await begin(pilot)
        await press(pilot, "c")
        await saved(pilot, demo, "=Øyer", "enter")
        await press(pilot, "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, RecordsScreen))
        await begin(pilot)
        await saved(pilot, demo, "j", "c")
        assert "Øyer 2/50" in screen_lines(pilot)[0]


async def test_keys_typed_fast_are_one_commit_each(demo: Path) -> None:
    async with opened(demo) as pilot:
        await begin(pilot)
        await press(pilot, "p", "=Gausdal", "enter")
        commits = int(git(demo, "rev-list", "--count", "HEAD"))
        await press_hastily(pilot, "c", "c", "x", "c")
        await until(pilot, lambda: "Gausdal 4/55" in screen_lines(pilot)[0])
        assert int(git(demo, "rev-list", "--count", "HEAD")) == commits + 4
    is_sound(demo)


async def test_a_reason_is_asked_for_when_something_is_open(demo: Path) -> None:
    async with opened(demo) as pilot:
        await begin(pilot)
        await press(pilot, "P")
        await until(pilot, lambda: "154" in screen_text(pilot))
        await press(pilot, "enter")
        assert "edition/2022" not in git(demo, "tag")
        await published(pilot, demo, "=Vedtatt slik", "enter")
        assert 'missing_reason = "Vedtatt slik"' in git(demo, "show", "edition/2022:editions/2022.toml")
        head = git(demo, "rev-parse", "HEAD")
        await press(pilot, "p", "=Øyer", "enter", "c", "A", "x", "P")
        assert git(demo, "rev-parse", "HEAD") == head, "a published edition never changes"


async def test_its_papers_are_written_where_somebody_says(demo: Path, tmp_path: Path) -> None:
    folder = tmp_path / "sett"
    async with opened(demo) as pilot:
        await begin(pilot)
        await press(pilot, "P")
        await until(pilot, lambda: "154" in screen_text(pilot))
        await published(pilot, demo, "=Haster", "enter", folder=str(folder))
        await until(pilot, lambda: "papirene for 2022 ligger i" in " ".join(screen_text(pilot).split()))
        assert (folder / "oversikt-2022.xlsx").is_file()
        (folder / "oversikt-2022.docx").write_bytes(b"min")
        await press(pilot, "P")
        await until(pilot, lambda: "Mappe for papirene" in screen_text(pilot))
        await press(pilot, f"={demo}/papirer", "enter")
        await until(pilot, lambda: "registerets egen mappe" in " ".join(screen_text(pilot).split()))
        await press(pilot, "ctrl+u", f"={folder}", "enter")
        await until(pilot, lambda: "oversikt-2022.docx" in screen_text(pilot))
        await press(pilot, "n")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChecklistScreen))
    assert (folder / "oversikt-2022.docx").read_bytes() == b"min"
    is_sound(demo)


async def test_the_form_opens_and_corrections_show(demo: Path) -> None:
    async with opened(demo) as pilot:
        await begin(pilot)
        await press(pilot, "P")
        await published(pilot, demo, "=Øvelse", "enter")
        await press(pilot, "e")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
        await press(pilot, "=Nytt ")
        head = git(demo, "rev-parse", "HEAD")
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: git(demo, "rev-parse", "HEAD") != head)
        await until(pilot, lambda: "Nytt" in pilot.app.screen.query_one(TextPane).plain)
        assert "Nytt" not in screen_lines(pilot)[3], "the list is as it was published"


async def test_undo_takes_the_whole_of_it_back_and_leaves(demo: Path) -> None:
    tree = git(demo, "rev-parse", "HEAD^{tree}")
    async with opened(demo) as pilot:
        await begin(pilot)
        await press(pilot, "P")
        await published(pilot, demo, "=Øvelse", "enter")
        assert "edition/2022" in git(demo, "tag")
        await saved(pilot, demo, "u", "enter")
        assert "edition/2022" not in git(demo, "tag")
        await press(pilot, "u", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RecordsScreen))
    assert git(demo, "rev-parse", "HEAD^{tree}") == tree
    is_sound(demo)


@pytest.mark.parametrize("year", ["22", "to", ""])
async def test_what_is_no_year_is_refused_where_it_is_typed(demo: Path, year: str) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "r")
        await until(pilot, lambda: "2022" in screen_text(pilot))
        await press(pilot, *["backspace"] * 4, f"={year}", "enter")
        assert len(pilot.app.screen_stack) == 2
        assert "«" in screen_text(pilot)
