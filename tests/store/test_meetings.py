"""Deeds of two on one register meet: what the law `sessions` found, each held by an example."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.actions.action import Asked
from store.actions.collaborations import new
from store.actions.records import form_changeset
from store.actions.settling import settled
from store.base.errors import StaleRecord
from store.changes.edits import set_fields
from store.records.paths import Key
from store.register.publishing import save
from store.register.store import Store
from store.repair.restore import restore
from store.repair.revert import undo
from store.sync.sync import sync
from tests.conftest import BRANN, KARI, OLA, edit, git

ID = "felles-brannvesen"


def test_a_record_that_is_older_than_its_changeset_says_takes_nothing_back(small: Store) -> None:
    """What every other screen does: its own record, the main screen's newest snapshot."""
    shown = small.snapshot().collaboration(ID)
    edit(small, ID, OLA, comment="Ola sitt ord")
    after = set_fields(shown, {"end_reason": "Kari sitt ord"}, small.snapshot())
    save(small, form_changeset(small.snapshot(), shown, after, "", ""), KARI)
    assert small.snapshot().collaboration(ID).comment == "Ola sitt ord"


@pytest.mark.parametrize("chosen", [0, 1])
def test_a_save_between_a_refusal_and_its_question_is_asked_about_too(small: Store, chosen: int) -> None:
    before = small.snapshot()
    record = before.collaboration(ID)
    made = form_changeset(before, record, set_fields(record, {"comment": "Kari"}, before), "", "")
    edit(small, ID, OLA, comment="Ola, vist")
    with pytest.raises(StaleRecord) as stale:
        save(small, made, KARI)
    edit(small, ID, OLA, comment="Ola, aldri vist")  # before the screen reads what there is now
    again = settled(small.snapshot(commit=stale.value.commit), made, stale.value, [chosen])
    try:
        save(small, again, KARI)
    except StaleRecord:
        return  # asked again
    assert small.snapshot().collaboration(ID).comment == "Ola, aldri vist"


def test_a_record_is_restored_as_a_join_has_it(small: Store, tmp_path: Path) -> None:
    """A day can end with a join: `iktui restore ID 2026-11-28` and `iktui undo HEAD` then end in a traceback."""
    hub = tmp_path / "hub.git"
    git(tmp_path, "clone", "-q", "--bare", str(small.path), str(hub))
    git(small.path, "remote", "add", "origin", str(hub))
    sync(small, KARI, "2026-11-28")
    other = Store.clone(str(hub), tmp_path / "other")
    edit(other, ID, OLA, comment="Ola")
    sync(other, OLA, "2026-11-28")
    other.close()
    register = small.snapshot().register
    named = set_fields(register, {"name": "Vårt"}, small.snapshot())
    save(small, form_changeset(small.snapshot(), register, named, "", ""), KARI)
    sync(small, KARI, "2026-11-28")
    join = str(small.git.head())
    edit(small, ID, KARI, comment="Kari")
    assert restore(small, Key(BRANN.kind, ID), join).changes


@pytest.mark.parametrize("roles", [("participant", "responsible_party"), ("responsible_party", "participant")])
def test_two_who_take_the_role_of_the_host_away_for_two_others_meet(small: Store, roles: tuple[str, str]) -> None:
    """The first is overwritten unseen; the other way round the second is told that “it is like that already”."""
    before = small.snapshot()
    record, field = before.collaboration(ID), "participants.oyer.role"
    theirs, ours = (set_fields(record, {field: role}, before) for role in roles)
    save(small, form_changeset(before, record, theirs, "", ""), OLA)
    with pytest.raises(StaleRecord):
        save(small, form_changeset(before, record, ours, "", ""), KARI)


def test_a_whole_record_that_goes_on_is_another_to_take_back(small: Store) -> None:
    now = small.snapshot()
    record = new("Felles kino", Asked(now))
    save(small, form_changeset(now, None, record, "", ""), KARI)
    made = small.revision("HEAD")
    edit(small, record.id, OLA, comment="vist")
    _changeset, shown = undo(small, made)
    edit(small, record.id, OLA, comment="aldri vist")
    _changeset, conflicts = undo(small, made, overwrite={(one.key, one.field) for one in shown})
    assert conflicts != shown, "who chose between what was shown is asked again"
