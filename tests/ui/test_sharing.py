"""Sharing by keys: in step with the others, and what both changed settled at 80x24."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from iktui.screens.ask.choose import ChooseScreen
from iktui.screens.ask.dialogs import Ask
from store.changes.changes import Changeset, change
from store.changes.edits import set_fields, today
from store.changes.joining import open_of
from store.register.store import Store
from store.sync.sync import sync
from tests.conftest import KARI, OLA, edit, git, is_sound
from tests.ui.driving import main, opened, press, screen_lines, screen_text, until

IDS = [
    "regionrad", "felles-kommunestyremoter", "gudbrandsdalstinget", "felles-personvernombud", "kvalitetskoordinator",
    "digitaliseringsstyret", "valg-samarbeid", "borgerlig-vigsel", "miljorettet-helsevern", "frislivssentral",
]  # fmt: skip


@pytest.fixture
def other(demo: Path, tmp_path: Path) -> Path:
    """Another clone of the demo register, and the bare repository between them."""
    hub = tmp_path / "hub.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(hub)], check=True)
    git(demo, "remote", "add", "origin", str(hub))
    store = Store.open(demo)
    sync(store, KARI, today())
    store.close()
    Store.clone(str(hub), tmp_path / "other").close()
    return tmp_path / "other"


def change_both(demo: Path, other: Path, ids: list[str]) -> None:
    """The comment of each record, here and there; there it is published."""
    there, here = Store.open(other), Store.open(demo)
    for id in ids:
        edit(there, id, OLA, comment=f"Ola om {id}")
        edit(here, id, KARI, comment=f"Kari om {id}")
    sync(there, OLA, today())
    there.close()
    here.close()


def comments(path: Path, ids: list[str]) -> list[str]:
    store = Store.open(path)
    found = [store.snapshot().collaboration(id).comment for id in ids]
    assert open_of(store.snapshot()) == {}
    store.close()
    return found


async def test_one_key_shares_both_ways(demo: Path, other: Path) -> None:
    there = Store.open(other)
    edit(there, "regionrad", OLA, progress="Fra Ola")
    sync(there, OLA, today())
    here = Store.open(demo)
    edit(here, "regionrad", KARI, comment="Fra Kari")
    here.close()
    async with opened(demo) as pilot:
        await press(pilot, "s")
        await until(pilot, lambda: "1 post fra andre, 1 post herfra" in screen_lines(pilot)[0])
        await press(pilot, "enter")
        await until(pilot, lambda: "Fra Ola" in screen_text(pilot))
        await press(pilot, "escape")
        await press(pilot, "s")
        await until(pilot, lambda: "alt er i takt" in screen_lines(pilot)[0])
    sync(there, OLA, today())
    record = there.snapshot().collaboration("regionrad")
    assert (record.comment, record.progress) == ("Fra Kari", "Fra Ola")
    there.close()
    is_sound(demo)


async def test_a_conflict_is_settled_with_three_keys(demo: Path, other: Path) -> None:
    change_both(demo, other, ["regionrad"])
    async with opened(demo) as pilot:
        await press(pilot, "s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseScreen))
        await until(pilot, lambda: "Kari om regionrad" in screen_text(pilot))
        assert "Ola om regionrad" in screen_text(pilot)
        await press(pilot, "1", "ctrl+s")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
        await until(pilot, lambda: "Iktui-Action: resolve" in git(demo, "log", "-1", "--format=%B"))
        await press(pilot, "s")
        await until(pilot, lambda: "i takt" in screen_text(pilot) or "herfra" in screen_lines(pilot)[0])
    assert comments(demo, ["regionrad"]) == ["Kari om regionrad"]
    there = Store.open(other)
    sync(there, OLA, today())
    there.close()
    assert comments(other, ["regionrad"]) == ["Kari om regionrad"]


@pytest.mark.parametrize(("key", "who"), [("M", "Kari"), ("T", "Ola")])
async def test_ten_conflicts_are_settled_at_once(demo: Path, other: Path, key: str, who: str) -> None:
    change_both(demo, other, IDS)
    async with opened(demo) as pilot:
        await press(pilot, "s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseScreen))
        await until(pilot, lambda: "10 felt" in screen_lines(pilot)[0])
        await press(pilot, key, "ctrl+s")
        await until(pilot, lambda: "Iktui-Action: resolve" in git(demo, "log", "-1", "--format=%B"))
    assert comments(demo, IDS) == [f"{who} om {id}" for id in IDS]


async def test_what_is_left_stays_open_and_is_found_again(demo: Path, other: Path) -> None:
    change_both(demo, other, IDS[:2])
    async with opened(demo) as pilot:
        await press(pilot, "s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseScreen))
        await press(pilot, "2", "ctrl+s")
        await until(pilot, lambda: "Iktui-Action: resolve" in git(demo, "log", "-1", "--format=%B"))
        await press(pilot, "S")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseScreen))
        await until(pilot, lambda: "1 felt" in screen_lines(pilot)[0])
        await press(pilot, "escape")
    store = Store.open(demo)
    assert len(open_of(store.snapshot())) == 1
    store.close()


async def test_shared_with_nobody_and_out_of_reach_are_said(demo: Path, tmp_path: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "s")
        await until(pilot, lambda: "git remote add origin" in " ".join(screen_text(pilot).split()))
        await press(pilot, "S")
        await until(pilot, lambda: "ingen konflikt er åpen" in " ".join(screen_text(pilot).split()))
        git(demo, "remote", "add", "origin", str(tmp_path / "ikke-her.git"))
        await press(pilot, "s")
        await until(pilot, lambda: "kan ikke nås nå" in screen_lines(pilot)[0])


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [(("e", "end", "= og Ola", "enter"), "Kari om regionrad og Ola"), (("0",), "Med Innlandet fylkeskommune.")],
)
async def test_another_value_or_what_was_before_is_chosen_too(
    demo: Path, other: Path, keys: tuple[str, ...], wanted: str
) -> None:
    change_both(demo, other, ["regionrad"])
    async with opened(demo) as pilot:
        await press(pilot, "s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseScreen))
        await until(pilot, lambda: "Kari om regionrad" in screen_text(pilot))
        await press(pilot, *keys)
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseScreen))
        await until(pilot, lambda: wanted in screen_text(pilot))
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "Iktui-Action: resolve" in git(demo, "log", "-1", "--format=%B"))
    assert comments(demo, ["regionrad"]) == [wanted]


async def test_another_value_is_checked_as_it_is_typed(demo: Path, other: Path) -> None:
    for path, author, words in ((other, OLA, "ended"), (demo, KARI, "under_review")):
        store = Store.open(path)
        edit(store, "regionrad", author, status=words)
        if path == other:
            sync(store, author, today())
        store.close()
    async with opened(demo) as pilot:
        await press(pilot, "s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseScreen))
        await press(pilot, "e", *["backspace"] * 24, "=tull", "enter")
        await until(pilot, lambda: "tull" in screen_text(pilot) and isinstance(pilot.app.screen, Ask))
        await press(pilot, *["backspace"] * 4, "=I drift", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseScreen))
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "Iktui-Action: resolve" in git(demo, "log", "-1", "--format=%B"))
    store = Store.open(demo)
    assert store.snapshot().collaboration("regionrad").status == "active"
    store.close()


async def test_a_host_and_a_file_that_both_changed_are_settled_by_keys(demo: Path, other: Path) -> None:
    for path, author, host in ((other, OLA, "gausdal"), (demo, KARI, "oyer")):
        (path / "notat.md").write_text(f"Fra {author.name}\n")
        git(path, "add", "notat.md")
        git(path, "-c", f"user.name={author.name}", "-c", "user.email=p@x.no", "commit", "-qm", "notat")
        store = Store.open(path)
        now = store.snapshot()
        record = now.collaboration("felles-personvernombud")
        made = change(record, set_fields(record, {"host": host}, now))
        store.commit(Changeset(now.commit, (made,), "edit"), author)
        if author is OLA:
            sync(store, OLA, today())
        store.close()
    async with opened(demo) as pilot:
        await press(pilot, "s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseScreen))
        await until(pilot, lambda: "vertskommune" in screen_text(pilot))
        assert "notat.md" in screen_text(pilot)
        await press(pilot, "M", "ctrl+s")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
        await until(pilot, lambda: "Iktui-Action: resolve" in git(demo, "log", "-1", "--format=%B"))
    assert git(demo, "show", "HEAD:notat.md") == f"Fra {KARI.name}"
    store = Store.open(demo)
    assert store.snapshot().collaboration("felles-personvernombud").host == "oyer"
    assert open_of(store.snapshot()) == {}
    store.close()
    is_sound(demo)
