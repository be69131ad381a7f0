"""Files that come back changed, one thing at a time: what each does to the register, and what it tells."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from docx.oxml.parser import OxmlElement, parse_xml

from iktui.files import paper_of as paper_at
from store.base.errors import BadInput
from store.base.i18n import language, speaking
from store.changes.changes import Change, Changeset
from store.changes.joining import known_conflicts
from store.changes.wording import who
from store.documents.result import ImportResult
from store.formats.reading import read_bytes
from store.papers.returning import Past, plan_return
from store.papers.writers import docx
from store.records.codec import from_fields
from store.records.model import Area, Party, Register
from store.records.paths import Key
from store.register.store import Store
from tests.conftest import KARI, Run, edit, git, is_sound
from tests.formats.making import saved
from tests.papers.returning import (
    FORMATS,
    Edits,
    commit,
    edited,
    is_nothing,
    paper_of,
    past_of,
    returned,
    table_at,
    without_hidden,
    written,
)

EACH = pytest.mark.parametrize("format", FORMATS)
OFFICE = pytest.mark.parametrize("format", ["docx", "xlsx", "html"])
NAMES = {"oyer": "Øyer", "gausdal": "Gausdal", "ringebu": "Ringebu"}
FIELDS: dict[str, dict[str, Any]] = {
    "brannvesen": {
        "name": "Felles brannvesen", "areas": ["brann"], "legal_form": "host_municipality",
        "comment": "Linje en.\nLinje to.",
        "participants": {"oyer": {"role": "host"}, "gausdal": {"notice_given": "2026-01-01"}},
    },
    "feiing": {"name": "Feiing", "areas": ["brann"], "participants": {"oyer": {}, "gausdal": {"until": "2027"}}},
    "legevakt": {
        "name": "Legevakt", "areas": ["helse"], "legal_form": "legacy_section_27", "uncertain": ["legal_form"],
        "starred": True, "participants": {"ringebu": {"role": "host"}, "oyer": {}}, "progress": "Omdannes.",
        "orgnr": "974760673",
    },
    "krisesenter": {"name": "Krisesenter", "areas": ["helse", "brann"], "comment": "To områder."},
    "nedlagt": {"name": "Nedlagt ordning", "status": "ended", "until": "2020", "areas": ["helse"]},
}  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A register of two members and five collaborations, a plan, a study, an agreement."""
    made = Store.init(tmp_path / "register", "Prøve", KARI)
    areas = {"brann": Area(name="Brann", order=10), "helse": Area(name="Helse", order=20)}
    records: list[Any] = [Register(id="register", name="Prøve", members=("oyer", "gausdal"), areas=areas)]
    records += [Party(id=id, name=name, kind="municipality") for id, name in NAMES.items()]
    records += [from_fields("collaboration", id, fields) for id, fields in FIELDS.items()]
    others: list[tuple[str, str, dict[str, Any]]] = [
        ("plan_item", "stasjon", {"name": "Ny stasjon", "year": 2026, "order": 10, "status": "planned",
                                  "collaborations": ["brannvesen"], "due": "2026-09-01", "carried": 2}),
        ("plan_item", "tomt", {"name": "Finne tomt", "year": 2026, "order": 20, "parent": "stasjon"}),
        ("study", "legekontor", {"name": "Felles legekontor", "status": "pre_study", "participants": ["oyer"],
                                 "steps": {"proposed": {"date": "2026-01-10"}}, "costs": {"oyer": {"amount": 125000}}}),
        ("document", "avtale", {"name": "Avtale om brann", "kind": "agreement", "collaborations": ["brannvesen"],
                                "from": "2020-01-01", "legal_form": "host_municipality"}),
    ]  # fmt: skip
    records += [from_fields(*one) for one in others]
    commit(made, records)
    yield made
    made.close()


def table_of(store: Store, name: str = "overview", what: str = "overview", wanted: str = "") -> Any:
    return table_at(paper_of(store, what, wanted), name)[1]


def place(
    store: Store, id: str, field: str, name: str = "overview", what: str = "overview", wanted: str = ""
) -> tuple[int, int]:
    """Row and column of a cell; `id` of a record, or of what its row is about."""
    table = table_of(store, name, what, wanted)
    row = next(n for n, line in enumerate(table.lines) if id in (line.about, line.key.id if line.key else ""))
    return row, next(n for n, column in enumerate(table.columns) if column.field == field)


