"""What no screen may show, on every screen, in every language, size and register: `python -m tests.ui.every_screen`.

A date as it is stored, an id or a code that has a name, a word of another language, a footer that is cut, nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from store.base.author import Author
from store.base.i18n import set_language
from store.records.model import KINDS
from store.register.store import Store

SIZES: Final = ((80, 24), (60, 20), (120, 40))
REGISTERS: Final = ("demo", "empty", "past")
_KARI: Final = Author("Kari Nordmann", "kari@oyer.kommune.no")
_ISO: Final = re.compile(r"(?<![\d/])\d{4}-\d{2}(?:-\d{2})?(?![\d-])", re.ASCII)
_CODE: Final = re.compile(r"(?<![\w.:@/-])[a-z]+(?:_[a-z]+)+(?![\w.])", re.ASCII)
_OBJECT: Final = re.compile(r"Key\(|<[a-z_.]+ object|\bNone\b|\bTrue\b|\bFalse\b|Errno")
_ENGLISH: Final = re.compile(
    r"(?<![\w/])(?:the|and|with|from|until|without|nothing|record|field|value|should|changed|leave|leaves|back|found|"
    r"collaborations?|participant|municipality|matches|item|saved?|error|warning)(?![\w/])"
)
"""Words that no Norwegian text has; `enter`, `esc` and the like stand on the keys."""
_CUT: Final = re.compile(r"\w…$")
_QUOTES: Final = re.compile(r"[“”]")
_LONG: Final = 12
"""Letters of an id that no name is spelled like."""


def faults(lines: Sequence[str], lang: str, ids: Iterable[str], *, has_footer: bool) -> Iterator[str]:
    """What is wrong with the lines of a screen in a language; `ids` are those of records, which have names."""
    text = "\n".join(lines)
    if not any(line.strip() for line in lines[1:-1]):
        yield "nothing stands on it"
    if lang != "en":
        yield from (f"a date as it is stored: {found[0]}" for found in _ISO.finditer(text))
        yield from (f"an English word: {found[0]}" for found in _ENGLISH.finditer(text))
        yield from (f"a quotation mark of another language: {found[0]}" for found in _QUOTES.finditer(text))
    yield from (f"a code: {found[0]}" for found in _CODE.finditer(text))
    yield from (f"an object of the program: {found[0]}" for found in _OBJECT.finditer(text))
    words = set(re.findall(r"(?<![\w./-])[a-z0-9]+(?:-[a-z0-9]+)+(?![\w/-])", text))
    yield from (f"an id: {id}" for id in sorted(words.intersection(ids)) if len(id) >= _LONG)
    if has_footer and _CUT.search(lines[-1].rstrip()):
        yield f"a footer that is cut: {lines[-1]}"


def ids_of(register: Path) -> list[str]:
    """The ids of everything that has a name."""
    store = Store.open(register)
    try:
        now = store.snapshot()
        areas = list(now.register.areas)
        return [*areas, *(id for model in KINDS.values() for id, one in now.records(model).items() if one.name != id)]
    finally:
        store.close()


async def looked_at(
    register: Path, names: Iterable[str], size: tuple[int, int], lang: str, state: str
) -> list[tuple[str, str]]:
    """(screen, what is wrong with it) of the screens that these keys lead to."""
    from textual.screen import ModalScreen

    from tests.screenshots import _PREPARED, _SLOW, SCREENS
    from tests.ui.driving import main, opened, press, screen_lines, until

    wrong = []
    for name in names:
        shown = register.with_name(f"{register.name}-{name}")
        shutil.copytree(register, shown)
        if name in _PREPARED and state != "empty":
            _PREPARED[name](shown)
        keys = SCREENS[name]
        async with opened(shown, size) as pilot:
            if state == "past":
                await press(pilot, "at", "=1.1.2021", "enter")
                await until(pilot, lambda pilot=pilot: bool(main(pilot).session.past))  # type: ignore[misc,union-attr]
                await pilot.pause(0.3)
            for key in keys:
                await press(pilot, key)
                await pilot.pause(_SLOW.get(name, 0))
            await pilot.pause(0.5)
            footer = not isinstance(pilot.app.screen, ModalScreen)
            lines = screen_lines(pilot)
            found = [*faults(lines, lang, ids_of(shown), has_footer=footer)]
            wrong += [(name, fault) for fault in dict.fromkeys(found)]
        shutil.rmtree(shown)
    return wrong


def make(folder: Path, state: str) -> Path:
    """A register of its kind."""
    from iktui.demo import make_demo

    register = folder / state
    if state == "empty":
        Store.init(register, "Nytt register", _KARI, lang="nb").close()
    else:
        make_demo(register, _KARI)
    return register


def run() -> int:
    """Look at them all; 1 when something is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.ui.every_screen", description=__doc__)
    parser.add_argument("--lang", default="nb")
    parser.add_argument("--size", type=int, default=0, help="0: 80x24, 1: 60x20, 2: 120x40")
    parser.add_argument("--register", default="demo", choices=REGISTERS)
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    set_language(given.lang)
    from tests.screenshots import SCREENS
    from tests.ui.steady import SteadyLoop

    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = folder
        register = make(Path(folder), given.register)
        with asyncio.Runner(loop_factory=SteadyLoop) as runner:
            names = given.names or list(SCREENS)
            found = runner.run(looked_at(register, names, SIZES[given.size], given.lang, given.register))
    for name, fault in found:
        sys.stdout.write(f"{given.lang} {SIZES[given.size]} {given.register} {name}: {fault}\n")
    return int(bool(found))


if __name__ == "__main__":
    raise SystemExit(run())
