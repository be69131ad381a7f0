"""`iktui merge`: what becomes of each field is printed, and what the two differ in has to be answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run, git, is_sound

ONE, TWO = "regionrad", "geodata-samarbeid"


@pytest.fixture
def two(demo: Path, run: Run) -> Path:
    """Two records with other hosts, of which the second says that one who takes part in both has left."""
    for id, host in ((ONE, "oyer"), (TWO, "gausdal")):
        assert run("-C", demo, "set", id, f"host={host}", "participants.lillehammer=yes").status == 0
    assert run("-C", demo, "set", TWO, "participants.lillehammer.until=2020", "legal_form=informal").status == 0
    assert run("-C", demo, "set", ONE, "legal_form=network", "comment=Felles.").status == 0
    assert run("-C", demo, "set", TWO, "comment=Felles").status == 0
    return demo


def test_where_they_differ_nothing_is_written_and_one_line_names_the_fields(two: Path, run: Run) -> None:
    before = git(two, "rev-parse", "HEAD")
    told = run("-C", two, "merge", ONE, TWO)
    assert told.status == 2
    assert told.err.count("\n") == 1
    for word in ("legal_form", "host", "participants.lillehammer.until", "--keep", "--theirs", "--keep-all"):
        assert word in told.err
    assert "Gausdal" in told.out, "the account is printed all the same"
    assert run("-C", two, "merge", ONE, TWO, "--keep", "host", "--theirs", "legal_form").status == 2
    assert git(two, "rev-parse", "HEAD") == before


def test_the_account_is_shown_and_nothing_is_written(two: Path, run: Run) -> None:
    before = git(two, "rev-parse", "HEAD")
    shown = run("-C", two, "merge", ONE, TWO, "--dry-run")
    assert shown.status == 1, "somebody has to answer"
    assert "Øyer" in shown.out
    assert "Gausdal" in shown.out
    assert run("-C", two, "merge", ONE, TWO, "--dry-run", "--keep-all").status == 0
    rows = {row["field"]: row for row in run("-C", two, "merge", ONE, TWO, "--dry-run", "--json").json}
    assert (rows["host"]["kept"], rows["host"]["other"], rows["host"]["what"]) == ("oyer", "gausdal", "differs")
    assert rows["comment"]["what"] == "same", "but for a full stop"
    assert rows[f"former.{TWO}"]["what"] == "taken"
    assert git(two, "rev-parse", "HEAD") == before


def test_what_is_answered_is_what_becomes_of_it(two: Path, run: Run) -> None:
    done = run("-C", two, "merge", ONE, TWO, "--theirs", "host", "--keep-all")
    assert done.status == 0, done.err
    shown = run("-C", two, "show", ONE, "--json").json
    assert (shown["host"], shown["legal_form"]) == ("gausdal", "network")
    assert [id for id, part in shown["participants"].items() if part["role"] == "host"] == ["gausdal"]
    assert shown["participants"]["lillehammer"].get("until") is None, "who takes part goes on taking part"
    assert run("-C", two, "show", TWO, "--json").json["id"] == ONE
    assert run("-C", two, "fsck").status == 0
    is_sound(two)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--theirs", "nosuch"], "nosuch"),
        (["--keep", "comment"], "comment"),
        (["--keep", "host", "--theirs", "host"], "host"),
    ],
)
def test_answers_that_answer_nothing_are_refused(two: Path, run: Run, options: list[str], named: str) -> None:
    told = run("-C", two, "merge", ONE, TWO, *options)
    assert told.status == 2
    assert named in told.err
    assert told.err.count("\n") == 1


def test_what_was_removed_keeps_its_row_and_its_id(demo: Path, run: Run) -> None:
    written = run("-C", demo, "export", "csv", "--as-written").out
    assert run("-C", demo, "remove", TWO).status == 0
    assert run("-C", demo, "export", "csv", "--as-written").out == written
    made = run("-C", demo, "new", "Geodata-samarbeid")
    assert (made.status, made.out.strip()) == (0, f"{TWO}-2")
    assert run("-C", demo, "fsck").status == 0
    assert "unknown_reference" not in {finding["code"] for finding in run("-C", demo, "check", "--json").json}
