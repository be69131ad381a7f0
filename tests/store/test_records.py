"""Records and their text: models, codec, ids, dates, paths."""

import datetime as dt
import time
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.base.dates import first_day, has_passed, in_force, last_day, parse_partial_date
from store.base.errors import BadRecord
from store.base.glossary import known_parties, legal_forms, roles, statuses
from store.base.ids import is_id, make_id
from store.records import codec
from store.records.model import KINDS, Collaboration, Edition, Party
from store.records.paths import REGISTER, Key, key_of, path_of

TRICKY = st.text(st.sampled_from(list("ab \r\n\t\"\\'#=[]{}.æØå\u0301\u2028\u0085\x1b\x00")), max_size=12)
VALUES = st.recursive(
    TRICKY | st.booleans() | st.integers(-(2**62), 2**62),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TRICKY.filter(bool), inner, max_size=3),
    max_leaves=8,
)


def collaboration(**fields: object) -> Collaboration:
    record = codec.from_fields("collaboration", "x", {"name": "X", **fields})
    assert isinstance(record, Collaboration)
    return record


@given(st.dictionaries(st.text("abcæ_- ", min_size=1, max_size=6).filter(lambda key: key != "id"), VALUES, max_size=4))
def test_unknown_keys_survive_and_the_text_is_stable(unknown: dict[str, object]) -> None:
    unknown = {key: value for key, value in unknown.items() if key not in Collaboration.model_fields and key != "from"}
    record = collaboration(comment="Linje\nto", **unknown)
    text = codec.dump(record)
    again = codec.load("collaboration", "x", text, "x.toml")
    assert again == record
    assert codec.dump(again) == text
    assert text.endswith(b"\n")
    assert not text.endswith(b"\n\n")


def test_the_text_is_what_people_would_write() -> None:
    record = collaboration(
        name="Felles personvernombud",
        legal_form="host_municipality",
        participants={"oyer": {"until": dt.date(2021, 10, 1)}, "gausdal": {}},
    )
    assert codec.dump(record).decode() == (
        'name = "Felles personvernombud"\nlegal_form = "host_municipality"\nstatus = "active"\n\n'
        '[participants.oyer]\nuntil = "2021-10-01"\n\n[participants.gausdal]\n'
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_written_and_read(kind: str) -> None:
    record = codec.from_fields(kind, "2021", {"name": "N"})
    assert codec.load(kind, "2021", codec.dump(record), "x") == record


def test_an_edition_needs_no_name() -> None:
    assert codec.dump(Edition(id="2021")).decode() == 'state = "draft"\n'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"name = ", "TOML"),
        (b"\xff\xfe", "UTF-8"),
        (b'name = ""', "name"),
        (b'nam = "x"', "name"),
        (b'id = "y"\nname = "x"', "id"),
        (b'name = "x"\nuntil = "2021-02-30"', "until"),
        (b'name = "x"\nparticipants = 3', "participants"),
        (b'name = "x"\n[participants."../x"]', "participants"),
        (b'name = "x"\na = ' + b"[" * 30 + b"]" * 30, "16"),
        (b'name = "x"\n' + b"a." * 5000 + b"a = 1", "8"),
        (b'name = "' + b"x" * 300_000 + b'"', "kB"),
        (b'name = "x"\na = ' + b"9" * 5000, "TOML"),
    ],
)
def test_bad_text_is_refused_in_one_line_and_quickly(text: bytes, reason: str) -> None:
    start = time.process_time()
    with pytest.raises(BadRecord) as refused:
        codec.load("collaboration", "x", text, "collaborations/xx/x.toml")
    assert time.process_time() - start < 5  # without the limits, the dotted key alone takes longer
    assert "\n" not in str(refused.value)
    assert str(refused.value).startswith("collaborations/xx/x.toml: ")
    assert reason in str(refused.value)


def test_limits_look_past_strings_and_comments() -> None:
    text = 'name = "' + "[" * 40 + '"\n# ' + "." * 40 + "[" * 40 + "\ncomment = '''\n" + "a." * 40 + "'''\n"
    record = codec.load("collaboration", "x", text.encode(), "x")
    assert record.name == "[" * 40


def test_unclosed_strings_cost_linear_time() -> None:
    start = time.process_time()
    for hostile in (b'\\"' * 100_000, b'"""' + b'\\"' * 90_000, b"'" * 200_001, b'"' * 200_001):
        with pytest.raises(BadRecord):
            codec.load("collaboration", "x", b"name = " + hostile, "x")
    assert time.process_time() - start < 20  # quadratic would be minutes


def test_comments_are_seen_in_comments_only() -> None:
    assert codec.has_comments('name = "x" # ja')
    assert not codec.has_comments('name = "x # nei"\ncomment = """\n# nei\n"""')


