"""What git says of a transfer, understood: whose fault it is, and whether trying again can help."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from store.base.text import excerpt, one_line

_CUT: Final = ("early eof", "unexpected disconnect", "hung up unexpectedly", "connection", "timed out", "broken pipe")
_DISK: Final = (
    "no space left",
    "quota",
    "read-only file system",
    "unable to create",
    "cannot write",
    "could not write",
)
_OBJECT: Final = re.compile(r"\bobject [0-9a-f]{40,64}: ")
_REFUSED: Final = (
    "fsck error", "did not receive expected object", "did not send all necessary objects", "unresolved delta",
    "bad object", "bad tree object", "broken link", "repository corruption",
)  # fmt: skip
_AT_THE_OTHER_END: Final = ("unable to read", "could not read", "bad object", "bad tree object", "missing", "corrupt")
"""What the other end says of an object that it lacks itself."""
_ID: Final = re.compile(r"\b[0-9a-f]{40,64}\b")


def lines_of(told: bytes) -> tuple[str, ...]:
    """Everything that git said, without what it says of its progress."""
    text = told.decode("utf-8", "replace").replace("\r", "\n")
    return tuple(line for line in map(one_line, text.split("\n")) if line and "%" not in line)


def refused_object(told: Sequence[str]) -> str:
    """git's own words of an object that it does not take, "" when it failed because of anything else.

    It is the same the next time: what was published has such an object, or lacks one.
    """
    said = "\n".join(told).casefold()
    if any(sign in said for sign in _DISK):
        return ""
    by_check = next((line for line in told if _OBJECT.search(line)), "")
    lacking = next((line for line in told if _is_lacking_there(line)), "")
    if by_check or lacking:
        return _plain(by_check or lacking)
    if any(sign in said for sign in _CUT):
        return ""
    return _plain(next((line for line in told if any(sign in line.casefold() for sign in _REFUSED)), ""))


def _is_lacking_there(line: str) -> bool:
    said = line.casefold()
    return (
        said.startswith("remote: ") and _ID.search(said) is not None and any(sign in said for sign in _AT_THE_OTHER_END)
    )


def _plain(line: str) -> str:
    for word in ("remote: ", "fatal: ", "error: "):
        line = line.removeprefix(word)
    return excerpt(line, 300)
