"""What Word can put into a document beside plain cells."""

from __future__ import annotations

import docx

from store.formats.source import Source
from tests.formats.making import docx_of, only, read, saved, texts, with_part

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def body(xml: str) -> Source:
    made = f"<w:document {W}><w:body>{xml}</w:body></w:document>".encode()
    return read("docx", with_part(docx_of([["a"]]), word__document_dot_xml=made))


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def cell(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def test_headings_lists_and_who_saved_it() -> None:
    document = docx.Document()
    document.add_heading("Plan", 1)
    document.add_paragraph("Innkjøp", style="List Bullet")
    document.add_paragraph("depot", style="List Bullet 2")
    document.add_paragraph("Etter")
    document.core_properties.last_modified_by = "Kari Nordmann"
    source = read("docx", saved(document))
    assert source.parts == ("Plan", "", "- Innkjøp", "  - depot", "", "Etter", "")
    assert source.editor == "Kari Nordmann"


def test_repeated_headers_and_merged_cells() -> None:
    header = "<w:trPr><w:tblHeader/></w:trPr>" + cell(paragraph("Navn")) + cell(paragraph("Type"))
    source = body(
        table(
            header,
            cell(paragraph("A"), '<w:vMerge w:val="restart"/>') + cell(paragraph("1")),
            cell(paragraph(""), "<w:vMerge/>") + cell(paragraph("2")),
            cell(paragraph("B"), '<w:gridSpan w:val="2"/>'),
        )
    )
    assert source.grids[0].headers == 1
    assert only(source) == [["Navn", "Type"], ["A", "1"], ["A", "2"], ["B", "B"]]
    assert [row.cells[1].is_repeated for row in source.grids[0].rows] == [False, False, False, True]


def test_a_table_in_a_cell_is_a_grid_of_its_own() -> None:
    outer, inner = body(table(cell(paragraph("ute") + table(cell(paragraph("inne"))) + "<w:p/>"))).grids
    assert texts(outer) == [["ute\ninne"]]
    assert texts(inner) == [["inne"]]


def test_tracked_changes_moves_and_deleted_rows() -> None:
    run = "<w:r><w:t>{}</w:t></w:r>"
    source = body(
        "<w:p><w:moveFrom>" + run.format("flyttet") + "</w:moveFrom></w:p>"
        "<w:p><w:moveTo>" + run.format("flyttet") + "</w:moveTo></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + run.format("før ") + "</w:p>" + paragraph("etter")
        + table("<w:trPr><w:del/></w:trPr>" + cell(paragraph("borte")), cell(paragraph("her")))
    )  # fmt: skip
    assert [line for line in source.prose if line] == ["flyttet", "før etter"]
    assert only(source) == [["her"]]
    assert source.notices == ("3 sporede endringer er lest som godtatt",)


def test_text_boxes_content_controls_line_breaks_and_fields() -> None:
    source = body(
        "<w:p><w:r><w:t>før</w:t><w:br/><w:t>under</w:t></w:r><w:r><w:pict><w:txbxContent>"
        + paragraph("i boksen")
        + "</w:txbxContent></w:pict></w:r></w:p><w:sdt><w:sdtContent>"
        + paragraph("kontroll")
        + "</w:sdtContent></w:sdt>"
        + table(
            cell(
                '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "https://x.no"'
                '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>side</w:t></w:r>'
                '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
            )
        )
    )
    assert [line for line in source.prose if line] == ["før", "under", "i boksen", "kontroll"]
    assert source.grids[0].rows[0].cells[0].link == "https://x.no"


def test_comments_hang_on_their_cell() -> None:
    document = docx.Document()
    grid = document.add_table(1, 1)
    run = grid.cell(0, 0).paragraphs[0].add_run("Legevakt")
    document.add_comment(run, text="Stemmer dette?", author="Kari")
    assert read("docx", saved(document)).grids[0].rows[0].cells[0].notes == ("Stemmer dette?",)
