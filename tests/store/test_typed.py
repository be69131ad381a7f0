"""Organisation numbers, web addresses and ownership shares: typed, stored, shown, found fault with."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest

from store.base.errors import BadInput, BadRecord
from store.base.i18n import LANGUAGES, set_language
from store.changes.edits import set_fields
from store.changes.wording import column_label, field_label
from store.checks.checks import check
from store.records.codec import dump, from_fields, load
from store.records.entry import value_of, words_of
from store.records.model import Participation, Party
from store.records.paths import Key, path_of
from store.records.schema import spec_of
from store.records.typed import parse_address, parse_orgnr, parse_share, share_of
from store.register.store import Store
from tests.conftest import edit
from tests.store.plain_git import commit

ID = "felles-brannvesen"
WHOLE = Fraction(1)


@pytest.mark.parametrize(
    ("typed", "stored", "exact"),
    [
        ("33,5 %", "33.5 %", Fraction(335, 1000)),
        ("33.5", "33.5 %", Fraction(335, 1000)),
        ("33,5", "33.5 %", Fraction(335, 1000)),
        (" 33,50\u00a0% ", "33.5 %", Fraction(335, 1000)),
        ("033%", "33 %", Fraction(33, 100)),
        ("100", "100 %", WHOLE),
        ("0,000001", "0.000001 %", Fraction(1, 100_000_000)),
        ("1/3", "1/3", Fraction(1, 3)),
        ("1 / 3", "1/3", Fraction(1, 3)),
        ("02/06", "2/6", Fraction(1, 3)),
        ("7/7", "7/7", WHOLE),
    ],
)
def test_a_share_has_one_form_and_an_exact_value(small: Store, typed: str, stored: str, exact: Fraction) -> None:
    assert parse_share(typed) == parse_share(stored) == stored
    assert share_of(typed) == share_of(stored) == exact
    spec, now = spec_of("collaboration", "participants.oyer.share"), small.snapshot()
    assert spec is not None
    for lang in LANGUAGES:
        set_language(lang)
        assert value_of(spec, words_of(spec, stored, now), now) == stored


@pytest.mark.parametrize(
    "typed",
    ["0", "0 %", "0,000000", "0/3", "1/0", "4/3", "100,1", "101 %", "1000", "-5", "+5", "1/3 %", "1/-3", "1,5/3", "en",
     "%", "33,5 % og 1/3", "33,,5", "33,5 %%", "1e1", "٣٣", "33.", ".5", "1/3/3", "1/", "9" * 100_000],
)  # fmt: skip
def test_what_is_no_share_is_refused_on_one_line_that_names_the_field(small: Store, typed: str) -> None:
    assert share_of(typed) is None
    now = small.snapshot()
    with pytest.raises(BadInput) as refused:
        set_fields(now.collaboration(ID), {"participants.oyer.share": typed}, now)
    told = str(refused.value)
    assert told.startswith("participants.oyer.share: «")
    assert "33,5 % eller 1/3" in told
    assert len(told) < 160
    assert "\n" not in told
    with pytest.raises(BadRecord, match=r"participants\.oyer\.share: "):
        from_fields("collaboration", "x", {"name": "X", "participants": {"oyer": {"share": typed}}})


@pytest.mark.parametrize(
    "typed", ["974760673", "974 760 673", " 974\u00a0760\u00a0673 ", "NO 974 760 673 MVA", "no974760673mva"]
)
def test_an_organisation_number_is_nine_digits(typed: str) -> None:
    assert parse_orgnr(typed) == "974760673"


@pytest.mark.parametrize("typed", ["974760674", "97476067", "9747606733", "SE974760673", "974-760-673", "x", "MVA"])
def test_another_number_is_refused_for_both_kinds(small: Store, typed: str) -> None:
    now = small.snapshot()
    for record in (now.collaboration(ID), now.parties["oyer"]):
        with pytest.raises(BadInput, match=rf"^orgnr: «{typed}» er ikke et organisasjonsnummer"):
            set_fields(record, {"orgnr": typed}, now)


@pytest.mark.parametrize(
    "typed", ["https://brann.no", "http://brann.no/a?b=å#c", "HTTPS://X.no", "mailto:post@brann.no"]
)
def test_a_web_address(typed: str) -> None:
    assert parse_address(f"  {typed} ") == typed


@pytest.mark.parametrize(
    "typed", ["brann.no", "javascript:alert(1)", "file:///etc/passwd", "ftp://x.no", "https://", "https:///x",
              "https://a b.no", "mailto:post", "https://x.no\nhttps://y.no"],
)  # fmt: skip
def test_another_address_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="er ingen nettadresse: skriv https"):
        parse_address(typed)


def test_a_share_of_the_costs_is_called_otherwise() -> None:
    for table, words in (("costs", "andel"), ("participants", "eierandel")):
        assert column_label(table, "share", "nb") == words
        assert field_label(f"{table}.oyer.share", lambda key: key.id, "nb").endswith(f"oyer, {words}")


# --- what stands in files


OLD = b"""name = "Felles \xc3\xb8vingssenter"
status = "active"
until = "2030"

