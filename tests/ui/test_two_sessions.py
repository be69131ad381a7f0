"""Two sessions on one clone: what the other saves is seen, and a deed acts on what its doer saw."""

from __future__ import annotations

from pathlib import Path

import pytest

from iktui.screens.ask.choose import ChooseScreen
from iktui.screens.ask.dialogs import Ask
from iktui.screens.main.records import RecordsScreen
from store.actions.action import Asked
from store.actions.collaborations import new
from store.actions.records import form_changeset, new_record
from store.changes.edits import set_fields
from store.records.model import Collaboration
from store.register.publishing import save
from store.register.store import Store
from tests.conftest import OLA
from tests.ui.driving import LARGE, main, opened, press, screen_lines, screen_text, until

ID = "regionrad"


def set_by_another(path: Path, **fields: str) -> None:
    """What a colleague saves in the same clone, from another process as far as the program can tell."""
    store = Store.open(path)
    try:
        now = store.snapshot()
        record = now.collaboration(ID)
        save(store, form_changeset(now, record, set_fields(record, fields, now), "", ""), OLA)
    finally:
        store.close()


def stands(path: Path) -> Collaboration:
    store = Store.open(path)
    try:
        return store.snapshot().collaboration(ID)
    finally:
        store.close()


async def test_what_another_session_saves_is_in_the_list_and_the_cursor_stays(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "slash", "=region", "enter")
        await until(pilot, lambda: "Regionråd" in screen_text(pilot))
        row = main(pilot).overview.row
        set_by_another(demo, name="Regionrådet")
        await pilot.pause(2)
        await until(pilot, lambda: "Regionrådet" in screen_text(pilot))
        assert main(pilot).overview.row is not None
        assert row is not None
        assert main(pilot).overview.row.id == row.id  # type: ignore[union-attr]
        assert "region" in screen_text(pilot), "the filter stands"


async def test_a_deed_keeps_what_others_saved_while_its_question_was_open(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "home", "x")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask))
        set_by_another(demo, comment="Ola sitt ord")
        await pilot.pause(2)
        await press(pilot, "enter", "=Ferdig", "enter")
        await until(pilot, lambda: stands(demo).status == "ended")
    assert stands(demo).comment == "Ola sitt ord", "no colleague's field is taken back by a deed that never saw it"


async def test_what_both_change_is_refused_and_then_works(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "home", "x")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask))
        set_by_another(demo, until="2030")
        await pilot.pause(2)
        await press(pilot, "enter", "=Ferdig", "enter")
        await pilot.pause(1)
        assert stands(demo).until == "2030"
        assert stands(demo).status == "active"
        await press(pilot, "x")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask))
        await press(pilot, "enter", "=Ferdig", "enter")
        await until(pilot, lambda: stands(demo).status == "ended")


async def test_undo_asks_again_when_a_field_moves_on_while_it_is_looked_at(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "home", "e")
        await until(pilot, lambda: "EditScreen" in type(pilot.app.screen).__name__)
        await press(pilot, "ctrl+g", "=kommentar", "enter", "=Kari sitt ord", "ctrl+s")
        await until(pilot, lambda: "Kari sitt ord" in stands(demo).comment)
        set_by_another(demo, comment="Ola sitt første ord")
        await pilot.pause(2)
        await press(pilot, "u")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseScreen) and "første" in screen_text(pilot))
        set_by_another(demo, comment="Ola sitt andre ord")
        await press(pilot, "right", "ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseScreen) and "andre" in screen_text(pilot))
        await press(pilot, "escape")
        await pilot.pause(0.5)
    assert stands(demo).comment == "Ola sitt andre ord", "nothing is overwritten that was not shown"


async def test_saved_is_said_for_a_time_of_its_own(demo: Path) -> None:
    async with opened(demo) as pilot:
        main(pilot).overview.say("den første", 3)
        await pilot.pause(2)
        main(pilot).overview.say("den andre", 3)
        await pilot.pause(2)
        assert "den andre" in screen_lines(pilot)[0]
        await pilot.pause(2)
        assert "den andre" not in screen_lines(pilot)[0]


async def test_a_commit_that_cannot_be_read_is_told_once(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(RecordsScreen, "on_store_failed", lambda _self, message: told.append(message.text))
    async with opened(demo) as pilot:
        branch = demo / ".git/refs/heads/main"
        branch.write_text(f"{'0123456789' * 4}\n", encoding="ascii")
        await pilot.pause(8)
    assert len(told) == 1, told


async def test_an_open_form_says_whose_hand_was_where(demo: Path) -> None:
    async with opened(demo, LARGE) as pilot:
        await press(pilot, "home", "e")
        await until(pilot, lambda: "Endre: Regionråd" in screen_text(pilot))
        set_by_another(demo, comment="Ola sitt ord")
        await until(pilot, lambda: "endret imens av Ola Hansen" in screen_lines(pilot)[0])
        await press(pilot, "ctrl+g", "=kommentar", "enter")
        beside = next(line for line in screen_lines(pilot) if "Ola sitt ord" in line)
        assert "endret imens: Kommentar: Ola Hansen" in beside
        await press(pilot, "= og mitt", "ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseScreen))
        assert stands(demo).comment == "Ola sitt ord"


async def test_what_was_typed_to_a_deed_that_was_refused_stands_there_when_it_is_asked_again(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "home", "x")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask))
        set_by_another(demo, until="2030")
        await press(pilot, "enter", "=Ferdig", "enter")
        await until(pilot, lambda: not isinstance(pilot.app.screen, Ask))
        await pilot.pause(2)
        assert stands(demo).status == "active"
        await press(pilot, "x")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask) and "Ferdig" in screen_text(pilot))
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: stands(demo).status == "ended")
    assert stands(demo).end_reason == "Ferdig"


async def test_a_name_that_somebody_took_meanwhile_is_saved_at_the_second_try(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "n", "=Felles kino", "enter")
        await until(pilot, lambda: "EditScreen" in type(pilot.app.screen).__name__)
        store = Store.open(demo)
        now = store.snapshot()
        theirs = new("Felles kino", Asked(now)).model_copy(update={"comment": "Ola sin kino"})
        save(store, form_changeset(now, None, theirs, "", ""), OLA)
        store.close()
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "endret" in screen_text(pilot))
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "finnes allerede" in screen_text(pilot))
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: (demo / "collaborations/fe/felles-kino-2.toml").exists())


def new_party(path: Path, name: str) -> None:
    store = Store.open(path)
    try:
        now = store.snapshot()
        save(store, form_changeset(now, None, new_record("party", name, Asked(now)), "", ""), OLA)
    finally:
        store.close()


@pytest.mark.parametrize("key", ["l", "h", "t"])
async def test_the_screens_above_show_what_another_session_saves(demo: Path, key: str) -> None:
    async with opened(demo, LARGE) as pilot:
        await press(pilot, "home", key)
        await until(pilot, lambda: pilot.app.screen is not main(pilot))
        assert "Aaa IKS" not in screen_text(pilot)
        if key == "t":
            new_party(demo, "Aaa IKS")
        else:
            set_by_another(demo, comment="Aaa IKS er med")
        await until(pilot, lambda: "Aaa IKS" in screen_text(pilot) or "Ola Hansen" in screen_text(pilot))