# --- dates


@pytest.mark.parametrize("text", ["2021", "2021-10", "2021-10-01"])
def test_partial_dates_are_kept_as_precise_as_they_are(text: str) -> None:
    assert parse_partial_date(text) == text


@pytest.mark.parametrize("text", ["", "21", "2021-13", "2021-02-30", "1.1.2021", "2021-1-1", "٢٠٢١"])
def test_impossible_dates_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_partial_date(text)


def test_a_partial_date_means_its_whole_period() -> None:
    assert (first_day("2020-02"), last_day("2020-02")) == (dt.date(2020, 2, 1), dt.date(2020, 2, 29))
    assert last_day("2023") == dt.date(2023, 12, 31)
    assert has_passed("2023", dt.date(2024, 1, 1))
    assert not has_passed("2023", dt.date(2023, 12, 31))
    assert in_force("2020", "2021-10", dt.date(2021, 9, 30))
    assert not in_force("2020", "2021-10", dt.date(2021, 10, 1))


# --- ids and paths


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Øyer kommune", "oyer-kommune"),
        ("Ålesund/Hårr", "alesund-harr"),
        ("Æ", "ae"),
        ("../../x", "x"),
        ("CON", "con-1"),
        ("Felles 110 nødalarmeingsentral", "felles-110-nodalarmeingsentral"),
    ],
)
def test_ids_are_slugs(name: str, id: str) -> None:
    assert make_id(name) == id
    assert is_id(id)


def test_ids_are_unique_and_not_too_long() -> None:
    assert make_id("Felles barnevern", {"felles-barnevern", "felles-barnevern-2"}) == "felles-barnevern-3"
    assert is_id(make_id("x" * 500, {make_id("x" * 500)}))
    with pytest.raises(ValueError, match="!!!"):
        make_id("!!!")


@given(st.sampled_from(sorted(KINDS)), st.from_regex(r"[a-z0-9][a-z0-9-]{0,63}", fullmatch=True).filter(is_id))
def test_a_path_leads_back_to_its_record(kind: str, id: str) -> None:
    key = REGISTER if kind == "register" else Key(kind, id)
    assert key_of(path_of(key)) == key


@pytest.mark.parametrize(
    "path",
    [
        "collaborations/felles.toml",
        "collaborations/xx/felles.toml",
        "collaborations/fe/Felles.toml",
        "collaborations/fe/../../x.toml",
        "collaborations/co/con.toml",
        "collaborations/fe/felles.txt",
        "README.md",
        "parties/fe/felles.toml",
        "register.toml/x",
    ],
)
def test_other_paths_are_no_records(path: str) -> None:
    assert key_of(path) is None


# --- the package's data


def test_every_form_has_names_a_basis_and_a_short_name() -> None:
    forms = legal_forms()
    assert len(forms) == 20
    for term in forms.values():
        assert all(term.name(language) for language in ("nb", "nn", "en"))
        assert all(len(term.short(language)) <= 16 for language in ("nb", "nn", "en"))
        assert term.facts["legal_entity"] in ("yes", "no", "by_agreement")
        assert isinstance(term.facts["statutory"], bool)
        assert term.facts.get("central_role", "participant") in roles()


@pytest.mark.parametrize(
    ("form", "letters"),
    [
        ("intermunicipal_political_council", list("abcdefgh")),
        ("municipal_task_community", list("abcdefghij")),
        ("host_municipality_administrative", list("abcdefghi")),
        ("host_municipality_joint_board", [*"abcdefghi", "nemnd"]),
    ],
)
def test_statutory_contents_are_complete(form: str, letters: list[str]) -> None:
    assert [entry["letter"] for entry in legal_forms()[form].facts["contents"]] == letters


def test_section_27_has_a_deadline_of_year_precision() -> None:
    assert legal_forms()["legacy_section_27"].facts["valid_until"] == "2023"


def test_statuses_and_parties_are_whole() -> None:
    assert list(statuses())[:2] == ["proposed", "pre_study"]
    for id, facts in known_parties().items():
        party = Party(id=id, **facts)
        assert party.codes
        if party.orgnr:
            digits = [int(digit) for digit in party.orgnr]
            weighted = sum(a * b for a, b in zip(digits, (3, 2, 7, 6, 5, 4, 3, 2), strict=False))
            assert (11 - weighted % 11) % 11 == digits[8], id
    assert set(known_parties()["oyer"]["codes"]) == {"0521", "3440"}


def test_data_files_are_toml_with_one_shape() -> None:
    assert tomllib.loads('a = "b"')
    shapes = {frozenset(term.names) for term in [*legal_forms().values(), *roles().values(), *statuses().values()]}
    assert shapes == {frozenset({"nb", "nn", "en"})}
