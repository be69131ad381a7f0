"""The figures: counts over what is in force, and the shares."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from store.base.i18n import set_language
from store.changes.changes import Changeset, change
from store.query.listing import make_listing
from store.query.query import parse
from store.records.model import Collaboration, Decision, Document, Edition, Participation, Party
from store.register.publishing import edition_snapshots
from store.register.store import Store
from store.reports.figures import SECTIONS, Figures, figures, figures_csv, figures_json, query_of
from tests.conftest import BRANN, KARI, OLA, edit, git
from tests.store.test_cycle import put

DAY = dt.date(2026, 5, 10)


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")


def made(store: Store, day: dt.date = DAY) -> Figures:
    snapshot = store.snapshot()
    return figures(snapshot, make_listing(snapshot), day, edition_snapshots(store, snapshot))


def counts(store: Store, section: str, day: dt.date = DAY) -> dict[str, int]:
    return {line.id: line.number for line in made(store, day).lines(section)}


def collaboration(id: str, **fields: object) -> Collaboration:
    return Collaboration.model_validate({"id": id, "name": id, **fields})


@pytest.fixture
def four(small: Store) -> Store:
    """Beside Øyer's fire service: one that is over, one without a form, one that begins and one that is left."""
    put(
        small,
        Party(id="hamar", name="Hamar", kind="municipality"),
        Party(id="iks", name="IKS", kind="company"),
        collaboration("over", until="2026-01-01", areas=["helse"], participants={"oyer": {}}),
        collaboration("uten", status="active", participants={"oyer": {}, "iks": {}}),
        collaboration(
            "senere", areas=["brann", "helse"], legal_form="host_municipality",
            participants={"gausdal": {"role": "host"}, "oyer": {"from": "2027"}, "hamar": {"until": "2026-05-11"}},
        ),
        collaboration(
            "gatt", areas=["helse"], legal_form="host_municipality",
            participants={"oyer": {"role": "host", "until": "2026"}, "gausdal": {}},
        ),
    )  # fmt: skip
    return small


def test_counts_are_of_what_is_in_force_with_who_takes_part_then(four: Store) -> None:
    assert made(four).total == 4
    assert counts(four, "municipalities") == {"oyer": 2, "gausdal": 3, "hamar": 1}
    assert counts(four, "areas") == {"brann": 2, "helse": 2, "": 1}
    assert counts(four, "forms") == {"host_municipality": 3, "": 1}
    assert counts(four, "hosts") == {"gausdal": 1, "oyer": 1}
    assert [(line.id, line.share) for line in made(four).hosts] == [("gausdal", 50.0), ("oyer", 50.0)]
    before = dt.date(2025, 12, 31)
    assert made(four, before).total == 5
    assert counts(four, "municipalities", before) == {"oyer": 4, "gausdal": 3, "hamar": 1}
    assert counts(four, "hosts", before) == {"oyer": 2, "gausdal": 1}
    after = dt.date(2027, 1, 1)
    assert counts(four, "municipalities", after) == {"oyer": 3, "gausdal": 3}, "a member stays, Hamar has left"


def test_the_filter_of_a_figure_finds_what_it_counts(four: Store) -> None:
    edit(four, "uten", participants={"oyer": Participation(until="2025")})
    listing = make_listing(four.snapshot())
    found = made(four)
    asked = 0
    for section in SECTIONS:
        for line in found.lines(section):
            query = query_of(section, line, found.on)
            if query:
                asked += 1
                assert len(parse(query).select(listing, None)) == line.number, query
    assert asked == 3 + 2 + 1 + 2
    assert [row.id for row in parse("id=felles-brannvesen").select(listing, None)] == [BRANN.id]
    assert not parse("id=brannvesen").select(listing, None), "the whole of it, or two that begin alike were one"
    assert query_of("areas", found.areas[-1], found.on) == "", "no filter finds what has no area"


