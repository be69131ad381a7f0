"""The register at one commit. Everything that is shown is a Snapshot."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar, cast

from store.base.errors import BadRecord, UnknownRecord
from store.base.i18n import DEFAULT_LANGUAGE, LANGUAGES, _
from store.base.ids import is_id
from store.base.near import nearest
from store.records.entries import FILES, PathChange, TreeEntry
from store.records.model import Area, Collaboration, Document, Edition, Party, PlanItem, Record, Register, Study
from store.records.paths import NO_RECORDS, REGISTER, Key, is_ours, key_of, path_of
from store.records.sources import Objects, Past, PastOf, RecordCache

R = TypeVar("R", bound=Record)
_PEEKED = 50
"""Records that are looked for at a time."""


@dataclass(frozen=True)
class Problem:
    """A file that is where records belong and holds none; `key` when its name is a record's."""

    path: str
    reason: str
    key: Key | None = None


def no_record_at(path: str, key: Key | None) -> Problem:
    """The problem of what is where records belong and can be none: by its name, or (with a key) by what it is."""
    return Problem(path, _("a link or folder, not a file") if key else _("no record can have this file name"), key)


class State(ABC):
    """The register as it is at a commit (a Snapshot), or as it would be (a Preview)."""

    commit: str | None
    """The commit that it is, or is laid over; None before the first."""

    @property
    @abstractmethod
    def base(self) -> Snapshot:
        """The Snapshot underneath, which can be itself."""

    @property
    @abstractmethod
    def register(self) -> Register:
        """What is true of the register."""

    @abstractmethod
    def get(self, key: Key) -> Record | None:
        """The record, None when there is none; raises BadRecord when its file does not hold one."""

    @abstractmethod
    def exists(self, key: Key) -> bool:
        """Whether there is a file for the record."""

    @abstractmethod
    def records(self, model: type[R]) -> dict[str, R]:
        """The readable records of a kind, by id."""

    @abstractmethod
    def files(self) -> Mapping[Key, str]:
        """The blob of every record, "" for one that is in none yet."""

    @abstractmethod
    def problems(self) -> list[Problem]:
        """Every file that is where records belong and holds none."""

    def readable(self, key: Key) -> Record | None:
        """The record, None also when its file holds none."""
        try:
            return self.get(key)
        except BadRecord:
            return None

    def name(self, key: Key) -> str:
        """What people call a record, or an area (which is a part of register.toml); the id when nobody knows."""
        if key.kind == "area":
            area = self.register.areas.get(key.id)
            return area.name if area else key.id
        record = self.readable(key) if key.kind not in NO_RECORDS else None
        return (record.name if record else "") or key.id

    @property
    def collaborations(self) -> dict[str, Collaboration]:
        """Collaborations by id."""
        return self.records(Collaboration)

    @property
    def parties(self) -> dict[str, Party]:
        """Parties by id."""
        return self.records(Party)

    @property
    def documents(self) -> dict[str, Document]:
        """Documents by id."""
        return self.records(Document)

    @property
    def plan_items(self) -> dict[str, PlanItem]:
        """Items of the action plan by id."""
        return self.records(PlanItem)

    @property
    def studies(self) -> dict[str, Study]:
        """Studies by id."""
        return self.records(Study)

    @property
    def editions(self) -> dict[str, Edition]:
        """Editions by year."""
        return self.records(Edition)


