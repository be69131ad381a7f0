"""Every Action from the command line makes the commit that it plans: the same tree, the same message."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from store.actions.registry import ACTIONS
from store.changes import edits
from store.register.publishing import save
from store.register.store import Store
from tests.conftest import KARI, Run, copy_register, git
from tests.store.test_actions import DAY, examples, planned

_WORDS: dict[str, dict[str, Any]] = {
    "edit": {"about": ["comment=Nytt"]},
    "new": {"about": ["collaboration", "Felles kino"]},
    "fix": {"findings": "probable_typo"},
    "accept": {"findings": "probable_typo"},
    "bulk": {"field": "comment", "operation": "set", "value": "Alle"},
    "confirm": {"year": "2027", "ids": "regionrad"},
    "publish": {"year": "2027"},
    "decide": {},
}
"""What is typed where a test of the plan gives what was read before; two Actions are of a study with a form, which
`tests/ui/test_studies.py` and `tests/cli/test_study.py` walk to."""


@pytest.mark.parametrize("id", [id for id in ACTIONS if id not in ("draft", "establish")])
def test_the_command_line_makes_the_commit_that_is_planned(
    id: str, prepared_template: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edits, "today", lambda: DAY)
    one, other = tmp_path / "one", tmp_path / "other"
    for path in (one, other):
        copy_register(prepared_template, path)
    store = Store.open(one)
    on, typed = examples(store.snapshot())[id]
    if id == "confirm":
        on = on.answering(by=KARI.name)
    save(store, planned(id, on, **typed), KARI)
    store.close()

    words = dict(_WORDS.get(id, {}))
    about = [f"{record.KIND}/{record.id}" for record in on.about] + words.pop("about", [])
    if id == "decide":
        words["matter"] = f"{on.answers['matter'].key.kind}/{on.answers['matter'].key.id}"
    if id in ("fix", "accept"):
        (finding,) = on.answers["findings"]
        words["findings"] = f"{finding.code}:{finding.id}"
    given = {**words, **typed}
    options = []
    for question, answer in given.items():
        options += [{"reason": "-m", "case": "--case"}.get(question, f"--{question.replace('_', '-')}"), answer]
    done = run("-C", other, "do", id, *about, *options)
    assert done.status == 0, done.err
    assert git(other, "rev-parse", "HEAD^{tree}") == git(one, "rev-parse", "HEAD^{tree}"), git(other, "show", "--stat")
    assert git(other, "log", "-1", "--format=%B") == git(one, "log", "-1", "--format=%B")
