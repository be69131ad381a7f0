"""Names of bookmarks that say which record a row is: letters, digits and “_”, 40 at most, as Word wants them.

What is longer goes into several; Word shows none that begins with “_”, and word processors keep them at their words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from store.records.paths import Key

KEY, FIELD, TABLE = "k", "f", "t"
"""What a mark says: the record of a row, the field of a column, the name of a table."""
_LENGTH: Final = 40
_NAME: Final = re.compile(r"_ik(\d+)([kft])(\d+)_(\w*)", re.ASCII)
_SIGNS: Final = {"-": "_h", "_": "_u", ".": "_d", "/": "_s"}
_WRITTEN: Final = {written: sign for sign, written in _SIGNS.items()}
_PIECE: Final = re.compile(r"_x[0-9A-F]+_|_[huds]|[A-Za-z0-9]")


def names(number: int, sort: str, said: str) -> list[str]:
    """The names of the bookmarks that say `said`; no other place has this `number`."""
    written = "".join(
        sign if sign.isascii() and sign.isalnum() else _SIGNS.get(sign) or f"_x{ord(sign):X}_" for sign in said
    )
    found: list[str] = []
    while written or not found:
        before = f"_ik{number}{sort}{len(found)}_"
        room = _LENGTH - len(before)
        found.append(before + written[:room])
        written = written[room:]
    return found


def said(found: Iterable[str]) -> dict[str, str]:
    """What the bookmarks of one place say, by what they are about; a mark of which a part is missing says nothing."""
    parts: dict[tuple[int, str], dict[int, str]] = {}
    for name in found:
        if match := _NAME.fullmatch(name):
            parts.setdefault((int(match[1]), match[2]), {})[int(match[3])] = match[4]
    told: dict[str, str] = {}
    for (_number, sort), chunks in parts.items():
        if sorted(chunks) == list(range(len(chunks))):
            told.setdefault(sort, _read("".join(chunks[count] for count in range(len(chunks)))))
    return told


def key_text(key: Key) -> str:
    """A key as a mark says it."""
    return f"{key.kind}/{key.id}"


def key_of(text: str | None) -> Key | None:
    """The key that a mark says, None when it is none."""
    kind, between, id = (text or "").partition("/")
    return Key(kind, id) if between and kind and id else None


def _read(written: str) -> str:
    return "".join(
        _WRITTEN.get(piece) or (chr(int(piece[2:-1], 16)) if piece.startswith("_x") else piece)
        for piece in _PIECE.findall(written)
    )