[participants.oyer]
role = "host"
"""


def test_files_from_before_are_read_and_written_as_they_were(small: Store) -> None:
    assert dump(load("collaboration", "x", OLD, "x.toml")) == OLD
    party = b'name = "\xc3\x98yer"\nkind = "municipality"\norgnr = "961 381 000"\n'
    read = load("party", "oyer", party, "oyer.toml")
    assert dump(read) == party, "a wrong number is what stands there still"
    changed = set_fields(read, {"comment": "Ny"}, small.snapshot())
    assert isinstance(changed, Party)
    assert changed.orgnr == "961 381 000"


def test_the_new_fields_stand_in_the_file_in_their_one_form(small: Store) -> None:
    settings = {
        "orgnr": "NO 974 760 673 MVA", "address": "https://brann.no", "case": "PS  12/19", "agreement_date": "2019-03",
        "agreement_until": "2029", "participants.oyer.share": "33,5", "participants.gausdal.share": "2 / 3",
    }  # fmt: skip
    now = small.snapshot()
    after = set_fields(now.collaboration(ID), settings, now)
    text = dump(after).decode()
    for line in ('orgnr = "974760673"', 'case = "PS 12/19"', 'agreement_date = "2019-03"', 'agreement_until = "2029"',
                 'address = "https://brann.no"', 'share = "33.5 %"', 'share = "2/3"'):  # fmt: skip
        assert text.count(line + "\n") == 1, line
    assert load("collaboration", ID, dump(after), "x.toml") == after
    assert set_fields(after, dict.fromkeys(settings, ""), now) == now.collaboration(ID), "empty takes each away"


# --- findings


def codes(store: Store, *wanted: str, on: str = "2026-01-01") -> list[tuple[str, str, str]]:
    found = check(store.snapshot(), dt.date.fromisoformat(on))
    return [(finding.code, finding.id, finding.field) for finding in found if finding.code in wanted]


def test_a_wrong_number_in_a_file_is_a_finding_of_party_and_collaboration(small: Store) -> None:
    edit(small, ID, orgnr="974760674")
    numbers = {"oyer": b"123", "gausdal": b"974 760 673"}
    paths = {path_of(Key("party", id)): number for id, number in numbers.items()}
    commit(small, {path: (small.path / path).read_bytes() + b'orgnr = "%s"\n' % paths[path] for path in paths})
    assert sorted(codes(small, "bad_orgnr")) == [("bad_orgnr", ID, "orgnr"), ("bad_orgnr", "oyer", "orgnr")]
    assert small.snapshot().parties["oyer"].orgnr == "123"
    edit(small, ID, orgnr="974760673")
    assert codes(small, "bad_orgnr") == [("bad_orgnr", "oyer", "orgnr")]


@pytest.mark.parametrize(
    ("parts", "is_over"),
    [
        ({"oyer": {"share": "1/3"}, "gausdal": {"share": "2/3"}}, False),
        ({"oyer": {"share": "33.333333 %"}, "gausdal": {"share": "2/3"}}, False),
        ({"oyer": {"share": "33.333334 %"}, "gausdal": {"share": "2/3"}}, True),
        ({"oyer": {"share": "60 %"}, "gausdal": {}}, False),
        ({"oyer": {"share": "60 %"}, "gausdal": {"share": "60 %", "until": "2020"}}, False),
        ({"oyer": {"share": "60 %"}, "gausdal": {"share": "60 %", "from": "2027"}}, False),
        ({"oyer": {"share": "60 %"}, "gausdal": {"share": "60 %", "until": "2027"}}, True),
    ],
)
def test_shares_of_more_than_the_whole_are_a_finding_to_the_last_part(
    small: Store, parts: dict[str, Any], is_over: bool
) -> None:
    edit(small, ID, participants={id: Participation.model_validate(part) for id, part in parts.items()})
    expected = [("shares_over_whole", ID, "participants")] if is_over else []
    assert codes(small, "shares_over_whole") == expected


def test_the_finding_says_the_shares_as_people_write_them(small: Store) -> None:
    edit(small, ID, participants={"oyer": Participation(share="66,5"), "gausdal": Participation(share="1/2")})
    told = dict.fromkeys(LANGUAGES, "")
    for lang in LANGUAGES:
        set_language(lang)
        told[lang] = next(one.message for one in check(small.snapshot()) if one.code == "shares_over_whole")
    assert told["nb"] == "eierandelene er til sammen mer enn 100 %: 66,5 % + 1/2"
    assert told["nn"] == "eigardelane er til saman meir enn 100 %: 66,5 % + 1/2"
    assert told["en"].endswith(": 66.5 % + 1/2")
