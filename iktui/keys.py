"""The keys that a user wants, checked first: Textual takes nonsense in silence, and drops what clashes."""

from __future__ import annotations

import pkgutil
import string
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from itertools import permutations
from typing import Final, Literal, NamedTuple

from textual.binding import Binding
from textual.keys import format_key

from iktui.settings import refusal
from store.base.errors import BadInput
from store.base.i18n import _

_SHORT_NAMES: Final = {
    "esc": "escape",
    "return": "enter",
    "pgdn": "pagedown",
    "pgup": "pageup",
    "del": "delete",
    "ins": "insert",
}
_SAME: Final = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+left_square_bracket": "escape"}
"""What terminals send as another key."""
_KEPT: Final = ("ctrl+q", "ctrl+c")
"""Textual's own, on every screen: the one quits, the other tells how to quit."""


class Place(NamedTuple):
    """Where keys act: the application, a screen with the widgets that it can show, or a widget."""

    kind: Literal["application", "screen", "widget"]
    name: str
    bindings: tuple[Binding, ...]
    """One for each key, those of its base classes too."""
    own: tuple[Binding, ...]
    """As written in the class itself."""
    shows: tuple[str, ...]
    older: Mapping[str, str]
    """What its keys were called, and are now."""

    def named(self, wanted: Iterable[str]) -> Place:
        """With the old ids of its keys that are wanted."""
        bindings, own = (as_wanted(known, self.older, wanted) for known in (self.bindings, self.own))
        return self._replace(bindings=bindings, own=own)


# --- what there is


def places(application: type) -> list[Place]:
    """Every class of the program that has keys, the application's first; imports all screens."""
    from textual.dom import DOMNode
    from textual.screen import Screen
    from textual.widget import Widget

    import iktui.screens
    import iktui.widgets

    modules = [sys.modules[application.__module__]]
    for package in (iktui.screens, iktui.widgets):
        modules += [
            import_module(found.name) for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        ]
    return [
        Place(
            "screen" if issubclass(value, Screen) else "widget" if issubclass(value, Widget) else "application",
            value.__name__,
            tuple(_merged(value).values()),
            tuple(binding for binding in vars(value).get("BINDINGS", ()) if isinstance(binding, Binding)),
            tuple(_shown_by(value)) if issubclass(value, Screen) else (),
            older_ids(value),
        )
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, DOMNode) and value.__module__ == module.__name__
    ]


def _bases(known: type) -> list[type]:
    """Ours among a class and its bases, the last base first."""
    return [base for base in reversed(known.__mro__) if base.__module__.startswith("iktui.")]


def _merged(known: type) -> dict[str, Binding]:
    """The bindings of a class by key: its own before those of its bases, as Textual merges them."""
    return {
        binding.key: binding
        for base in _bases(known)
        for binding in Binding.make_bindings(vars(base).get("BINDINGS", ()))
    }


def _shown_by(screen: type) -> Iterator[str]:
    """The widgets of ours that a screen can show: those that its module, or a base's, or theirs, know by name."""
    from textual.screen import Screen
    from textual.widget import Widget

    seen: dict[type, None] = {}
    waiting = [screen]
    while waiting:
        for module in {base.__module__ for base in _bases(waiting.pop())}:
            for value in vars(sys.modules[module]).values():
                is_widget = isinstance(value, type) and issubclass(value, Widget) and not issubclass(value, Screen)
                if is_widget and value.__module__.startswith("iktui.") and value not in seen:
                    seen[value] = None
                    waiting.append(value)
    yield from (widget.__name__ for widget in seen)


def _contexts(known: Sequence[Place]) -> Iterator[tuple[Binding, ...]]:
    """What can be in force at the same time: the application's, a screen's, and those of one widget on it."""
    by_name = {place.name: place for place in known}
    always = [binding for place in known if place.kind == "application" for binding in place.bindings]
    for place in known:
        if place.kind == "screen":
            yield (*always, *place.bindings)
            for widget in place.shows:
                yield (*always, *place.bindings, *by_name[widget].bindings)


# --- what is wanted


def checked_keymap(wanted: Mapping[str, str], known: Sequence[Place]) -> dict[str, str]:
    """The keys by action as Textual names them; raises BadInput for what it could not, or would not, do."""
    known = [place.named(wanted) for place in known]
    actions = {binding.id: binding for place in known for binding in place.bindings if binding.id}
    keymap: dict[str, str] = {}
    for id, written in wanted.items():
        if id not in actions:
            raise _refusal(id, written, _no_action(id, list(actions)))
        keys = [_checked_key(id, written, part) for part in _parts(written)]
        if not keys:
            raise _refusal(id, written, _("write a key; an action cannot be without one"))
        keymap[id] = ",".join(dict.fromkeys(keys))
    _refuse_typed_keys(wanted, keymap, known)
    _refuse_clashes(wanted, keymap, known)
    return keymap


