"""Draw docs/images with the program itself, on the demo register: `make screenshots`."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from iktui.demo import make_demo
from store.i18n import set_language
from store.saving import Author
from tests.ui.driving import LARGE, opened, press, until

IMAGES = Path(__file__).parent.parent / "docs" / "images"


async def draw(register: Path) -> None:
    async with opened(register, LARGE) as pilot:
        await press(pilot, *["j"] * 5)
        await pilot.pause(0.3)
        picture = pilot.app.export_screenshot(title="iktui")
        (IMAGES / "overview.svg").write_text(picture, encoding="utf-8")
        await press(pilot, "slash", "=brann", "enter", "h")
        await until(pilot, lambda: "HistoryScreen" in type(pilot.app.screen).__name__)
        await pilot.pause(0.5)
        (IMAGES / "history.svg").write_text(pilot.app.export_screenshot(title="iktui"), encoding="utf-8")


def main() -> int:
    IMAGES.mkdir(parents=True, exist_ok=True)
    set_language("nb")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = folder
        register = Path(folder) / "demo"
        make_demo(register, Author("Kari Nordmann", "kari@oyer.kommune.no"))
        asyncio.run(draw(register))
    sys.stdout.write(f"{IMAGES}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
