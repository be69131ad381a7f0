"""Generated records of every kind, made from the models: a field that is new is generated too."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import strategies as st

from store.base.glossary import terms_of
from store.records.codec import from_fields
from store.records.model import KINDS, Record
from store.records.schema import FieldSpec, fields_of

ALL_KINDS: Final = sorted(kind for kind in KINDS if kind != "register")
IDS: Final = ["a", "b", "c"]
_TEXTS: Final = ["x", "y", "Åse\nog\nØye", "x\ny\nz", "x\ny"]


def id_of(kind: str, number: int = 0) -> str:
    """An id that a record of the kind can have: an edition is called by its year."""
    return str(2030 + number) if kind == "edition" else f"post-{number}"


def records_of(kind: str, id: str) -> st.SearchStrategy[Record]:
    """Records of the kind, most fields absent, few values each: that two sides meet in one field is likely."""
    specs = [spec for spec in fields_of(kind) if spec.name not in ("name", "rows") and spec.shape != "raw"]
    optional = {spec.name: _values(kind, spec) for spec in specs}
    names = ["En", "To", ""] if kind == "edition" else ["En", "To"]  # a year needs no other name
    fields = st.fixed_dictionaries({"name": st.sampled_from(names)}, optional=optional)
    return fields.map(lambda values: from_fields(kind, id, values))


def _values(kind: str, spec: FieldSpec) -> st.SearchStrategy[Any]:
    one = _one(spec)
    if spec.shape in ("references", "codes", "lines"):
        return st.lists(one, unique=True, min_size=1, max_size=2)
    if spec.shape == "table":
        cells = st.fixed_dictionaries({}, optional={column.name: _values(kind, column) for column in spec.columns})
        known = {"code": _codes(spec.of)[:2] if spec.keys == "code" else [], "year": ["2019", "2021"]}
        keys = st.sampled_from(known.get(spec.keys, ["a", "b"]))
        return st.dictionaries(keys, cells if spec.columns else st.sampled_from(["p", "q"]), min_size=1, max_size=2)
    return one


def _one(spec: FieldSpec) -> st.SearchStrategy[Any]:
    simple: dict[str, st.SearchStrategy[Any]] = {
        "line": st.sampled_from(["l", "m", "Ø"]),
        "lines": st.sampled_from(["l", "m"]),
        "text": st.sampled_from(_TEXTS),
        "date": st.sampled_from(["2021", "2021-10", "2022-01-31"]),
        "orgnr": st.sampled_from(["974760673", "974760674", "970 540 008"]),
        "address": st.sampled_from(["https://a.no", "P:/x"]),
        "share": st.sampled_from(["33.5 %", "1/3", "100 %"]),
        "flag": st.booleans(),
        "number": st.sampled_from([1, 2, 2020]),
        "reference": st.sampled_from(IDS),
        "references": st.sampled_from(IDS),
    }
    if spec.shape in ("code", "codes"):
        return st.sampled_from(_codes(spec.of)[:3])
    return simple.get(spec.shape, st.nothing())


def _codes(vocabulary: str) -> list[str]:
    return list(terms_of(vocabulary))
