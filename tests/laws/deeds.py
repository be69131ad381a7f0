"""Law `deeds`: one clone, deeds of every kind one after the other, with undo, redo, restore and hand edits between.

After each step every rule holds, every id that is named resolves, and every value stands that a deed was told to have
saved, until a later deed named it. Taken back whole, newest first, the tree is the first one.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from store.base.author import Author
from store.base.errors import StoreError
from store.changes.changes import Change, Changeset, change
from store.records.codec import from_fields, to_fields
from store.records.model import Register
from store.records.paths import CONFLICT, REGISTER, Key, path_of
from store.register import publishing
from store.register.store import Store
from store.repair.revert import undo
from tests.laws.doing import CRASHED, KARI, Clone, Done, done
from tests.laws.holding import Records, broken, hosts, records_of
from tests.laws.judging import is_joined_text
from tests.laws.plumbing import Blobs, Tree, git, remove, tree_of
from tests.laws.register import records
from tests.laws.running import Law, Verdict

Leaves = dict[tuple[Key, str], Any]
"""Every value of a register, by record and dotted path; lists are values, and so is that a record is there ("")."""
_UNTOLD: Final = ("accepted",)
_BEFORE: Final = Author("Ola Hansen", "ola@gausdal.kommune.no")
"""Who made the register: nobody takes that back."""


def leaves_of(found: Records) -> Leaves:
    """The values of records."""
    made: Leaves = {}
    for key, fields in found.items():
        made[key, ""] = True
        _leaves(key, "", fields, made)
    return made


def _leaves(key: Key, prefix: str, fields: Mapping[str, Any], made: Leaves) -> None:
    for name, value in fields.items():
        if isinstance(value, dict):
            _leaves(key, f"{prefix}{name}.", value, made)
        else:
            made[key, f"{prefix}{name}"] = list(value) if isinstance(value, list | tuple) else value


def _of(changes: Sequence[Change]) -> tuple[Leaves, Leaves]:
    """The values that changes begin with, and those that they end with."""
    sides: tuple[Records, Records] = ({}, {})
    for made in changes:
        for side, record in zip(sides, (made.before, made.after), strict=True):
            if record is not None and made.key.kind != CONFLICT:
                side[made.key] = to_fields(record)
    return leaves_of(sides[0]), leaves_of(sides[1])


def make_base(path: Path) -> None:
    """The register that each sequence begins with."""
    store = Store.init(path, "Prøveregister", _BEFORE)
    now = store.snapshot()
    after = [from_fields(key.kind, key.id, fields) for key, fields in records().items()]
    changes = [change(now.register if isinstance(record, Register) else None, record) for record in after]
    order = {"register": 1, "party": 0}
    changes.sort(key=lambda made: order.get(made.key.kind, 2))
    store.commit(Changeset(now.commit, tuple(changes), "new"), _BEFORE)
    store.close()


class Course:
    """A sequence of deeds in a clone, looked at after each."""

    def __init__(self, path: Path, chance: random.Random) -> None:
        self.store = Store.open(path)
        ids = sorted(key.id for key in records() if key.kind not in ("register", "party"))
        self.clone = Clone(self.store, chance, base=str(self.store.git.head()), liked=chance.sample(ids, 4))
        self.blobs = Blobs(path)
        self.path = path
        self.tree, self.records, self.leaves = self._look()
        self.first = self.tree
        self.ever = set(self.records)
        self.told: list[str] = []

    def close(self) -> None:
        """End what was opened."""
        self.blobs.close()
        self.store.close()

    def _head(self) -> str:
        return str(self.store.git.head())

    def _look(self) -> tuple[Tree, Records, Leaves]:
        tree = tree_of(self.path, "HEAD")
        found = records_of(tree, self.blobs.read)
        return tree, found, leaves_of(found)

    def step(self, number: int) -> list[str]:
        """One deed; what does not hold after it."""
        self.clone.number = number
        before, head = self.leaves, self._head()
        kind, made, refused = done(self.clone)
        self.told.append(f"{number}. {made.what if made else kind}" + (f" refused: {refused[:150]}" if refused else ""))
        self.clone.seen = [*self.clone.seen[-3:], head]
        if made is None:
            if self._head() != head:
                return [f"{kind}: refused, and something was saved: {refused}"]
            return [] if not refused.startswith(("GitFailed", CRASHED)) else [f"{kind}: {refused}"]
        was = self.records
        self.tree, self.records, self.leaves = self._look()
        faults = [f"{fault.rule}: {fault.key.kind} {fault.key.id}, {fault.field}: {fault.text}"
                  for fault in broken(self.records)]  # fmt: skip
        faults += self._values(made, before)
        if made.undone is None and kind not in ("restore", "by hand", "renamed", "removed"):
            again = (self.records.keys() - was.keys()) & self.ever
            faults += [f"ids: {key.kind} {key.id} was another's" for key in again]
        if made.undone is not None:  # what is taken back never was
            self.ever -= was.keys() - self.records.keys()
        self.ever |= set(self.records)
        return [*faults, *self._by_hand(), *self._comments(made), *self._published()]

    def _values(self, made: Done, before: Leaves) -> Iterator[str]:
        """Values that are not what a deed was told to have saved, or that it changed and never named."""
        if made.undone is not None:
            yield from self._taken_back(made, before)
            return
        if made.may is not None:
            for key, field in _differing(before, self.leaves):
                if not any(key == one and (field == part or field.startswith(f"{part}.")) for one, part in made.may):
                    yield f"values: {key.kind} {key.id}, {field}: changed, and nobody named it"
            return
        if made.shown is None:
            return
        old, new = _of(made.shown)
        named = {place for place in {*old, *new} if old.get(place) != new.get(place)}
        for place in sorted(named | _differing(before, self.leaves), key=str):
            value, was = self.leaves.get(place), before.get(place)
            wanted = new.get(place) if place in named else was
            if value == wanted or (made.stale and place in named and _is_joined(old.get(place), was, wanted, value)):
                continue
            if made.stale and place[1].endswith(".role") and "host" in (value, was, wanted):
                continue  # one value, whoever has it: the rules see to it
            yield f"values: {place[0].kind} {place[0].id}, {place[1]}: {value!r}, and {wanted!r} was saved"

    def _taken_back(self, made: Done, before: Leaves) -> Iterator[str]:
        """What an undo changed that the revision had not, or left as it is and does not tell."""
        assert made.undone is not None
        old, new = _of(made.undone)
        told = {(one.key, one.field) for one in made.conflicts}
        for place in sorted({*old, *new} | _differing(before, self.leaves), key=str):
            key, field = place
            value, was, back, then = self.leaves.get(place), before.get(place), old.get(place), new.get(place)
            sides = (back, then, was)
            is_told = any(key == one and _meet(part, field) for one, part in told)
            if is_told or (field.endswith(".role") and "host" in (value, was, back, then)):
                continue
            if back == then:
                if value != was and (key, "") not in _changed(old, new):
                    yield f"undo: {key.kind} {key.id}, {field}: {value!r}, was {was!r}: never touched by the revision"
            elif was in (then, back):
                if value != back and not self._was_whole(key, made):
                    yield f"undo: {key.kind} {key.id}, {field}: {value!r}, not taken back to {back!r}"
            elif value != was and not (_is_joined(then, was, back, value, lists=False) or _is_by_item(*sides, value)):
                yield f"undo: {key.kind} {key.id}, {field}: {was!r} had moved on, is {value!r}, and nobody was told"
            elif value == was:
                yield f"undo: {key.kind} {key.id}, {field}: had moved on and stays {value!r}, and nobody was told"

    @staticmethod
    def _was_whole(key: Key, made: Done) -> bool:
        """Whether nothing at all was taken back of the record, as of an edition that stays as it is."""
        return made.shown is not None and not any(one.key == key for one in made.shown)

    def _by_hand(self) -> Iterator[str]:
        """Hand edits that nobody has looked at and that are in no file any more."""
        for path, content in list(self.clone.left.items()):
            file = self.path / path
            if not file.is_file() or file.read_bytes() != content:
                del self.clone.left[path]
                if path not in self.tree or self.blobs.read(self.tree[path].blob) != content:
                    yield f"by hand: {path} was written over"

    def _comments(self, made: Done) -> Iterator[str]:
        # A revision of nothing but comments has no changes of records.
        undone = None if made.undone is None else {path_of(change.key) for change in made.undone}
        for path, line in list(self.clone.comments):
            file = self.path / path
            texts = [file.read_text(encoding="utf-8")] if file.is_file() else []
            texts += [self.blobs.read(self.tree[path].blob).decode("utf-8")] if path in self.tree else []
            is_taken_back = undone is not None and (not undone or path in undone)
            if not texts or (is_taken_back and not any(line in text for text in texts)):
                self.clone.comments.remove((path, line))  # gone with its record, or with what wrote it
            elif not any(line in text for text in texts):
                yield f"comments: {path}: {line!r} is in no file"

    def _has_editions(self) -> bool:
        folder = self.path / ".git"
        return (folder / "refs/tags/edition").is_dir() or (folder / "packed-refs").is_file()

    def _published(self) -> Iterator[str]:
        """Editions that are not what was tagged, decisions aside."""
        for name, commit in self.store.editions().items() if self._has_editions() else ():
            key = Key("edition", name.removeprefix("edition/"))
            tree = tree_of(self.path, commit)
            then, now = records_of(tree, self.blobs.read).get(key), self.records.get(key)
            one, two = ({field: value for field, value in (side or {}).items() if field not in ("decisions", *_UNTOLD)}
                        for side in (then, now))  # fmt: skip
            if one != two:
                yield f"published: {key.id} is not what was tagged: {_short(one)} … {_short(two)}"

    def undone(self) -> Iterator[str]:
        """Take everything back, newest first: the tree is the first one."""
        commits = git(self.path, "rev-list", f"{self.clone.base}..HEAD").decode().split()
        for commit in commits:
            revision = self.store.revision(commit)
            try:
                made, conflicts = undo(self.store, revision)
                if made.changes:
                    publishing.save(self.store, made, KARI, drop_comments=True)
            except StoreError as error:
                if self.clone.is_published:
                    return
                yield f"back: {revision.subject!r}: {error}"
                return
            if conflicts:
                yield f"back: {revision.subject!r}: moved on: {conflicts[:2]}"
        _tree, found, _leaves_now = self._look()
        with_comments = {path for path, _line in self.clone.comments}
        now = tree_of(self.path, "HEAD")
        if leaves_of(found) != leaves_of(records_of(self.first, self.blobs.read)):
            differing = _differing(leaves_of(found), leaves_of(records_of(self.first, self.blobs.read)))
            yield f"back: all is taken back, and these differ: {sorted(differing, key=str)[:4]}"
            return
        for path in sorted({*now, *self.first}):
            if now.get(path) != self.first.get(path) and path not in with_comments:
                yield f"back: {path} is another text than at first"


def _meet(one: str, other: str) -> bool:
    """Whether two fields are one, or one is a part of the other ("" is the whole)."""
    return one in ("", other) or other.startswith(f"{one}.") or one.startswith(f"{other}.")


def _differing(one: Leaves, two: Leaves) -> set[tuple[Key, str]]:
    return {place for place in {*one, *two} if one.get(place) != two.get(place)}


_changed = _differing


def _is_joined(base: Any, now: Any, wanted: Any, made: Any, *, lists: bool = True) -> bool:
    """Whether a value holds what stood there and what was to be saved."""
    if all(isinstance(value, str) for value in (base, now, wanted, made)):
        return is_joined_text(base, now, wanted, made)
    sides = [value or [] for value in (base, now, wanted, made)]
    if lists and all(isinstance(value, list) for value in sides):
        before, one, two, after = (set(map(str, value)) for value in sides)
        return after == (before & one & two) | (one - before) | (two - before)
    return False


def _is_by_item(before: Any, made: Any, was: Any, value: Any) -> bool:
    """Whether a list that was only added to, or only taken from, is as it was without just those items."""
    sides = [side or [] for side in (before, made, was, value)]
    if not all(isinstance(side, list) for side in sides):
        return False
    old, new, present, after = (set(map(str, side)) for side in sides)
    added, removed = new - old, old - new
    is_as_left = added <= present and not removed & present
    return not (added and removed) and is_as_left and after == (present - added) | removed


def _short(fields: Mapping[str, Any]) -> str:
    return str(fields)[:200]


def cases(seed: int, start: int, count: int, room: Path) -> Iterator[Verdict]:
    """The verdicts of sequences of 5 to 15 deeds."""
    template = room / "base"
    remove(template)
    make_base(template)
    for number in range(start, start + count):
        path = room / "clone"
        remove(path)
        shutil.copytree(template, path, symlinks=True)
        chance = random.Random(f"deeds {seed} {number}")
        course = Course(path, chance)
        faults: list[str] = []
        try:
            for at in range(1, chance.randrange(5, 16) + 1):
                if faults := course.step(at):
                    break
            else:
                faults = list(course.undone())
        finally:
            course.close()
        yield Verdict(number, [*faults, *course.told] if faults else [])
    remove(template)


LAW: Final = Law("deeds", "deeds of every kind in one clone keep every rule, every id and every value", cases)
__all__ = ["LAW", "REGISTER", "Course", "hosts", "make_base"]
