"""The years that plan items stood in: kept when they are carried over, joined, taken back, rebuilt out of history."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iktui.session import informed
from store.actions.action import Asked
from store.actions.plan import CARRY_ITEM, ORDER_ITEM, REBUILD_PLAN, TICK_ITEM
from store.base.errors import BadInput
from store.changes.changes import Changeset, change
from store.changes.record_merge import merge_records
from store.checks.checks import check
from store.editions.rollover import open_edition
from store.planning.plan import FINISHED, PlanYear, items_in, plan_of, stood_in
from store.planning.plan_edits import carried, carried_into, moved, reordered, to_carry
from store.planning.plan_past import lacking
from store.records.codec import dump, from_fields, to_fields
from store.records.model import PlanItem, Stood
from store.register import publishing
from store.register.store import Store
from store.repair.revert import last_done, undo
from store.reports.work import plan_shown
from store.sync.sync import SYNCED, sync
from tests.conftest import KARI, OLA, git, is_sound
from tests.counts import examples

DAY = "2026-11-28"


def made(id: str, **fields: object) -> PlanItem:
    item = from_fields("plan_item", id, {"name": id.capitalize(), "year": 2020, "status": "planned", **fields})
    assert isinstance(item, PlanItem)
    return item


def put(store: Store, *items: PlanItem) -> None:
    now = store.snapshot()
    known = now.plan_items
    store.commit(Changeset(now.commit, tuple(change(known.get(item.id), item) for item in items), "edit"), KARI)


def save(store: Store, changeset: Changeset) -> None:
    publishing.save(store, changeset, KARI)
    is_sound(store.path)


def as_before(store: Store, *ids: str, year: int) -> None:
    """Carried over by a program that kept nothing of the years before."""
    known = store.snapshot().plan_items
    put(store, *(known[id].model_copy(update={"year": year, "carried": known[id].carried + 1}) for id in ids))


def drawn(store: Store) -> dict[int | None, str]:
    """Each year: what is done with a tick, what was carried over with the year that it went to."""

    def of(plan: PlanYear) -> str:
        told = []
        for line in plan.lines:
            sign = "✓" if line.item.status in FINISHED else ""
            told.append("-" * line.depth + line.item.id + sign + (f">{line.later}" if line.is_past else ""))
        return " ".join(told)

    return {plan.year: of(plan) for plan in plan_of(store.snapshot())}


@pytest.fixture
def plan(small: Store) -> Store:
    """a > (a1, a2 done), b in 2020; c in 2021."""
    put(
        small,
        made("a", order=10),
        made("a1", order=10, parent="a", status="in_progress"),
        made("a2", order=20, parent="a", status="done"),
        made("b", order=20),
        made("c", order=10, year=2021),
    )
    return small


# --- kept


def test_what_was_planned_stays_where_it_was(plan: Store) -> None:
    save(plan, open_edition(plan.snapshot(), "2022", DAY))
    save(plan, open_edition(plan.snapshot(), "2023", DAY))
    assert drawn(plan) == {
        2020: "a>2022 -a1>2022 -a2✓ b>2022", 2021: "c>2022", 2022: "a>2023 -a1>2023 b>2023 c>2023", 2023: "a -a1 b c",
    }  # fmt: skip
    item = plan.snapshot().plan_items["a1"]
    assert (item.year, item.carried, sorted(item.years)) == (2023, 2, ["2020", "2022"])
    assert [(then.year, then.carried) for then in stood_in(item).values()] == [(2020, 0), (2022, 1)]
    assert '[years.2020]\nstatus = "in_progress"' in dump(item).decode()


def test_what_is_made_of_an_item_later_leaves_the_years_before_as_they_were(plan: Store) -> None:
    save(plan, carried(plan.snapshot(), ["a", "b"]))
    on = Asked(plan.snapshot(), (plan.snapshot().plan_items["a1"],), {}, DAY)
    save(plan, TICK_ITEM.plan(on))
    save(plan, reordered(plan.snapshot(), "b", -1))
    assert drawn(plan) == {2020: "a>2021 -a1>2021 -a2✓ b>2021", 2021: "c b a -a1✓"}
    shown = plan_shown(plan.snapshot(), 2020).data
    assert [(row["id"], row["status"], row["carried_to"], row["years"]) for row in shown] == [
        ("a", "planned", 2021, [2020, 2021]), ("a1", "in_progress", 2021, [2020, 2021]), ("a2", "done", None, [2020]),
        ("b", "planned", 2021, [2020, 2021]),
    ]  # fmt: skip
    assert plan_shown(plan.snapshot(), 2020, only_open=True).data == [], "what was carried over is not left there"


def test_what_stayed_is_put_in_order_among_what_was_carried_over(plan: Store) -> None:
    save(plan, carried(plan.snapshot(), ["a"]))
    save(plan, reordered(plan.snapshot(), "b", -1))
    assert drawn(plan)[2020] == "b a>2021 -a1>2021 -a2✓"
    assert plan.snapshot().plan_items["a"].order == 20, "in its own year nothing has moved"
    assert drawn(plan)[2021] == "c a -a1"


def test_a_past_year_is_not_carried_over_again_nor_put_in_order(plan: Store) -> None:
    save(plan, carried(plan.snapshot(), ["b"]))
    now = plan.snapshot()
    for action, answers in ((CARRY_ITEM, {}), (ORDER_ITEM, {"step": 1})):
        for year, is_refused in ((2020, True), (2021, False)):
            on = Asked(now, (now.plan_items["b"],), {**answers, "from_year": year}, DAY)
            if not is_refused:
                assert action.plan(on).base == now.commit
                continue
            with pytest.raises(BadInput, match=r"B.*2020.*2021") as refused:
                action.plan(on)
            assert "\n" not in str(refused.value)


def test_moving_by_hand_corrects_the_year_and_keeps_nothing_of_it(plan: Store) -> None:
    save(plan, carried(plan.snapshot(), ["b"]))
    save(plan, moved(plan.snapshot(), ["b"], 2023))
    assert drawn(plan) == {2020: "a -a1 -a2✓ b>2023", 2021: "c", 2022: "", 2023: "b"}
    save(plan, moved(plan.snapshot(), ["b"], 2020))
    assert drawn(plan)[2020] == "a -a1 -a2✓ b"
    item = plan.snapshot().plan_items["b"]
    assert (item.carried, item.years) == (0, {}), "it was carried over by mistake"


def test_a_year_that_was_cleared_by_hand_leaves_the_years_before(plan: Store) -> None:
    save(plan, carried(plan.snapshot(), ["b"]))
    put(plan, plan.snapshot().plan_items["b"].model_copy(update={"year": None}))
    line = next(line for line in plan_of(plan.snapshot(), [2020])[0].lines if line.item.id == "b")
    assert (line.is_past, line.later) == (True, None)
    assert drawn(plan)[None] == "b"


def test_a_rollover_is_taken_back_to_the_same_bytes(plan: Store) -> None:
    before = git(plan.path, "rev-parse", "HEAD^{tree}")
    save(plan, open_edition(plan.snapshot(), "2022", DAY))
    revision = last_done(plan, KARI)
    assert revision is not None
    save(plan, undo(plan, revision)[0])
    assert git(plan.path, "rev-parse", "HEAD^{tree}") == before


def test_a_plan_that_only_has_what_was_carried_over_is_not_empty(small: Store) -> None:
    heading = {"name": "Plan", "status": None, "as_written": {"d": ""}}
    put(small, *(made(f"handlingsplan-{year}", **heading, year=year) for year in (2021, 2022, 2023)), made("a"))
    save(small, open_edition(small.snapshot(), "2021", DAY))
    save(small, open_edition(small.snapshot(), "2022", DAY))
    found = {f.id for f in check(small.snapshot()) if f.code == "empty_plan_year"}
    assert found == {"handlingsplan-2023"}


# --- generated plans


@examples(60)
@given(st.data())
def test_every_year_shows_what_was_planned_in_it(data: st.DataObject) -> None:
    """Against a plan on paper: a sheet a year, that nobody writes on any more once the next is made."""
    codes = st.sampled_from(["planned", "in_progress", "done", "dropped"])
    items: dict[str, PlanItem] = {}
    for number in range(data.draw(st.integers(1, 7))):
        parent = data.draw(st.none() | st.sampled_from(sorted(items))) if items else None
        year, status = data.draw(st.integers(2018, 2021)), data.draw(codes)
        items[f"i{number}"] = made(f"i{number}", order=number, parent=parent, year=year, status=status)
    sheets: dict[int, dict[str, tuple[str | None, str | None]]] = {}
    for id, item in items.items():
        sheets.setdefault(item.year or 0, {})[id] = (item.status, item.parent)
    newest = {id: item.year or 0 for id, item in items.items()}
    year = 2021
    for _round in range(data.draw(st.integers(1, 4))):
        for id in data.draw(st.lists(st.sampled_from(sorted(items)), max_size=3)):
            status = data.draw(codes)
            items[id] = items[id].model_copy(update={"status": status})
            sheets[newest[id]][id] = (status, sheets[newest[id]][id][1])
        year += data.draw(st.integers(1, 2))
        going = {id for id, at in newest.items() if at < year and sheets[at][id][0] not in FINISHED}
        for id in list(going):  # with what it stands below in its year
            above, at = sheets[newest[id]][id][1], newest[id]
            while above is not None and newest[above] == at:
                going.add(above)
                above = sheets[at][above][1]
        sheet = sheets.setdefault(year, {})
        sheet |= {id: sheets[newest[id]][id] for id in going}
        for id in going:
            code, over = sheet[id]
            sheet[id] = (code, over if over in sheet else None)
            newest[id] = year
        items |= {item.id: item for item in carried_into(items, to_carry(items, year), year)}
        assert items == {id: from_fields("plan_item", id, to_fields(item)) for id, item in items.items()}
    for known in range(2017, year + 2):
        stands = {id: (item.status, item.parent) for id, item in items_in(items, known).items()}
        assert stands == sheets.get(known, {}), known
    for id, item in items.items():
        assert item.carried == len(item.years) == sum(id in sheet for sheet in sheets.values()) - 1


# --- joined


def test_two_who_carry_over_the_same_item_give_one_year(tmp_path: Path) -> None:
    base = made("a", order=30, status="planned")
    mine, theirs = base.model_copy(update={"status": "in_progress"}), base
    (ours,) = carried_into({"a": mine}, [mine], 2022)
    (other,) = carried_into({"a": theirs, "b": made("b", year=2022, order=50)}, [theirs], 2022)
    for one, two in ((ours, other), (other, ours)):
        fields, conflicts = merge_records("plan_item", to_fields(base), to_fields(one), to_fields(two))
        assert conflicts == []
        merged = from_fields("plan_item", "a", fields)
        assert isinstance(merged, PlanItem)
        assert merged.years == {"2020": Stood(status="in_progress", order=30)}
        assert (merged.year, merged.carried, merged.order, merged.status) == (2022, 1, 10, "in_progress")


def test_two_clones_that_open_the_same_year_agree(plan: Store, tmp_path: Path) -> None:
    hub = tmp_path / "hub.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(hub)], check=True)
    git(plan.path, "remote", "add", "origin", str(hub))
    assert sync(plan, KARI, DAY).state == SYNCED
    other = Store.clone(str(hub), tmp_path / "two")
    save(plan, open_edition(plan.snapshot(), "2022", DAY))
    now = other.snapshot()
    before = made("forst", year=2019)
    other.commit(Changeset(now.commit, (change(None, before),), "new"), OLA)
    other.commit(open_edition(other.snapshot(), "2022", DAY), OLA)
    for store, who in ((plan, KARI), (other, OLA), (plan, KARI)):
        assert sync(store, who, DAY).state == SYNCED
    assert drawn(plan) == drawn(other)
    assert drawn(plan)[2020] == "a>2022 -a1>2022 -a2✓ b>2022"
    assert {item.carried for item in plan.snapshot().plan_items.values() if item.years} == {1}
    other.close()


# --- rebuilt


def rebuilding(store: Store) -> Changeset:
    on = Asked(store.snapshot(), (), {}, DAY)
    return REBUILD_PLAN.plan(informed(store, REBUILD_PLAN, on))


def found(store: Store) -> set[str]:
    return {finding.id for finding in check(store.snapshot()) if finding.code == "plan_past"}


def test_what_was_carried_over_before_is_rebuilt_from_history_by_one_commit(plan: Store) -> None:
    as_before(plan, "a", "a1", year=2021)
    put(plan, plan.snapshot().plan_items["a1"].model_copy(update={"status": "postponed"}))
    as_before(plan, "a", "a1", "b", year=2022)
    save(plan, open_edition(plan.snapshot(), "2023", DAY))
    assert found(plan) == {"a", "a1", "b"}
    save(plan, rebuilding(plan))
    assert drawn(plan)[2020] == "a>2021 -a1>2021 -a2✓ b>2022"
    assert drawn(plan)[2021] == "a>2022 -a1>2022 c>2023"
    item = plan.snapshot().plan_items["a1"]
    assert {year: then.status for year, then in item.years.items()} == {
        "2020": "in_progress", "2021": "postponed", "2022": "postponed",
    }  # fmt: skip
    assert next(plan.history()).action == "rebuild-plan"
    assert found(plan) == set()
    assert rebuilding(plan).changes == ()


def test_what_was_moved_by_hand_or_taken_back_then_is_not_rebuilt(plan: Store) -> None:
    as_before(plan, "a", "b", "c", year=2022)
    revision = last_done(plan, KARI)
    assert revision is not None
    save(plan, undo(plan, revision)[0])
    as_before(plan, "a", year=2021)
    put(plan, plan.snapshot().plan_items["a"].model_copy(update={"year": 2020}))  # back by hand, still counted
    put(plan, plan.snapshot().plan_items["b"].model_copy(update={"year": 2021}))
    as_before(plan, "b", year=2022)
    assert [key.id for key in lacking(plan.snapshot())] == ["a", "b"]
    save(plan, rebuilding(plan))
    known = plan.snapshot().plan_items
    assert (known["a"].carried, known["a"].years) == (0, {}), "it stands where it stood, and is not counted any more"
    assert (known["b"].carried, list(known["b"].years)) == (1, ["2021"])
    assert found(plan) == set()


def test_an_item_that_came_with_its_count_keeps_it(plan: Store) -> None:
    put(plan, made("fra-for", carried=3))
    as_before(plan, "fra-for", year=2021)
    save(plan, rebuilding(plan))
    item = plan.snapshot().plan_items["fra-for"]
    assert (item.carried, list(item.years)) == (4, ["2020"])
    assert found(plan) == {"fra-for"}, "until somebody says that it is right"


def test_what_was_carried_over_on_two_sides_is_rebuilt_once(plan: Store) -> None:
    git(plan.path, "branch", "side")
    as_before(plan, "b", year=2021)
    git(plan.path, "checkout", "-q", "side")
    store = Store.open(plan.path)
    as_before(store, "b", year=2021)
    store.close()
    git(plan.path, "checkout", "-q", "main")
    git(plan.path, "-c", "user.name=K", "-c", "user.email=k@x", "merge", "-q", "-s", "ours", "-m", "begge", "side")
    fresh = Store.open(plan.path)
    save(fresh, rebuilding(fresh))
    item = fresh.snapshot().plan_items["b"]
    assert (item.carried, list(item.years)) == (1, ["2020"])
    fresh.close()
