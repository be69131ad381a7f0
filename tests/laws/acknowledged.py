"""What became of every edit of a history: it stands, a later edit named its place, or it is open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from store.records.paths import Key, key_of
from tests.laws.deeds import Leaves, leaves_of
from tests.laws.holding import hosts, is_record, records_of, table_of
from tests.laws.judging import ABSENT, named_path, opened_in
from tests.laws.plumbing import Blobs, Entry, Tree, git, tree_of

Place = tuple[Key, str]
"""A field of a record ("": that it is there); of another file, Key("path", its path)."""


class Edit(NamedTuple):
    """A commit that somebody made, and the places it changed, with both values."""

    commit: str
    at: int
    before: dict[Place, Any]
    after: dict[Place, Any]


class History:
    """A history with merges: who knew of what, and what each edit did."""

    def __init__(self, path: Path, blobs: Blobs) -> None:
        self._path, self._blobs = path, blobs
        self._known: dict[str, int] = {}
        self.edits: list[Edit] = []
        rows = git(path, "rev-list", "--topo-order", "--reverse", "--parents", "HEAD").decode().splitlines()
        for at, row in enumerate(rows):
            commit, *parents = row.split()
            self._known[commit] = 1 << at
            for parent in parents:
                self._known[commit] |= self._known[parent]
            if len(parents) == 1:
                self.edits.append(self._edit(commit, at, parents[0]))

    def knew(self, later: Edit, earlier: Edit) -> bool:
        """Whether whoever made the later edit had the earlier one."""
        return bool(self._known[later.commit] >> earlier.at & 1)

    def _edit(self, commit: str, at: int, parent: str) -> Edit:
        out = git(self._path, "diff-tree", "-r", "-z", "--no-renames", parent, commit)
        fields = out.decode("utf-8", "surrogateescape").split("\0")[:-1]
        sides: tuple[Tree, Tree] = ({}, {})
        for facts, path in zip(fields[::2], fields[1::2], strict=True):
            old_mode, mode, old, new, _status = facts.removeprefix(":").split(" ")
            for side, entry in zip(sides, (Entry(old_mode, old), Entry(mode, new)), strict=True):
                if entry.blob.strip("0"):
                    side[path] = entry
        values = [self._values(side) for side in sides]
        places = {place for place in {**values[0], **values[1]} if values[0].get(place) != values[1].get(place)}
        return Edit(commit, at, *({place: side.get(place, ABSENT) for place in places} for side in values))

    def _values(self, tree: Tree) -> dict[Place, Any]:
        values: dict[Place, Any] = dict(leaves_of(records_of(tree, self._blobs.read)))
        for path, entry in tree.items():
            key = key_of(path)
            if path.startswith("conflicts/file/"):
                opened = table_of(self._blobs.read(entry.blob))
                values[Key("open", f"path.{named_path(opened)}"), ""] = str(opened)
            elif key is not None and key.kind == "conflict":
                values |= _opened(key, table_of(self._blobs.read(entry.blob)))
            elif key is None or not is_record(path, entry.mode, lambda: self._blobs.read(entry.blob)):  # noqa: B023
                values[Key("path", path), ""] = entry
        return values


def _opened(key: Key, fields: dict[str, Any]) -> Iterator[tuple[Place, Any]]:
    kind, _dot, id = key.id.partition(".")
    return (((Key("open", f"{kind}.{id}"), field), str(value)) for field, value in fields.get("fields", {}).items())


def lost(path: Path) -> Iterator[str]:
    """Every value of an edit that nowhere stands, that no later edit replaced and that is not open."""
    blobs = Blobs(path)
    try:
        history, tree = History(path, blobs), tree_of(path, "HEAD")
        final = leaves_of(records_of(tree, blobs.read))
        opened = opened_in(tree, blobs.read)
        judge = _Judge(history, final, tree, opened.records, opened.files, blobs)
        for edit in history.edits:
            for place, value in edit.after.items():
                if not judge.is_kept(edit, place, value):
                    key, field = place
                    now = judge.now(place)
                    yield f"lost: {key.kind} {key.id!r}, {field}: {value!r} of {edit.commit[:10]}, now {now!r}"
    finally:
        blobs.close()


class _Judge:
    def __init__(
        self,
        history: History,
        final: Leaves,
        tree: Tree,
        opened: dict[tuple[str, str], dict[str, Any]],
        files: dict[str, dict[str, Any]],
        blobs: Blobs,
    ) -> None:
        self._history, self._final, self._tree, self._blobs = history, final, tree, blobs
        self._opened, self._files = opened, files

    def now(self, place: Place) -> Any:
        """What stands there at the end."""
        key, field = place
        if key.kind == "path":
            return self._tree.get(key.id, ABSENT)
        return self._final.get((key, field), ABSENT)

    def is_kept(self, edit: Edit, place: Place, value: Any) -> bool:
        """Whether a value stands, was replaced by somebody who had it, or is open."""
        key, field = place
        if key.kind == "open" or field == "opened" or (field == "" and value is True):
            return True  # how a conflict was settled is told by the field; that a record is there, by its fields
        if value is ABSENT and field != "" and edit.after.get((key, "")) is ABSENT:
            return True  # gone with its record
        now = self.now(place)
        return (
            now == value
            or self._stands_within(edit, place, value, now)
            or self._is_open(key, field, value)
            or any(self._names(later, key, field) and self._had(later, edit, place, value)
                   for later in self._history.edits if later is not edit)
        )  # fmt: skip

    def _had(self, later: Edit, edit: Edit, place: Place, value: Any) -> bool:
        """Whether whoever made a later edit had the value: from this edit, or from one that set the same before.

        A side that changed a value and put it back has changed nothing, to all that it is joined with.
        """
        if self._history.knew(later, edit):
            return True
        return any(
            earlier.after.get(place, ABSENT) == value and self._history.knew(later, earlier)
            for earlier in self._history.edits
            if earlier is not later and self._history.knew(edit, earlier)
        )

    def _stands_within(self, edit: Edit, place: Place, value: Any, now: Any) -> bool:
        """Whether what was added stands in what others made of the text or the list."""
        before = edit.before[place]
        if isinstance(value, Entry) and isinstance(now, Entry):
            texts = [
                self._blobs.read(entry.blob) if isinstance(entry, Entry) else b"" for entry in (before, value, now)
            ]
            was, new, after = (set(text.split(b"\n")) for text in texts)
            return value.mode[:3] == now.mode[:3] == "100" and new - was <= after
        if isinstance(value, list) and isinstance(now, list):
            old = before if isinstance(before, list) else []
            return {item for item in value if item not in old} <= set(now)
        if isinstance(value, str) and isinstance(now, str) and "\n" in value + now:
            old = before.split("\n") if isinstance(before, str) else []
            return set(value.split("\n")) - set(old) <= set(now.split("\n"))
        return False

    def _is_open(self, key: Key, field: str, value: Any) -> bool:
        if key.kind == "path":
            wanted = (value.mode, value.blob) if isinstance(value, Entry) else None
            for fields in self._files.values():
                sides = [fields.get(side) for side in ("mine", "theirs")]
                if wanted is None and fields.get("path") == key.id and None in sides:
                    return True
                if any(side and (str(side.get("mode")), side.get("blob")) == wanted for side in sides):
                    return True
            return False
        for name, opened in self._opened.get(key, {}).items():
            if name == field:
                kept = [opened.get("mine", ABSENT), opened.get("theirs", ABSENT), *opened.get("also", ())]
                if value in kept:
                    return True
            elif name == "" or field == "" or field.startswith(f"{name}.") or name.startswith(f"{field}."):
                return True
            if name == "host" and field.startswith("participants."):
                return True
        return False

    @staticmethod
    def _names(later: Edit, key: Key, field: str) -> bool:
        """Whether a later edit changed the place, took its record away, or settled what was open about it."""
        settled = Key("open", f"{key.kind}.{key.id}")
        for other, name in later.after:
            if other == key and (name == field or later.after.get((key, "")) is ABSENT):
                return True
            if other == key and field.endswith(".role") and name.endswith(".role"):
                return True  # who is host is one value
            if other == settled and (name in ("", field, "host") or field.startswith(f"{name}.")):
                return True
        return False


__all__ = ["Edit", "History", "hosts", "lost"]
