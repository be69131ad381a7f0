"""Registers made by chance, papers of them, and what somebody does to a paper who has Word, Excel or a browser."""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import zipfile
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

import lxml.html
import openpyxl
from docx import Document
from docx.table import _Cell
from lxml import etree

from iktui.files import paper_bytes
from store.base.dates import first_day, in_force
from store.base.glossary import legal_forms
from store.base.i18n import LANGUAGES, set_language
from store.changes.changes import Changeset, change
from store.documents.result import ImportResult
from store.formats.reading import read_bytes
from store.formats.words import clean
from store.papers.making import Sources, make
from store.papers.paper import Line, Paper, Provenance, Table
from store.papers.returning import Past, plan_return
from store.papers.writers.cells import tables_of
from store.records.codec import from_fields, to_fields
from store.records.model import Area, Collaboration, Party, Record, Register
from store.records.snapshot import Snapshot
from store.register.history import origin_of
from store.register.publishing import edition_snapshots
from store.register.store import Store
from tests.conftest import KARI, copy_register
from tests.formats.making import saved
from tests.papers.examples import HOSTILE

FORMATS: Final = ("docx", "xlsx", "html", "json")
"""Those that tell of what they were made."""
TODAY: Final = dt.date(2026, 6, 1)
MEMBERS: Final = {"oyer": "Øyer", "gausdal": "Gausdal", "lillehammer": "Lillehammer"}
OTHERS: Final = {"ringebu": "Ringebu", "innlandet": "Innlandet fylkeskommune"}
AREAS: Final = {"brann": "Brann og redning", "helse": "Helse", "kultur": "Kultur"}
_NAMES: Final = (
    "Felles brannvesen", "Interkommunal legevakt", "Krisesenter", "Kulturskole", "110-sentral", "IKA Opplandene",
    "Barnevern", "Barnevern", "Renovasjon (GLØR)", "PPT, logoped", "Landbrukskontor – nord", "Æ Ø Å",
)  # fmt: skip
_TEXTS: Final = (
    "", "", "Kort.", "To linjer:\nden andre.", "Avsnitt.\n\nEtter en tom linje.\n- punkt\n- punkt to", "x", "-",
    *(text for text in HOSTILE[:-2] if "\0" not in text),
)  # fmt: skip
_DATES: Final = ("2019", "2025-12-31", "2027", "2027-03", "2028-12-31")
_STATUSES: Final = ("active", "active", "active", "under_review", "notice_given", "ended", "proposed")
_ROLES: Final = ("participant", "participant", "participant", "office_municipality", "responsible_party", "supplier")
_FORMS: Final = (
    None,
    "limited_company",
    "host_municipality",
    "legacy_section_27",
    "municipal_task_community",
    "informal",
)


# --- registers


def register_by(rng: random.Random, most: int = 6) -> list[Record]:
    """Records of a register; hardly one has everything, and some have what no cell shows."""
    areas = {id: Area(name=name, order=10 * at) for at, (id, name) in enumerate(AREAS.items(), start=1)}
    made: list[Record] = [Register(id="register", name="Prøve", members=tuple(MEMBERS), areas=areas)]
    made += [Party(id=id, name=name, kind="municipality") for id, name in {**MEMBERS, **OTHERS}.items()]
    made += [_collaboration(rng, number) for number in range(rng.randint(1, most))]
    made += [_plan_item(rng, number) for number in range(rng.randint(0, 3))]
    return made


