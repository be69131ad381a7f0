"""The host of a collaboration, in the model of merging: one choice, whole, or open with every field of it."""

from __future__ import annotations

from copy import deepcopy

import pytest

from store.changes.merge import ABSENT, FieldConflict
from store.changes.record_merge import merge_records
from store.records.codec import from_fields
from store.records.model import Collaboration


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "wanted", "fields"),
    [
        (None, None, "a", ["a"], []),
        ("a", "b", "a", ["b"], []),
        ("a", "b", "b", ["b"], []),
        ("a", "b", "c", ["b"], ["host"]),
        ("a", None, "c", [], ["host"]),
        ("a", None, "a", [], []),
    ],
)
def test_merging_hosts(
    base: str | None, mine: str | None, theirs: str | None, wanted: list[str], fields: list[str]
) -> None:
    def side(host: str | None) -> dict[str, object]:
        return {"name": "X", "participants": {id: {"role": "host"} if id == host else {} for id in "abc"}}

    merged, conflicts = merge_records("collaboration", side(base), side(mine), side(theirs))
    found = from_fields("collaboration", "x", merged)
    assert isinstance(found, Collaboration)
    assert [id for id, part in found.participants.items() if part.role == "host"] == wanted
    assert [conflict.field for conflict in conflicts] == fields


@pytest.mark.parametrize("taken", [{}, {"oyer": {"role": "operator"}}], ids=["taken out", "another role"])
def test_the_role_given_to_who_was_the_host_is_open_with_the_host_that_they_took_out(taken: dict[str, object]) -> None:
    def side(**parts: dict[str, str]) -> dict[str, object]:
        return {"name": "X", "participants": parts}

    base = side(oyer={}, gausdal={"role": "host"})
    mine = side(oyer={"role": "host"}, gausdal={"role": "operator"})
    theirs = side(gausdal={"role": "host"}, **taken)  # type: ignore[arg-type]
    path = "participants.oyer.role" if taken else "participants.oyer"
    for ours, other in ((mine, theirs), (theirs, mine)):
        merged, conflicts = merge_records("collaboration", base, ours, other)
        assert merged == ours, "what stands is one whole choice of a host"
        assert {conflict.field for conflict in conflicts} == {path, "participants.gausdal.role"}
    (role,) = [conflict for conflict in conflicts if conflict.field == "participants.gausdal.role"]
    assert (role.base, role.ours, role.theirs) == ("host", "host", "operator")


def test_a_merge_leaves_its_sides_as_they_were_and_tells_them_so() -> None:
    base = {"name": "X", "participants": {"oyer": {}, "gausdal": {"notice_given": "2020"}}}
    host = {"notice_given": "2020", "role": "host"}
    ours: dict[str, object] = {"name": "X", "participants": {"oyer": {}, "gausdal": dict(host)}}
    theirs: dict[str, object] = {"name": "X", "participants": {"oyer": {}}}
    kept = deepcopy((base, ours, theirs))
    merged, conflicts = merge_records("collaboration", base, ours, theirs)
    assert (base, ours, theirs) == kept
    assert merged == ours
    assert conflicts == [FieldConflict("participants.gausdal", {"notice_given": "2020"}, host, ABSENT)]


def test_of_two_hosts_in_a_file_the_one_that_nobody_met_stays() -> None:
    def side(name: str, **parts: dict[str, str]) -> dict[str, object]:
        return {"name": name, "participants": parts}

    base, host = side("X", a={}, b={}), {"role": "host"}
    two, one = side("X", a=host, b=host), side("Y", a={})
    for ours, theirs, wanted in ((two, one, side("Y", a=host, b=host)), (one, two, side("Y", a=host))):
        merged, conflicts = merge_records("collaboration", base, ours, theirs)
        assert merged == wanted
        assert [conflict.field for conflict in conflicts] == ["participants.b"]
