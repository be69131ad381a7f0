"""Two states side by side, and a record as it was: laws over generated histories."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.actions.merging import merged
from store.base.errors import BadInput, UnknownRevision
from store.changes.changes import Change, Changeset, change
from store.changes.compare import ADDED, CHANGED, ENDED, REMOVED, compare, happened, known_of, summary
from store.records.codec import dump
from store.records.model import Area, Collaboration, Participation, Party, Record
from store.records.paths import Key
from store.records.snapshot import Snapshot
from store.register.store import Store
from store.repair.restore import restore
from tests.conftest import KARI, git, is_sound

IDS = ["a", "b", "c", "d"]
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["Brannvesen", "Legevakt"]),
        "comment": st.sampled_from(["", "Lillehammer vertskommune", "Med\nflere"]),
        "status": st.sampled_from(["active", "ended"]),
        "legal_form": st.sampled_from([None, "informal", "host_municipality"]),
        "participants": st.dictionaries(
            st.sampled_from(["oyer", "gausdal"]),
            st.builds(
                Participation, role=st.sampled_from(["host", "participant"]), until=st.sampled_from([None, "2021"])
            ),
            max_size=2,
        ).filter(lambda parts: sum(part.role == "host" for part in parts.values()) < 2),
    },
)
STEPS = st.lists(st.tuples(st.sampled_from(IDS), st.one_of(st.none(), FIELDS)), min_size=2, max_size=8)


def made(path: Path, steps: list[tuple[str, dict[str, object] | None]]) -> Store:
    """A register in which each step makes, edits or removes (None) a record."""
    store = Store.init(path, "R", KARI)
    register = store.snapshot().register
    parties = [Party(id=id, name=id, kind="municipality") for id in ("oyer", "gausdal")]
    areas = register.model_copy(update={"members": ("oyer", "gausdal"), "areas": {"x": Area(name="X")}})
    changes = (change(register, areas), *(change(None, party) for party in parties))
    store.commit(Changeset(store.snapshot().commit, changes, "new"), KARI)
    for id, fields in steps:
        now = store.snapshot()
        before = now.get(Key("collaboration", id))
        base = before or Collaboration(id=id, name=id)
        after = None if fields is None else base.model_copy(update=fields)
        if before is not None or after is not None:
            action = "edit" if before is not None else "restore"  # what was removed has its id for life
            store.commit(Changeset(now.commit, (change(before, after),), action), KARI)
    return store


def state(snapshot: Snapshot) -> dict[Key, bytes]:
    loaded = snapshot.load(snapshot.files())
    return {key: dump(record) for key, record in loaded.items() if isinstance(record, Record)}


def applied(before: dict[Key, bytes], changes: list[Change]) -> dict[Key, bytes]:
    after = dict(before)
    for made_ in changes:
        assert after.pop(made_.key, None) == (dump(made_.before) if made_.before else None)
        if made_.after is not None:
            after[made_.key] = dump(made_.after)
    return after


@settings(max_examples=12, deadline=None)
@given(STEPS)
def test_the_differences_lead_from_one_state_to_the_other_and_back(steps) -> None:  # type: ignore[no-untyped-def]
    with tempfile.TemporaryDirectory() as folder:
        store = made(Path(folder) / "r", steps)
        commits = git(store.path, "rev-list", "--reverse", "HEAD").split()
        snapshots = [store.snapshot(commit) for commit in commits]
        for one in snapshots[:: max(1, len(snapshots) // 3)]:
            for other in snapshots:
                forth, back = compare(one, other), compare(other, one)
                assert applied(state(one), forth) == state(other)
                assert [(c.key, c.after, c.before) for c in back] == [(c.key, c.before, c.after) for c in forth]
                found = summary(forth, len(other.keys("collaboration")))
                assert found.unchanged == sum(
                    one.blob(key) == other.blob(key) for key in other.keys("collaboration")
                ), "a record that only has another form counts as changed too"
        store.close()


@settings(max_examples=12, deadline=None)
@given(STEPS)
def test_restoring_the_newest_state_changes_nothing_and_an_old_one_all_that_differs(steps) -> None:  # type: ignore[no-untyped-def]
    with tempfile.TemporaryDirectory() as folder:
        store = made(Path(folder) / "r", steps)
        head = git(store.path, "rev-parse", "HEAD")
        now = store.snapshot()
        for key in now.keys("collaboration"):
            assert restore(store, key, head).changes == ()
            for revision in store.history(key):
                then = store.snapshot(revision.commit).get(key)
                if then is not None:
                    changes = restore(store, key, revision.commit).changes
                    assert [c.after for c in changes] == ([then] if then != now.get(key) else [])
        store.close()


def saved(store: Store, before: Record | None, after: Record | None) -> str:
    return store.commit(Changeset(store.snapshot().commit, (change(before, after),), "edit"), KARI).commit


def test_one_field_is_restored_and_the_others_stay(small: Store) -> None:
    record = small.snapshot().collaboration("felles-brannvesen")
    old = small.resolve("HEAD")
    later = record.model_copy(update={"comment": "Ny", "progress": "Videre", "participants": {}})
    saved(small, record, later)
    changeset = restore(small, Key("collaboration", record.id), old, "comment")
    small.commit(changeset, KARI)
    now = small.snapshot().collaboration(record.id)
    assert (now.comment, now.progress, now.participants) == (record.comment, "Videre", {})
    some = next(iter(record.participants))
    small.commit(restore(small, Key("collaboration", record.id), old, f"participants.{some}"), KARI)
    assert dict(small.snapshot().collaboration(record.id).participants) == {some: record.participants[some]}
    small.commit(restore(small, Key("collaboration", record.id), old), KARI)
    assert small.snapshot().collaboration(record.id) == record
    is_sound(small.path)


def test_what_was_removed_comes_back_whole(small: Store) -> None:
    record = small.snapshot().collaboration("felles-brannvesen")
    old = small.resolve("HEAD")
    saved(small, record, None)
    small.commit(restore(small, Key("collaboration", record.id), old), KARI)
    assert small.snapshot().collaboration(record.id) == record


def test_what_cannot_be_restored_is_refused_in_one_line(small: Store) -> None:
    first = git(small.path, "rev-list", "--max-parents=0", "HEAD")
    record = small.snapshot().collaboration("felles-brannvesen")
    key = Key("collaboration", record.id)
    with pytest.raises(BadInput, match="fantes ikke"):
        restore(small, key, first)
    with pytest.raises(BadInput, match="nosuch"):
        restore(small, key, "HEAD", "nosuch")
    with pytest.raises(UnknownRevision):
        restore(small, key, "0000000")
    other = Collaboration(id="annet", name="Annet")
    old = saved(small, None, other)
    changes = merged(record, other, small.snapshot())
    small.commit(Changeset(small.snapshot().commit, tuple(changes), "merge"), KARI)
    with pytest.raises(BadInput, match="en del av"):
        restore(small, Key("collaboration", "annet"), old)


def test_what_happened_and_what_was_reported(small: Store) -> None:
    before = small.snapshot()
    record = before.collaboration("felles-brannvesen")
    saved(small, record, record.model_copy(update={"status": "ended", "until": "2020-06-30"}))
    saved(small, None, Collaboration.model_validate({"id": "nytt", "name": "Nytt", "from": "2019"}))
    after = small.snapshot()
    found = {made_.key.id: happened(made_) for made_ in compare(before, after)}
    assert found == {record.id: ENDED, "nytt": ADDED}
    assert {made_.key.id: happened(made_) for made_ in compare(after, before)} == {record.id: CHANGED, "nytt": REMOVED}
    known = {made_.key.id: happened(made_) for made_ in known_of(before, after, dt.date(2021, 1, 1))}
    assert known == {record.id: REMOVED, "nytt": ADDED}
    assert record.id not in {
        made_.key.id for made_ in known_of(before, after, dt.date(2020, 1, 1)) if made_.after is None
    }