def changed(
    store: Store, format: str, cells: dict[tuple[str, str], str], name: str = "overview", what: str = "overview",
    wanted: str = "", lang: str = "nb",
) -> bytes:  # fmt: skip
    """A paper with some cells changed, by record (or what its row is about) and field."""
    paper = paper_of(store, what, wanted, lang=lang)
    at, _table = table_at(paper, name)
    places = {place(store, *cell, name, what, wanted): words for cell, words in cells.items()}
    return edited(format, written(paper, format), at, Edits(places))


def done(result: ImportResult) -> dict[tuple[str, str], Any]:
    """What a result changes: the value of each field of each record."""
    changes = result.changeset.changes if result.changeset else ()
    return {(made.key.id, field.field): field.after for made in changes for field in made.fields}


def problems(result: ImportResult) -> list[str]:
    return [str(problem) for problem in result.problems]


# --- what stands meanwhile in the register


@EACH
def test_what_others_changed_meanwhile_stays(format: str, store: Store) -> None:
    data = changed(store, format, {("brannvesen", "comment"): "Ny linje.", ("feiing", "name"): "Feiing og tilsyn"})
    edit(store, "brannvesen", progress="Avklares.", legal_form="limited_company")
    edit(store, "feiing", comment="Sagt i mellomtiden.")
    result = returned(store, data, format)
    assert done(result) == {("brannvesen", "comment"): "Ny linje.", ("feiing", "name"): "Feiing og tilsyn"}
    assert result.changeset is not None
    store.commit(result.changeset, KARI)
    assert store.snapshot().collaboration("brannvesen").progress == "Avklares."
    assert is_nothing(returned(store, data, format)) == []
    is_sound(store.path)


@EACH
def test_where_both_changed_the_same_field_both_are_kept_and_asked_about(format: str, store: Store) -> None:
    cells = {
        ("brannvesen", "comment"): "Fra fila.",
        ("brannvesen", "legal_form"): "IKS",
        ("feiing", "participants.oyer"): "",
    }
    data = changed(store, format, cells)
    edit(store, "brannvesen", comment="Fra registeret.")
    result = returned(store, data, format)
    assert [(one.key.id, one.field, one.ours, one.theirs) for one in result.conflicts] == [
        ("brannvesen", "comment", "Fra fila.", "Fra registeret.")
    ]
    assert "import_conflict" in {found.code for found in result.findings}
    assert result.changeset is not None
    store.commit(result.changeset, KARI)
    now = store.snapshot()
    assert now.collaboration("brannvesen").comment == "Fra registeret."
    assert now.collaboration("brannvesen").legal_form == "intermunicipal_company"
    assert set(now.collaboration("feiing").participants) == {"gausdal"}
    (conflict,) = known_conflicts(now).values()
    assert conflict.fields["comment"].mine == "Fra fila."
    assert conflict.fields["comment"].mine_by.startswith(f"fil.{format}")
    again = returned(store, data, format)
    assert again.changeset is None, "what is open is not opened twice"


def test_two_hosts_from_two_hands_are_one_conflict(store: Store) -> None:
    data = changed(store, "xlsx", {("brannvesen", "host"): "Gausdal"})
    now = store.snapshot().collaboration("brannvesen")
    parts = {**now.participants, "ringebu": now.participants["oyer"], "oyer": now.participants["gausdal"]}
    edit(store, "brannvesen", participants=parts)
    result = returned(store, data, "xlsx")
    assert [(one.field, one.base, one.ours, one.theirs) for one in result.conflicts] == [
        ("host", "oyer", "gausdal", "ringebu")
    ]


def test_what_was_removed_from_the_register_stays_removed(store: Store) -> None:
    data = changed(store, "docx", {("feiing", "comment"): "Ny."})
    now = store.snapshot()
    record = now.collaboration("feiing")
    store.commit(Changeset(now.commit, (Change(record.key, record, None),), "remove"), KARI)
    result = returned(store, data, "docx")
    assert result.changeset is None
    assert problems(result) == [
        "fil.docx, tabell 1, rad 4: «Feiing» er ikke lenger i registeret: det som ble endret i den, ble latt være"
    ]


