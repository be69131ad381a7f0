"""Random actions in three clones while lines are cut, processes killed, disks full and pushes refused: nothing is lost.

IKTUI_SEEDS and IKTUI_ACTIONS say how many runs of how many actions.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from store.base.author import Author
from store.base.errors import StoreError
from store.register.store import Store
from store.sync.sync import CONFLICTS, SYNCED, UP_TO_DATE, sync
from tests.conftest import KARI, OLA, git, is_sound, make_small
from tests.store.acting import DAY, act
from tests.store.test_remotes import CUT
from tests.store.test_sync import fsck_faults, hub, tree  # noqa: F401

SEEDS = int(os.environ.get("IKTUI_SEEDS", "2"))
ACTIONS = int(os.environ.get("IKTUI_ACTIONS", "60"))
SIRI = Author("Siri", "siri@oyer.no")
WHOLE_LINE = str(10**9)


class World:
    """A hub behind a line that can be cut, and three clones, the first on a disk that can be full."""

    def __init__(self, hub: Path, folder: Path, disk: Path) -> None:  # noqa: F811
        self.hub, self.line, self.disk = hub, folder / "bytes", disk
        self.line.write_text(WHOLE_LINE)
        self.hook = hub / "hooks" / "pre-receive"
        self.hook.parent.mkdir(exist_ok=True)
        first = make_small(disk / "c0")
        git(first.path, "remote", "add", "origin", f"ssh://x{hub}")
        sync(first, KARI, DAY)
        self.clones = [first, *(Store.clone(f"ssh://x{hub}", folder / f"c{n}") for n in (1, 2))]
        self.authors = [KARI, OLA, SIRI]
        self.done: list[str | None] = []

    def share(self, at: int, fault: str, chance: random.Random) -> None:
        """Share from a clone while something fails."""
        store, author = self.clones[at], self.authors[at]
        if fault == "kill":
            self._killed(store, author, chance)
            return
        with self._broken(fault, chance), contextlib.suppress(StoreError):
            sync(store, author, DAY, sure=True)

    @contextlib.contextmanager
    def _broken(self, fault: str, chance: random.Random) -> Iterator[None]:
        filler = self.disk / "full"
        if fault == "cut":
            self.line.write_text(str(chance.choice([0, 10, 100, chance.randrange(3000)])))
        elif fault == "refuse":
            self.hook.write_text("#!/bin/sh\nexit 1\n")
            self.hook.chmod(0o755)
        elif fault == "full":
            with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
                while True:
                    file.write(b"x" * 4096)
        try:
            yield
        finally:
            self.line.write_text(WHOLE_LINE)
            self.hook.unlink(missing_ok=True)
            filler.unlink(missing_ok=True)

    @staticmethod
    def _killed(store: Store, author: Author, chance: random.Random) -> None:
        command = [sys.executable, "-m", "tests.store.sharer", str(store.path), str(author), DAY]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        time.sleep(chance.random() * 0.4)
        with contextlib.suppress(ProcessLookupError):
            if chance.random() < 0.5:
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()  # what it started goes on alone
        process.communicate()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB where that can be had, else a folder."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    is_small = os.geteuid() == 0 and not subprocess.run(command, capture_output=True, check=False).returncode
    yield folder
    if is_small:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_whatever_fails_nothing_is_lost_and_the_next_sync_completes(
    hub: Path,  # noqa: F811
    tmp_path: Path,
    disk: Path,
    seed: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = random.Random(seed)
    proxy = tmp_path / "line"
    proxy.write_text(CUT.format(python=sys.executable, bytes=tmp_path / "bytes"))
    proxy.chmod(0o755)
    monkeypatch.setenv("IKTUI_SSH", str(proxy))
    faults = ["cut", "kill", "refuse", "full" if os.path.ismount(disk) else "cut", "none"]
    world = World(hub, tmp_path, disk)
    for number in range(ACTIONS):
        at = chance.randrange(3)
        world.done.append(act(world.clones[at], chance, world.authors[at], number))
        if chance.random() < 0.3:
            world.share(at, chance.choice(faults), chance)
    for _round in range(2):
        for store, author in zip(world.clones, world.authors, strict=True):
            assert sync(store, author, DAY, sure=True).state in (SYNCED, CONFLICTS, UP_TO_DATE)
    sync(world.clones[0], KARI, DAY, sure=True)
    sync(world.clones[1], OLA, DAY, sure=True)
    assert len({tree(store) for store in world.clones}) == 1
    assert {commit for commit in world.done if commit} <= set(git(hub, "rev-list", "main").split())
    assert git(hub, "fsck", "--full", "--strict", "--no-dangling") == ""
    for store in world.clones:
        is_sound(store.path)
        assert fsck_faults(store) <= {"reference"}
        store.close()
