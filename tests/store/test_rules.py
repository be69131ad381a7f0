"""What must hold of the register, whoever changes it: asked of every Changeset, and of what a join makes."""

# ruff: noqa: F811 - fixtures of another module
from __future__ import annotations

import pytest

from store.actions.bulk import bulk
from store.actions.merging import merged
from store.base.errors import BadInput, StaleRecord
from store.changes.changes import Changeset, change
from store.changes.edits import set_fields
from store.changes.joining import open_of, settle
from store.checks.checks import check
from store.editions import checklist, rollover
from store.records.codec import from_fields, to_fields
from store.records.model import Decision, Record
from store.records.paths import WHOLE, Key
from store.register import publishing
from store.register.store import Store
from store.repair.fsck import fsck
from store.repair.restore import restore
from store.repair.revert import undo
from store.sync.sync import sync
from tests.conftest import KARI, OLA, edit, git
from tests.store.plain_git import commit
from tests.store.test_sync import DAY, ID, both, hub, pair, tree  # noqa: F401

FIRE = Key("collaboration", ID)


def put(store: Store, *records: Record, author: object = KARI) -> None:
    now = store.snapshot()
    changes = tuple(change(now.get(Key(record.KIND, record.id)), record) for record in records)
    store.commit(Changeset(now.commit, changes, "edit"), author)  # type: ignore[arg-type]


def made(kind: str, id: str, **fields: object) -> Record:
    return from_fields(kind, id, {"name": id.capitalize(), **fields})


def set_in(store: Store, id: str, author: object, **settings: str) -> None:
    now = store.snapshot()
    before = now.collaboration(id)
    put(store, set_fields(before, {field.replace("__", "."): words for field, words in settings.items()}, now),
        author=author)  # fmt: skip


def hosts(store: Store, id: str = ID) -> list[str]:
    return [party for party, part in store.snapshot().collaboration(id).participants.items() if part.role == "host"]


def rows(store: Store, code: str) -> set[tuple[str, str, str]]:
    return {(found.kind, found.id, found.field) for found in check(store.snapshot()) if found.code == code}


def joined(one: Store, two: Store) -> None:
    """Ola publishes first, Kari joins."""
    sync(two, OLA, DAY)
    sync(one, KARI, DAY)
    sync(two, OLA, DAY)
    assert tree(one) == tree(two)


# --- joined: what is published stands, ours is put aside


def test_two_hosts_are_one_conflict(pair: tuple[Store, Store]) -> None:
    one, two = pair
    put(one, made("party", "lillehammer"))
    both(one, two)
    set_in(one, ID, KARI, host="lillehammer")
    set_in(two, ID, OLA, host="gausdal")
    joined(one, two)
    assert hosts(one) == ["gausdal"]
    opened = open_of(one.snapshot())[FIRE].fields
    assert {field: (o.base, o.mine, o.theirs) for field, o in opened.items()} == {
        "host": ("oyer", "lillehammer", "gausdal")
    }
    assert opened["host"].mine_by == KARI.name
    assert rows(one, "open_conflict") == {("collaboration", ID, "host")}
    now = two.snapshot()
    changes = settle(now.get(FIRE), open_of(now)[FIRE], "host", "lillehammer")
    two.commit(Changeset(now.commit, tuple(changes), "resolve"), OLA)
    assert hosts(two) == ["lillehammer"]
    assert {"oyer", "gausdal", "lillehammer"} <= two.snapshot().collaboration(ID).participants.keys()


def test_two_who_both_name_their_first_host(pair: tuple[Store, Store]) -> None:
    one, two = pair
    put(one, made("collaboration", "vann"))
    both(one, two)
    set_in(one, "vann", KARI, host="oyer")
    set_in(two, "vann", OLA, host="gausdal")
    joined(one, two)
    assert hosts(one, "vann") == ["gausdal"]
    assert list(open_of(one.snapshot())[Key("collaboration", "vann")].fields) == ["host"]


