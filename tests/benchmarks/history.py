"""Looking back in a register of twenty years: 15,000 records, 150,000 commits, beside git, in one run."""

from __future__ import annotations

import os
import random
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from store.query.listing import first_listing, make_listing
from store.records.codec import dump
from store.records.model import Area, Collaboration, Participation, Party, Record, Register
from store.records.paths import REGISTER, Key, path_of
from store.register.store import Store
from tests.benchmarks.pairs import compare, told

RECORDS, COMMITS = 15_000, 150_000
HOT, WARM, COLD = "samarbeid-hot", "samarbeid-warm", "samarbeid-cold"
REVISIONS = {HOT: 2_000, WARM: 100, COLD: 10}
_FIRST = 1_100_000_000
_SECONDS = 4_000
_PEOPLE = [f"Rådgiver {number} <r{number}@example.no>" for number in range(30)]


def _record(id: str, round_: int) -> bytes:
    part = {"p1": Participation(role="host"), "p2": Participation(), f"p{3 + round_ % 40}": Participation()}
    text = f"Vertskommune p1. Runde {round_}. " + "Avtalen er fornyet og følges opp i rådmannsutvalget. " * 9
    return dump(
        Collaboration(
            id=id, name=f"Felles {id}", areas=(f"a{hash_of(id) % 12}",), legal_form="host_municipality",
            comment=text, participants=part,
        )
    )  # fmt: skip


def hash_of(id: str) -> int:
    """The same in every run, unlike `hash`."""
    return sum(map(ord, id))


