"""Who makes a change."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from store.base.errors import BadInput
from store.base.i18n import _
from store.base.text import excerpt, safe

_AUTHOR: Final = re.compile(r"\s*(?P<name>[^<>]+?)\s*<\s*(?P<mail>[^<>\s]+)\s*>\s*")


@dataclass(frozen=True)
class Author:
    """Who made a change."""

    name: str
    mail: str

    def __str__(self) -> str:
        return f"{self.name} <{self.mail}>"


def parse_author(text: str) -> Author:
    """An author from "Name <mail>"; raises BadInput."""
    match = _AUTHOR.fullmatch(text)
    if match is None or safe(text) != text or len(text) > 300:
        raise BadInput(_("author: write “Name <mail>”, not “{text}”", text=safe(excerpt(text, 60))))
    return Author(match["name"], match["mail"])
