"""The calendar: read by two libraries that know nothing of each other, and the same bytes for the same register."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream

from store.base.dates import first_day
from store.changes.changes import Changeset, change
from store.records.model import Event
from store.register.history import origin_of
from store.register.publishing import save
from store.register.store import Store
from store.reports.cycle import STEPS, add_usual, dates_of
from store.reports.cycle_ics import cycle_ics
from tests.conftest import BRANN, KARI, edit, make_small
from tests.counts import examples
from tests.store.test_cycle import event, put


def content(store: Store, year: int = 2026) -> bytes:
    snapshot = store.snapshot()
    assert snapshot.commit is not None
    stamp = store.revision(snapshot.commit).date
    return cycle_ics(snapshot, year, stamp=stamp, origin=origin_of(store.git, snapshot.commit))


def entries(data: bytes) -> dict[str, Any]:
    """By summary, as icalendar reads them."""
    return {str(entry["summary"]): entry for entry in icalendar.Calendar.from_ical(data).walk("VEVENT")}


def other_reader(data: bytes) -> Calendar:
    return IcsCalendarStream.calendar_from_ics(data.decode("utf-8"))


def days_in(calendar: Calendar, year: int) -> list[tuple[dt.date, str]]:
    found = calendar.timeline.included(dt.date(year - 1, 12, 30), dt.date(year + 1, 1, 3))
    dated = [(entry.dtstart, str(entry.summary)) for entry in found]
    return [(day, summary) for day, summary in dated if day is not None and day.year == year]


def test_two_readers_find_the_same_entries(small: Store) -> None:
    save(small, add_usual(small.snapshot(), 2026), KARI)
    edit(small, BRANN.id, until="2026-12-31", end_reason="Vedtatt")
    data = content(small)
    read = entries(data)
    assert len(read) == 5, "the rollover, a conference, a general meeting, a meeting place, and the end"
    assert {str(entry.summary) for entry in other_reader(data).events} == set(read)
    (end,) = [entry for entry in read.values() if entry.decoded("dtstart") == dt.date(2026, 12, 31)]
    assert end.decoded("dtend") == dt.date(2027, 1, 1), "all-day: the end is the day after"
    assert end.decoded("dtstamp") == small.revision("HEAD").date.astimezone(dt.UTC)
    assert str(end["description"]) == "Vedtatt"
    assert "rrule" not in end
    rollover = read["Rullering av oversikten per 1. januar"]
    assert rollover["rrule"].to_ical() == b"FREQ=YEARLY;INTERVAL=1"


def test_the_same_register_gives_the_same_bytes_and_every_entry_an_id_of_its_own(small: Store, tmp_path: Path) -> None:
    save(small, add_usual(small.snapshot(), 2026), KARI)
    data = content(small)
    assert data == content(small)
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(small.path), str(clone)], check=True, capture_output=True)
    other = Store.open(clone)
    assert content(other) == data
    other.close()
    ids = [str(entry["uid"]) for entry in entries(data).values()]
    assert len(set(ids)) == len(ids) == 4
    before = small.snapshot().register
    renamed = before.model_copy(update={"name": "Et annet navn"})
    small.commit(Changeset(small.snapshot().commit, (change(before, renamed),), "edit"), KARI)
    assert [str(entry["uid"]) for entry in entries(content(small)).values()] == ids


def test_an_edition_that_is_opened_keeps_the_id_of_its_day(small: Store) -> None:
    from store.editions.rollover import open_edition

    (before,) = entries(content(small)).values()
    save(small, open_edition(small.snapshot(), "2026", "2025-12-01"), KARI)
    (after,) = entries(content(small)).values()
    assert before["uid"] == after["uid"]


def test_signs_that_could_act_and_signs_of_the_format_are_text(small: Store) -> None:
    name = "Møte; BEGIN:VEVENT, \x1b]0;x\x07 \u202e«ært» " + "langt " * 30
    put(small, event(name=name.strip(), date="2026-03-01", comment="en\nto;\\n\x9b1m", place="A,\x00B"))
    data = content(small)
    assert not set(data) & ({*range(0x20)} - {0x0D, 0x0A} | {0x7F})
    assert all(len(line) <= 75 for line in data.split(b"\r\n")), "RFC 5545, 3.1"
    (entry,) = [entry for summary, entry in entries(data).items() if summary.startswith("Møte; BEGIN:VEVENT, ")]
    assert "\x1b" not in str(entry["summary"])
    assert str(entry["summary"]).endswith("langt")
    assert str(entry["description"]).startswith("en\nto;\\n")
    assert str(entry["location"]) == "A,␀B"
    (other,) = [each for each in other_reader(data).events if str(each.summary).startswith("Møte")]
    assert str(other.summary) == str(entry["summary"])
    assert other.description == str(entry["description"])


def test_what_has_no_date_or_is_over_is_no_entry(small: Store) -> None:
    put(
        small,
        event(id="a", name="Uten dato"),
        event(id="b", name="Over", date="2019-01", recurs="monthly", until="2026"),
        event(id="c", name="Siden", date="2027-01", recurs="monthly"),
        event(id="d", name="Hvert år", recurs="yearly"),
    )
    shown = " ".join(entries(content(small)))
    assert "Hvert år" in shown
    assert not any(name in shown for name in ("Uten dato", "Over ", "Siden"))


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One for all examples."""
    store = make_small(tmp_path_factory.mktemp("cycle") / "register")
    yield store
    store.close()


@examples(60)
@given(
    st.dates(dt.date(2019, 1, 1), dt.date(2026, 12, 31)),
    st.sampled_from(list(STEPS)),
    st.sampled_from([4, 7, 10]),
    st.none() | st.dates(dt.date(2027, 1, 1), dt.date(2030, 12, 31)),
)
def test_the_rule_falls_on_the_days_that_people_are_shown(
    register: Store, start: dt.date, recurs: str, precision: int, until: dt.date | None
) -> None:
    made = Event.model_validate(
        {"id": "x", "name": "X", "date": start.isoformat()[:precision], "recurs": recurs,
         "until": until.isoformat() if until else None}
    )  # fmt: skip
    now = register.snapshot()
    before = now.records(Event).get("x")
    register.commit(Changeset(now.commit, (change(before, made),), "edit"), KARI)
    calendar = other_reader(content(register))
    for year in range(2026, 2032):
        shown = [day for day, summary in days_in(calendar, year) if summary.startswith("X")]
        assert shown == [first_day(date) for date in dates_of(made, year)], (made, year)
