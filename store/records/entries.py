"""What a tree has at a path, and how a path and what stands there are told in a record: pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from store.base.errors import BadInput
from store.base.i18n import _
from store.base.text import canonical, excerpt, safe
from store.records.paths import CONFLICT, FILE, Key

OBJECT_ID: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
FILES: Final = ("100644", "100755")
"""The modes of files; the others are links and submodules."""
LINK, SUBMODULE = "120000", "160000"


class TreeEntry(NamedTuple):
    """One file of a commit: its mode ("100644") and the id of its blob."""

    mode: str
    blob: str


def conflict_key(path: str) -> Key:
    """The key of the open conflict of a file."""
    name = hashlib.sha256(path.encode("utf-8", "surrogateescape")).hexdigest()[:40]
    return Key(CONFLICT, f"{FILE}.{name}")


def told_entry(entry: TreeEntry | None) -> dict[str, Any] | None:
    """A side of a file as an open conflict names it."""
    return None if entry is None else {"mode": entry.mode, "blob": entry.blob}


def entry_told(told: Any) -> TreeEntry | None:
    """A side of a file from what an open conflict says; raises BadInput when that names no file."""
    if told is None:
        return None
    mode, blob = (str(told.get(name, "")) if isinstance(told, dict) else "" for name in ("mode", "blob"))
    if mode not in (*FILES, LINK, SUBMODULE) or not OBJECT_ID.fullmatch(blob):
        raise BadInput(_("the open conflict names no file: {value}", value=safe(excerpt(str(told), 60))))
    return TreeEntry(mode, blob)


def quoted(path: str) -> str:
    """A path as it can stand in a record and on a line: as it is, or as git quotes it ("a\\nb")."""
    try:
        is_plain = path.isascii() or (canonical(path) == path and safe(path) == path)
    except ValueError:
        is_plain = False
    if is_plain and path.isprintable() and not path.startswith('"'):
        return path
    bytes_ = path.encode("utf-8", "surrogateescape")
    signs = (chr(byte) if 0x20 <= byte < 0x7F and byte not in b'"\\' else f"\\{byte:03o}" for byte in bytes_)
    return '"' + "".join(signs) + '"'


def unquoted(told: str) -> str:
    """The path that `quoted` was given."""
    if len(told) < 2 or told[0] != '"' or told[-1] != '"':
        return told
    bytes_ = re.sub(
        rb"\\([0-7]{3})", lambda found: bytes([int(found[1], 8) & 0xFF]), told[1:-1].encode("ascii", "replace")
    )
    return bytes_.decode("utf-8", "surrogateescape")


class PathChange(NamedTuple):
    """One file that differs between two trees; a missing side has the null id.

    Of a merge, `before` is the file in the first parent, `others` in the other ones: it differs from all of them.
    """

    path: str
    before: str
    after: str
    mode: str
    others: tuple[str, ...] = ()
    old_mode: str = ""


class Blob(NamedTuple):
    """A new content with the mode of its file ("100644", "100755")."""

    mode: str
    content: bytes


Entry = bytes | Blob | TreeEntry | None
"""What shall stand at a path: a new text (in the mode its file has), what is in the repository already, nothing."""


Files = Mapping[str, Entry]
"""By path."""
