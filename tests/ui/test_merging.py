"""Two records made one by keys: the fields they differ in are asked about, every field is shown, one commit."""

from __future__ import annotations

from pathlib import Path

import pytest

from iktui.screens.desk.review import ReviewScreen
from store.records.model import Participation
from store.records.paths import Key
from store.register.store import Store
from tests.conftest import edit, git, is_sound
from tests.store.test_ids import remove
from tests.ui.driving import LARGE, SMALL, main, opened, press, screen_text, until

ONE, TWO = "felles-barnevern", "felles-barnevern-2"
_MARK = ("slash", "=felles barnevern", "enter", "asterisk", "m")


def differing(path: Path) -> None:
    """The second has another host, says that Øyer has left, and has a note of its own."""
    store = Store.open(path)
    for id, host in ((ONE, "lillehammer"), (TWO, "gausdal")):
        parts = store.snapshot().collaboration(id).participants
        parts = {party: Participation() for party in (*parts, "oyer", "gausdal", "lillehammer")}
        edit(store, id, participants={**parts, host: Participation(role="host")})
    parts = store.snapshot().collaboration(TWO).participants
    edit(store, TWO, participants={**parts, "oyer": Participation(until="2020")}, progress="Merk dette")
    store.close()


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_what_differs_is_asked_and_every_field_is_shown(demo: Path, size: tuple[int, int]) -> None:
    differing(demo)
    before = git(demo, "rev-parse", "HEAD")
    async with opened(demo, size) as pilot:
        await press(pilot, *_MARK)
        await until(pilot, lambda: "vertskommune" in screen_text(pilot))
        shown = screen_text(pilot)
        assert "?" in shown
        assert "Øyer" in shown
        assert "framdrift" in shown, "what is taken over is on the list, and chosen"
        await press(pilot, "ctrl+s")
        assert "velg en verdi" in screen_text(pilot), "nobody answers for the person"
        await press(pilot, "home", "2", "1", "ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
        assert "Merk dette" in screen_text(pilot)
        assert git(demo, "rev-parse", "HEAD") == before
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: git(demo, "rev-parse", "HEAD") != before)
    store = Store.open(demo)
    record = store.snapshot().collaboration(TWO)
    assert (record.id, record.host, record.progress) == (ONE, "gausdal", "Merk dette")
    assert record.participants["oyer"].until is None
    assert [id for id, part in record.participants.items() if part.role == "host"] == ["gausdal"]
    store.close()
    is_sound(demo)


async def test_a_form_whose_record_was_removed_meanwhile_makes_nothing_anew(demo: Path) -> None:
    key = Key("collaboration", "geodata-samarbeid")
    async with opened(demo, LARGE) as pilot:
        await press(pilot, "slash", "=geodata", "enter", "e")
        await until(pilot, lambda: pilot.app.screen is not main(pilot))
        await press(pilot, "end", "= to")
        store = Store.open(demo)
        remove(store, key)
        head = git(demo, "rev-parse", "HEAD")
        for _time in range(2):
            await press(pilot, "ctrl+s")
            await until(pilot, lambda: "iktui restore" in screen_text(pilot))
            assert "Geodata-samarbeid to" in screen_text(pilot), "what was typed is still there"
        assert git(demo, "rev-parse", "HEAD") == head
        assert not store.snapshot().exists(key)
        store.close()
