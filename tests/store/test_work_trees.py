"""Registers whose `.git` is a file: a second work tree, a submodule, a repository whose folder stands elsewhere."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from iktui.settings import find_register
from store.git.refs import common_dir_of, git_dir_of, head_of
from store.register.drafts import OpenForm, left_drafts
from store.register.kept import read_cache
from store.register.store import Store
from store.repair.by_hand import look, set_aside
from tests.conftest import KARI, OLA, Run, edit, git, is_sound
from tests.linear.talking import talk
from tests.store.test_life import draft
from tests.ui.driving import opened, press, screen_text, until

BY_HAND = Path("collaborations/re/regionrad.toml")


def second_tree(demo: Path, room: Path) -> Path:
    git(demo, "worktree", "add", "-q", "-b", "gausdal", str(room / "ved-siden"))
    return room / "ved-siden"


def separate(demo: Path, room: Path) -> Path:
    git(room, "clone", "-q", "--separate-git-dir", str(room / "gitmappe"), str(demo), str(room / "skilt"))
    return room / "skilt"


def submodule(demo: Path, room: Path) -> Path:
    above = room / "over"
    git(room, "init", "-q", "-b", "main", str(above))
    git(above, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(demo), "register")
    return above / "register"


SHAPES = [second_tree, separate, submodule]


@pytest.fixture(params=SHAPES, ids=[shape.__name__ for shape in SHAPES])
def path(request: pytest.FixtureRequest, demo: Path, tmp_path: Path) -> Path:
    shape: Callable[[Path, Path], Path] = request.param
    made = shape(demo, tmp_path)
    assert (made / ".git").is_file()
    return made


def test_git_and_we_name_the_same_folders(path: Path) -> None:
    said = git(path, "rev-parse", "--path-format=absolute", "--git-dir", "--git-common-dir", "HEAD").splitlines()
    own = git_dir_of(path)
    assert [own.resolve(), common_dir_of(own).resolve(), head_of(own)] == [Path(said[0]), Path(said[1]), said[2]]
    store = Store.open(path)
    assert [store.git_dir.resolve(), store.git.common_dir.resolve()] == [Path(said[0]), Path(said[1])]
    store.close()


def test_every_interface_reads_it(run: Run, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(run("-C", path, "list").out.splitlines()) == 55
    assert len(run("-C", path, "list", "changed>2020").out.splitlines()) == 55
    assert (git_dir_of(path) / "iktui" / "changed").is_file()
    said = talk(path, "e regionrad", "comment", "Herfra", ".", "", "", "l", "q")
    assert "Saved: Regionråd" in said
    assert read_cache(git_dir_of(path)) is not None
    monkeypatch.chdir(path / "collaborations")
    assert find_register(None) == path
    assert run("fsck").status == 0
    is_sound(path)


def test_found_by_its_git_folder_alone(path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("-C", path, "set", "regionrad", "comment=Herfra")
    (path / "register.toml").unlink()
    monkeypatch.chdir(path)
    assert find_register(None) == path


async def test_the_interface_edits_it(path: Path) -> None:
    async with opened(path) as pilot:
        await until(pilot, lambda: read_cache(git_dir_of(path)) is not None)
        await press(pilot, "slash", "=personvern", "enter", "e")
        await until(pilot, lambda: "Endre: Felles personvernombud" in screen_text(pilot))
        await press(pilot, "tab", "tab", "tab", "tab", "ctrl+end", "= Fra 2022.", "ctrl+s")
        await until(pilot, lambda: "Fra 2022." in git(path, "show", "HEAD"))
        await until(pilot, lambda: "Fra 2022." in screen_text(pilot))
    is_sound(path)


def test_hand_edits_and_what_is_set_aside_are_its_own(path: Path, demo: Path) -> None:
    store = Store.open(path)
    edit(store, "regionrad", comment="Herfra")
    text = (path / BY_HAND).read_text()
    (path / BY_HAND).write_text(text.replace("Herfra", "For hånd"))
    _now, (found,) = look(store)
    assert found.is_ready
    kept = set_aside(store, [str(BY_HAND)])[str(BY_HAND)]
    assert kept.is_relative_to(store.git_dir / "iktui" / "aside")
    assert (path / BY_HAND).read_text() == text
    store.close()
    is_sound(path)
    is_sound(demo)


def test_two_trees_edit_wait_for_each_other_and_share(run: Run, demo: Path, tmp_path: Path) -> None:
    hub = tmp_path / "hub.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(hub)], check=True)
    git(demo, "remote", "add", "origin", str(hub))
    beside = second_tree(demo, tmp_path)
    for round, here in enumerate((demo, beside, demo, beside)):
        assert run("-C", here, "set", "regionrad", f"comment=Runde {round}").status == 0
        assert run("-C", here, "sync").status == 0
    for here, comment in ((demo, "Runde 2"), (beside, "Runde 3")):
        assert run("-C", here, "show", "regionrad", "--json").json["comment"] == comment
        assert comment in (here / BY_HAND).read_text()
        assert run("-C", here, "fsck").status == 0
        assert run("-C", here, "hand-edits").status == 0
        is_sound(here)
    assert git(hub, "rev-parse", "main", "gausdal").split() == [
        git(here, "rev-parse", "HEAD") for here in (demo, beside)
    ]
    clone = tmp_path / "klone"
    assert run("clone", hub, clone).status == 0
    git(clone, "switch", "-q", "gausdal")
    assert run("-C", clone, "show", "regionrad", "--json").json["comment"] == "Runde 3"


def test_drafts_are_of_a_tree_and_the_queue_is_of_all(demo: Path, tmp_path: Path) -> None:
    beside = second_tree(demo, tmp_path)
    one, other = Store.open(demo), Store.open(beside)
    OpenForm(one.git_dir, draft()).leave()
    form = OpenForm(other.git_dir, draft())
    form.keep({"comment": "Halvferdig"})
    form.leave()
    assert [len(left_drafts(store.git_dir, KARI.mail)) for store in (one, other)] == [0, 1]
    edit(one, "regionrad", comment="Her")
    edit(other, "regionrad", OLA, comment="Der")
    assert (one.git_dir / "iktui" / "lock").exists()
    assert not (other.git_dir / "iktui" / "lock").exists()
    (other.git_dir / "index.lock").write_text("")  # of a save that was killed there
    (one.git_dir / "iktui" / "saving").write_text("1")
    edit(one, "regionrad", comment="Her igjen")
    assert not (other.git_dir / "index.lock").exists()
    one.close()
    other.close()
    is_sound(demo)
    is_sound(beside)


def test_the_tree_may_be_on_another_disk(run: Run, demo: Path) -> None:
    here = demo.stat().st_dev
    folders = [Path(name) for name in ("/dev/shm", "/tmp", "/var/tmp", str(Path.cwd()))]
    others = [folder for folder in folders if folder.is_dir() and folder.stat().st_dev != here]
    if not others:
        pytest.skip("there is only one file system to write to")
    with tempfile.TemporaryDirectory(dir=others[0]) as room:
        beside = second_tree(demo, Path(room))
        assert run("-C", beside, "set", "regionrad", "comment=Langt borte").err == ""
        assert "Langt borte" in (beside / BY_HAND).read_text()
        shutil.rmtree(beside / "parties")
        assert run("-C", beside, "hand-edits", "--aside", "parties/oyer.toml").status == 1
        assert [*beside.rglob(".iktui-*")] == []
