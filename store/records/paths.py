"""Where records live: kind and id to path and back.

Kinds that can grow large have a folder per first two letters of the id, as package indexes do: a flat folder of
15,000 files makes every commit write a tree of 630 kB.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from store.base.ids import DEVICES, ID_PATTERN

EDITION_TAG = "edition/"


WHOLE: Final = ""
"""The field of a breach (or a conflict) that is about whether there is a record."""

REGISTER_PATH: Final = "register.toml"
REGISTER_ID: Final = "register"
_SUFFIX: Final = ".toml"
_FOLDERS: Final = {
    "party": "parties",
    "collaboration": "collaborations",
    "plan_item": "plan",
    "study": "studies",
    "edition": "editions",
    "document": "documents",
    "event": "events",
    "question": "questions",
}
_KINDS: Final = {folder: kind for kind, folder in _FOLDERS.items()}
_SHARDED: Final = frozenset({"collaborations", "plan", "studies", "documents"})
_SHARD: Final = rf"(?:(?P<two>[^/]{{2}})/(?=(?P=two))|(?P<one>[^/])/(?=(?P=one){re.escape(_SUFFIX)}))"
_PATH: Final = re.compile(
    rf"(?:(?P<sharded>{'|'.join(sorted(_SHARDED))})/{_SHARD}"
    rf"|(?P<flat>{'|'.join(sorted(set(_KINDS) - _SHARDED))})/)(?P<id>{ID_PATTERN}){re.escape(_SUFFIX)}"
)
CONFLICT: Final = "conflict"
FILE: Final = "file"
"""The kind in the key of a file that is no record: of an open conflict, of a finding."""
_CONFLICTS: Final = "conflicts"
_CONFLICT: Final = re.compile(rf"{_CONFLICTS}/(?P<kind>[a-z_]+)/(?P<id>{ID_PATTERN}){re.escape(_SUFFIX)}")
ORIGINALS: Final = "originals"
"""The folder of files that were imported, whole."""
RECORD_FOLDERS: Final = (*_KINDS, _CONFLICTS)


class Key(NamedTuple):
    """What names a record: its kind and its id."""

    kind: str
    id: str


REGISTER: Final = Key("register", REGISTER_ID)
NO_RECORDS: Final = (FILE, "commit")
"""Kinds of what is found and is no record: the id is a path or a commit."""


def path_of(key: Key) -> str:
    """The path of a record inside the repository, with "/"."""
    if key == REGISTER:
        return REGISTER_PATH
    if key.kind == CONFLICT:
        kind, _dot, id = key.id.partition(".")
        return f"{_CONFLICTS}/{kind}/{id}{_SUFFIX}"
    folder = _FOLDERS[key.kind]
    shard = f"{key.id[:2]}/" if folder in _SHARDED else ""
    return f"{folder}/{shard}{key.id}{_SUFFIX}"


def key_of(path: str) -> Key | None:
    """The record at `path`, None when no record can have this path."""
    if path == REGISTER_PATH:
        return REGISTER
    if (conflict := _CONFLICT.fullmatch(path)) is not None:
        known = conflict["kind"] in (*_FOLDERS, REGISTER.kind, FILE)
        return Key(CONFLICT, f"{conflict['kind']}.{conflict['id']}") if known else None
    match = _PATH.fullmatch(path)
    if match is None or match["id"] in DEVICES:
        return None
    return Key(_KINDS[match["sharded"] or match["flat"]], match["id"])


def is_ours(path: str) -> bool:
    """Whether `path` lies where only records belong: what is there and is no record is a problem to report."""
    return path.partition("/")[0] in (REGISTER_PATH, *RECORD_FOLDERS)
