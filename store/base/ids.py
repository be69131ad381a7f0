"""Ids of records: slugs of the name, unique, stable for life, safe as file names on every system."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final

MAX_LENGTH: Final = 64
ID_PATTERN: Final = r"[a-z0-9][a-z0-9-]{0,63}"
_ID: Final = re.compile(ID_PATTERN)
DEVICES: Final = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(10))]
)


def is_id(text: str) -> bool:
    """Whether `text` can be the id of a record; the names of Windows devices cannot."""
    return _ID.fullmatch(text) is not None and text not in DEVICES


def make_id(name: str, taken: Container[str] = (), fallback: str = "") -> str:
    """A new id from `name` that is not in `taken`: "Øyer kommune" gives "oyer-kommune", then "oyer-kommune-2".

    A name with no letter or digit to make an id of gives `fallback`; without one, ValueError.
    """
    from slugify import slugify  # 20 ms of tables that reading a register does not need

    slug = slugify(name, max_length=MAX_LENGTH - 5, word_boundary=True) or fallback
    if not slug:
        raise ValueError(name)
    if slug in DEVICES:
        slug += "-1"
    number, candidate = 1, slug
    while candidate in taken:
        number += 1
        candidate = f"{slug}-{number}"
    return candidate