# --- cells and what they say


def test_a_cell_changes_what_it_says_and_nothing_else(store: Store) -> None:
    cells = {
        ("brannvesen", "participants.oyer"): "", ("brannvesen", "host"): "Ringebu",
        ("brannvesen", "comment"): "Linje en.\nLinje 2.",
        ("feiing", "participants.gausdal"): "x", ("legevakt", "participants.gausdal"): "V",
        ("legevakt", "legal_form"): "Vertskommune § 20-2", ("legevakt", "name"): "Legevakta",
    }  # fmt: skip
    result = returned(store, changed(store, "docx", cells), "docx")
    assert problems(result) == []
    assert done(result) == {
        ("brannvesen", "participants.oyer"): None,
        ("brannvesen", "participants.ringebu"): {"role": "host"},
        ("brannvesen", "comment"): "Linje en.\nLinje 2.",
        ("feiing", "participants.gausdal.until"): None,
        ("legevakt", "participants.gausdal"): {"role": "host"},
        ("legevakt", "participants.ringebu.role"): None,
        ("legevakt", "legal_form"): "host_municipality_administrative",
        ("legevakt", "uncertain"): None,
        ("legevakt", "name"): "Legevakta",
        ("legevakt", "starred"): None,
    }


@pytest.mark.parametrize("lang", ["nb", "nn", "en"])
def test_words_of_any_language_are_understood_in_a_file_of_any(lang: str, store: Store) -> None:
    cells = {
        ("brannvesen", "participants.gausdal"): "x (until 31 December 2027)",
        ("feiing", "participants.gausdal"): "til mars 2028",
        ("brannvesen", "legal_form"): "Interkommunalt selskap", ("feiing", "legal_form"): "limited company?",
        ("brannvesen", "host"): "Øyer (office municipality)\nGausdal (ansvarleg)",
    }  # fmt: skip
    result = returned(store, changed(store, "html", cells, lang=lang), "html")
    assert problems(result) == []
    assert done(result) == {
        ("brannvesen", "participants.gausdal.until"): "2027-12-31",
        ("brannvesen", "participants.gausdal.role"): "responsible_party",
        ("brannvesen", "participants.oyer.role"): "office_municipality",
        ("brannvesen", "legal_form"): "intermunicipal_company",
        ("feiing", "legal_form"): "limited_company",
        ("feiing", "uncertain"): ["legal_form"],
        ("feiing", "participants.gausdal.until"): "2028-03",
    }


@EACH
def test_what_nobody_understands_is_told_and_left(format: str, store: Store) -> None:
    cells = {
        ("brannvesen", "legal_form"): "Et slags samarbeid",
        ("brannvesen", "participants.gausdal"): "delvis", ("feiing", "host"): "?!",
        ("feiing", "name"): "***", ("feiing", "comment"): "Forstått.",
    }  # fmt: skip
    result = returned(store, changed(store, format, cells), format)
    assert done(result) == {("feiing", "comment"): "Forstått."}
    assert len(problems(result)) == 4
    assert all("\n" not in line for line in problems(result))


def test_rows_of_one_record_that_say_two_things(store: Store) -> None:
    paper = paper_of(store)
    at, table = table_at(paper, "overview")
    first, second = (n for n, line in enumerate(table.lines) if line.key and line.key.id == "krisesenter")
    column = len(table.columns) - 1
    data = edited(
        "xlsx", written(paper, "xlsx"), at, Edits({(first, column): "En ting.", (second, column): "En annen."})
    )
    result = returned(store, data, "xlsx")
    assert done(result) == {("krisesenter", "comment"): "En ting."}
    assert len(problems(result)) == 1


# --- rows


@EACH
def test_a_row_that_was_deleted_is_told_and_kept(format: str, store: Store) -> None:
    paper = paper_of(store)
    at, _table = table_at(paper, "overview")
    row, _column = place(store, "legevakt", "name")
    result = returned(store, edited(format, written(paper, format), at, Edits(deleted=(row,))), format)
    assert result.changeset is None
    assert [(one.key, one.name) for one in result.gone] == [(Key("collaboration", "legevakt"), "Legevakt*")]
    assert [(found.code, found.severity, found.id) for found in result.findings] == [
        ("deleted_row", "warning", "legevakt")
    ]


