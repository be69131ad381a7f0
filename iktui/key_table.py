"""`iktui keys`: every action with its keys and what it does, as lines to begin the file of settings with."""

from __future__ import annotations

import argparse
import json
from typing import NamedTuple

from iktui.cli.output import pad, put, put_json
from iktui.keys import checked_keymap, key_sign, places
from iktui.settings import config_path, load_config


class Action(NamedTuple):
    """What a key can do, by its id; `keys` are those that do it everywhere, `places` the classes it belongs to."""

    id: str
    keys: tuple[str, ...]
    text: str
    places: tuple[str, ...]
    changed: bool


def actions(application: type) -> list[Action]:
    """Every action, with the keys that the user has given it; raises BadInput when those will not do."""
    wanted = load_config().get("keys", {})
    known = [place.named(wanted) for place in places(application)]
    keymap = checked_keymap(wanted, known)
    found: dict[str, Action] = {}
    for place in known:
        for own in place.own:
            id, here = own.id or "", tuple(binding.key for binding in place.bindings if binding.id == own.id)
            before = found.get(id, Action(id, here, own.description, (), id in keymap))
            common = tuple(key for key in before.keys if key in here)
            found[id] = before._replace(keys=common, places=(*before.places, place.name))
    changed = {id: tuple(keys.split(",")) for id, keys in keymap.items()}
    return [found[id]._replace(keys=changed.get(id, found[id].keys)) for id in sorted(found)]


def run_keys(application: type, arguments: argparse.Namespace) -> int:
    """Print them; those that the user has changed stand without # before them."""
    shown = actions(application)
    if arguments.json:
        fields = [action._asdict() for action in shown]
        put_json([{**known, "keys": [written_key(key) for key in known["keys"]]} for known in fields])
        return 0
    put(f"# {config_path()}")
    put("[keys]")
    for action in shown:
        id = json.dumps(action.id) if "." in action.id else action.id  # `plan.left` cannot stand bare beside `plan`
        line = f"{id} = {json.dumps(','.join(map(written_key, action.keys)), ensure_ascii=False)}"
        put(f"{pad(line if action.changed else f'# {line}', 40)}  # {action.text}")
    return 0


def written_key(key: str) -> str:
    """A key as one writes it in the file: the sign itself, but for those that cannot stand between commas."""
    sign = key_sign(key)
    return sign if len(sign) == 1 and sign.isascii() and sign != "," else key