def _refusal(id: str, written: str, reason: str) -> BadInput:
    return refusal(f"keys.{id}", written, reason)


def _near(word: str, known: Sequence[str]) -> str:
    from store.base.near import nearest  # only where somebody mistyped

    found = nearest(word, known, cutoff=70)
    return _("did you mean {names}?", names=", ".join(found)) if found else ""


def _no_action(id: str, known: Sequence[str]) -> str:
    hint = _near(id, known) or _("“iktui keys” shows them all")
    return _("there is no action “{id}”: {hint}", id=id, hint=hint)


def _parts(written: str) -> list[str]:
    """The keys of a setting; a comma or a space alone is that key."""
    if written in (",", " "):
        return [written]
    return [part.strip() for part in written.split(",") if part.strip()]


def _checked_key(id: str, written: str, part: str) -> str:
    modifiers = part.lower().split("+")[:-1]
    if "alt" in modifiers or "meta" in modifiers:
        reason = _("alt does not come through every terminal, least over SSH: take another key")
        raise _refusal(id, written, reason)
    key = name_of_key(part)
    if key in _KEPT:
        raise _refusal(id, written, _("“{key}” is kept for leaving the program: take another key", key=part))
    names = sendable_keys()
    if key in names or (len(part) == 1 and part.isprintable()):
        return key
    if key in _SAME:
        raise _refusal(id, written, _("terminals send “{key}” as {same}: write that", key=part, same=_SAME[key]))
    hint = _near(key, names) or _("write a sign, such as “x” or “å”, or a name, such as f5, ctrl+g, pagedown")
    raise _refusal(id, written, _("no terminal sends a key “{key}”: {hint}", key=part, hint=hint))


def name_of_key(written: str) -> str:
    """A key as Textual names it: "!" is exclamation_mark, "esc" is escape."""
    if written == ",":
        return "comma"
    if written == " ":
        return "space"
    if len(written) == 1:
        return next(iter(Binding.make_bindings([Binding(written, "")]))).key
    name = written.lower()
    return _SHORT_NAMES.get(name, name)


def sendable_keys() -> list[str]:
    """The names of all keys that a terminal sends and Textual knows, the signs of one letter aside."""
    from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

    known = {key.value for keys in ANSI_SEQUENCES_KEYS.values() if isinstance(keys, tuple) for key in keys}
    signs = {name_of_key(sign) for sign in string.punctuation}
    return sorted(name for name in known | signs if not name.startswith("<"))


def _refuse_typed_keys(wanted: Mapping[str, str], keymap: Mapping[str, str], known: Sequence[Place]) -> None:
    """Where one types, a sign is text, and the keys that edit it are the field's.

    Those screens are known by keys with priority that are no sign: keys that have to get past the fields.
    """
    from textual.widgets import Input, TextArea

    editing = {binding.key for field in (Input, TextArea) for binding in Binding.make_bindings(field.BINDINGS)}
    for place in known:
        usual = {(binding.id, binding.key) for binding in place.bindings}
        if place.kind != "screen" or not any(b.priority and not _is_sign(b.key) for b in place.bindings):
            continue
        for id in (id for id in keymap if any(id == known_id for known_id, _key in usual)):
            for key in keymap[id].split(","):
                if (id, key) not in usual and (_is_sign(key) or key in editing):
                    reason = _(
                        "“{key}” belongs to the fields that one types in there: take a key such as f5 or ctrl+g",
                        key=key_sign(key),
                    )
                    raise _refusal(id, wanted[id], reason)


def _is_sign(key: str) -> bool:
    """Whether a key puts a sign into a field."""
    sign = format_key(key)
    return key == "space" or (len(sign) == 1 and name_of_key(sign) == key)


def _refuse_clashes(wanted: Mapping[str, str], keymap: Mapping[str, str], known: Sequence[Place]) -> None:
    """Two actions on one key, unless they share it by default: enter opens a record by way of list and screen."""
    for context in _contexts(known):
        before: dict[str, set[str]] = {}
        after: dict[str, dict[str, Binding]] = {}
        for binding in context:
            id = binding.id or ""
            before.setdefault(binding.key, set()).add(id)
            for key in keymap.get(id, binding.key).split(","):
                after.setdefault(key, {})[id] = binding
        for key, users in after.items():
            for one, other in permutations(users, 2):
                new = one in wanted and one not in before.get(key, ())
                if new and not any({one, other} <= sharing for sharing in before.values()):
                    reason = _(
                        "“{key}” is the key of {other} ({text}) on the same screen: give one of them another key",
                        key=key_sign(key),
                        other=other,
                        text=users[other].description,
                    )
                    raise _refusal(one, wanted[one], reason)


# --- how a key is shown


def key_sign(key: str) -> str:
    """What stands on the key."""
    return key if key == "enter" else format_key(key)


# --- the ids that keys had before they had those of Actions, Views and Tasks: settings may go on naming them


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
        **_ids("register", "views", travel="as-of", conflicts="resolve"),
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
