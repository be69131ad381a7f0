"""Every Action in lines makes the commit that it plans; and what a person does with the linear mode alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from iktui.linear import asking, deeds
from iktui.linear.session import Session
from store.actions.registry import ACTIONS
from store.base.author import Author
from store.changes import edits
from store.register.publishing import save
from store.register.store import Store
from tests.conftest import KARI, copy_register, git
from tests.linear.talking import talk
from tests.store.test_actions import DAY, examples, planned

_FORMS = ("edit", "new", "draft", "establish", "merge")
"""Asked field by field, or value by value: `test_linear.py` talks to those."""


@pytest.mark.parametrize("id", [id for id in ACTIONS if id not in _FORMS])
def test_lines_make_the_commit_that_is_planned(
    id: str, prepared_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edits, "today", lambda: DAY)
    monkeypatch.setattr("store.changes.edits.today", lambda: DAY)
    monkeypatch.setenv("IKTUI_AUTHOR", str(KARI))
    one, other = tmp_path / "one", tmp_path / "other"
    for path in (one, other):
        copy_register(prepared_template, path)
    store = Store.open(one)
    on, typed = examples(store.snapshot())[id]
    save(store, planned(id, on, **typed), KARI)
    store.close()

    action, said = ACTIONS[id], []
    answers = iter([typed.get(question.id, "") for question in action.asks
                    if question.id not in on.answers and question.when(on) and not question.silent])  # fmt: skip

    def line(prompt: str) -> str:
        said.append(prompt)
        if "ja/nei" in prompt:
            return "ja" if "?" in prompt and "Medlem" not in prompt else typed.get("member", "")
        return "" if prompt.startswith(("Begrunnelse (", "saksnummer")) and not _asks(id, prompt) else next(answers, "")

    monkeypatch.setattr(asking, "read", line)
    session = Session(Store.open(other))
    try:
        assert deeds.do(session, action, *on.about, **on.answers), said
    finally:
        session.store.close()
    assert git(other, "rev-parse", "HEAD^{tree}") == git(one, "rev-parse", "HEAD^{tree}"), said
    assert git(other, "log", "-1", "--format=%s") == git(one, "log", "-1", "--format=%s")


def _asks(id: str, prompt: str) -> bool:
    return prompt.startswith("Begrunnelse") and any(one.id in ("reason", "why") for one in ACTIONS[id].asks)


OLA = Author("Ola Hansen", "ola@gausdal.kommune.no")


def test_a_year_from_a_plan_item_to_a_published_edition_and_a_paper(demo: Path, tmp_path: Path) -> None:
    said = talk(demo, "P 2020", "sentralbord-og-arkiv", "study", "Felles arkiv", "", "", "", "q")
    assert "Saved: Felles arkiv: utredning, fra plantiltaket" in said
    said = talk(demo, "f", "felles-arkiv", "next step", "2026-11-27", "", "", "", "q")
    assert "videre til" in said
    said = talk(demo, "r 2027", "yes", "", "", "regionrad", "yes, as the history says", "Øyer", "", "", "", "q")
    assert "Saved: Utgaven for 2027 åpnet" in said
    assert "Regionråd" in said
    assert git(demo, "log", "-1", "--format=%(trailers:key=Iktui-Action,valueonly)").strip() == "confirm"
    said = talk(demo, "@ edition/2021", "x regionrad", "at now", "q")
    assert "nothing is changed in the past" in said
    said = talk(demo, "C edition/2019 edition/2021", "G", "q")
    assert "collaborations: " in said
    file = tmp_path / "oversikt.md"
    talk(demo, f"o md {file}", "q")
    assert "Regionråd" in file.read_text(encoding="utf-8")


def test_a_conflict_is_shared_and_settled(demo: Path, tmp_path: Path) -> None:
    hub, clone = tmp_path / "hub.git", tmp_path / "clone"
    git(demo, "clone", "-q", "--bare", str(demo), str(hub))
    git(demo, "remote", "add", "origin", str(hub))
    talk(demo, "share", "q")
    git(tmp_path, "clone", "-q", str(hub), str(clone))
    talk(demo, "e regionrad", "comment", "Kari sitt ord", ".", "", "", "share", "q")
    said = talk(clone, "e regionrad", "comment", "Ola sitt ord", ".", "", "", "share", "yes", "mine", "yes", "", "",
                "share", "q", author=OLA)  # fmt: skip
    assert "mine: Ola sitt ord" in said
    assert "theirs: Kari sitt ord" in said
    talk(demo, "share", "q")
    for path in (demo, clone):
        store = Store.open(path)
        assert store.snapshot().collaboration("regionrad").comment == "Ola sitt ord"
        store.close()
    assert "no conflict is open" in talk(demo, "conflicts", "q")
