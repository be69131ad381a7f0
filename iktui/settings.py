"""The user's own files: what they prefer (config.toml), and what the program remembers (state.json)."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from platformdirs import user_config_path, user_state_path

from store.base.errors import BadInput
from store.base.i18n import LANGUAGES, _
from store.git.refs import git_dir_of

THEMES: Final = ("iktui-dark", "iktui-light", "high-contrast-dark", "high-contrast-light", "ansi")
"""What `iktui.themes` makes; the names stand here because a command must not import Textual to check one."""
DEFAULT_THEME: Final = "iktui-dark"

_MOST_MINUTES: Final = 1440
_MANY_COLOURS: Final = ("256color", "kitty")
_LANGUAGE_LINE: Final = re.compile(r'^language\s*=\s*"([A-Za-z-]+)"', re.MULTILINE)


class SyncTimes(NamedTuple):
    """When to share without being asked; `minutes` 0: never by the clock."""

    at_start: bool = False
    at_quit: bool = False
    minutes: float = 0


class Preferences(NamedTuple):
    """How the interface opens. `keys` is as written in the file: `iktui.keys` checks it."""

    theme: str = DEFAULT_THEME
    mouse: bool = True
    linear: bool = False
    keys: Mapping[str, str] = MappingProxyType({})
    sync: SyncTimes = SyncTimes()
    member: str = ""
    """The member that is acted for this time, as it was named."""


# --- config.toml


def config_path() -> Path:
    """Where the user's preferences are."""
    return user_config_path("iktui") / "config.toml"


def load_config() -> dict[str, Any]:
    """The user's preferences; raises BadInput, naming file, key and value, for what cannot be one."""
    path = config_path()
    try:
        config = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: {error}") from None
    unknown = next((key for key in config if key not in _WRONG), None)
    if unknown is not None:
        known = ", ".join(_WRONG)
        raise BadInput(_("{path}: there is no setting “{key}”; there are {known}", path=path, key=unknown, known=known))
    if isinstance(config.get("keys"), dict):
        config["keys"] = _flat(config["keys"])
    keys = config.get("keys", {})
    checked = [(key, value, _WRONG[key](value)) for key, value in config.items()]
    if isinstance(keys, dict):
        checked += [(f"keys.{id}", value, _wrong_key(value)) for id, value in keys.items()]
    for key, value, wrong in checked:
        if wrong:
            raise refusal(key, value, wrong)
    return config


def refusal(key: str, value: object, reason: str) -> BadInput:
    """What to raise for a setting that will not do: the file, the line nearly as it stands there, why."""
    return BadInput(f"{config_path()}: {key} = {json.dumps(value, ensure_ascii=False, default=str)}: {reason}")


def _flat(table: Mapping[str, Any], before: str = "") -> dict[str, Any]:
    """`record.edit = "e"` is a table in a table to TOML, `"record.edit" = "e"` is not: both are meant alike."""
    found: dict[str, Any] = {}
    for key, value in table.items():
        found |= _flat(value, f"{before}{key}.") if isinstance(value, dict) else {f"{before}{key}": value}
    return found


def _one_of(known: Sequence[str]) -> Callable[[object], str]:
    return lambda value: "" if value in known else _("write one of {known}", known=", ".join(known))


def _wrong_switch(value: object) -> str:
    return "" if isinstance(value, bool) else _("write true or false")


