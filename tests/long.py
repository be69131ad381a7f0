"""The large counts of the laws, the walks and the faults: `make long`, or `python -m tests.long [NAME…]`.

Each law is tried in batches with numbers of their own, the same on every machine, and what is done is kept
in `.long.json`: a run that was stopped goes on where it was, `--anew` begins again. One line a law, with its count.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).parent.parent
KEPT: Final = ROOT / ".long.json"
SEED: Final = 1


class Long(NamedTuple):
    """A law: how many cases in all and in a batch, and the command of the batch that begins with a case."""

    cases: int
    batch: int
    command: Callable[[int, int], list[str]]
    environment: dict[str, str]


def _law(name: str, *more: str) -> Callable[[int, int], list[str]]:
    return lambda start, count: ["-m", "tests.laws", name, "--seed", str(SEED), "--start", str(start), "--cases",
                                 str(count), *more]  # fmt: skip


def _pytest(*files: str) -> Callable[[int, int], list[str]]:
    return lambda start, _count: [
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        f"--hypothesis-seed={SEED + start}",
        *files,
    ]


def _faults(start: int, count: int) -> list[str]:
    return ["-m", "tests.faults", "--seed", str(SEED), "--start", str(start), "--count", str(count)]


def _screens(start: int, _count: int) -> list[str]:
    """One language, size and register of eighteen and more."""
    lang, size, register = ("nb", "nn", "en")[start % 3], start // 3 % 3, ("demo", "past")[start // 9]
    return ["-m", "tests.ui.every_screen", "--lang", lang, "--size", str(size), "--register", register]


VALUES: Final = ("comments", "limits", "lists", "merge")
"""The tests of laws over generated values, without a register."""
PAPERS: Final = tuple(
    f"tests/papers/test_{name}.py" for name in ("building_laws", "office", "origins", "page", "pdf", "plain")
)
RETURNING: Final = (
    "tests/papers/test_returning_laws.py", "tests/papers/test_returning_words.py", "-o", "faulthandler_timeout=0",
)  # fmt: skip
KILLS: Final = ("tests/ui/test_dropped_line.py", "-k", "random_moments", "-o", "faulthandler_timeout=0")
LONG: Final[dict[str, Long]] = {
    "pairs": Long(3000, 100, _law("pairs"), {}),
    "deeds": Long(3000, 100, _law("deeds"), {}),
    "rules": Long(300, 50, _law("rules"), {}),
    "clones": Long(6, 1, _law("clones", "--actions", "500"), {}),
    "sessions": Long(2000, 100, _law("sessions"), {}),
    "screens": Long(200, 10, _law("screens"), {}),
    "joining": Long(2500, 500, _pytest("tests/store/test_joining.py"), {"IKTUI_CASES": "500"}),
    "every kind": Long(2000, 500, _pytest("tests/store/test_every_kind.py"), {"IKTUI_CASES": "500"}),
    "values": Long(3000, 1500, _pytest(*(f"tests/store/test_{name}.py" for name in VALUES)), {"IKTUI_CASES": "1500"}),
    "every screen": Long(18, 1, _screens, {}),
    "formats": Long(1000, 250, _pytest("tests/formats/test_laws.py"), {"IKTUI_CASES": "250"}),
    "papers": Long(500, 125, _pytest(*PAPERS), {"IKTUI_CASES": "125"}),
    "converted": Long(1, 1, _pytest("tests/documents/test_converted.py"), {"IKTUI_CASES": "1"}),
    "documents": Long(1000, 250, _pytest("tests/documents/test_laws.py"), {"IKTUI_CASES": "250"}),
    "returning": Long(500, 100, _pytest(*RETURNING), {"IKTUI_CASES": "100"}),
    "history": Long(500, 100, _pytest("tests/store/test_history_laws.py"), {"IKTUI_CASES": "100"}),
    "saves": Long(200, 200, _pytest("tests/store/test_sync.py"), {"IKTUI_SAVES": "200"}),
    "kills": Long(200, 200, _pytest(*KILLS), {"IKTUI_KILLS": "200"}),
    "faults": Long(13000, 50, _faults, {}),
}  # fmt: skip


def main() -> int:
    """Run what is left; gives 1 when a law failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.long", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *LONG], metavar="NAME", help=", ".join(LONG))
    parser.add_argument("--anew", action="store_true", help="from the first case on")
    parser.add_argument("--batches", type=int, default=0, help="at most so many of each")
    given = parser.parse_args()
    done: dict[str, int] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() and not given.anew else {}
    failed = [name for name in given.names or LONG if not _run(name, done, given.batches)]
    return int(bool(failed))


def _run(name: str, done: dict[str, int], most: int) -> bool:
    law, began, tried = LONG[name], time.monotonic(), 0
    while done.get(name, 0) < law.cases and (not most or tried < most):
        start = done.get(name, 0)
        count = min(law.batch, law.cases - start)
        run = subprocess.run(
            [sys.executable, *law.command(start, count)], cwd=ROOT, capture_output=True, text=True, check=False,
            env={**os.environ, **law.environment},
        )  # fmt: skip
        if run.returncode:
            print(run.stdout[-4000:] + run.stderr[-2000:])
            print(
                f"{name}: FAILED in the {count} cases from {start} on ({' '.join(law.command(start, count))})",
                flush=True,
            )
            return False
        tried += 1
        done[name] = start + count
        KEPT.write_text(json.dumps(done), encoding="utf-8")
    print(
        f"{name}: {done.get(name, 0)} of {law.cases}, seed {SEED}, 0 failed, {time.monotonic() - began:.0f} s",
        flush=True,
    )
    return True


if __name__ == "__main__":
    raise SystemExit(main())