def _stream() -> Iterator[bytes]:
    """What `git fast-import` reads."""
    chance = random.Random(3)
    ids = [f"{chance.choice('abcdefghijklmnoprstuv')}{chance.choice('aeiouy')}-{n}" for n in range(RECORDS - 3)]
    ids += list(REVISIONS)
    people = list(_PEOPLE)
    made = 0

    def commit(text: str, files: dict[str, bytes], *, from_: str = "", merge: str = "", ref: str = "main") -> bytes:
        nonlocal made
        made += 1
        when = f"{_FIRST + made * _SECONDS} +0100"
        who = people[made % len(people)]
        message = f"{text}\n\nIktui-Action: edit\n".encode()
        head = f"commit refs/heads/{ref}\nmark :{made}\nauthor {who} {when}\ncommitter {who} {when}\n".encode()
        parents = (f"from {from_}\n" if from_ else "") + (f"merge {merge}\n" if merge else "")
        parts = [head, b"data %d\n" % len(message), message, parents.encode()]
        for path, data in files.items():
            parts.append(f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n")
        return b"".join(parts) + b"\n"

    areas = {f"a{n}": Area(name=f"Område {n}", order=n) for n in range(12)}
    register: list[Record] = [Register(id=REGISTER.id, name="Norge", members=("p1", "p2"), areas=areas)]
    register += [Party(id=f"p{n}", name=f"Kommune {n}", kind="municipality") for n in range(350)]
    yield commit("Registeret", {path_of(Key(r.KIND, r.id)): dump(r) for r in register})
    for start in range(0, RECORDS, 250):
        batch = ids[start : start + 250]
        yield commit(f"Nye {start}", {path_of(Key("collaboration", id)): _record(id, 0) for id in batch})
    left = COMMITS - made
    special = [id for id, count in REVISIONS.items() for _turn in range(count - 1)]
    edits = special + chance.choices(ids[:-3], k=left - len(special) - left // 500)
    chance.shuffle(edits)
    tags = {len(edits) * n // 10: 2009 + n for n in range(1, 10)}
    for turn, id in enumerate(edits):
        file = {path_of(Key("collaboration", id)): _record(id, turn + 1)}
        yield commit(f"Felles {id}: kommentar", file)
        if turn % 500 == 499:  # somebody's branch, merged
            other = {path_of(Key("collaboration", ids[turn % 1000])): _record(ids[turn % 1000], -turn)}
            base = made - 1
            yield commit("På en gren", other, from_=f":{base}", ref="side")
            yield commit("Flettet", other, from_=f":{made - 1}", merge=f":{made}")
        if turn in tags:
            yield (
                f"tag edition/{tags[turn]}\nfrom :{made}\ntagger {_PEOPLE[0]} {_FIRST + made * _SECONDS} +0100\n"
                f"data 4\nutg.\n"
            ).encode()
    yield b"reset refs/heads/side\nfrom " + b"0" * 40 + b"\n\n"


def make_history(path: Path) -> None:
    """The register, its history and the commit-graph that the program keeps."""
    path.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", "-b", "main", str(path)], check=True)
    importing = subprocess.Popen(["git", "-C", str(path), "fast-import", "--quiet"], stdin=subprocess.PIPE)
    assert importing.stdin is not None, "it has one"
    for piece in _stream():
        importing.stdin.write(piece)
    importing.stdin.close()
    if importing.wait():
        raise OSError("git fast-import failed")
    subprocess.run(["git", "-C", str(path), "repack", "-adq", "--window=10", "--depth=30"], check=True)
    subprocess.run(["git", "-C", str(path), "read-tree", "main"], check=True)


def _timed(run: Callable[[], object]) -> Callable[[], float]:
    def timed() -> float:
        begun = time.perf_counter()
        run()
        return time.perf_counter() - begun

    return timed


def measure(scratch: Path) -> None:
    """One run; the register is made anew, or is the one that IKTUI_BENCH_REGISTER names."""
    path = Path(os.environ.get("IKTUI_BENCH_REGISTER") or scratch / "history")
    if not path.exists():
        begun = time.perf_counter()
        make_history(path)
        told(f"made {RECORDS} records and {COMMITS} commits in {time.perf_counter() - begun:.0f} s")
    store = Store.open(path)
    begun = time.perf_counter()
    if store.keep_graph():
        told(f"commit-graph with Bloom filters written in {time.perf_counter() - begun:.1f} s")
    git = ["git", "-C", str(path), "--no-pager"]

    def run(*arguments: str) -> Callable[[], float]:
        return _timed(lambda: subprocess.run([*git, *arguments], check=True, stdout=subprocess.DEVNULL))

    def first_line(*arguments: str) -> float:
        begun = time.perf_counter()
        process = subprocess.Popen([*git, *arguments], stdout=subprocess.PIPE)
        assert process.stdout is not None, "it has one"
        process.stdout.readline()
        spent = time.perf_counter() - begun
        process.kill()
        process.communicate()
        return spent

    for id, count in REVISIONS.items():
        key = Key("collaboration", id)
        raw = ["log", "--raw", "--no-renames", "--no-abbrev", "main", "--", path_of(key)]
        compare(
            f"history, {count} revisions / git log --raw",
            _timed(lambda key=key: list(store.history(key))),  # type: ignore[misc]
            run(*raw),
        )
        compare(
            "  its first row / git's first line",
            _timed(lambda key=key: next(store.history(key))),  # type: ignore[misc]
            lambda raw=raw: first_line(*raw),  # type: ignore[misc]
        )
        record = store.snapshot().collaboration(id)
        compare(
            "  blame / that history",
            _timed(lambda record=record: fresh(path).blame(record)),  # type: ignore[misc]
            _timed(lambda key=key: list(fresh(path).history(key))),  # type: ignore[misc]
        )
    known = make_listing(store.snapshot())
    for edition in ("edition/2016", "edition/2010"):
        compare(
            f"{edition}, first screen / git ls-tree -r",
            _timed(lambda edition=edition: first_listing(fresh(path).snapshot(edition), known)),  # type: ignore[misc]
            run("ls-tree", "-r", edition),
        )
    compare(
        "what differs between two editions / git diff-tree -r",
        _timed(lambda: store.snapshot("edition/2010").differing(store.snapshot("edition/2016"))),
        run("diff-tree", "-r", "edition/2010", "edition/2016"),
    )
    compare(
        "last 100 changes / git log -100 --raw",
        _timed(lambda: list(store.history(limit=100))),
        run("log", "-100", "--raw", "--no-renames"),
    )
    for opened in _OPENED:
        opened.close()
    store.close()


_OPENED: list[Store] = []


def fresh(path: Path) -> Store:
    """The register opened anew: nothing is parsed yet."""
    _OPENED.append(Store.open(path))
    return _OPENED[-1]
