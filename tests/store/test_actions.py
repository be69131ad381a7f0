"""Every Action: what it asks and what it plans, with no screen, no command line and no clock."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from store.actions import collaborations, editions, plan, records, register, studies
from store.actions.action import Action, Asked, BadAnswer, answered
from store.actions.collaborations import copy, new
from store.actions.plan import new as new_item
from store.actions.records import form_changeset
from store.actions.registry import ACTIONS, ALIASES
from store.base.errors import BadInput
from store.base.i18n import LANGUAGES, in_language
from store.changes.changes import Changeset, change
from store.changes.edits import set_fields
from store.checks.checks import check
from store.planning.plan_past import Told
from store.records.model import Record
from store.records.paths import Key
from store.records.snapshot import Snapshot
from store.register.publishing import save
from store.register.store import Store
from store.reports.councils import matters
from tests.conftest import KARI, copy_register
from tests.structure import ROOT

DAY = "2026-11-27"


def asked(snapshot: Snapshot, *about: str, **answers: Any) -> Asked:
    """The records “kind/id”, and answers."""
    records = [snapshot.get(Key(*name.split("/"))) for name in about]
    assert all(isinstance(record, Record) for record in records)
    return Asked(snapshot, tuple(record for record in records if record is not None), answers, DAY)


def planned(action: str, on: Asked, **typed: str) -> Changeset:
    return ACTIONS[action].plan(answered(ACTIONS[action], on, typed))


def after(made: Changeset, kind: str, id: str) -> Any:
    return next(one.after for one in made.changes if one.key == Key(kind, id))


def prepared(store: Store) -> Snapshot:
    """The demo register with a study of a plan item, one carried over of old, and the edition of 2027 begun."""
    now = store.snapshot()
    old = now.plan_items["ppt"]
    new_year = old.model_copy(update={"year": 2021, "carried": 1})
    save(store, Changeset(now.commit, (change(old, new_year),), "carry-item"), KARI)
    now = store.snapshot()
    item = next(id for id, item in now.plan_items.items() if item.year == 2020 and item.status == "planned")
    save(store, planned("new-study", asked(now, name="Felles kino", item=item)), KARI)
    save(store, planned("rollover", asked(store.snapshot()), year="2027"), KARI)
    save(store, planned("new-area", asked(store.snapshot()), name="Tom"), KARI)
    save(store, planned("new-editor", asked(store.snapshot(), "party/oyer"), name="Kari", mail=KARI.mail), KARI)
    return store.snapshot()


def test_an_action_has_its_own_name_and_its_words_in_every_language() -> None:
    families = (collaborations, editions, plan, records, register, studies)
    made = [one for family in families for one in vars(family).values() if isinstance(one, Action)]
    assert sorted(one.id for one in made) == sorted(ACTIONS), "two Actions of one name: one of them is never done"
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", id) for id in ACTIONS)
    assert all(set(new) <= ACTIONS.keys() for new in ALIASES.values())
    assert not ALIASES.keys() & ACTIONS.keys(), "an old word is no new one"
    for action in ACTIONS.values():
        words = [action.title, action.help, *(question.label for question in action.asks)]
        for lang in LANGUAGES:
            told = [in_language(lang, text) for text in words]
            assert all(told), (action.id, lang)
            if lang != "en":
                assert [in_language("en", text) for text in words] != told, f"{action.id}: nothing is in {lang}"
        assert len({question.id for question in action.asks}) == len(action.asks), action.id


Example = tuple[Asked, dict[str, str]]


def examples(now: Snapshot) -> dict[str, Example]:
    """Each Action once: on what, and what is typed."""
    record, area = now.collaboration("regionrad"), next(iter(now.register.areas))
    finding = next(found for found in check(now) if found.code == "probable_typo")
    item = next(id for id, item in now.plan_items.items() if item.year == 2027 and not item.studies and item.status)
    study = now.studies["felles-kino"]
    chosen = set_fields(study, {"legal_form": "host_municipality"}, now)
    matter = next(
        found for found in matters(now, now.register.members) if found.missing and found.key.kind != "edition"
    )
    legacy = next(one for one in now.collaborations.values() if one.legal_form == "legacy_section_27")
    here, plan, stud = (
        asked(now, "collaboration/regionrad"),
        asked(now, f"plan_item/{item}"),
        asked(now, "study/felles-kino"),
    )
    hamar, oyer = asked(now, "party/hamar"), asked(now, "party/oyer")
    return {
        "edit": (here.answering(form=set_fields(record, {"comment": "Nytt"}, now)), {}),
        "new": (asked(now, form=new("Felles kino", asked(now))), {}),
        "remove": (asked(now, "collaboration/felles-barnevern"), {}),
        "fix": (asked(now, findings=[finding]), {}),
        "accept": (asked(now, findings=[finding]), {"reason": "Det er rett"}),
        "end": (here, {"reason": "Ferdig"}),
        "participant": (here, {"party": "Ringebu"}),
        "withdraw": (here, {"party": "Øyer", "until": "2027"}),
        "replace": (here, {"successor": "felles-kommunestyremoter"}),
        "merge": (here.answering(which={}), {"other": "felles-kommunestyremoter"}),
        "bulk": (here.answering(field="comment", operation="set", value="Alle"), {}),
        "new-area": (asked(now), {"name": "Ny seksjon"}),
        "rename-area": (asked(now), {"area": area, "name": "Helt nytt navn"}),
        "move-area": (asked(now), {"area": area, "step": "ned"}),
        "retire-area": (asked(now), {"area": area}),
        "split-area": (asked(now), {"area": record.areas[0], "name": "Utskilt", "rows": "regionrad"}),
        "remove-area": (asked(now), {"area": "tom"}),
        "new-party": (asked(now), {"name": "Sel", "kind": "municipality", "member": "ja"}),
        "member": (hamar, {}),
        "move-party": (oyer, {"step": "opp"}),
        "retire-party": (hamar, {"date": "2027"}),
        "new-editor": (oyer, {"pattern": "*@oyer.kommune.no"}),
        "remove-editor": (oyer, {"editor": "Kari"}),
        "move-item": (plan, {"year": "2028"}),
        "order-item": (plan, {"step": "ned"}),
        "tick-item": (plan, {}),
        "carry-item": (plan, {}),
        "remove-item": (plan, {}),
        "rebuild-plan": (asked(now, past={"ppt": Told({"2020": now.plan_items["ppt"].years["2021"]}, True)}), {}),
        "new-study": (asked(now), {"name": "Felles arkiv"}),
        "advance": (stud, {"reason": "Det haster"}),
        "decide-study": (stud, {"party": "Øyer", "case": "71/2026", "outcome": "vedtatt"}),
        "draft": (stud.on(chosen), {}),
        "establish": (stud.on(chosen), {"reason": "Det haster"}),
        "stop": (stud, {"why": "Ikke lenger aktuelt"}),
        "rollover": (asked(now), {"year": "2028"}),
        "confirm": (asked(now, year="2027", ids=["regionrad"], by="Kari"), {"party": "Øyer"}),
        "publish": (asked(now, year="2027"), {"reason": "Det haster"}),
        "adopt": (asked(now), {"year": "2027", "party": "oyer", "case": "71/2026", "outcome": "vedtatt"}),
        "decide": (asked(now, matter=matter), {"party": "oyer", "date": "2026-11-01", "outcome": "vedtatt"}),
        "convert": (asked(now, f"collaboration/{legacy.id}"), {"form": "municipal_task_community"}),
        "usual-events": (asked(now), {"year": "2027"}),
    }


def test_every_action_is_one_commit_of_its_name_on_what_was_seen(demo_store: Store, tmp_path: Path) -> None:
    found = examples(prepared(demo_store))
    assert found.keys() == ACTIONS.keys(), "an Action without an example: give it one above"
    for number, (id, (on, typed)) in enumerate(found.items()):
        made = planned(id, on, **typed)
        assert made.action == id
        assert made.base == on.snapshot.commit, f"{id}: on what its doer saw"
        assert made.changes, f"{id}: changes nothing"
        assert all(one.before == on.snapshot.get(one.key) or one.before in on.about for one in made.changes), id
        path = tmp_path / str(number)
        copy_register(demo_store.path, path)
        store = Store.open(path)
        try:
            if on.about and on.about[0] != on.snapshot.get(made.changes[-1].key) and id in ("draft", "establish"):
                save(store, form_changeset(on.snapshot, on.snapshot.studies["felles-kino"], on.about[0], "", ""), KARI)
            save(store, made, KARI)
            newest = next(store.history())
            assert newest.action == id
            for one in made.changes:
                assert store.snapshot().get(one.key) == one.after, id
        finally:
            store.close()


def test_what_is_missing_or_wrong_names_the_question(demo_store: Store) -> None:
    now = demo_store.snapshot()
    here = asked(now, "collaboration/regionrad")
    for action, typed, question in (
        ("end", {"date": "i går"}, "date"),
        ("withdraw", {}, "party"),
        ("withdraw", {"party": "Hamar"}, "party"),
        ("participant", {"party": "Ringebu", "role": "sjef"}, "role"),
        ("replace", {"successor": "regionrad"}, "successor"),
        ("merge", {"other": "regionrad"}, "other"),
        ("new-area", {"name": ""}, "name"),
        ("rename-area", {"area": "ingen", "name": "X"}, "area"),
        ("split-area", {"area": "helse-og-omsorg", "name": "Ny", "rows": "regionrad"}, "rows"),
        ("move-area", {"area": "helse-og-omsorg", "step": "bort"}, "step"),
        ("rollover", {"year": "22"}, "year"),
    ):
        with pytest.raises(BadAnswer) as caught:
            planned(action, here, **typed)
        assert caught.value.question == question, action
        assert str(caught.value).startswith(f"{question}: ")
        assert caught.value.reason, action
    with pytest.raises(BadInput, match="bursdag"):
        planned("end", here, bursdag="i dag")
    with pytest.raises(BadInput):
        planned("end", asked(now), date="2027")


def test_nothing_to_do_has_no_changes(demo_store: Store) -> None:
    now = demo_store.snapshot()
    record = now.collaboration("regionrad")
    assert not planned("edit", asked(now, "collaboration/regionrad", form=record)).changes
    first = min(now.register.areas, key=lambda id: now.register.areas[id].order)
    assert not planned("move-area", asked(now), area=first, step="opp").changes


def test_copies_and_new_ones_have_ids_of_their_own(demo_store: Store) -> None:
    now = demo_store.snapshot()
    assert new("Regionråd", asked(now)).id == "regionrad-2"
    made = copy("Regionråd", asked(now, "collaboration/regionrad"))
    assert (made.id, made.participants) == ("regionrad-2", now.collaboration("regionrad").participants)
    below = new_item("Under", None, asked(now, f"plan_item/{next(iter(now.plan_items))}"))
    assert below.parent == next(iter(now.plan_items))
    with pytest.raises(BadInput):
        new(" ", asked(now))


def test_no_interface_makes_a_changeset() -> None:
    for path in sorted((ROOT / "iktui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func).rpartition(".")[2]
                assert name not in ("Changeset", "Change", "change"), f"{path}:{node.lineno}: an Action makes it"


def test_a_new_area_changes_nobody_elses_number(demo_store: Store) -> None:
    now = demo_store.snapshot()
    first, second = sorted(now.register.areas, key=lambda id: now.register.areas[id].order)[:2]
    made = planned("new-area", asked(now), name="Mellom", after=first)
    assert [field.field for field in made.changes[0].fields] == ["areas.mellom"]
    between = made.changes[0].record.areas["mellom"].order  # type: ignore[attr-defined]
    assert now.register.areas[first].order < between < now.register.areas[second].order
    last = planned("new-area", asked(now), name="Sist").changes[0].record
    assert max(last.areas, key=lambda id: last.areas[id].order) == "sist"  # type: ignore[attr-defined]
