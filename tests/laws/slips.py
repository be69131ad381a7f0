"""Faults slipped in on purpose after a join, for laws that have to see them: what a faulty program would have made.

Each takes a lawful pair, lets the program join it, and writes another joined commit in its place, here and in the hub.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from store.records.paths import Key, path_of
from store.register.store import Store
from tests.laws.changing import set_host
from tests.laws.holding import table_of
from tests.laws.pairs import Pair, generated, judged
from tests.laws.plumbing import FILE, File, Files, git, put_files, tree_of
from tests.laws.register import binary, record_files, text_of
from tests.laws.running import Law, Verdict

_LARGE: Final = "vedlegg/kollegaens.pdf"
_ROLE: Final = Key("collaboration", "regionrad")
_RING: Final = (Key("collaboration", "innkjop"), Key("collaboration", "legevakt"))


class Slip(NamedTuple):
    """A fault: what it adds to both sides so that there is something to get wrong, and what it then writes."""

    mine: Callable[[Files], None]
    theirs: Callable[[Files], None]
    written: Callable[[Store], dict[str, File | None]]


def _edited(files: Files, key: Key, edit: Callable[[dict[str, Any]], None]) -> None:
    fields = copy.deepcopy(table_of(record_files()[path_of(key)].content))
    edit(fields)
    files[path_of(key)] = File(FILE, text_of(key, fields))


def _nothing(files: Files) -> None:
    """Leave the side as it is."""


def _comment(files: Files) -> None:
    _edited(files, _ROLE, lambda fields: fields.update(comment="Sett her."))


def _large(files: Files) -> None:
    files[_LARGE] = File(FILE, binary(40, 9 * 1024 * 1024))


def _role(files: Files) -> None:
    _edited(files, _ROLE, lambda fields: set_host(fields, "gausdal"))


def _without_role(store: Store) -> dict[str, File | None]:
    fields = copy.deepcopy(table_of(git(store.path, "show", f"HEAD:{path_of(_ROLE)}")))
    for part in fields["participants"].values():
        part.pop("role", None)
    return {path_of(_ROLE): File(FILE, text_of(_ROLE, fields))}


def _below(lower: Key, upper: Key) -> Callable[[Files], None]:
    return lambda files: _edited(files, lower, lambda fields: fields.update(parent=upper.id))


def _ring(store: Store) -> dict[str, File | None]:
    """Both are below each other, and nothing is open about it."""
    files: Files = {}
    _below(*_RING)(files)
    _below(*reversed(_RING))(files)
    open_paths = [path for path in tree_of(store.path, "HEAD") if path.startswith("conflicts/collaboration/")]
    return {**files, **dict.fromkeys(path for path in open_paths if Path(path).stem in {key.id for key in _RING})}


SLIPS: Final = {
    "large-blob": Slip(_nothing, _large, lambda _store: {_LARGE: None}),
    "lost-role": Slip(_comment, _role, _without_role),
    "ignored-ring": Slip(_below(*_RING), _below(*reversed(_RING)), _ring),
}


def prepared(seed: int, number: int, slip: Slip, *, quiet: bool = False) -> Pair:
    """A pair in which there is something for the slip to get wrong; with `quiet` nothing else."""
    pair = generated(seed, number)
    states = []
    for own, add in ((pair.mine, slip.mine), (pair.theirs, slip.theirs)):
        files = dict(pair.base if quiet else own[-1])
        add(files)
        states.append([*([] if quiet else own), files])
    mine, theirs = states
    return Pair(pair.base, mine, theirs, pair.told)


def meddler(slip: Slip) -> Callable[[Store, Path, str, str], None]:
    """What writes the fault: the joined commit is made again with the wrong files, under the same parents."""

    def meddle(store: Store, hub: Path, mine: str, theirs: str) -> None:
        wrong = put_files(store.path, "HEAD", slip.written(store))
        parents = ["-p", mine, "-p", theirs]
        commit = git(store.path, "commit-tree", f"{wrong}^{{tree}}", *parents, "-m", "Sammenføyd").decode().strip()
        git(store.path, "update-ref", "refs/heads/main", commit)
        git(store.path, "push", "-q", "--force", str(hub), f"{commit}:refs/heads/slipped")
        git(hub, "update-ref", "refs/heads/main", commit)

    return meddle


def slipped(law: Law, name: str) -> Law:
    """The law `pairs` over joins in which a fault is slipped in."""
    slip = SLIPS[name]

    def cases(seed: int, start: int, count: int, room: Path) -> Iterator[Verdict]:
        for number in range(start, start + count):
            quiet = random.Random(number).random() < 0.5
            yield from judged(room, {number: prepared(seed, number, slip, quiet=quiet)}, meddler(slip))

    return law._replace(cases=cases)
