"""Two records become one: every field is accounted for, and what changes its meaning is asked about."""

from __future__ import annotations

from typing import Any

import pytest

from store.actions.merging import DIFFERS, DROPPED, KEPT, SAME, SECOND, TAKEN, Row, account, merged, open_rows
from store.base.errors import BadInput
from store.changes.changes import Changeset
from store.records.codec import to_fields
from store.records.model import Collaboration, Confirmation, Document, Edition, Event, PlanItem, Question, Record, Study
from store.records.paths import Key
from store.records.references import references_of
from store.register import publishing
from store.register.store import Store
from tests.conftest import BRANN, KARI, edit
from tests.store.test_ids import confirmed, references, save


def made(id: str, **fields: Any) -> Collaboration:
    return Collaboration.model_validate({"id": id, "name": id.capitalize(), **fields})


def rows(store: Store, one: str = "a", two: str = "b") -> dict[str, Row]:
    now = store.snapshot()
    return {row.field: row for row in account(now.collaboration(one), now.collaboration(two), now)}


def merge(store: Store, one: str = "a", two: str = "b", **answers: str) -> Collaboration:
    now = store.snapshot()
    named = {field.replace("__", "."): said for field, said in answers.items()}
    changes = merged(now.collaboration(one), now.collaboration(two), now, named)
    store.commit(Changeset(now.commit, tuple(changes), "merge"), KARI)
    return store.snapshot().collaboration(one)


def test_who_takes_part_in_both_goes_on_taking_part(small: Store) -> None:
    save(
        small,
        made("a", participants={"oyer": {}, "gausdal": {"from": "2015"}}),
        made("b", participants={"oyer": {"until": "2020", "from": "2010", "role": "supplier"}, "gausdal": {}}),
    )
    found = rows(small)
    assert {row.field for row in open_rows(found.values())} == {
        "participants.oyer.until", "participants.oyer.from", "participants.oyer.role",
    }  # fmt: skip
    assert found["participants.gausdal.from"].what == KEPT
    record = merge(small, participants__oyer__from=SECOND)
    assert to_fields(record)["participants"] == {"oyer": {"from": "2010"}, "gausdal": {"from": "2015"}}


def test_two_hosts_are_one_question_and_one_host(small: Store) -> None:
    parts = ({"oyer": {"role": "host"}, "gausdal": {}}, {"oyer": {}, "gausdal": {"role": "host"}})
    save(small, *(made(id, participants=part) for id, part in zip("ab", parts, strict=True)))
    found = rows(small)
    assert [(row.field, row.kept, row.other) for row in open_rows(found.values())] == [("host", "oyer", "gausdal")]
    now = small.snapshot()
    for answer, host in (({}, "oyer"), ({"host": SECOND}, "gausdal")):
        after = merged(now.collaboration("a"), now.collaboration("b"), now, answer)[0].after
        assert isinstance(after, Collaboration)
        assert [id for id, part in after.participants.items() if part.role == "host"] == [host]
        assert set(after.participants) == {"oyer", "gausdal"}


def test_a_host_or_an_end_that_only_the_second_has_is_asked_about(small: Store) -> None:
    ended = {"status": "ended", "from": "1999", "until": "2020", "end_reason": "Slutt", "agreement_until": "2019"}
    save(small, made("a"), made("b", participants={"oyer": {"role": "host"}}, **ended))
    assert {field for field, row in rows(small).items() if row.what == DIFFERS} == {"host", *ended}
    record = merge(small)
    assert (record.status, record.from_, record.until, record.end_reason, record.host) == (
        "active",
        None,
        None,
        "",
        None,
    )
    assert record.agreement_until is None
    assert "oyer" in record.participants


def test_what_changes_no_meaning_is_taken_over_and_shown(small: Store) -> None:
    decision = {"case": "7/20", "outcome": "Vedtatt"}
    save(
        small,
        made("a", areas=["brann"], decisions={"gausdal": {"case": "1/20"}}),
        made(
            "b", areas=["helse"], comment="Merk", decisions={"oyer": decision, "gausdal": {"date": "2020"}},
            participants={"gausdal": {"until": "2019"}}, accepted={"starred": "sett"}, aliases=["B-laget"],
            framtid={"x": 1}, uncertain=["legal_form"], legal_form="informal",
        ),
    )  # fmt: skip
    found = rows(small)
    assert open_rows(found.values()) == []
    taken = {field for field, row in found.items() if row.what == TAKEN}
    assert taken >= {
        "aliases", "areas", "comment", "decisions.oyer", "decisions.gausdal", "participants.gausdal",
        "accepted.starred", "framtid", "legal_form", "former.b",
    }  # fmt: skip
    record = merge(small)
    assert (record.areas, record.comment, record.aliases) == (("brann", "helse"), "Merk", ("B-laget", "B"))
    assert record.decisions["oyer"].outcome == "Vedtatt"
    assert (record.decisions["gausdal"].case, record.decisions["gausdal"].date) == ("1/20", "2020")
    assert record.participants["gausdal"].until == "2019"
    assert (record.uncertain, record.legal_form) == (("legal_form",), "informal")
    assert record.accepted == {"starred": "sett"}
    assert to_fields(record)["framtid"] == {"x": 1}


def test_a_decision_is_never_put_together_of_two(small: Store) -> None:
    save(
        small,
        made("a", decisions={"oyer": {"case": "1/20"}}, legal_form="informal"),
        made(
            "b", decisions={"oyer": {"case": "2/20", "outcome": "Nei"}}, uncertain=["legal_form"], legal_form="informal"
        ),
    )
    assert [row.field for row in open_rows(rows(small).values())] == ["decisions.oyer"]
    record = merge(small, decisions__oyer=SECOND)
    assert (record.decisions["oyer"].case, record.decisions["oyer"].outcome) == ("2/20", "Nei")
    assert record.uncertain == (), "the first's form was sure, and stands"