def _collaboration(rng: random.Random, number: int) -> Collaboration:
    fields: dict[str, Any] = {"name": rng.choice(_NAMES), "status": rng.choice(_STATUSES)}
    fields["areas"] = rng.sample(list(AREAS), rng.choice((0, 1, 1, 1, 2)))
    fields["legal_form"] = rng.choice(_FORMS)
    if fields["legal_form"] and rng.random() < 0.2:
        fields["uncertain"] = ["legal_form"]
    fields["starred"] = rng.random() < 0.2
    fields["comment"], fields["progress"] = rng.choice(_TEXTS), rng.choice(_TEXTS)
    if rng.random() < 0.2:
        fields["other_participants"] = "flere kommuner"
    parts: dict[str, dict[str, Any]] = {}
    for id in rng.sample([*MEMBERS, *OTHERS], rng.randint(0, 4)):
        parts[id] = {"role": rng.choice(_ROLES)}
        for name in ("from", "until", "notice_given"):
            if rng.random() < 0.15:
                parts[id][name] = rng.choice(_DATES)
        if "until" in parts[id]:  # none ends before it begins
            parts[id].pop("from", None)
    if parts and rng.random() < 0.5:
        parts[rng.choice(list(parts))]["role"] = "host"
    fields["participants"] = parts
    kept = {key: value for key, value in fields.items() if value not in (None, "", [], {}, False)}
    made = from_fields("collaboration", f"samarbeid-{number}", kept)
    assert isinstance(made, Collaboration)
    return made


def _plan_item(rng: random.Random, number: int) -> Record:
    fields: dict[str, Any] = {"name": f"Tiltak {number}", "year": rng.choice((2026, 2027)), "order": 10 * number}
    optional = {
        "status": "planned",
        "responsible": "Rådmannen",
        "due": rng.choice(_DATES),
        "text": rng.choice(_TEXTS[2:5]),
    }
    fields |= {name: value for name, value in optional.items() if rng.random() < 0.5}
    return from_fields("plan_item", f"tiltak-{number}", fields)


def made_by(rng: random.Random, template: Path, room: Path) -> Store:
    """A register by chance, of its own, in git."""
    path = room / f"register-{rng.getrandbits(60)}"
    copy_register(template, path)
    store = Store.open(path)
    commit(store, register_by(rng))
    return store


def commit(store: Store, records: Sequence[Record]) -> str:
    """One commit that makes the records what they are here."""
    now = store.snapshot()
    changes = tuple(made for record in records if (made := change(now.get(record.key), record)).before != record)
    return store.commit(Changeset(now.commit, changes, "edit"), KARI).commit


def past_of(store: Store) -> Past:
    """What a clone knows, as the interfaces ask for it."""

    def at(commit: str) -> Snapshot | None:
        return store.snapshot(commit=commit) if store.git.commit_id(commit) else None

    origin = origin_of(store.git, store.git.head() or "")
    return Past(origin, at, lambda snapshot: edition_snapshots(store, snapshot))


# --- papers, and back


def paper_of(
    store: Store, what: str = "overview", wanted: str = "", *, lang: str = "nb", day: dt.date = TODAY
) -> Paper:
    """A paper of the register as it is now."""
    snapshot = store.snapshot()
    commit = snapshot.commit or ""
    set_language(lang)
    try:
        provenance = Provenance(origin_of(store.git, commit), commit)
        sources = Sources(
            snapshot, TODAY, day, editions=edition_snapshots(store, snapshot), author="Kari", provenance=provenance
        )
        return make(what, sources, wanted)
    finally:
        set_language("nb")


def returned(store: Store, data: bytes, format: str) -> ImportResult:
    """What a file that comes back would do."""
    return plan_return(store.snapshot(), past_of(store), read_bytes(f"fil.{format}", data))


def is_nothing(result: ImportResult) -> list[str]:
    """What a file says that should say nothing."""
    told = [str(problem) for problem in result.problems if problem.severity != "info"]
    told += [finding.message for finding in result.findings] + [gone.name for gone in result.gone]
    told += [conflict.field for conflict in result.conflicts]
    if result.changeset is not None:
        told += [f"{made.key}: {made.fields}" for made in result.changeset.changes]
    return told


def fields_after(store: Store, result: ImportResult) -> dict[str, dict[str, Any]]:
    """Every collaboration as it would be, by id."""
    found = {id: to_fields(record) for id, record in store.snapshot().collaborations.items()}
    for made in result.changeset.changes if result.changeset else ():
        if made.key.kind == "collaboration" and made.after is not None:
            found[made.key.id] = to_fields(made.after)
    return found


