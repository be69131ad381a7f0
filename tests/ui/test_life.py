"""What happens to records, areas and parties, by keys alone; each is one commit with its words in the subject."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import git, is_sound
from tests.ui.driving import SMALL, main, opened, press, screen_lines, screen_text, session, until

STEPS = {
    "copy": (["C", "end", "= to", "enter", "ctrl+s"], "Regionråd to: nytt"),
    "replace": (["slash", "=geodata", "enter", "R", "=regionråd", "enter", "enter"], "erstattet av – → Regionråd"),
    "remove": (["slash", "=geodata", "enter", "X", "enter"], "Geodata-samarbeid: slettet"),
    "area": (["a", "n", "=Barn og unge", "enter"], "nytt område Barn og unge"),
    "rename an area": (["a", "e", "= 2", "enter"], "heter nå"),
    "order of areas": (["a", "J"], "områdene i en annen rekkefølge"),
    "retire an area": (["a", "x", "enter"], "til"),
    "split an area": (
        ["a", "s", "=Ting", "enter", "=tinget", "enter", "enter"],
        "1 samarbeid endret|Gudbrandsdalstinget",
    ),
    "party": (["t", "j", "n", "=part", "enter", "=Sel", "enter", "ctrl+s"], "Sel: nytt"),
    "rename a party": (["t", "j", "e", "end", "= kommune", "ctrl+s"], "navn Gausdal → Gausdal kommune"),
    "bulk": (["space", "J", "e", "=deltakere", "enter", "enter", "=ringe", "enter", "ctrl+s"], "samarbeid endret"),
    "accept": (["exclamation_mark", "home", "a", "=Slik heter det", "enter"], "Slik heter det"),
    "fix all": (["exclamation_mark", "home", "F", "ctrl+s"], "samarbeid endret"),
}


@pytest.mark.parametrize("what", STEPS)
async def test_one_commit_that_is_taken_back_again(demo: Path, what: str) -> None:
    keys, subject = STEPS[what]
    before = git(demo, "rev-parse", "HEAD^{tree}")
    async with opened(demo, SMALL) as pilot:
        for key in keys:
            await press(pilot, key)
        await until(pilot, lambda: git(demo, "rev-list", "--count", "HEAD") == "4")
        assert any(words in git(demo, "log", "-1", "--format=%s") for words in subject.split("|"))
        for _time in range(3):
            if pilot.app.screen is not main(pilot):
                await press(pilot, "escape")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
        snapshot = session(pilot).snapshot
        await until(pilot, lambda: session(pilot).snapshot is not snapshot or bool(snapshot and snapshot.commit))
        await press(pilot, "u")
        await until(pilot, lambda: pilot.app.screen is not main(pilot))
        await press(pilot, "enter")
        await until(pilot, lambda: git(demo, "rev-list", "--count", "HEAD") == "5")
    assert git(demo, "rev-parse", "HEAD^{tree}") == before, "byte for byte"
    is_sound(demo)


async def test_what_is_accepted_does_not_come_back(demo: Path) -> None:
    async with opened(demo, SMALL) as pilot:
        await press(pilot, "exclamation_mark")
        await until(pilot, lambda: screen_lines(pilot)[0].strip() == "76 funn")
        await press(pilot, "home", "a", "=Slik heter det", "enter")
        await until(pilot, lambda: screen_lines(pilot)[0].strip() == "75 funn")


async def test_a_view_is_remembered_and_saved_under_a_key(demo: Path) -> None:
    async with opened(demo, SMALL) as pilot:
        await press(pilot, "v", "j", "j", "enter")
        await until(
            pilot, lambda: main(pilot).overview.view.group == "host" and "Hamar" in "".join(screen_lines(pilot)[2:8])
        )
        await press(
            pilot, "slash", "=form:nettverk or host:øyer", "enter", "v", "n", "=Øyers", "enter", "enter", "escape"
        )
        await until(pilot, lambda: pilot.app.screen is main(pilot))
    async with opened(demo, SMALL) as pilot:
        assert main(pilot).overview.view.group == "host", "as it was left"
        await press(pilot, "home")
        assert "Lillehammer" in screen_lines(pilot)[3]
        await press(pilot, "1")
        await until(pilot, lambda: "host:øyer" in screen_lines(pilot)[0])


async def test_the_whole_group_is_what_is_shown_of_it(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "exclamation_mark")
        await until(pilot, lambda: "Felels" in screen_text(pilot))
        await press(pilot, "slash", "=innkj typo", "enter")
        await until(pilot, lambda: "Felels" not in screen_text(pilot))
        await press(pilot, "home", "F")
        await until(pilot, lambda: "1 post" in screen_text(pilot))
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: git(demo, "rev-list", "--count", "HEAD") == "4")
    changed = git(demo, "show", "--name-only", "--format=", "HEAD").splitlines()
    assert changed == ["collaborations/in/innkjops-samarbeid.toml"]
    is_sound(demo)
