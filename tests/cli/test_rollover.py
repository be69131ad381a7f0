"""The yearly rollover by command line, on the demo register."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.changes import edits
from store.register.store import Store
from tests.conftest import KARI, Run, edit, git, is_sound

DAY = "2021-12-01"
MEMBERS = ("Lillehammer", "Gausdal", "Øyer")


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "today", lambda: DAY)


def roll_over(run: Run, path: Path) -> None:
    """From 2021 to a published 2022 that three councils adopted."""
    assert run("-C", path, "rollover", "2022").status == 1, "there is much to confirm"
    for number, member in enumerate(MEMBERS):
        areas = run("-C", path, "rollover", "2022", "--json").json["areas"] if number == 0 else {}
        for area in [area for area in areas if area]:
            run("-C", path, "rollover", "2022", "--confirm", member, "--area", area)
        assert run("-C", path, "rollover", "2022", "--confirm", member).status == int(number < 2)
        assert run("-C", path, "rollover", "2022").status == int(number < 2)
    assert run("-C", path, "rollover", "2022", "--publish").status == 0
    for number, member in enumerate(MEMBERS):
        decision = ("--body", "Kommunestyret", "--case", f"{number}/22", "--date", "2022-02-10", "--outcome", "Vedtatt")
        assert run("-C", path, "rollover", "2022", "--adopt", member, *decision).status == 0


def test_the_demo_is_rolled_over_and_the_edition_before_stays(run: Run, demo: Path) -> None:
    before = run("-C", demo, "list", "--at", "edition/2021", "--json").out
    roll_over(run, demo)
    assert git(demo, "cat-file", "-t", "edition/2022") == "tag"
    published = run("-C", demo, "list", "--at", "edition/2022", "--json").out
    store = Store.open(demo)
    for number in range(50):
        edit(store, "regionrad", comment=f"Endring {number}")
    store.close()
    assert run("-C", demo, "list", "--at", "edition/2021", "--json").out == before
    assert run("-C", demo, "list", "--at", "edition/2022", "--json").out == published
    shown = run("-C", demo, "rollover", "2022", "--json").json
    assert shown["state"] == "published"
    assert shown["progress"] == {"done": 55, "total": 55}
    assert [made["case"] for made in shown["decisions"].values()] == ["0/22", "1/22", "2/22"]
    assert [made["id"] for made in shown["corrections"]] == ["regionrad"]
    assert "Endring 49" in run("-C", demo, "rollover", "2022").out
    is_sound(demo)


def test_a_dry_run_writes_nothing(run: Run, demo: Path) -> None:
    head = git(demo, "rev-parse", "HEAD")
    dry = run("-C", demo, "rollover", "2022", "--dry-run")
    assert dry.status == 0
    assert "Sentralbord og arkiv" in dry.out
    assert "2022" in dry.out
    assert run("-C", demo, "rollover", "2022", "--dry-run", "--json").json["changes"][0]["kind"] == "edition"
    assert git(demo, "rev-parse", "HEAD") == head
    run("-C", demo, "rollover", "2022")
    head = git(demo, "rev-parse", "HEAD")
    assert "Regionråd" in run("-C", demo, "rollover", "2022", "--confirm", "oyer", "--dry-run").out
    assert run("-C", demo, "rollover", "2022", "--publish", "-m", "ja", "--dry-run").status == 0
    assert git(demo, "rev-parse", "HEAD") == head
    assert "edition/2022" not in git(demo, "tag")


def test_ids_and_states_are_said_and_said_again(run: Run, demo: Path) -> None:
    run("-C", demo, "rollover", "2022")
    assert run("-C", demo, "rollover", "2022", "--confirm", "Øyer", "--state", "Avsluttet", "regionrad").status == 1
    shown = run("-C", demo, "rollover", "2022", "--json").json
    said = next(row for row in shown["collaborations"] if row["id"] == "regionrad")["members"]
    assert said["oyer"] == {"state": "ended", "by": KARI.name, "date": DAY}
    assert said["gausdal"] is None
    run("-C", demo, "rollover", "2022", "--confirm", "Øyer", "regionrad")
    assert '[confirmations.regionrad.oyer]\nstate = "confirmed"' in git(demo, "show", "HEAD:editions/2022.toml")


def test_all_of_it_is_taken_back_step_by_step(run: Run, demo: Path) -> None:
    before = git(demo, "rev-parse", "HEAD^{tree}")
    roll_over(run, demo)
    steps = 0
    while git(demo, "rev-parse", "HEAD^{tree}") != before:
        assert run("-C", demo, "undo").status == 0
        steps += 1
    assert steps > 10
    assert "edition/2022" not in git(demo, "tag")
    is_sound(demo)


def test_a_tag_that_a_crash_left_out_is_made(run: Run, demo: Path) -> None:
    roll_over(run, demo)
    commit = git(demo, "rev-parse", "edition/2022^{commit}")
    git(demo, "tag", "-d", "edition/2022")
    assert run("-C", demo, "rollover", "2022", "--publish").status == 0
    assert git(demo, "rev-parse", "edition/2022^{commit}") == commit


@pytest.mark.parametrize(
    "words",
    [
        ("22",),
        ("20222",),
        ("2022", "--publish", "--confirm", "Øyer"),
        ("2022", "regionrad"),
        ("2022", "--area", "Brannvesen"),
        ("2022", "--outcome", "Vedtatt"),
        ("2022", "--confirm", "Atlantis"),
        ("2022", "--confirm", "Hamar"),
        ("2022", "--confirm", "Øyer", "--area", "Romfart"),
        ("2022", "--confirm", "Øyer", "--area", "Brannvesen", "regionrad"),
        ("2022", "--confirm", "Øyer", "--state", "kanskje"),
        ("2022", "--confirm", "Øyer", "finnes-ikke"),
        ("2022", "--confirm", "Øyer", "kvalitetskoordinator"),
        ("2022", "--publish"),
        ("2022", "--adopt", "Øyer"),
        ("2022", "--adopt", "Atlantis", "--body", "Kommunestyret"),
        ("2022", "--adopt", "Øyer", "--date", "2022-02-30"),
        ("2021", "--publish"),
        ("2021", "--confirm", "Øyer"),
        ("2024", "--publish"),
        ("2024", "--confirm", "Øyer"),
    ],
)
def test_bad_input_is_one_line_and_writes_nothing(run: Run, demo: Path, words: tuple[str, ...]) -> None:
    run("-C", demo, "rollover", "2022")
    head = git(demo, "rev-parse", "HEAD")
    done = run("-C", demo, "rollover", *words)
    assert done.status == 2
    assert done.err.count("\n") == 1, done.err
    assert "Traceback" not in done.err
    assert git(demo, "rev-parse", "HEAD") == head


def test_a_skipped_year_is_told_and_an_old_one_too(run: Run, demo: Path) -> None:
    assert "2021" in run("-C", demo, "rollover", "2024").out
    assert "2021" in run("-C", demo, "rollover", "2015").out
    assert run("-C", demo, "rollover", "2015").status == 1
