"""What a cell shows is what it says when it comes back: every field of every record, in every language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import Phase, given, settings

from store.base.i18n import LANGUAGES, set_language
from store.changes.merge import ABSENT, same
from store.changes.preview import Preview
from store.changes.record_merge import field_value, put_field
from store.documents.parties import PartyBook
from store.documents.returned.words import Words
from store.papers.builders.agreement import agreement
from store.papers.builders.overview import overview
from store.papers.builders.plan import plan
from store.papers.builders.record import record as sheet
from store.papers.builders.study import study
from store.papers.paper import Paper, Table
from store.papers.writers.cells import shown
from store.records.codec import from_fields, to_fields
from store.records.model import MODELS, Collaboration
from store.records.paths import Key
from store.records.schema import spec_of
from store.rules.taken import Taken
from tests.counts import examples
from tests.papers.test_building_laws import DAY, register_of, several

few = settings(examples(25), phases=(Phase.explicit, Phase.generate))
NAMED = [
    from_fields(kind, id, {"name": f"{name} {kind}"})
    for kind in ("collaboration", "plan_item", "study", "document")
    for id, name in (("a", "Alt, og mer i"), ("b", "Brann (felles)"), ("c", "Celle"))
]
"""What the references of the others lead to."""
SHOWN = {"code", "codes", "date", "flag", "line", "lines", "number", "reference", "references", "text"}


def cells(paper: Paper) -> Iterator[tuple[Key, str, str]]:
    """Record, field and words of every cell that can come back."""
    for table in (block for block in paper.blocks if isinstance(block, Table)):
        for line in table.lines:
            for column, cell in zip(table.columns, line.cells, strict=False):
                path = column.field.replace("*", line.about)
                if line.key and path and not line.is_section:
                    yield line.key, path, shown(cell, column, paper.language)


def says_what_it_shows(register: Preview, paper: Paper) -> None:
    words = Words(register, register, PartyBook(register.parties.values(), Taken(register, "party")), DAY)
    for key, path, said in cells(paper):
        record = register.get(key)
        assert record is not None
        wanted, fields = to_fields(record), to_fields(record)
        if not said or (path == "status" and not wanted.get(path)):
            continue  # what a study that says nothing of it stands at is shown all the same
        if path not in ("name", "kind", "status", "host") and not path.startswith("participants."):
            put_field(key.kind, fields, path, ABSENT)
        try:
            words.put(key.kind, fields, path, said, "")
        except ValueError:
            assert is_of_nothing(register, key.kind, path, wanted), (path, said)
            continue
        made = to_fields(from_fields(key.kind, key.id, fields))
        found, value = (field_value(key.kind, side, path) for side in (made, wanted))
        assert same(found, value) or alike(found, value), (path, said, found, value)


def alike(found: Any, wanted: Any) -> bool:
    """Sets, and texts but for blanks."""
    if isinstance(found, list):
        return sorted(found) == sorted(wanted)
    return isinstance(found, str) and "".join(found.split()) == "".join(str(wanted).split())


def is_of_nothing(register: Preview, kind: str, path: str, fields: dict[str, Any]) -> bool:
    """Whether a field leads to no record, or to one of several of that name, or is one that nobody types."""
    spec = spec_of(kind, path)
    if spec is None or spec.shape not in SHOWN:
        return True
    named = field_value(kind, fields, path)
    ids = (named if isinstance(named, list) else [named]) if spec.refers else []
    alike = [one.name for one in register.records(MODELS[spec.of]).values()] if spec.of in MODELS else []
    names = [register.name(Key(spec.of, id)) for id in ids]
    return any(name == id or alike.count(name) > 1 for name, id in zip(names, ids, strict=True))


@pytest.mark.parametrize("lang", LANGUAGES)
@few
@given(several("collaboration"), several("plan_item"), several("study"), several("document"))
def test_what_a_cell_shows_is_what_it_says(
    lang: str, records: list[Collaboration], items: list[Any], studies: list[Any], documents: list[Any]
) -> None:
    set_language(lang)
    try:
        named = [item.model_copy(update={"name": f"Tiltak {number}"}) for number, item in enumerate(items)]
        papers = [one.model_copy(update={"kind": "agreement"}) for one in documents]
        register = register_of(*records, *named, *studies, *papers, *NAMED)
        says_what_it_shows(register, overview(register, DAY))
        says_what_it_shows(register, plan(register, DAY))
        for record in records:
            says_what_it_shows(register, sheet(register, record, DAY))
        for one in studies:
            says_what_it_shows(register, study(register, one, DAY))
        for document in papers:
            says_what_it_shows(register, agreement(register, document, DAY))
    finally:
        set_language("nb")
