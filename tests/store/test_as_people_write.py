"""Dates, numbers and names as people write them: read in one place, shown in one, put in one order."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.base.dates import read_date, shown_date
from store.base.near import among, nearest
from store.base.numbers import number_text, share_text
from store.base.text import sort_key
from store.query.listing import make_listing
from store.query.nothing import hits, nothing_found, plain_words
from store.register.store import Store
from tests.conftest import Run, edit, git
from tests.counts import examples

DATES = st.one_of(
    st.dates().map(lambda day: day.isoformat()),
    st.dates().map(lambda day: day.isoformat()[:7]),
    st.integers(1, 9999).map(lambda year: f"{year:04}"),
)


@examples(200)
@given(date=DATES, lang=st.sampled_from(["nb", "nn", "en"]))
def test_a_date_that_is_shown_is_read_again(date: str, lang: str) -> None:
    assert read_date(shown_date(date, lang)) == date
    assert read_date(date) == date


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("31.12.2026", "2026-12-31"), ("31.12.26", "2026-12-31"), ("31/12-26", "2026-12-31"),
        ("2026-12-31", "2026-12-31"), (" 1. mars 2021 ", "2021-03-01"), ("1 May 2021", "2021-05-01"),
        ("okt. 2027", "2027-10"), ("oktober 2027", "2027-10"), ("10.2027", "2027-10"), ("2027", "2027"),
    ],
)  # fmt: skip
def test_a_date_as_people_type_it(words: str, date: str) -> None:
    assert read_date(words) == date


@pytest.mark.parametrize("words", ["1.12", "31.13.2026", "30.2.2021", "2021-02-30", "i morgen", "", "12", "2026-1"])
def test_what_is_no_date_is_refused_with_a_way_out(words: str) -> None:
    with pytest.raises(ValueError, match=r"finnes ikke|skriv 31\.12\.2026"):
        read_date(words)


def test_numbers_follow_the_language() -> None:
    assert [number_text(1250000, lang=lang) for lang in ("nb", "en")] == ["1\u00a0250\u00a0000", "1,250,000"]
    assert [share_text(90.6, lang) for lang in ("nb", "nn", "en")] == ["90,6\u00a0%", "90,6\u00a0%", "90.6%"]


def test_names_stand_as_in_a_norwegian_telephone_book() -> None:
    names = ["Øyer", "Åsnes", "Aasen", "Ærø", "Zürich", "elvdal", "«Regionråd»", "Ås", "Östra", "Halden", "Ånes"]
    assert sorted(names, key=sort_key) == [
        "elvdal", "Halden", "«Regionråd»", "Zürich", "Ærø", "Östra", "Øyer", "Ånes", "Ås", "Aasen", "Åsnes",
    ]  # fmt: skip


def test_a_name_that_is_none_is_told_what_is_near() -> None:
    names = [f"Kommune {number}" for number in range(40)]
    assert nearest("gausdl", ["Gausdal", "Hamar", "Øyer"]) == ["Gausdal"]
    assert among("x", ["Gausdal", "Hamar"]) == "Gausdal, Hamar"
    assert among("Komune 7", [*names, "Gausdal"]).startswith("Kommune 7")
    assert among("Komune 7", names).endswith(", …")


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (["set", "regionrad", "legal_form=tull"], "Vertskommunesamarbeid"),
        (["set", "regionrad", "areas=tull"], "Tekniske tjenester"),
        (["set", "regionrad", "participants.tull="], "Gausdal"),
        (["set", "regionrad", "parent=Gudbrandsdalsting"], "Gudbrandsdalstinget"),
        (["withdraw", "regionrad", "--party", "tull"], "Lillehammer"),
    ],
)
def test_a_refusal_names_names_and_no_code(run: Run, demo: Path, words: list[str], names: str) -> None:
    refused = run("-C", demo, *words)
    assert refused.status == 2
    assert names in refused.err
    assert not any(code in refused.err for code in ("host_municipality", "tekniske-tjenester", "gudbrandsdalstinget"))


# --- which recorded state


def test_the_date_of_an_edition_is_that_edition_and_what_is_shown_is_said(run: Run, demo: Path) -> None:
    store = Store.open(demo)
    edit(store, "regionrad", name="Regionrådet")
    edition = git(demo, "rev-parse", "edition/2021^{commit}")
    for at in ("1.1.2021", "2021-01-01", "edition/2021", "utgaven for 2021"):
        shown = run("-C", demo, "show", "regionrad", "--at", at)
        assert shown.out.splitlines()[1].split(maxsplit=1) == ["navn", "Regionråd"]
        assert "slik det var: utgaven for 2021" in shown.err, at
        assert store.resolve(at) == edition
    store.close()
    now = run("-C", demo, "list", "--on", "1.1.2021")
    assert "Regionrådet" in now.out, "--on is never a recorded state"
    assert now.err.splitlines()[-1] == "iktui: slik registeret er nå, i kraft 1.1.2021"
    assert run("-C", demo, "list", "--at", "1.1.2021", "--json").err == ""


def test_before_the_register_began_it_says_when_that_was(run: Run, demo: Path) -> None:
    refused = run("-C", demo, "list", "--at", "31.3.2001")
    began = shown_date(git(demo, "log", "--reverse", "--format=%cs").splitlines()[0])
    assert refused.status == 2
    assert refused.err.endswith(f"registeret fantes ikke da; det begynner {began}\n")


# --- a filter that finds nothing


def test_the_word_that_is_found_nowhere_is_named_with_what_is_near(demo_store: Store) -> None:
    listing = make_listing(demo_store.snapshot())
    assert (
        nothing_found(listing, "barnvern") == "«barnvern» finnes ingen steder; mente du barnevern eller barnevernvakt?"
    )
    assert nothing_found(listing, "brann barnevern") == "hvert av ordene finnes, men ingen post har alle"
    assert nothing_found(listing, "form:vertskommune -felles") == ""


def test_words_of_a_filter_and_where_they_stand() -> None:
    assert plain_words('(brann or -vern) host:øyer "felles barn" not x eller') == ["felles barn", "brann", "x"]
    assert hits("Felles brann- og feiertjeneste", ["BRANN", "fe"]) == [(0, 2), (7, 12), (17, 19)]
    assert hits("Ås og Aas", ["aas"]) == [(0, 2), (6, 9)]
