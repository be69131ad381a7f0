"""The user's own files: what they prefer (config.toml), and what the program remembers (state.json)."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from typing import Any

from platformdirs import user_config_path, user_state_path

from store.errors import BadInput
from store.i18n import DEFAULT_LANGUAGE, LANGUAGES, _

_KNOWN = frozenset({"language"})


def config_path() -> Path:
    """Where the user's preferences are."""
    return user_config_path("iktui") / "config.toml"


def _state_path() -> Path:
    return user_state_path("iktui") / "state.json"


def load_config() -> dict[str, Any]:
    """The user's preferences; raises BadInput, naming file and key, for what cannot be one."""
    path = config_path()
    try:
        config = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: {error}") from None
    unknown = sorted(config.keys() - _KNOWN)
    if unknown:
        raise BadInput(_("{path}: there is no setting “{key}”", path=path, key=unknown[0]))
    if config.get("language", DEFAULT_LANGUAGE) not in LANGUAGES:
        raise BadInput(_("{path}: language is one of {known}", path=path, known=", ".join(LANGUAGES)))
    return config


def language_wanted(flag: str | None) -> str:
    """The language by flag, environment (IKTUI_LANG), or config; bokmål otherwise. Raises BadInput."""
    wanted = flag or os.environ.get("IKTUI_LANG") or load_config().get("language") or DEFAULT_LANGUAGE
    if wanted not in LANGUAGES:
        raise BadInput(_("--lang: “{code}” is none of: {known}", code=wanted, known=", ".join(LANGUAGES)))
    return str(wanted)


def last_register() -> Path | None:
    """The register that was opened last, if it is still there."""
    try:
        path = Path(json.loads(_state_path().read_text(encoding="utf-8"))["last_register"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return path if (path / "register.toml").exists() else None


def remember_register(path: Path) -> None:
    """Keep the register to open next time; a home that cannot be written to goes without."""
    state = _state_path()
    try:
        state.parent.mkdir(parents=True, exist_ok=True)
        state.write_text(json.dumps({"last_register": str(path.resolve())}), encoding="utf-8")
    except OSError:
        return


def find_register(given: str | None) -> Path | None:
    """The register: as given, else IKTUI_REGISTER, else the nearest folder upwards, else the last one opened."""
    named = given or os.environ.get("IKTUI_REGISTER")
    if named:
        return Path(named)
    here = Path.cwd()
    nearest = next((folder for folder in (here, *here.parents) if (folder / "register.toml").is_file()), None)
    return nearest or last_register()
