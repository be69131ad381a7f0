"""Sharing that nobody asked for: at the start, by the clock, when leaving; how far out of step; stopping."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from iktui.settings import Preferences, SyncTimes
from store.changes.edits import today
from store.register.store import Store
from store.sync.sync import sync
from tests.conftest import KARI, OLA, edit, git
from tests.ui.driving import main, opened, press, screen_lines, screen_text, until
from tests.ui.test_sharing import other  # noqa: F401


def publish(path: Path, text: str) -> None:
    """Another's edit, out where everybody gets it."""
    there = Store.open(path)
    sync(there, OLA, today())
    edit(there, "regionrad", OLA, progress=text)
    sync(there, OLA, today())
    there.close()


def read(path: Path) -> tuple[str, str]:
    store = Store.open(path)
    record = store.snapshot().collaboration("regionrad")
    store.close()
    return record.comment, record.progress


async def test_the_title_says_how_far_we_are_out_of_step(demo: Path, other: Path) -> None:  # noqa: F811
    here = Store.open(demo)
    edit(here, "regionrad", KARI, comment="Fra Kari")
    here.close()
    publish(other, "Fra Ola")
    async with opened(demo) as pilot:
        await until(pilot, lambda: "↑1" in screen_lines(pilot)[0])
        assert "↓" not in screen_lines(pilot)[0], "nobody has asked the others"
    git(demo, "fetch", "-q")
    async with opened(demo) as pilot:
        await until(pilot, lambda: "↓1 ↑1" in screen_lines(pilot)[0])
        await press(pilot, "s")
        await until(pilot, lambda: "↑" not in screen_lines(pilot)[0] and "↓" not in screen_lines(pilot)[0])


async def test_it_shares_at_the_start_where_the_user_wants_that(demo: Path, other: Path) -> None:  # noqa: F811
    publish(other, "Fra Ola")
    async with opened(demo, preferences=Preferences(sync=SyncTimes(at_start=True))) as pilot:
        await until(pilot, lambda: "1 post fra andre" in screen_lines(pilot)[0])
    assert read(demo)[1] == "Fra Ola"


async def test_it_shares_by_the_clock_where_the_user_wants_that(demo: Path, other: Path) -> None:  # noqa: F811
    async with opened(demo, preferences=Preferences(sync=SyncTimes(minutes=0.01))) as pilot:
        publish(other, "Fra Ola")
        await until(pilot, lambda: read(demo)[1] == "Fra Ola")
        await press(pilot, "j")
        assert pilot.app.screen is main(pilot)


async def test_it_shares_when_leaving_where_the_user_wants_that(demo: Path, other: Path) -> None:  # noqa: F811
    here = Store.open(demo)
    edit(here, "regionrad", KARI, comment="Fra Kari")
    here.close()
    async with opened(demo, preferences=Preferences(sync=SyncTimes(at_quit=True))) as pilot:
        await press(pilot, "q")
        await until(pilot, lambda: not pilot.app.is_running)
    hub = git(demo, "remote", "get-url", "origin")
    assert git(Path(hub), "rev-parse", "main") == git(demo, "rev-parse", "HEAD")


async def test_a_line_that_hangs_is_stopped_with_escape_and_does_not_keep_anybody_from_leaving(
    demo: Path,
    other: Path,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow = tmp_path / "slow"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setenv("IKTUI_SSH", str(slow))
    git(demo, "remote", "set-url", "origin", "ssh://nobody/register.git")
    monkeypatch.setattr("iktui.screens.main.sharing._LEAVING_SECONDS", 3600)  # it is the second key that ends it
    async with opened(demo, preferences=Preferences(sync=SyncTimes(at_quit=True))) as pilot:
        await press(pilot, "s")
        await until(pilot, lambda: "esc stopper" in screen_lines(pilot)[0])
        await press(pilot, "j", "j")
        await press(pilot, "escape")
        await until(pilot, lambda: "stoppet" in " ".join(screen_text(pilot).split()))
        await press(pilot, "q")
        await asyncio.sleep(0.3)
        await press(pilot, "q")
        await until(pilot, lambda: not pilot.app.is_running)
