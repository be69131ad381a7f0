"""Numbers, dates, notes and links of spreadsheets."""

from __future__ import annotations

import datetime
import io

import openpyxl
import pytest
import xlsxwriter
import xlwt
from openpyxl.comments import Comment

from store.formats.office.numbers import Style, decimal, number
from tests.formats.making import only, read, saved


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.335, "0.0%", "33,5 %"),
        (0.07, "0%", "7 %"),
        (974760673.0, "General", "974760673"),
        (974760673.0, "0.00E+00", "974760673"),
        (301.0, "0000", "0301"),
        (12.5, "#,##0.00", "12,5"),
        (45292.0, "dd.mm.yyyy", "2024-01-01"),
        (45292.75, "[$-414]d. mmmm yyyy;@", "2024-01-01"),
        (0.5, "hh:mm", "12:00"),
        (-1.0, "dd.mm.yyyy", "-1"),
    ],
)
def test_a_number_as_it_looks(value: float, code: str, shown: str) -> None:
    assert number(value, Style(164, code)) == shown


def test_no_number_is_written_with_an_exponent_that_people_write() -> None:
    assert [decimal(value) for value in (1e20, 1.0, -0.0, 0.1 + 0.2)] == ["100000000000000000000", "1", "0", "0,3"]


def test_excel_with_notes_links_merges_and_hidden_rows() -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"default_date_format": "dd.mm.yyyy"}) as book:
        sheet = book.add_worksheet("Ark")
        sheet.merge_range("A1:B1", "Tittel")
        sheet.write_url("A2", "https://example.org", string="Navn")
        sheet.write_datetime("B2", datetime.datetime(2024, 1, 1))
        sheet.write_comment("A2", "Husk")
        sheet.write_formula("B3", "=1+1", None, 2)
        sheet.write_boolean("A3", True)
        sheet.set_row(2, None, None, {"hidden": True})
    source = read("xlsx", data.getvalue())
    assert only(source) == [["Tittel", "Tittel"], ["Navn", "2024-01-01"], ["ja", "2"]]
    name = source.grids[0].rows[1].cells[0]
    assert (name.link, name.notes) == ("https://example.org", ("Husk",))
    assert source.notices == ("arket «Ark»: 1 skjult rad er også lest",)


def test_a_formula_that_nobody_has_reckoned_is_told() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = "Sum"
    book.active["A2"] = "=1+1"
    book.active["A1"].comment = Comment("Se her", "Kari")
    source = read("xlsx", saved(book))
    assert source.grids[0].rows[0].cells[0].notes == ("Se her",)
    assert "1 formel har ingen verdi" in source.notices[0]


def test_excel_from_before_2007() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Ark")
    sheet.write(0, 0, 0.335, xlwt.easyxf(num_format_str="0.0%"))
    sheet.write(0, 1, datetime.date(2024, 1, 1), xlwt.easyxf(num_format_str="dd.mm.yyyy"))
    sheet.write(0, 2, 974760673)
    sheet.write_merge(1, 1, 0, 1, "flettet")
    book.add_sheet("Borte").visibility = 1
    source = read("xls", saved(book))
    assert only(source) == [["33,5 %", "2024-01-01", "974760673"], ["flettet", "flettet", ""]]
    assert source.notices == ("arket «Borte» er skjult, og er ikke lest",)
