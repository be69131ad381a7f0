"""The annual cycle by command line."""

from __future__ import annotations

import re
from pathlib import Path

import icalendar
import pytest

from store.changes import edits
from store.register.store import Store
from tests.conftest import Run, edit, git, is_sound


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "today", lambda: "2026-05-10")


def test_lines_and_json_of_this_year_and_another(run: Run, demo: Path) -> None:
    store = Store.open(demo)
    edit(store, "regionrad", until="2026-09")
    store.close()
    shown = run("-C", demo, "--lang", "en", "cycle")
    assert shown.status == 0
    assert re.search(r"^Regionråd: ends +Sep 2026 +runs out$", shown.out, re.MULTILINE)
    items = run("-C", demo, "cycle", "--json").json
    (end,) = [item for item in items if item["kind"] == "ends"]
    assert end["date"] == "2026-09"
    assert end["record"] == {"kind": "collaboration", "id": "regionrad"}
    assert [item["date"] for item in run("-C", demo, "cycle", "--year", "2030", "--json").json] == ["2030-01-01"]
    at = run("-C", demo, "cycle", "--at", "edition/2021", "--json").json
    assert not [item for item in at if item["kind"] == "ends"], "nobody knew in 2021"


def test_the_usual_events_are_one_commit_and_made_once(run: Run, demo: Path) -> None:
    before = int(git(demo, "rev-list", "--count", "HEAD"))
    assert run("-C", demo, "cycle", "--add-usual", "-m", "Årshjul", "--case", "7/26").status == 0
    assert int(git(demo, "rev-list", "--count", "HEAD")) == before + 1
    message = git(demo, "log", "-1", "--format=%B")
    assert "Årshjul" in message
    assert "Case: 7/26" in message
    assert len(git(demo, "ls-files", "events").splitlines()) == 5
    assert run("-C", demo, "cycle", "--add-usual").status == 0
    assert int(git(demo, "rev-list", "--count", "HEAD")) == before + 1
    kinds = [item["kind"] for item in run("-C", demo, "cycle", "--json").json if item["record"]["kind"] == "event"]
    assert sorted(kinds) == ["general_meeting", "joint_meeting", "meeting_place", "rollover"]
    is_sound(demo)


def test_the_calendar_is_the_same_on_the_screen_in_a_file_and_on_another_day(
    run: Run, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("-C", demo, "cycle", "--add-usual")
    shown = run("-C", demo, "cycle", "--ics").out
    file = tmp_path / "årshjul.ics"
    monkeypatch.setattr(edits, "today", lambda: "2026-11-30")
    assert run("-C", demo, "cycle", "--ics", "-o", file).out == ""
    assert file.read_bytes().decode("utf-8") == shown
    names = [str(entry["summary"]) for entry in icalendar.Calendar.from_ical(file.read_bytes()).walk("VEVENT")]
    assert any(name.startswith("Felles formannskapskonferanse") for name in names)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--year", "20x6"), "20x6"),
        (("--ics", "--json"), "--ics"),
        (("-o", "x.ics"), "--ics"),
        (("--add-usual", "--at", "edition/2021"), "--add-usual"),
        (("--at", "edition/1999"), "edition/1999"),
        (("--ics", "-o", "/nowhere/x.ics"), "/nowhere/x.ics"),
    ],
)
def test_what_cannot_be_is_one_line(run: Run, demo: Path, options: tuple[str, ...], words: str) -> None:
    head = git(demo, "rev-parse", "HEAD")
    done = run("-C", demo, "cycle", *options)
    assert (done.status, done.out) == (2, "")
    assert words in done.err
    assert done.err.count("\n") == 1
    assert git(demo, "rev-parse", "HEAD") == head
