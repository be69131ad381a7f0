"""An id is a name for life: what goes is followed or given up wherever it is named, and nothing new takes its id."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.actions.life import with_area
from store.actions.merging import merged
from store.base.errors import BadInput, GoneRecord
from store.changes.changes import Changeset, change
from store.changes.edits import new_collaboration
from store.checks.checks import check
from store.checks.fixes import fix
from store.documents.importer import plan_import
from store.editions import rollover
from store.formats.reading import read_source
from store.planning.plan_edits import new_item
from store.records.model import Collaboration, Confirmation, Conflict, Edition, OpenField, PlanItem, Record, Study
from store.records.paths import Key, path_of
from store.records.references import references_of
from store.register.store import Store
from store.repair.fsck import fsck
from store.repair.restore import restore
from store.repair.revert import last_done, undo
from store.reports.reports import csv_as_written
from store.rules.following import removal
from store.rules.taken import AREA, Taken
from tests.conftest import BRANN, KARI, OLA, Run, edit, git, is_sound

OVERVIEW = Path(__file__).parents[2] / "store/data/documents/oversikt-2021.txt"


def save(store: Store, *records: Record, action: str = "new") -> str:
    now = store.snapshot()
    changes = tuple(change(now.get(Key(record.KIND, record.id)), record) for record in records)
    return store.commit(Changeset(now.commit, changes, action), KARI).commit


def remove(store: Store, key: Key) -> str:
    record = store.snapshot().get(key)
    assert record is not None
    return store.commit(removal(store.snapshot(), record), KARI).commit


def merge(store: Store, kept: str, other: str) -> str:
    now = store.snapshot()
    changes = merged(now.collaboration(kept), now.collaboration(other), now)
    return store.commit(Changeset(now.commit, tuple(changes), "merge"), KARI).commit


def take_back(store: Store, commit: str = "HEAD") -> str:
    return store.commit(undo(store, store.revision(commit))[0], KARI).commit


def references(store: Store) -> list[str]:
    """What fsck finds of ids, and what check finds: the same places."""
    found = [fault.where for fault in fsck(store).faults if fault.code == "reference"]
    told = [finding for finding in check(store.snapshot()) if finding.code in ("unknown_reference", "shared_id")]
    assert len(found) == len(told), (found, told)
    return found


def confirmed(small: Store, id: str, state: str = "confirmed", year: str = "2022") -> None:
    now = small.snapshot()
    edition = now.editions.get(year) or Edition(id=year)
    said = {**edition.confirmations, id: {"oyer": Confirmation(state=state)}}
    save(small, edition.model_copy(update={"confirmations": said}), action="confirm")


# --- restoring


def test_a_state_from_before_a_merge_keeps_what_was_merged_since(small: Store) -> None:
    before = save(small, Collaboration(id="legevakt", name="Legevakt"), Collaboration(id="vakt", name="Vakt"))
    merge(small, "legevakt", "vakt")
    edit(small, "legevakt", comment="Ny")
    small.commit(restore(small, Key("collaboration", "legevakt"), before), KARI)
    now = small.snapshot()
    assert now.collaboration("legevakt").comment == ""
    assert now.collaboration("vakt").id == "legevakt", "the id that went still leads somewhere"
    small.commit(restore(small, Key("collaboration", "legevakt"), before, "former"), KARI)
    assert small.snapshot().collaboration("vakt").id == "legevakt"
    assert references(small) == []


def test_a_state_that_names_what_was_merged_away_names_the_heir(small: Store) -> None:
    save(small, Collaboration(id="legevakt", name="Legevakt"), Collaboration(id="vakt", name="Vakt"))
    item = PlanItem(id="punkt", name="Punkt", collaborations=("vakt",))
    old = save(small, item)
    edit(small, BRANN.id, parent="vakt")
    named = git(small.path, "rev-parse", "HEAD")
    edit(small, BRANN.id, parent=None)
    save(small, item.model_copy(update={"collaborations": ()}), action="edit")
    merge(small, "legevakt", "vakt")
    small.commit(restore(small, BRANN, named), KARI)
    assert small.snapshot().collaboration(BRANN.id).parent == "legevakt"
    small.commit(restore(small, Key("plan_item", "punkt"), old), KARI)
    assert small.snapshot().plan_items["punkt"].collaborations == ("legevakt",)
    assert references(small) == []


def test_a_state_that_names_what_was_removed_is_refused_with_its_name(small: Store) -> None:
    save(small, Collaboration(id="vakt", name="Vakt"))
    old = save(small, PlanItem(id="punkt", name="Punkt", collaborations=("vakt",)))
    save(small, PlanItem(id="punkt", name="Punkt"), action="edit")
    remove(small, Key("collaboration", "vakt"))
    with pytest.raises(BadInput, match=r"Punkt.*vakt"):
        restore(small, Key("plan_item", "punkt"), old)
    assert references(small) == []


def test_undo_follows_what_was_merged_away_since(small: Store) -> None:
    save(small, Collaboration(id="legevakt", name="Legevakt"), Collaboration(id="vakt", name="Vakt"))
    edit(small, BRANN.id, parent="vakt")
    gone = edit(small, BRANN.id, parent=None)
    merge(small, "legevakt", "vakt")
    take_back(small, gone)
    assert small.snapshot().collaboration(BRANN.id).parent == "legevakt"
    assert references(small) == []


# --- new records


def test_a_new_record_never_takes_an_id_that_is_or_was_anothers(small: Store) -> None:
    save(small, Collaboration(id="legevakt", name="Legevakt"), Collaboration(id="vakt", name="Vakt"))
    merge(small, "legevakt", "vakt")
    now = small.snapshot()
    assert new_collaboration("Vakt", Taken(now, "collaboration")).id == "vakt-2"
    with pytest.raises(BadInput, match=r"collaborations/va/vakt\.toml"):
        save(small, Collaboration(id="vakt", name="Vakt"))
    remove(small, Key("collaboration", "legevakt"))
    taken = Taken(small.snapshot(), "collaboration")
    assert [id for id in ("legevakt", "vakt", "fri", "felles-brannvesen", "a", "b", "legevakt") if id in taken] == [
        "legevakt", "vakt", "felles-brannvesen", "legevakt",
    ], "one by one, and from the list of all"  # fmt: skip


@pytest.mark.parametrize(
    "record",
    [PlanItem(id="x", name="X"), Study(id="x", name="X"), Collaboration(id="x", name="X")],
    ids=lambda record: record.KIND,
)
def test_what_was_removed_has_its_id_for_life_and_what_was_undone_never_was(small: Store, record: Record) -> None:
    key = Key(record.KIND, "x")
    save(small, record)
    take_back(small)
    assert "x" not in Taken(small.snapshot(), record.KIND), "an id that was taken back is free"
    save(small, record)
    removed = remove(small, key)
    assert "x" in Taken(small.snapshot(), record.KIND)
    with pytest.raises(BadInput, match="x"):
        save(small, record)
    take_back(small, removed)
    assert small.snapshot().get(key) == record, "taking back brings it back"
    remove(small, key)
    small.commit(restore(small, key, "HEAD^"), KARI)
    assert small.snapshot().get(key) == record
    take_back(small)
    assert "x" in Taken(small.snapshot(), record.KIND), "that it came back was undone, not that it was made"


def test_what_has_no_record_in_the_history_is_anothers_where_it_is_named(small: Store) -> None:
    confirmed(small, "gammel")
    open_ = Conflict(id="collaboration.omstridt", name="O", fields={"comment": OpenField(mine="a", theirs="b")})
    save(small, open_)
    assert {"gammel", "omstridt"} <= {
        id for id in ("gammel", "omstridt", "ny") if id in Taken(small.snapshot(), "collaboration")
    }
    assert "omstridt" not in Taken(small.snapshot(), "party")


def test_items_and_areas_get_ids_of_their_own_too(small: Store) -> None:
    save(small, new_item(small.snapshot(), "Punkt", 2026))
    remove(small, Key("plan_item", "punkt"))
    assert new_item(small.snapshot(), "Punkt", 2026).id == "punkt-2"
    register = small.snapshot().register
    save(small, with_area(register, "Skole")[0], action="edit")
    save(small, register, action="edit")
    assert with_area(register, "Skole", None, Taken(small.snapshot(), AREA))[1] == "skole-2"
    save(small, with_area(register, "Kultur")[0], action="edit")
    take_back(small)
    assert with_area(register, "Kultur", None, Taken(small.snapshot(), AREA))[1] == "kultur"


def test_an_import_that_was_taken_back_gives_the_same_ids_again(small: Store) -> None:
    result = plan_import(small.snapshot(), [read_source(OVERVIEW)])
    assert result.changeset is not None
    made = small.commit(result.changeset, KARI)
    tree = git(small.path, "rev-parse", "HEAD^{tree}")
    take_back(small, made.commit)
    again = plan_import(small.snapshot(), [read_source(OVERVIEW)])
    assert again.changeset is not None
    small.commit(again.changeset, KARI)
    assert git(small.path, "rev-parse", "HEAD^{tree}") == tree


# --- forms


@pytest.mark.parametrize("how", ["removed", "merged"])
def test_a_form_of_what_is_gone_makes_nothing_anew(small: Store, how: str) -> None:
    save(small, Collaboration(id="legevakt", name="Legevakt"), Collaboration(id="vakt", name="Vakt"))
    base = small.snapshot()
    record = base.collaboration("vakt")
    now = small.snapshot()
    if how == "removed":
        small.commit(removal(now, record), OLA)
    else:
        small.commit(Changeset(now.commit, tuple(merged(now.collaboration("legevakt"), record, now)), "merge"), OLA)
    mine = change(record, record.model_copy(update={"comment": "Mitt"}))
    with pytest.raises(GoneRecord) as refused:
        small.commit(Changeset(base.commit, (mine,), "edit"), KARI)
    assert "Ola Hansen" in str(refused.value)
    assert ("Legevakt" in str(refused.value)) == (how == "merged")
    assert not small.snapshot().exists(Key("collaboration", "vakt"))


# --- removing


def test_what_a_document_said_of_a_removed_record_stays_in_its_place(demo_store: Store, demo: Path) -> None:
    written = csv_as_written(demo_store.snapshot())
    rollover_ = rollover.open_edition(demo_store.snapshot(), "2030", "2029-12-01")
    demo_store.commit(rollover_, KARI)
    key = Key("collaboration", "geodata-samarbeid")
    now = demo_store.snapshot()
    words = now.collaboration(key.id).as_written
    draft = now.editions["2030"].model_copy(
        update={"confirmations": {key.id: {"oyer": Confirmation(state="confirmed")}}}
    )
    save(demo_store, draft, action="confirm")
    tree = git(demo, "rev-parse", "HEAD^{tree}")
    removed = remove(demo_store, key)
    now = demo_store.snapshot()
    assert csv_as_written(now) == written
    kept = [document.gone[key.id] for document in now.documents.values() if key.id in document.rows]
    assert kept
    assert all(row == words for row in kept)
    assert now.editions["2030"].confirmations == {}
    assert references(demo_store) == []
    take_back(demo_store, removed)
    assert git(demo, "rev-parse", "HEAD^{tree}") == tree, "undone whole, it is as it was"
    remove(demo_store, key)
    demo_store.commit(restore(demo_store, key, "HEAD^"), KARI)
    now = demo_store.snapshot()
    assert not any(doc.gone for doc in now.documents.values()), "what is back needs nobody to keep its words"
    assert csv_as_written(now) == written
    is_sound(demo)


def test_what_a_published_edition_says_stays_and_is_proved_at_its_tag(small: Store) -> None:
    save(small, Collaboration(id="vakt", name="Vakt"))
    confirmed(small, "vakt")
    edition = small.snapshot().editions["2022"].model_copy(update={"state": "published"})
    tagged = save(small, edition, action="import")
    small.tag_edition("2022", tagged, KARI)
    remove(small, Key("collaboration", "vakt"))
    assert small.snapshot().editions["2022"] == edition
    assert references(small) == []


def test_a_party_that_goes_is_no_longer_heard_in_drafts(small: Store) -> None:
    party = small.snapshot().parties["gausdal"].model_copy(update={"id": "sel", "name": "Sel"})
    save(small, party)
    said = {BRANN.id: {"oyer": Confirmation(state="confirmed"), "sel": Confirmation(state="ended")}}
    save(small, Edition(id="2022", confirmations=said), action="confirm")
    remove(small, Key("party", "sel"))
    assert set(small.snapshot().editions["2022"].confirmations[BRANN.id]) == {"oyer"}
    assert references(small) == []


def test_an_open_conflict_goes_with_its_record(small: Store) -> None:
    save(small, Collaboration(id="vakt", name="Vakt"))
    save(small, Conflict(id="collaboration.vakt", name="Vakt", fields={"comment": OpenField(mine="a", theirs="b")}))
    now = small.snapshot()
    with pytest.raises(BadInput, match="resolve"):
        merged(now.collaboration(BRANN.id), now.collaboration("vakt"), now)
    remove(small, Key("collaboration", "vakt"))
    assert not small.snapshot().records(Conflict)
    assert references(small) == []


def test_what_is_linked_to_is_not_removed(small: Store) -> None:
    save(small, Collaboration(id="vakt", name="Vakt"))
    save(small, Study(id="forstudie", name="Forstudie", result="vakt"))
    with pytest.raises(BadInput, match="Forstudie"):
        remove(small, Key("collaboration", "vakt"))


# --- files with another name


def rename(store: Store, old: str, new: str) -> None:
    here, there = (store.path / path_of(Key("collaboration", id)) for id in (old, new))
    there.parent.mkdir(parents=True, exist_ok=True)
    here.rename(there)


def test_a_file_renamed_by_hand_and_accepted_is_the_same_record(demo_store: Store) -> None:
    edit(demo_store, "regionrad", parent="geodata-samarbeid")
    written = csv_as_written(demo_store.snapshot())
    rename(demo_store, "geodata-samarbeid", "kartsamarbeid")
    changeset, problems = demo_store.hand_edits()
    assert changeset is not None
    assert problems == []
    demo_store.commit(changeset, KARI)
    now = demo_store.snapshot()
    assert now.collaboration("geodata-samarbeid").id == "kartsamarbeid"
    assert now.collaboration("regionrad").parent == "kartsamarbeid"
    assert csv_as_written(now) == written
    assert references(demo_store) == []
    assert demo_store.hand_edits() == (None, []), "the file is as it was committed"


def test_a_file_renamed_by_plain_git_is_found_and_followed(demo_store: Store, demo: Path) -> None:
    edit(demo_store, "regionrad", parent="geodata-samarbeid")
    written = csv_as_written(demo_store.snapshot())
    rename(demo_store, "geodata-samarbeid", "kartsamarbeid")
    git(demo, "add", "-A")
    git(demo, "-c", "user.name=Ola", "-c", "user.email=ola@a.no", "commit", "-qm", "nytt navn")
    assert len(references(demo_store)) == 2, "the parent, and the row of the overview"
    for _turn in range(2):
        now = demo_store.snapshot()
        finding = next(finding for finding in check(now) if finding.code == "unknown_reference")
        assert finding.suggestion == "kartsamarbeid"
        made = fix(finding, now)
        assert made is not None
        demo_store.commit(Changeset(now.commit, (made,), "fix"), KARI)
    now = demo_store.snapshot()
    assert now.collaboration("regionrad").parent == "kartsamarbeid"
    assert now.collaboration("geodata-samarbeid").id == "kartsamarbeid"
    assert csv_as_written(now) == written
    assert references(demo_store) == []


def test_a_file_put_back_by_hand_is_the_same_record_again(small: Store) -> None:
    path = small.path / path_of(BRANN)
    text = path.read_bytes()
    remove(small, BRANN)
    assert not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    changeset, _problems = small.hand_edits()
    assert changeset is not None
    small.commit(changeset, KARI)
    assert small.snapshot().exists(BRANN)
    save(small, Collaboration(id="vakt", name="Vakt"))
    merge(small, "vakt", BRANN.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    changeset, _problems = small.hand_edits()
    assert changeset is not None
    with pytest.raises(BadInput, match="Vakt"):
        small.commit(changeset, KARI)


# --- what older versions left


def by_hand(store: Store, *gone: Key) -> None:
    """Remove files by plain git: nothing is followed, as older versions did."""
    git(store.path, "rm", "-q", *(path_of(key) for key in gone))
    git(store.path, "-c", "user.name=Ola", "-c", "user.email=ola@a.no", "commit", "-qm", "borte")


def settle_all(store: Store, most: int = 12) -> None:
    for _turn in range(most):
        now = store.snapshot()
        found = [finding for finding in check(now) if finding.code in ("unknown_reference", "shared_id")]
        if not found:
            return
        made = fix(found[0], now)
        assert made is not None, found[0]
        store.commit(Changeset(now.commit, (made,), "fix"), KARI)
    raise AssertionError("it does not come to an end")


def test_what_was_left_behind_is_found_and_given_up_without_losing_words(demo_store: Store) -> None:
    key = Key("collaboration", "geodata-samarbeid")
    written = csv_as_written(demo_store.snapshot())
    said = {key.id: {"oyer": Confirmation(state="confirmed")}}
    open_ = Conflict(id=f"collaboration.{key.id}", name="G", fields={"comment": OpenField(mine="a", theirs="b")})
    item = PlanItem(id="kart", name="Kart", collaborations=(key.id,))
    save(demo_store, Edition(id="2030", confirmations=said), open_, item, action="confirm")
    edit(demo_store, "regionrad", parent=key.id)
    by_hand(demo_store, key)
    where = references(demo_store)
    assert sorted(place.rpartition(": ")[2] for place in where) == [
        "collaborations", f"confirmations.{key.id}", "fields", "parent", "rows",
    ]  # fmt: skip
    settle_all(demo_store)
    now = demo_store.snapshot()
    assert references(demo_store) == []
    assert csv_as_written(now) == written
    assert now.plan_items["kart"].collaborations == ()


def test_an_id_of_two_is_found_and_the_living_record_has_it(small: Store) -> None:
    save(small, Collaboration(id="legevakt", name="Legevakt"), Collaboration(id="vakt", name="Vakt"))
    merge(small, "legevakt", "vakt")
    path = small.path / path_of(Key("collaboration", "vakt"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('name = "En annen"\nstatus = "active"\n')
    git(small.path, "add", "-A")
    git(small.path, "-c", "user.name=Ola", "-c", "user.email=ola@a.no", "commit", "-qm", "samme id")
    assert references(small) == ["collaborations/le/legevakt.toml: former"]
    settle_all(small)
    assert small.snapshot().collaboration("vakt").name == "En annen"
    assert references(small) == []


def test_fsck_of_the_command_line_names_the_place(demo: Path, run: Run) -> None:
    git(demo, "rm", "-q", path_of(Key("collaboration", "geodata-samarbeid")))
    git(demo, "-c", "user.name=Ola", "-c", "user.email=ola@a.no", "commit", "-qm", "borte")
    told = run("-C", demo, "fsck")
    assert told.status == 1
    assert "rows" in told.out
    assert "geodata-samarbeid" in told.out
    assert [f["code"] for f in run("-C", demo, "check", "--json").json if f["field"] == "rows"] == ["unknown_reference"]


def test_undo_of_a_removal_by_somebody_else_is_whole(small: Store) -> None:
    remove(small, BRANN)
    revision = last_done(small, KARI)
    assert revision is not None
    small.commit(undo(small, revision)[0], OLA)
    record = small.snapshot().collaboration(BRANN.id)
    assert list(references_of(record))
    assert references(small) == []
