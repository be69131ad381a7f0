"""The figures by command line: the same as a plain count over the list."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from store.changes import edits
from store.register.store import Store
from tests.conftest import Run, edit, git


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "today", lambda: "2026-05-10")


def plain_count(listed: list[dict[str, Any]], day: str) -> dict[str, Any]:
    """What anybody could count; days of the demo are years or days, and a year begins on its first."""
    parties = [
        id for record in listed for id, part in record["participants"].items() if part.get("until", "9999") > day[:4]
    ]
    return {
        "total": len(listed),
        "parties": Counter(parties),
        "areas": Counter(area for record in listed for area in record["areas"] or [""]),
        "forms": Counter(record["legal_form"] or "" for record in listed),
        "hosts": Counter(record["host"] for record in listed if record["host"]),
    }


@pytest.mark.parametrize("options", [(), ("--at", "edition/2021"), ("--on", "2019-06-01"), ("--at", "edition/2019")])
def test_the_figures_are_those_of_the_list(run: Run, demo: Path, options: tuple[str, ...]) -> None:
    store = Store.open(demo)
    edit(store, "regionrad", until="2020")
    edit(store, "felles-barnevern", status="ended")
    store.close()
    found = run("-C", demo, "stats", "--json", *options).json
    at = options[1:2] if options[:1] == ("--at",) else ()
    day = options[1] if options[:1] == ("--on",) else "2026-05-10"
    listed = run("-C", demo, "list", "--json", "--on", day, *(("--at", *at) if at else ())).json
    assert listed
    counted = plain_count(listed, day)
    assert found["on"] == day
    assert found["total"] == counted["total"]
    assert {id: n for id, n in found["areas"].items() if n} == counted["areas"]
    assert found["forms"] == counted["forms"]
    assert {id: host["count"] for id, host in found["hosts"].items()} == counted["hosts"]
    assert {id: counted["parties"][id] for id in found["municipalities"]} == found["municipalities"]
    assert {"lillehammer", "gausdal", "oyer"} <= found["municipalities"].keys()


def test_lines_csv_json_and_a_file_say_the_same(run: Run, demo: Path, tmp_path: Path) -> None:
    found = run("-C", demo, "stats", "--json").json
    lines = run("-C", demo, "stats").out.splitlines()
    assert any(line.split()[:2] == ["Gausdal", str(found["municipalities"]["gausdal"])] for line in lines)
    table = run("-C", demo, "stats", "--csv").out
    assert f"municipalities,gausdal,Gausdal,{found['municipalities']['gausdal']}," in table
    file = tmp_path / "tall.csv"
    assert run("-C", demo, "stats", "--csv", "-o", file).out == ""
    assert file.read_text(encoding="utf-8") == table
    assert git(demo, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--csv", "--json"), "--csv"),
        (("--on", "i går"), "--on"),
        (("--at", "edition/1999"), "edition/1999"),
        (("-o", "/nowhere/at/all"), "/nowhere/at/all"),
    ],
)
def test_what_cannot_be_is_one_line(run: Run, demo: Path, options: tuple[str, ...], words: str) -> None:
    done = run("-C", demo, "stats", *options)
    assert (done.status, done.out) == (2, "")
    assert words in done.err
    assert done.err.count("\n") == 1
