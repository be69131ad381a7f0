"""The ids that keys had before they had those of Actions, Views and Tasks: a user's settings may go on naming them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from textual.binding import Binding


def _ids(prefix: str, *same: str, **other: str) -> dict[str, str]:
    """Old ids below a prefix and what they are now: the same without the prefix, or another."""
    return {f"{prefix}.{id}": id for id in same} | {f"{prefix}.{old}": new for old, new in other.items()}


OLDER: Final[dict[str, dict[str, str]]] = {
    "IktuiApp": _ids("app", commands="actions"),
    "RecordsScreen": {
        **_ids("app", commands="actions"),
        **_ids("record", "edit", "new", "end", "participant", "withdraw", "copy", "replace", "merge", "remove"),
        **_ids("record", "history", "blame", open="show", filter="list"),
        **_ids(
            "register", "undo", "redo", "compare", "activity", "rollover", "councils", "legal-basis", "sync", "plan"
        ),
        **_ids("register", "studies", "cycle", "figures", "findings", "import", "export"),
        **_ids("register", travel="as-of", conflicts="resolve"),
    },
    "AreasScreen": {
        **_ids("areas", add="new-area", rename="rename-area", down="move-area", up="move-area-up"),
        **_ids("areas", retire="retire-area", split="split-area", remove="remove-area"),
    },
    "OthersScreen": {
        **_ids("others", "edit", "member", "remove", "history", "blame", new="new-party"),
        **_ids("others", down="move-party-down", up="move-party", retire="retire-party"),
    },
    "FindingsScreen": _ids("findings", "fix", "fix-group", "accept", "edit"),
    "RevisionsScreen": _ids("history", "undo", travel="as-of"),
    "HistoryScreen": _ids("history", "restore", "restore-field"),
    "DetailScreen": _ids("detail", "blame"),
    "EditScreen": _ids("form", blame="blame-field"),
    "HandEditsScreen": _ids("hand-edits", take="hand-edit"),
    "StartScreen": _ids("start", "clone", new="init"),
    "ChecklistScreen": _ids("rollover", "confirm", "confirm-area", ended="end"),
    "RolloverScreen": _ids("rollover", "edit", "publish", "undo", decide="adopt"),
    "PlanScreen": {
        **_ids("plan", "edit", "new", "new-below", "history", "undo", tick="tick-item", carry="carry-item"),
        **_ids("plan", earlier="move-item-earlier", later="move-item", down="order-item", up="order-item-up"),
        **_ids("plan", remove="remove-item"),
    },
    "StudiesScreen": {
        **_ids("studies", "edit", "advance", "establish", "stop", "history", new="new-study", decide="decide-study"),
        **_ids("studies", agreement="draft", service="draft-service"),
        **_ids("register", "undo"),
    },
    "CycleScreen": {**_ids("cycle", "new", "edit", "remove", "calendar", "undo"), "cycle.add-usual": "usual-events"},
    "CouncilsScreen": _ids("councils", "decide", "edit"),
    "LegalBasisScreen": _ids("legal-basis", "convert", "edit", "history"),
}
"""By the class whose key it was: an old id moves that key and no other, though others are called the same now."""


def older_ids(known: type) -> dict[str, str]:
    """What the keys of a class, and those it has of its bases, were called, and are now."""
    return {old: new for base in known.__mro__ for old, new in OLDER.get(base.__name__, {}).items()}


def as_wanted(bindings: Iterable[Binding], older: Mapping[str, str], wanted: Iterable[str]) -> tuple[Binding, ...]:
    """Keys of a class, by their old ids where those are wanted."""
    used = {older[id]: id for id in wanted if id in older}
    return tuple(replace(one, id=used.get(one.id or "", one.id)) for one in bindings)
