"""What a user keeps of each register (views, their municipality, what they have seen): views.json in their folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from platformdirs import user_state_path

from iktui.settings import keep, read_kept
from store.query.views import View

KEYS = "123456789"
"""The keys that saved views can have."""


def _file() -> Path:
    return user_state_path("iktui") / "views.json"


def _of(register: Path) -> dict[str, Any]:
    kept = read_kept(_file()).get(str(register.resolve()), {})
    return kept if isinstance(kept, dict) else {}


def last_view(register: Path) -> View:
    """The layout that was last chosen."""
    return View.from_plain(_of(register).get("last"))


def saved_views(register: Path) -> dict[str, View]:
    """The saved views by their keys."""
    kept = _of(register).get("saved", {})
    return {key: View.from_plain(kept[key]) for key in KEYS if isinstance(kept, dict) and key in kept}


def keep_view(register: Path, view: View, key: str = "") -> str:
    """Remember a view, as the last one or under a key; gives why it could not be kept, "" when it was."""
    kept = _of(register)
    if key:
        kept["saved"] = {**kept.get("saved", {}), key: view.to_plain()}
    else:
        kept["last"] = view._replace(name="", query="").to_plain()
    return _write(register, kept)


def last_seen(register: Path) -> str:
    """The commit that was the newest when the user last left, "" when nobody knows."""
    seen = _of(register).get("seen", "")
    return seen if isinstance(seen, str) else ""


def keep_seen(register: Path, commit: str) -> None:
    """Remember what was the newest; a place where nothing can be written forgets it."""
    _write(register, {**_of(register), "seen": commit})


def municipality(register: Path) -> str | None:
    """The member that the user is of, "" for none; None when they have not said."""
    kept = _of(register).get("municipality")
    return kept if isinstance(kept, str) else None


def keep_municipality(register: Path, party: str) -> str:
    """Remember the member that the user is of; gives why it could not be kept, "" when it was."""
    return _write(register, {**_of(register), "municipality": party})


def looked_at(register: Path) -> str:
    """The commit up to which the user said that they have seen what others changed, "" when they never did."""
    looked = _of(register).get("looked", "")
    return looked if isinstance(looked, str) else ""


def keep_looked(register: Path, commit: str) -> str:
    """Remember it; gives why it could not be kept, "" when it was."""
    return _write(register, {**_of(register), "looked": commit})


def forget_view(register: Path, key: str) -> str:
    """Drop the view that was saved under a key."""
    kept = _of(register)
    kept["saved"] = {known: view for known, view in kept.get("saved", {}).items() if known != key}
    return _write(register, kept)


def _write(register: Path, kept: dict[str, Any]) -> str:
    return keep(_file(), **{str(register.resolve()): kept})
