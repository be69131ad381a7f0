"""What a year holds: events that recur, and the dates of the register."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from store.base.i18n import set_language
from store.changes.changes import Changeset, change
from store.query.listing import make_listing
from store.records.model import Collaboration, Document, Event, Participation, PlanItem, Record, Study
from store.records.paths import REGISTER, Key
from store.register.publishing import save
from store.register.store import Store
from store.reports.cycle import OVER, SOON, Occurrence, add_usual, dates_of, kind_name, month_name, occurrences
from tests.conftest import BRANN, KARI, edit, git

DAY = dt.date(2026, 5, 10)


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")


def event(**fields: Any) -> Event:
    return Event.model_validate({"id": "x", "name": "X", **fields})


def put(store: Store, *records: Record) -> None:
    store.commit(Changeset(store.snapshot().commit, tuple(change(None, record) for record in records), "new"), KARI)


def found(store: Store, year: int, day: dt.date = DAY) -> list[Occurrence]:
    return occurrences(store.snapshot(), year, day)


def of_kind(store: Store, year: int, *kinds: str) -> list[tuple[str, str]]:
    return [(item.date, item.title) for item in found(store, year) if item.kind in kinds]


@pytest.mark.parametrize(
    ("fields", "year", "dates"),
    [
        ({"date": "2026-05-24"}, 2026, ["2026-05-24"]),
        ({"date": "2026-05-24"}, 2027, []),
        ({"date": "2026-05"}, 2026, ["2026-05"]),
        ({"date": "2026"}, 2026, ["2026"]),
        ({}, 2026, []),
        ({"date": "2019-05-24", "recurs": "yearly"}, 2026, ["2026-05-24"]),
        ({"date": "2019-05-24", "recurs": "yearly"}, 2018, []),
        ({"date": "2024-02-29", "recurs": "yearly"}, 2026, ["2026-02-28"]),
        ({"date": "2024", "recurs": "yearly"}, 2026, ["2026"]),
        ({"recurs": "yearly"}, 2026, ["2026"]),
        ({"date": "2026-09", "recurs": "half_yearly"}, 2026, ["2026-09"]),
        ({"date": "2026-09", "recurs": "half_yearly"}, 2027, ["2027-03", "2027-09"]),
        ({"date": "2025", "recurs": "half_yearly"}, 2026, ["2026-01", "2026-07"]),
        ({"recurs": "quarterly"}, 2026, ["2026-01", "2026-04", "2026-07", "2026-10"]),
        ({"date": "2026-11-30", "recurs": "quarterly"}, 2027, ["2027-02-28", "2027-05-30", "2027-08-30", "2027-11-30"]),
        ({"date": "2025-12-31", "recurs": "monthly", "until": "2026-04"}, 2026,
         ["2026-01-31", "2026-02-28", "2026-03-31"]),
        ({"date": "2019-09", "recurs": "election_period"}, 2023, ["2023-09"]),
        ({"date": "2019-09", "recurs": "election_period"}, 2024, []),
        ({"date": "2021", "recurs": "election_period"}, 2025, ["2025"]),
        ({"recurs": "election_period"}, 2027, ["2027"]),
        ({"recurs": "election_period"}, 2026, []),
        ({"date": "2019-05", "recurs": "yearly", "until": "2026-05"}, 2026, []),
        ({"date": "2019-05", "recurs": "yearly", "until": "2026-05-02"}, 2026, ["2026-05"]),
        ({"date": "2019-05", "recurs": "of_a_newer_version"}, 2019, ["2019-05"]),
    ],
)  # fmt: skip
def test_when_an_event_falls(fields: dict[str, Any], year: int, dates: list[str]) -> None:
    assert dates_of(event(**fields), year) == dates


def test_a_year_by_date_then_what_is_some_time_in_it_then_what_has_no_date(small: Store) -> None:
    put(
        small,
        event(id="a", name="A", date="2026", kind="meeting_place"),
        event(id="b", name="B", date="2026-06-01", kind="other", responsible="Kari", place="Øyer", comment="Husk"),
        event(id="c", name="C", date="2026-04", kind="other"),
        event(id="d", name="D", kind="other"),
        event(id="e", name="E", date="2026-01-01", recurs="yearly", kind="rollover"),
    )
    items = found(small, 2026)
    assert [(item.title, item.month, item.state) for item in items] == [
        ("E", 1, OVER), ("C", 4, OVER), ("B", 6, SOON), ("A", 0, ""), ("D", 0, ""),
    ]  # fmt: skip
    assert (items[2].responsible, items[2].place, items[2].detail) == ("Kari", "Øyer", "Husk")
    assert [item.title for item in found(small, 2027)] == ["E", found(small, 2027)[1].title]
    assert month_name(4) == "April"


def test_notices_ends_and_agreements(small: Store) -> None:
    edit(
        small,
        BRANN.id,
        until="2028",
        status="notice_given",
        participants={
            "oyer": Participation(role="host", notice_given="2025-09-01", until="2026-12-31"),
            "gausdal": Participation(notice_given="2025-10"),
        },
    )
    put(
        small,
        Collaboration.model_validate(
            {
                "id": "iks", "name": "IKS", "legal_form": "intermunicipal_company",
                "participants": {"oyer": {"notice_given": "2024-02-29"}, "gausdal": {}},
            }
        ),
        Collaboration.model_validate(
            {"id": "avtale", "name": "Avtale", "legal_form": "agreement_only", "agreement_until": "2026-09",
             "participants": {"oyer": {"notice_given": "2025-03"}}}
        ),
        Document.model_validate(
            {"id": "sak", "name": "Avtale om brann", "until": "2026-06", "notice_period": "6 måneder",
             "renewal": "ett år"}
        ),
    )  # fmt: skip
    assert of_kind(small, 2026, "notice", "ends") == [
        ("2026-06", "Avtale om brann: runs out"),
        ("2026-09", "Avtale: the agreement runs out"),
        ("2026-12-31", "Felles brannvesen: Øyer leaves"),
    ]
    assert of_kind(small, 2028, "ends") == [("2028", "Felles brannvesen: ends")]
    assert [date for date, _title in of_kind(small, 2025, "notice")] == ["2025-02-28"], "a year by the act, for the IKS"
    document = found(small, 2026)[1]
    assert document.detail == "notice period: 6 måneder\nrenewal: ett år"
    assert document.key == Key("document", "sak")
    edit(small, BRANN.id, until=None)
    assert of_kind(small, 2026, "notice")[0] == (
        "2026-10", "Felles brannvesen: Gausdal can leave, after the notice that the act asks for",
    )  # fmt: skip
    detail = next(item.detail for item in found(small, 2026) if item.date == "2026-10")
    assert "One year's notice unless agreed otherwise" in detail


def test_the_deadline_of_section_27_is_autumn_and_no_day(small: Store) -> None:
    edit(small, BRANN.id, legal_form="legacy_section_27")
    (item,) = [item for item in found(small, 2023) if item.kind == "deadline"]
    assert item.date == "2023"
    assert item.title == "Felles brannvesen: the legal basis must be clarified (by autumn 2023)"
    assert "each council's constituting meeting in autumn 2023" in item.detail
    assert not of_kind(small, 2024, "deadline")
    assert of_kind(small, 2026, "deadline") == [("", item.title)], "open until it is settled"
    told = " ".join(each.title + each.detail for year in (2023, 2024, 2026) for each in found(small, year))
    assert "dissol" not in told
    assert "2024-01-01" not in told.replace("edition of 2024", "")
    edit(small, BRANN.id, uncertain=("legal_form",))
    assert len(of_kind(small, 2026, "deadline")) == 1
    edit(small, BRANN.id, accepted={"form_past_deadline/legal_form": "Avklart"})
    assert not of_kind(small, 2026, "deadline"), "somebody has looked at it"
    edit(small, BRANN.id, status="ended", until="2022")
    assert not of_kind(small, 2023, "deadline")


def test_the_plan_and_the_studies(small: Store) -> None:
    put(
        small,
        PlanItem.model_validate({"id": "p", "name": "Punkt", "due": "2026-03", "status": "planned"}),
        PlanItem.model_validate({"id": "q", "name": "Ferdig", "due": "2026-03", "status": "done"}),
        Study.model_validate(
            {
                "id": "s", "name": "Arkiv", "status": "pre_study", "responsible": "Ola",
                "steps": {"pre_study": {"due": "2026-09-01"}, "proposed": {"due": "2026-01", "date": "2026-01-05"}},
                "benefits": {"recruiting": {"due": "2026-11", "measure": "Felles utlysing"}},
            }
        ),
        Study.model_validate(
            {"id": "t", "name": "Stanset", "status": "stopped", "steps": {"decision": {"due": "2026-09-01"}}}
        ),
    )  # fmt: skip
    assert of_kind(small, 2026, "plan_item", "study") == [
        ("2026-03", "Punkt"),
        ("2026-09-01", "Arkiv: Pre-study"),
        ("2026-11", "Arkiv: Recruiting"),
    ]
    assert kind_name("plan_item") == "plan item"


def test_what_every_year_has_gives_way_to_an_event(small: Store) -> None:
    assert [(item.date, item.kind, item.key) for item in found(small, 2027)] == [
        ("2027-01-01", "rollover", REGISTER),
        ("2027", "ownership_report", REGISTER),
    ]
    put(small, event(name="Eierskapsmelding", kind="ownership_report", date="2025-06"))
    assert [item.kind for item in found(small, 2027)] == ["rollover"], "made within the election period"
    assert [item.kind for item in found(small, 2031)] == ["rollover", "ownership_report"], "the next one has none"


def test_the_usual_events_are_made_once_in_one_commit(small: Store) -> None:
    before = int(git(small.path, "rev-list", "--count", "HEAD"))
    changeset = add_usual(small.snapshot(), 2026)
    assert int(git(small.path, "rev-list", "--count", "HEAD")) == before, "offered, not made"
    save(small, changeset, KARI)
    assert int(git(small.path, "rev-list", "--count", "HEAD")) == before + 1
    events = small.snapshot().records(Event).values()
    assert {made.kind: made.date for made in events} == {
        "rollover": "2026-01-01", "joint_meeting": "2026-05", "general_meeting": "2026-06",
        "ownership_report": "2027-06", "meeting_place": "2026",
    }  # fmt: skip
    assert "Eierskapsmelding" in {made.name for made in events}, "in the register's language"
    assert add_usual(small.snapshot(), 2026).changes == ()
    assert [item.key.kind for item in found(small, 2027) if item.kind in ("rollover", "ownership_report")] == [
        "event"
    ] * 2


def test_the_listing_saves_reading_and_changes_nothing(demo_store: Store) -> None:
    edit(demo_store, "regionrad", until="2026-12-31")
    listing = make_listing(demo_store.snapshot())
    everything = {year: found(demo_store, year) for year in (2021, 2023, 2026)}
    assert any(item.key.id == "regionrad" for item in everything[2026])
    other = Store.open(demo_store.path)
    for year, items in everything.items():
        assert occurrences(other.snapshot(), year, DAY, listing) == items
    assert other.parsed_count < demo_store.parsed_count / 2, "only what has to do with dates"
    other.close()