def test_the_host_that_the_other_takes_out(pair: tuple[Store, Store]) -> None:
    one, two = pair
    put(one, made("collaboration", "vann", participants={"oyer": {"role": "host"}, "gausdal": {}}))
    both(one, two)
    set_in(one, "vann", KARI, participants__gausdal="no")
    set_in(two, "vann", OLA, host="gausdal")
    joined(one, two)
    assert hosts(one, "vann") == ["gausdal"], "it is published"
    opened = open_of(one.snapshot())[Key("collaboration", "vann")].fields
    assert {field: (o.mine, o.theirs) for field, o in opened.items()} == {
        "participants.gausdal": (None, {"role": "host"})
    }
    now = one.snapshot()
    changes = settle(now.get(Key("collaboration", "vann")), open_of(now)[Key("collaboration", "vann")],
                     "participants.gausdal", None)  # fmt: skip
    one.commit(Changeset(now.commit, tuple(changes), "resolve"), KARI)
    assert hosts(one, "vann") == []


def test_the_host_that_we_made_of_one_they_took_out(pair: tuple[Store, Store]) -> None:
    one, two = pair
    put(one, made("collaboration", "vann", participants={"oyer": {"role": "host"}, "gausdal": {}}))
    both(one, two)
    set_in(one, "vann", KARI, host="gausdal")
    set_in(two, "vann", OLA, participants__gausdal="no")
    joined(one, two)
    assert hosts(one, "vann") == ["oyer"]
    assert "gausdal" not in one.snapshot().collaboration("vann").participants
    opened = open_of(one.snapshot())[Key("collaboration", "vann")].fields
    assert {field: (o.base, o.mine, o.theirs) for field, o in opened.items()} == {
        "participants.gausdal": ({}, {"role": "host"}, None)
    }


def test_with_two_hosts_standing_a_later_choice_of_two_is_a_conflict(pair: tuple[Store, Store]) -> None:
    one, two = pair
    text = (
        b'name = "Vann"\nstatus = "active"\n[participants.oyer]\nrole = "host"\n[participants.gausdal]\nrole = "host"\n'
    )
    commit(one, {"collaborations/va/vann.toml": text})
    both(one, two)
    assert rows(one, "several_hosts") == {("collaboration", "vann", "host")}
    set_in(one, "vann", KARI, host="oyer")
    set_in(two, "vann", OLA, host="gausdal")
    joined(one, two)
    assert hosts(one, "vann") == ["gausdal"]
    assert list(open_of(one.snapshot())[Key("collaboration", "vann")].fields) == ["host"]


@pytest.mark.parametrize(
    ("kind", "field"),
    [("collaboration", "parent"), ("collaboration", "replaced_by"), ("plan_item", "parent"), ("document", "umbrella")],
)
def test_a_ring_is_put_aside(pair: tuple[Store, Store], kind: str, field: str) -> None:
    one, two = pair
    put(one, made(kind, "a"), made(kind, "b"), made(kind, "c", **{field: "a"}))
    both(one, two)
    put(one, made(kind, "a", **{field: "b"}))
    put(two, made(kind, "b", **{field: "c"}), author=OLA)
    joined(one, two)
    values = {id: to_fields(one.snapshot().get(Key(kind, id)) or made(kind, "x")).get(field) for id in "abc"}
    assert values == {"a": None, "b": "c", "c": "a"}
    opened = open_of(one.snapshot())[Key(kind, "a")].fields[field]
    assert (opened.mine, opened.theirs, opened.mine_by) == ("b", None, KARI.name)
    assert rows(one, "open_conflict") == {(kind, "a", field)}
    assert not rows(one, "ring")


def test_one_organisation_number_for_two_is_put_aside(pair: tuple[Store, Store]) -> None:
    one, two = pair
    put(one, made("party", "renhold", orgnr="970540008"))
    put(two, made("party", "ikt", orgnr="970 540 008"), author=OLA)
    joined(one, two)
    parties = one.snapshot().parties
    assert (parties["renhold"].orgnr, parties["ikt"].orgnr) == ("", "970 540 008")
    assert open_of(one.snapshot())[Key("party", "renhold")].fields["orgnr"].mine == "970540008"


