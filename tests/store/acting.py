"""Random actions of people in a clone, for tests of what sharing makes of them."""

from __future__ import annotations

import random

from store.actions.life import in_area, withdrawn
from store.actions.merging import merged
from store.base.author import Author
from store.base.errors import BadInput, BadRecord
from store.changes.changes import Change, Changeset, change
from store.changes.edits import end
from store.changes.joining import open_of
from store.editions import rollover
from store.records.model import Collaboration, PlanItem
from store.records.paths import Key
from store.records.snapshot import Snapshot
from store.register import publishing
from store.register.store import Store
from store.repair.revert import undo
from store.sync.settling import Choice, settling

DAY = "2026-11-23"
_WHAT = [
    "edit", "edit", "edit", "text", "name", "part", "notice", "new", "end", "remove", "area", "merge", "rollover",
    "undo", "resolve", "plan",
]  # fmt: skip


def act(store: Store, chance: random.Random, author: Author, number: int) -> str | None:
    """One random action; gives its commit, None when it came to nothing. What it writes is found by its number."""
    try:
        changeset = _chosen(store, chance, author, number)
        if changeset is None or not changeset.changes:
            return None
        return publishing.save(store, changeset, author).commit
    except (BadInput, BadRecord):  # what the program refuses: an open reference, a published edition
        return None


def _chosen(store: Store, chance: random.Random, author: Author, number: int) -> Changeset | None:
    now = store.snapshot()
    what = chance.choice(_WHAT)
    records = sorted(now.collaborations.values(), key=lambda record: record.id)
    if what == "rollover":
        year = rollover.next_year(now, DAY)
        return rollover.open_edition(now, year, DAY) if int(year) < 2030 else None
    if what == "undo":
        newest = next((found for found in store.history(limit=12) if found.author.mail == author.mail), None)
        return undo(store, newest)[0] if newest else None
    if what == "resolve":
        opened = sorted(open_of(now).items())
        if not opened:
            return None
        key, conflict = chance.choice(opened)
        field, values = chance.choice(sorted(conflict.fields.items()))
        return settling(store.git, now, [Choice(key, field, chance.choice([values.mine, values.theirs]))])
    if what == "plan":
        item = PlanItem(id=f"p{chance.randrange(5)}", name=f"Plan {number}", year=2026)
        known = now.plan_items.get(item.id)
        after = known.model_copy(update={"text": f"{author.name} {number}"}) if known else item
        return Changeset(now.commit, (change(known, after),), "edit")
    if what == "new" or not records:
        id = f"s{chance.randrange(8)}"
        made = Collaboration(id=id, name=f"S {number}", comment=f"{author.name} {number}")
        return None if now.exists(Key(Collaboration.KIND, id)) else Changeset(now.commit, (change(None, made),), "new")
    record = chance.choice(records)
    changes = _of_record(record, now, what, chance, f"{author.name} {number}")
    return Changeset(now.commit, tuple(changes), "edit" if what != "merge" else "merge")


def _of_record(
    record: Collaboration,
    now: Snapshot,
    what: str,
    chance: random.Random,
    words: str,
) -> list[Change]:
    if what == "edit":
        return [change(record, record.model_copy(update={chance.choice(["comment", "progress"]): words}))]
    if what == "name":
        return [change(record, record.model_copy(update={"name": words, "aliases": (*record.aliases, record.name)}))]
    if what == "text":
        lines = record.progress.split("\n") if record.progress else []
        lines.insert(chance.randrange(len(lines) + 1), words)
        return [change(record, record.model_copy(update={"progress": "\n".join(lines)}))]
    if what == "part":
        fields = {**record.model_dump(), "id": record.id}
        fields["participants"] = {**fields["participants"], "oyer": {"role": chance.choice(["host", "participant"])}}
        return [change(record, Collaboration.model_validate(fields))]
    if what == "notice" and "gausdal" in record.participants:
        return [change(record, withdrawn(record, "gausdal", "2026", str(2027 + chance.randrange(3))))]
    if what == "end":
        return [change(record, end(record, "2022", words))]
    if what == "area":
        return [change(record, in_area(record, chance.choice(["brann", "helse"]), chance.choice(["brann", "helse"])))]
    if what == "remove" and chance.random() < 0.4:
        return [change(record, None)]
    others = sorted(id for id in now.collaborations if id != record.id)
    if what == "merge" and len(others) > 1:
        return merged(record, now.collaborations[chance.choice(others)], now)
    return []
