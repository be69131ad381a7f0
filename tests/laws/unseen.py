"""Whether a save overwrote what its doer was not shown: the branch before and after it, beside what was before them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from store.changes.changes import Change
from store.records.paths import Key
from tests.laws.deeds import Leaves, _differing, _is_joined, _of

Place = tuple[Key, str]


class Shown(NamedTuple):
    """The values of the commit that somebody saw, and those by field that they were asked about."""

    base: Leaves
    seen: Mapping[Place, Sequence[Any]]

    def was(self, place: Place, value: Any) -> bool:
        """Whether the value was before their eyes."""
        if self.base.get(place) == value:
            return True
        key, path = place
        for (one, field), values in self.seen.items():
            if one == key and is_of(path, field):
                names = path.removeprefix(field).lstrip(".") if field not in ("", "host") else ""
                if field in ("", "host") or any(_part(seen, names) == value for seen in values):
                    return True
        return False


def _part(value: Any, names: str) -> Any:
    """A value of a table that was shown; of what is no table, itself."""
    for name in names.split(".") if names else ():
        value = value.get(name) if isinstance(value, dict) else None
    return list(value) if isinstance(value, tuple) else value


def is_of(path: str, field: str) -> bool:
    """Whether a value is of a field that somebody was asked about; "" is the whole record.

    The host of a collaboration stands as a role, that of a study as the field that it is.
    """
    if field == "host":
        return path == field or (path.startswith("participants.") and path.endswith(".role"))
    return field == "" or path == field or path.startswith(f"{field}.")


def unseen(changes: Sequence[Change], shown: Shown, was: Leaves, now: Leaves, *, follows: bool) -> Iterator[str]:
    """What does not hold of a save of `changes`. With `follows` others change too: who names an id."""
    old, new = _of(changes)
    named, changed = _differing(old, new), _differing(was, now)
    for place in sorted(named | changed, key=str):
        value, before, wanted = now.get(place), was.get(place), new.get(place)
        joined = _is_joined(shown.base.get(place), before, wanted, value)
        what = f"{place[0].kind} {place[0].id}, {place[1]}: {before!r} → {value!r}"
        if place in changed and place not in named and not follows:
            yield f"named: {what}: nobody asked for it"
        if place in changed and place in named and not joined and not shown.was(place, before):
            yield f"overwritten: {what}: its doer saw {shown.base.get(place)!r}"
        if place in named and value != wanted and not joined:
            yield f"saved: {what}: {wanted!r} was to be saved"