# --- what somebody does to a table


@dataclass(frozen=True)
class Edits:
    """What is done to the rows below the header of one table, counted from 0, in this order."""

    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    copied: tuple[int, ...] = ()
    """Rows of which a copy comes last."""
    added: tuple[tuple[str, ...], ...] = ()
    """Rows that come last."""
    deleted: tuple[int, ...] = ()
    order: tuple[int, ...] = ()
    """The rows in another order, those that are left."""


def edited(format: str, data: bytes, at: int, edits: Edits, *, anew: bool = False) -> bytes:
    """A file whose table number `at` was edited; `anew`: with the cells written whole, whatever hung in them."""
    done: Callable[[bytes, int, Edits, bool], bytes] = {"docx": _docx, "xlsx": _xlsx, "html": _html, "json": _json}[
        format
    ]
    return done(data, at, edits, anew)


def _arranged(rows: list[Any], edits: Edits, copies: Sequence[Any], added: Sequence[Any]) -> list[Any]:
    kept = [row for at, row in enumerate(rows) if at not in edits.deleted] + [*copies, *added]
    return [kept[at] for at in edits.order] if edits.order else kept


def _docx(data: bytes, at: int, edits: Edits, anew: bool) -> bytes:
    document = Document(io.BytesIO(data))
    table = document.tables[at]
    rows = list(table._tbl.tr_lst)[1:]
    for (row, column), words in edits.cells.items():
        cell = _Cell(rows[row].tc_lst[column], table)
        if anew or not cell.paragraphs[0].runs:
            cell.text = words
        else:
            first, *others = cell.paragraphs[0].runs
            first.text = words
            for other in others:
                other._r.getparent().remove(other._r)
    copies = [deepcopy(rows[row]) for row in edits.copied]
    added = []
    for new in edits.added:
        for cell, text in zip(table.add_row().cells, new, strict=True):  # type: ignore[no-untyped-call]
            cell.text = text
        added.append(table._tbl.tr_lst[-1])
    for row in [*rows, *added]:
        table._tbl.remove(row)
    for row in _arranged(rows, edits, copies, added):
        table._tbl.append(row)
    return saved(document)


def _xlsx(data: bytes, at: int, edits: Edits, anew: bool) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[1 + at]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    for (row, column), words in edits.cells.items():
        rows[row][column] = words or None
    added = [[*words, *[None] * (sheet.max_column - len(words))] for words in edits.added]
    sheet.delete_rows(2, len(rows))
    for number, row in enumerate(_arranged(rows, edits, [rows[row] for row in edits.copied], added), start=2):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column)
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    return saved(book)


def _html(data: bytes, at: int, edits: Edits, anew: bool) -> bytes:
    page = lxml.html.document_fromstring(data)
    table = list(page.iter("table"))[at]
    rows = list(table.iter("tr"))[1:]
    body = rows[0].getparent() if rows else table
    for (row, column), words in edits.cells.items():
        cell = rows[row][column]
        anchors = [] if anew else list(cell.iter("a"))
        for child in list(cell):
            cell.remove(child)
        first, *lines = words.split("\n")
        cell.text = first
        for line in lines:
            etree.SubElement(cell, "br").tail = line
        for anchor in anchors:
            anchor.tail = None
            cell.append(anchor)
    copies = [deepcopy(rows[row]) for row in edits.copied]
    added = []
    for new in edits.added:
        made = etree.Element("tr")
        for text in new:
            etree.SubElement(made, "td").text = text
        added.append(made)
    for row in rows:
        row.getparent().remove(row)
    body.extend(_arranged(rows, edits, copies, added))
    return bytes(lxml.html.tostring(page, encoding="utf-8", doctype="<!DOCTYPE html>"))


