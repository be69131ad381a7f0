"""What the filter says to what it cannot read: where, why, and the way out."""

from __future__ import annotations

import pytest

from store.base.errors import BadInput, QueryError
from store.base.i18n import set_language
from store.register.store import Store
from tests.store.several import found

WRONG = [
    ("hosst:oyer", 0, "“hosst:”; did you mean host:"),
    ("øyer vrt:gausdal", 5, "vert:"),
    ("-utn:øyer", 1, "uten:"),
    ("kl 12:30", 3, "“12:”; there are: form, host, with"),
    (":x", 0, "“:”; there are: form"),
    ("endre>2020", 0, "endre"),
    ("felles name<b", 11, "“:” only; < and > go with changed, from, until, notice"),
    ("form:", 5, "right after “form:”"),
    ("form: nemnd", 5, "right after “form:”"),
    ('form:"', 6, "right after “form:”"),
    ("form:,", 6, "right after “form:”"),
    ("changed>20", 8, "31.12.2026"),
    ("until<2021,2021-13", 11, "2021-13"),
    ("has:notise", 4, "notice"),
    ("has:notice,qqqq", 11, "there are: finding, notice, parent, comment"),
    ("is:sterred", 3, "starred"),
    ("~", 1, "“~”"),
    ("a or", 4, "missing"),
    ("| a", 0, "missing"),
    ("a | or b", 4, "missing"),
    ("not", 3, "missing"),
    ("()", 1, "missing"),
    ("a) b", 1, "“)”"),
    ("(" * 5000, 40, "40"),
    ("-" * 5000 + "a", 40, "40"),
    ("not " * 5000 + "a", 160, "40"),
    # what only the register can tell
    ("felles form:nemda", 12, "joint board"),
    ("form:qqqq", 5, "form knows no “qqqq”; there are: "),
    ("vert:øyr", 5, "vert knows no “øyr”; did you mean Øyer"),
    ("with:oyer,xxxx", 10, "there are: Gausdal, Øyer"),
    ("area:zzz", 5, "there are: Brannvesen, Helse"),
    ("(status:ended or status:actve)", 24, "In operation"),
]


@pytest.mark.parametrize(("text", "at", "words"), WRONG)
def test_an_error_points_at_the_character_and_says_the_way_out(several: Store, text: str, at: int, words: str) -> None:
    set_language("en")
    with pytest.raises(QueryError) as refused:
        found(several, text)
    assert refused.value.at == at
    assert str(refused.value).startswith(f"character {at + 1}: ")
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)
    assert isinstance(refused.value, BadInput)


def test_errors_name_fields_in_the_language_in_use(several: Store) -> None:
    for language, name in (("nb", "uten"), ("nn", "utan"), ("en", "without")):
        set_language(language)
        with pytest.raises(QueryError, match=f"med, {name}|with, {name}"):
            found(several, "qqqq:1")
        with pytest.raises(QueryError, match={"nb": "Avsluttet", "nn": "Avslutta", "en": "Ended"}[language]):
            found(several, "status:avsluttnng")


@pytest.mark.parametrize("text", ["endret:\x1b[31m", "\x1b[31m:x", "vert:\x1b]0;x", "\u202e>2020", "has:\u202e"])
def test_an_error_shows_no_sign_that_acts_on_a_terminal(several: Store, text: str) -> None:
    with pytest.raises(QueryError) as refused:
        found(several, text)
    assert not set(str(refused.value)) & set("\x1b\u202e")
