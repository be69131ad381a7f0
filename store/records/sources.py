"""Where a Snapshot is read from: git, what has been parsed already, what went away before."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol

from store.base.errors import BadRecord
from store.base.i18n import _
from store.records.codec import has_comments, load
from store.records.entries import PathChange, TreeEntry
from store.records.model import Record
from store.records.paths import Key, path_of


class Removal(NamedTuple):
    """A commit that took a file away, the one before it, and what was done."""

    commit: str
    parent: str
    action: str
    reverts: str


class Past(Protocol):
    """What went away before one commit."""

    def removal(self, path: str) -> Removal | None:
        """The newest commit that took the file away, None when none did."""

    def was_removed(self, path: str) -> bool:
        """Whether the file was taken away otherwise than by taking back that it was made."""

    def ever_removed(self, folder: str) -> set[str]:
        """The paths of all files that were ever taken away from a folder."""

    def had_area(self, id: str) -> bool:
        """Whether register.toml had an area, and lost it otherwise than by taking back that it was made."""


class Objects(Protocol):
    """Where a Snapshot is read from: git, which `store.git.door.door.Git` is."""

    def file(self, commit: str, path: str) -> tuple[str, str, bytes | None]:
        """Mode, blob and content of one file, empty when there is none."""

    def object(self, name: str) -> tuple[str, bytes | None]:
        """Id and content of one object; no content when it is too large."""

    def objects(self, names: Iterable[str]) -> Iterable[tuple[str, bytes | None]]:
        """The same of many, in the order of `names`; no id where there is none."""

    def blobs(self, ids: Iterable[str]) -> Iterable[tuple[str, bytes | None]]:
        """The same of blobs that are there."""

    def tree(self, commit: str) -> dict[str, TreeEntry]:
        """Every file of a commit by path."""

    def changed_paths(self, before: str | None, after: str) -> list[PathChange]:
        """The files that differ between two commits."""

    def paths_holding(self, commit: str, word: str) -> list[str]:
        """The files whose text holds a word."""


PastOf = Callable[[str, dict[tuple[str, str], "Removal | None"]], Past]
"""Gives what is behind a commit; the second argument remembers answers for every commit of a clone."""


class RecordCache:
    """Records by key and blob: states of a register share nearly all their files, and each is parsed once."""

    def __init__(self) -> None:
        self._parsed: dict[tuple[Key, str], Record | BadRecord] = {}
        self._commented: set[str] = set()
        self.removals: dict[tuple[str, str], Removal | None] = {}
        """What went away, by commit and path, as far as somebody asked."""
        self.parsed_count = 0
        """Files parsed so far: what a benchmark counts."""

    def known(self, key: Key, blob: str) -> Record | BadRecord | None:
        """What is in the blob, if it has been parsed."""
        return self._parsed.get((key, blob))

    def parse(self, key: Key, blob: str, data: bytes | None) -> Record | BadRecord:
        """What is in the blob, a record or why it holds none."""
        known = self._parsed.get((key, blob))
        if known is not None:
            return known
        path = path_of(key)
        self.parsed_count += 1
        result: Record | BadRecord
        if data is None:
            result = BadRecord(path, _("cannot be read, or is far too large"))
        else:
            try:
                result = load(key.kind, key.id, data, path)
                if has_comments(data.decode("utf-8")):
                    self._commented.add(blob)
            except BadRecord as error:
                result = error
        self._parsed[key, blob] = result
        return result

    def read(self, git: Objects, wanted: Iterable[tuple[Key, str]]) -> None:
        """Parse what is not known yet, all of it read in one go."""
        unread = [one for one in wanted if one not in self._parsed]
        if not unread:
            return
        for (key, blob), (_id, data) in zip(unread, git.blobs(blob for _key, blob in unread), strict=True):
            self.parse(key, blob, data)

    def has_comments(self, blob: str) -> bool:
        """Whether somebody wrote comments in the blob, which was parsed before."""
        return blob in self._commented
