"""Whether each path of a join is justified by the three trees: an oracle that knows nothing of the program's merging.

A path that is no readable record on every side where it is there is joined as git joins files; a record by field. What
both changed differently is an open conflict beside what was published.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import tempfile
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

from store.records.paths import key_of
from tests.laws.holding import Table, hosts, is_record, table_of
from tests.laws.plumbing import EXECUTABLE, FILE, REGULAR, Entry, Tree

_CONFLICT: Final = re.compile(r"conflicts/(?P<kind>[a-z_]+)/(?P<id>[a-z0-9-]+)\.toml")


_WRITTEN_ALWAYS: Final[dict[str, Table]] = {
    "parties": {"kind": "other"},
    "collaborations": {"status": "active"},
    "editions": {"state": "draft"},
    "register.toml": {"language": "nb", "format": 1},
}
"""What a record says where its file says nothing, and what is written for it."""


class _Absent:
    def __repr__(self) -> str:
        return "nothing"


ABSENT: Final = _Absent()
"""Not there: neither empty nor False."""


class Open(NamedTuple):
    """The open conflicts of a tree: of records by (kind, id) and field, of files by the id of their path."""

    records: dict[tuple[str, str], Table]
    files: dict[str, Table]


def opened_in(tree: Tree, read: Callable[[str], bytes]) -> Open:
    """What is open in a tree."""
    found = Open({}, {})
    for path, entry in tree.items():
        match = _CONFLICT.fullmatch(path)
        if match is not None:
            fields = tomllib.loads(read(entry.blob).decode("utf-8"))
            if match["kind"] == "file":
                found.files[match["id"]] = fields
            else:
                found.records[match["kind"], match["id"]] = fields.get("fields", {})
    return found


class Join:
    """Three trees (base, mine, theirs) and what was made of them."""

    def __init__(self, trees: Sequence[Tree], read: Callable[[str], bytes]) -> None:
        self.base, self.mine, self.theirs, self.result = trees
        self.read = read

    @cached_property
    def opened(self) -> Open:
        """What is open in the result."""
        return opened_in(self.result, self.read)

    def faults(self) -> Iterator[str]:
        """What nothing justifies, path by path."""
        for path in sorted({*self.base, *self.mine, *self.theirs, *self.result}):
            sides = self.base.get(path), self.mine.get(path), self.theirs.get(path)
            result = self.result.get(path)
            if sides == (None, None, None):
                if not _CONFLICT.fullmatch(path):
                    yield f"{path!r}: is on no side"
                continue
            if _CONFLICT.fullmatch(path):
                continue
            whole = all(side is None or self._is_record(path, side) for side in sides)
            yield from (self._of_record if whole else self._of_file)(path, *sides, result)
        yield from self._invented()

    def _is_record(self, path: str, entry: Entry) -> bool:
        return is_record(path, entry.mode, lambda: self.read(entry.blob))

    # --- files

    def _of_file(
        self, path: str, base: Entry | None, mine: Entry | None, theirs: Entry | None, result: Entry | None
    ) -> Iterator[str]:
        told = f"{path!r}: base {_short(base)}, mine {_short(mine)}, theirs {_short(theirs)}, result {_short(result)}"
        if mine == theirs or base in (mine, theirs):
            expected = theirs if base == mine else mine
            if result != expected and not self._in_the_way(path, expected, result):
                yield f"file {told}: is not what one side made of it"
            return
        if mine is not None and theirs is not None and (clean := self._clean(base, mine, theirs)) is not None:
            if result is None or result.mode not in clean.modes or self.read(result.blob) not in clean.contents:
                what = "clean text" if len(clean.contents) else "mode"
                yield f"file {told}: is not the {what} of git merge-file"
            return
        kept = theirs or mine
        if result != kept and not self._in_the_way(path, kept, result):
            yield f"file {told}: what was published does not stand"
        yield from self._of_file_conflict(path, base, mine, theirs, told)

    def _of_file_conflict(
        self, path: str, base: Entry | None, mine: Entry | None, theirs: Entry | None, told: str
    ) -> Iterator[str]:
        name = path.encode("utf-8", "surrogateescape")
        opened = self.opened.files.get(hashlib.sha256(name).hexdigest()[:40])
        if opened is None:
            yield f"file {told}: nothing is open"
            return
        if named_path(opened) != path and max(path) < "\udc80":
            yield f"file {told}: the conflict names {opened.get('path')!r}"
        for side, entry in (("base", base), ("mine", mine), ("theirs", theirs)):
            kept = opened.get(side)
            if (kept is None) != (entry is None) or (
                entry is not None and (str(kept.get("mode")), kept.get("blob")) != entry  # type: ignore[union-attr]
            ):
                yield f"file {told}: {side} is {kept} in the conflict"

    class _Clean(NamedTuple):
        modes: set[str]
        contents: list[bytes]

    def _clean(self, base: Entry | None, mine: Entry, theirs: Entry) -> _Clean | None:
        """What git makes of two regular files, None where it makes nothing of them."""
        present = [side for side in (base, mine, theirs) if side is not None]
        if any(side.mode not in REGULAR for side in present):
            return None
        modes = {mine.mode, theirs.mode} if base is None else {theirs.mode if mine.mode == base.mode else mine.mode}
        before = base.blob if base is not None else None
        if mine.blob == theirs.blob or theirs.blob == before:
            return self._Clean(modes, [self.read(mine.blob)])
        if mine.blob == before:
            return self._Clean(modes, [self.read(theirs.blob)])
        texts = [self.read(side.blob) for side in (mine, base, theirs) if side is not None]
        if base is None:
            texts.insert(1, b"")
        text = merged_text(*texts)
        return self._Clean(modes, [text]) if text is not None else None

    def _in_the_way(self, path: str, lost: Entry | None, result: Entry | None) -> bool:
        """Whether a file stands where a folder must be, or the reverse, and an open conflict names what gave way."""
        if lost is None or result is not None:
            return False
        around = [*self.mine, *self.theirs]
        clashes = any(other.startswith(f"{path}/") or path.startswith(f"{other}/") for other in around)
        named = [
            (str(fields[side].get("mode")), fields[side].get("blob"))
            for fields in self.opened.files.values()
            for side in ("mine", "theirs")
            if side in fields
        ]
        return clashes and lost in named

    # --- records

    def _of_record(
        self, path: str, base: Entry | None, mine: Entry | None, theirs: Entry | None, result: Entry | None
    ) -> Iterator[str]:
        key = key_of(path)
        assert key is not None
        fields = _Fields(key.kind, self.opened.records.get((key.kind, key.id), {}))
        if mine == theirs or base in (mine, theirs):
            expected = theirs if base == mine else mine
            if result == expected:
                return
            if expected is not None and result is not None and result.mode != expected.mode:
                yield f"record {path}: mode {result.mode} where one side has {expected.mode}"
            if expected is not None and result is not None and result.blob == expected.blob:
                return
        one, two, three, made = (self._table(path, side) for side in (base, mine, theirs, result))
        if made is None:
            if result is not None:
                yield f"record {path}: cannot be read in the result"
            elif (mine is None and theirs in (base, None)) or (theirs is None and mine in (base, None)):
                return
            elif not (mine is None or theirs is None) or one not in (two, three):
                yield f"record {path}: is gone"
            return
        if base is not None and (two is None or three is None):
            kept = two if three is None else three
            if (kept != one or base in (mine, theirs)) and "" not in fields.opened:
                yield f"record {path}: one side removed it, the other changed it, and nothing is open"
            elif kept is not None and made != kept and not fields.opened:
                yield f"record {path}: one side removed it, and the other's edit is not what stands: {made}"
            return
        told = list(fields.walk(one or {}, two or {}, three or {}, made))
        yield from (f"record {path}: {fault}" for fault in told)
        if base is not None and mine is not None and theirs is not None and result is not None:
            mode = theirs.mode if mine.mode == base.mode else mine.mode
            if result.mode != mode:
                yield f"record {path}: mode {result.mode}, and not {mode}"
        yield from self._comments(path, fields, [base, mine, theirs, result])

    def _table(self, path: str, entry: Entry | None) -> Table | None:
        if entry is None or not self._is_record(path, entry):
            return None
        kind = path.partition("/")[0]
        return {**_WRITTEN_ALWAYS.get(kind, {}), **table_of(self.read(entry.blob))}

    def _comments(self, path: str, fields: _Fields, entries: list[Entry | None]) -> Iterator[str]:
        if fields.opened:
            return
        base, mine, theirs, result = (
            {line for line in self.read(entry.blob).splitlines() if line.startswith(b"#")} if entry else set()
            for entry in entries
        )
        lost = ((mine | theirs) - base) | (base & mine & theirs)
        for line in sorted(lost - result):
            yield f"comment {path}: {line.decode()!r} is gone"

    # --- conflicts

    def _invented(self) -> Iterator[str]:
        """Open conflicts of this join about what nobody disputed."""
        for path in self.result.keys() - self.mine.keys() - self.theirs.keys():
            match = _CONFLICT.fullmatch(path)
            if match is None or match["kind"] != "file":
                continue
            fields = self.opened.files[match["id"]]
            named = named_path(fields)
            if hashlib.sha256(named.encode("utf-8", "surrogateescape")).hexdigest()[:40] != match["id"]:
                yield f"{path}: is not the id of {named!r}"
            mine, theirs = self.mine.get(named), self.theirs.get(named)
            if mine == theirs:
                yield f"{path}: {named!r} is open, and both have {mine}"


class _Fields:
    """The fields of one record joined, against what is open in it."""

    def __init__(self, kind: str, opened: Table) -> None:
        self.kind, self.opened = kind, opened

    def walk(self, base: Table, mine: Table, theirs: Table, made: Table) -> Iterator[str]:
        """What no side and no open conflict justifies, field by field."""
        yield from self._tables("", base, mine, theirs, made)
        if self.kind == "collaboration":
            yield from self._host(base, mine, theirs, made)

    def _tables(self, prefix: str, base: Table, mine: Table, theirs: Table, made: Table) -> Iterator[str]:
        for name in dict.fromkeys([*base, *mine, *theirs, *made]):
            values = [side.get(name, ABSENT) for side in (base, mine, theirs, made)]
            yield from self._value(f"{prefix}{name}", *values)

    def _value(self, field: str, base: Any, mine: Any, theirs: Any, made: Any) -> Iterator[str]:
        words = field.split(".")
        if self.kind == "collaboration" and words[-1] == "role" and "host" in (base, mine, theirs, made):
            if made is not ABSENT and made != "host" and made not in (base, mine, theirs):
                yield f"{field}: {made!r} is of no side"
            return
        if _same(mine, theirs) or _same(base, mine) or _same(base, theirs):
            expected = theirs if _same(base, mine) else mine
            if _same(made, expected) or self._differs_by_host(field, expected, made):
                return
            if isinstance(expected, dict) and isinstance(made, dict):
                one, two, three = (side if isinstance(side, dict) else {} for side in (base, mine, theirs))
                yield from self._tables(f"{field}.", one, two, three, made)
            elif not self._is_open(field, mine):
                yield f"{field}: base {base!r}, mine {mine!r}, theirs {theirs!r}, made {made!r}"
            return
        if isinstance(mine, dict) and isinstance(theirs, dict):
            before = base if isinstance(base, dict) else {}
            yield from self._tables(f"{field}.", before, mine, theirs, made if isinstance(made, dict) else {})
            return
        if self._is_joined(field, base, mine, theirs, made):
            return
        if not self._is_open(field, mine):
            yield f"{field}: base {base!r}, mine {mine!r}, theirs {theirs!r}, made {made!r}, and nothing is open"
        elif not _same(made, theirs) and not self._differs_by_host(field, theirs, made):
            yield f"{field}: open, and {made!r} stands where {theirs!r} was published"

    @staticmethod
    def _differs_by_host(field: str, one: Any, other: Any) -> bool:
        """Whether two states of a participant, or of them all, differ by who is host only."""

        def without(value: Any, depth: int) -> Any:
            if not isinstance(value, dict):
                return {} if value is ABSENT else value
            if depth:
                return {name: part for name, row in value.items() if (part := without(row, depth - 1)) or depth > 1}
            return {name: cell for name, cell in value.items() if (name, cell) != ("role", "host")}

        words = field.split(".")
        if words[0] != "participants" or len(words) > 2:
            return False
        one, two = (without(value, 2 - len(words)) for value in (one, other))
        return bool(one == two)

    def _is_joined(self, field: str, base: Any, mine: Any, theirs: Any, made: Any) -> bool:
        """Whether two different values have been made one that holds what both did."""
        if field == "opened" and base is ABSENT:
            return bool(made == min(mine, theirs))
        if all(_is_list(value) for value in (mine, theirs, made)) and (base is ABSENT or _is_list(base)):
            before, one, two = (set(value if value is not ABSENT else ()) for value in (base, mine, theirs))
            wanted = (before & one & two) | (one - before) | (two - before)
            return set(made) == wanted and len(made) == len(set(made))
        if all(isinstance(value, str) for value in (base, mine, theirs, made)):
            return is_joined_text(base, mine, theirs, made)
        return False

    def _is_open(self, field: str, mine: Any) -> bool:
        """Whether an open conflict keeps what is mine of the field."""
        for name, opened in self.opened.items():
            if name == field:
                kept = opened.get("mine", ABSENT)
                if _same(kept, mine) or any(_same(value, mine) for value in opened.get("also", ())):
                    return True
            elif name == "" or field.startswith(f"{name}.") or name.startswith(f"{field}."):
                return True
            if name == "host" and field.startswith("participants"):
                return True
        return False

    def _host(self, base: Table, mine: Table, theirs: Table, made: Table) -> Iterator[str]:
        before, one, two, after = (next(iter(hosts(side)), None) for side in (base, mine, theirs, made))
        if len(hosts(made)) > 1:
            yield f"host: {hosts(made)}"
        if one == two or before in (one, two):
            expected = two if before == one else one
            told = f"host: base {before}, mine {one}, theirs {two}, made {after}"
            about = {f"participants.{party}" for party in (before, one, two) if party is not None}
            if after != expected and not any(self._touches(name, about) for name in self.opened):
                yield told
            return
        opened = self.opened.get("host")
        if "" in self.opened or any(self._touches(name, {f"participants.{before}"}) for name in self.opened):
            return
        if opened is None:
            yield f"host: mine {one}, theirs {two}, made {after}, and no conflict of “host”: {sorted(self.opened)}"
        elif opened.get("mine") != one or opened.get("theirs") != two or after != two:
            yield f"host: mine {one}, theirs {two}, made {after}, open {opened}"

    @staticmethod
    def _touches(name: str, fields: set[str]) -> bool:
        return name in ("", "host", "participants") or any(
            name == field or name.startswith(f"{field}.") for field in fields
        )


def named_path(opened: Table) -> str:
    """The path that a file's conflict names; one with control characters may be quoted as git quotes it."""
    path = str(opened.get("path"))
    if not (len(path) > 1 and path[0] == path[-1] == '"'):
        return path
    content = path[1:-1].encode().decode("unicode_escape").encode("latin-1")
    return content.decode("utf-8", "surrogateescape")


