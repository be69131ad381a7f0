"""What is drawn: every picture says what its table says, whatever the width."""

from __future__ import annotations

import datetime as dt
from itertools import combinations

import pytest

from iktui.widgets import drawing
from store.actions.action import Asked
from store.actions.views import EDITIONS, LISTING, TIMELINE, VIEWS, WAY, YEAR
from store.base.dates import shown_date
from store.base.errors import BadInput
from store.base.i18n import set_language
from store.changes.changes import Changeset, change
from store.query.listing import make_listing
from store.query.query import parse
from store.records.model import AsWritten, Collaboration, Decision, Event, Participation, Party, Step, Study
from store.register.publishing import edition_snapshots
from store.register.store import Store
from store.reports.life import in_editions
from store.reports.pictures import Axis, Bar, Cells, Dated, Sign, Track, Way, axis
from store.reports.pictures import Step as AStep
from store.reports.shown import Shown
from store.reports.together import Together, together
from tests.conftest import KARI, edit
from tests.store.test_cycle import put

BRANN = "felles-brann-og-feiertjeneste"
DAY = "2026-05-10"
TODAY = dt.date.fromisoformat(DAY)
WIDTHS = (20, 34, 54, 90, 130)


@pytest.fixture(autouse=True)
def english() -> None:
    set_language("en")


def shown(store: Store, id: str, **answers: str) -> Shown:
    snapshot = store.snapshot()
    known = {EDITIONS: edition_snapshots(store, snapshot), LISTING: make_listing(snapshot)}
    return VIEWS[id].show(Asked(snapshot, (), {**answers, **known}, DAY))


def told(found: Shown) -> str:
    return "\n".join("  ".join(line.cells) for line in found.lines)


# --- who with whom


def plain_count(store: Store, one: str, other: str) -> int:
    """What anybody could count by the dates of each record."""
    count = 0
    for record in store.snapshot().collaborations.values():
        parts = [record.participants.get(id) for id in (one, other)]
        if record.in_force_on(TODAY) and all(
            part and (part.until or "9") > DAY and (part.from_ or "0") <= DAY for part in parts
        ):
            count += 1
    return count


def test_every_two_are_counted_and_found_by_their_filter(demo_store: Store) -> None:
    edit(demo_store, "regionrad", until="2020")
    parts = {
        "oyer": {"until": "2024-07-01"},
        "gausdal": {"from": "2027"},
        "lillehammer": {"role": "host"},
        "ringebu": {},
    }
    edit(demo_store, BRANN, participants={id: Participation.model_validate(part) for id, part in parts.items()})
    snapshot = demo_store.snapshot()
    listing = make_listing(snapshot)
    made = together(snapshot, listing, TODAY)
    assert {"lillehammer", "gausdal", "oyer", "ringebu"} <= made.totals.keys()
    for one, other in [*combinations(made.totals, 2), *((id, id) for id in made.totals)]:
        assert made.number(one, other) == made.number(other, one) == plain_count(demo_store, one, other), (one, other)
        found = parse(made.query(one, other)).select(listing, None)
        assert len(found) == made.number(one, other), (one, other)
    assert made.number("lillehammer", "ringebu") > 1


def test_sixty_municipalities_scroll_with_their_names(small: Store) -> None:
    ids = [f"kommune-{number:02}" for number in range(60)]
    parties = [Party(id=id, name=f"Kommune {id[-2:]}", kind="municipality") for id in ids]
    both: dict[str, object] = {id: {} for id in ids}
    put(small, *parties, Collaboration.model_validate({"id": "alle", "name": "Alle", "participants": both}))
    found = shown(small, "together")
    assert len(found.lines) == 62
    assert found.lines[5].cells[2].endswith("and 54 more"), "a line is not sixty names long"
    assert isinstance(found.picture and found.picture.head, Cells)
    head = found.picture.head  # type: ignore[union-attr]
    assert isinstance(head, Cells)
    for column in (0, 30, 61):
        place = drawing.layout(head, 54, column, counts=True)
        assert column in place.shown
        row = found.lines[2].drawn
        assert isinstance(row, Cells)
        text, above = drawing.cells(row, place, column), drawing.heads(head, place)
        assert len(text) <= 54
        assert text.count("[") == 1
        assert above.startswith("◄") == (column != 0)
        assert above.endswith("►") == (column != 61)