@pytest.mark.parametrize(
    ("kind", "begins", "ends", "fields"),
    [
        ("collaboration", "from", "until", {}),
        ("document", "from", "until", {}),
        ("party", "from", "until", {}),
        ("plan_item", "start", "due", {}),
        ("event", "date", "until", {}),
        ("collaboration", "participants.oyer.from", "participants.oyer.until", {"participants": {"oyer": {}}}),
    ],
)
def test_an_end_before_the_beginning_is_put_aside(
    pair: tuple[Store, Store], kind: str, begins: str, ends: str, fields: dict[str, object]
) -> None:
    one, two = pair
    put(one, made(kind, "a", **fields))
    both(one, two)

    def with_date(path: str, date: str) -> Record:
        *tables, last = path.split(".")
        values = to_fields(made(kind, "a", **fields))
        table = values
        for name in tables:
            table = table.setdefault(name, {})
        table[last] = date
        return from_fields(kind, "a", values)

    put(one, with_date(begins, "2022"))
    put(two, with_date(ends, "2020"), author=OLA)
    joined(one, two)
    opened = open_of(one.snapshot())[Key(kind, "a")].fields
    assert {field: (o.mine, o.theirs) for field, o in opened.items()} == {begins: ("2022", None)}


def test_a_participant_that_they_removed_and_one_that_we_did(pair: tuple[Store, Store]) -> None:
    one, two = pair
    put(one, made("party", "ny"), made("party", "gammel"), made("collaboration", "a"))
    both(one, two)
    now = one.snapshot()
    one.commit(Changeset(now.commit, (change(now.get(Key("party", "gammel")), None),), "remove"), KARI)
    set_in(one, "a", KARI, participants__ny="yes")
    now = two.snapshot()
    two.commit(Changeset(now.commit, (change(now.get(Key("party", "ny")), None),), "remove"), OLA)
    set_in(two, "a", OLA, participants__gammel="yes")
    joined(one, two)
    found = one.snapshot()
    assert set(found.collaboration("a").participants) == {"gammel"}
    assert "gammel" in found.parties
    opened = {(key.id, field): (o.mine, o.theirs) for key, c in open_of(found).items() for field, o in c.fields.items()}
    assert opened == {("a", "participants.ny"): ({}, None), ("gammel", WHOLE): (None, "Gammel")}
    assert not [fault for fault in fsck(one).faults if fault.code == "reference"]


def test_of_a_list_only_what_is_gone_is_put_aside(pair: tuple[Store, Store]) -> None:
    one, two = pair
    put(one, made("collaboration", "a"), made("collaboration", "b"), made("plan_item", "p"))
    both(one, two)
    put(one, made("plan_item", "p", collaborations=["a", "b"]))
    now = two.snapshot()
    two.commit(Changeset(now.commit, (change(now.get(Key("collaboration", "b")), None),), "remove"), OLA)
    joined(one, two)
    assert one.snapshot().plan_items["p"].collaborations == ("a",)
    opened = open_of(one.snapshot())[Key("plan_item", "p")].fields["collaborations"]
    assert (opened.mine, opened.theirs) == (["a", "b"], ["a"])


def test_a_reference_to_a_record_that_was_merged_is_followed(pair: tuple[Store, Store]) -> None:
    one, two = pair
    put(one, made("collaboration", "a"), made("collaboration", "b"), made("plan_item", "p"))
    both(one, two)
    put(one, made("plan_item", "p", collaborations=["b"]))
    now = two.snapshot()
    changes = merged(now.collaboration("a"), now.collaboration("b"), now)
    two.commit(Changeset(now.commit, tuple(changes), "merge"), OLA)
    joined(one, two)
    assert one.snapshot().plan_items["p"].collaborations == ("a",)
    assert open_of(one.snapshot()) == {}


def test_one_id_for_two_new_records(pair: tuple[Store, Store]) -> None:
    one, two = pair
    put(one, made("collaboration", "felles-it", name="Felles IT", comment="Datasenter", starred=True))
    put(two, made("collaboration", "felles-it", name="Felles-IT!", progress="Skole"), author=OLA)
    joined(one, two)
    key = Key("collaboration", "felles-it")
    found = one.snapshot().collaboration("felles-it")
    assert (found.name, found.comment, found.progress, found.starred) == ("Felles-IT!", "", "Skole", False)
    opened = open_of(one.snapshot())[key].fields[WHOLE]
    assert opened.mine["comment"] == "Datasenter"
    now = two.snapshot()
    changes = settle(now.get(key), open_of(now)[key], WHOLE, opened.mine)
    two.commit(Changeset(now.commit, tuple(changes), "resolve"), OLA)
    both(two, one)
    assert one.snapshot().collaboration("felles-it").comment == "Datasenter"


