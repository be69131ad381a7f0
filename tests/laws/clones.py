"""Law `clones`: three clones where people act at random, also by plain git, and share: nothing of anybody's is lost.

IKTUI_ACTIONS, or `--actions`, says how many actions a run has.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from store.base.author import Author
from store.base.errors import StoreError
from store.changes.changes import Changeset, change
from store.changes.edits import set_fields
from store.records.model import Collaboration, Document, Party, PlanItem, Record
from store.register import publishing
from store.register.store import Store
from store.sync.sync import CONFLICTS, SYNCED, UP_TO_DATE, sync
from tests.laws.acknowledged import lost
from tests.laws.deeds import make_base
from tests.laws.pairs import unlawful
from tests.laws.plumbing import EXECUTABLE, FILE, LINK, File, blobs, git, put_files, remove, tree_of
from tests.laws.register import binary
from tests.laws.running import Law, Verdict
from tests.store.acting import DAY, act

ACTIONS: Final = [int(os.environ.get("IKTUI_ACTIONS", "40"))]
"""How many actions a run has; the script sets it."""
_AUTHORS: Final = (
    Author("Kari", "kari@oyer.no"), Author("Ola", "ola@gausdal.no"), Author("Siri", "siri@lillehammer.no"),
)  # fmt: skip
_LINES: Final = "".join(f"Linje {number}\n" for number in range(60)).encode()
_BAD_PATHS: Final = (
    "n" * 300,
    "d/" * 1_500 + "fil",
    "e/" * 3_000 + "fil",
    "parties/" + "x" * 260 + ".toml",
    "notater/" + "å" * 200,
)
_ROUNDS: Final = 6


class World:
    """A hub and three clones."""

    def __init__(self, room: Path, chance: random.Random) -> None:
        self.room, self.chance = room, chance
        self.hub = room / "hub.git"
        git(room, "init", "-q", "--bare", "--template=", "-b", "main", str(self.hub))
        git(self.hub, "config", "receive.denyNonFastForwards", "true")
        make_base(room / "c0")
        git(room / "c0", "remote", "add", "origin", str(self.hub))
        self.clones = [Store.open(room / "c0")]
        self.faults = list(self.share(0))
        self.clones += [Store.clone(str(self.hub), room / f"c{at}") for at in (1, 2)]
        self.told: list[str] = []
        self.commits: set[str] = set()

    def close(self) -> None:
        """End what was opened."""
        for store in self.clones:
            store.close()

    def share(self, at: int) -> Iterator[str]:
        """Share from a clone; what does not hold."""
        try:
            plan = sync(self.clones[at], _AUTHORS[at], DAY, sure=True)
        except Exception as error:
            yield f"sync of clone {at} raises {type(error).__name__}: {str(error)[:300]}"
            return
        if plan.state not in (SYNCED, CONFLICTS, UP_TO_DATE):
            yield f"sync of clone {at}: {plan.state}, {plan.reason}"

    def act(self, at: int, number: int) -> str:
        """One random action in a clone; what it was."""
        roll = self.chance.random()
        if roll < 0.55:
            commit = act(self.clones[at], self.chance, _AUTHORS[at], number)
            if commit is not None:
                self.commits.add(commit)
            return "act" if commit else "act: nothing"
        if roll < 0.78:
            return self._set(at)
        return self._plain(at, number)

    def _set(self, at: int) -> str:
        store, chance = self.clones[at], self.chance
        now = store.snapshot()
        kind = chance.choice(["host", "host", "parent", "replaced_by", "until", "plan", "umbrella", "orgnr"])
        models: dict[str, type[Record]] = {"plan": PlanItem, "umbrella": Document, "orgnr": Party}
        of: dict[str, Record] = {id: record for id, record in now.records(models.get(kind, Collaboration)).items()}  # noqa: C416
        if not of:
            return "set: nothing"
        record = of[chance.choice(sorted(of))]
        field = {"plan": "parent"}.get(kind, kind)
        words = {
            "host": lambda: chance.choice(sorted(now.parties)),
            "until": lambda: chance.choice(["2014", "2031"]),
            "orgnr": lambda: chance.choice(["970540008", "961381096", ""]),
        }.get(field, lambda: chance.choice(sorted(of)))()
        try:
            made = change(record, set_fields(record, {field: words}, now))
            if made.before == made.after:
                return "set: nothing"
            saved = publishing.save(store, Changeset(now.commit, (made,), "edit"), _AUTHORS[at])
        except StoreError as error:
            return f"set {record.id} {field}={words} refused: {str(error)[:80]}"
        self.commits.add(saved.commit)
        return f"set {record.id} {field}={words}"

    def _plain(self, at: int, number: int) -> str:
        """A commit by plain git of files that are no records."""
        path, chance = self.clones[at].path, self.chance
        kind = chance.choice(["lines", "lines", "lines", "binary", "script", "link", "remove", "bad"])
        if chance.random() < 0.06:
            kind = "large"
        name = f"vedlegg/{chance.randrange(4)}"
        makes: dict[str, Callable[[], tuple[str, File | None]]] = {
            "lines": lambda: ("notater.md", self._lines(at, number)),
            "binary": lambda: (name, File(FILE, binary(number, 2_000))),
            "script": lambda: ("skript.sh", File(EXECUTABLE, f"#!/bin/sh\necho {number}\n".encode())),
            "link": lambda: (name, File(LINK, f"til-{number}".encode())),
            "large": lambda: (name, File(FILE, binary(number % 7, 9 * 1024 * 1024) + str(number).encode())),
            "remove": lambda: (name, None),
            "bad": lambda: (chance.choice(_BAD_PATHS), File(FILE, str(number).encode())),
        }
        changed, file = makes[kind]()
        if file is None and changed not in tree_of(path, "HEAD"):
            return "plain: nothing"
        commit = put_files(path, "HEAD", {changed: file}, who=_AUTHORS[at].name)
        git(path, "update-ref", "refs/heads/main", commit)
        self.commits.add(commit)
        return f"plain {kind} {changed[:40]}"

    def _lines(self, at: int, number: int) -> File:
        path = self.clones[at].path
        entry = tree_of(path, "HEAD").get("notater.md")
        content = git(path, "cat-file", "blob", entry.blob) if entry is not None else _LINES
        lines = content.split(b"\n")
        where = self.chance.randrange(len(lines))
        lines[where : where + self.chance.randrange(2)] = [f"{_AUTHORS[at].name} {number}".encode()]
        return File(FILE, b"\n".join(lines))

    def run(self, actions: int) -> Iterator[str]:
        """The run; what does not hold at its end, or where it had to stop."""
        yield from self.faults
        for number in range(actions):
            at = self.chance.randrange(3)
            try:
                self.told.append(f"{number}. clone {at}: {self.act(at, number)}")
            except Exception as error:
                yield f"act in clone {at} raises {type(error).__name__}: {str(error)[:300]}"
                return
            if self.chance.random() < 0.3 and (faults := list(self.share(at))):
                yield from faults
                return
        for _round in range(_ROUNDS):
            for at in range(3):
                if faults := list(self.share(at)):
                    yield from faults
                    return
            if len({git(store.path, "rev-parse", "main") for store in self.clones}) == 1:
                break
        yield from self._at_the_end()

    def _at_the_end(self) -> Iterator[str]:
        trees = [git(path, "rev-parse", "main^{tree}") for path in (self.hub, *(store.path for store in self.clones))]
        if len(set(trees)) > 1:
            yield f"trees: the clones differ: {trees}"
        published = set(git(self.hub, "rev-list", "main").decode().split())
        yield from (f"commits: {commit} is not published" for commit in sorted(self.commits - published))
        store = self.clones[0]
        with blobs(store.path) as contents:
            yield from unlawful(store, tree_of(store.path, "HEAD"), contents.read)
        yield from lost(store.path)


def cases(seed: int, start: int, count: int, room: Path) -> Iterator[Verdict]:
    """The verdicts of runs."""
    for number in range(start, start + count):
        folder = room / "clones"
        remove(folder)
        folder.mkdir()
        world = World(folder, random.Random(f"clones {seed} {number}"))
        try:
            faults = list(world.run(ACTIONS[0]))
        finally:
            world.close()
            remove(folder)
        yield Verdict(number, [*faults[:12], *world.told[-25:]] if faults else [])


LAW: Final = Law(
    "clones", "three clones act and share at random: equal trees, and every edit is kept, replaced or open", cases
)
