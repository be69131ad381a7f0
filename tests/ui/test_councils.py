"""To the councils, and under § 27, by keys at both sizes."""

from __future__ import annotations

from pathlib import Path

import pytest

from iktui.screens.ask.dialogs import Ask
from iktui.screens.planning.councils import CouncilsScreen
from iktui.screens.planning.legal_basis import LegalBasisScreen
from store.register.store import Store
from tests.conftest import git, is_sound
from tests.ui.driving import LARGE, SMALL, main, opened, press, screen_text, until

ARCHIVE = "interkommunalt-arkiv-ika-opplandene"


def words(pilot) -> str:  # type: ignore[no-untyped-def]
    return " ".join(screen_text(pilot).split())


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_a_council_decides_in_one_commit_and_it_is_undone(demo: Path, size: tuple[int, int]) -> None:
    async with opened(demo, size) as pilot:
        await press(pilot, "V")
        await until(pilot, lambda: isinstance(pilot.app.screen, CouncilsScreen))
        await until(pilot, lambda: "Strategi for interkommunalt" in screen_text(pilot))
        assert "ikke vedtatt av alle" in words(pilot)
        for _step in range(6):
            if "71/2019" in screen_text(pilot):
                break
            await press(pilot, "j")
        assert "71/2019" in screen_text(pilot)
        await press(pilot, "o")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask))
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "Iktui-Action: decide" in git(demo, "log", "-1", "--format=%B"))
        assert "vedtak i Lillehammer: vedtatt" in git(demo, "log", "-1", "--format=%s")
        await until(pilot, lambda: isinstance(pilot.app.screen, CouncilsScreen))
        await press(pilot, "m")
        await press(pilot, "escape")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
        await press(pilot, "u")
        await press(pilot, "enter")
        await until(pilot, lambda: "Iktui-Action: undo" in git(demo, "log", "-1", "--format=%B"))
    is_sound(demo)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_the_archive_is_converted_by_keys(demo: Path, size: tuple[int, int]) -> None:
    async with opened(demo, size) as pilot:
        await press(pilot, "L")
        await until(pilot, lambda: isinstance(pilot.app.screen, LegalBasisScreen))
        await until(pilot, lambda: "Interkommunalt arkiv" in screen_text(pilot))
        for title in ("Etter § 27 (2)", "Kanskje etter § 27 (2)", "Omdannet siden (1)"):
            assert title in words(pilot)
        await press(pilot, "j")
        await until(pilot, lambda: ("avventer vi" in words(pilot) and "høsten 2023" in words(pilot)) or size == SMALL)
        await press(pilot, "c")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask))
        await press(pilot, "tab", "=2023-10", "tab", "=12/23", "ctrl+s")
        await until(pilot, lambda: "Iktui-Action: convert" in git(demo, "log", "-1", "--format=%B"))
        await until(pilot, lambda: "Omdannet siden (2)" in words(pilot))
        await press(pilot, "escape")
    store = Store.open(demo)
    record = store.snapshot().collaboration(ARCHIVE)
    assert record.legal_form == "municipal_task_community"
    assert [made.case for made in record.decisions.values()] == ["12/23"]
    store.close()
    is_sound(demo)
