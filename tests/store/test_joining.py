"""Three states made one, by field: laws over generated records. IKTUI_CASES raises the number of cases."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from store.changes.blame import leaves
from store.changes.joining import join, open_conflicts, settle
from store.changes.merge import ABSENT, FieldConflict, same
from store.changes.record_merge import field_value
from store.records.codec import dump, from_fields, to_fields
from store.records.model import Collaboration, Conflict, Participation, Record
from store.records.paths import WHOLE, Key
from tests.counts import examples

IDS = ("a", "b")
PARTS = st.builds(
    Participation,
    role=st.sampled_from(["participant", "operator"]),
    until=st.sampled_from([None, "2021", "2022-01"]),
    notice_given=st.sampled_from([None, "2020"]),
)
RECORDS = st.builds(
    Collaboration,
    id=st.just("x"),
    name=st.sampled_from(["En", "To", "Tre"]),
    comment=st.sampled_from(["", "x", "y", "z"]),
    progress=st.one_of(st.just(""), st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=9).map("\n".join)),
    status=st.sampled_from(["active", "ended"]),
    areas=st.lists(st.sampled_from(["p", "q", "r"]), unique=True, max_size=3).map(tuple),
    participants=st.dictionaries(st.sampled_from(["oyer", "gausdal", "ringebu"]), PARTS, max_size=3),
)


def _with_host(record: Collaboration, number: int | None) -> Collaboration:
    """One of the participants is the host, or none."""
    parts = dict(record.participants)
    if number is not None and number < len(parts):
        party = sorted(parts)[number]
        parts[party] = parts[party].model_copy(update={"role": "host"})
    return record.model_copy(update={"participants": parts})


RECORDS = st.builds(_with_host, RECORDS, st.sampled_from([None, 0, 1, 2]))
SIDES = st.fixed_dictionaries({id: st.one_of(st.none(), RECORDS, RECORDS) for id in IDS})
many = examples(300)


def side(records: dict[str, Collaboration | None]) -> dict[Key, Record | None]:
    return {
        Key("collaboration", id): record.model_copy(update={"id": id}) if record else None
        for id, record in records.items()
    }


def joined(base: dict[Key, Record | None], ours: dict[Key, Record | None], theirs: dict[Key, Record | None]):  # type: ignore[no-untyped-def]
    found = join(base, ours, theirs)
    after = dict(ours)
    for change in found.changes:
        assert after[change.key] == change.before
        after[change.key] = change.after
    return after, found.conflicts


def text(records: dict[Key, Record | None]) -> dict[Key, bytes]:
    return {key: dump(record) for key, record in records.items() if record}


def values(record: Record | None) -> dict[str, object]:
    """Lists of codes as sets: their order is nobody's edit; the host as a field of its own."""
    found = dict(leaves(to_fields(record))) if record else {}
    for field in [field for field, value in found.items() if field.endswith(".role") and value == "host"]:
        part = field.removesuffix(".role")
        found["host"] = part.removeprefix("participants.")
        del found[field]
        if not any(other.startswith(f"{part}.") for other in found):
            found[part] = {}
    return {field: frozenset(value) if isinstance(value, list) else value for field, value in found.items()}


def _is_of_host(open_field: str, field: str) -> bool:
    """Whether it is open who the host is: in the row of a participant, or its role."""
    return (
        field == "host"
        and open_field.startswith("participants.")
        and open_field.count(".") == (2 if open_field.endswith(".role") else 1)
    )


@many
@given(SIDES, SIDES)
def test_a_side_that_changed_nothing_gives_the_other(one, other) -> None:  # type: ignore[no-untyped-def]
    base, changed = side(one), side(other)
    for ours, theirs in ((base, changed), (changed, base), (changed, changed)):
        after, conflicts = joined(base, ours, theirs)
        assert conflicts == []
        assert text(after) == text(changed)


@many
@given(SIDES, SIDES, SIDES)
def test_either_way_round_gives_the_same_but_for_which_value_stands(b, o, t) -> None:  # type: ignore[no-untyped-def]
    base, ours, theirs = side(b), side(o), side(t)
    forth, conflicts = joined(base, ours, theirs)
    back, mirrored = joined(base, theirs, ours)
    turned = {(c.key, c.field, repr(c.theirs), repr(c.ours)) for c in mirrored}
    assert {(c.key, c.field, repr(c.ours), repr(c.theirs)) for c in conflicts} == turned
    open_ = {(c.key, c.field) for c in conflicts}
    for key in forth:
        for field, value in values(forth[key]).items():
            if value != {} and not any(
                key == k and (f == WHOLE or field == f or field.startswith(f"{f}.") or _is_of_host(f, field))
                for k, f in open_
            ):
                assert values(back[key]).get(field) == value, field


@many
@given(SIDES, SIDES, SIDES)
def test_joining_again_changes_nothing(b, o, t) -> None:  # type: ignore[no-untyped-def]
    base, ours, theirs = side(b), side(o), side(t)
    after, _conflicts = joined(base, ours, theirs)
    again, conflicts = joined(theirs, after, theirs)
    assert conflicts == []
    assert text(again) == text(after)


