"""Files that hold no record made one again: of both sides of git's conflict markers, or as they could last be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.base.errors import BadInput
from store.changes.joining import open_of
from store.records.markers import marked_sides
from store.records.paths import Key
from store.register.store import Store
from store.repair.mending import mend
from store.sync.sync import SYNCED, sync
from tests.conftest import KARI, OLA, edit, git, is_sound
from tests.store.test_sync import DAY, ID, hub, pair, plain, tree  # noqa: F401
from tests.ui.driving import main, opened, press, screen_text, until

KEY = Key("collaboration", ID)
FILE = f"collaborations/fe/{ID}.toml"


def leave_markers(two: Store, *arguments: str) -> None:
    """Pull with plain git where no driver is set up, and commit what it leaves."""
    git(two.path, "config", "--unset", "merge.iktui.driver")
    (two.path / ".git/info/attributes").unlink()
    plain(two, *arguments, "pull", "-q", "--no-rebase", "--no-edit", ok=False)
    assert marked_sides((two.path / FILE).read_text()) is not None
    plain(two, "commit", "-qam", "med merker")


@pytest.mark.parametrize("style", ["merge", "diff3"])
def test_both_sides_of_the_markers_are_joined_by_field(pair: tuple[Store, Store], style: str) -> None:  # noqa: F811
    one, two = pair
    edit(one, ID, KARI, comment="Fra Kari", status="ended")
    sync(one, KARI, DAY)
    edit(two, ID, OLA, comment="Fra Ola", legal_form="network")
    leave_markers(two, "-c", f"merge.conflictStyle={style}")
    again = Store.open(two.path)
    assert "merker" in again.snapshot().problems()[0].reason
    again.commit(mend(again, KEY, DAY), OLA)
    record = again.snapshot().collaboration(ID)
    assert (record.status, record.legal_form) == ("ended", "network")
    opened_ = open_of(again.snapshot())[KEY].fields
    assert {record.comment, opened_["comment"].mine, opened_["comment"].theirs} == {"Fra Kari", "Fra Ola"}
    assert again.snapshot().problems() == []
    assert sync(again, OLA, DAY).state == SYNCED
    sync(one, KARI, DAY)
    assert tree(one) == tree(again)
    is_sound(again.path)
    again.close()


def test_what_is_broken_beyond_that_is_as_it_last_was(small: Store) -> None:
    edit(small, ID, comment="Lesbar")
    (small.path / FILE).write_text("name = \n")
    plain(small, "commit", "-qam", "brutt")
    (small.path / FILE).write_text("name = [\n")
    plain(small, "commit", "-qam", "enda mer")
    again = Store.open(small.path)
    again.commit(mend(again, KEY, DAY), KARI)
    assert again.snapshot().collaboration(ID).comment == "Lesbar"
    (small.path / "events").mkdir()
    (small.path / "events/aldri.toml").write_text("name = \n")
    plain(again, "add", "-A")
    plain(again, "commit", "-qm", "aldri lesbar")
    last = Store.open(small.path)
    with pytest.raises(BadInput, match="aldri"):
        mend(last, Key("event", "aldri"), DAY)
    again.close()
    last.close()


async def test_it_is_opened_explained_and_mended_by_keys(pair: tuple[Store, Store], tmp_path: Path) -> None:  # noqa: F811
    one, two = pair
    edit(one, ID, KARI, comment="Fra Kari", status="ended")
    sync(one, KARI, DAY)
    edit(two, ID, OLA, comment="Fra Ola")
    leave_markers(two)
    async with opened(two.path) as pilot:
        await until(pilot, lambda: "uleselig" in screen_text(pilot))
        await press(pilot, "exclamation_mark")
        await until(pilot, lambda: "merker" in " ".join(screen_text(pilot).split()))
        await press(pilot, "f")
        await until(pilot, lambda: "begge sider" in " ".join(screen_text(pilot).split()))
        await press(pilot, "enter")
        await until(pilot, lambda: "Iktui-Action: restore" in git(two.path, "log", "-1", "--format=%B"))
        await press(pilot, "escape")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
        await press(pilot, "S")
        await until(pilot, lambda: "Fra Kari" in screen_text(pilot) and "Fra Ola" in screen_text(pilot))
    again = Store.open(two.path)
    assert again.snapshot().problems() == []
    again.close()


def test_markers_are_read_in_one_pass_whatever_the_text() -> None:
    assert marked_sides("a\n<<<<<<< x\nb\n||||||| y\no\n=======\nc\n>>>>>>> z\nd\n") == ("a\nb\nd\n", "a\nc\nd\n")
    for text in ("a\n=======\nb\n", "<<<<<<< x\na\n", "<<<<<<< x\n=======\n", ""):
        assert marked_sides(text) is None
    assert marked_sides("=======\n" + "<<<<<<<\n" * 100_000) is None