@EACH
def test_a_new_row_is_found_by_its_name_first(format: str, store: Store) -> None:
    paper = paper_of(store)
    at, _table = table_at(paper, "overview")
    rows = (("Nedlagt ordning", "IKS", "x", "", "", ""), ("Ny ordning", "AS", "x", "x", "Ringebu", "Helt ny."))
    result = returned(store, edited(format, written(paper, format), at, Edits(added=rows)), format)
    assert result.added == ["ny-ordning"]
    assert done(result) == {
        ("nedlagt", "legal_form"): "intermunicipal_company",
        ("nedlagt", "participants"): {"oyer": {}},
        ("ny-ordning", "name"): "Ny ordning",
        ("ny-ordning", "status"): "active",
        ("ny-ordning", "areas"): ["helse"],
        ("ny-ordning", "legal_form"): "limited_company",
        ("ny-ordning", "comment"): "Helt ny.",
        ("ny-ordning", "participants"): {"oyer": {}, "gausdal": {}, "ringebu": {"role": "host"}},
    }


@EACH
def test_a_row_below_another_heading_is_in_that_area(format: str, store: Store) -> None:
    paper = paper_of(store)
    at, table = table_at(paper, "overview")
    row, _column = place(store, "feiing", "name")
    others = [n for n in range(len(table.lines)) if n != row]
    data = edited(format, written(paper, format), at, Edits(order=(*others, row)))
    assert done(returned(store, data, format)) == {("feiing", "areas"): ["helse"]}


@EACH
def test_rows_that_were_sorted_stay_in_their_areas(format: str, store: Store) -> None:
    paper = paper_of(store)
    at, table = table_at(paper, "overview")
    order = tuple(sorted(range(len(table.lines)), key=lambda n: table.lines[n].cells[0], reverse=True))
    result = returned(store, edited(format, written(paper, format), at, Edits(order=order)), format)
    assert result.changeset is None
    assert (result.added, result.gone) == ([], [])
    assert len(problems(result)) == 1, "that they stand in another order"


@OFFICE
def test_a_heading_that_was_deleted_moves_nothing(format: str, store: Store) -> None:
    paper = paper_of(store)
    at, table = table_at(paper, "overview")
    row = [n for n, line in enumerate(table.lines) if line.is_section][1]
    result = returned(store, edited(format, written(paper, format), at, Edits(deleted=(row,))), format)
    assert result.changeset is None
    assert result.gone == []
    assert len(problems(result)) == 1


@EACH
@pytest.mark.parametrize("anew", [False, True])
def test_a_heading_that_is_called_otherwise_is_the_area_that_is(format: str, anew: bool, store: Store) -> None:
    paper = paper_of(store)
    at, table = table_at(paper, "overview")
    row = next(n for n, line in enumerate(table.lines) if line.is_section)
    if format == "json":
        told = json.loads(written(paper, format))
        next(block for block in told["blocks"] if "columns" in block)["lines"][row]["section"] = "Brann og redning"
        data = json.dumps(told).encode()
    else:
        data = edited(format, written(paper, format), at, Edits({(row, 0): "Brann og redning"}), anew=anew)
    assert done(returned(store, data, format)) == {("register", "areas.brann.name"): "Brann og redning"}


def test_a_new_heading_with_new_rows_is_a_new_area(store: Store) -> None:
    paper = paper_of(store)
    at, _table = table_at(paper, "overview")
    rows = (("Kultur", "", "", "", "", ""), ("Kulturskole", "", "x", "x", "", ""))
    result = returned(store, edited("xlsx", written(paper, "xlsx"), at, Edits(added=rows)), "xlsx")
    found = done(result)
    assert found["register", "areas.kultur"] == {"name": "Kultur", "order": 30}
    assert found["kulturskole", "areas"] == ["kultur"]
    alone = returned(store, edited("xlsx", written(paper, "xlsx"), at, Edits(added=rows[:1])), "xlsx")
    assert alone.changeset is None
    assert len(problems(alone)) == 1


# --- columns, rows above, sheets


