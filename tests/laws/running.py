"""How a law is run: as a test for some seconds, or as a script for as many cases as one likes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

BASE_SEED: Final = 13
SEED: Final = int(os.environ.get("IKTUI_SEED", str(BASE_SEED)))  # read here: no test sees who runs it
SECONDS: Final = float(os.environ.get("IKTUI_LAW_SECONDS", "3"))


class Verdict(NamedTuple):
    """What a case showed: its number, what does not hold (nothing: it holds)."""

    number: int
    faults: list[str]


Cases = Callable[[int, int, int, Path], Iterator[Verdict]]
"""The verdicts of `count` cases from `start` on, of a seed, made in an empty folder."""


class Law(NamedTuple):
    """A law: what it is called, what it says, its cases."""

    name: str
    says: str
    cases: Cases


def hold(law: Law, room: Path, *, seed: int = SEED, seconds: float = SECONDS, least: int = 1) -> int:
    """Fail at the first case in which the law does not hold; gives how many were tried in the time."""
    end, tried = time.monotonic() + seconds, 0
    for verdict in law.cases(seed, 0, 1_000_000, room):
        assert not verdict.faults, told(law, seed, verdict)
        tried += 1
        if tried >= least and time.monotonic() > end:
            break
    return tried


def told(law: Law, seed: int, verdict: Verdict) -> str:
    """What to say of a case that fails, with how to see it again."""
    again = f"python -m tests.laws {law.name} --seed {seed} --start {verdict.number} --cases 1"
    return "\n  ".join([f"law {law.name}, seed {seed}, case {verdict.number} ({again}):", *verdict.faults])
