"""The register as it would be: a Snapshot with changes laid over it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar, cast

from store.changes.changes import Change
from store.records.model import Record, Register
from store.records.paths import REGISTER, Key
from store.records.snapshot import Problem, Snapshot, State

R = TypeVar("R", bound=Record)


class Preview(State):
    """What `checks` and imports look at before anything is written. Everything put here is in `changes`."""

    def __init__(self, snapshot: Snapshot, changes: Iterable[Change] = ()) -> None:
        self._snapshot = snapshot
        self.commit = snapshot.commit
        self._new: dict[Key, Record | None] = {made.key: made.after for made in changes}

    def put(self, record: Record) -> None:
        """Lay a new state of a record over the old."""
        self._new[record.key] = record

    def get(self, key: Key) -> Record | None:
        """The record as it would be."""
        return self._new[key] if key in self._new else self._snapshot.get(key)

    def exists(self, key: Key) -> bool:
        """Whether there would be such a record."""
        return self._new[key] is not None if key in self._new else self._snapshot.exists(key)

    def records(self, model: type[R]) -> dict[str, R]:
        """The readable records of a kind as they would be, by id."""
        records: dict[str, R | None] = dict(self._snapshot.records(model))
        records.update((key.id, cast("R | None", new)) for key, new in self._new.items() if key.kind == model.KIND)
        return {id: record for id, record in records.items() if record is not None}

    @property
    def base(self) -> Snapshot:
        """The Snapshot underneath."""
        return self._snapshot

    @property
    def changes(self) -> tuple[Change, ...]:
        """What would be written: the records that differ."""
        made = [Change(key, self._snapshot.get(key), after) for key, after in self._new.items()]
        return tuple(change for change in made if change.before != change.after)

    @property
    def register(self) -> Register:
        """What is true of the register."""
        record = self._new.get(REGISTER)
        return record if isinstance(record, Register) else self._snapshot.register

    def files(self) -> Mapping[Key, str]:
        """The records there would be."""
        files = {**self._snapshot.files(), **dict.fromkeys(self._new, "")}
        return {key: blob for key, blob in files.items() if self._new.get(key, key) is not None}

    def problems(self) -> list[Problem]:
        """Files that hold no record and would still hold none."""
        return [problem for problem in self._snapshot.problems() if problem.key not in self._new]

    def name(self, key: Key) -> str:
        """What people call a record or an area; of what is removed, what it was called."""
        return super().name(key) if key.kind == "area" or self._new.get(key) else self._snapshot.name(key)