class Snapshot(State):
    """Every record at one commit, read from its blobs when asked for, plus the files that hold none."""

    def __init__(self, git: Objects, commit: str | None, cache: RecordCache, past: PastOf) -> None:
        self.commit = commit
        self._git = git
        self._cache = cache
        self._past = past
        self._tree: dict[str, TreeEntry] | None = None if commit else {}
        self._files: dict[Key, str] = {}
        self._odd_paths: list[Problem] = []
        self._no_files: set[Key] = set()
        self._single: dict[Key, str | None] = {}
        self._changed: dict[str, list[PathChange]] = {}

    @property
    def base(self) -> Snapshot:
        """Itself: a Preview has a Snapshot beneath it."""
        return self

    @property
    def past(self) -> Past | None:
        """What went away before it, None of a register without commits."""
        return self._past(self.commit, self._cache.removals) if self.commit else None

    def at(self, commit: str) -> Snapshot:
        """The same register at another commit."""
        return Snapshot(self._git, commit, self._cache, self._past)

    # --- single records, without listing the tree

    def get(self, key: Key) -> Record | None:
        """The record, None when there is none; raises BadRecord when its file does not hold one."""
        blob, data = self._find(key)
        if key in self._no_files:
            raise BadRecord(path_of(key), _("a link or folder, not a file"))
        if blob is None:
            return None
        result = self._cache.known(key, blob)
        if result is None:
            result = self._cache.parse(key, blob, data if data is not None else self._content(blob))
        if isinstance(result, BadRecord):
            raise result
        return result

    def exists(self, key: Key) -> bool:
        """Whether there is a file for the record, or something that is none where it would be."""
        return self._find(key)[0] is not None or key in self._no_files

    def blob(self, key: Key) -> str | None:
        """The id of the record's blob, None when there is no such record."""
        return self._find(key)[0]

    def has_comments(self, key: Key) -> bool:
        """Whether the record's file holds comments."""
        blob = self._find(key)[0]
        if blob is None:
            return False
        if self._cache.known(key, blob) is None:
            self._cache.parse(key, blob, self._content(blob))
        return self._cache.has_comments(blob)

    def _find(self, key: Key) -> tuple[str | None, bytes | None]:
        if self._tree is not None:
            return self._files.get(key), None
        if key in self._single:
            return self._single[key], None
        mode, name, data = self._git.file(self.commit or "", path_of(key))
        if mode and mode not in FILES:
            self._no_files.add(key)
            name = ""
        self._single[key] = name or None
        return self._single[key], data

    def _content(self, blob: str) -> bytes | None:
        return self._git.object(blob)[1]

    def peek(self, keys: Iterable[Key], count: int) -> list[Record]:
        """The first `count` readable records among `keys`, without listing the tree."""
        found: list[Record] = []
        wanted = iter(keys)
        while len(found) < count and (batch := list(islice(wanted, _PEEKED))):
            objects = self._git.objects(f"{self.commit}:{path_of(key)}" for key in batch)
            for key, (blob, data) in zip(batch, objects, strict=True):
                record = self._cache.parse(key, blob, data) if blob else None
                if isinstance(record, Record):
                    found.append(record)
        return found[:count]

    # --- all of them

    def files(self) -> Mapping[Key, str]:
        """The blob of every record."""
        if self._tree is None:
            assert self.commit is not None, "only a register without commits has no commit"
            self._tree = self._git.tree(self.commit)
            for path, entry in self._tree.items():
                key = key_of(path)
                if key is not None and entry.mode in FILES:
                    self._files[key] = entry.blob
                elif is_ours(path):
                    self._odd_paths.append(no_record_at(path, key))
                    self._no_files |= {key} if key else set()
        return self._files

    def keys(self, kind: str) -> list[Key]:
        """The records of a kind, readable or not, in the order of their ids."""
        return sorted(key for key in self.files() if key.kind == kind)

    def differing(self, other: Snapshot) -> list[tuple[Key, str | None, str | None]]:
        """The records whose files differ in the other Snapshot, with both blobs (None: no file), in git's order."""
        if other.commit is None:
            return [(key, blob, None) for key, blob in self.files().items()]
        found = []
        for path in self.changed_paths(other):
            key = key_of(path.path)
            if key is not None:
                before = path.before if path.old_mode in FILES else None
                after = path.after if path.mode in FILES else None
                self._single[key], other._single[key] = before, after
                for side, mode in ((self, path.old_mode), (other, path.mode)):
                    if mode not in (*FILES, "000000"):
                        side._no_files.add(key)
                found.append((key, before, after))
        return found

    def changed_paths(self, other: Snapshot) -> list[PathChange]:
        """The files that differ in the other Snapshot, of records or not."""
        assert other.commit is not None, "asked about what is there"
        if other.commit not in self._changed:
            self._changed[other.commit] = self._git.changed_paths(self.commit, other.commit)
        return self._changed[other.commit]

    def note_unchanged(self, base: Snapshot, keys: Iterable[Key]) -> None:
        """Of these records, those that do not differ from `base` are as there: nobody has to look."""
        differing = {key for key, _before, _after in base.differing(self)}
        for key in keys:
            if key not in differing and key in base._single:
                self._single[key] = base._single[key]

    def load(self, keys: Iterable[Key]) -> dict[Key, Record | BadRecord]:
        """The records, or why there are none: whatever is not yet parsed is read in one go."""
        keys = list(keys)
        known = self._tree is None and all(key in self._single for key in keys)
        files = {key: blob for key in keys if (blob := self._single[key])} if known else self.files()
        wanted = [key for key in keys if key in files]
        self._cache.read(self._git, [(key, files[key]) for key in wanted])
        results = {key: self._cache.known(key, files[key]) for key in wanted}
        return {key: result for key, result in results.items() if result is not None}

    def records(self, model: type[R]) -> dict[str, R]:
        """The readable records of a kind by id."""
        return {key.id: cast(R, record) for key, record in self.load_readable(self.keys(model.KIND)).items()}

    def load_readable(self, keys: Iterable[Key]) -> dict[Key, Record]:
        """Those of them that are records."""
        return {key: record for key, record in self.load(keys).items() if isinstance(record, Record)}

    @property
    def register(self) -> Register:
        """What is true of the register; put together from the rest when its file cannot be read."""
        record = self.readable(REGISTER)
        if isinstance(record, Register):
            return record
        municipalities = [id for id, party in self.parties.items() if party.kind == "municipality"]
        areas = sorted({area for record in self.collaborations.values() for area in record.areas})
        return Register(
            id=REGISTER.id,
            name="register.toml",
            members=tuple(municipalities),
            areas={area: Area(name=area, order=order) for order, area in enumerate(areas)},
        )

    @property
    def language(self) -> str:
        """The register's language: that of its commit messages."""
        language = self.register.language
        return language if language in LANGUAGES else DEFAULT_LANGUAGE

    def problems(self) -> list[Problem]:
        """Every file that is where records belong and holds none."""
        loaded = self.load(self.files())
        bad = [
            Problem(path_of(key), result.reason, key) for key, result in loaded.items() if isinstance(result, BadRecord)
        ]
        return sorted([*bad, *self._odd_paths], key=lambda problem: problem.path)

    def collaboration(self, id: str) -> Collaboration:
        """One collaboration; raises UnknownRecord with the nearest ids, BadRecord."""
        record = (self.get(Key("collaboration", id)) or self.successor_of(id)) if is_id(id) else None
        if not isinstance(record, Collaboration):
            raise UnknownRecord(id, self._near(id))
        return record

    def successor_of(self, id: str) -> Collaboration | None:
        """The collaboration that a record with this id was merged into, None when none was."""
        for record in self.holding(id):
            if isinstance(record, Collaboration) and id in record.former:
                return record
        return None

    def holding(self, word: str) -> list[Record]:
        """The records whose text holds `word`: found by git, so that no other is parsed."""
        if self.commit is None:
            return []
        keys = [key for path in self._git.paths_holding(self.commit, word) if (key := key_of(path)) is not None]
        return list(self.load_readable(keys).values())

    def _near(self, id: str) -> list[str]:
        return nearest(id, [key.id for key in self.keys("collaboration")])
