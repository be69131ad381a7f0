"""Law `sessions`: two people at one clone, each with a deed begun on what they saw, while the other saves.

What is told as saved is a commit of what was typed; no value is overwritten that its overwriter was not shown; what is
refused leaves everything as it was. `set`, plain git (in the middle of a save too) and shares come in between.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple
from unittest.mock import patch

from store.actions.records import form_changeset
from store.actions.settling import settled
from store.base.author import Author
from store.base.errors import GitFailed, StaleRecord, StoreError, WouldDropComments
from store.changes.changes import Changeset
from store.changes.edits import set_fields
from store.changes.merge import FieldConflict
from store.git.saving import prepare_commit
from store.records.model import Record
from store.records.paths import Key, path_of
from store.records.schema import spec_of
from store.register import publishing
from store.register.store import Saved, Store
from store.repair.revert import undo
from store.sync.sync import sync
from tests.laws.colleague import clones
from tests.laws.deeds import Leaves, leaves_of
from tests.laws.doing import DAY, REFUSALS, Refused, _setting, _words
from tests.laws.holding import Records, broken, records_of
from tests.laws.plumbing import FILE, Blobs, File, blobs, git, put_files, tree_of
from tests.laws.register import records, text_of
from tests.laws.running import Law, Verdict
from tests.laws.sitting import Begun, Seat
from tests.laws.unseen import Shown, is_of, unseen

PEOPLE: Final = (Author("Kari", "kari@oyer.no"), Author("Ola", "ola@gausdal.no"))
_OUTSIDE: Final = {"collaboration": ("comment", "end_reason", "progress"), "plan_item": ("text",), "study": ("text",)}


class State(NamedTuple):
    """The branch, as plain git has it."""

    head: str
    refs: bytes
    records: Records
    leaves: Leaves


class Gone(Refused):
    """The person went back from what they had begun."""


class Room:
    """A clone with two people at it, and a hub where others share."""

    def __init__(self, path: Path, chance: random.Random) -> None:
        self.path, self.hub, self.chance = path / "clone", path / "hub.git", chance
        self.blobs = Blobs(self.path)
        self.told: list[str] = []
        self.faults: list[str] = []
        self.number = 0
        self._known: dict[str, tuple[Records, Leaves]] = {}
        self.state = self.look()
        ids = chance.sample(sorted(key.id for key in records() if key.kind not in ("register", "party")), 3)
        self.seats = [
            Seat(Store.open(self.path), chance, author, self.state.head, [*ids, "register"]) for author in PEOPLE
        ]

    def close(self) -> None:
        """End what was opened."""
        self.blobs.close()
        for seat in self.seats:
            seat.store.close()

    def look(self) -> State:
        """What plain git says now."""
        refs = git(self.path, "for-each-ref", "--format=%(objectname) %(refname)", "refs/heads", "refs/tags")
        head = refs.split()[0].decode()
        return State(head, refs, *self.at(head))

    def at(self, commit: str) -> tuple[Records, Leaves]:
        """The records and values of a commit."""
        if commit not in self._known:
            found = records_of(tree_of(self.path, commit), self.blobs.read)
            self._known[commit] = found, leaves_of(found)
        return self._known[commit]

    def tell(self, who: str, what: str) -> None:
        """What happened."""
        self.told.append(f"{self.number}. {who}: {what}"[:300])

    # --- what happens

    def step(self) -> None:
        """Somebody begins, finishes, looks; or something comes in between."""
        self.number += 1
        seat, roll = self.chance.choice(self.seats), self.chance.random()
        seat.number = self.number
        if roll < 0.64:
            self.begin(seat) if seat.begun is None else self.finish(seat)
        elif roll < 0.72:
            seat.look()
        else:
            self.chance.choice([self.set, self.set, self.plain, self.share])(seat)

    def begin(self, seat: Seat) -> None:
        """A deed is begun on what its doer sees; nothing is saved yet."""
        try:
            seat.begun = seat.begin()
            self.tell(seat.author.name, f"begins {seat.begun.what} on {seat.begun.on[:8]}")
        except GitFailed as error:
            self.faults.append(f"begun: {error}")
        except REFUSALS:
            pass
        self.unchanged("a deed was only begun")

    def meanwhile(self, seat: Seat, chance: float) -> None:
        """Perhaps the other one saves now."""
        if self.chance.random() < chance:
            other = next(one for one in self.seats if one is not seat)
            self.chance.choice([self.set, self.plain])(other)

    def set(self, seat: Seat) -> None:
        """One field of what is there now, as `iktui set` does it."""
        seen, seat.number = seat.before, self.number
        seat.look()
        try:
            record, name, words = self._met(seat) or self._any(seat)
            made = form_changeset(seat.before, record, set_fields(record, {name: words}, seat.before), "", "")
            self.save(seat, Begun(f"set {record.id} {name}={words!r}", made, seat.on()))
        except REFUSALS:
            pass
        seat.before = seen  # nothing of it is before their eyes

    def _any(self, seat: Seat) -> tuple[Record, str, str]:
        record: Record = seat.pick(seat.chance.choice(["collaboration", "collaboration", "plan_item", "register"]))
        name, words, _part = _setting(seat, record)
        return record, name, words

    def _met(self, seat: Seat) -> tuple[Record, str, str] | None:
        """Mostly a field that somebody is about to change."""
        places = [(made.key, one.field) for open in self.seats if open.begun is not None
                  for made in open.begun.changeset.changes for one in made.fields]  # fmt: skip
        if not places or self.chance.random() < 0.3:
            return None
        key, path = self.chance.choice(places)
        record, spec = seat.before.get(key), spec_of(key.kind, path)
        if record is None or spec is None or spec.shape in ("raw", "table"):
            return None
        return record, path, _words(seat, key.kind, spec)

    def plain(self, seat: Seat) -> None:
        """A commit of one value by plain git."""
        key, name, text = self._edited(self.state.records)
        if not git(self.path, "status", "--porcelain", "--", path_of(key)):
            (self.path / path_of(key)).write_bytes(text)
            git(self.path, "commit", "-q", "--no-verify", "-m", "Utenom", "--", path_of(key))
            self.tell("git", f"commits {key.id} {name}")
            self.state = self.look()

    def _edited(self, there: Records) -> tuple[Key, str, bytes]:
        """A record that is there with another value, lawful whatever else it holds."""
        liked = [key for key in there if key.id in self.seats[0].liked and key.kind in _OUTSIDE]
        key = self.chance.choice(sorted(liked or (key for key in there if key.kind in _OUTSIDE)))
        name = self.chance.choice(_OUTSIDE[key.kind])
        for seat in self.seats:  # mostly what somebody is about to change
            for made in seat.begun.changeset.changes if seat.begun is not None and self.chance.random() < 0.5 else ():
                met = {one.field for one in made.fields} & {*_OUTSIDE.get(made.key.kind, ())}
                if met and made.key in there:
                    key, name = made.key, min(met)
        return key, name, text_of(key, {**there[key], name: f"Utenfra {self.number} {self.chance.randrange(99)}"})

    def share(self, seat: Seat) -> None:
        """A share by the clock, mostly with something new in the hub."""
        if self.chance.random() < 0.8:
            head = git(self.hub, "rev-parse", "refs/heads/main").decode().strip()
            with blobs(self.hub) as contents:
                key, name, text = self._edited(records_of(tree_of(self.hub, head), contents.read))
            made = put_files(self.hub, head, {path_of(key): File(FILE, text)}, "Siri")
            git(self.hub, "update-ref", "refs/heads/main", made, head)
            self.tell("hub", f"{key.id} {name}")
        try:
            self.tell(seat.author.name, f"shares: {sync(seat.store, seat.author, DAY, sure=True).state}")
        except StoreError as error:
            self.faults.append(f"share: {type(error).__name__}: {error}")
        self.state = self.look()

    # --- finishing, as the screens do

    def finish(self, seat: Seat) -> None:
        """What was begun is saved, or refused."""
        begun = seat.begun
        assert begun is not None, "somebody began it"
        self.meanwhile(seat, 0.5)
        try:
            self.save(seat, self._taken_back(seat, begun) if begun.revision is not None else begun)
        except REFUSALS as error:
            self.tell(seat.author.name, f"{begun.what}: refused: {error}")
        seat.begun = None
        if begun.by_hand:  # what is not taken is put back
            is_there = begun.by_hand in tree_of(self.path, "HEAD")
            git(self.path, *(["checkout", "HEAD"] if is_there else ["clean", "-fq"]), "--", begun.by_hand)
        if self.chance.random() < 0.7:
            seat.look()

    def _taken_back(self, seat: Seat, begun: Begun) -> Begun:
        """Fields that were changed since are asked about, until none does while they are looked at."""
        assert begun.revision is not None, "something is taken back"
        shown: list[FieldConflict] = []
        changeset, conflicts = begun.changeset, list(begun.conflicts)
        while conflicts and conflicts != shown:
            begun.show(conflicts)
            fields = {(one.key, one.field) for one in conflicts if self.chance.random() < 0.5}
            shown = conflicts
            self.meanwhile(seat, 0.2)
            changeset, conflicts = undo(seat.store, begun.revision, overwrite=fields)
        self.meanwhile(seat, 0.2)
        return replace(begun, changeset=changeset)

    def save(self, seat: Seat, begun: Begun) -> None:
        """Until it is saved or refused: comments are asked about, and in a form the fields that met another's."""
        changeset, allowed = begun.changeset, frozenset[str]()
        while changeset.changes:
            try:
                with self._interposed(seat):
                    saved = publishing.save(seat.store, changeset, seat.author, drop_comments=allowed)
            except WouldDropComments as error:
                self.unchanged(f"{begun.what}: refused")
                allowed |= {error.blob}
            except StoreError as error:
                self.unchanged(f"{begun.what}: refused")
                if isinstance(error, GitFailed):
                    self.faults.append(f"{begun.what}: {error}")
                if begun.form is None or not isinstance(error, StaleRecord) or not error.conflicts:
                    raise
                changeset = self._settle(seat, begun, changeset, error)
            else:
                self.judge(seat, begun, changeset, saved)
                return

    def _interposed(self, seat: Seat) -> AbstractContextManager[object]:
        """Sometimes plain git commits while the save is being made."""
        if self.chance.random() > 0.15:
            return nullcontext()
        left = [self.plain]

        def prepared(*given: Any) -> Any:
            while left:
                left.pop()(seat)
            return prepare_commit(*given)

        return patch("store.git.saving.prepare_commit", prepared)

    def _settle(self, seat: Seat, begun: Begun, changeset: Changeset, stale: StaleRecord) -> Changeset:
        """Both values of each field, one is chosen; or back to the form, with what was typed laid over it."""
        key = changeset.changes[0].key
        self.meanwhile(seat, 0.2)
        now = seat.store.snapshot(commit=stale.commit)
        for field, theirs in stale.conflicts:
            begun.seen.setdefault((key, field), []).append(theirs)
        self.meanwhile(seat, 0.3)
        roll = self.chance.random()
        if roll < 0.75:
            chosen = [self.chance.randrange(2) for _conflict in stale.conflicts]
            self.tell(seat.author.name, f"settles {[field for field, _theirs in stale.conflicts]} {chosen}")
            return settled(now, changeset, stale, chosen)
        if roll < 0.85:
            raise Gone("goes back")
        assert begun.form is not None, "only a form is settled"
        before, typed = begun.form
        newest = now  # what was shown
        current = newest.get(key) if before is not None else None
        if before is not None and current is None:
            return changeset
        made = set_fields(current or changeset.changes[0].record, typed, newest)
        self.tell(seat.author.name, f"is back in the form, on {str(newest.commit)[:8]}")
        for (one, path), value in self.at(str(newest.commit))[1].items():
            if one == key and not any(is_of(path, name) for name in typed):
                begun.seen.setdefault((one, path), []).append(value)
        return form_changeset(newest, current, made, changeset.reason, "")

    # --- judging

    def unchanged(self, why: str) -> None:
        """Nothing was saved."""
        now = self.look()
        if now.refs != self.state.refs:
            self.faults.append(f"{why}, and the branch is another: {self.state.head[:8]} → {now.head[:8]}")
            self.state = now

    def judge(self, seat: Seat, begun: Begun, changeset: Changeset, saved: Saved) -> None:
        """What was told as saved, beside what the branch has."""
        was, self.state = self.state, self.look()
        now, made = self.state, saved.changeset
        is_new = bool(made.changes or made.files or made.texts)
        self.tell(seat.author.name, f"saved {begun.what}" + ("" if is_new else ": it is like that already"))
        if saved.commit != now.head or (now.head != was.head) != is_new:
            self.faults.append(f"saved: told {saved.commit[:8]}, the branch went {was.head[:8]} → {now.head[:8]}")
        if is_new:
            told = git(self.path, "show", "--format=%P %aN%n%B", now.head).decode()
            if not told.startswith(f"{was.head} {seat.author.name}\n"):
                self.faults.append(f"saved: by another, or on another commit: {told.splitlines()[0]}")
            self.faults += [f"saved: {words!r} is not in the commit" for words in begun.words if words not in told]
        goes = any(one.before is None or one.after is None for one in made.changes)  # who names it follows
        shown = Shown(self.at(begun.on)[1], begun.seen)
        self.faults += unseen(changeset.changes, shown, was.leaves, now.leaves, follows=goes)
        known = broken(was.records)
        self.faults += [f"{one.rule}: {one.key.kind} {one.key.id}, {one.field}: {one.text}"
                        for one in broken(now.records) if one not in known]  # fmt: skip


def cases(seed: int, start: int, count: int, room: Path) -> Iterator[Verdict]:
    """The verdicts of sequences of 10 to 24 steps."""
    for number, case in clones(start, count, room):
        made = Room(case, random.Random(f"sessions {seed} {number}"))
        try:
            for _step in range(made.chance.randrange(10, 25)):
                if not made.faults:
                    made.step()
        except Exception as error:
            made.faults.append(f"crashed: {type(error).__name__}: {str(error)[:300]}")
        finally:
            made.close()
        yield Verdict(number, [*made.faults, *made.told] if made.faults else [])


LAW: Final = Law("sessions", "two people at one clone: nothing is overwritten unseen, what is told as saved is", cases)
