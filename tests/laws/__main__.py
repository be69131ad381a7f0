"""Run a law as a script: seeded, from any case on, until the first that fails.

One line per 100 cases, a last line with the count; at a failure its number, the seed and what differs, status 1.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from store.base.i18n import set_language
from tests.laws import LAWS, clones
from tests.laws.running import BASE_SEED, told


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.laws", description=__doc__)
    parser.add_argument("name", nargs="?", choices=list(LAWS))
    parser.add_argument("--list", action="store_true", help="the laws, and what they say")
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--seed", type=int, default=BASE_SEED)
    parser.add_argument("--start", type=int, default=0, help="the first case")
    parser.add_argument("--keep-going", action="store_true", help="tell of every case that fails, not the first only")
    parser.add_argument("--inject", default="", help="a fault slipped in on purpose, which the law has to see")
    parser.add_argument("--actions", type=int, default=500, help="actions of a run of “clones”")
    arguments = parser.parse_args()
    if arguments.list or arguments.name is None:
        for law in LAWS.values():
            print(f"{law.name:8} {law.says}")
        return 0
    with tempfile.TemporaryDirectory(prefix="iktui-laws-") as folder:
        os.environ.update(HOME=folder, LANGUAGE="nb")
        for name in [name for name in os.environ if name.startswith(("IKTUI_", "XDG_"))]:
            del os.environ[name]
        set_language("nb")
        clones.ACTIONS[0] = arguments.actions
        room = Path(folder) / "room"
        room.mkdir()
        return run(arguments, room)


def run(arguments: argparse.Namespace, room: Path) -> int:
    law = LAWS[arguments.name]
    if arguments.inject:
        from tests.laws.slips import slipped

        law = slipped(law, arguments.inject)
    began, failed = time.monotonic(), 0
    sorts: Counter[str] = Counter()
    tried = 0
    for verdict in law.cases(arguments.seed, arguments.start, arguments.cases, room):
        tried += 1
        if verdict.faults:
            failed += 1
            sorts[" ".join(verdict.faults[0].split()[:2])[:60]] += 1
            print(told(law, arguments.seed, verdict), flush=True)
            if not arguments.keep_going:
                return 1
        if tried % 100 == 0:
            print(f"{law.name}: {tried} of {arguments.cases}, {time.monotonic() - began:.0f} s", flush=True)
    print(f"{law.name}: {tried} cases, seed {arguments.seed}, {failed} failed, {time.monotonic() - began:.0f} s")
    for sort, count in sorts.most_common(12):
        print(f"  {count} × {sort}")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