def columns_of(format: str, data: bytes, change: Callable[[list[Any]], list[Any]]) -> bytes:
    """A file with the columns of its first table in another order, fewer or more; `change` gets the cells of a row."""
    if format == "docx":
        document = Document(io.BytesIO(data))
        for line in document.tables[0]._tbl.tr_lst:
            cells = list(line.tc_lst)
            if len(cells) > 1:
                for cell in cells:
                    line.remove(cell)
                line.extend(change(cells))
        return saved(document)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[1]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    sheet.delete_cols(1, sheet.max_column)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(change(row), start=1):
            sheet.cell(number, column).value = value
    return saved(book)


@pytest.mark.parametrize("format", ["docx", "xlsx"])
def test_columns_dropped_moved_and_added(format: str, store: Store) -> None:
    data = changed(store, format, {("brannvesen", "comment"): "Endret.", ("feiing", "name"): "Feiing 2"})
    found = {("brannvesen", "comment"): "Endret.", ("feiing", "name"): "Feiing 2"}
    moved = columns_of(format, data, lambda cells: [*cells[::-1][1:], cells[-1]])
    assert done(returned(store, moved, format)) == found
    dropped = columns_of(format, data, lambda cells: [*cells[:1], *cells[2:]])
    assert done(returned(store, dropped, format)) == found

    def with_one_more(cells: list[Any]) -> list[Any]:
        return [cells[0], deepcopy(cells[3]) if format == "docx" else "Ansvar", *cells[1:]]

    more = returned(store, columns_of(format, data, with_one_more), format)
    assert done(more) == found


def test_titles_sheets_and_notes_beside_the_table(store: Store) -> None:
    data = changed(store, "xlsx", {("brannvesen", "comment"): "Endret."})
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[1]
    sheet.insert_rows(1, 2)
    sheet["A1"] = "Til møtet i rådet"
    notes = book.create_sheet("Notater")
    for row, words in enumerate((("Hva", "Hvem"), ("Ringe", "Kari")), start=1):
        for column, text in enumerate(words, start=1):
            notes.cell(row, column).value = text
    copy = book.copy_worksheet(sheet)
    copy.column_dimensions["G"].hidden = True
    result = returned(store, saved(book), "xlsx")
    assert done(result) == {("brannvesen", "comment"): "Endret."}
    assert (result.added, result.gone) == ([], [])
    assert [problem.severity for problem in result.problems] == ["info"], problems(result)


def test_a_table_of_word_in_two_parts(store: Store) -> None:
    data = changed(store, "docx", {("legevakt", "name"): "Legevakta*"})
    document = Document(io.BytesIO(data))
    table = document.tables[0]._tbl
    rest = deepcopy(table)
    for part, rows in ((rest, slice(0, 4)), (table, slice(4, None))):
        for row in list(part.tr_lst)[rows]:
            part.remove(row)
    table.addnext(rest)
    table.addnext(OxmlElement("w:p"))
    result = returned(store, saved(document), "docx")
    assert done(result) == {("legevakt", "name"): "Legevakta"}
    assert result.gone == []


def test_tracked_changes_are_taken_as_accepted_and_told(store: Store) -> None:
    document = Document(io.BytesIO(written(paper_of(store), "docx")))
    row, column = place(store, "brannvesen", "comment")
    paragraph = document.tables[0].cell(row + 1, column).paragraphs[0]
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    about = 'w:id="9001" w:author="Ola" w:date="2026-06-02T10:00:00Z"'
    removed = parse_xml(f"<w:del {space} {about}><w:r><w:delText>Linje en.</w:delText></w:r></w:del>")
    put = parse_xml(f"<w:ins {space} {about}><w:r><w:t>Sporet.</w:t></w:r></w:ins>")
    for run in paragraph.runs:
        run._r.getparent().remove(run._r)
    paragraph._p.extend([removed, put])
    result = returned(store, saved(document), "docx")
    assert done(result) == {("brannvesen", "comment"): "Sporet."}
    assert [(problem.severity, str(problem)) for problem in result.problems] == [
        ("info", "fil.docx: 1 sporet endring er lest som godtatt")
    ]


def test_words_outside_the_tables_are_told_and_left(store: Store) -> None:
    document = Document(io.BytesIO(written(paper_of(store), "docx")))
    paragraph = next(one for one in document.paragraphs if one.text.startswith("Her gis"))
    paragraph.add_run(" Og noe mer.")
    assert returned(store, saved(document), "docx").problems == [], "what is put to it is somebody's own"
    paragraph.runs[0].text = "Noe annet."
    result = returned(store, saved(document), "docx")
    assert result.changeset is None
    assert len(problems(result)) == 1


