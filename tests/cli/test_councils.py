"""councils and convert by command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from iktui.__main__ import main
from tests.conftest import KARI, git

ARCHIVE = "interkommunalt-arkiv-ika-opplandene"


def strategy(demo: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert main(["-C", str(demo), "councils", "--missing", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    return next(row for row in rows if row["name"].startswith("Strategi"))


def test_what_is_missing_where_and_recording_it(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = strategy(demo, capsys)
    assert set(row["missing"]) == {"gausdal", "lillehammer"}  # type: ignore[call-overload]
    command = [
        "-C",
        str(demo),
        "councils",
        str(row["id"]),
        "--party",
        "Gausdal",
        "--case",
        "8/19",
        "--outcome",
        "Vedtatt",
    ]
    assert main([*command, "--author", str(KARI)]) == 0
    assert "vedtak i Gausdal: Vedtatt" in git(demo, "log", "-1", "--format=%s")
    capsys.readouterr()
    assert strategy(demo, capsys)["missing"] == ["lillehammer"]
    assert main(["-C", str(demo), "councils"]) == 0
    out = capsys.readouterr().out
    assert "71/2019" in out
    assert "ingenting ennå" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["councils", "finnes-ikke"], "councils"),
        (["councils", "--party", "Øyer"], "ID"),
        (["convert", ARCHIVE], "--to"),
        (["convert", ARCHIVE, "--to", "uformelt"], "uformelt"),
        (["convert", ARCHIVE, "--to", "cooperative", "--decided", "oyer"], "PART=SAK"),
        (["convert", ARCHIVE, "--to", "cooperative", "--date", "snart"], "snart"),
        (["convert", "regionrad", "--to", "cooperative"], "§ 27"),
    ],
)
def test_bad_calls_are_one_line(
    demo: Path, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    head = git(demo, "rev-parse", "HEAD")
    assert main(["-C", str(demo), *arguments, "--author", str(KARI)]) == 2
    error = capsys.readouterr().err
    assert words in error
    assert len(error.splitlines()) == 1
    assert git(demo, "rev-parse", "HEAD") == head


def test_what_is_under_section_27_and_converting_it(demo: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-C", str(demo), "convert", "--json"]) == 1
    rows = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows[ARCHIVE]["state"] == "certain"
    command = ["convert", ARCHIVE, "--to", "municipal_task_community", "--date", "2023-10", "--decided", "oyer=12/23"]
    assert main(["-C", str(demo), *command, "--author", str(KARI)]) == 0
    capsys.readouterr()
    assert main(["-C", str(demo), "convert"]) == 1
    out, err = capsys.readouterr()
    assert "nå Kommunalt oppgavefellesskap" in out
    assert "3 samarbeid uten avklart rettsgrunnlag" in err
    assert main(["-C", str(demo), "convert", "--at", "edition/2019", "--json"]) == 1
    assert len(json.loads(capsys.readouterr().out)) == 4
