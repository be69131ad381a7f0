"""The action plan: items out of the documents, findings, and everything that changes a plan."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.base.errors import BadInput
from store.changes.changes import Changeset, change
from store.checks.checks import check
from store.documents.importer import plan_import
from store.documents.result import ImportResult
from store.editions.rollover import open_edition
from store.formats.reading import read_source
from store.planning.plan import below, is_heading, open_lines, plan_of, years_of
from store.planning.plan_edits import carried, moved, new_item, removed, reordered, ticked
from store.reading.plan import strip_html
from store.reading.plan_items import MAX_DEPTH, PlanRead, kind_of, read_items
from store.records.codec import dump, from_fields
from store.records.model import PlanItem
from store.records.paths import Key, path_of
from store.register import publishing
from store.register.store import Store
from tests.conftest import KARI, git, is_sound
from tests.counts import examples
from tests.store.plain_git import commit

DOCUMENTS = resources.files("store") / "data" / "documents"
PLAN = (DOCUMENTS / "handlingsplan-2019.txt").read_text(encoding="utf-8")
OVERVIEW = (DOCUMENTS / "oversikt-2021.txt").read_text(encoding="utf-8")
TABLE, PROSE = (
    "handlingsplan-for-gjennomforing-og-videreutvikling-av-2019",
    "oversikt-over-interkommunalt-samarbeid-2021-01-01",
)

DEMO = """\
2019
  Årshjul for styring og kontroll utarbeides
  En mal for hva utredning av mulige nye interkommunale samarbeid skal inneholde utarbeides
  Kommunal planstrategi utarbeides med et felles kapittel om interkommunalt planarbeid
  Felles forliksråd utredes [investigation]
  «Regionråd» for neste periode må på plass innen 1. januar 2020, utfra ny partnerskapsavtale og ny kommunelov
  Følgende § 27-samarbeid gjennomgås for tilpasning til ny kommunelov, eventuelt annen selskapsform/organisering\
 [conversion]
    Kontrollutvalgssekretariatet [conversion] kontrollutvalgssekretariat
2020
  Følgende § 27-samarbeid gjennomgås for tilpasning til ny kommunelov [conversion]
    Brann og feiertjenesten [conversion] felles-brann-og-feiertjeneste
  Forstudie utarbeides for følgende tjenesteområder [pre_study]
    Tekniske tjenester [pre_study]
      byggesak [pre_study]
      planarbeid [pre_study]
      ulike driftsoppgaver [pre_study]
      osv. [pre_study]
    Sentralbord og arkiv [pre_study]
    PPT [pre_study]
    Samarbeid om boliger med bemanning/bofellesskap [pre_study]
      for yngre med store og sammensatte behov [pre_study]
      demensrammede med utagerende atferd [pre_study]
      mennesker mer omfattende psykiske lidelser [pre_study]
