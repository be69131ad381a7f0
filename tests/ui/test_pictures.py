"""Pictures with keys only: who with whom, a timeline, the year, the way of a study; each as its table too."""

from __future__ import annotations

from pathlib import Path

import pytest

from iktui.screens.desk.detail import DetailScreen
from iktui.screens.looking.picture import PictureScreen
from iktui.screens.main.records import RecordsScreen
from iktui.screens.planning.cycle import CycleScreen
from iktui.screens.planning.studies import StudiesScreen
from iktui.screens.register.figures import FiguresScreen
from store.changes import edits
from store.changes.changes import Changeset, change
from store.records.model import Collaboration, Participation, Party, Study
from store.register.store import Store
from tests.conftest import KARI, edit
from tests.store.test_cycle import put
from tests.ui.driving import LARGE, SMALL, main, opened, press, screen_lines, screen_text, until

BRANN = "felles-brann-og-feiertjeneste"


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "today", lambda: "2026-05-10")


@pytest.mark.parametrize("size", [(60, 24), SMALL, LARGE], ids=["60x24", "80x24", "120x40"])
async def test_who_with_whom_leads_to_what_was_counted(demo: Path, size: tuple[int, int]) -> None:
    async with opened(demo, size) as pilot:
        await press(pilot, "g")
        await until(pilot, lambda: isinstance(pilot.app.screen, FiguresScreen))
        await press(pilot, "m")
        await until(pilot, lambda: isinstance(pilot.app.screen, PictureScreen) and "Gausdal" in screen_text(pilot))
        await press(pilot, "down", "right", "right", "right")
        line = next(line for line in screen_lines(pilot) if line.startswith(" Gausdal") and "[" in line)
        count = int(line.partition("[")[2].partition("]")[0].strip().lstrip("░▒▓█"))
        assert count == 50, "Gausdal and Øyer"
        await press(pilot, "v")
        assert any("Øyer 50, Lillehammer 49" in line or "55 i alt" in line for line in screen_lines(pilot))
        assert not any("[" in line for line in screen_lines(pilot)[1:10]), "the table alone"
        await press(pilot, "v", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RecordsScreen))
        await until(pilot, lambda: len(main(pilot).overview.selected) == count)
        assert all({"gausdal", "oyer"} <= row.marks.keys() for row in main(pilot).overview.selected)


async def test_more_columns_than_there_is_room_for_come_as_one_goes_there(small: Store) -> None:
    names = [f"Kommune {number:02}" for number in range(30)]
    parties = [Party(id=f"k{number:02}", name=name, kind="municipality") for number, name in enumerate(names)]
    everybody: dict[str, object] = {party.id: {} for party in parties}
    put(small, *parties, Collaboration.model_validate({"id": "alle", "name": "Alle", "participants": everybody}))
    async with opened(small.path) as pilot:
        await press(pilot, "g")
        await until(pilot, lambda: isinstance(pilot.app.screen, FiguresScreen))
        await press(pilot, "m")
        await until(pilot, lambda: isinstance(pilot.app.screen, PictureScreen) and "►" in screen_text(pilot))
        await press(pilot, *["right"] * 40)
        head = screen_lines(pilot)[1]
        assert "◄" in head
        assert "►" not in head
        assert any(line.startswith(" Kommune 00") for line in screen_lines(pilot)), "the names stay"
        assert "Kommune 29: 0" in screen_text(pilot), "Øyer, where the cursor is, is with none of them"


async def test_a_life_from_the_list_and_from_the_record(demo: Path) -> None:
    store = Store.open(demo)
    parts = dict(store.snapshot().collaboration(BRANN).participants)
    parts["oyer"] = Participation.model_validate({"until": "2024-07-01", "notice_given": "2023-06-15"})
    edit(store, BRANN, from_="2012", participants=parts)
    store.close()
    async with opened(demo) as pilot:
        await press(pilot, "slash", "=brann", "enter", "T")
        await until(pilot, lambda: isinstance(pilot.app.screen, PictureScreen) and "┤" in screen_text(pilot))
        bar = next(line for line in screen_lines(pilot) if line.startswith(" Øyer"))
        assert bar.index("├") < bar.index("!") < bar.index("┤") < bar.index("┊")
        assert "▲" in next(line for line in screen_lines(pilot) if line.startswith(" Utgaver"))
        await press(pilot, "v")
        assert any("fra 2012 til 1.7.2024" in line for line in screen_lines(pilot))
        await press(pilot, "escape", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
        await press(pilot, "T")
        await until(pilot, lambda: isinstance(pilot.app.screen, PictureScreen) and "┤" in screen_text(pilot))
        await press(pilot, "escape", "escape", "t", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
        await press(pilot, "T")
        assert isinstance(pilot.app.screen, DetailScreen), "the register has no life to show"


async def test_the_year_and_the_way(demo: Path) -> None:
    store = Store.open(demo)
    put(store, Study(id="kino", name="Felles kino", status="pre_study", participants=("oyer", "gausdal")))
    store.close()
    async with opened(demo) as pilot:
        await press(pilot, "y")
        await until(pilot, lambda: isinstance(pilot.app.screen, CycleScreen))
        await press(pilot, "v")
        await until(pilot, lambda: isinstance(pilot.app.screen, PictureScreen) and "○" in screen_text(pilot))
        assert screen_lines(pilot)[1].split()[0].startswith("ja")
        await press(pilot, "escape", "escape", "f")
        await until(pilot, lambda: isinstance(pilot.app.screen, StudiesScreen))
        await press(pilot, "w")
        await until(pilot, lambda: isinstance(pilot.app.screen, PictureScreen) and "━→─" in screen_text(pilot))
        assert any(line.startswith(" ✓ Foreslått") for line in screen_lines(pilot))
        assert any(line.startswith(" → Forstudie") for line in screen_lines(pilot))
        await press(pilot, "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, StudiesScreen))


async def test_names_are_neither_markup_nor_commands(small: Store) -> None:
    snapshot = small.snapshot()
    party = snapshot.parties["oyer"]
    renamed = party.model_copy(update={"name": "[red]Ø\x1b[31m[/"})
    small.commit(Changeset(snapshot.commit, (change(party, renamed),), "edit"), KARI)
    async with opened(small.path, LARGE) as pilot:
        await press(pilot, "g")
        await until(pilot, lambda: isinstance(pilot.app.screen, FiguresScreen))
        await press(pilot, "m")
        await until(
            pilot, lambda: isinstance(pilot.app.screen, PictureScreen) and "[red]Ø␛[31m[/" in screen_text(pilot)
        )
        assert "\x1b" not in screen_text(pilot)