def _json(data: bytes, at: int, edits: Edits, anew: bool) -> bytes:
    told = json.loads(data)
    table = [block for block in told["blocks"] if "columns" in block][at]
    rows = table["lines"]
    for (row, column), words in edits.cells.items():
        rows[row]["cells"][column] = words
    added = [{"cells": list(words)} for words in edits.added]
    table["lines"] = _arranged(rows, edits, [deepcopy(rows[row]) for row in edits.copied], added)
    return json.dumps(told, ensure_ascii=False).encode()


# --- hidden data taken away


def without_hidden(format: str, data: bytes) -> bytes:
    """The same file as somebody has it who copied what is seen into a new one."""
    if format == "json":
        told = json.loads(data)
        del told["register"], told["commit"]
        return json.dumps(told).encode()
    if format == "html":
        page = lxml.html.document_fromstring(data)
        for anchor in list(page.iter("a")):
            anchor.drop_tag()
        for meta in list(page.iter("meta")):
            if meta.get("name", "").startswith("iktui"):
                meta.getparent().remove(meta)
        for item in page.iter("table", "tr", "th"):
            for name in ("data-table", "data-key", "data-field"):
                item.attrib.pop(name, None)
        return bytes(lxml.html.tostring(page, encoding="utf-8", doctype="<!DOCTYPE html>"))
    if format == "docx":
        document = Document(io.BytesIO(data))
        for mark in list(document.element.body.iter("{*}bookmarkStart", "{*}bookmarkEnd")):
            mark.getparent().remove(mark)
        return _without_part(saved(document), "docProps/custom.xml")
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book.worksheets[1:]:
        if sheet.sheet_state == "visible":
            sheet.delete_cols(sheet.max_column)
    return _without_part(saved(book), "docProps/custom.xml")


def _without_part(data: bytes, name: str) -> bytes:
    """An office file without one of its parts, and without what leads to it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                content = old.read(part)
                if part in ("_rels/.rels", "[Content_Types].xml"):
                    root = etree.fromstring(content)
                    for item in [item for item in root if name in "".join(map(str, item.attrib.values()))]:
                        root.remove(item)
                    content = etree.tostring(root)
                new.writestr(part, content)
    return made.getvalue()


# --- cells that are changed, and what has to come of each


class Cell(NamedTuple):
    """A cell that is changed: its row and column, its new words, and what it does to the fields of the record."""

    row: int
    column: int
    key: str
    words: str
    does: Callable[[dict[str, Any]], None]


def cells_by(rng: random.Random, table: Table, records: dict[str, Collaboration], most: int) -> list[Cell]:
    """Changes of up to so many cells of an overview, each of a record's first row, in the order of rows and columns."""
    seen: set[str] = set()
    rows = []
    for at, line in enumerate(table.lines):
        if line.key and not line.is_section and line.key.id not in seen:
            seen.add(line.key.id)
            rows.append((at, line))
    found: list[Cell] = []
    for at, line in rng.sample(rows, rng.randint(1, min(len(rows), most))) if rows else []:
        columns = range(len(table.columns))
        for column in sorted(rng.sample(columns, rng.randint(1, min(2, most)))):
            assert line.key is not None
            made = _cell(rng, table, line, column, records[line.key.id])
            if made is not None:
                found.append(Cell(at, column, line.key.id, *made))
    return sorted(found, key=lambda cell: cell[:2])