2021
2022
"""


def drawn(store: Store) -> str:
    """The whole plan as text: names by depth, kind, what it names."""
    text = ""
    for plan in plan_of(store.snapshot()):
        text += f"{plan.year}\n"
        for line in plan.lines:
            item = line.item
            told = [item.name, f"[{item.kind}]" if item.kind else "", *item.collaborations]
            text += "  " * (line.depth + 1) + " ".join(word for word in told if word) + "\n"
    return text


def names(read: PlanRead) -> list[Any]:
    """Names, those below an item as a list behind it."""

    def of(entries: list[Any]) -> list[Any]:
        found: list[Any] = []
        for entry in entries:
            found += [entry.name, *([of(entry.children)] if entry.children else [])]
        return found

    return of(read.items)


def take(store: Store, path: Path, text: str) -> ImportResult:
    path.write_text(text, encoding="utf-8")
    result = plan_import(store.snapshot(), [read_source(path)])
    if result.changeset is not None:
        store.commit(result.changeset, KARI)
    return result


def put(store: Store, *items: PlanItem) -> None:
    now = store.snapshot()
    known = now.plan_items
    store.commit(Changeset(now.commit, tuple(change(known.get(item.id), item) for item in items), "edit"), KARI)


def put_by_hand(store: Store, *items: PlanItem) -> None:
    """With plain git: a save would refuse what breaks a rule."""
    commit(store, {path_of(Key(item.KIND, item.id)): dump(item) for item in items})


def made(store: Store, id: str, **fields: Any) -> PlanItem:
    item = from_fields("plan_item", id, {"name": id.capitalize(), "year": 2020, "status": "planned", **fields})
    assert isinstance(item, PlanItem)
    return item


def items(store: Store) -> dict[str, PlanItem]:
    return store.snapshot().plan_items


def save(store: Store, changeset: Changeset) -> str:
    """Commit it; gives the first line of the message."""
    publishing.save(store, changeset, KARI)
    is_sound(store.path)
    return git(store.path, "log", "-1", "--format=%s")


# --- out of the documents


def test_the_demo_shows_every_item_of_both_documents(demo_store: Store) -> None:
    assert drawn(demo_store) == DEMO
    known = items(demo_store)
    assert {item.status for item in known.values() if not is_heading(item)} == {"planned"}
    assert set(known["sentralbord-og-arkiv"].as_written) == {TABLE, PROSE}, "one item of two documents"
    boliger = known["samarbeid-om-boliger-med-bemanning-bofellesskap"]
    assert boliger.text == "For å bygge opp kommunale tilbud/kompetanse"
    mal = next(item for item in known.values() if item.name.startswith("En mal"))
    assert mal.text.endswith("utarbeides, - inkludert vurdering av organiseringsform, økonomi, gevinstrealisering, "
                             "og maler for samarbeidsavtale og tjenesteleveranseavtale.")  # fmt: skip
    assert [item.due for item in known.values() if item.due] == ["2020-01-01"]
    codes = {finding.code for finding in check(demo_store.snapshot()) if finding.kind == "plan_item"}
    assert codes == {"truncated_cell", "empty_plan_year"}


def test_the_order_of_the_documents_makes_no_second_items(tmp_path: Path) -> None:
    store = Store.init(tmp_path / "r", "Omvendt", KARI)
    first = take(store, tmp_path / "o.txt", OVERVIEW)
    assert len(first.plan_items) == 11
    take(store, tmp_path / "h.txt", PLAN)
    assert sum(not is_heading(item) for item in items(store).values()) == DEMO.count("\n  ")
    assert items(store)["sentralbord-og-arkiv"].parent == "forstudie-utarbeides-for-folgende-tjenesteomrader"
    store.close()


def test_the_same_again_changes_nothing_whatever_people_made_of_it(demo_store: Store, tmp_path: Path) -> None:
    known = items(demo_store)
    save(demo_store, moved(demo_store.snapshot(), ["sentralbord-og-arkiv"], 2021))
    save(demo_store, removed(demo_store.snapshot(), "tekniske-tjenester"))
    put(demo_store, known["ppt"].model_copy(update={"name": "Pedagogisk-psykologisk tjeneste", "status": "done"}))
    for name, text in (("h.txt", PLAN), ("o.txt", OVERVIEW)):
        assert take(demo_store, tmp_path / name, text).changeset is None
    again = OVERVIEW.replace("1. januar 2021", "1. januar 2022")
    result = take(demo_store, tmp_path / "o2.txt", again)
    assert "ppt" not in {id.rpartition("-")[0] for id in result.plan_items}, "known by what was written"


def test_a_plan_that_was_changed_brings_just_what_is_new(demo_store: Store, tmp_path: Path) -> None:
    save(demo_store, removed(demo_store.snapshot(), "tekniske-tjenester"))
    changed = PLAN.replace("• PPT•", "• Ppt • Felles innkjøp•")
    result = take(demo_store, tmp_path / "h.txt", changed)
    assert result.plan_items == ["felles-innkjop"], "what was removed stays away, other letters are the same item"
    assert items(demo_store)["felles-innkjop"].parent == "forstudie-utarbeides-for-folgende-tjenesteomrader"
    assert take(demo_store, tmp_path / "h.txt", changed).changeset is None


def test_an_item_of_ones_own_with_the_same_name_is_the_documents(tmp_path: Path) -> None:
    store = Store.init(tmp_path / "r", "Egen", KARI)
    put(store, made(store, "mitt", name="SENTRALBORD  og arkiv", responsible="Kari"))
    take(store, tmp_path / "h.txt", PLAN)
    mine = items(store)["mitt"]
    assert (mine.responsible, mine.parent) == ("Kari", "forstudie-utarbeides-for-folgende-tjenesteomrader")
    assert "sentralbord-og-arkiv" not in items(store)
    store.close()


def test_nearly_the_same_is_a_finding_and_never_one_item(demo_store: Store, tmp_path: Path) -> None:
    take(demo_store, tmp_path / "h.txt", PLAN.replace("• PPT•", "• PPT• Sentralbord og arkivv•"))
    found = [f for f in check(demo_store.snapshot()) if f.code == "plan_duplicate"]
    assert [finding.id for finding in found] == ["sentralbord-og-arkivv"]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("• Salgs- og skjenkekontroll• Barne- eller ungdom", ["Salgs- og skjenkekontroll", "Barne- eller ungdom"]),
        ("• En mal, - inkludert vurdering av form• B", ["En mal, - inkludert vurdering av form", "B"]),
        ("• Sentralbord - også om natten", ["Sentralbord - også om natten"]),
        ("• Planperioden 2019 - 2022• B", ["Planperioden 2019 - 2022", "B"]),
        ("• Teknisk<ul>- byggesak- plan• Arkiv", ["Teknisk", ["byggesak", "plan"], "Arkiv"]),
        ("<ul><li>Teknisk<ul><li>sak</li><li>plan</ul></li><li><p>Arkiv</ul>", ["Teknisk", ["sak", "plan"], "Arkiv"]),
        ("<ol><li>• A</li><li>- B</li></ol>", ["A", "B"]),
        ("• A<br>- b<br>- c<br>• D", ["A", ["b", "c"], "D"]),
        ("Felles arkiv\nFelles innkjøp", ["Felles arkiv", "Felles innkjøp"]),
        ("• Følgende gjennomgås: - Brann - Legevakt", ["Følgende gjennomgås", ["Brann", "Legevakt"]]),
        ("•<ul>•• A<ul>•• B", ["A", ["B"]]),
        ("</ul></ul>• A</li></p>• B", ["A", "B"]),
        ("<![if gte mso 9]>• A", ["A"]),
        ('• A<ul sty', ["A<ul sty"]),
        ("Følgende utredes: <ul>•", []),
        ("", []),
    ],
)  # fmt: skip
def test_broken_lists_are_read_as_they_are_meant(cell: str, expected: list[Any]) -> None:
    assert names(read_items(cell)) == expected


def test_lists_in_lists_without_end_are_read_as_one_list() -> None:
    read = read_items("<ul>• a" * 5000)
    depth: dict[int, int] = {}
    for entry, above in read.entries():
        depth[id(entry)] = depth[id(above)] + 1 if above is not None else 0
    assert len(depth) == 5000
    assert max(depth.values()) <= MAX_DEPTH


PIECES = ("• ", "- ", " - ", "<ul>", "</ul>", "<li>", "</li>", "<p>", "<br>", "\n", "ord", "felles ", "Følgende ", ": ",
          ", - ", "§ 27-", "arkiv", ". ", "<![x[", "&amp;", "<", "og ", "Brann")  # fmt: skip


@examples(300)
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=40).map("".join), st.booleans())
def test_no_word_of_a_cell_is_lost(cell: str, is_prose: bool) -> None:
    read = read_items(cell, is_prose=is_prose)
    kept = " ".join([*read.leads, *(f"{entry.name} {entry.text}" for entry, _above in read.entries())])
    apart = re.sub(r"(</?(?:ul|li|p|br)>)", r" \1 ", cell)  # words with a tag between them are two
    shown = cell if is_prose else strip_html(apart)[0]
    words = re.findall(r"[^\W_]+", shown)  # letters and digits: a line of underscores is no word
    assert sorted(set(words) - set(re.findall(r"[^\W_]+", kept))) == []


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Forstudie utarbeides for arkiv", "pre_study"),
        ("Felles forliksråd utredes.", "investigation"),
        ("Samarbeidet vert utgreidd; det skal utgreie arkiv", "investigation"),
        ("gjennomgås for tilpasning til ny kommunelov", "conversion"),
        ("Ordningen evalueres", "evaluation"),
        ("Ny handlingsplan", "action_plan"),
        ("Årshjul for styring", None),
    ],
)
def test_words_tell_the_kind(words: str, kind: str | None) -> None:
    assert kind_of(words) == kind


def test_only_one_collaboration_that_is_clearly_named_is_linked(small: Store, tmp_path: Path) -> None:
    plan = (
        "Handlingsplan\n\n2030\t2031\n• Brannvesenet• Brann• Noe om brannvesen og helse• «Felles brannvesen» først\t\n"
    )
    take(small, tmp_path / "p.txt", plan)
    linked = {item.name: item.collaborations for item in items(small).values() if not is_heading(item)}
    assert linked == {
        "Brannvesenet": ("felles-brannvesen",),
        "Brann": (),
        "Noe om brannvesen og helse": (),
        "«Felles brannvesen» først": ("felles-brannvesen",),
    }


# --- findings


def codes_of(store: Store) -> set[tuple[str, str]]:
    return {(f.code, f.id) for f in check(store.snapshot()) if f.kind == "plan_item"}


def test_rings_years_and_dates_that_cannot_be_are_found(small: Store) -> None:
    put_by_hand(
        small,
        made(small, "selv", parent="selv"),
        made(small, "en", parent="to"),
        made(small, "to", parent="tre"),
        made(small, "tre", parent="en"),
        made(small, "under", parent="en"),
        made(small, "annet", parent="selv", year=2021),
        made(small, "bakvendt", start="2020-05-02", due="2020-05"),
        made(small, "omvendt", start="2020-06-02", due="2020-05"),
        made(small, "ingen", parent="finnes-ikke", decisions={"atlantis": {"case": "1/20"}}),
    )
    rings = {("plan_ring", id) for id in ("selv", "en", "to", "tre")}
    others = {("plan_parent_year", "annet"), ("plan_dates", "omvendt"), ("unknown_reference", "ingen")}
    assert codes_of(small) == rings | others
    assert {line.item.id for line in plan_of(small.snapshot())[0].lines} == set(items(small)) - {"annet"}


def test_what_is_the_same_twice_is_found_below_one_item_or_when_it_is_long(small: Store) -> None:
    put(
        small,
        made(small, "a", name="Felles sentralbord"),
        made(small, "b", name="Felles Sentralbord.", parent="c"),
        made(small, "c", name="osv."),
        made(small, "d", name="osv.", parent="c"),
        made(small, "e", name="osv"),
        made(small, "f", name="Felles sentralbord", year=2021),
    )
    assert codes_of(small) == {("plan_duplicate", "b"), ("plan_duplicate", "e")}


# --- changing


@pytest.fixture
def plan(small: Store) -> Store:
    """a > (a1 > a11, a2 done), b in 2020; c in 2021; the record of 2020."""
    put(
        small,
        made(small, "handlingsplan-2020", status=None, as_written={"d": "• A"}),
        made(small, "a", order=10),
        made(small, "a1", order=10, parent="a"),
        made(small, "a11", order=10, parent="a1"),
        made(small, "a2", order=20, parent="a", status="done"),
        made(small, "b", order=20),
        made(small, "c", order=10, year=2021),
    )
    return small


def tree(store: Store) -> dict[int | None, str]:
    """Each year as its ids, those below an item with a dash each."""
    plans = plan_of(store.snapshot())
    return {plan.year: " ".join("-" * line.depth + line.item.id for line in plan.lines) for plan in plans}


def test_an_item_moves_with_all_that_is_below_it(plan: Store) -> None:
    assert tree(plan) == {2020: "a -a1 --a11 -a2 b", 2021: "c"}
    save(plan, moved(plan.snapshot(), ["a"], 2023))
    assert tree(plan) == {2020: "b", 2021: "c", 2022: "", 2023: "a -a1 --a11 -a2"}
    assert {item.carried for item in items(plan).values()} == {0}
    save(plan, moved(plan.snapshot(), ["a1"], 2021))
    assert tree(plan)[2021] == "c a1 -a11"
    assert items(plan)["a1"].parent is None
    save(plan, moved(plan.snapshot(), ["a11", "a1", "b", "a11"], 2024))
    assert tree(plan) == {2020: "", 2021: "c", 2022: "", 2023: "a -a2", 2024: "a1 -a11 b"}
    assert moved(plan.snapshot(), ["b"], 2024).changes == ()


def test_order_is_changed_among_those_that_stand_side_by_side(plan: Store) -> None:
    save(plan, reordered(plan.snapshot(), "b", -1))
    assert tree(plan)[2020] == "b a -a1 --a11 -a2"
    save(plan, reordered(plan.snapshot(), "a1", 1))
    assert tree(plan)[2020] == "b a -a2 -a1 --a11"
    for id, step in (("b", -1), ("a", 1), ("a11", 1), ("c", -1)):
        assert reordered(plan.snapshot(), id, step).changes == ()
    put(plan, *(made(plan, id) for id in ("x", "y", "z")))
    save(plan, reordered(plan.snapshot(), "z", -1))
    assert tree(plan)[2020].startswith("x z y b a"), "also where nobody has said an order"


def test_a_tick_is_done_and_planned_again(plan: Store) -> None:
    save(plan, ticked(plan.snapshot(), ["a1", "a2", "b"]))
    assert {items(plan)[id].status for id in ("a1", "a2", "b")} == {"done"}
    save(plan, ticked(plan.snapshot(), ["a2"]))
    assert items(plan)["a2"].status == "planned"


def test_what_is_done_stays_when_its_parent_is_carried_over(plan: Store) -> None:
    save(plan, carried(plan.snapshot(), ["a"]))
    assert tree(plan) == {2020: "a -a1 --a11 -a2 b", 2021: "c a -a1 --a11"}, "what was planned then stands there"
    assert {id: item.carried for id, item in items(plan).items() if item.carried} == {"a": 1, "a1": 1, "a11": 1}
    assert items(plan)["a2"].parent == "a"
    assert codes_of(plan) == set(), "what stays behind is as it should be"
    save(plan, carried(plan.snapshot(), ["a1"], 2025))
    assert tree(plan)[2025] == "a1 -a11"
    assert items(plan)["a11"].carried == 2


def test_a_finished_item_goes_along_with_what_is_open_below_it(plan: Store) -> None:
    save(plan, ticked(plan.snapshot(), ["a", "a1"]))
    save(plan, carried(plan.snapshot(), ["a"]))
    assert tree(plan) == {2020: "a -a1 --a11 -a2 b", 2021: "c a -a1 --a11"}
    assert items(plan)["a"].status == "done"


def test_the_rollover_carries_the_same_way(plan: Store) -> None:
    put(plan, made(plan, "gammel", year=2018, order=10))
    save(plan, open_edition(plan.snapshot(), "2022", "2021-12-01"))
    assert tree(plan)[2020] == "a -a1 --a11 -a2 b"
    assert tree(plan)[2021] == "c"
    assert tree(plan)[2022] == "gammel a -a1 --a11 b c"
    assert (items(plan)["handlingsplan-2020"].year, items(plan)["a11"].carried) == (2020, 1)


def test_an_item_whose_parent_went_before_follows_it(plan: Store) -> None:
    save(plan, carried(plan.snapshot(), ["a"]))
    save(plan, ticked(plan.snapshot(), ["a2"]))
    save(plan, carried(plan.snapshot(), ["a2"]))
    assert tree(plan)[2021] == "c a -a1 --a11 -a2"


def test_what_is_done_is_not_carried_along_for_an_item_of_another_year(plan: Store) -> None:
    put(plan, made(plan, "ferdig", year=2018, status="done"), made(plan, "rest", year=2021, parent="ferdig"))
    save(plan, open_edition(plan.snapshot(), "2022", "2021-12-01"))
    assert tree(plan)[2018] == "ferdig"
    assert tree(plan)[2022] == "a -a1 --a11 b rest c"


def test_items_of_several_years_are_each_carried_over_one(plan: Store) -> None:
    save(plan, carried(plan.snapshot(), ["a11", "b", "a1", "c"]))
    assert tree(plan) == {2020: "a -a1 --a11 -a2 b", 2021: "c b a1 -a11", 2022: "c"}


def test_removing_takes_what_is_below_along(plan: Store) -> None:
    save(plan, carried(plan.snapshot(), ["a"]))
    save(plan, removed(plan.snapshot(), "a"))
    assert tree(plan) == {2020: "b", 2021: "c"}


def test_rings_are_moved_carried_and_removed_too(small: Store) -> None:
    ring = [made(small, "en", parent="to"), made(small, "to", parent="en"), made(small, "selv", parent="selv")]
    put_by_hand(small, *ring)
    assert below(items(small), "en") == ["to"]
    save(small, open_edition(small.snapshot(), "2022", "2021-12-01"))
    assert {(item.year, item.carried) for item in items(small).values()} == {(2022, 1)}
    save(small, moved(small.snapshot(), ["en", "to", "selv"], 2023))
    assert {item.year for item in items(small).values()} == {2023}
    save(small, removed(small.snapshot(), "to"))
    assert set(items(small)) == {"selv"}


def test_a_new_item_stands_last(plan: Store) -> None:
    now = plan.snapshot()
    new = new_item(now, "  Ny sak ", 2020)
    assert (new.id, new.name, new.year, new.order, new.status) == ("ny-sak", "Ny sak", 2020, 30, "planned")
    under = new_item(now, "a1", None, now.plan_items["a"])
    assert (under.id, under.year, under.parent, under.order) == ("a1-2", 2020, "a", 30)
    with pytest.raises(BadInput):
        new_item(now, " ", 2020)


@pytest.mark.parametrize("id", ["finnes-ikke", "handlingsplan-2020", "../a", ""])
def test_what_is_no_item_is_refused_in_one_line(plan: Store, id: str) -> None:
    now = plan.snapshot()
    makes: list[Callable[[], Changeset]] = [
        lambda: moved(now, [id], 2021),
        lambda: carried(now, [id]),
        lambda: ticked(now, ["a", id]),
        lambda: reordered(now, id, 1),
        lambda: removed(now, id),
    ]
    for make in makes:
        with pytest.raises(BadInput) as refused:
            make()
        assert "\n" not in str(refused.value)


def test_nothing_finished_and_nothing_back_is_carried(plan: Store) -> None:
    put(plan, made(plan, "uten", year=None))
    for ids, year in ((["a2"], None), (["a"], 2019), (["a"], 2020), (["uten"], None)):
        with pytest.raises(BadInput):
            carried(plan.snapshot(), ids, year)
    assert tree(plan)[None] == "uten"


def test_what_is_left_is_shown_with_what_it_stands_below(plan: Store) -> None:
    save(plan, ticked(plan.snapshot(), ["a", "b"]))
    year = plan_of(plan.snapshot(), [2020, 2030])
    assert [line.item.id for line in open_lines(year[0])] == ["a", "a1", "a11"]
    assert year[1].lines == ()


def test_years_without_items_are_years(plan: Store) -> None:
    known = [*items(plan).values(), made(plan, "fjern", year=2026)]
    assert years_of(known) == [2020, 2021, 2022, 2023, 2024, 2025, 2026]
    assert years_of([*known, made(plan, "fjernere", year=9999)])[-2:] == [2026, 9999]
    assert years_of([]) == []


def test_each_change_says_itself_in_the_registers_language(demo_store: Store) -> None:
    """In the source language here: the register is English."""
    register = demo_store.snapshot().register
    english = register.model_copy(update={"language": "en"})
    now = demo_store.snapshot()
    demo_store.commit(Changeset(now.commit, (change(register, english),), "edit"), KARI)
    said = [
        save(demo_store, make)
        for make in (
            moved(demo_store.snapshot(), ["sentralbord-og-arkiv"], 2021),
            carried(demo_store.snapshot(), ["ppt"]),
        )
    ]
    assert said == ["Sentralbord og arkiv: moved to 2021", "PPT: carried over to 2021"]
    assert save(demo_store, moved(demo_store.snapshot(), ["ppt", "byggesak"], 2022)) == "2 plan items moved to 2022"
    assert save(demo_store, ticked(demo_store.snapshot(), ["ppt"])) == "PPT: done"
    assert save(demo_store, ticked(demo_store.snapshot(), ["ppt"])) == "PPT: planned again"
    assert save(demo_store, reordered(demo_store.snapshot(), "byggesak", -1)) == "byggesak: one place up"
    assert save(demo_store, removed(demo_store.snapshot(), "byggesak")) == "byggesak: removed"
    assert "Iktui-Action: plan" in git(demo_store.path, "log", "-2", "--format=%B")
