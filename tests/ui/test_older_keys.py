"""Ids that keys had before they had those of Actions, Views and Tasks: each works on, and no key has one any more."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.binding import Binding

from iktui.app import IktuiApp
from iktui.keys import OLDER, Place, checked_keymap, places
from iktui.offers import OFFERS
from iktui.screens.desk.edit import EditScreen
from iktui.screens.main.records import RecordsScreen
from iktui.screens.register.others import OthersScreen
from iktui.settings import Preferences
from tests.test_offers import _OPENED_BY, _SIGNS
from tests.ui.driving import opened, press, until

OLD = """
IktuiApp app.commands command_palette ctrl+p
RecordsScreen app.commands app.command_palette ctrl+p
RecordsScreen record.edit run('edit') e
RecordsScreen record.new run('new') n
RecordsScreen record.end do('end') x
RecordsScreen record.participant do('participant') d
RecordsScreen record.withdraw do('withdraw') w
RecordsScreen record.copy run('copy') C
RecordsScreen record.replace do('replace') R
RecordsScreen record.merge run('merge') m
RecordsScreen record.remove do('remove') X,delete
RecordsScreen record.history run('history') h
RecordsScreen record.blame run('blame') b
RecordsScreen record.open run('detail') enter
RecordsScreen record.filter filter slash
RecordsScreen register.undo run('undo') u
RecordsScreen register.redo run('redo') U
RecordsScreen register.compare run('compare') c
RecordsScreen register.activity run('activity') l
RecordsScreen register.rollover run('rollover') r
RecordsScreen register.councils run('councils') V
RecordsScreen register.legal-basis run('legal_basis') L
RecordsScreen register.sync run('sync') s
RecordsScreen register.plan run('plan') p
RecordsScreen register.studies run('studies') f
RecordsScreen register.cycle run('cycle') y
RecordsScreen register.figures run('figures') g
RecordsScreen register.findings run('findings') exclamation_mark
RecordsScreen register.import run('import') i
RecordsScreen register.export run('export') o
RecordsScreen register.travel run('travel') at
RecordsScreen register.conflicts run('conflicts') S
RecordsScreen register.views run('views') v
AreasScreen areas.add add n
AreasScreen areas.rename do('rename-area') e,enter
AreasScreen areas.down do('move-area', 1) J,shift+down
AreasScreen areas.up do('move-area', -1) K,shift+up
AreasScreen areas.retire do('retire-area') x
AreasScreen areas.split split s
AreasScreen areas.remove do('remove-area') delete,X
OthersScreen others.edit edit e
OthersScreen others.member do('member') m
OthersScreen others.remove remove delete,X
OthersScreen others.history history h
OthersScreen others.blame blame b
OthersScreen others.new new n
OthersScreen others.down do('move-party', 1) J,shift+down
OthersScreen others.up do('move-party', -1) K,shift+up
OthersScreen others.retire do('retire-party') x
FindingsScreen findings.fix fix f
FindingsScreen findings.fix-group fix_group F
FindingsScreen findings.accept accept a
FindingsScreen findings.edit edit e
RevisionsScreen history.undo undo u
RevisionsScreen history.travel travel at
HistoryScreen history.restore restore r
HistoryScreen history.restore-field restore_field f
DetailScreen detail.blame blame b
EditScreen form.blame blame f2
HandEditsScreen hand-edits.take decide('take') t
StartScreen start.clone choose(2) c
StartScreen start.new choose(1) n
ChecklistScreen rollover.confirm confirm c
ChecklistScreen rollover.confirm-area confirm_area A
ChecklistScreen rollover.ended end x
RolloverScreen rollover.edit edit e
RolloverScreen rollover.publish publish P
RolloverScreen rollover.undo undo u
RolloverScreen rollover.decide decide D
PlanScreen plan.edit edit e,enter
PlanScreen plan.new new(False) n
PlanScreen plan.new-below new(True) N
PlanScreen plan.history history h
PlanScreen plan.undo undo u
PlanScreen plan.tick tick space
PlanScreen plan.earlier move(-1) less_than_sign
PlanScreen plan.later move(1) greater_than_sign
PlanScreen plan.down shift(1) J,shift+down
PlanScreen plan.up shift(-1) K,shift+up
PlanScreen plan.carry carry c
PlanScreen plan.remove remove X,delete
StudiesScreen studies.edit edit e
StudiesScreen studies.advance advance a
StudiesScreen studies.establish establish c
StudiesScreen studies.stop stop x
StudiesScreen studies.history history h
StudiesScreen studies.new new n
StudiesScreen studies.decide decide o
StudiesScreen studies.agreement draft(False) d
StudiesScreen studies.service draft(True) D
StudiesScreen register.undo undo u
CycleScreen cycle.new new n
CycleScreen cycle.edit edit e
CycleScreen cycle.remove remove X,delete
CycleScreen cycle.calendar write_calendar i
CycleScreen cycle.undo undo u
CycleScreen cycle.add-usual add_usual A
CouncilsScreen councils.decide decide o
CouncilsScreen councils.edit edit e
LegalBasisScreen legal-basis.convert convert c
LegalBasisScreen legal-basis.edit edit e
LegalBasisScreen legal-basis.history history h
"""
"""As they were on the last day: the class, the id, what its keys did, the keys."""
WAS = [(line.split()[0], line.split()[1], *line.split(" ", 2)[2].rsplit(" ", 1)) for line in OLD.strip().splitlines()]


@pytest.fixture(scope="module")
def known() -> dict[str, Place]:
    return {place.name: place for place in places(IktuiApp)}


@pytest.mark.parametrize("old", sorted({old for _owner, old, _action, _keys in WAS}))
def test_an_old_id_moves_the_keys_that_it_moved_and_no_other(old: str, known: dict[str, Place]) -> None:
    key = "f12"
    assert checked_keymap({old: key}, list(known.values())) == {old: key}
    named = {
        (place.name, one.id, one.action, one.key)
        for place in known.values()
        for one in place.named([old]).own
        if one.id not in {own.id for own in place.own}
    }
    assert named == {row for row in WAS if row[1] == old}


def test_the_table_holds_these_and_no_others() -> None:
    assert {(owner, old) for owner, ids in OLDER.items() for old in ids} == {row[:2] for row in WAS}


def _is_offer(id: str) -> bool:
    """Of an Action, View or Task; `move-area-up` is the other way of `move-area`."""
    return id in OFFERS or any(id.startswith(f"{offer}-") for offer in OFFERS)


def test_what_is_offered_is_the_id_of_its_key(known: dict[str, Place]) -> None:
    for ids in OLDER.values():
        assert all(map(_is_offer, ids.values())), ids
        assert len(set(ids.values())) == len(ids), "on one screen an id is of one thing"
    for id, offer in OFFERS.items():
        if not offer.screens:
            continue
        first, *more = offer.screens.split()
        screen, pressed = (_OPENED_BY[first], more[-1]) if more else ("RecordsScreen", first)
        found = {one.id for one in known[screen].bindings if _SIGNS.get(one.key, one.key) == pressed}
        sharing = {other for other in OFFERS if OFFERS[other].screens == offer.screens}
        on_marked = {"edit"} if first == "space" else set()
        assert found & (sharing | on_marked), f"{id}: {pressed} on {screen} is {found}"


def test_no_key_that_does_what_is_offered_has_another_id(known: dict[str, Place]) -> None:
    offered = {one.action: one.id for one in _own(known) if one.id in OFFERS}
    for one in _own(known):
        if one.action in offered and one.action in ("edit", "history", "undo", "blame", "remove", "new", "decide"):
            assert _is_offer(one.id or ""), one
        if one.action.startswith("do('"):
            assert (one.id or "").startswith(one.action.split("'")[1]), one
    old = {id for ids in OLDER.values() for id in ids}
    assert not old & {one.id for one in _own(known)}


def _own(known: dict[str, Place]) -> list[Binding]:
    return [one for place in known.values() for one in place.own]


async def test_a_new_id_moves_on_all_screens_and_an_old_one_on_its_own(demo: Path) -> None:
    keys = {"edit": "f4", "record.edit": "f5", "app.commands": "f6", "others.history": "f7"}
    async with opened(demo, preferences=Preferences(keys=keys)) as pilot:
        await press(pilot, "e", "f4", "h", "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, RecordsScreen))
        await press(pilot, "f5")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
        await press(pilot, "escape", "t")
        await until(pilot, lambda: isinstance(pilot.app.screen, OthersScreen))
        await press(pilot, "e", "f5", "h")
        assert isinstance(pilot.app.screen, OthersScreen)
        await press(pilot, "f7")
        await until(pilot, lambda: "HistoryScreen" in type(pilot.app.screen).__name__)
        await press(pilot, "escape", "f4")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
        await press(pilot, "escape", "f6")
        assert "CommandPalette" in type(pilot.app.screen).__name__
