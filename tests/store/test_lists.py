"""Lists typed as words: what is shown is what was there, whatever stands in it; nothing typed adds nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.actions.bulk import ADD, REMOVE, bulk
from store.base.errors import BadInput
from store.base.text import one_line
from store.changes.changes import Changeset, change
from store.changes.edits import set_fields
from store.checks.findings import Finding
from store.checks.fixes import fix
from store.records.entry import joined, listed, value_of, words_of
from store.records.model import Area, Collaboration
from store.records.schema import FieldSpec, fields_of
from store.register.store import Store
from tests.conftest import KARI
from tests.counts import examples

LINES = FieldSpec("aliases", "lines")
NOBODY: Any = None
"""No names are looked up for lines."""
ITEMS = st.lists(
    st.text(alphabet="ab ,;\"'()", min_size=1).map(one_line).filter(lambda item: item.strip(" ") != ""), unique=True
)


@examples(300)
@given(ITEMS)
def test_words_of_a_list_give_the_list_back(items: list[str]) -> None:
    assert listed(joined(items)) == items


@examples(100)
@given(ITEMS)
def test_a_list_of_lines_comes_back_from_the_words_of_a_form(items: list[str]) -> None:
    words = words_of(LINES, items, NOBODY)
    assert (value_of(LINES, words, NOBODY) or []) == items


@pytest.mark.parametrize(
    ("words", "items"),
    [
        ("a, b", ["a", "b"]),
        ("a, b;", ["a, b"]),
        ("a, b; c", ["a, b", "c"]),
        ('"a; b"; c', ["a; b", "c"]),
        ('"Hjorten"', ['"Hjorten"']),
        ('"Hjorten", "Elgen"', ['"Hjorten"', '"Elgen"']),
        (" ; ,", [","]),
        ("", []),
    ],
)
def test_how_lists_are_typed(words: str, items: list[str]) -> None:
    assert listed(words) == items


def _named(store: Store, *aliases: str) -> Collaboration:
    now = store.snapshot()
    record = now.collaboration("felles-brannvesen")
    after = record.model_copy(update={"aliases": aliases})
    store.commit(Changeset(now.commit, (change(record, after),), "edit"), KARI)
    return after


def test_an_alias_with_a_comma_survives_the_next_edit_of_aliases(small: Store) -> None:
    record = _named(small, "Brann, redning og feiing")
    now = small.snapshot()
    spec = next(spec for spec in fields_of("collaboration") if spec.name == "aliases")
    shown = words_of(spec, record.aliases, now)
    assert set_fields(record, {"aliases": shown}, now) == record
    assert set_fields(record, {"aliases": f"{shown} Brannen"}, now).aliases == ("Brann, redning og feiing", "Brannen")
    (made,) = bulk([record], "aliases", ADD, "Brannen", now)
    assert isinstance(made.after, Collaboration)
    assert made.after.aliases == ("Brann, redning og feiing", "Brannen")
    (made,) = bulk([made.after], "aliases", REMOVE, "Brannen", now)
    assert made.after == record
    found = Finding("probable_typo", "info", "collaboration", record.id, "name", "", "Felles brannvern")
    fixed = fix(found, now)
    assert fixed is not None
    assert isinstance(fixed.after, Collaboration)
    assert fixed.after.aliases == ("Brann, redning og feiing", record.name)


@pytest.fixture
def areas(small: Store) -> Store:
    now = small.snapshot()
    register = now.register
    more = {
        "natur-og-kultur": Area(name="Reiseliv, natur og kultur", order=90),
        "reise": Area(name="Reiseliv", order=91),
        "landbruk": Area(name="Landbruk", order=92),
        "barn": Area(name="Idrett, lek (landbruk)", order=93),
    }
    after = register.model_copy(update={"areas": {**register.areas, **more}})
    small.commit(Changeset(now.commit, (change(register, after),), "edit"), KARI)
    return small


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("Reiseliv, natur og kultur", ("natur-og-kultur",)),
        ("Reiseliv, natur og kultur, Landbruk", ("natur-og-kultur", "landbruk")),
        ("Landbruk, Reiseliv, natur og kultur", ("landbruk", "natur-og-kultur")),
        ("reiseliv,  NATUR og kultur; Landbruk", ("natur-og-kultur", "landbruk")),
        ("Reiseliv, Landbruk", ("reise", "landbruk")),
        ("Idrett, lek (landbruk)", ("barn",)),
        ("x (reise), y (landbruk)", ("reise", "landbruk")),
    ],
)
def test_what_has_a_comma_in_its_name_is_set_by_name(areas: Store, words: str, ids: tuple[str, ...]) -> None:
    now = areas.snapshot()
    record = now.collaboration("felles-brannvesen")
    after = set_fields(record, {"areas": words}, now)
    assert after.areas == ids
    spec = next(spec for spec in fields_of("collaboration") if spec.name == "areas")
    assert set_fields(record, {"areas": words_of(spec, after.areas, now)}, now).areas == ids


def test_an_unknown_part_is_refused_by_its_name(areas: Store) -> None:
    now = areas.snapshot()
    with pytest.raises(BadInput, match="natur og mer"):
        set_fields(now.collaboration("felles-brannvesen"), {"areas": "Landbruk, natur og mer"}, now)


@pytest.mark.parametrize("cell", ["from", "until", "notice_given", "role"])
@pytest.mark.parametrize("words", ["", "  "])
def test_an_empty_cell_adds_no_participant(small: Store, cell: str, words: str) -> None:
    now = small.snapshot()
    record = now.collaboration("felles-brannvesen")
    less = set_fields(record, {"participants.gausdal": ""}, now)
    assert "gausdal" not in less.participants
    assert set_fields(less, {f"participants.gausdal.{cell}": words}, now) == less
    assert bulk([less], f"participants.gausdal.{cell}", "set", words, now) == []
    assert "gausdal" in set_fields(less, {"participants.gausdal.from": "2021"}, now).participants


def test_an_empty_cell_adds_no_decision(small: Store) -> None:
    now = small.snapshot()
    record = now.collaboration("felles-brannvesen")
    assert set_fields(record, {"decisions.oyer.case": ""}, now) == record
