"""The laws of merging by field, and of telling differences."""

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from store.changes.changes import diff_fields
from store.changes.merge import ABSENT, merge_fields, same
from tests.counts import examples

SCALARS = st.sampled_from(["", "a", "b", 1, 0, True, False, "1"])
TABLES: st.SearchStrategy[dict[str, Any]] = st.recursive(
    st.dictionaries(st.sampled_from("abc"), SCALARS | st.lists(st.sampled_from("xyz"), unique=True), max_size=3),
    lambda inner: st.dictionaries(st.sampled_from("abcd"), SCALARS | inner, max_size=3),
    max_leaves=6,
)


@examples(150)
@given(TABLES, TABLES)
def test_a_merge_with_an_unchanged_side_gives_the_other(base: dict[str, Any], theirs: dict[str, Any]) -> None:
    for merged, conflicts in (merge_fields(base, base, theirs), merge_fields(base, theirs, base)):
        assert same(merged, theirs)
        assert conflicts == []


@examples(150)
@given(TABLES, TABLES)
def test_two_equal_sides_give_that_side(base: dict[str, Any], side: dict[str, Any]) -> None:
    merged, conflicts = merge_fields(base, side, side)
    assert same(merged, side)
    assert conflicts == []


@examples(150)
@given(TABLES, TABLES, TABLES)
def test_both_ways_find_the_same_conflicts(base: dict[str, Any], one: dict[str, Any], two: dict[str, Any]) -> None:
    _merged, there = merge_fields(base, one, two)
    _merged, back = merge_fields(base, two, one)
    assert {conflict.field for conflict in there} == {conflict.field for conflict in back}


@examples(150)
@given(TABLES, st.sampled_from("abcd"), st.sampled_from("efgh"), SCALARS, SCALARS)
def test_different_fields_never_conflict(base: dict[str, Any], one: str, two: str, a: object, b: object) -> None:
    merged, conflicts = merge_fields(base, {**base, one: a}, {**base, two: b})
    assert conflicts == []
    assert same(merged[one], a)
    assert same(merged[two], b)


def test_true_is_not_one_and_absent_is_not_empty() -> None:
    assert not same(True, 1)
    _merged, conflicts = merge_fields({}, {"a": 1}, {"a": True})
    assert [(conflict.base, conflict.ours, conflict.theirs) for conflict in conflicts] == [(ABSENT, 1, True)]
    _merged, conflicts = merge_fields({"a": "x"}, {}, {"a": ""})
    assert len(conflicts) == 1


def test_codes_merge_as_sets() -> None:
    merged, conflicts = merge_fields({"areas": ["x", "y"]}, {"areas": ["x", "z"]}, {"areas": ["x", "y", "w"]})
    assert (merged, conflicts) == ({"areas": ["x", "z", "w"]}, [])


def test_a_removed_participant_that_was_changed_is_a_conflict() -> None:
    base: dict[str, Any] = {"participants": {"oyer": {}}}
    _merged, conflicts = merge_fields(base, {"participants": {}}, {"participants": {"oyer": {"until": "2022"}}})
    assert [conflict.field for conflict in conflicts] == ["participants.oyer"]


def _apply(fields: dict[str, Any], path: str, value: object) -> None:
    *parents, last = path.split(".")
    for parent in parents:
        fields = fields[parent]
    if value is None:
        del fields[last]
    else:
        fields[last] = value


@examples(150)
@example({"a": 1, "b": {"c": ["1"]}}, {"a": True, "b": {"c": [1]}})
@given(TABLES, TABLES)
def test_differences_applied_to_before_give_after(before: dict[str, Any], after: dict[str, Any]) -> None:
    import copy

    state = copy.deepcopy(before)
    for field, _old, new in diff_fields(before, after):
        _apply(state, field, copy.deepcopy(new))
    assert same(state, after)
