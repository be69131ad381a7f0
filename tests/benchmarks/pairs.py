"""Two ways of doing the same, in turn, as a ratio."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable

ROUNDS = 7


def told(text: str) -> None:
    """Print at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def compare(name: str, ours: Callable[[], float], floor: Callable[[], float], rounds: int = ROUNDS) -> None:
    """Both in turn; the median of the ratios, with the least and the most."""
    pairs = [(ours(), floor()) for _round in range(rounds)]
    ratios = [a / b for a, b in pairs]
    a, b = (statistics.median(pair[side] for pair in pairs) for side in (0, 1))
    told(
        f"{name:<58} {a * 1000:8.1f} {b * 1000:8.1f}   "
        f"{statistics.median(ratios):5.2f} [{min(ratios):.2f}-{max(ratios):.2f}]"
    )
