"""Measurements beside their floors, interleaved in one run: `make bench`."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from store.changes.changes import Changeset, change
from store.register.store import Store
from tests.benchmarks import documents, history, keys, sharing
from tests.benchmarks.pairs import compare, told
from tests.benchmarks.registers import AUTHOR, make_register
from tests.benchmarks.terminal import Terminal

SMALLEST = (
    "from textual.app import App\nfrom textual.widgets import Static\n"
    "class Smallest(App):\n    def compose(self):\n        yield Static('Smallest app')\n"
    "Smallest().run()"
)


def started(command: list[str], text: str) -> float:
    terminal = Terminal(command)
    try:
        return terminal.until(text)
    finally:
        terminal.close()


def start(path: Path, count: int) -> None:
    open_it = [sys.executable, "-m", "iktui", "-C", str(path)]
    warm = Terminal(open_it)  # writes the cache of the list
    warm.until(f"{count} samarbeid")
    warm.read(2)
    if not (path / ".git/iktui/rows").exists():
        raise FileNotFoundError("the list was not kept for the next start")
    warm.close()
    smallest = [sys.executable, "-c", SMALLEST]
    compare(
        f"start to usable frame, {count} records / smallest app",
        lambda: started(open_it, f"{count} samarbeid"),
        lambda: started(smallest, "Smallest app"),
    )


def save(path: Path, count: int, scratch: Path) -> None:
    plain = scratch / f"plain-{count}"
    shutil.copytree(path, plain)
    store = Store.open(path)
    id = sorted(store.snapshot().collaborations)[count // 2]
    turn = 0

    def ours() -> float:
        nonlocal turn
        turn += 1
        snapshot = store.snapshot()
        before = snapshot.collaboration(id)
        made = change(before, before.model_copy(update={"comment": f"Runde {turn}"}))
        begun = time.perf_counter()
        store.commit(Changeset(snapshot.commit, (made,), "edit"), AUTHOR)
        return time.perf_counter() - begun

    file = plain / "collaborations" / id[:2] / f"{id}.toml"
    git = [
        "git",
        "-C",
        str(plain),
        "-c",
        "core.fsync=all",
        "-c",
        "user.name=x",
        "-c",
        "user.email=x@y",
        "-c",
        "gc.auto=0",
    ]

    def floor() -> float:
        nonlocal turn
        file.write_text(f'name = "{turn}"\n')
        begun = time.perf_counter()
        subprocess.run([*git, "add", "--", str(file)], check=True)
        subprocess.run([*git, "commit", "-q", "-m", "x"], check=True)
        return time.perf_counter() - begun

    compare(f"one save, {count} records / git add + git commit", ours, floor, rounds=15)
    store.close()


def usual(scratch: Path) -> None:
    """Start, save and keys, at two sizes."""
    for count in (50, 15_000):
        begun = time.perf_counter()
        store = make_register(scratch / str(count), count)
        store.close()
        told(f"made a register of {count} records in {time.perf_counter() - begun:.1f} s")
        start(scratch / str(count), count)
        save(scratch / str(count), count, scratch)
    keys.compare({count: scratch / str(count) for count in (50, 15_000)}, scratch, told)


def main() -> int:
    """`python -m tests.benchmarks [usual] [history] [sharing] [documents]`: all of them, or those that are named."""
    wanted = sys.argv[1:] or ["usual", "history", "sharing", "documents"]
    with tempfile.TemporaryDirectory() as folder:
        told(f"{'':<58} {'ours':>8} {'floor':>8}   ratio [least-most]")
        if "usual" in wanted:
            usual(Path(folder))
        if "history" in wanted:
            history.measure(Path(folder))
        if "sharing" in wanted:
            (Path(folder) / "sharing").mkdir()
            sharing.measure(Path(folder) / "sharing")
        if "documents" in wanted:
            (Path(folder) / "documents").mkdir()
            documents.measure(Path(folder) / "documents")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