@many
@given(SIDES, SIDES, SIDES)
def test_every_value_that_anyone_entered_is_in_the_record_or_in_an_open_conflict(b, o, t) -> None:  # type: ignore[no-untyped-def]
    base, ours, theirs = side(b), side(o), side(t)
    after, conflicts = joined(base, ours, theirs)
    for mine in (ours, theirs):
        for key, record in mine.items():
            if record is None:
                continue
            whole = any(c.key == key and c.field == WHOLE for c in conflicts)
            for field, value in values(record).items():
                if base.get(key) and field in values(base[key]) and values(base[key])[field] == value:
                    continue  # nobody entered it since
                stands = values(after[key]).get(field)
                if value == {}:  # takes part, with nothing else said: whoever says more says that too
                    stands = {} if any(f"{f}.".startswith(f"{field}.") for f in values(after[key])) else None
                is_there = stands == value
                if isinstance(value, frozenset):  # of a set, what was put in is there; what another took out is not
                    earlier = values(base[key]).get(field) if base.get(key) else None
                    kept = stands if isinstance(stands, frozenset) else frozenset()
                    is_there = value - (earlier if isinstance(earlier, frozenset) else frozenset()) <= kept
                earlier = (values(base[key]).get(field) if base.get(key) else "") or ""
                if isinstance(value, str) and isinstance(stands, str) and "\n" in f"{value}{earlier}":
                    # Of a text of several lines, or of what is left of one, every line.
                    entered = Counter(value.split("\n")) - Counter(str(earlier).split("\n"))
                    is_there = entered <= Counter(stands.split("\n"))
                in_open = any(
                    c.key == key
                    and (field == c.field or field.startswith(f"{c.field}.") or _is_of_host(c.field, field))
                    for c in conflicts
                )
                assert is_there or in_open or whole, (field, value)


@many
@given(SIDES, SIDES, SIDES, st.booleans())
def test_settling_gives_the_value_that_was_chosen_and_closes_the_conflict(b, o, t, mine) -> None:  # type: ignore[no-untyped-def]
    base, ours, theirs = side(b), side(o), side(t)
    after, conflicts = joined(base, ours, theirs)
    opened = {change.key: change.after for change in open_conflicts(conflicts, {}, "2026-11-23")}
    assert sum(len(conflict.fields) for conflict in opened.values() if isinstance(conflict, Conflict)) == len(conflicts)
    for met in conflicts:
        key = Key(Conflict.KIND, f"{met.key.kind}.{met.key.id}")
        conflict = opened[key]
        assert isinstance(conflict, Conflict)
        wanted = met.ours if mine else met.theirs
        for change in settle(after[met.key], conflict, met.field, wanted):
            if change.key == key:
                opened[key] = change.after
            else:
                after[met.key] = change.after
        if met.field == WHOLE:
            assert (after[met.key] is None) == (wanted is None)
        elif after[met.key] is not None:
            found = field_value(met.key.kind, to_fields(after[met.key]), met.field, ABSENT)
            assert same(found, ABSENT if wanted is None else wanted)
    assert all(conflict is None for conflict in opened.values())


def test_a_field_that_is_open_keeps_every_value_that_others_give_it() -> None:
    def conflict(base: str, mine: str, theirs: str) -> FieldConflict:
        return FieldConflict("comment", base, mine, theirs, Key("collaboration", "a"), "En")

    key = Key(Conflict.KIND, "collaboration.a")
    first = open_conflicts([conflict("0", "1", "2")], {}, "2026-11-23")[0].after
    assert isinstance(first, Conflict)
    second = open_conflicts([conflict("2", "3", "4")], {key: first}, "2026-11-24")[0].after
    assert isinstance(second, Conflict)
    opened = second.fields["comment"]
    assert (opened.mine, opened.theirs, opened.also) == ("3", "4", ("1", "2"))
    third = first.model_copy(update={"fields": {"comment": first.fields["comment"].model_copy(update={"mine": "5"})}})
    met = join({key: None}, {key: first}, {key: third}).changes[0].after
    assert isinstance(met, Conflict)
    assert (met.fields["comment"].mine, met.fields["comment"].also) == ("5", ("1",))
    assert isinstance(from_fields(Conflict.KIND, key.id, to_fields(second)), Conflict)


def test_a_long_text_is_merged_where_the_sides_changed_other_lines_of_it() -> None:
    old, mine, theirs = "a\nb\nc\nd", "A\nb\nc\nd", "a\nb\nc\nd\ne"
    base, ours, published = (side({"a": Collaboration(id="a", name="En", progress=t)}) for t in (old, mine, theirs))
    after, conflicts = joined(base, ours, published)
    record = after[Key("collaboration", "a")]
    assert isinstance(record, Collaboration)
    assert (record.progress, conflicts) == ("A\nb\nc\nd\ne", [])
    met = side({"a": Collaboration(id="a", name="En", progress="X\nb\nc\nd")})
    assert [conflict.field for conflict in joined(base, ours, met)[1]] == ["progress"]
