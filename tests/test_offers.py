"""Everything that can be done is offered by all three interfaces, and is where it is said to be."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from iktui.app import IktuiApp
from iktui.cli.parser import command_names
from iktui.keys import places
from iktui.linear.commands import COMMANDS
from iktui.offers import ACTION, OFFERS
from store.actions.registry import ACTIONS
from store.actions.views import VIEWS
from store.base.i18n import LANGUAGES, in_language
from tests.conftest import Run


def test_there_is_a_row_for_everything_and_a_reason_where_one_interface_cannot() -> None:
    unknown = set(VIEWS) - OFFERS.keys()
    assert not unknown, f"iktui/offers.py: OFFERS has no row for the View {sorted(unknown)}"
    listed = {id for id, offer in OFFERS.items() if offer.kind == ACTION}
    assert set(ACTIONS) <= listed, f"iktui/offers.py: OFFERS has no row for {sorted(set(ACTIONS) - listed)}"
    assert len(OFFERS) >= 45
    for id, offer in OFFERS.items():
        assert offer.command_line, id
        assert (offer.screens and offer.linear) or offer.reason, f"{id}: not everywhere, and nobody says why"
        assert not (offer.screens and offer.linear and offer.reason), f"{id}: a reason for nothing"
        assert offer.title or id in ACTIONS or id in VIEWS, id
        for lang in LANGUAGES:
            assert in_language(lang, offer.reason or "x"), id


@pytest.mark.parametrize("id", [id for id, offer in OFFERS.items() if offer.linear])
def test_the_linear_mode_knows_the_word(id: str) -> None:
    assert OFFERS[id].linear in {command.names[1] for command in COMMANDS}


@pytest.mark.parametrize("id", list(OFFERS))
def test_the_command_line_knows_the_command(id: str) -> None:
    word = OFFERS[id].command_line.split()[0]
    assert word in command_names() or word in ACTIONS or word in VIEWS


_OPENED_BY = {
    "!": "FindingsScreen", "h": "HistoryScreen", "a": "AreasScreen", "t": "OthersScreen", "p": "PlanScreen",
    "f": "StudiesScreen", "V": "CouncilsScreen", "L": "LegalBasisScreen", "r": "RolloverScreen", "y": "CycleScreen",
    "g": "FiguresScreen", "space": "RecordsScreen", "0": "WaitingScreen",
}  # fmt: skip
_SIGNS = {"exclamation_mark": "!", "at": "@", "slash": "/", "greater_than_sign": ">"}


@pytest.fixture(scope="module")
def keys_of() -> dict[str, set[str]]:
    """The keys of each screen, with those of the lists that it shows."""
    known = {place.name: place for place in places(IktuiApp)}
    inside = {
        name: [place, *(known[shown] for shown in place.shows if shown in known)] for name, place in known.items()
    }
    return {
        name: {_SIGNS.get(key, key) for place in shown for one in place.bindings for key in one.key.split(",")}
        for name, shown in inside.items()
    }


@pytest.mark.parametrize("id", [id for id, offer in OFFERS.items() if offer.screens])
def test_each_key_is_one_of_the_screen_that_it_is_pressed_on(id: str, keys_of: dict[str, set[str]]) -> None:
    first, *more = OFFERS[id].screens.split()
    assert first in keys_of["RecordsScreen"], first
    for key in more:
        assert key in keys_of[_OPENED_BY[first]], f"{key} on {_OPENED_BY[first]}"


def test_actions_are_told_in_lines_and_as_json(run: Run) -> None:
    told = run("actions", "--json").json
    assert [set(row) for row in told] == [
        {"id", "title", "kind", "screens", "linear", "command_line", "reason"} for _row in told
    ]
    assert run("actions").out.count("\n") == len(told)
    json.dumps(told)


def test_any_action_is_a_command(run: Run, demo: Path) -> None:
    assert (
        run("-C", demo, "withdraw", "regionrad", "--party", "Øyer", "--until", "2027", "-m", "Slik ble det").status == 0
    )
    newest = run("-C", demo, "history", "--limit", "1", "--json").json[0]
    assert newest["action"] == "withdraw"
    assert {(one["field"], one["after"]) for one in newest["changes"]} >= {("participants.oyer.until", "2027")}
    assert run("-C", demo, "do", "new", "document", "Avtale om kino", "kind=agreement").status == 0
    assert run("-C", demo, "edit", "document/avtale-om-kino", "name=Avtalen").status == 0
    assert run("-C", demo, "history", "--limit", "1", "--json").json[0]["action"] == "edit"
    assert (
        run("-C", demo, "accept", "--findings", "probable_typo:felels-formannskapsmoter", "-m", "Slik er det").status
        == 0
    )
    wrong = run("-C", demo, "withdraw", "regionrad", "--party", "Hamar")
    assert wrong.status == 2
    assert wrong.err.startswith("iktui: --party: ")
    assert wrong.err.count("\n") == 1
    assert run("-C", demo, "do", "plan").err.count("tick-item") == 1, "an older word names what it is called now"
    assert "withdraw" in run("-C", demo, "do").out
    shutil.rmtree(demo)