def test_an_empty_register_and_one_of_two(small: Store) -> None:
    found = shown(small, "together")
    assert told(found).splitlines() == ["Øyer  1 in all  Gausdal 1", "Gausdal  1 in all  Øyer 1"]
    assert found.data["together"] == {"oyer": {"gausdal": 1}, "gausdal": {"oyer": 1}}
    edit(small, "felles-brannvesen", until="2020")
    assert told(shown(small, "together")).splitlines() == ["Øyer  0 in all  ", "Gausdal  0 in all  "]
    assert Together("2026-01-01", {}, {}, {}).totals == {}


# --- the life of one


@pytest.fixture
def lived(demo_store: Store) -> Store:
    edit(
        demo_store, BRANN, from_="2012", agreement_date="2011-11-03", agreement_until="2027-12-31",
        decisions={"oyer": Decision(outcome="Vedtatt", date="2012-02-01", case="7/12")},
    )  # fmt: skip
    record = demo_store.snapshot().collaboration(BRANN)
    parts = dict(record.participants)
    parts["oyer"] = parts["oyer"].model_copy(update={"until": "2024-07-01", "notice_given": "2023-06-15"})
    edit(demo_store, BRANN, participants=parts)
    return demo_store


def test_a_life_tells_everything_that_has_a_date(lived: Store) -> None:
    found = shown(lived, "timeline", collaboration=BRANN)
    text = told(found)
    for words in ("15 Jun 2023  Øyer gives notice", "1 Jul 2024  Øyer leaves", "2012  begins",
                  "3 Nov 2011  the agreement is made", "31 Dec 2027  the agreement runs out",
                  "1 Feb 2012  Øyer decides: Vedtatt, case 7/12", "Editions  2019, 2021",
                  "Øyer  Participant  from 2012 until 1 Jul 2024  notice given 15 Jun 2023"):  # fmt: skip
        assert words in text, words
    dates = [line.cells[0] for line in found.lines if isinstance(line.drawn, Dated)]
    stored = [one["date"] for one in found.data["dates"]]
    assert stored == sorted(stored)
    assert [shown_date(date) for date in stored] == dates


def test_what_is_otherwise_in_the_next_edition_stands_at_it_and_what_is_only_now_at_today(lived: Store) -> None:
    text = told(shown(lived, "timeline", collaboration=BRANN))
    assert "2021  host municipality: – → Lillehammer" in text
    assert "since the edition" not in text, "now it is as the last edition has it"
    edit(lived, BRANN, name="Brann og redning")
    text = told(shown(lived, "timeline", collaboration=BRANN))
    what = "name: Felles brann- og feiertjeneste → Brann og redning (since the edition of 2021)"
    assert f"{shown_date(DAY)}  {what}" in text


@pytest.mark.parametrize("width", WIDTHS)
def test_bars_end_where_the_dates_are(lived: Store, width: int) -> None:
    found = shown(lived, "timeline", collaboration=BRANN)
    tracks = {line.cells[0]: line.drawn for line in found.lines if isinstance(line.drawn, Track)}
    drawn = {name: drawing.track(made, width) for name, made in tracks.items()}
    assert {len(text) for text in drawn.values()} == {width}
    assert drawn["Øyer"].strip().startswith("├")
    assert "┤" in drawn["Øyer"]
    assert "!" in drawn["Øyer"]
    assert drawn["Gausdal"].endswith("►")
    assert drawn["Editions"].count("▲") == (2 if width > 20 else drawn["Editions"].count("▲"))
    assert drawn["Editions"].index("┊") > drawn["Øyer"].index("┤"), "it was left before today"
    years = drawing.years(tracks["Øyer"].axis, width)
    assert len(years) <= width
    assert years.split()[0].isdigit()


def test_a_date_far_away_makes_no_line_of_everything_else() -> None:
    made = axis([dt.date(1, 1, 1), dt.date(2019, 3, 1), dt.date(9999, 12, 31)], TODAY)
    assert (made.first, made.last) == (2018, 2027)
    text = drawing.track(Track(made, dt.date(1, 1, 1), dt.date(9999, 12, 31), (Sign(TODAY, "!"),)), 40)
    assert len(text) == 40
    assert text[0] == "├"
    assert text[-1] == "┤"
    assert drawing.track(Track(made, TODAY, TODAY), 40).count("├") == 1


