"""Files that nobody should be able to harm with: each is one clear line, or is read without what was bad in it."""

from __future__ import annotations

import contextlib
import io
import os
import random
import zipfile
import zlib
from pathlib import Path

import pytest
import xlsxwriter
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from store.base.errors import BadInput
from store.formats.limits import Limits
from store.formats.reading import read_bytes, read_source
from store.formats.source import Source
from tests.formats.making import docx_of, html_of, ole_of, only, part, pdf_of, saved, with_part, xls_of, xlsx_of

ROWS = [["Navn", "Type"], ["Legevakt", "IKS"]]
SMALL = Limits(cells=1_000, columns=50, tree_bytes=1 << 20, unpacked_bytes=2 << 20, pages=3, depth=5)
BOMB = zlib.compress(bytes(64 << 20), 9)


def packed(**members: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def document(xml: str) -> bytes:
    return with_part(docx_of(ROWS), word__document_dot_xml=xml.encode())


def sheet(xml: str) -> bytes:
    return with_part(xlsx_of(ROWS), xl__worksheets__sheet1_dot_xml=xml.encode())


def bent_encryption() -> bytes:
    """A zip file whose members say that they are encrypted."""
    data = bytearray(docx_of(ROWS))
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    return bytes(data)


def pdf_with(draw: str, **kwargs: object) -> bytes:
    data = io.BytesIO()
    canvas = Canvas(data, **kwargs)
    for page in range(20 if draw == "pages" else 1):
        if draw == "pages":
            canvas.drawString(100, 700, f"Side {page}")
        elif draw == "picture":
            from PIL import Image
            from reportlab.lib.utils import ImageReader

            canvas.drawImage(ImageReader(Image.new("RGB", (40, 40), "gray")), 0, 0, 500, 700)
        elif draw == "words":
            canvas.drawString(100, 700, "Hemmelig")
        canvas.showPage()
    canvas.save()
    return data.getvalue()


def bomb_pdf() -> bytes:
    """A page whose content unpacks to 64 MB."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(BOMB), BOMB),
    ]
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(parts, start=1):
        places.append(b"%010d 00000 n \n" % len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(places)
    return data + table + b"trailer\n<</Root 1 0 R/Size 5>>\nstartxref\n%d\n%%%%EOF\n" % len(data)


WIDE = [[str(number) for number in range(60)]]
NESTED = "<table><tr><td>" * 10 + "x" + "</table>" * 10
ENTITIES = '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
BAD = {
    "nothing.docx": (b"", "tom"),
    "blanks.txt": (b" \n\t\n", "tom"),
    "bomb.docx": (with_part(docx_of(ROWS), word__document_dot_xml=bytes(16 << 20)), "vanlig dokument"),
    "bomb.xlsx": (with_part(xlsx_of(ROWS), xl__worksheets__sheet1_dot_xml=b" " * (16 << 20)), "vanlig dokument"),
    "bomb.pdf": (bomb_pdf(), "større enn 1 MB"),
    "locked.docx": (ole_of("EncryptionInfo", "EncryptedPackage"), "passord"),
    "locked.xlsx": (ole_of("EncryptionInfo", "EncryptedPackage"), "passord"),
    "flagged.docx": (bent_encryption(), "passord"),
    "locked.pdf": (pdf_with("words", encrypt=StandardEncryption("hemmelig", "eier")), "passord"),
    "half.docx": (docx_of(ROWS)[:9_000], "skadet"),
    "half.xlsx": (xlsx_of(ROWS)[:3_000], "skadet"),
    "half.pdf": (b"%PDF-1.7\n1 0 obj", "skadet"),
    "half.xls": (xls_of(ROWS)[:2_000], "skadet"),
    "entities.docx": (document(f"{ENTITIES}<w:document {W}><w:body>&f;&c;</w:body></w:document>"), "entiteter"),
    "entities.xlsx": (sheet(f"{ENTITIES}<worksheet {S}><sheetData><row><c/></row></sheetData></worksheet>"),
                      "entiteter"),
    "broken.docx": (document(f"<w:document {W}><w:body>"), "skadet"),
    "other.docx": (document("<hello/>"), "tekst"),
    "wide.csv": (";".join(WIDE[0]).encode(), "kolonner"),
    "wide.html": (html_of(WIDE), "kolonner"),
    "wide.xlsx": (xlsx_of(WIDE), "kolonner"),
    "span.html": (b"<table><tr><td colspan=9999>x</table>", "kolonner"),
    "long.csv": (b"a;b\n" * 600, "celler"),
    "rowspan.html": (b"<table><tr>" + b"<td rowspan=65534>x" * 40 + b"<tr>" * 60 + b"</table>", "celler"),
    "deep.html": (f"<html>{NESTED}".encode(), "dypt"),
    "scan.pdf": (pdf_with("picture"), "OCR"),
    "blank.pdf": (pdf_with("nothing"), "ingen tekst"),
    "old.doc": (ole_of("WordDocument", "1Table"), "docx"),
    "slides.ppt": (ole_of("PowerPoint Document"), "docx"),
    "words.rtf": (b"{\\rtf1 hei}", "docx"),
    "words.odt": (packed(mimetype=b"application/vnd.oasis.opendocument.text"), "docx"),
    "mac.pages": (packed(**{"Index/Document.iwa": b"x"}), "docx"),
    "binary.xlsb": (packed(**{"xl/workbook.bin": b"x"}), "xlsx"),
    "photos.zip": (packed(**{"a.jpg": b"x"}), "pakk det ut"),
    "scan.png": (b"\x89PNG\r\n\x1a\n", "OCR"),
    "scan.jpg": (b"\xff\xd8\xff\xe0", "OCR"),
    "feed.xml": (b"<?xml version='1.0'?><feed/>", "docx"),
    "nul.txt": (b"Navn\0\1\2\0Type", "tekstfil"),
    "surrogate.txt": (b"\xff\xfe" + "a".encode("utf-16-le") + b"\x00\xd8" + b"b\0", "UTF-16"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_one_line_names_the_file_and_the_way_out(name: str) -> None:
    data, words = BAD[name]
    with pytest.raises(BadInput) as refused:
        read_bytes(name, data, limits=SMALL)
    told = str(refused.value)
    assert told.startswith(name)
    assert words in told
    assert "\n" not in told


def read(name: str, data: bytes) -> Source:
    return read_bytes(name, data, limits=SMALL)


@pytest.mark.parametrize("name", ["a.csv", "a.pdf", "a.docx", "a", "a.exe"])
def test_a_wrong_ending_is_no_hindrance(name: str) -> None:
    for data in (docx_of(ROWS), xlsx_of(ROWS), xls_of(ROWS), html_of(ROWS), pdf_of(ROWS)):
        assert only(read_bytes(name, data)) == ROWS


def test_macros_are_read_past() -> None:
    types = part(docx_of(ROWS), "[Content_Types].xml").replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    data = with_part(docx_of(ROWS), word__vbaProject_dot_bin=b"x", **{"[Content_Types]_dot_xml": types})
    source = read_bytes("a.docm", data)
    assert only(source) == ROWS
    assert source.notices == ("makroene i filen er ikke rørt",)
    assert read_bytes("a.xlsm", with_part(xlsx_of(ROWS), xl__vbaProject_dot_bin=b"x")).notices


def test_a_sheet_that_says_it_is_huge_is_as_large_as_what_stands_in_it() -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        first = book.add_worksheet()
        first.write(0, 0, "Navn")
        first.write(1_048_575, 2, "langt nede")
        first.merge_range(3, 0, 900_000, 2, "flettet")
    rows = only(read("a.xlsx", data.getvalue()))
    assert len(rows) < 10
    assert rows[-1][2] == "langt nede"
    told = part(xlsx_of(ROWS), "xl/worksheets/sheet1.xml").replace(b"A1:B2", b"A1:XFD1048576")
    assert only(read("b.xlsx", sheet(told.decode()))) == ROWS


def test_scripts_and_their_links_are_dropped() -> None:
    page = b"""<html><script>alert(1)</script><style>x{}</style><p onclick=x>Tekst</p>
    <table><tr><td><a href="javascript:alert(1)">Navn</a><td><a href=" JaVa\tscript:x">To</a></table>"""
    source = read("a.html", page)
    assert [line for line in source.prose if line] == ["Tekst"]
    assert only(source) == [["Navn", "To"]]
    assert not any(cell.link for cell in source.grids[0].rows[0].cells)


def test_a_formula_stays_text() -> None:
    assert only(read("a.csv", b"Navn;Sum\n=cmd|' /C calc'!A0;'=1+1\n"))[1] == ["=cmd|' /C calc'!A0", "=1+1"]


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a.md", "a.html"])
def test_what_acts_on_a_terminal_is_seen(name: str) -> None:
    evil = "A\x1b[2JB\x9b\x07\u202eC"
    data = {
        "a.csv": f"x;y\n{evil};z",
        "a.txt": f"x\ty\n{evil}\tz",
        "a.md": f"|x|y|\n|-|-|\n|{evil}|z|",
        "a.html": f"<table><tr><td>x<td>y<tr><td>{evil}<td>z</table>",
    }[name]
    text = only(read(name, data.encode()))[1][0]
    assert not set(text) & set("\x1b\x9b\x07\u202e")
    assert "A␛" in text
    assert "␇" in text


def test_surrogates_and_controls_that_xml_hides() -> None:
    data = part(xlsx_of(ROWS), "xl/sharedStrings.xml").replace(b"Legevakt", b"A_x001B_[2J_xD800_B_x000D_C")
    text = only(read("a.xlsx", with_part(xlsx_of(ROWS), xl__sharedStrings_dot_xml=data)))[1][0]
    assert text == "A␛[2J\ufffdB\nC"


def test_a_csv_of_one_column() -> None:
    assert only(read("a.csv", b"Navn\nLegevakt\nArkiv, depot og museum\n")) == [
        ["Navn"],
        ["Legevakt"],
        ["Arkiv, depot og museum"],
    ]


def test_a_page_of_ten_thousand_boxes_in_one_another() -> None:
    with contextlib.suppress(BadInput):
        assert len(read("a.html", b"<html>" + b"<div>" * 10_000 + b"<table><tr><td>x</table>").grids) <= 1


def test_a_pdf_of_many_pages_is_read_as_far_as_the_limit_and_says_so() -> None:
    source = read("a.pdf", pdf_with("pages"))
    assert source.notices == ("bare de første 3 sidene er lest: del filen for å få resten",)
    assert sum("Side" in line for line in source.prose) == 3


def test_a_picture_among_the_pages_is_told() -> None:
    from pypdfium2 import PdfDocument

    whole = PdfDocument(pdf_with("words"))
    whole.import_pages(PdfDocument(pdf_with("picture")))
    assert read("a.pdf", saved(whole)).notices == ("side 2 er et bilde, og er ikke lest",)


def test_paths(tmp_path: Path, nobody_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (nobody_home / "liste.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    assert only(read_source(Path("~/liste.csv")))[1] == ["1", "2"]
    os.mkfifo(tmp_path / "pipe")
    for path, words in [
        (tmp_path, "mappe"),
        (tmp_path / "pipe", "vanlig fil"),
        (tmp_path / "nothing.csv", "finnes ikke"),
        (Path("~nobody-at-all/x.csv"), "finnes ikke"),
        (tmp_path / ("x" * 300), ""),
        (Path("a\0b"), ""),
    ]:
        with pytest.raises(BadInput) as refused:
            read_source(path)
        assert words in str(refused.value)
        assert "\n" not in str(refused.value)


def test_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match="mem"):
        read_source(Path("/proc/self/mem"))


def test_larger_than_a_document_is() -> None:
    with pytest.raises(BadInput, match="større enn 0 MB"):
        read_bytes("a.csv", b"a;b", limits=Limits(file_bytes=2))


@pytest.mark.parametrize("ending", ["docx", "xlsx", "xls", "pdf", "html"])
def test_bent_bytes_are_read_or_refused(ending: str) -> None:
    made = {"docx": docx_of, "xlsx": xlsx_of, "xls": xls_of, "pdf": pdf_of, "html": html_of}[ending](ROWS)
    chance = random.Random(20)
    for _number in range(60):
        data = bytearray(made)
        for _hit in range(chance.randint(1, 30)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        with contextlib.suppress(BadInput):  # and nothing else
            read(f"a.{ending}", bytes(data))
