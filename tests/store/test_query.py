"""The filter: its grammar, what each term finds, what it says to what it cannot read."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from store.base.errors import QueryError
from store.base.text import search_key
from store.query import criteria, fields
from store.query.listing import Listing, Row, make_listing, select
from store.query.query import parse
from store.register.store import Store
from tests.store.several import ALL, ARKIV, BRANNVESEN, LEGEVAKT, found

ROOT = Path(__file__).parent.parent.parent


FINDS = [
    # words
    ("", ALL),
    ("  ", ALL),
    ("legevakt", {LEGEVAKT}),
    ("VAKT gausdal", {LEGEVAKT}),
    ("legevakt brannvesen", set()),
    ("aalgaard", {LEGEVAKT}),
    ("A\u030algård", {LEGEVAKT}),
    ("oeyer", {BRANNVESEN, LEGEVAKT}),
    ('"ikke i øyer"', {LEGEVAKT}),
    ('"i ikke øyer"', set()),
    ("«ikke i øyer»", {LEGEVAKT}),
    ('"ikke i', {LEGEVAKT}),
    ("ikke-", set()),
    ('"Fellesarkiv: kart"', {ARKIV}),
    ("noter", set()),
    # together
    ("legevakt or arkiv", {LEGEVAKT, ARKIV}),
    ("legevakt eller arkiv", {LEGEVAKT, ARKIV}),
    ("legevakt|arkiv", {LEGEVAKT, ARKIV}),
    ("gausdal øyer OR arkiv", ALL),
    ("gausdal (legevakt or arkiv)", {LEGEVAKT, ARKIV}),
    ("gausdal (legevakt or arkiv", {LEGEVAKT, ARKIV}),
    ("-legevakt", {BRANNVESEN, ARKIV}),
    ("not legevakt", {BRANNVESEN, ARKIV}),
    ("ikke legevakt arkiv", {ARKIV}),
    ("ikkje (legevakt or arkiv)", {BRANNVESEN}),
    ("-(legevakt or arkiv)", {BRANNVESEN}),
    ("--legevakt", {LEGEVAKT}),
    ('-"ikke i øyer"', {BRANNVESEN, ARKIV}),
    # nearly
    ("~legevkat", {LEGEVAKT}),
    ("~branvesen", {BRANNVESEN}),
    ("~brnn", {BRANNVESEN}),
    ("branvesen", set()),
    ("~kert", set()),
    ('~"legevkat gusdal"', {LEGEVAKT}),
    # codes, ids, names
    ("form:legacy_section_27", {LEGEVAKT}),
    ("form:§27", {LEGEVAKT}),
    ('form:"vertskommunesamarbeid med felles"', {BRANNVESEN}),
    ("form:nemnd", {BRANNVESEN}),
    ("form:host,legacy", {BRANNVESEN, LEGEVAKT}),
    ("form=nemnd", {BRANNVESEN}),
    ("host:oyer", {BRANNVESEN}),
    ("vert:Øy,", {BRANNVESEN}),
    ("host:gausdal", {LEGEVAKT}),
    ("with:oyer", {BRANNVESEN, LEGEVAKT}),
    ("med:gausdal,øyer", ALL),
    ("without:øyer", {ARKIV}),
    ("uten:øyer,gausdal", set()),
    ("utan:øyer", {ARKIV}),
    ("area:helse", {LEGEVAKT}),
    ("område:brannvesen", {BRANNVESEN}),
    ("omraade:vesen", {BRANNVESEN}),
    ("-area:brann,helse", {ARKIV}),
    ("status:ended", {ARKIV}),
    ("status:oppsagt", {LEGEVAKT}),
    ("STATUS:Avslutta", {ARKIV}),
    ('status:"in op"', {BRANNVESEN}),
    # texts
    ("id:felles", {BRANNVESEN}),
    ("name:felles", {BRANNVESEN, ARKIV}),
    ("navn:legevakt", {LEGEVAKT}),
    ("namn:plan,legevakt", {LEGEVAKT, ARKIV}),
    ("comment:øyer", {BRANNVESEN, LEGEVAKT}),
    ('kommentar:"øyer er"', {BRANNVESEN}),
    ("comment:gausdal", set()),
    ("974760673", {LEGEVAKT}),
    ("orgnr:97476", {LEGEVAKT}),
    ("orgnr=97476", set()),
    ("address:example", {LEGEVAKT}),
    ("nettadresse:legevakt", set()),
    ('sak:"ps 12/19"', {LEGEVAKT}),
    ("case=12/19", set()),
    # shares
    ("share=1/3", {LEGEVAKT}),
    ("eierandel:2/6", {LEGEVAKT}),
    ("share:33.333333", set()),
    ('eigardel:"66,5 %"', {LEGEVAKT}),
    ("share>=66.5", {LEGEVAKT}),
    ("share>66.5", set()),
    ("share<33.333334", {LEGEVAKT}),
    ("share<=33.333333", set()),
    # dates
    ("from<2015", {ARKIV}),
    ("fra<=2015-06", {LEGEVAKT, ARKIV}),
    ("frå>2012", {LEGEVAKT}),
    ("from=2012-03-15", {ARKIV}),
    ("from:2015", {LEGEVAKT}),
    ("until<2022-01-01", {LEGEVAKT, ARKIV}),
    ("until<2021-10", {ARKIV}),
    ("til<=2021-10-01", {LEGEVAKT, ARKIV}),
    ("until>2021-10-30", {LEGEVAKT}),
    ("until>2021-10-31", set()),
    ("until>=2021-10-31", {LEGEVAKT}),
    ("notice=2020-09", {LEGEVAKT}),
    ("varsel<2020-09-15", set()),
    ("varsel>2019", {LEGEVAKT}),
    ("agreed:2014", {LEGEVAKT}),
    ("avtalt<2014-06", set()),
    ("holds<2025", {LEGEVAKT}),
    ("gjelder>2024", set()),
    ("gjeld=2024", {LEGEVAKT}),
    ("changed>2000-01-01", ALL),
    ("endret<2000", set()),
    # has and is
    ("has:notice", {LEGEVAKT}),
    ("har:varsel", {LEGEVAKT}),
    ("has:parent", {ARKIV}),
    ("has:comment", {BRANNVESEN, LEGEVAKT}),
    ("has:withdrawal", {LEGEVAKT}),
    ("has:withdrawal,parent", {LEGEVAKT, ARKIV}),
    ("is:starred", {ARKIV}),
    ("er:stjernemerket", {ARKIV}),
    ("er:usikker", {LEGEVAKT}),
    ("is:marked", {ARKIV}),
    ("-is:marked", {BRANNVESEN, LEGEVAKT}),
    # what the list does not have
    ("history:vertskommune", {BRANNVESEN}),
    ('historikk:"øyer vertskommune."', {BRANNVESEN}),
    ('history:"øyer er"', set()),
    ("text:beredskap", {LEGEVAKT}),
    ("text:ambulanse", {LEGEVAKT}),
    ("text:journalsystem", {LEGEVAKT}),
    ("beredskap", set()),
    ("tekst:fylkesarkivet", {ARKIV}),
    ("text:gradvis", {ARKIV}),
    ("text:71/2019", {ARKIV}),
    ("text:arkivtjenester", {ARKIV}),
    ("text:vesen", {BRANNVESEN, ARKIV}),
    ("text:legacy", set()),
]


@pytest.mark.parametrize(("text", "ids"), FINDS)
def test_what_a_filter_finds(several: Store, text: str, ids: set[str]) -> None:
    assert found(several, text, marked=(ARKIV,)) == ids


def test_rows_keep_their_order(rows: Listing) -> None:
    ids = [row.id for row in rows.rows]
    some = [row.id for row in parse("lillehammer or (ringebu -form:27)").select(rows)]
    assert 1 < len(some) < len(ids)
    assert some == [id for id in ids if id in some]


@given(st.lists(st.sampled_from(["felles", "ØYER", "ringebu", "vertskommune", "a", "xyz"]), max_size=3))
def test_plain_words_are_what_they_were(rows: Listing, words: list[str]) -> None:
    text = " ".join(words)
    assert parse(text).select(rows) == select(rows.rows, text)


def test_a_code_of_a_newer_version_can_be_asked_for(several: Store) -> None:
    listing = make_listing(several.snapshot())
    newer = listing.rows[0]._replace(legal_form="tomorrows_form", status="frozen", areas=("gone",))
    listing = listing._replace(rows=[newer, *listing.rows[1:]])
    for text in ("form:tomorrows_form", "status:frozen", "area:gone"):
        assert parse(text).select(listing) == [newer], text


def test_each_sign_of_notice_is_enough(several: Store) -> None:
    listing = make_listing(several.snapshot())
    plain = next(row for row in listing.rows if row.id == BRANNVESEN)
    leaves = plain._replace(marks={**plain.marks, "gausdal": ("participant", "2027")})
    for row, is_found in (
        (plain, False),
        (plain._replace(status="notice_given"), True),
        (plain._replace(notices=("2026",)), True),
        (leaves, True),
    ):
        assert bool(parse("has:notice").select(listing._replace(rows=[row]))) == is_found


@given(st.data())
def test_one_slip_in_a_long_word_is_found(rows: Listing, data: st.DataObject) -> None:
    row = data.draw(st.sampled_from(rows.rows))
    long = sorted({word for word in re.findall(r"\w+", row.search) if len(word) >= 5})
    assume(long)
    word = data.draw(st.sampled_from(long))
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from("abdeikorst"))
    slips = [
        word[:at] + word[at + 1 :],
        word[:at] + letter + word[at:],
        word[:at] + letter + word[at + 1 :],
        word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
    ]
    slip = data.draw(st.sampled_from(slips))
    assume(search_key(slip) == slip)
    assert row in parse(f"~{slip}").select(rows)


# --- whatever is typed


def tried(text: str, listing: Listing) -> QueryError | list[Row]:
    """The rows that a text finds, none when they cannot be known without facts, or its error."""
    try:
        query = parse(text)
        return [] if query.needs else query.select(listing)
    except QueryError as error:
        return error


@pytest.mark.parametrize("text", [text for text, _ids in FINDS])
def test_half_of_a_filter_is_a_filter_or_an_error(rows: Listing, text: str) -> None:
    for end in range(len(text)):
        done = tried(text[:end], rows)
        assert not isinstance(done, QueryError) or 0 <= done.at <= end


PIECES = st.sampled_from(
    [*'()|-~:<>=,"“”« \n\u00a0', "form:", "vert:", "changed>", "has:", "2020-1", "or ", "not ", "ø"]
)


@given(st.text() | st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join))
def test_any_text_is_a_filter_or_an_error_inside_it(rows: Listing, text: str) -> None:
    done = tried(text, rows)
    if isinstance(done, QueryError):
        assert 0 <= done.at <= len(text)
        assert len(str(done).splitlines()) == 1
    else:
        assert all(row in rows.rows for row in done)


@given(st.text(st.characters(exclude_characters='"', exclude_categories=["Cs"])))
def test_whatever_stands_in_quotes_is_text(text: str) -> None:
    assert parse(f'"{text}"').criterion == criteria.word(text)


def test_the_filter_needs_neither_git_nor_models_nor_screen() -> None:
    script = "import sys, store.query.query as q; q.parse('form:x ~abcdef (a or has:notice)'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert not set(done.stdout.split()) & {"pydantic", "git", "textual", "rich", "rapidfuzz"}


def test_names_are_looked_up_once_and_not_per_row(rows: Listing, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def counted(field: str, *rest: object) -> frozenset[str]:
        calls.append(field)
        return criteria.choose(field, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(fields, "choose", counted)
    assert len(parse("form:vertskommune med:øyer").select(rows)) > 1
    assert calls == ["form", "med"]