# --- the other papers


@EACH
def test_the_sheet_of_one_collaboration(format: str, store: Store) -> None:
    paper = paper_of(store, "record", "brannvesen")
    facts = {("status", "*"): "Under evaluering", ("areas", "*"): "Helse, Brann", ("comment", "*"): "Kort."}
    result = returned(store, changed(store, format, facts, "facts", "record", "brannvesen"), format)
    assert problems(result) == []
    assert done(result) == {
        ("brannvesen", "status"): "under_review",
        ("brannvesen", "areas"): ["helse", "brann"],
        ("brannvesen", "comment"): "Kort.",
    }
    at, table = table_at(paper, "participants")
    fields = [column.field for column in table.columns]
    row = next(n for n, line in enumerate(table.lines) if line.about == "gausdal")
    new = tuple({"": "Ringebu", "participants.*.role": "Leverandør"}.get(field, "") for field in fields)
    cells = {(row, fields.index("participants.*.notice_given")): "1. mars 2026"}
    result = returned(store, edited(format, written(paper, format), at, Edits(cells, added=(new,))), format)
    assert problems(result) == []
    assert done(result) == {
        ("brannvesen", "participants.gausdal.notice_given"): "2026-03-01",
        ("brannvesen", "participants.ringebu"): {"role": "supplier"},
    }
    gone = returned(store, edited(format, written(paper, format), at, Edits(deleted=(row,))), format)
    assert gone.changeset is None
    assert [(one.key.id, one.name) for one in gone.gone] == [("brannvesen", "Gausdal")]
    document = changed(store, format, {("avtale", "from"): "2021"}, "documents", "record", "brannvesen")
    assert done(returned(store, document, format)) == {("avtale", "from"): "2021"}


def test_a_number_of_an_organisation_on_the_sheet(store: Store) -> None:
    data = changed(store, "xlsx", {("orgnr", "*"): "no number"}, "facts", "record", "legevakt")
    pytest.importorskip("stdnum")
    assert len(problems(returned(store, data, "xlsx"))) == 1
    data = changed(store, "xlsx", {("orgnr", "*"): "NO 923 609 016 MVA"}, "facts", "record", "legevakt")
    assert done(returned(store, data, "xlsx")) == {("legevakt", "orgnr"): "923609016"}


@EACH
def test_the_plan(format: str, store: Store) -> None:
    cells = {
        ("stasjon", "status"): "Pågår", ("stasjon", "due"): "2027",
        ("stasjon", "collaborations"): "Legevakt, Felles brannvesen",
        ("stasjon", "carried"): "3", ("tomt", "responsible"): "Rådmannen", ("tomt", "parent"): "",
    }  # fmt: skip
    paper = paper_of(store, "plan")
    at, table = table_at(paper, "items")
    fields = [column.field for column in table.columns]
    places = {place(store, *cell, "items", "plan"): words for cell, words in cells.items()}
    new = tuple({"name": "Øvelse", "status": "Planlagt", "parent": "Ny stasjon"}.get(field, "") for field in fields)
    result = returned(store, edited(format, written(paper, format), at, Edits(places, added=(new,))), format)
    assert problems(result) == []
    assert result.added == ["ovelse"]
    assert done(result) == {
        ("stasjon", "status"): "in_progress", ("stasjon", "due"): "2027", ("stasjon", "carried"): 3,
        ("stasjon", "collaborations"): ["legevakt", "brannvesen"],
        ("tomt", "responsible"): "Rådmannen", ("tomt", "parent"): None,
        ("ovelse", "name"): "Øvelse", ("ovelse", "year"): 2026, ("ovelse", "order"): 30,
        ("ovelse", "status"): "planned", ("ovelse", "parent"): "stasjon",
    }  # fmt: skip
    side = edited(format, written(paper, format), table_at(paper, "years")[0], Edits({(0, 0): "Noe helt annet"}))
    told = returned(store, side, format)
    assert told.changeset is None
    assert len(problems(told)) == 1, "the plan side by side is made of the items"


