"""Studies and agreements by command line, on the demo register."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from store.changes import edits
from tests.conftest import Run, git, is_sound

DAY, ID = "2025-12-01", "sentralbord-og-arkiv"
COUNCILS = ("Øyer", "Gausdal", "Lillehammer")
FIELDS = (
    "host=Lillehammer",
    "areas=Administrativt samarbeid",
    "forms=host_municipality_administrative; intermunicipal_company",
    "legal_form=host_municipality_administrative",
    "form_reason=Enklest å styre",
    "economy=Sparer to årsverk",
    "benefits.less_vulnerability.measure=To på vakt",
    "benefits.less_vulnerability.follow_up=Måles hvert år",
)


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "today", lambda: DAY)


@pytest.fixture
def study(run: Run, demo: Path) -> Callable[..., str]:
    """Call `iktui study` on a study of the plan of 2021 and expect it to make one commit."""
    assert (
        run("-C", demo, "study", "--new", "Sentralbord og arkiv", "--from-plan", "handlingsplan-2021").out == ID + "\n"
    )

    def call(*words: str) -> str:
        count = int(git(demo, "rev-list", "--count", "HEAD"))
        done = run("-C", demo, "study", ID, *words)
        assert (done.status, done.err) == (0, "")
        assert int(git(demo, "rev-list", "--count", "HEAD")) == count + 1
        return done.out

    return call


def decided(study: Callable[..., str]) -> None:
    for number, council in enumerate(COUNCILS):
        words = ("--case", f"{number + 1}/25", "--archive-case", f"25/{number}", "--outcome", "Vedtatt")
        assert council in study("--decision", council, *words, "--date", "2025-11-20", "--body", "Kommunestyret")


def test_the_whole_way_from_plan_item_to_collaboration(run: Run, demo: Path, study: Callable[..., str]) -> None:
    study("--advance")
    study("--advance", "--date", "2025-06")
    decided(study)
    study("--advance")
    study(*FIELDS)
    assert run("-C", demo, "study", ID, "--check").status == 1
    assert "Lillehammer er vertskommune." in study("--draft", "agreement")
    study("--draft", "service")
    study("--advance")
    decided(study)
    study("--advance")
    refused = run("-C", demo, "study", ID, "--establish")
    assert refused.status == 2
    assert "c, d, e" in refused.err
    study("--establish", "-m", "Avtalen skrives ferdig i januar")
    shown = run("-C", demo, "study", ID, "--json").json
    assert (shown["status"], shown["next"], shown["missing"], shown["result"]) == ("in_operation", "", [], ID)
    assert shown["steps"]["pre_study"]["date"] == "2025-06"
    record = run("-C", demo, "show", ID, "--json").json
    assert (record["status"], record["host"], record["from"]) == ("active", "lillehammer", DAY)
    assert record["decisions"]["gausdal"]["case"] == "2/25"
    item = git(demo, "show", "HEAD:plan/ha/handlingsplan-2021.toml")
    assert f'studies = [\n    "{ID}",\n]' in item
    assert 'status = "done"' in item
    is_sound(demo)


def test_each_step_is_taken_back(run: Run, demo: Path, study: Callable[..., str]) -> None:
    study(*FIELDS)
    study("--advance")
    before = git(demo, "rev-parse", "HEAD^{tree}")
    study("--stop", "For dyrt")
    assert "For dyrt" in git(demo, "log", "-1", "--format=%B")
    assert run("-C", demo, "undo").status == 0
    assert git(demo, "rev-parse", "HEAD^{tree}") == before


def test_a_decision_adds_to_what_is_known_of_it(run: Run, demo: Path, study: Callable[..., str]) -> None:
    study("--decision", "Øyer", "--case", "4/25")
    study("--decision", "Øyer", "--outcome", "Vedtatt")
    made = run("-C", demo, "study", ID, "--json").json["pre_study_decisions"]["oyer"]
    assert made == {"case": "4/25", "outcome": "Vedtatt"}


def test_what_is_missing_is_said_point_by_point(run: Run, demo: Path, study: Callable[..., str]) -> None:
    study(*FIELDS)
    study("--draft", "agreement")
    checked = run("-C", demo, "study", ID, "--check")
    assert checked.status == 1
    assert "c) Oppgaver og myndighet" in checked.out
    assert "\n  a) " not in checked.out
    listed = run("-C", demo, "study", "--json").json
    gaps = [gap["letter"] for gap in listed[0]["documents"][0]["missing"]]
    assert gaps == ["c", "d", "e", "f", "g", "h", "i"]


def test_studies_are_listed_and_shown_as_they_were(run: Run, demo: Path, study: Callable[..., str]) -> None:
    study("--advance")
    assert "Forstudie" in run("-C", demo, "study").out
    assert "Foreslått" in run("-C", demo, "study", "--at", "HEAD~1").out
    assert "→ Forstudie" in run("-C", demo, "study", ID).out
    assert run("-C", demo, "study", "--at", "HEAD~2").out == ""


def test_forms_are_compared(run: Run, demo: Path) -> None:
    done = run("-C", demo, "study", "--forms", "intermunicipal_company", "Vertskommunesamarbeid")
    assert done.status == 0
    assert "IKS-loven" in done.out
    assert all(len(line) <= 120 for line in done.out.splitlines())
    forms = json.loads(run("-C", demo, "study", "--forms", "intermunicipal_company", "--json").out)
    assert forms[0]["form"] == "intermunicipal_company"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("finnes-ikke",), "finnes-ikke"),
        (("--advance",), "study"),
        ((ID, "--advance", "--check"), "--check"),
        ((ID, "--advance", "--at", "HEAD"), "--at"),
        ((ID, "--outcome", "Vedtatt"), "--outcome"),
        ((ID, "--date", "2025"), "--date"),
        ((ID, "--advance", "--date", "i går"), "i går"),
        ((ID, "--decision", "Atlantis", "--case", "1"), "Atlantis"),
        ((ID, "--decision", "Ringebu", "--case", "1"), "ringebu"),
        ((ID, "--decision", "Øyer"), ""),
        ((ID, "--decision", "Øyer", "--case", "1", "--date", "2025-02-30"), "2025-02-30"),
        ((ID, "--draft", "agreement"), "Sentralbord"),
        ((ID, "--draft", "romskip"), "romskip"),
        ((ID, "--establish"), "Sentralbord"),
        ((ID, "--stop", " "), ""),
        ((ID, "status=fint"), "fint"),
        ((ID, "ukjent=1"), "ukjent"),
        (("--new", "-"), ""),
        (("--new", "Nytt", "--from-plan", "finnes-ikke"), "finnes-ikke"),
        (("--from-plan", "handlingsplan-2021"), "--from-plan"),
        (("--forms", "romskip"), "romskip"),
    ],
)
def test_bad_input_is_one_line_and_writes_nothing(
    run: Run, demo: Path, study: Callable[..., str], words: tuple[str, ...], told: str
) -> None:
    head = git(demo, "rev-parse", "HEAD")
    done = run("-C", demo, "study", *words)
    assert done.status == 2
    assert done.err.count("\n") == 1, done.err
    assert told in done.err
    assert "Traceback" not in done.err
    assert git(demo, "rev-parse", "HEAD") == head