def test_two_texts_that_are_too_much_for_one_file_are_both_named(pair: tuple[Store, Store]) -> None:
    one, two = pair
    text = "x" * 90_000
    put(one, made("collaboration", "a", comment=text, progress="p"))
    both(one, two)
    put(one, made("collaboration", "a", comment="k" + text, progress="Kari"))
    put(two, made("collaboration", "a", comment="o" + text, end_reason="Ola", progress="p"), author=OLA)
    joined(one, two)
    found = one.snapshot().collaboration("a")
    assert (found.comment[0], found.progress, found.end_reason) == ("o", "Kari", "Ola")
    [(key, conflict)] = open_of(one.snapshot()).items()
    assert (key.kind, conflict.path) == ("file", "collaborations/a/a.toml")
    both(one, two)
    put(one, made("collaboration", "b"))
    put(two, made("collaboration", "c"), author=OLA)
    joined(one, two)


def test_two_records_that_are_too_much_together_are_both_kept(pair: tuple[Store, Store]) -> None:
    one, two = pair
    put(one, made("collaboration", "a"))
    both(one, two)
    put(one, made("collaboration", "a", comment="k" * 90_000, progress="k" * 90_000))
    put(two, made("collaboration", "a", end_reason="o" * 90_000), author=OLA)
    joined(one, two)
    assert one.snapshot().collaboration("a").end_reason[0] == "o"
    opened = open_of(one.snapshot())[Key("collaboration", "a")].fields
    assert sorted(opened) == ["comment", "progress"]


def test_an_edition_that_one_side_published_keeps_what_was_published(pair: tuple[Store, Store]) -> None:
    one, two = pair
    for store, author in ((one, KARI), (two, OLA)):
        if store is one:
            publishing.save(store, rollover.open_edition(store.snapshot(), "2027", DAY), author)
            both(one, two)
    said = checklist.confirm(one.snapshot(), "2027", [ID], "oyer", "confirmed", "Kari", DAY)
    publishing.save(one, said, KARI)
    publishing.save(two, rollover.publish(two.snapshot(), "2027", "Det haster"), OLA)
    published = two.snapshot().editions["2027"]
    joined(one, two)
    assert one.snapshot().editions["2027"] == published
    opened = open_of(one.snapshot())[Key("edition", "2027")].fields
    assert [(field.split(".")[0], o.theirs) for field, o in opened.items()] == [("confirmations", None)]
    who = next(iter(opened.values()))
    assert (who.mine_by, who.theirs_by) == (KARI.name, "")
    decided = rollover.adopt(one.snapshot(), "2027", "oyer", Decision(case="7/27"))
    publishing.save(one, decided, KARI)
    publishing.save(two, rollover.adopt(two.snapshot(), "2027", "gausdal", Decision(case="9/27")), OLA)
    joined(one, two)
    assert set(one.snapshot().editions["2027"].decisions) == {"oyer", "gausdal"}


def test_an_edition_that_we_published_stands_though_others_went_on_confirming(pair: tuple[Store, Store]) -> None:
    one, two = pair
    publishing.save(one, rollover.open_edition(one.snapshot(), "2027", DAY), KARI)
    both(one, two)
    said = checklist.confirm(two.snapshot(), "2027", [ID], "oyer", "confirmed", "Ola", DAY)
    publishing.save(two, said, OLA)
    publishing.save(one, rollover.publish(one.snapshot(), "2027", "Det haster"), KARI)
    published = one.snapshot().editions["2027"]
    joined(one, two)
    assert two.snapshot().editions["2027"] == published
    opened = open_of(two.snapshot())[Key("edition", "2027")].fields
    assert [(field.split(".")[0], o.mine is None, o.theirs is None) for field, o in opened.items()] == [
        ("confirmations", True, False)
    ]


# --- one clone: refused, with names


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"participants__gausdal__role": "host"}, "Øyer"),
        ({"host": "oyer", "participants__gausdal__role": "host"}, "Gausdal"),
        ({"parent": ID}, "Felles brannvesen"),
        ({"from": "2022", "until": "2020"}, "2020"),
    ],
)
def test_what_breaks_a_rule_is_refused_with_names(small: Store, settings: dict[str, str], told: str) -> None:
    set_in(small, ID, KARI, host="oyer")
    head = git(small.path, "rev-parse", "HEAD")
    with pytest.raises(BadInput, match=told):
        set_in(small, ID, KARI, **settings)
    assert git(small.path, "rev-parse", "HEAD") == head