def test_one_that_is_not_there_is_told(small: Store) -> None:
    for view, answers in ((TIMELINE, {"collaboration": "borte"}), (WAY, {"study": "borte"})):
        with pytest.raises(BadInput):
            shown(small, view.id, **answers)


def test_an_older_id_finds_the_editions_of_both(lived: Store) -> None:
    record = lived.snapshot().collaboration(BRANN)
    renamed = record.model_copy(update={"id": "brann", "former": {BRANN: AsWritten()}})
    assert set(in_editions(renamed, edition_snapshots(lived, lived.snapshot()))) == {"2019", "2021"}


# --- the year, the way


def test_a_year_has_a_line_for_what_recurs_with_a_sign_in_each_month(small: Store) -> None:
    put(small, Event(id="mote", name="Møte", kind="meeting", date="2026-03-10", recurs="quarterly"))
    found = shown(small, "year", year="2026")
    line = next(line for line in found.lines if line.cells[0] == "Møte")
    assert line.cells[1] == "March, June, September, December"
    assert isinstance(line.drawn, Cells)
    assert [at + 1 for at, sign in enumerate(line.drawn.texts) if sign] == [3, 6, 9, 12]
    assert line.drawn.texts[2::3] == ("○", "!", "●", "●")
    assert isinstance(found.picture and found.picture.head, Cells)
    for width in (40, 54, 90):
        head = found.picture.head  # type: ignore[union-attr]
        assert isinstance(head, Cells)
        place = drawing.layout(head, width, 0, counts=False)
        assert place.fits == 12
        assert len(drawing.heads(head, place)) <= width + 1
        assert drawing.heads(head, place).split()[0].startswith("Ja")
        assert len(drawing.cells(line.drawn, place, None)) <= width
    assert VIEWS["year"] is YEAR


def test_the_way_says_what_is_done_where_it_stands_and_what_is_missing(small: Store) -> None:
    study = Study(
        id="kino", name="Kino", status="pre_study_decision", participants=("oyer", "gausdal"),
        steps={"proposed": Step(date="2026-01-15"), "pre_study": Step(date="2026-04-30")},
        pre_study_decisions={"oyer": Decision(outcome="Vedtatt", case="41/26")},
    )  # fmt: skip
    put(small, study)
    found = shown(small, "way", study="kino")
    assert found.counted == "Kino: step 3 of 7"
    text = told(found)
    for words in ("Proposed  done  15 Jan 2026", "Decision to go on  now", "Øyer  Vedtatt, case 41/26",
                  "Gausdal  not decided", "missing: the decision of Gausdal", "In operation  ahead"):  # fmt: skip
        assert words in text, words
    head = found.picture.head if found.picture else None
    assert isinstance(head, Way)
    for width in WIDTHS:
        row = drawing.way(head, width)
        assert len(row) <= width
        assert [sign for sign in row if sign in "✓→·"] == ["✓", "✓", "→", "·", "·", "·", "·"]
    now = small.snapshot()
    stopped = study.model_copy(update={"status": "stopped", "end_reason": "Ingen penger"})
    small.commit(Changeset(now.commit, (change(now.studies["kino"], stopped),), "edit"), KARI)
    assert AStep("stopped") in [line.drawn for line in shown(small, "way", study="kino").lines]
    assert "Ingen penger" in told(shown(small, "way", study="kino"))


# --- bars


def test_a_bar_is_as_long_as_it_is_much() -> None:
    assert drawing.bar(Bar(0, 0), 10) == drawing.bar(Bar(0, 5), 10) == ""
    assert drawing.bar(Bar(5, 5), 10) == "█" * 10
    assert drawing.bar(Bar(1, 4), 10) == "██▌"
    assert drawing.bar(Bar(1, 15000), 10) == "▌", "what is anything can be seen"


def test_the_years_are_told_at_distances_that_people_count_in() -> None:
    made = Axis(1999, 2031, TODAY)
    assert made.years(7) == [2000, 2005, 2010, 2015, 2020, 2025, 2030]
    assert made.years(1)
    assert made.at(dt.date(1999, 1, 1)) == 0
    assert made.at(dt.date(1950, 1, 1)) == 0
    assert made.at(dt.date(2050, 1, 1)) == 1
