"""Law `pairs`: two sides with random changes of records and other files, joined by the program, judged path by path."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from store.base.author import Author
from store.checks.checks import check
from store.register.store import Store
from store.sync.sync import CONFLICTS, SYNCED, UP_TO_DATE, sync
from tests.laws.changing import Side
from tests.laws.holding import DATES, FORMER, HOST, ORGNR, RING, Broken, broken, records_of
from tests.laws.judging import Join, opened_in
from tests.laws.plumbing import FILE, File, Files, Pool, Tree, blobs, git, make_bare, make_clone, remove, tree_of
from tests.laws.register import binary, foreign_files, large_record, record_files
from tests.laws.running import Law, Verdict

KARI: Final = Author("Kari Nordmann", "kari@oyer.kommune.no")
OLA: Final = Author("Ola Hansen", "ola@gausdal.kommune.no")
DAY: Final = "2026-11-23"
_BATCH: Final = 20
_PUT_ASIDE: Final = (HOST, RING, ORGNR, DATES)
"""Rules that a joined register keeps always: the value of one side can give way."""
_LATIN: Final = b"notater/m\xf8te.txt".decode("utf-8", "surrogateescape")


class Pair(NamedTuple):
    """What both began with, and the states that each side made of it, one a commit; the last is what it has."""

    base: Files
    mine: Sequence[Files]
    theirs: Sequence[Files]
    told: Sequence[str]


Meddle = Callable[[Store, Path, str, str], None]
"""Something done to the joined commit before it is judged: the clone, the hub, our commit, the published one."""


def generated(seed: int, number: int) -> Pair:
    """The pair of a case."""
    chance = random.Random(f"pairs {seed} {number}")
    base: Files = dict(record_files())
    base |= {path: file for path, file in foreign_files().items() if chance.random() < 0.8}
    if chance.random() < 0.08:
        base["vedlegg/stor.bin"] = File(FILE, binary(30, chance.choice([3, 9, 20]) * 1024 * 1024))
    if chance.random() < 0.04:
        base["collaborations/sv/svart.toml"] = File(FILE, large_record(29_000))
    if chance.random() < 0.05:
        base[_LATIN] = File(FILE, b"et navn som ikke er UTF-8\n")
    paths = sorted(base)
    focus = chance.sample(paths, chance.choice([1, 2, 4]))
    shared = chance.choice([None, None, chance.randrange(1 << 30)])
    told: list[str] = []
    states = []
    for name in ("mine", "theirs"):
        side, made = Side(base, chance, focus), []
        for at in range(chance.randrange(1, 5)):
            if at == 0 and shared is not None:
                side.chance = random.Random(shared)
            word = side.change_foreign() if side.chance.random() < 0.55 else side.change_record()
            side.chance = chance
            told.append(f"{name}: {word}")
            made.append(dict(side.files))
        states.append(made)
    mine, theirs = states
    return Pair(base, mine, theirs, told)


def cases(seed: int, start: int, count: int, room: Path) -> Iterator[Verdict]:
    """The verdicts of generated pairs."""
    for first in range(start, start + count, _BATCH):
        numbers = range(first, min(first + _BATCH, start + count))
        yield from judged(room, {number: generated(seed, number) for number in numbers})


def judged(room: Path, pairs: dict[int, Pair], meddle: Meddle | None = None) -> Iterator[Verdict]:
    """The verdict of each pair, made one after the other in a room of its own."""
    folder = room / "pool"
    remove(folder)
    folder.mkdir()
    try:
        pool = Pool(folder / "pool.git")
        for number, pair in pairs.items():
            commits = pool.build([[(pair.base, "Felles")], [(files, "Ola Hansen") for files in pair.mine],
                                  [(files, "Kari Nordmann") for files in pair.theirs]])  # fmt: skip
            base, mine, theirs = (chain[-1] for chain in commits)
            faults = list(_faults(folder / "case", pool, base, mine, theirs, meddle))
            yield Verdict(number, [*faults, *pair.told] if faults else [])
            remove(folder / "case")
    finally:
        remove(folder)


def _faults(room: Path, pool: Pool, base: str, mine: str, theirs: str, meddle: Meddle | None) -> Iterator[str]:
    hub = make_bare(room / "hub.git", pool, theirs)
    clones = [
        make_clone(room / "ours", pool, hub, mine, base), make_clone(room / "theirs", pool, hub, theirs, theirs),
    ]  # fmt: skip
    store, second = (Store.open(path) for path in clones)
    try:
        if failed := list(_synced(store, OLA)):
            yield from failed
            return
        if meddle is not None:
            meddle(store, hub, mine, theirs)
        yield from same_everywhere(store, second, hub)
        trees = [tree_of(store.path, commit) for commit in (base, mine, theirs, "HEAD")]
        with blobs(store.path) as contents:
            yield from Join(trees, contents.read).faults()
            yield from unlawful(store, trees[-1], contents.read)
    finally:
        store.close()
        second.close()


def _synced(store: Store, author: Author) -> Iterator[str]:
    try:
        plan = sync(store, author, DAY, sure=True)
    except Exception as error:
        yield f"sync raises {type(error).__name__}: {str(error)[:300]}"
        return
    if plan.state not in (SYNCED, CONFLICTS, UP_TO_DATE):
        yield f"sync: {plan.state}, {plan.reason}"


def same_everywhere(store: Store, second: Store, hub: Path) -> Iterator[str]:
    """What does not hold of the hub and of another clone after a sync."""
    published, head = (git(path, "rev-parse", "main").decode().strip() for path in (hub, store.path))
    if published != head:
        yield f"the hub has {published}, the clone {head}"
    yield from _synced(second, KARI)
    one, two = (git(path, "rev-parse", "main^{tree}").decode().strip() for path in (store.path, second.path))
    if one != two:
        yield f"the other clone has tree {two}, ours {one}"


def unlawful(store: Store, tree: Tree, read: Callable[[str], bytes]) -> Iterator[str]:
    """Rules that a joined register breaks, unless nobody's value could give way and a finding tells of it."""
    records = records_of(tree, read)
    present = store.snapshot().files()
    told = None
    for fault in broken(records, present.__contains__):
        if fault.rule in _PUT_ASIDE:
            yield f"{fault.rule}: {fault.key.kind} {fault.key.id}, {fault.field}: {fault.text}"
            continue
        told = told if told is not None else {(row.kind, row.id, row.field) for row in check(store.snapshot())}
        if not is_told(fault, told) and not _is_open(fault, tree, read):
            yield f"{fault.rule}: {fault.key.kind} {fault.key.id}, {fault.field}: {fault.text}; no finding says so"


def is_told(fault: Broken, told: set[tuple[str, str, str]]) -> bool:
    """Whether a finding speaks of the field of the record."""
    fields = [field for kind, id, field in told if (kind, id) == fault.key]
    return any(_covers(field, fault.field) or _covers(fault.field, field) for field in fields)


def _covers(field: str, other: str) -> bool:
    return field == other or other.startswith(f"{field}.")


def _is_open(fault: Broken, tree: Tree, read: Callable[[str], bytes]) -> bool:
    opened = opened_in(tree, read).records
    if fault.rule == FORMER and "" in opened.get((fault.key.kind, fault.field.removeprefix("former.")), {}):
        return True
    fields = opened.get(fault.key, {})
    return any(name in ("", fault.field) or fault.field.startswith(f"{name}.") for name in fields)


LAW: Final = Law("pairs", "two sides with random changes are joined and nothing of either is lost", cases)
