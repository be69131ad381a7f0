"""Undo and redo of every kind of change: byte for byte, after a restart, after others went on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from store.actions.life import (
    changed_area,
    copied,
    in_area,
    moved_area,
    new_party,
    replaced,
    with_area,
    withdrawn,
)
from store.actions.merging import merged
from store.base.author import Author
from store.base.errors import BadInput
from store.changes.changes import Change, Changeset, change
from store.changes.edits import end, set_fields
from store.documents.importer import plan_import
from store.formats.reading import read_source
from store.records.model import Collaboration, Participation
from store.records.paths import path_of
from store.records.snapshot import Snapshot
from store.register.store import Store
from store.repair.revert import last_done, last_undone, undo
from tests.conftest import KARI, OLA, edit, git, is_sound

Make = Callable[[Snapshot], list[Change]]


def record(now: Snapshot, id: str = "geodata-samarbeid") -> Collaboration:
    return now.collaboration(id)


def of(make: Callable[[Collaboration], Collaboration]) -> Make:
    return lambda now: [change(record(now), make(record(now)))]


def bulk(now: Snapshot) -> list[Change]:
    chosen = [r for r in now.collaborations.values() if r.legal_form == "informal"]
    return [change(r, set_fields(r, {"legal_form": "network", "participants.ringebu": "yes"}, now)) for r in chosen]


def merging(now: Snapshot) -> list[Change]:
    kept, other = record(now, "felles-barnevern"), record(now, "felles-barnevern-2")
    return merged(kept, other, now)


def splitting(now: Snapshot) -> list[Change]:
    register, id = with_area(now.register, "Barn og unge", "brannvesen")
    moved = [r for r in now.collaborations.values() if "helse-og-omsorg" in r.areas][:3]
    return [change(now.register, register), *(change(r, in_area(r, id, "helse-og-omsorg")) for r in moved)]


KINDS_OF_CHANGE: dict[str, Make] = {
    "edit": of(lambda r: r.model_copy(update={"comment": "Ny kommentar\nto linjer", "areas": ("brannvesen",)})),
    "end": of(lambda r: end(r, "2022-01-01", "Ikke lenger")),
    "withdraw": of(lambda r: withdrawn(r, "oyer", "2021-06", "2022-01-01")),
    "replace": of(lambda r: replaced(r, "regionrad", "2022")),
    "new": lambda now: [change(None, copied(record(now), "Nytt samarbeid", now.collaborations))],
    "remove": lambda now: [change(record(now), None)],
    "bulk": bulk,
    "merge": merging,
    "split": splitting,
    "area": lambda now: [change(now.register, changed_area(now.register, "brannvesen", name="Brann", until="2030"))],
    "order": lambda now: [change(now.register, moved_area(now.register, "brannvesen", -1))],
    "party": lambda now: [change(None, new_party("Sel", "municipality", now.parties))],
    "host": of(
        lambda r: r.model_copy(
            update={
                "participants": {
                    "hamar": Participation(role="host"),
                    **{
                        party: part.model_copy(update={"role": "participant"}) for party, part in r.participants.items()
                    },
                }
            }
        )
    ),
    "participant gone": of(
        lambda r: r.model_copy(update={"participants": {k: v for k, v in r.participants.items() if k != "oyer"}})
    ),
}


def texts(path: Path, changes: list[Change], at: str = "HEAD") -> dict[str, str]:
    paths = [path_of(made.key) for made in changes]
    there = git(path, "ls-tree", "-r", "--name-only", at).split("\n")
    return {name: git(path, "cat-file", "blob", f"{at}:{name}") for name in paths if name in there}


def take_back(store: Store, author: Author = KARI) -> None:
    revision = last_done(store, author)
    assert revision is not None
    changeset, conflicts = undo(store, revision)
    assert conflicts == []
    store.commit(changeset, author)


@pytest.mark.parametrize("kind", KINDS_OF_CHANGE)
def test_what_is_taken_back_is_as_it_was_and_what_is_done_again_as_it_became(demo: Path, kind: str) -> None:
    store = Store.open(demo)
    now = store.snapshot()
    changes = KINDS_OF_CHANGE[kind](now)
    before = texts(demo, changes)
    store.commit(Changeset(now.commit, tuple(changes), kind), KARI)
    after = texts(demo, changes)
    assert after != before
    store.close()
    store = Store.open(demo)  # a restart
    take_back(store)
    assert texts(demo, changes) == before
    again = last_undone(store, KARI)
    assert again is not None
    store.commit(undo(store, again)[0], KARI)
    assert texts(demo, changes) == after
    take_back(store)
    assert texts(demo, changes) == before
    store.close()
    is_sound(demo)


@pytest.mark.parametrize("kind", [kind for kind in KINDS_OF_CHANGE if kind not in ("new", "remove", "party")])
def test_others_went_on_in_another_field_and_keep_it(demo: Path, kind: str) -> None:
    store = Store.open(demo)
    now = store.snapshot()
    changes = KINDS_OF_CHANGE[kind](now)
    before = texts(demo, changes)
    store.commit(Changeset(now.commit, tuple(changes), kind), KARI)
    victim = next((made.after for made in changes if isinstance(made.after, Collaboration)), None)
    if victim is not None:
        edit(store, victim.id, OLA, progress="Ola var her")
    take_back(store)
    if victim is None:
        assert texts(demo, changes) == before
    else:
        now = store.snapshot()
        assert now.collaboration(victim.id).progress == "Ola var her"
        undone = store.revision("HEAD~1")
        store.commit(undo(store, undone)[0], OLA)
        assert texts(demo, changes) == before
    store.close()


def test_a_field_that_moved_on_is_told_and_kept_unless_one_says_otherwise(small: Store) -> None:
    edit(small, "felles-brannvesen", comment="Karis", progress="Også Karis")
    edit(small, "felles-brannvesen", OLA, comment="Olas")
    revision = last_done(small, KARI)
    assert revision is not None
    changeset, conflicts = undo(small, revision)
    assert [(c.field, c.ours, c.theirs) for c in conflicts] == [("comment", "Olas", "Øyer vertskommune.")]
    small.commit(changeset, KARI)
    now = small.snapshot().collaboration("felles-brannvesen")
    assert (now.comment, now.progress) == ("Olas", "")
    changeset, _conflicts = undo(small, revision, overwrite=True)
    small.commit(changeset, KARI)
    assert small.snapshot().collaboration("felles-brannvesen").comment == "Øyer vertskommune."


def test_one_goes_back_step_by_step_and_forward_again(small: Store) -> None:
    def comment() -> str:
        return small.snapshot().collaboration("felles-brannvesen").comment

    for text in ("en", "to", "tre"):
        edit(small, "felles-brannvesen", comment=text)
    edit(small, "felles-brannvesen", OLA, progress="Olas")
    seen = []
    for _step in range(3):
        take_back(small)
        seen.append(comment())
    assert seen == ["to", "en", "Øyer vertskommune."]
    seen = []
    while (revision := last_undone(small, KARI)) is not None:
        small.commit(undo(small, revision)[0], KARI)
        seen.append(comment())
    assert seen == ["en", "to", "tre"]
    take_back(small)
    edit(small, "felles-brannvesen", comment="noe annet")
    assert last_undone(small, KARI) is None
    assert small.snapshot().collaboration("felles-brannvesen").progress == "Olas"


def test_an_import_is_taken_back_as_one(tmp_path: Path) -> None:
    store = Store.init(tmp_path / "r", "R", KARI)
    file = Path(__file__).parents[2] / "store/data/documents/oversikt-2021.txt"
    result = plan_import(store.snapshot(), [read_source(file)])
    assert result.changeset is not None
    store.commit(result.changeset, KARI)
    before = git(tmp_path / "r", "rev-parse", "HEAD~1^{tree}")
    take_back(store)
    assert git(tmp_path / "r", "rev-parse", "HEAD^{tree}") == before
    with pytest.raises(BadInput, match="register"):
        undo(store, list(store.history())[-1])
    store.close()


def test_the_commit_says_what_was_taken_back(small: Store) -> None:
    commit = edit(small, "felles-brannvesen", comment="Nytt")
    take_back(small)
    message = git(small.path, "log", "-1", "--format=%B")
    assert f"Reverts: {commit}" in message
    assert "Iktui-Action: undo" in message
    assert "kommentar" in message.splitlines()[0]
