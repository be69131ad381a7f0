"""The structure of the code, counted: `python -m tests.structure`.

A room is a package or a file at the top of `store` or `iktui`, or a package in it that has rooms of its own
(`iktui/screens`); an arrow is an import between two rooms, those for the type checker too. The floors are the longest
chain of arrows, counted in rooms. `--dot store | tred | dot -Tsvg` draws it; `tred` leaves out arrows that another way
goes too.
"""

from __future__ import annotations

import argparse
import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
TOPS = ("iktui", "store")
HOUSES = ("iktui", "iktui.screens", "store")
"""Packages whose children are rooms."""


class Import(NamedTuple):
    """One import: of a module, by a module."""

    by: str
    of: str


class Structure(NamedTuple):
    """Rooms with their modules, and arrows with the imports that make them."""

    rooms: dict[str, list[str]]
    arrows: dict[tuple[str, str], list[Import]]

    def floors(self) -> list[str]:
        """The longest chain of rooms, from the top down; raises ValueError for rooms that import each other."""
        below: dict[str, list[str]] = defaultdict(list)
        for upper, lower in self.arrows:
            below[upper].append(lower)
        on_the_way: list[str] = []

        @cache
        def chain(room: str) -> tuple[str, ...]:
            if room in on_the_way:
                raise ValueError(f"a ring: {' -> '.join([*on_the_way[on_the_way.index(room) :], room])}")
            on_the_way.append(room)
            longest = max((chain(lower) for lower in sorted(below[room])), key=len, default=())
            on_the_way.pop()
            return (room, *longest)

        chains: list[tuple[str, ...]] = [chain(room) for room in sorted(self.rooms)]
        longest = max(chains, key=len)
        return list(longest)


def modules(root: Path = ROOT) -> dict[str, Path]:
    """The files of the program by the names of their modules."""
    found = {}
    for top in TOPS:
        for path in sorted((root / top).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def imports(root: Path = ROOT) -> tuple[Import, ...]:
    """Every import of a module of the program by another, wherever it stands in the file."""
    return tuple(_imports(root))


def _imports(root: Path) -> Iterator[Import]:
    known = modules(root)
    for name, path in known.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for imported in _imported(node, known):
                if imported in known and imported != name:
                    yield Import(name, imported)


def _imported(node: ast.AST, known: Mapping[str, Path]) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        inner = [f"{node.module}.{alias.name}" for alias in node.names]
        return [name if name in known else node.module for name in inner]
    return []


def room_of(module: str) -> str:
    """The room that a module is in."""
    parts = module.split(".")
    depth = 1
    while ".".join(parts[:depth]) in HOUSES and depth < len(parts):
        depth += 1
    return ".".join(parts[:depth])


def structure(tops: Iterable[str] = TOPS, root: Path = ROOT) -> Structure:
    """Rooms and arrows of the program, or of a part of it."""
    rooms: dict[str, list[str]] = defaultdict(list)
    for name in modules(root):
        if name.split(".")[0] in tops and name not in HOUSES:
            rooms[room_of(name)].append(name)
    arrows: dict[tuple[str, str], list[Import]] = defaultdict(list)
    for made in imports(root):
        ends = room_of(made.by), room_of(made.of)
        if ends[0] != ends[1] and set(ends) <= rooms.keys():
            arrows[ends].append(made)
    return Structure(dict(rooms), dict(arrows))


def main() -> None:
    """Print what there is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dot", choices=TOPS, help="the drawing of one of the two, for graphviz")
    if top := parser.parse_args().dot:
        print("digraph rooms {\n  node [shape=box, fontname=sans]; edge [color=gray];")
        for upper, lower in sorted(structure([top]).arrows):
            print(f'  "{upper.removeprefix(f"{top}.")}" -> "{lower.removeprefix(f"{top}.")}";')
        print("}")
        return
    for tops in (("store",), ("iktui",), TOPS):
        part = structure(tops)
        print(f"{' and '.join(tops)}: {len(part.rooms)} rooms, {len(part.arrows)} arrows")
        try:
            floors = part.floors()
            print(f"  {len(floors)} floors: {' > '.join(floors)}")
        except ValueError as error:
            print(f"  {error}")


if __name__ == "__main__":
    main()
