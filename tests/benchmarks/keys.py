"""Bytes and milliseconds per key, beside tig and visidata, at two sizes of register."""

from __future__ import annotations

import csv
import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from store.register.store import Store
from tests.benchmarks.registers import AUTHOR
from tests.benchmarks.terminal import Terminal

Cost = tuple[float, float]
"""Bytes, and milliseconds from the key to the last byte."""
IDLE: dict[str, bytes] = {
    "list": b"", "form": b"e", "history": b"h", "who set what": b"b", "findings": b"!", "views": b"v", "areas": b"a",
    "other records": b"t", "help": b"?", "question": b"w",
}  # fmt: skip


def cost(terminal: Terminal, key: bytes, quiet: float = 0.35) -> Cost:
    """What one key costs."""
    begun = time.perf_counter()
    os.write(terminal.handle, key)
    last, count = begun, 0
    while size := terminal.read_once(quiet):
        count += size
        last = time.perf_counter()
    return count, (last - begun) * 1000


def median(terminal: Terminal, keys: Sequence[bytes]) -> Cost:
    """The medians of several keys."""
    costs = [cost(terminal, key) for key in keys]
    return statistics.median(c[0] for c in costs), statistics.median(c[1] for c in costs)


def ours(path: Path, count: int) -> dict[str, Cost]:
    """What the keys of the program cost."""
    terminal = Terminal([sys.executable, "-m", "iktui", "-C", str(path), "--lang", "nb"], IKTUI_AUTHOR=str(AUTHOR))
    terminal.until(f"{count} samarbeid")
    terminal.read(2)
    found = {"cursor": median(terminal, [b"j"] * 9), "page": median(terminal, [b"\x1b[6~"] * 3)}
    os.write(terminal.handle, b"/")
    terminal.read(0.5)
    found["filter"] = median(terminal, [b"f", b"e", b"l", b"l"])
    os.write(terminal.handle, b"\x1b")
    terminal.read(1)
    found["screen"] = median(terminal, [b"h", b"\x1b", b"h", b"\x1b"])
    os.write(terminal.handle, b"e")
    terminal.read(1.5)
    found["form"] = median(terminal, [b"x"] * 5)
    terminal.close()
    return found


def tig(path: Path) -> dict[str, Cost]:
    """The same keys in the history of a repository."""
    terminal = Terminal(["tig", "-C", str(path)])
    terminal.read(1.5)
    found = {"cursor": median(terminal, [b"j"] * 9), "screen": median(terminal, [b"\r", b"q", b"\r", b"q"])}
    terminal.close()
    return found


def visidata(table: Path) -> dict[str, Cost]:
    """The same keys in a table of the same rows."""
    terminal = Terminal(["vd", str(table)])
    terminal.read(2.5)
    found = {"cursor": median(terminal, [b"j"] * 9), "page": median(terminal, [b"\x06"] * 3)}
    terminal.close()
    return found


def table_of(path: Path, target: Path) -> None:
    """The collaborations of a register as a table."""
    store = Store.open(path)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "name", "form", "comment"])
        for record in store.snapshot().collaborations.values():
            writer.writerow([record.id, record.name, record.legal_form, record.comment])
    store.close()


def idle(path: Path, count: int) -> dict[str, int]:
    """Bytes in five seconds in which nobody does anything, on every screen."""
    found = {}
    for name, key in IDLE.items():
        terminal = Terminal([sys.executable, "-m", "iktui", "-C", str(path), "--lang", "nb"], IKTUI_AUTHOR=str(AUTHOR))
        terminal.until(f"{count} samarbeid")
        terminal.read(2)
        os.write(terminal.handle, key)
        terminal.read(2)
        found[name] = terminal.read(5)
        terminal.close()
    return found


def compare(paths: dict[int, Path], scratch: Path, told: Callable[[str], None]) -> None:
    """One run: ours at each size, tig and visidata beside them, as ratios."""
    filters = {}
    for count, path in paths.items():
        mine = ours(path, count)
        filters[count] = mine["filter"][1]
        others: dict[str, dict[str, Cost]] = {}
        if shutil.which("tig"):
            others["tig"] = tig(path)
        if shutil.which("vd"):
            table_of(path, scratch / f"{count}.csv")
            others["visidata"] = visidata(scratch / f"{count}.csv")
        for key, (size, spent) in mine.items():
            beside = "".join(
                f"   {name} {theirs[key][0]:6.0f} B {theirs[key][1]:6.1f} ms ({size / max(1, theirs[key][0]):.2f}x)"
                for name, theirs in others.items()
                if key in theirs
            )
            told(f"{key:<8} {count:>6} records {size:8.0f} B {spent:8.1f} ms{beside}")
    told(f"filter at {max(filters)} / at {min(filters)}: {filters[max(filters)] / filters[min(filters)]:.2f}")
    small = min(paths)
    told("bytes in 5 idle seconds: " + ", ".join(f"{name} {size}" for name, size in idle(paths[small], small).items()))
