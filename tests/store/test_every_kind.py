"""The laws of merging and of history hold for records of every kind, through the same code.

IKTUI_CASES raises the number of cases of each law and kind.
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.base.author import Author
from store.changes.blame import leaves
from store.changes.joining import join, open_conflicts, settle
from store.changes.merge import ABSENT, same
from store.changes.record_merge import hosts_in
from store.git.saving import move_branch, prepare_commit
from store.records.codec import dump, load, to_fields
from store.records.model import Collaboration, Conflict, Record
from store.records.paths import WHOLE, Key, path_of
from store.register.store import Store
from store.repair.fsck import fsck
from store.repair.restore import restore
from store.repair.revert import undo
from tests.conftest import KARI, OLA
from tests.store.kinds import ALL_KINDS, id_of, records_of

CASES = int(os.environ.get("IKTUI_CASES", "60"))
many = settings(max_examples=CASES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
few = settings(max_examples=max(3, CASES // 20), deadline=None, suppress_health_check=[HealthCheck.too_slow])


def joined(
    key: Key, base: Record | None, ours: Record | None, theirs: Record | None
) -> tuple[Record | None, list[str]]:
    found = join({key: base}, {key: ours}, {key: theirs})
    after = found.changes[0].after if found.changes else ours
    return after, [conflict.field for conflict in found.conflicts]


def text(record: Record | None) -> bytes:
    return dump(record) if record else b""


def values(record: Record | None) -> dict[str, object]:
    found = dict(leaves(to_fields(record))) if record else {}
    return {field: frozenset(value) if isinstance(value, list) else value for field, value in found.items()}


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_a_record_is_what_its_text_says(kind: str) -> None:
    key = Key(kind, id_of(kind))

    @many
    @given(records_of(kind, key.id))
    def law(record: Record) -> None:
        assert load(kind, key.id, dump(record), path_of(key)) == record
        assert dump(load(kind, key.id, dump(record), path_of(key))) == dump(record)

    law()


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_a_side_that_changed_nothing_gives_the_other_and_joining_again_changes_nothing(kind: str) -> None:
    key = Key(kind, id_of(kind))
    record = st.one_of(st.none(), records_of(kind, key.id))

    @many
    @given(record, record, record)
    def law(base: Record | None, ours: Record | None, theirs: Record | None) -> None:
        assert joined(key, base, base, theirs) == (theirs, [])
        assert joined(key, base, ours, base) == (ours, [])
        assert joined(key, base, ours, ours) == (ours, [])
        after, conflicts = joined(key, base, ours, theirs)
        again, more = joined(key, theirs, after, theirs)
        assert (text(again), more) == (text(after), [])
        back, mirrored = joined(key, base, theirs, ours)
        assert sorted(conflicts) == sorted(mirrored)
        if not conflicts:
            assert values(after) == values(back)

    law()


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_every_value_is_in_the_record_or_in_an_open_conflict_and_settling_gives_what_was_chosen(kind: str) -> None:
    key = Key(kind, id_of(kind))

    @many
    @given(records_of(kind, key.id), records_of(kind, key.id), records_of(kind, key.id), st.booleans())
    def law(base: Record, ours: Record, theirs: Record, mine: bool) -> None:
        found = join({key: base}, {key: ours}, {key: theirs})
        after = found.changes[0].after if found.changes else ours
        open_ = {conflict.field for conflict in found.conflicts}
        for met in found.conflicts:
            if met.field == "host":  # one value of the record, which stands as the role of who it is
                open_ |= {f"participants.{who}.role" for value in (met.ours, met.theirs) for who in hosts_in(value)}
        for side in (ours, theirs):
            for field, value in values(side).items():
                if not isinstance(value, str | int) or values(base).get(field) == value or WHOLE in open_:
                    continue
                stands = values(after).get(field)
                if (kind, field) == ("edition", "opened"):
                    continue  # of two days on which a year was opened the earlier stands
                lines = False
                if isinstance(value, str) and isinstance(stands, str):  # of a text, every line that was put in
                    old = str(values(base).get(field, ""))
                    lines = "\n" in old and Counter(value.split("\n")) - Counter(old.split("\n")) <= Counter(
                        stands.split("\n")
                    )
                assert same(stands, value) or lines or any(f"{field}.".startswith(f"{name}.") for name in open_), field
        opened = open_conflicts(found.conflicts, {}, "2026-11-23")
        conflict = opened[0].after if opened else None
        for met in found.conflicts:
            assert isinstance(conflict, Conflict)
            chosen = met.ours if mine else met.theirs
            for made in settle(after, conflict, met.field, chosen):
                if made.key == key:
                    after = made.after
                else:
                    conflict = made.after if isinstance(made.after, Conflict) else None
            if met.field != WHOLE and after is not None:
                found_value: object = to_fields(after)
                if met.field == "host" and isinstance(after, Collaboration):
                    hosts = [id for id, one in after.participants.items() if one.role == "host"]
                    found_value = {"host": hosts[0] if hosts else ABSENT}
                for part in met.field.split("."):
                    found_value = found_value.get(part, ABSENT) if isinstance(found_value, dict) else ABSENT
                assert same(found_value, ABSENT if chosen is None else chosen)
        assert conflict is None

    law()


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_history_blame_as_of_restore_and_undo(kind: str) -> None:
    key = Key(kind, id_of(kind))

    @few
    @given(st.lists(records_of(kind, key.id), min_size=2, max_size=5))
    def law(records: list[Record]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            store = Store.init(Path(folder) / "r", "Prøve", KARI)
            commits = [_put(store, key, record, OLA if n % 2 else KARI) for n, record in enumerate(records)]
            made = dict.fromkeys(commits)
            assert [revision.commit for revision in store.history(key)] == [*reversed(made)]
            for commit, record in zip(commits, records, strict=True):
                assert store.snapshot(commit).get(key) == record
            last = store.snapshot().get(key)
            assert last == records[-1]
            blamed = store.blame(last)
            assert set(blamed) >= set(dict(leaves(to_fields(last))))
            for field, attribution in blamed.items():
                assert attribution.revision.commit in made, field
            changeset = restore(store, key, commits[0])
            if changeset.changes:
                _put(store, key, changeset.changes[0].after or last, KARI)
            assert values(store.snapshot().get(key)) == values(records[0])
            if changeset.changes:
                back, conflicts = undo(store, store.revision("HEAD"))
                assert conflicts == []
                _put(store, key, back.changes[0].after or last, KARI)
                assert values(store.snapshot().get(key)) == values(last)
            assert {fault.code for fault in fsck(store).faults} <= {"reference"}
            store.close()

    law()


def _put(store: Store, key: Key, record: Record, author: Author) -> str:
    """Commit it past what the store refuses: what is generated refers to nobody, as plain git would let it."""
    head = store.git.head()
    if store.snapshot().get(key) == record:
        return head or ""
    when = dt.datetime.now().astimezone()
    prepared = prepare_commit(store.git, head, {path_of(key): dump(record)}, "Endret\n", author, when)
    assert move_branch(store.git, store.git.branch(), prepared, head) == ""
    return prepared.commit
