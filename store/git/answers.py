"""What git prints, read: rows of its raw diff format, answers of `cat-file --batch`, tree objects. Pure."""

from __future__ import annotations

from typing import IO, Final

from store.base.i18n import _
from store.records.entries import PathChange

MAX_BLOB: Final = 8 * 1024 * 1024
"""Bytes of one object that are read; more is skipped, never held in memory."""


def parse_raw(facts: str, path: str) -> PathChange:
    """A row of git's raw diff format, ":mode mode id id M" and the path; of a merge "::mode mode mode id id id MM"."""
    if not facts.startswith("::"):
        old_mode, mode, before, after, _status = facts.split(" ")
        return PathChange(path, before, after, mode, old_mode=old_mode.lstrip(":"))
    parents = len(facts) - len(facts.lstrip(":"))
    words = facts.split(" ")
    before, *others, after = words[parents + 1 : -1]
    return PathChange(path, before, after, words[parents], tuple(others))


def is_null(id: str) -> bool:
    """Whether an object id stands for "no file"."""
    return not id.strip("0")


def mode_in(tree: bytes, name: bytes, id_size: int) -> str:
    """The mode that a tree object gives a name ("100644"), "" when it has no such name."""
    at = 0
    while at < len(tree):
        space = tree.index(b" ", at)
        end = tree.index(b"\0", space)
        if tree[space + 1 : end] == name:
            return tree[at:space].decode("ascii", "replace").zfill(6)
        at = end + 1 + id_size
    return ""


def read_answer(pipe: IO[bytes]) -> tuple[str, bytes | None]:
    """Id and content of the next object that `git cat-file --batch` gives; ("", None) when there is none.

    The content is None where it is larger than MAX_BLOB. Raises ValueError when git has ended, in
    the middle of it too.
    """
    header = pipe.readline()
    words = header.split()
    if header.endswith(b"\n") and words[-1:] in ([b"missing"], [b"ambiguous"]):
        return "", None
    if not header.endswith(b"\n") or len(words) != 3:
        raise ValueError(_("git ended while it was read from; try again"))
    size = int(words[2])
    content = None
    if size <= MAX_BLOB:
        content = pipe.read(size)
    else:
        for _chunk in range(size >> 20):
            pipe.read(1 << 20)
        pipe.read(size & 0xFFFFF)
    if pipe.read(1) != b"\n":  # so all of it is there
        raise ValueError(_("git ended while it was read from; try again"))
    return words[0].decode("ascii"), content
