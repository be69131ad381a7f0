"""The action plan by command line, on the demo register."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import KARI, Run, git, is_sound


def listed(run: Run, demo: Path, *words: str) -> list[str]:
    """Depth and id of each item."""
    return [f"{'-' * item['depth']}{item['id']}" for item in run("-C", demo, "plan", "--json", *words).json]


def test_the_plan_is_listed_nested_with_ids(run: Run, demo: Path) -> None:
    lines = run("-C", demo, "plan").out.splitlines()
    assert [line[:4] for line in lines if not line.startswith(" ")] == ["2019", "2020", "2021", "2022"]
    assert "    · Tekniske tjenester  tekniske-tjenester" in lines
    assert "      · byggesak  byggesak" in lines
    assert any(line.startswith("  · «Regionråd»") and "1.1.2020" in line for line in lines)
    assert run("-C", demo, "plan", "--year", "2021").out.splitlines()[0].startswith("2021")
    assert listed(run, demo, "--year", "2020")[:4] == [
        "folgende-ss-27-samarbeid-gjennomgas-for-tilpasning-til-ny-2",
        "-brann-og-feiertjenesten",
        "forstudie-utarbeides-for-folgende-tjenesteomrader",
        "-tekniske-tjenester",
    ]


def test_json_has_every_key_of_the_contract(run: Run, demo: Path) -> None:
    found = run("-C", demo, "plan", "--json").json
    assert len(found) == 21
    brann = next(item for item in found if item["id"] == "brann-og-feiertjenesten")
    assert brann == {
        "id": "brann-og-feiertjenesten",
        "name": "Brann og feiertjenesten",
        "year": 2020,
        "order": 10,
        "parent": "folgende-ss-27-samarbeid-gjennomgas-for-tilpasning-til-ny-2",
        "depth": 1,
        "kind": "conversion",
        "status": "planned",
        "responsible": "",
        "start": None,
        "due": None,
        "carried": 0,
        "carried_to": None,
        "years": [2020],
        "collaborations": ["felles-brann-og-feiertjeneste"],
        "studies": [],
        "text": "",
    }
    assert run("-C", demo, "plan", "--json", "--year", "2022").json == []


def test_each_change_is_one_commit_with_its_reason_and_can_be_taken_back(run: Run, demo: Path) -> None:
    tree, commits = git(demo, "rev-parse", "HEAD^{tree}"), int(git(demo, "rev-list", "--count", "HEAD"))
    done = run("-C", demo, "plan", "tekniske-tjenester", "--move", "2021", "-m", "Ikke nå", "--case", "12/20")
    assert done.status == 0
    message = git(demo, "log", "-1", "--format=%B")
    assert message.startswith("Tekniske tjenester: ")
    assert message.splitlines()[0].endswith("2021")
    assert "Ikke nå" in message
    assert "Case: 12/20" in message
    expected = ["tekniske-tjenester", "-byggesak", "-planarbeid", "-ulike-driftsoppgaver", "-osv"]
    assert listed(run, demo, "--year", "2021") == expected
    run("-C", demo, "plan", "byggesak", "osv", "--tick")
    assert listed(run, demo, "--year", "2021", "--open") == [
        "tekniske-tjenester",
        "-planarbeid",
        "-ulike-driftsoppgaver",
    ]
    run("-C", demo, "plan", "ulike-driftsoppgaver", "--up")
    run("-C", demo, "plan", "byggesak", "--down")
    made = run("-C", demo, "plan", "tekniske-tjenester", "--carry", "--json").json
    told = {(row["id"], row["field"]): row["after"] for row in made["changes"]}
    assert told["tekniske-tjenester", "carried"] == 1
    assert told["planarbeid", "year"] == 2022
    stands = ["tekniske-tjenester", "-ulike-driftsoppgaver", "-byggesak", "-planarbeid", "-osv"]
    assert listed(run, demo, "--year", "2021") == stands, "what was planned then"
    assert "Tekniske tjenester  ført videre til 2022  tekniske-tjenester" in run("-C", demo, "plan").out
    assert listed(run, demo, "--year", "2022") == ["tekniske-tjenester", "-ulike-driftsoppgaver", "-planarbeid"]
    assert int(git(demo, "rev-list", "--count", "HEAD")) == commits + 5
    for _commit in range(5):
        assert run("-C", demo, "undo").status == 0
    assert git(demo, "rev-parse", "HEAD^{tree}") == tree
    is_sound(demo)


def test_a_plan_of_then_is_listed(run: Run, demo: Path) -> None:
    run("-C", demo, "plan", "ppt", "--move", "2022")
    assert listed(run, demo, "--year", "2022") == ["ppt"]
    assert listed(run, demo, "--year", "2022", "--at", "edition/2021") == []
    assert "-ppt" in listed(run, demo, "--year", "2020", "--at", "edition/2021")


def test_ids_stand_before_and_after_the_options(run: Run, demo: Path) -> None:
    run("-C", demo, "plan", "ppt", "--move", "2022", "sentralbord-og-arkiv")
    assert listed(run, demo, "--year", "2022") == ["ppt", "sentralbord-og-arkiv"]


def test_an_import_says_how_many_items_are_new(run: Run, demo: Path, tmp_path: Path) -> None:
    (tmp_path / "p.txt").write_text("Ny plan\nPer 1. januar 2030\n\n2030\t2031\n• En sak• En annen sak\t• Tredje\n")
    assert run("-C", demo, "import", tmp_path / "p.txt", "--json").json["plan_items"] == [
        "en-sak",
        "en-annen-sak",
        "tredje",
    ]
    assert listed(run, demo, "--year", "2030") == ["en-sak", "en-annen-sak"]


@pytest.mark.parametrize(
    "words",
    [
        ("finnes-ikke", "--tick"),
        ("sentralbord", "--tick"),
        ("handlingsplan-2020", "--move", "2021"),
        ("ppt",),
        ("--tick",),
        ("ppt", "--move", "21"),
        ("ppt", "--move", "٢٠٢١"),
        ("ppt", "--move", "\x1b[2J"),
        ("ppt", "--move", "2021", "--tick"),
        ("ppt", "--up", "--down"),
        ("ppt", "byggesak", "--up"),
        ("ppt", "--tick", "--year", "2020"),
        ("ppt", "--tick", "--at", "edition/2021"),
        ("--year", "i fjor"),
        ("--at", "finnes-ikke"),
    ],
)
def test_bad_input_is_one_line_and_writes_nothing(run: Run, demo: Path, words: tuple[str, ...]) -> None:
    head = git(demo, "rev-parse", "HEAD")
    done = run("-C", demo, "plan", *words, author=str(KARI))
    assert done.status == 2
    assert done.err.count("\n") == 1, done.err
    assert "\x1b" not in done.err
    assert "Traceback" not in done.err
    assert git(demo, "rev-parse", "HEAD") == head


def test_nothing_to_change_is_no_commit(run: Run, demo: Path) -> None:
    head = git(demo, "rev-parse", "HEAD")
    assert run("-C", demo, "plan", "ppt", "--move", "2020").status == 0
    assert run("-C", demo, "plan", "byggesak", "--up").status == 0
    assert git(demo, "rev-parse", "HEAD") == head
