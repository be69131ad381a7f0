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
from store.base.i18n import LANGUAGES, _, language, mark
from store.base.text import match_key
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
    config = {**kept_choices(), **load_config()}
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
    config = {**kept_choices(), **load_config()}
    chosen = _asked("--theme", theme, "IKTUI_THEME", THEMES) or config.get("theme")
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


# --- what can be chosen, in words

_SWITCH: Final[Mapping[object, str]] = {True: mark("yes"), False: mark("no")}
_LANGUAGES: Final[Mapping[object, str]] = {"nb": "bokmål", "nn": "nynorsk", "en": "English"}
_THEMES: Final[Mapping[object, str]] = {
    "iktui-dark": mark("dark"), "iktui-light": mark("light"), "high-contrast-dark": mark("dark, high contrast"),
    "high-contrast-light": mark("light, high contrast"), "ansi": mark("the terminal's own sixteen colours"),
}  # fmt: skip
_MINUTES: Final[Mapping[object, str]] = {
    0: mark("never"), 5: mark("every 5 minutes"), 15: mark("every 15 minutes"), 60: mark("every hour"),
}  # fmt: skip
_CHOICES: Final[dict[str, tuple[str, str, Mapping[object, str]]]] = {
    "language": (mark("Language"), mark("of the texts; a register has its own until you choose"), _LANGUAGES),
    "theme": (mark("Colours"), mark("high contrast is 7 : 1 or more everywhere"), _THEMES),
    "mouse": (mark("Mouse"), mark("never needed; over SSH each movement costs bytes"), _SWITCH),
    "linear": (mark("Linear mode"), mark("questions in lines, for screen readers and Braille"), _SWITCH),
    "sync_at_start": (mark("Share at start"), mark("take in what others published when the program opens"), _SWITCH),
    "sync_at_quit": (mark("Share when leaving"), mark("publish what is here when the program is left"), _SWITCH),
    "sync_minutes": (mark("Share by the clock"), mark("while the program is open"), _MINUTES),
}  # fmt: skip
SETTINGS: Final = tuple(_CHOICES)


class Choice(NamedTuple):
    """One thing to choose."""

    id: str
    title: str
    help: str
    now: str
    """What holds, in words; "" where nobody has chosen."""
    options: dict[str, object]
    """What can be chosen: values by what they are called."""
    is_fixed: bool
    """Whether it stands in config.toml, where it is changed by hand."""


def choices() -> list[Choice]:
    """Everything there is to choose, in the language in use; raises BadInput for a config.toml that will not do."""
    return [choice(id) for id in SETTINGS]


def _in_force() -> dict[str, object]:
    """What holds where nobody has chosen."""
    wanted = preferences()
    return {"language": language(), "theme": wanted.theme, "mouse": wanted.mouse, "linear": wanted.linear,
            "sync_at_start": wanted.sync.at_start, "sync_at_quit": wanted.sync.at_quit,
            "sync_minutes": wanted.sync.minutes}  # fmt: skip


def choice(id: str) -> Choice:
    """One of them; raises BadInput for another."""
    from store.base.near import none_of  # only where somebody chooses

    if id not in _CHOICES:
        raise BadInput(none_of(id, SETTINGS))
    title, help, values = _CHOICES[id]
    config = load_config()
    now = {**_in_force(), **kept_choices(), **config}.get(id)
    named = {_(words): value for value, words in values.items()}
    told = next((words for words, value in named.items() if value == now), str(now))
    return Choice(id, _(title), _(help), told, named, id in config)


def choose(id: str, words: str) -> Choice:
    """Keep what words say: a value, or what it is called; gives it as it is then.

    Raises BadInput for what cannot be, and for what config.toml says.
    """
    from store.base.near import none_of

    known = choice(id)
    if known.is_fixed:
        told = _("{title} stands in {path}: change it there", title=known.title, path=config_path())
        raise BadInput(told)
    by_key = {match_key(name): value for name, value in known.options.items()}
    by_key |= {match_key(str(value)): value for value in known.options.values()}
    by_key |= {"true": True, "false": False} if True in known.options.values() else {}
    if match_key(words) not in by_key:
        raise BadInput(none_of(words, known.options))
    if wrong := keep_choice(id, by_key[match_key(words)]):
        raise BadInput(wrong)
    return choice(id)


# --- the register


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


def kept_choices() -> dict[str, Any]:
    """What the user chose in the settings, where it is one of the values that config.toml may have."""
    kept = _state()
    return {key: kept[key] for key, wrong in _WRONG.items() if key in kept and key != "keys" and not wrong(kept[key])}


def keep_choice(key: str, value: object) -> str:
    """Keep what was chosen; gives why it cannot be kept, "" when it is."""
    return keep(_state_path(), **{key: value})


def remember_theme(name: str) -> None:
    """Keep the theme that was chosen."""
    keep_choice("theme", name)


def find_register(given: str | None) -> Path | None:
    """The register: as given, else IKTUI_REGISTER, else the nearest folder upwards, else the last one opened."""
    named = given or os.environ.get("IKTUI_REGISTER")
    if named:
        return Path(named)
    here = Path.cwd()
    nearest = next((folder for folder in (here, *here.parents) if _holds_register(folder)), None)
    return nearest or last_register()
