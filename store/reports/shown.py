"""What is looked at, as lines that an interface draws, says or prints, and as values of JSON. Pure."""

from __future__ import annotations

from typing import Any, NamedTuple

from store.records.paths import Key
from store.reports.pictures import Drawn, Picture


class Line(NamedTuple):
    """One line: what it is called, then what there is to say of it."""

    cells: tuple[str, ...]
    id: str = ""
    """What a command names it by; "" where nothing is done with it."""
    depth: int = 0
    """How many lines above it it is part of."""
    sign: str = ""
    """One sign that stands before it; what it means is in the cells too."""
    more: tuple[tuple[str, str], ...] = ()
    """All that is known of it: labels ("" for none) and texts."""
    key: Key | None = None
    """The record that it is about."""
    part: str = ""
    """Which part of the record: tells apart lines about one."""
    item: Any = None
    """What it was made of."""
    is_heading: bool = False
    """Whether it is what the lines after it stand under."""
    drawn: Drawn | None = None
    """What it is in the picture; a line that is none stands there in words."""
    query: str = ""
    """The filter that finds what it counts."""


class Shown(NamedTuple):
    """What is looked at."""

    lines: tuple[Line, ...]
    data: Any
    """The same as values of JSON."""
    counted: str = ""
    """How many they are, in words."""
    notes: tuple[str, ...] = ()
    """What is to be known beside the lines."""
    is_open: bool = False
    """Whether something is left for a person to do."""
    item: Any = None
    """What it was made of."""
    picture: Picture | None = None
    """What the lines are together, where they are drawn."""