def test_a_day_that_excel_made_a_day_of(store: Store) -> None:
    paper = paper_of(store, "plan")
    data = written(paper, "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data))
    row, column = place(store, "stasjon", "due", "items", "plan")
    sheet = book.worksheets[1 + table_at(paper, "items")[0]]
    sheet.cell(row + 2, column + 1).value = dt.datetime(2027, 3, 14)
    assert done(returned(store, saved(book), "xlsx")) == {("stasjon", "due"): "2027-03-14"}


@OFFICE
def test_section_27_a_study_and_an_agreement(format: str, store: Store) -> None:
    data = changed(store, format, {("legevakt", "progress"): "Utredes."}, "section27", "section27")
    assert done(returned(store, data, format)) == {("legevakt", "progress"): "Utredes."}
    cells = {("proposed", "steps.*.date"): "2026-02", ("pre_study", "steps.*.responsible"): "Ola"}
    paper = paper_of(store, "study", "legekontor")
    at, table = table_at(paper, "steps")
    known = [column.field for column in table.columns]
    places = {
        (next(n for n, line in enumerate(table.lines) if line.about == about), known.index(field)): words
        for (about, field), words in cells.items()
        if field in known
    }
    result = returned(store, edited(format, written(paper, format), at, Edits(places)), format)
    assert done(result) == {("legekontor", "steps.proposed.date"): "2026-02"}
    costs = changed(store, format, {("oyer", "costs.*.amount"): "130 000"}, "costs", "study", "legekontor")
    assert done(returned(store, costs, format)) == {("legekontor", "costs.oyer.amount"): 130000}
    facts = changed(store, format, {("from", "*"): "1. februar 2021"}, "facts", "agreement", "avtale")
    assert done(returned(store, facts, format)) == {("avtale", "from"): "2021-02-01"}


# --- of what it was made


def test_a_file_of_another_register_or_of_a_commit_that_is_not_here_is_refused(store: Store, tmp_path: Path) -> None:
    data = changed(store, "docx", {("brannvesen", "comment"): "Ny."})
    source, past, now = read_bytes("oversikt.docx", data), past_of(store), store.snapshot()
    with pytest.raises(BadInput, match=r"^oversikt\.docx: laget av et annet register") as other:
        plan_return(now, Past("f" * 40, past.at), source)
    with pytest.raises(BadInput, match=r"^oversikt\.docx: laget av lagringen") as unknown:
        plan_return(now, Past(past.register, lambda _commit: None), source)
    assert "\n" not in f"{other.value}{unknown.value}"
    assert store.snapshot().commit == now.commit


@pytest.mark.parametrize("what", ["figures", "changes"])
def test_what_is_counted_does_not_come_back(what: str, store: Store) -> None:
    told = json.loads(written(paper_of(store), "json"))
    with pytest.raises(BadInput, match=r"^fil\.json: "):
        returned(store, json.dumps({**told, "what": what}).encode(), "json")


def test_a_paper_of_an_edition_that_was_published(demo_store: Store) -> None:
    now = demo_store.snapshot("edition/2019")
    paper = paper_at(demo_store, "overview", now, year="2019")
    data = written(paper, "docx")
    past = past_of(demo_store)
    assert is_nothing(plan_return(demo_store.snapshot(), past, read_bytes("oversikt.docx", data))) == []
    at, table = table_at(paper, "overview")
    row = next(n for n, line in enumerate(table.lines) if line.key and not line.is_section)
    changed_data = edited("docx", data, at, Edits({(row, len(table.columns) - 1): "Ny kommentar."}))
    result = plan_return(demo_store.snapshot(), past, read_bytes("oversikt.docx", changed_data))
    key = table.lines[row].key
    assert key is not None
    assert set(done(result).values()) | {one.ours for one in result.conflicts} >= {"Ny kommentar."}
    assert {id for id, _field in done(result)} | {one.key.id for one in result.conflicts} >= {key.id}


@EACH
def test_who_changed_the_file_stands_beside_who_took_it_in(format: str, store: Store, run: Run) -> None:
    data = changed(store, format, {("brannvesen", "comment"): "Ny."})
    source = read_bytes(f"fil.{format}", data)
    result = plan_return(store.snapshot(), past_of(store), replace(source, editor="Ola\nHansen"))
    assert result.changeset is not None
    saved = store.commit(result.changeset, KARI).commit
    assert git(store.path, "show", "-s", "--format=%(trailers:key=Edited-by)", saved) == "Edited-by: Ola Hansen"
    revision = store.revision(saved)
    assert (revision.action, revision.editor) == ("import", "Ola Hansen")
    assert who(revision, "nb") == "Kari Nordmann, for Ola Hansen, som endret filen"
    found = store.blame(store.snapshot().collaboration("brannvesen"))
    assert who(found["comment"].revision, "nn") == "Kari Nordmann, for Ola Hansen, som endra fila"
    assert who(found["name"].revision, "nb") == "Kari Nordmann"
    by_editor = run("-C", store.path, "history", "--find", "av:hansen", "--json").json
    assert [row["commit"] for row in by_editor] == [saved]


def test_a_language_is_spoken_where_it_is_asked_for_alone() -> None:
    with speaking("en"), ThreadPoolExecutor() as others:
        assert language() == "en"
        assert others.submit(language).result() == "nb"
    assert language() == "nb"


def test_a_file_in_a_template_of_ones_own(store: Store) -> None:
    template = Document()
    template.add_heading("{{ title }}")
    template.add_table(2, 2).cell(0, 0).text = "Kommunens egen"
    template.add_paragraph("{{ content }}")
    paper = paper_of(store)
    data = docx.write(paper, saved(template))
    assert is_nothing(returned(store, data, "docx")) == []
    row, column = place(store, "brannvesen", "comment")
    result = returned(store, edited("docx", data, 1, Edits({(row, column): "Ny."})), "docx")
    assert done(result) == {("brannvesen", "comment"): "Ny."}


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize(("format", "other"), [("docx", "html:HTML (StarWriter)"), ("xlsx", "ods"), ("xlsx", "html")])
def test_a_file_that_was_saved_in_another_format(format: str, other: str, store: Store, tmp_path: Path) -> None:
    """The commit is known still; where the rows say no more what they are, they are found by their names."""
    file = tmp_path / f"fil.{format}"
    file.write_bytes(changed(store, format, {("brannvesen", "comment"): "Ny.", ("feiing", "legal_form"): "IKS"}))
    home, out = f"-env:UserInstallation=file://{tmp_path}/office", str(tmp_path / "saved")
    how = ["soffice", "--headless", home, "--convert-to", other, "--outdir", out, str(file)]
    subprocess.run(how, check=True, capture_output=True, timeout=120)
    ending = other.partition(":")[0]
    result = returned(store, (tmp_path / "saved" / f"fil.{ending}").read_bytes(), ending)
    assert done(result) == {("brannvesen", "comment"): "Ny.", ("feiing", "legal_form"): "intermunicipal_company"}


# --- hidden data gone, or bent


@EACH
def test_without_hidden_data_it_is_an_import(format: str, store: Store) -> None:
    data = without_hidden(format, changed(store, format, {("brannvesen", "comment"): "Endret av noen."}))
    result = returned(store, data, format)
    found = [(one.key.id, one.field, one.ours) for one in result.conflicts]
    assert ("brannvesen", "comment", "Endret av noen.") in found
    assert {id for id, _field, _value in found} == {"brannvesen", "legevakt"}, "an import knows no host under § 27"
    assert result.added == []
    assert store.snapshot().collaboration("brannvesen").comment == "Linje en.\nLinje to."


@EACH
def test_hidden_data_that_somebody_bent_does_no_harm(format: str, store: Store) -> None:
    data = written(paper_of(store), format)
    if format == "json":
        told = json.loads(data)
        for block in told["blocks"]:
            for line in block.get("lines", ()):
                line |= {"kind": "party", "id": "oyer"}
        result = returned(store, json.dumps(told).encode(), format)
        assert done(result) == {}
        bent: Any
        for bent in ({"blocks": 3}, {"blocks": [{"columns": 1}]}, []):
            with pytest.raises(BadInput):
                returned(store, json.dumps(bent).encode(), format)
        return
    if format == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(data))
        sheet = book.worksheets[1]
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, sheet.max_column).value = "collaboration/../../x"
        data = saved(book)
    else:
        data = data.replace(b"collaboration/", b"collaboration/../") if format == "html" else data
    assert done(returned(store, data, format)) == {}
