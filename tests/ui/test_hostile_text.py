"""A register full of hostile text, on every screen: no crash, nothing raw, nothing hidden."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from store.base.author import Author
from store.base.text import canonical, safe
from store.changes.changes import Changeset, change
from store.records.model import Area, Collaboration, Party
from store.register.store import Store
from tests.ui.driving import LARGE, SMALL, main, opened, press, screen_text, until

PAYLOADS = [
    "[/foo]",
    "[/]",
    "[bold]A[/bold]",
    "[@click=app.quit]klikk[/]",
    "[Under avvikling] IKT",
    "[link=http://x]",
    '[x="]',
    "[$foo]",
    "mål [m²]",
    "jf. [1] og [a]",
    "a\x1b[2Jb",
    "a\x1b]0;T\x07b",
    "a\u009b31mb",
    "a\x00b",
    "a\u202eb",
    "a\u200bb",
    "日本語 og e" + "\u0301" * 30,
    "{x} %s %(y)s",
    "\\[bold]",
]
RAW = set("\x1b\x07\x00\u009b\u202e\u200b\x7f")


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """Every payload in every field that takes text, and in the author's name."""
    author = Author("[/x] \u202eOla", "o@x.no")
    store = Store.init(tmp_path / "r", "[/reg]\x1b[2J", author)
    before = store.snapshot().register
    areas = {f"a{n}": Area(name=text, order=n) for n, text in enumerate(PAYLOADS)}
    parties = [Party(id=f"p{n}", name=text, kind="municipality") for n, text in enumerate(PAYLOADS)]
    register = before.model_copy(update={"areas": areas, "members": ("p0", "p1", "p10")})
    records = [
        Collaboration(
            id=f"c{n}",
            name=text,
            aliases=(text,),
            areas=(f"a{n}",),
            comment=text,
            progress=text,
            end_reason=text,
            other_participants=text,
            participants={f"p{n}": {"role": "host"}, "p0": {}},  # type: ignore[dict-item]
            as_written={"name": text, "type": text, "section": text, "marks": {"p0": text}},  # type: ignore[arg-type]
        )
        for n, text in enumerate(PAYLOADS)
    ]
    changes = (change(before, register), *(change(None, record) for record in (*parties, *records)))
    store.commit(Changeset(store.snapshot().commit, changes, "new", subject="[/s]\x1b[2J", reason="[/r]"), author)
    store.close()
    return tmp_path / "r"


def nothing_raw(pilot: Pilot[int]) -> str:
    text = screen_text(pilot)
    assert not set(text) & RAW
    return text


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
async def test_every_screen_survives_and_shows_it_as_it_is(hostile: Path, size: tuple[int, int]) -> None:
    async with opened(hostile, size) as pilot:
        seen = ""
        for _record in PAYLOADS:
            seen += nothing_raw(pilot)
            await press(pilot, "j")
        for payload in PAYLOADS:
            assert safe(canonical(payload))[:20] in seen, payload
        for keys, back in (
            (["h"], "escape"),
            (["enter"], "escape"),
            (["exclamation_mark"], "escape"),
            (["b"], "escape"),
            (["a"], "escape"),
            (["t"], "escape"),
            (["v"], "escape"),
            (["w"], "escape"),
            (["d"], "escape"),
            (["e"], "escape"),
        ):
            for position in ("home", "end"):
                await press(pilot, position, *keys)
                await pilot.pause(0.2)
                nothing_raw(pilot)
                await press(pilot, "tab", "down")
                nothing_raw(pilot)
                for _time in range(4):
                    if pilot.app.screen is not main(pilot):
                        await press(pilot, back)
                await until(pilot, lambda: pilot.app.screen is main(pilot))
        await press(pilot, "x")
        nothing_raw(pilot)
        await press(pilot, "escape", "slash", "=[", "enter")
        nothing_raw(pilot)
        await press(pilot, "escape", "home", "e")
        await press(pilot, "tab", "tab", "tab", "tab", "ctrl+end", "=a", "ctrl+s")
        await until(pilot, lambda: "Lagret" in nothing_raw(pilot))
