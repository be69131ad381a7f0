"""Draw docs/images with the program itself, on the demo register, at both sizes: `make screenshots`."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import tempfile
from pathlib import Path

from iktui.demo import make_demo
from store.i18n import set_language
from store.saving import Author
from tests.ui.driving import LARGE, SMALL, main, opened, press, until

IMAGES = Path(__file__).parent.parent / "docs" / "images"
SCREENS: dict[str, tuple[str, ...]] = {
    "overview": ("j", "j", "j", "j", "j"),
    "filter": ("slash", "=med:øyer vert:lillehammer"),
    "marked": ("space", "space", "space"),
    "record": ("j", "enter"),
    "form": ("j", "e", "tab", "=inter"),
    "draft": (),
    "question": ("w",),
    "bulk": ("space", "space", "e"),
    "merge": ("slash", "=felles barnevern", "enter", "asterisk", "m"),
    "history": ("slash", "=brann", "enter", "h"),
    "activity": ("l",),
    "past": ("at", "=edition/2019", "enter"),
    "compare": ("c", "=edition/2019", "enter", "=edition/2021", "enter"),
    "who-set-what": ("slash", "=brann", "enter", "enter", "b"),
    "rollover": ("r", "enter", "ctrl+s", "c", "=øyer", "enter", "A"),
    "blame": ("slash", "=brann", "enter", "b"),
    "findings": ("exclamation_mark",),
    "views": ("v",),
    "areas": ("a",),
    "plan": ("p",),
    "others": ("t",),
    "cycle": ("y",),
    "figures": ("g",),
    "help": ("question_mark",),
    "palette": ("ctrl+p",),
}
"""Every screen, by the keys that lead to it."""


async def draw(register: Path) -> None:
    for size in (SMALL, LARGE):
        for name, keys in SCREENS.items():
            if name != "draft":  # what the form before it left behind is offered
                shutil.rmtree(register / ".git/iktui/forms", ignore_errors=True)
            shown = register
            if name == "rollover":  # it is saved, and the other screens are of a register without it
                shown = register.with_name(f"rollover-{size[0]}")
                shutil.copytree(register, shown)
            async with opened(shown, size) as pilot:
                for key in keys:
                    await press(pilot, key)
                    await pilot.pause(0.3 if name in ("rollover", "past", "compare") else 0)
                if keys[-1:] and keys[-1] in ("h", "b", "exclamation_mark", "m"):
                    await until(pilot, lambda pilot=pilot: pilot.app.screen is not main(pilot))  # type: ignore[misc]
                await pilot.pause(0.5)
                suffix = "" if size == LARGE else "-80x24"
                picture = pilot.app.export_screenshot(title="iktui")
                (IMAGES / f"{name}{suffix}.svg").write_text(picture, encoding="utf-8")


def gallery() -> str:
    """The page that shows them."""
    lines = ["# Every screen", "", "Drawn by the program itself on the demo register: `make screenshots`.", ""]
    for name in SCREENS:
        lines += [
            f"## {name}",
            "",
            f"![{name}](images/{name}.svg)",
            "",
            f"![{name}, 80x24](images/{name}-80x24.svg)",
            "",
        ]
    return "\n".join(lines)


def run() -> int:
    IMAGES.mkdir(parents=True, exist_ok=True)
    set_language("nb")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = folder
        register = Path(folder) / "demo"
        make_demo(register, Author("Kari Nordmann", "kari@oyer.kommune.no"))
        asyncio.run(draw(register))
    (IMAGES.parent / "screens.md").write_text(gallery(), encoding="utf-8")
    sys.stdout.write(f"{IMAGES}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(run())