def test_agreements_decisions_confirmations(four: Store) -> None:
    assert counts(four, "shares") == {"agreement": 0, "decisions": 0, "confirmed": 0}
    both = {"oyer": Decision(case="1/26"), "gausdal": Decision(outcome="Vedtatt")}
    edit(four, BRANN.id, decisions=both)
    edit(four, "senere", decisions={"gausdal": Decision(case="2/26")})
    edit(four, "gatt", decisions={"oyer": Decision(case="3/26"), "gausdal": Decision()})
    edit(four, "uten", OLA, comment="decisions")
    said = {"state": "confirmed", "by": "Kari"}
    put(
        four,
        Document.model_validate(
            {"id": "a", "name": "A", "kind": "agreement", "collaborations": [BRANN.id, "uten"], "until": "2027"}
        ),
        Document.model_validate({"id": "b", "name": "B", "kind": "strategy", "collaborations": ["senere"]}),
        Document.model_validate(
            {"id": "c", "name": "C", "kind": "articles", "collaborations": ["gatt"], "until": "2025"}
        ),
        Edition.model_validate(
            {"id": "2026", "confirmations": {BRANN.id: {"oyer": said, "gausdal": said}, "gatt": {"oyer": said},
                                             "uten": {"oyer": said}}}
        ),
    )  # fmt: skip
    assert counts(four, "shares") == {"agreement": 2, "decisions": 2, "confirmed": 2}
    assert [line.share for line in made(four).shares] == [50.0, 50.0, 50.0]
    assert counts(four, "shares", dt.date(2025, 12, 1)) == {"agreement": 2, "decisions": 2, "confirmed": 0}


def test_editions_are_counted_as_they_were(demo_store: Store) -> None:
    before = made(demo_store).editions
    assert [(edition.year, edition.total) for edition in before] == [("2019", 4), ("2021", 55)]
    assert before[1].municipalities["oyer"] == 51
    edit(demo_store, "regionrad", until="2020")
    assert made(demo_store).editions == before, "what was published does not change"
    assert made(demo_store, dt.date(2021, 1, 1)).total == 54, "what is known now does"
    now, old = demo_store.snapshot(), demo_store.snapshot("edition/2019")
    assert list(edition_snapshots(demo_store, now)) == ["2019", "2021"]
    assert list(edition_snapshots(demo_store, old)) == ["2019"], "the one of 2021 was not known then"


def test_csv_has_every_figure_and_no_formula(four: Store) -> None:
    before = four.snapshot().register
    areas = {**before.areas, "brann": before.areas["brann"].model_copy(update={"name": "=HYPERLINK(1)"})}
    after = before.model_copy(update={"areas": areas})
    four.commit(Changeset(four.snapshot().commit, (change(before, after),), "edit"), KARI)
    rows = list(csv.reader(io.StringIO(figures_csv(made(four)))))
    assert ["areas", "brann", "'=HYPERLINK(1)", "2", "50.0"] in rows
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    plain = figures_json(made(four))
    for section in ("municipalities", "areas", "forms"):
        assert {row[1]: int(row[3]) for row in rows if row[0] == section} == plain[section]
    assert plain["total"] == int(rows[1][3])


def test_few_records_are_parsed(demo_store: Store) -> None:
    listing = make_listing(demo_store.snapshot())
    other = Store.open(demo_store.path)
    figures(other.snapshot(), listing, DAY)
    parties = len(git(demo_store.path, "ls-files", "parties").splitlines())
    documents = len(git(demo_store.path, "ls-files", "documents", "editions").splitlines())
    assert other.parsed_count <= parties + documents + 1
    other.close()


def test_a_register_without_anything_has_no_shares(tmp_path: pytest.TempPathFactory) -> None:
    store = Store.init(tmp_path / "empty", "Tomt", KARI)  # type: ignore[operator]
    found = made(store)
    assert found.total == 0
    assert [line.share for line in found.shares] == [None, None, None]
    assert figures_csv(found)
    store.close()
