"""Dates, numbers and values in words; prose as blocks."""

from __future__ import annotations

import pytest

from store.base.numbers import number_text, share_text
from store.papers.builders.prose import prose_blocks, text_blocks
from store.papers.paper import Bullets, Heading, Paragraph
from store.papers.words import date_text, decision_words, listed, value_words
from store.records.model import Decision
from store.records.paths import Key


def test_prose_is_lists_headings_and_paragraphs() -> None:
    text = (
        "Tittel\n\nEt avsnitt.\nMed to linjer.\n\n- en\n  - under\n• to\nHale.\n\nOverskrift\n\nSlutt.\n\nSiste linje"
    )
    before, after = prose_blocks(text, {"tittel"})
    assert before == [
        Paragraph("Et avsnitt.\nMed to linjer."),
        Bullets(((0, "en"), (1, "under"), (0, "to"))),
        Paragraph("Hale."),
    ]
    assert after == [Heading("Overskrift"), Paragraph("Slutt."), Paragraph("Siste linje")]
    assert prose_blocks("", ()) == ([], [])
    assert list(text_blocks("Først.\n\n- en\n- to")) == [Paragraph("Først."), Bullets(((0, "en"), (0, "to")))]


@pytest.mark.parametrize(
    ("partial", "nb", "en"),
    [("2021-01-01", "1. januar 2021", "1 January 2021"), ("2021-10", "oktober 2021", "October 2021"),
     ("2021", "2021", "2021"), ("", "", "")],
)  # fmt: skip
def test_dates_are_as_precise_as_they_are(partial: str, nb: str, en: str) -> None:
    assert (date_text(partial), date_text(partial, "nn"), date_text(partial, "en")) == (nb, nb, en)


def test_numbers_have_a_comma_where_people_write_one() -> None:
    assert [number_text(1250000), number_text(33.5, 1), share_text(33.5)] == [
        "1\u00a0250\u00a0000",
        "33,5",
        "33,5\u00a0%",
    ]
    assert [number_text(1250000, lang="en"), number_text(33.5, 1, "en")] == ["1,250,000", "33.5"]
    assert [listed([]), listed(["Øyer"]), listed(["Øyer", "Gausdal", "Ringebu"])] == [
        "",
        "Øyer",
        "Øyer, Gausdal og Ringebu",
    ]


def test_values_are_told_in_words() -> None:
    def name(key: Key) -> str:
        return key.id.title()

    assert value_words("collaboration", "legal_form", "limited_company", name) == "Aksjeselskap"
    assert value_words("collaboration", "until", "2021-10", name) == "oktober 2021"
    assert value_words("collaboration", "participants", {"oyer": {}, "gausdal": {"until": "2027-02-01"}}, name) == (
        "Oyer, Gausdal (til 1. februar 2027)"
    )
    assert value_words("collaboration", "participants.oyer", {}, name) == "deltar"
    assert value_words("collaboration", "starred", False, name) == "nei"
    assert value_words("collaboration", "former", {"gammelt-navn": {"name": "Gammelt navn"}}, name) == "Gammelt navn"
    assert value_words("register", "areas.brann", {"name": "Brannvesen", "order": 10}, name) == "Brannvesen"
    assert value_words("study", "costs.oyer.amount", 1250000, name) == "1\u00a0250\u00a0000"
    assert decision_words(Decision(case="1/21", date="2021-03-02")) == "sak 1/21, 2. mars 2021"
