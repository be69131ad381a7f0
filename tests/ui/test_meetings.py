"""A deed on the screen meets what a colleague saves meanwhile: what the law `screens` found, each by an example."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from store.actions.records import form_changeset
from store.changes.edits import set_fields
from store.records.codec import to_fields
from store.records.model import Collaboration
from store.records.paths import Key
from store.register.publishing import save
from store.register.store import Store
from tests.conftest import OLA
from tests.laws.deeds import make_base
from tests.ui.driving import LARGE, opened, press, press_hastily, screen_text, until

KINO, RINGEBU, ITEM = Key("collaboration", "felles-kino"), Key("party", "ringebu"), Key("plan_item", "ny-stasjon")
BRANN, LEGEVAKT, STUDY = (
    Key(KINO.kind, "felles-brannvesen"),
    Key(KINO.kind, "legevakt"),
    Key("study", "felles-legekontor"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The register of the laws."""
    make_base(tmp_path / "r")
    return tmp_path / "r"


def colleague(path: Path, key: Key, **fields: str) -> None:
    """Another saves."""
    store = Store.open(path)
    now = store.snapshot()
    record = now.get(key)
    assert record is not None, "it is there"
    save(store, form_changeset(now, record, set_fields(record, fields, now), "", ""), OLA)
    store.close()


def stands(path: Path, key: Key) -> dict[str, Any]:
    """The fields of a record."""
    store = Store.open(path)
    record = store.snapshot().get(key)
    store.close()
    return to_fields(record) if record is not None else {}


@pytest.mark.parametrize(
    ("keys", "key", "field", "own"),
    [
        (["t", "slash", "=ringebu", "enter"], RINGEBU, "comment", "navn"),
        (["p", "home"], ITEM, "text", "navn"),
        (["f", "home"], STUDY, "text", "navn"),
        (["r", "ctrl+u", "=2025", "enter", "home"], BRANN, "end_reason", "navn"),
        (["V", "home", "down"], LEGEVAKT, "comment", "navn"),
    ],
    ids=["others", "plan", "studies", "rollover", "councils"],
)
async def test_a_form_of_another_screen_takes_nothing_back(
    path: Path, keys: Sequence[str], key: Key, field: str, own: str
) -> None:
    async with opened(path, LARGE) as pilot:
        await press(pilot, *keys)
        colleague(path, key, **{field: "Ola sitt ord"})
        await pilot.pause(8)  # the main screen below has seen it, this one has not
        await press(pilot, "e", "ctrl+g", f"={own}", "enter", "end", "= k1x", "ctrl+s")
        await until(pilot, lambda: "k1x" in stands(path, key)["name"])
    assert stands(path, key).get(field) == "Ola sitt ord"


async def test_a_merge_keeps_what_others_saved_while_it_was_asked_about(path: Path) -> None:
    key = Key(Collaboration.KIND, "regionrad")
    async with opened(path, LARGE) as pilot:
        await press(pilot, "slash", "=regionr", "enter", "home", "m")
        colleague(path, key, comment="Ola sitt ord")
        await pilot.pause(8)
        await press(pilot, "=innkj", "enter", "M", "ctrl+s", "ctrl+s")
        await pilot.pause(2)
    assert "Ola sitt ord" in str(stands(path, key))


async def test_a_screen_is_left_while_its_save_is_being_written(path: Path) -> None:
    async with opened(path, LARGE) as pilot:
        await press(pilot, "p", "home", "e", "ctrl+g", "=navn", "enter", "end", "= k1x")
        await press_hastily(pilot, "ctrl+s", "escape")
        await pilot.pause(2)
        assert pilot.app.is_running


async def test_a_new_event_can_have_a_name_in_small_letters(path: Path) -> None:
    async with opened(path, LARGE) as pilot:
        await press(pilot, "y", "n", "=fest", "enter")
        assert pilot.app.is_running