def test_a_ring_in_two_steps_and_by_a_form_whose_base_is_older(small: Store) -> None:
    put(small, made("collaboration", "a"), made("collaboration", "b"))
    base = small.snapshot()
    set_in(small, "a", KARI, parent="b")
    before = base.collaboration("b")
    after = before.model_copy(update={"parent": "a"})
    with pytest.raises(BadInput, match="A → B"):
        small.commit(Changeset(base.commit, (change(before, after),), "edit"), OLA)
    with pytest.raises(BadInput, match=r"B → A → B|A → B"):
        set_in(small, "b", KARI, parent="a")


def test_two_forms_on_one_base_meet_in_the_host(small: Store) -> None:
    put(small, made("party", "lillehammer"))
    base = small.snapshot()
    before = base.collaboration(ID)
    for author, party in ((KARI, "lillehammer"), (OLA, "gausdal")):
        after = set_fields(before, {"host": party}, base)
        changeset = Changeset(base.commit, (change(before, after),), "edit")
        if author is KARI:
            small.commit(changeset, author)
        else:
            with pytest.raises(StaleRecord) as caught:
                small.commit(changeset, author)
            assert caught.value.conflicts == (("host", "lillehammer"),)
    assert hosts(small) == ["lillehammer"]


def test_undo_of_a_middle_change_of_host_says_that_it_moved_on(small: Store) -> None:
    put(small, made("party", "lillehammer"))
    set_in(small, ID, KARI, host="lillehammer")
    set_in(small, ID, KARI, host="gausdal")
    middle = small.revision("HEAD~1")
    changeset, conflicts = undo(small, middle)
    assert [conflict.field for conflict in conflicts] == ["host"]
    small.commit(changeset, KARI)
    assert hosts(small) == ["gausdal"]
    assert "lillehammer" not in small.snapshot().collaboration(ID).participants, "that was of the change too"
    changeset, _conflicts = undo(small, middle, overwrite=True)
    small.commit(changeset, KARI)
    assert len(hosts(small)) <= 1


@pytest.mark.parametrize("field", ["host", "participants.oyer.role", "participants.oyer"])
def test_a_host_that_is_restored_takes_that_from_whoever_has_it(small: Store, field: str) -> None:
    before = small.resolve("HEAD")
    set_in(small, ID, KARI, host="gausdal")
    small.commit(restore(small, FIRE, before, field), KARI)
    assert hosts(small) == ["oyer"]


def test_one_organisation_number_is_refused_with_the_name_of_who_has_it(small: Store) -> None:
    put(small, made("party", "ikt", name="IKT Nord", orgnr="970540008"))
    with pytest.raises(BadInput, match="IKT Nord"):
        put(small, made("party", "annen", orgnr="970 540 008"))


def test_references_of_every_kind_are_held(small: Store) -> None:
    for kind, fields in (
        ("plan_item", {"collaborations": ["ingen"]}),
        ("study", {"host": "ingen"}),
        ("event", {"documents": ["ingen"]}),
        ("question", {"areas": ["ingen"]}),
        ("document", {"umbrella": "ingen"}),
        ("party", {"successor": "ingen"}),
    ):
        with pytest.raises(BadInput, match="ingen"):
            put(small, made(kind, "x", **fields))


def test_a_bulk_edit_that_makes_a_second_host_is_refused(small: Store) -> None:
    set_in(small, ID, KARI, host="oyer")
    now = small.snapshot()
    changes = bulk([now.collaboration(ID)], "participants.gausdal.role", "set", "host", now)
    with pytest.raises(BadInput, match="Øyer, Gausdal"):
        small.commit(Changeset(now.commit, tuple(changes), "bulk"), KARI)


def test_what_was_broken_before_may_be_saved_again(small: Store) -> None:
    text = (
        b'name = "Vann"\nstatus = "active"\n[participants.oyer]\nrole = "host"\n[participants.gausdal]\nrole = "host"\n'
    )
    commit(small, {"collaborations/va/vann.toml": text})
    edit(small, "vann", comment="x")
    assert small.snapshot().collaboration("vann").comment == "x"