def _cell(
    rng: random.Random, table: Table, line: Line, column: int, record: Collaboration
) -> tuple[str, Callable[[dict[str, Any]], None]] | None:
    path, before = table.columns[column].field, line.cells[column]
    if path == "name":
        words = f"{rng.choice(_NAMES)} {rng.randint(2, 99)}{rng.choice(('', '*'))}"
        return words, lambda fields: _named(fields, words)
    if path == "legal_form":
        return _form(rng, before)
    if path == "comment":
        is_seen = clean(before) == before  # in a line that is changed, what nobody sees is gone
        words = rng.choice(("Nytt.", "Nytt.\nPå to linjer.", "", before + " Og mer." if is_seen else "Mer."))
        return None if words.strip() == before.strip() else (words, lambda fields: _commented(fields, before, words))
    if path == "host":
        id, name = rng.choice(list({**MEMBERS, **OTHERS}.items()))
        role, said = rng.choice((("host", name), ("supplier", f"{name} (leverandør)"), ("", "")))
        return None if said == before else (said, lambda fields: _hosted(fields, id if said else "", role))
    if path.startswith("participants."):
        return _mark(rng, path.removeprefix("participants."), before)
    return None


def _named(fields: dict[str, Any], words: str) -> None:
    fields["name"] = words.removesuffix("*")
    fields["starred"] = words.endswith("*")


def _form(rng: random.Random, before: str) -> tuple[str, Callable[[dict[str, Any]], None]] | None:
    code = rng.choice([code for code in _FORMS if code])
    term = legal_forms()[code]
    words = rng.choice([*(term.name(lang) for lang in LANGUAGES), code, *({"limited_company": ["AS"]}.get(code, []))])
    is_asked = rng.random() < 0.3
    said = rng.choice(("", words + ("?" if is_asked else "")))

    def does(fields: dict[str, Any]) -> None:
        fields["legal_form"] = code if said else None
        fields["uncertain"] = ["legal_form"] if said and is_asked else []

    return None if said == before else (said, does)


def _commented(fields: dict[str, Any], before: str, words: str) -> None:
    """The new text; of one to which something was put at its end, the lines that were there."""
    old = fields.get("comment", "")
    fields["comment"] = old + " Og mer." if words.endswith(" Og mer.") and before else words.strip()


def _hosted(fields: dict[str, Any], id: str, role: str) -> None:
    parts = fields.setdefault("participants", {})
    for part in parts.values():
        is_former = role == "host" == part.get("role")
        if is_former or in_force(part.get("from"), part.get("until"), TODAY):
            part.pop("role", None)
    if id:
        part = parts.setdefault(id, {})
        _in_force(part)
        part["role"] = role


def _in_force(part: dict[str, Any]) -> None:
    if part.get("from") and first_day(part["from"]) > TODAY:
        del part["from"]
    if part.get("until") and first_day(part["until"]) <= TODAY:
        del part["until"]


def _mark(rng: random.Random, id: str, before: str) -> tuple[str, Callable[[dict[str, Any]], None]] | None:
    until, said = rng.choice((
        ("", ""), ("", "x"), ("", "X"), ("2027-12-31", "x (til 31. desember 2027)"), ("2027-12-31", "til 31.12.2027"),
        ("2028", "x (til 2028)"), ("2028-05", "x (until May 2028)"), ("2030-12-31", "x (2030-12-31)"),
    ))  # fmt: skip
    if said == before:
        return None

    def does(fields: dict[str, Any]) -> None:
        parts = fields.setdefault("participants", {})
        if not said:
            parts.pop(id, None)
            return
        part = parts.setdefault(id, {})
        _in_force(part)
        part.pop("until", None)
        if until:
            part["until"] = until

    return said, does


def expected(records: dict[str, Collaboration], cells: Sequence[Cell]) -> dict[str, dict[str, Any]]:
    """Every collaboration as it has to be, by id."""
    found = {id: deepcopy(to_fields(record)) for id, record in records.items()}
    for cell in cells:
        cell.does(found[cell.key])
    return {id: to_fields(from_fields("collaboration", id, _kept(fields))) for id, fields in found.items()}


def _kept(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value not in (None, "", [], {})}


def written(paper: Paper, format: str) -> bytes:
    """The paper as a file."""
    return paper_bytes(paper, format)


def table_at(paper: Paper, name: str) -> tuple[int, Table]:
    """A table of a paper and its number."""
    return next((at, table) for at, (known, table) in enumerate(tables_of(paper)) if known == name)