def test_the_name_and_what_only_the_first_has_can_be_let_go(small: Store) -> None:
    save(small, made("a", comment="Bort"), made("b"))
    record = merge(small, name=SECOND, comment=SECOND)
    assert (record.name, record.aliases, record.comment) == ("B", ("A",), "")
    save(small, made("c"))
    with pytest.raises(BadInput, match="nosuch"):
        merge(small, "a", "c", nosuch=SECOND)


@pytest.mark.parametrize("field", ["parent", "replaced_by"])
@pytest.mark.parametrize(
    ("links", "what", "left"),
    [
        ({"a": "b"}, DROPPED, None),
        ({"b": "a"}, DROPPED, None),
        ({"a": "x", "x": "b"}, DROPPED, None),
        ({"b": "x", "x": "y", "y": "a"}, DROPPED, None),
        ({"a": "b", "b": "x"}, TAKEN, "x"),
        ({"a": "x", "b": "a"}, KEPT, "x"),
        ({"a": "x", "b": "x"}, SAME, "x"),
        ({"b": "x"}, TAKEN, "x"),
    ],
)
def test_no_record_is_below_or_after_itself(
    small: Store, field: str, links: dict[str, str], what: str, left: str | None
) -> None:
    save(small, *(made(id, **({field: links[id]} if id in links else {})) for id in ("a", "b", "x", "y")))
    assert rows(small)[field].what == what
    record = merge(small)
    assert getattr(record, field) == left
    now, at = small.snapshot(), "a"
    for _step in range(4):
        at = getattr(now.collaboration(at), field) or ""
        assert at != "a"
        if not at:
            break
    assert references(small) == []


def test_records_of_every_kind_that_named_the_one_name_the_other(small: Store) -> None:
    users: tuple[Record, ...] = (
        made("x", parent="b", replaced_by="b"),
        PlanItem(id="p", name="P", collaborations=("b", "a")),
        Study(id="s", name="S", collaborations=("b",), result="b"),
        Document(id="d", name="D", collaborations=("b",)),
        Event(id="e", name="E", collaborations=("b",)),
        Question(id="q", name="Q", collaborations=("b",)),
    )
    save(small, made("a"), made("b"), *users)
    merge(small)
    now = small.snapshot()
    for user in users:
        record = now.get(Key(user.KIND, user.id))
        assert record is not None
        named = [key.id for field, key in references_of(record) if key.kind == "collaboration"]
        assert named == ["a"] * (2 if user.id in "xs" else 1), user.KIND
    assert references(small) == []


def test_what_was_confirmed_in_drafts_moves_along_and_what_was_published_stays(small: Store) -> None:
    save(small, made("a"), made("b"))
    said = {
        "a": {"oyer": Confirmation(state="confirmed")},
        "b": {"oyer": Confirmation(state="ended"), "gausdal": Confirmation(state="changed")},
    }
    save(small, Edition(id="2022", confirmations=said), action="confirm")
    published = Edition(id="2021", state="published", confirmations=said)
    small.tag_edition("2021", save(small, published, action="import"), KARI)
    found = rows(small)
    assert found["confirmations.b.gausdal"].what == TAKEN
    assert found["confirmations.b.oyer"].what == DROPPED
    merge(small)
    now = small.snapshot()
    assert {party: one.state for party, one in now.editions["2022"].confirmations["a"].items()} == {
        "oyer": "confirmed", "gausdal": "changed",
    }  # fmt: skip
    assert "b" not in now.editions["2022"].confirmations
    assert now.editions["2021"] == published
    assert references(small) == []


def test_what_was_joined_with_another_is_no_correction_of_the_published_edition(small: Store) -> None:
    save(small, made("a"), made("b"), made("c", comment="c"))
    save(small, Edition(id="2021", state="published"), action="import")
    small.tag_edition("2021", save(small, made("a", comment="x"), action="edit"), KARI)
    merge(small, BRANN.id, "b")
    told = {made_.key.id: made_.after for made_ in publishing.state_of(small, "2021").corrections}
    assert told == {BRANN.id: small.snapshot().collaboration(BRANN.id)}, "b held, as a part of another with its name"
    edit(small, BRANN.id, until="2020", status="ended")
    told = {made_.key.id: made_.after for made_ in publishing.state_of(small, "2021").corrections}
    assert told == {BRANN.id: None, "b": None}, "what it became a part of had ended"
    later = made("ny", comment="Ny")
    save(small, later)
    now = small.snapshot()
    changes = merged(now.collaboration("ny"), now.collaboration("c"), now)
    small.commit(Changeset(now.commit, tuple(changes), "merge"), KARI)
    told = {made_.key.id: made_.after for made_ in publishing.state_of(small, "2021").corrections}
    assert set(told) == {BRANN.id, "b", "ny"}
    made_ = next(m for m in publishing.state_of(small, "2021").corrections if m.key.id == "ny")
    assert made_.before is not None, "the newer record is the old one under another name"


def test_every_field_of_both_is_in_the_account(small: Store) -> None:
    one, two = made("a", progress="x", starred=True), made("b", other_participants="y", participants_complete=False)
    save(small, one, two)
    confirmed(small, "b")
    found = rows(small)
    assert found.keys() >= {
        "name", "progress", "starred", "other_participants", "participants_complete", "status", "confirmations.b.oyer",
    }  # fmt: skip
    assert found["participants_complete"].what == TAKEN
    assert merge(small).participants_complete is False
    now = small.snapshot()
    with pytest.raises(BadInput):
        account(now.collaboration("a"), now.collaboration("a"), now)