def _short(entry: Entry | None) -> str:
    return f"{entry.mode} {entry.blob[:7]}" if entry is not None else "–"


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[name], other[name]) for name in one)
    return type(one) is type(other) and bool(one == other)


def is_joined_text(base: str, mine: str, theirs: str, made: str) -> bool:
    """Whether a text has every line that either side added, and none that either side took away."""
    before, one, two, after = (Counter(text.split("\n")) for text in (base, mine, theirs, made))
    added, removed = (one - before) | (two - before), (before - one) | (before - two)
    return len(base.split("\n")) > 1 and after == before + added - removed


def merged_text(mine: bytes, base: bytes, theirs: bytes) -> bytes | None:
    """What `git merge-file` makes of three texts; None where they clash or one is no text."""
    if any(b"\0" in text[:8000] for text in (mine, base, theirs)):
        return None
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for name, text in (("mine", mine), ("base", base), ("theirs", theirs)):
            (Path(folder) / name).write_bytes(text)
            names.append(str(Path(folder) / name))
        done = subprocess.run(["git", "merge-file", "-p", "-q", *names], capture_output=True, check=False, cwd=folder)
    return done.stdout if done.returncode == 0 else None


__all__ = ["ABSENT", "EXECUTABLE", "FILE", "Join", "Open", "is_joined_text", "merged_text", "opened_in"]
