import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.base.text import canonical, letters_key, match_key, normalise, safe, search_key

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60)
HOSTILE = [
    "\x1b[2J",
    "\x1b]0;tittel\x07",
    "\x1b]52;c;aGVp\x07",
    "\u009b31m",
    "a\x00b",
    "\u202eabc",
    "\u200bskjult",
    "\U000e0041",
    "e" + "\u0301" * 40,
    "\ud800",
    "linje\u2028skift",
    "\x7f",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_acts_on_a_terminal_gets_through(text: str) -> None:
    shown = safe(text)
    assert shown
    for char in shown:
        assert unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Zl", "Zp"), hex(ord(char))
    assert sum(unicodedata.combining(char) > 0 for char in shown) <= 4


@given(ANY_TEXT)
def test_safe_is_idempotent_and_shows_something_for_everything(text: str) -> None:
    once = safe(text)
    assert safe(once) == once
    assert all(unicodedata.category(char) not in ("Cc", "Cs") for char in once)


def test_ordinary_norwegian_is_untouched() -> None:
    text = "Miljørettet helsevern* – «Ås»: § 27, 71/2019 [under avvikling] m²"
    assert safe(text) == text


def test_a_line_feed_stays_only_where_lines_are_shown() -> None:
    assert safe("a\nb") == "a␊b"
    assert safe("a\nb", multiline=True) == "a\nb"


def test_a_long_value_is_cut_with_a_sign() -> None:
    assert safe("x" * 50, limit=10) == "x" * 9 + "…"


def test_text_is_normalised_on_its_way_in() -> None:
    assert normalise("  A\u030as \r\nB\r") == "Ås\nB"
    assert canonical("a\r\nb ") == "a\nb "
    with pytest.raises(ValueError, match="UTF-8"):
        canonical("\udcff")


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("ostnorsk", "Østnorsk"), ("oestnorsk", "Østnorsk"), ("raad", "råd"), ("A\u030as", "Ås"), ("laering", "læring")],
)
def test_search_folds_the_spellings_of_norwegian(typed: str, stored: str) -> None:
    assert search_key(typed) == search_key(stored)


def test_names_match_without_case_space_and_asterisk_only() -> None:
    assert match_key(" Miljørettet  HELSEVERN* ") == match_key("Miljørettet helsevern")
    assert match_key("Innkjøps-samarbeid") != match_key("Innkjøpssamarbeid")
    assert letters_key("Innkjøps-samarbeid") == letters_key("innkjøpssamarbeid")
