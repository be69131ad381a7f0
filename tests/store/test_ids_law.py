"""A law: whatever people do one after the other, every id that is named leads somewhere, and to one record."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from store.actions.merging import FIRST, SECOND, account, merged, open_rows
from store.base.errors import BadInput
from store.changes.changes import Changeset, change
from store.changes.edits import new_collaboration
from store.checks.reference_checks import Ids
from store.records.model import Collaboration, Confirmation, Document, Edition, PlanItem, Record
from store.records.paths import Key
from store.records.snapshot import Snapshot
from store.register.store import Store
from store.repair.restore import restore
from store.repair.revert import undo
from store.rules.following import removal
from store.rules.taken import Taken
from tests.conftest import KARI, git, make_small

DEEDS = ("new", "new", "merge", "merge", "remove", "restore", "restore", "undo", "undo", "link", "confirm", "plan")


def chosen(now: Snapshot, chance: random.Random) -> Collaboration | None:
    records = sorted(now.collaborations.values(), key=lambda record: record.id)
    return chance.choice(records) if records else None


def deed(store: Store, chance: random.Random, number: int) -> Changeset | None:
    now, what = store.snapshot(), chance.choice(DEEDS)
    record = chosen(now, chance)
    if what == "undo":
        return undo(store, chance.choice(list(store.history(limit=8))), overwrite=chance.random() < 0.5)[0]
    if what == "restore":
        commits = git(store.path, "rev-list", "--max-count=14", "HEAD").split()
        old = store.snapshot(chance.choice(commits[:-1] or commits))
        keys = [key for key in old.files() if key.kind not in ("register", "party")]
        return restore(store, chance.choice(sorted(keys)), old.commit or "") if keys else None
    if what == "new" or record is None:
        name = chance.choice(["Vakt", "Brann", "Kart"])
        made: Record = new_collaboration(name, Taken(now, "collaboration"))
        return Changeset(now.commit, (change(None, made),), "new")
    if what == "merge":
        other = chosen(now, chance)
        assert other is not None, "there is one"
        answers = {row.field: chance.choice([FIRST, SECOND]) for row in open_rows(account(record, other, now))}
        return Changeset(now.commit, tuple(merged(record, other, now, answers)), "merge")
    if what == "remove":
        return removal(now, record)
    if what == "link":
        parent = chosen(now, chance)
        assert parent is not None, "there is one"
        after = record.model_copy(update={"parent": None if parent.id == record.id else parent.id})
        return Changeset(now.commit, (change(record, after),), "edit")
    if what == "confirm" and now.exists(Key("party", "oyer")):
        edition = now.editions.get("2022")
        said = {**(edition.confirmations if edition else {}), record.id: {"oyer": Confirmation(state="confirmed")}}
        return Changeset(now.commit, (change(edition, Edition(id="2022", confirmations=said)),), "confirm")
    item = now.plan_items.get("punkt")
    if item is None and "punkt" in Taken(now, PlanItem.KIND):
        return None
    wanted = PlanItem(id="punkt", name="Punkt", collaborations=(record.id,))
    return Changeset(now.commit, (change(item, wanted),), "edit")


def led_astray(store: Store) -> list[str]:
    now = store.snapshot()
    ids = Ids(now)
    records = [record for record in now.load(now.files()).values() if isinstance(record, Record)]
    lost = [f"{record.KIND} {record.id}: {field} {key.id}" for record in records for field, key in ids.unknown(record)]
    return [*lost, *(f"{owner}: former {id}" for owner, id in ids.shared())]


@pytest.mark.parametrize("seed", range(8))
def test_every_named_id_leads_to_one_record_after_every_deed(tmp_path: Path, seed: int) -> None:
    store = make_small(tmp_path / "r")
    now = store.snapshot()
    rows = ("# Brann", "felles-brannvesen", "rad")
    start = (change(None, Document(id="oversikt", name="Oversikt", kind="overview", rows=rows)),
             change(None, Collaboration(id="rad", name="Råd")))  # fmt: skip
    store.commit(Changeset(now.commit, start, "import"), KARI)
    chance, done = random.Random(seed), 0
    for number in range(30):
        try:
            changeset = deed(store, chance, number)
            if changeset is not None and changeset.changes:
                store.commit(changeset, KARI)
                done += 1
        except BadInput:
            continue
        assert led_astray(store) == [], (seed, number, changeset.subject if changeset else "")
    assert done > 10, "most deeds come to something"
    store.close()
