"""What names a record is told with it; the other records are found by their words."""

from __future__ import annotations

from pathlib import Path

import pytest

from iktui.screens.desk.detail import DetailScreen
from iktui.screens.register.others import OthersScreen
from iktui.widgets.text_pane import TextPane
from store.changes.changes import Changeset, change
from store.records.model import Document
from store.register.store import Store
from tests.conftest import KARI
from tests.ui.driving import LARGE, SMALL, opened, press, screen_text, until

FIRE = "felles-brann-og-feiertjeneste"


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_collaboration_is_shown_with_its_agreements_and_plan(demo: Path, size: tuple[int, int]) -> None:
    store = Store.open(demo)
    agreement = Document(
        id="avtale",
        name="Avtale om brannvern",
        kind="agreement",
        case="12/20",
        notice_period="1 år",
        collaborations=(FIRE,),
    )
    store.commit(Changeset(store.snapshot().commit, (change(None, agreement),), "new"), KARI)
    store.close()
    async with opened(demo, size) as pilot:
        await press(pilot, "slash", "=feiertjeneste", "enter", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, DetailScreen))
        await until(pilot, lambda: "Avtale om brannvern" in pilot.app.screen.query_one(TextPane).plain)
        told = pilot.app.screen.query_one(TextPane).plain
        assert "12/20" in told
        assert "1 år" in told
        assert "Brann og feiertjenesten" in told, "the item of the plan"


async def test_the_other_records_are_found_by_words_in_any_field(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "t")
        await until(pilot, lambda: isinstance(pilot.app.screen, OthersScreen))
        await press(pilot, "slash", "=71/2019", "enter")
        await until(pilot, lambda: "Strategi for interkommunalt" in screen_text(pilot))
        assert "Sentralbord" not in screen_text(pilot)
        await press(pilot, "slash", *["backspace"] * 7, "enter")
        await until(pilot, lambda: "Register" in screen_text(pilot))
