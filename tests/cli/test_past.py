"""history --find, diff and restore."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.register.store import Store
from tests.conftest import OLA, Run, edit, git, is_sound


def changed(demo: Path) -> None:
    store = Store.open(demo)
    edit(store, "regionrad", OLA, comment="Av Ola")
    edit(store, "regionrad", progress="Videre")
    store.close()


def test_history_is_found_by_author_field_day_and_collaboration(run: Run, demo: Path) -> None:
    changed(demo)

    def found(query: str, *more: str) -> list[str]:
        return [row["author"]["name"] for row in run("-C", demo, "history", *more, "--find", query, "--json").json]

    assert found("av:ola") == ["Ola Hansen"]
    assert found("by:ola or felt:framdrift", "regionrad") == ["Kari Nordmann", "Ola Hansen"]
    assert found("field:comment -by:kari") == ["Ola Hansen"]
    assert found("vert:lillehammer") == ["Kari Nordmann"] * 2
    assert found("importert oversikt") == ["Kari Nordmann"]
    assert found("changed<2001") == []
    assert found("regionråd", "--limit", "1") == ["Kari Nordmann"]
    assert run("-C", demo, "history", "--find", "hest:1").status == 2


def test_diff_gives_the_objects_of_the_contract(run: Run, demo: Path) -> None:
    changed(demo)
    rows = run("-C", demo, "diff", "edition/2021", "HEAD", "--json").json
    assert [(row["kind"], row["id"], row["change"]) for row in rows] == [("collaboration", "regionrad", "changed")]
    assert rows[0]["changes"] == [
        {"field": "comment", "before": "Med Innlandet fylkeskommune.", "after": "Av Ola"},
        {"field": "progress", "before": None, "after": "Videre"},
    ]
    editions = run("-C", demo, "diff", "edition/2019", "edition/2021", "--json").json
    assert {row["change"] for row in editions} == {"added", "changed"}
    brann = next(row for row in editions if row["id"] == "felles-brann-og-feiertjeneste")
    assert {"field": "legal_form", "before": "legacy_section_27", "after": "host_municipality"} in brann["changes"]
    plain = run("-C", demo, "diff", "edition/2019", "edition/2021")
    assert "51 nye, 0 avsluttet, 0 slettet, 2 endret, 2 uendret" in plain.out
    assert run("-C", demo, "diff", "HEAD", "HEAD", "--json").json == []


def test_what_was_reported_against_what_is_known_now(run: Run, demo: Path) -> None:
    store = Store.open(demo)
    edit(store, "regionrad", until="2020-06-30", status="ended")
    store.close()
    rows = run("-C", demo, "diff", "edition/2021", "--known", "2021-01-01", "--json").json
    assert [(row["id"], row["change"]) for row in rows] == [("regionrad", "removed")]
    assert "regionrad" not in [row["id"] for row in run("-C", demo, "list", "på:2021-01-01", "--json").json]
    assert "regionrad" in [row["id"] for row in run("-C", demo, "list", "on:2020-01-01", "--json").json]


def test_restore_is_one_commit_and_nothing_when_there_is_nothing(run: Run, demo: Path) -> None:
    changed(demo)
    assert run("-C", demo, "restore", "regionrad", "edition/2021", "--field", "comment", "-m", "Feil").status == 0
    shown = run("-C", demo, "show", "regionrad", "--json").json
    assert (shown["comment"], shown["progress"]) == ("Med Innlandet fylkeskommune.", "Videre")
    assert "Iktui-Action: restore" in git(demo, "log", "-1", "--format=%B")
    assert run("-C", demo, "restore", "regionrad", "edition/2021").status == 0
    assert git(demo, "rev-parse", "HEAD:collaborations/re/regionrad.toml") == git(
        demo, "rev-parse", "edition/2021:collaborations/re/regionrad.toml"
    )
    head = git(demo, "rev-parse", "HEAD")
    assert run("-C", demo, "restore", "regionrad", "HEAD").out.strip() == "ingenting å endre"
    assert git(demo, "rev-parse", "HEAD") == head
    is_sound(demo)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (["diff", "edition/1999"], "2019, 2021"),
        (["diff", "HEAD", "2001-01-01"], "2001-01-01"),
        (["diff", "HEAD", "--known", "i går"], "--known"),
        (["diff", "--output=/tmp/x", "HEAD"], "--output"),
        (["restore", "finnes-ikke", "HEAD"], "finnes-ikke"),
        (["restore", "regionrad", "edition/2019"], "fantes ikke"),
        (["restore", "regionrad", "HEAD", "--field", "hest"], "hest"),
        (["restore", "regionrad", "HEAD:register.toml"], "HEAD:register.toml"),
        (["history", "--find", "av:"], "av:"),
    ],
)
def test_bad_input_is_one_line_and_changes_nothing(run: Run, demo: Path, call: list[str], told: str) -> None:
    head = git(demo, "rev-parse", "HEAD")
    done = run("-C", demo, *call)
    assert done.status == 2
    assert told in done.err
    assert done.err.count("\n") == 1
    assert "Traceback" not in done.err
    assert git(demo, "rev-parse", "HEAD") == head