async def test_back_in_the_form_what_was_saved_meanwhile_is_asked_about(path: Path) -> None:
    async with opened(path, LARGE) as pilot:
        await press(pilot, "slash", "=kino", "enter", "home", "e", "ctrl+g", "=kommentar", "enter", "=Kari")
        colleague(path, KINO, comment="Ola, vist")
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "Ola, vist" in screen_text(pilot))
        colleague(path, KINO, comment="Ola, aldri vist")
        await press(pilot, "escape", "ctrl+s")
        await pilot.pause(2)
    assert stands(path, KINO)["comment"] == "Ola, aldri vist"


@pytest.mark.parametrize(
    ("key", "field", "theirs"), [("space", "status", "done"), ("greater_than_sign", "year", 2028)], ids=["done", "year"]
)
async def test_a_key_of_the_plan_acts_on_what_is_shown(path: Path, key: str, field: str, theirs: object) -> None:
    async with opened(path, LARGE) as pilot:
        await press(pilot, "p", "home")
        colleague(path, ITEM, **{field: str(theirs)})
        await press(pilot, key)
        await pilot.pause(2)
    assert stands(path, ITEM)[field] == theirs


@pytest.mark.parametrize(
    ("keys", "key", "field"),
    [
        (["slash", "=innkj", "enter", "home"], Key(KINO.kind, "innkjop"), "comment"),
        (["t", "slash", "=ramme", "enter"], Key("document", "rammeavtale"), "text"),
        (["p", "home"], ITEM, "responsible"),
        (["y", "home", "down"], Key("event", "regionmote"), "name"),
    ],
    ids=["main", "others", "plan", "cycle"],
)
async def test_what_changed_while_its_removal_was_asked_about_stays_and_is_asked_about_again(
    path: Path, keys: Sequence[str], key: Key, field: str
) -> None:
    async with opened(path, LARGE) as pilot:
        await press(pilot, *keys, "X")
        await until(pilot, lambda: "Fjern" in screen_text(pilot))
        colleague(path, key, **{field: "Ola sitt ord"})
        await pilot.pause(8)  # the screens below have seen it
        await press(pilot, "enter")
        await until(pilot, lambda: "ingenting er lagret" in screen_text(pilot))
        assert any("(«Ola sitt ord»)" in told.message for told in pilot.app._notifications), "what it is that changed"
        assert stands(path, key)[field] == "Ola sitt ord"
        await press(pilot, "X", "enter")
        await until(pilot, lambda: not stands(path, key))
        await press(pilot, "escape", "escape", "u", "enter")
        await until(pilot, lambda: stands(path, key).get(field) == "Ola sitt ord")


@pytest.mark.parametrize(
    ("keys", "key"),
    [(["escape", "slash", "=innkj", "enter", "home"], Key(KINO.kind, "innkjop")), (["p", "home"], ITEM)],
    ids=["main", "plan"],
)
async def test_undo_typed_ahead_takes_back_what_is_being_saved(path: Path, keys: Sequence[str], key: Key) -> None:
    async with opened(path, LARGE) as pilot:
        await press(pilot, "slash", "=kino", "enter", "home", "e", "ctrl+g", "=kommentar", "enter", "=Kari", "ctrl+s")
        await until(pilot, lambda: stands(path, KINO).get("comment") == "Kari")
        await press(pilot, *keys, "X")
        await press_hastily(pilot, "enter", "u")
        await until(pilot, lambda: "slettet?" in screen_text(pilot))
        assert not stands(path, key)
        await press(pilot, "enter")
        await until(pilot, lambda: bool(stands(path, key)))
    assert stands(path, KINO)["comment"] == "Kari"


async def test_what_changed_while_an_undo_was_asked_about_stays(path: Path) -> None:
    async with opened(path, LARGE) as pilot:
        await press(pilot, "slash", "=kino", "enter", "home", "e", "ctrl+g", "=kommentar", "enter", "=Kari", "ctrl+s")
        await until(pilot, lambda: stands(path, KINO).get("comment") == "Kari")
        await press(pilot, "u")
        await until(pilot, lambda: "Angret: " in screen_text(pilot))
        colleague(path, KINO, comment="Ola sitt ord")
        await press(pilot, "enter")
        await until(pilot, lambda: "ingenting er lagret" in screen_text(pilot))
    assert stands(path, KINO)["comment"] == "Ola sitt ord"
