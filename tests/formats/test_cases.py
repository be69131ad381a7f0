"""Files like those that offices have, each with what it should become."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.base.i18n import set_language
from store.formats.reading import read_source
from store.formats.source import Source
from tests.formats.making import only, texts

CASES = Path(__file__).parent / "cases"


def case(name: str) -> Source:
    return read_source(CASES / name)


def test_windows_1252_with_a_cell_of_two_lines() -> None:
    source = case("deltakerliste.csv")
    rows = only(source)
    assert source.format == "csv"
    assert source.notices == ("teksten er ikke UTF-8, og er lest som Windows-1252",)
    assert rows[0][:2] == ["Samarbeid", "Organisasjonsform"]
    assert rows[1][3] == "Fjellby, Elvdal og Åsmark"
    assert rows[3][3:] == ["Elvdal;Åsmark", "PS 4/2008", "15/3-08", "Har eget styre,\nmed tre medlemmer"]
    assert rows[4][6] == "uformelt – møtes ønsket 2×/år"
    assert [row.place for row in source.grids[0].rows] == ["linje 1", "linje 2", "linje 3", "linje 4", "linje 6"]


def test_a_workbook_with_a_title_a_sheet_of_prose_and_a_hidden_sheet() -> None:
    source = case("eierskap.xlsx")
    assert source.notices == ("arket «Skjult» er skjult, og er ikke lest",)
    companies, explained = source.grids
    assert (companies.name, explained.name) == ("Selskaper", "Forklaring")
    assert texts(companies)[3][:4] == ["Selskap", "Org.nr.", "Selskapsform", "Eierandel"]
    assert texts(companies)[4][1:4] == ["974760673", "IKS", "0,335"]
    assert texts(companies)[5][1:4] == ["974 760 673", "AS", "12,5 %"]
    assert companies.rows[4].place == "rad 5"
    assert texts(explained) == [["Tall hentet fra årsregnskap"]]


def test_a_pdf_of_several_pages_is_one_table() -> None:
    source = case("flere-sider.pdf")
    rows = only(source)
    assert source.grids[0].headers == 1
    assert rows[0] == ["Samarbeid", "Type samarbeid", "Fjellby", "Elvdal", "Kommentar"]
    assert [row[0] for row in rows[1:]] == [f"Samarbeid {number:02}" for number in range(1, 61)]
    assert rows[7][4] == "Merknad som er så lang at den går over to linjer i cellen sin"
    assert source.grids[0].rows[33].place.startswith("side 2, ")
    assert source.prose[0] == "Oversikt per 1. januar 2024"


def test_a_web_page_with_spans_and_characters_nobody_sees() -> None:
    source = case("nettside.html")
    table, menu = source.grids
    assert table.headers == 1
    assert texts(table)[1:] == [
        ["Helse", "Interkommunal legevakt", "Fjellby", "Elvdal, Åsmark"],
        ["Helse", "Krisesenter", "", "Fjellby\nElvdal"],
        ["Teknisk", "Se egen side", "Se egen side", "Se egen side"],
    ]
    assert table.rows[1].cells[1].link == "https://example.org/legevakt"
    assert [cell.is_repeated for cell in table.rows[3].cells] == [False, False, True, True]
    assert table.rows[2].cells[0].is_repeated
    assert texts(menu) == [["Meny", "Kontakt"]]


def test_a_plan_with_lists_in_its_cells() -> None:
    rows = only(case("plan.docx"))
    assert rows == [["2024", "2025"], ["Følgende utredes:\n- Felles innkjøp\n- Arkiv\n  - depot\n  - skanning", ""]]


@pytest.mark.parametrize(
    ("language", "told"),
    [("nb", "1 sporet endring er lest som godtatt"), ("nn", "1 spora endring er lesen som godteken")],
)
def test_tracked_changes_are_accepted(language: str, told: str) -> None:
    set_language(language)
    source = case("sporede-endringer.docx")
    assert only(source)[1] == ["Landbrukskontor", "Vertskommune", "x", "x"]
    assert source.notices == (told,)


def test_an_empty_column_and_a_name_broken_by_the_paste() -> None:
    rows = only(case("tom-kolonne.tsv"))
    assert rows[0] == ["", "Fagområde", "Type samarbeid", "Fjellby", "Elvdal", "", "Kommentar"]
    assert rows[1][1] == "HELSE:"
    assert rows[2] == ["1", "Legevakt", "Kommuneloven", "x", "x", "", "Fjellby vertskommune"]
    assert rows[3][:5] == ["2", "Legevakt", "kommuneloven", "X", "x"]
    assert rows[5] == ["3", "Plan-\nog byggesak", "Avtale", "x", "", "", ""]


def test_a_header_of_two_rows_and_areas_merged_downwards() -> None:
    source = case("toradet-topptekst.docx")
    rows = only(source)
    assert rows[0] == ["Fagområde", "Samarbeid", "Type", "Deltakere", "Deltakere", "Deltakere", "Kommentar"]
    assert rows[1] == ["Fagområde", "Samarbeid", "Type", "Fjellby", "Elvdal", "Åsmark", "Kommentar"]
    assert [row[0] for row in rows[2:]] == ["Helse", "Helse", "Fagområde", "Teknisk", "Teknisk", "Kultur"]
    assert rows[2][1:6] == ["Legevakt¹", "Vertskommune", "V", "x", "X"]
    assert rows[7][3:6] == ["●", "nei", "x*"]
    assert "¹ Avtalen er sagt opp fra 1.1.2024." in source.prose


def test_utf_16() -> None:
    rows = only(case("utf16.txt"))
    assert rows[2] == ["Øyelege", "Avtale", "x", "x", "–"]


def test_markdown_with_an_escaped_pipe() -> None:
    assert only(case("utklipp.md"))[1:] == [["Renovasjon", "IKS", "x", "x"], ["Arkiv | depot", "Avtale", "x", ""]]
