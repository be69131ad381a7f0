"""The rooms of the program: small, with a face, and no arrow that goes up."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import pytest

from tests.structure import ROOT, imports, modules, room_of, structure

ROOMS = sorted(path.parent for path in (ROOT / "store").glob("*/__init__.py"))


def test_the_store_has_few_rooms_few_arrows_and_few_floors() -> None:
    found = structure(["store"])
    assert len(found.rooms) <= 18, sorted(found.rooms)
    assert len(found.arrows) <= 82, len(found.arrows)
    assert len(found.floors()) <= 9, found.floors()


def test_no_module_is_imported_in_a_ring() -> None:
    below = defaultdict(set)
    for made in imports():
        below[made.by].add(made.of)
    done: set[str] = set()

    def walk(module: str, above: tuple[str, ...]) -> None:
        assert module not in above, f"a ring: {' -> '.join([*above[above.index(module) :], module])}"
        if module not in done:
            for other in sorted(below[module]):
                walk(other, (*above, module))
            done.add(module)

    for module in sorted(below):
        walk(module, ())


@pytest.mark.parametrize("room", ROOMS, ids=lambda path: path.name)
def test_a_room_is_small(room: Path) -> None:
    assert len(list(room.glob("*.py"))) <= 16, f"{room}: more than 16 files: make two rooms of it"


def test_the_interface_has_rooms_too() -> None:
    found = structure(["iktui"])
    assert len(found.arrows) <= 73, len(found.arrows)
    assert len(found.floors()) <= 8, found.floors()
    for top in ("iktui", "store"):
        for folder in {path.parent for path in (ROOT / top).rglob("*.py")}:
            assert len(list(folder.glob("*.py"))) <= 16, f"{folder}: more than 16 files: make two rooms of it"


def test_nothing_lies_in_the_hall() -> None:
    assert [path.name for path in (ROOT / "store").glob("*.py")] == ["__init__.py"]


@pytest.mark.parametrize("room", ROOMS, ids=lambda path: path.name)
def test_others_see_the_face_of_a_room_only(room: Path) -> None:
    tree = ast.parse((room / "__init__.py").read_text(encoding="utf-8"))
    face = {
        item.value
        for node in ast.walk(tree)
        if isinstance(node, ast.List)
        for item in node.elts
        if isinstance(item, ast.Constant)
    }
    assert ast.get_docstring(tree), f"{room}: its __init__.py says what it is for"
    seen = {
        made.of.rpartition(".")[2] for made in imports() if room_of(made.of) == f"store.{room.name}" != room_of(made.by)
    }
    assert seen == face, f"store/{room.name}/__init__.py: __all__ names the modules that others may import"


def test_every_module_is_found() -> None:
    known = modules()
    assert known["store.register.store"] == ROOT / "store/register/store.py"
    assert room_of("store.register.store") == "store.register"