def _wrong_minutes(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_MINUTES:
        return ""
    return _("write minutes from 1 to 1440, or 0 for never")


def _wrong_table(value: object) -> str:
    return "" if isinstance(value, dict) else _('write a line [keys], and below it lines such as edit = "e"')


def _wrong_key(value: object) -> str:
    return "" if isinstance(value, str) else _("write the key in quotes, several with commas between them")


_WRONG: Final[dict[str, Callable[[object], str]]] = {
    "language": _one_of(LANGUAGES),
    "theme": _one_of(THEMES),
    "mouse": _wrong_switch,
    "linear": _wrong_switch,
    "sync_at_start": _wrong_switch,
    "sync_at_quit": _wrong_switch,
    "sync_minutes": _wrong_minutes,
    "keys": _wrong_table,
}
"""Every setting, with what says why a value will not do, "" when it will."""


# --- what is in force


def _asked(flag_name: str, flag: str | None, variable: str, known: Sequence[str]) -> str | None:
    """The value of a flag, else of an environment variable; raises BadInput when it is not known."""
    for source, value in ((flag_name, flag), (variable, os.environ.get(variable))):
        if value:
            if value not in known:
                told = ", ".join(known)
                raise BadInput(_("{source}: “{value}” is none of: {known}", source=source, value=value, known=told))
            return value
    return None


def language_wanted(flag: str | None) -> str | None:
    """The language by flag, environment (IKTUI_LANG), or config; None when the user has not said. Raises BadInput."""
    config = load_config()
    return _asked("--lang", flag, "IKTUI_LANG", LANGUAGES) or config.get("language")


def register_language(path: Path | None) -> str | None:
    """The language that a register's file names, None when it cannot be seen: read without git, before the screens.

    The texts of key bindings are translated as the screens are imported, so this cannot wait for the store.
    """
    try:
        file = path / "register.toml" if path else None
        text = file.read_text(encoding="utf-8") if file and not file.is_symlink() else ""
    except (OSError, ValueError):
        return None
    found = _LANGUAGE_LINE.search(text.partition("\n[")[0])
    return found[1] if found and found[1] in LANGUAGES else None


def preferences(theme: str | None = None, mouse: bool | None = None, linear: bool | None = None) -> Preferences:
    """How to open: by these flags, else the environment, else config.toml, else what was chosen before."""
    config = load_config()
    chosen = _asked("--theme", theme, "IKTUI_THEME", THEMES) or config.get("theme") or _remembered_theme()
    at_hand = "SSH_CONNECTION" not in os.environ  # a mouse costs bytes on every movement
    return Preferences(
        chosen or ("ansi" if has_sixteen_colours(os.environ) else DEFAULT_THEME),
        config.get("mouse", at_hand) if mouse is None else mouse,
        config.get("linear", False) if linear is None else linear,
        MappingProxyType(config.get("keys", {})),
        SyncTimes(config.get("sync_at_start", False), config.get("sync_at_quit", False), config.get("sync_minutes", 0)),
    )


def has_sixteen_colours(environment: Mapping[str, str]) -> bool:
    """Whether a terminal gets no more than sixteen colours: as Rich decides, which sends them."""
    if environment.get("COLORTERM", "").strip().lower() in ("truecolor", "24bit"):
        return False
    return environment.get("TERM", "").strip().lower().rpartition("-")[2] not in _MANY_COLOURS


# --- state.json


def _state_path() -> Path:
    return user_state_path("iktui") / "state.json"


def _state() -> dict[str, Any]:
    return read_kept(_state_path())


def read_kept(path: Path) -> dict[str, Any]:
    """What the program keeps in a file of the user's; nothing where there is none that can be read."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def keep(path: Path, **facts: Any) -> str:
    """Keep facts beside what is kept; gives why they cannot be, "" when they are."""
    temporary = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps({**read_kept(path), **facts}), encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        return str(error)
    return ""


def last_register() -> Path | None:
    """The register that was opened last, if it is still there."""
    known = _state().get("last_register")
    path = Path(known) if isinstance(known, str) else None
    return path if path and _holds_register(path) else None


def _holds_register(folder: Path) -> bool:
    """Whether a folder is a register, also one whose register.toml is no file that could be written there."""
    return (folder / "register.toml").is_file() or (git_dir_of(folder) / "iktui").is_dir()


def remember_register(path: Path) -> None:
    """Keep the register to open next time; a home that cannot be written to goes without."""
    keep(_state_path(), last_register=str(path.resolve()))


def _remembered_theme() -> str | None:
    known = _state().get("theme")
    return known if known in THEMES else None


def remember_theme(name: str) -> None:
    """Keep the theme that was chosen in the palette."""
    keep(_state_path(), theme=name)


def find_register(given: str | None) -> Path | None:
    """The register: as given, else IKTUI_REGISTER, else the nearest folder upwards, else the last one opened."""
    named = given or os.environ.get("IKTUI_REGISTER")
    if named:
        return Path(named)
    here = Path.cwd()
    nearest = next((folder for folder in (here, *here.parents) if _holds_register(folder)), None)
    return nearest or last_register()
