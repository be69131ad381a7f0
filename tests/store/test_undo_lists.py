"""A list that was changed again since: what is taken back of it, and what is told."""

from __future__ import annotations

import pytest

from store.changes.changes import Changeset, change
from store.changes.merge import FieldConflict
from store.records.model import Area
from store.register import publishing
from store.register.store import Store
from store.repair.revert import undo
from tests.conftest import KARI, edit, git, is_sound

ID = "felles-brannvesen"


def areas(store: Store) -> tuple[str, ...]:
    return store.snapshot().collaboration(ID).areas


@pytest.fixture
def store(small: Store) -> Store:
    now = small.snapshot()
    more = {id: Area(name=id.title(), order=90) for id in ("landbruk", "ungdom", "helse", "kultur")}
    after = now.register.model_copy(update={"areas": {**now.register.areas, **more}})
    small.commit(Changeset(now.commit, (change(now.register, after),), "edit"), KARI)
    edit(small, ID, areas=("kultur",))
    return small


def taken_back(store: Store, at: str, *, overwrite: bool = False) -> list[FieldConflict]:
    changeset, conflicts = undo(store, store.revision(at), overwrite=overwrite)
    publishing.save(store, changeset, KARI)
    return conflicts


def test_a_list_that_was_replaced_since_is_told_and_stays(store: Store) -> None:
    first = edit(store, ID, areas=("landbruk",))
    edit(store, ID, areas=("ungdom",))
    (conflict,) = taken_back(store, first)
    assert (conflict.field, conflict.ours, conflict.theirs) == ("areas", ["ungdom"], ["kultur"])
    assert areas(store) == ("ungdom",)
    (conflict,) = taken_back(store, first, overwrite=True)
    assert areas(store) == ("kultur",)
    is_sound(store.path)


def test_what_was_added_is_taken_out_again_beside_later_ones(store: Store) -> None:
    first = edit(store, ID, areas=("kultur", "landbruk"))
    edit(store, ID, areas=("kultur", "landbruk", "ungdom"))
    assert taken_back(store, first) == []
    assert areas(store) == ("kultur", "ungdom")


def test_the_first_items_of_a_list_are_taken_out_again_beside_later_ones(store: Store) -> None:
    edit(store, ID, areas=())
    first = edit(store, ID, areas=("landbruk",))
    edit(store, ID, areas=("landbruk", "ungdom"))
    assert taken_back(store, first) == []
    assert areas(store) == ("ungdom",)


def test_what_was_removed_comes_back_beside_later_ones(store: Store) -> None:
    first = edit(store, ID, areas=())
    edit(store, ID, areas=("ungdom",))
    assert taken_back(store, first) == []
    assert set(areas(store)) == {"kultur", "ungdom"}


@pytest.mark.parametrize(
    ("done", "since"),
    [
        (("kultur", "landbruk"), ("kultur", "ungdom")),
        (("kultur", "landbruk"), ("kultur",)),
        (("landbruk",), ("landbruk", "ungdom")),
        (("kultur", "landbruk", "helse"), ("kultur", "landbruk", "ungdom")),
    ],
)
def test_items_that_went_on_are_told(store: Store, done: tuple[str, ...], since: tuple[str, ...]) -> None:
    first = edit(store, ID, areas=done)
    edit(store, ID, areas=since)
    conflicts = taken_back(store, first)
    assert areas(store) == since
    assert [conflict.field for conflict in conflicts] == ([] if since == ("kultur",) else ["areas"])


def test_a_chain_taken_back_from_its_end_is_the_first_state(store: Store) -> None:
    first = git(store.path, "rev-parse", "HEAD^{tree}")
    commits = [edit(store, ID, areas=items) for items in (("landbruk",), ("landbruk", "ungdom"), ("helse",))]
    for commit in reversed(commits):
        assert taken_back(store, commit) == []
    assert git(store.path, "rev-parse", "HEAD^{tree}") == first
