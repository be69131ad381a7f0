"""Ids that no new record can have: those in use, and those that are or were another's.

An id is a name for life: documents' rows, confirmations, decisions and links elsewhere go on meaning the record that
had it. Free again is only what was taken back as if it had never been: an import or a new record that was undone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from store.base.errors import BadInput, StoreError
from store.base.glossary import known_parties
from store.base.i18n import _
from store.changes.changes import Change, Changeset
from store.changes.undo import REDO, UNDO
from store.records.model import Collaboration, Document, Edition, Record, Register
from store.records.paths import CONFLICT, Key, key_of, path_of
from store.records.snapshot import Snapshot, State

AREA: Final = "area"
_COMING_BACK: Final = (UNDO, REDO, "restore")
"""What makes a record again under the id it had."""
_SINGLY: Final = 4
"""So many ids are looked up one by one, each by a call of git; for more, all are listed once."""
_BY_YEAR: Final = (Edition.KIND, Register.KIND, CONFLICT)
"""Kinds whose id says which one it is: the edition of a year is the same, whoever opens it."""


class Taken:
    """The ids of a kind that no new record can have, as a Container; `add` notes one that is about to be used."""

    def __init__(self, names: State, kind: str) -> None:
        self._names, self._kind = names, kind
        self._base: Snapshot = names.base
        self._added: set[str] = set()
        self._asked = 0
        self._named: set[str] | None = None
        self._removed: set[str] = set()

    def add(self, id: str) -> None:
        """Note an id that is about to be used."""
        self._added.add(id)

    def __contains__(self, id: object) -> bool:
        """Whether a record has the id, or it is or was another's."""
        if not isinstance(id, str) or id in self._added:
            return id in self._added
        if self._kind == AREA:
            return id in self._names.register.areas or (self._base.past is not None and self._base.past.had_area(id))
        return self._names.exists(Key(self._kind, id)) or self.is_anothers(id)

    def is_anothers(self, id: str) -> bool:
        """Whether the id, which no record has now, is named as another's, or was."""
        key = Key(self._kind, id)
        if self._base.commit is None or self._kind in _BY_YEAR:
            return False
        if self._base.exists(Key(CONFLICT, f"{key.kind}.{key.id}")):
            return True
        self._asked += 1
        if self._asked <= _SINGLY:
            if was_removed(self._base, key):
                return True
            return self._kind == Collaboration.KIND and any(id in _names_in(one) for one in self._base.holding(id))
        if self._named is None:
            self._named, self._removed = set(_named(self._base, self._kind)), _ever_removed(self._base, self._kind)
        return id in self._named or (id in self._removed and was_removed(self._base, key))


def refuse_taken(changeset: Changeset, now: Snapshot) -> None:
    """Raise BadInput for a new record under an id that is or was another's, a file that cannot be read included.

    What comes back may: taken back, done again, restored; and a file that a person puts back by hand, while no other
    record has its id in `former`.
    """
    if now.commit is None:
        return
    taken: dict[str, Taken] = {}
    made = [change for change in changeset.changes if change.before is None and change.after is not None]
    if len(made) > _SINGLY:
        now.files()  # one list of all, not one question each
    for change in made:
        key, path = change.key, path_of(change.key)
        if changeset.action not in ("hand-edit", "restore") and now.exists(key):
            raise BadInput(_("{path}: there is a file already; put it right or choose another name", path=path))
        if changeset.action in _COMING_BACK or changeset.merges:
            continue
        if changeset.action == "hand-edit":
            heir = now.successor_of(key.id) if key.kind == Collaboration.KIND else None
            if heir is not None and not _gives_up(changeset.changes, heir, key.id):
                text = _("{path}: the id is a former one of {name}; choose another name", path=path, name=heir.name)
                raise BadInput(text)
        elif not now.exists(key) and taken.setdefault(key.kind, Taken(now, key.kind)).is_anothers(key.id):
            raise BadInput(_("{path}: the id is or was another record's; choose another name", path=path))


def _gives_up(changes: Iterable[Change], heir: Record, id: str) -> bool:
    """Whether the record that has the id in `former` lets go of it in the same commit."""
    for change in changes:
        if change.key == heir.key:
            return not isinstance(change.after, Collaboration) or id not in change.after.former
    return False


def was_removed(snapshot: Snapshot, key: Key) -> bool:
    """Whether the history has the record's end; one whose making was taken back has none."""
    if key.kind == "party" and key.id in known_parties():
        return False  # the package says whose id it is: the same municipality has it again
    return snapshot.past is not None and snapshot.past.was_removed(path_of(key))


def last_of(snapshot: Snapshot, key: Key) -> Record | None:
    """The record as it was before it was last taken away, None when it never was there or cannot be read."""
    removal = snapshot.past.removal(path_of(key)) if snapshot.past is not None else None
    if removal is None or not removal.parent:
        return None
    try:
        return snapshot.at(removal.parent).get(key)
    except StoreError:
        return None


def renamed_to(snapshot: Snapshot, key: Key) -> str | None:
    """The id of the record that the same commit made of the one that it took away: its file got another name."""
    removal = snapshot.past.removal(path_of(key)) if snapshot.past is not None else None
    if removal is None or not removal.parent:
        return None
    before, after = snapshot.at(removal.parent), snapshot.at(removal.commit)
    new = [at for at, old, blob in before.differing(after) if at.kind == key.kind and old is None and blob is not None]
    last = last_of(snapshot, key)
    found = [at.id for at in new if after.blob(at) == before.blob(key) or (last and after.name(at) == last.name)]
    return found[0] if len(found) == 1 else None


def _ever_removed(snapshot: Snapshot, kind: str) -> set[str]:
    folder = path_of(Key(kind, "x")).partition("/")[0]
    paths = snapshot.past.ever_removed(folder) if snapshot.past is not None else ()
    return {key.id for path in paths if (key := key_of(path)) is not None}


def _named(snapshot: Snapshot, kind: str) -> Iterator[str]:
    """Every id of a collaboration that a record names as one that was."""
    if kind == Collaboration.KIND:
        for model in (Collaboration, Document, Edition):
            for record in snapshot.records(model).values():
                yield from _names_in(record)


def _names_in(record: Record) -> Iterable[str]:
    if isinstance(record, Collaboration):
        return record.former
    if isinstance(record, Document):
        return record.gone
    return record.confirmations if isinstance(record, Edition) else ()
