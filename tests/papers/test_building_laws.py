"""Whatever a register holds is in its papers: generated registers, made from the models."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.base.dates import in_force
from store.base.glossary import terms_of
from store.base.i18n import LANGUAGES, set_language
from store.changes.changes import change
from store.changes.compare import happened
from store.changes.preview import Preview
from store.changes.wording import told_fields
from store.papers.builders.agreement import agreement
from store.papers.builders.changes import told_changes
from store.papers.builders.overview import overview
from store.papers.builders.plan import plan
from store.papers.builders.record import record as sheet
from store.papers.builders.section27 import section27
from store.papers.builders.study import study
from store.papers.paper import Paper
from store.papers.words import date_text
from store.planning.plan import stood_in
from store.records.codec import from_fields, to_fields
from store.records.model import Area, Collaboration, Document, Party, PlanItem, Record, Register, Study
from store.records.paths import REGISTER, Key
from store.records.schema import FieldSpec, fields_of, spec_of
from store.records.snapshot import Snapshot
from store.records.sources import RecordCache
from tests.counts import examples
from tests.papers.looking import is_sound, prose, rows, tables, whole_text
from tests.store.kinds import id_of, records_of

DAY = dt.date(2021, 6, 1)
NAMES = {"a": "Åmot", "b": "Brøttum", "c": "Celle"}
AREAS = {"a": "Arkiv", "b": "Brann", "c": "Costa"}
LEGACY = "legacy_section_27"
FORMS = ("host_municipality", "limited_company", LEGACY, None)


def register_of(*records: Record) -> Preview:
    """A register that no git knows, with two members and a third party; ids of others lead nowhere."""
    empty = Snapshot(cast(Any, None), None, RecordCache(), cast(Any, None))
    desk = Preview(empty)
    areas = {id: Area(name=name, order=10 - number) for number, (id, name) in enumerate(AREAS.items())}
    desk.put(Register(id=REGISTER.id, name="Prøve", members=("b", "a"), areas=areas))
    for id, name in NAMES.items():
        desk.put(Party(id=id, name=name))
    for record in records:
        desk.put(record)
    return desk


@st.composite
def several(draw: st.DrawFn, kind: str) -> list[Any]:
    made = [draw(records_of(kind, id_of(kind, number))) for number in range(draw(st.integers(0, 4)))]
    if kind != Collaboration.KIND:
        return made
    return [
        record.model_copy(update={"name": f"Samarbeid {number}", "legal_form": draw(st.sampled_from(FORMS))})
        for number, record in enumerate(made)
    ]


@given(several("collaboration"))
@examples(60)
def test_what_is_in_force_is_in_the_overview_once_per_area(records: list[Collaboration]) -> None:
    register = register_of(*records)
    paper = overview(register, DAY)
    is_sound(paper)
    below, found = "", Counter[tuple[str, str]]()
    for line in tables(paper)["overview"].lines:
        if line.is_section:
            below = line.cells[0]
        else:
            assert line.key is not None
            found[below, line.key.id] += 1
            _tells(line.cells, register.collaborations[line.key.id])
    wanted = Counter(
        (area, record.id)
        for record in records
        if record.in_force_on(DAY)
        for area in ([AREAS[id] for id in dict.fromkeys(record.areas)] or ["Uten område"])
    )
    assert found == wanted
    text = whole_text(paper)
    for record in (record for record in records if record.in_force_on(DAY)):
        assert record.other_participants.lower() in text.lower()
        for id, part in record.participants.items():
            assert not in_force(part.from_, part.until, DAY) or NAMES[id] in text


def _tells(cells: tuple[str, ...], record: Collaboration) -> None:
    assert cells[0] == record.name + ("*" if record.starred else "")
    assert cells[1].endswith("?") == ("legal_form" in record.uncertain and record.legal_form is not None)
    for cell, id in zip(cells[2:4], ("b", "a"), strict=True):
        part = record.participants.get(id)
        takes_part = part is not None and in_force(part.from_, part.until, DAY)
        assert cell.startswith("x") == takes_part
        if part is not None and takes_part:
            assert (date_text(part.until) in cell) if part.until else cell == "x"
    assert cells[-1] == record.comment


@given(several("collaboration"))
@examples(40)
def test_what_is_under_section_27_is_told_once(records: list[Collaboration]) -> None:
    records = [record.model_copy(update={"legal_form": LEGACY}) for record in records]
    told = Collaboration(id="alltid", name="Alltid", legal_form=LEGACY, progress="Snart.", comment="Nå.")
    register = register_of(*records, told)
    paper = section27(cast(Snapshot, register), DAY)
    is_sound(paper)
    lines = [line for line in tables(paper)["section27"].lines if line.key]
    current = ("active", "under_review", "notice_given")
    wanted = [record.id for record in [*records, told] if record.status in current]
    assert sorted(line.key.id for line in lines if line.key) == sorted(wanted)
    for line in lines:
        assert line.key is not None
        record = register.collaborations[line.key.id]
        assert line.cells[-3:-1] == (record.comment, record.progress)


# --- nothing is lost


BOOKS = ("rows", "columns", "mapping", "left_out")
"""Fields by which the program keeps its books of an imported document."""


_KEYS = {"year": ["1998", "1999"]}
"""What a table is keyed by, where that is not any word."""


def filled(kind: str) -> Record:
    """A record that says something in every field, in words that stand nowhere else."""
    words = (f"ord{number}x" for number in count(100))
    days = (f"{year}-{month:02}-17" for year in range(2030, 2099) for month in range(1, 13))

    def one(spec: FieldSpec) -> Any:
        if spec.shape in ("references", "codes", "lines"):
            return [one(FieldSpec(spec.name, spec.shape.removesuffix("s"), spec.of))]
        if spec.shape == "table":
            keys = list(terms_of(spec.of))[:2] if spec.keys == "code" else _KEYS.get(spec.keys, ["a", "b"])
            row = {key: {column.name: one(column) for column in spec.columns} for key in keys}
            return row if spec.columns else {key: next(words) for key in keys}
        simple: dict[str, Callable[[], Any]] = {
            "line": lambda: next(words), "text": lambda: f"{next(words)}\n{next(words)}", "date": lambda: next(days),
            "orgnr": lambda: "974760673", "address": lambda: next(words), "share": lambda: "33.5 %",
            "flag": lambda: True, "number": lambda: 2021, "reference": lambda: "c",
            "code": lambda: list(terms_of(spec.of))[1],
        }  # fmt: skip
        return simple[spec.shape]()

    specs = [spec for spec in fields_of(kind) if spec.shape != "raw" and spec.name not in BOOKS]
    return from_fields(kind, "post-0", {spec.name: one(spec) for spec in specs})


def _says(paper: Paper, record: Record, register: Preview) -> None:
    is_sound(paper)
    text = whole_text(paper)
    for path, value in _leaves(to_fields(record)):
        spec = spec_of(record.KIND, path)
        for item in value if isinstance(value, list) else [value]:
            told = _told(item, spec, register)
            assert any(words in text for words in told), f"{path}: {item}"
    for id in ("a", "b"):
        if hasattr(record, "participants") and id in record.participants:
            assert NAMES[id] in text


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if not isinstance(value, dict):
        yield path, value
        return
    for key, item in value.items():
        yield from _leaves(item, f"{path}.{key}" if path else key)


def _told(value: Any, spec: FieldSpec | None, register: Preview) -> list[str]:
    """What can stand for a value in the text; in a column of dates they stand as the register has them."""
    if spec is None or isinstance(value, bool):
        return [""]
    if spec.shape in ("code", "codes"):
        return [terms_of(spec.of)[str(value)].name()]
    if spec.shape in ("reference", "references"):
        return [register.name(Key(spec.of, str(value)))]
    if spec.shape == "share":
        return [str(value).removesuffix(" %")]
    return [str(value), date_text(str(value))] if spec.shape == "date" else [str(value)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whatever_a_record_says_is_on_its_paper(lang: str) -> None:
    set_language(lang)
    collaboration, of_study, item = filled("collaboration"), filled("study"), filled("plan_item")
    document = filled("document").model_copy(update={"kind": "agreement"})
    others = (Collaboration(id="c", name="Kino"), Study(id="c", name="Kinostudie"), Document(id="c", name="Kinoavtale"))
    register = register_of(item, PlanItem(id="c", name="Kinoplan"), *others)
    assert isinstance(collaboration, Collaboration)
    assert isinstance(of_study, Study)
    assert isinstance(document, Document)
    _says(sheet(register, collaboration, DAY), collaboration, register)
    _says(study(register, of_study, DAY), of_study, register)
    _says(agreement(register, document, DAY), document, register)
    _says(plan(register, DAY), item.model_copy(update={"order": 0}), register)


@given(several("collaboration"), several("study"), several("document"))
@examples(60)
def test_a_record_may_say_little(records: list[Collaboration], studies: list[Study], papers: list[Document]) -> None:
    register = register_of(*records, *studies, *papers)
    for record in records:
        _says(sheet(register, record, DAY), record, register)
    for one in studies:
        _says(study(register, one, DAY), one, register)
    for document in papers:
        made = document.model_copy(update={"kind": "agreement", "columns": (), "rows": ()})
        _says(agreement(register, made, DAY), made, register)


@given(several("plan_item"))
@examples(60)
def test_every_item_of_the_plan_is_in_both_tables_once(records: list[PlanItem]) -> None:
    named = [item.model_copy(update={"name": f"Tiltak {number}"}) for number, item in enumerate(records)]
    paper = plan(register_of(*named), DAY)
    is_sound(paper)
    if not named:
        assert len(prose(paper)) == 1
        return
    found = tables(paper)
    assert Counter(line.key for line in found["items"].lines if line.key) == Counter(
        Key("plan_item", item.id) for item in named
    )
    side_by_side = "\n".join(cell for line in found["years"].lines for cell in line.cells)
    for item in named:
        seen = [line for line in side_by_side.splitlines() if item.name in line]
        assert len(seen) == 1 + len(stood_in(item)), "where it stands, and in each year that it was carried over from"
        assert item.text in whole_text(paper)
        assert item.responsible in whole_text(paper)


@given(several("collaboration"), several("collaboration"))
@examples(60)
def test_whatever_differs_is_news_once(old: list[Collaboration], new: list[Collaboration]) -> None:
    before, after = ({record.id: record for record in side} for side in (old, new))
    made = [
        change(before.get(id), after.get(id))
        for id in sorted({*before, *after})
        if before.get(id) != after.get(id)
    ]  # fmt: skip
    paper = told_changes(made, register_of(*old), register_of(*new), "2021", DAY)
    is_sound(paper)
    told = rows(tables(paper)["changes"]) if "changes" in tables(paper) else []
    names = Counter(row.split(" | ")[0] for row in told if not row.startswith("# "))
    wanted: Counter[str] = Counter()
    for one in made:
        whole = happened(one) in ("added", "removed")
        fields = [field for field in told_fields(one) if not field.field.startswith("accepted")]
        wanted[one.record.name] += 1 if whole else len(fields)
    assert names == +wanted


@pytest.mark.parametrize("lang", LANGUAGES)
@given(several("collaboration"))
@examples(30)
def test_no_id_is_seen_where_there_is_a_name(lang: str, records: list[Collaboration]) -> None:
    set_language(lang)
    try:
        known = {record.id for record in records}
        whole = [
            record.model_copy(update={"parent": "post-0" if "post-0" in known else None, "replaced_by": None})
            for record in records
        ] + [Collaboration(id="post-9", name="Uten navn på noen", participants_complete=False)]
        register = register_of(*whole)
        papers = [overview(register, DAY), section27(cast(Snapshot, register), DAY)]
        papers += [sheet(register, record, DAY) for record in whole]
        for paper in papers:
            assert "post-" not in whole_text(paper)
    finally:
        set_language("nb")
