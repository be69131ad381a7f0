"""sync and resolve on the command line."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from store.changes.changes import Changeset, change
from store.changes.joining import open_of
from store.records.model import Collaboration, Edition
from store.register.store import Store
from tests.conftest import KARI, OLA, Run, git, is_sound


@pytest.fixture
def clones(run: Run, demo: Path, tmp_path: Path) -> tuple[Path, Path]:
    hub = tmp_path / "hub.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(hub)], check=True)
    git(demo, "remote", "add", "origin", str(hub))
    assert run("-C", demo, "sync").status == 0
    assert run("clone", hub, tmp_path / "b").status == 0
    return demo, tmp_path / "b"


def test_two_clones_agree_and_a_conflict_is_settled(run: Run, clones: tuple[Path, Path]) -> None:
    a, b = clones
    run("-C", a, "set", "regionrad", "comment=Fra A", "progress=Videre")
    run("-C", b, "set", "regionrad", "comment=Fra B", author="Ola Hansen <ola@g.no>")
    assert run("-C", b, "sync", "--json").json["state"] == "synced"
    done = run("-C", a, "sync", "--json")
    assert done.status == 1
    assert done.json["state"] == "conflicts"
    assert done.json["conflicts"] == [
        {
            "kind": "collaboration",
            "id": "regionrad",
            "field": "comment",
            "base": "Med Innlandet fylkeskommune.",
            "mine": "Fra A",
            "theirs": "Fra B",
            "mine_by": "Kari Nordmann",
            "theirs_by": "Ola Hansen",
        }
    ]
    assert run("-C", a, "show", "regionrad", "--json").json["comment"] == "Fra B"
    assert run("-C", b, "sync").status == 0
    assert run("-C", b, "resolve", "regionrad", "comment", "Avtalt").status == 0
    assert run("-C", b, "sync").status == 0
    assert run("-C", a, "sync").status == 0
    assert run("-C", a, "show", "regionrad", "--json").json["comment"] == "Avtalt"
    assert git(a, "rev-parse", "HEAD^{tree}") == git(b, "rev-parse", "HEAD^{tree}")
    assert run("-C", a, "sync").out.strip() == "alt er i takt"
    is_sound(a)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (["resolve", "regionrad", "comment", "mine"], "ingenting er åpent"),
        (["resolve", "finnes-ikke", "comment", "mine"], "finnes-ikke"),
        (["sync", "--ukjent"], "--ukjent"),
    ],
)
def test_bad_input_is_one_line(run: Run, clones: tuple[Path, Path], call: list[str], told: str) -> None:
    done = run("-C", clones[0], *call)
    assert done.status == 2
    assert told in done.err
    assert len(done.err.splitlines()) == 1


def test_shared_with_nobody_is_said(run: Run, demo: Path) -> None:
    done = run("-C", demo, "sync")
    assert done.status == 2
    assert "git remote add origin" in done.err


def test_a_field_that_is_not_open_is_refused(run: Run, clones: tuple[Path, Path]) -> None:
    a, b = clones
    run("-C", a, "set", "regionrad", "comment=Fra A")
    run("-C", b, "set", "regionrad", "comment=Fra B")
    run("-C", b, "sync")
    run("-C", a, "sync")
    done = run("-C", a, "resolve", "regionrad", "progress", "mine")
    assert done.status == 2
    assert "comment" in done.err
    assert run("-C", a, "resolve", "regionrad", "comment", "mine").status == 0
    assert run("-C", a, "show", "regionrad", "--json").json["comment"] == "Fra A"


def test_what_is_open_in_the_plan_or_an_edition_is_settled_too(run: Run, clones: tuple[Path, Path]) -> None:
    for clone, author, words in ((clones[0], KARI, "Fra A"), (clones[1], OLA, "Fra B")):
        store = Store.open(clone)
        now = store.snapshot()
        made = (
            change(now.plan_items["ppt"], now.plan_items["ppt"].model_copy(update={"responsible": words})),
            change(None, Edition(id="2022", comment=words)),  # a draft: what is published stays
        )
        store.commit(Changeset(now.commit, made, "edit"), author)
        store.close()
    assert run("-C", clones[1], "sync").status == 0
    assert run("-C", clones[0], "sync").status == 1
    assert run("-C", clones[0], "resolve", "ppt", "responsible", "mine").status == 0
    assert run("-C", clones[0], "resolve", "edition/2022", "comment", "Fra begge").status == 0
    store = Store.open(clones[0])
    now = store.snapshot()
    assert (now.plan_items["ppt"].responsible, now.editions["2022"].comment) == ("Fra A", "Fra begge")
    assert open_of(now) == {}
    store.close()


def test_what_both_made_under_two_ids_is_told_with_the_way_out(run: Run, clones: tuple[Path, Path]) -> None:
    a, b = clones
    for clone, id in ((a, "legevakt"), (b, "legevakt-felles")):
        store = Store.open(clone)
        record = Collaboration(id=id, name="Felles legevakt")
        store.commit(Changeset(store.snapshot().commit, (change(None, record),), "new"), KARI)
        store.close()
    run("-C", b, "sync")
    done = run("-C", a, "sync")
    assert "iktui merge legevakt legevakt-felles" in done.out
    assert run("-C", a, "merge", "legevakt", "legevakt-felles").status == 0


def test_a_file_that_both_changed_is_settled_by_its_path(run: Run, clones: tuple[Path, Path]) -> None:
    a, b = clones
    for clone, words in ((a, "Fra A\n"), (b, "Fra B\n")):
        (clone / "vedlegg").mkdir()
        (clone / "vedlegg/møte 1.md").write_text(words)
        git(clone, "add", "-A")
        git(clone, "-c", "user.name=P", "-c", "user.email=p@x.no", "commit", "-qm", "referat")
    blobs = [git(clone, "rev-parse", "HEAD:vedlegg/møte 1.md") for clone in (a, b)]
    assert run("-C", b, "sync").status == 0
    done = run("-C", a, "sync", "--json")
    assert done.status == 1
    assert done.json["conflicts"] == [
        {
            "kind": "file", "id": "vedlegg/møte 1.md", "field": "", "base": None,
            "mine": {"mode": "100644", "blob": blobs[0]}, "theirs": {"mode": "100644", "blob": blobs[1]},
            "mine_by": "P", "theirs_by": "P",
        }
    ]  # fmt: skip
    assert (a / "vedlegg/møte 1.md").read_text() == "Fra B\n"
    rows = [row for row in run("-C", a, "check", "--json").json if row["code"] == "open_conflict"]
    assert [(row["kind"], row["id"], row["severity"]) for row in rows] == [("file", "vedlegg/møte 1.md", "error")]
    assert run("-C", b, "sync").status == 0
    there = [row["id"] for row in run("-C", b, "check", "--json").json if row["code"] == "open_conflict"]
    assert there == ["vedlegg/møte 1.md"]
    assert run("-C", b, "resolve", "vedlegg/møte 1.md", "*", "noe annet").status == 2
    assert run("-C", b, "resolve", "vedlegg/møte 1.md", "*", "mine").status == 0
    assert (b / "vedlegg/møte 1.md").read_text() == "Fra A\n"
    assert run("-C", b, "sync").status == 0
    assert run("-C", a, "sync").status == 0
    assert (a / "vedlegg/møte 1.md").read_text() == "Fra A\n"
    assert run("-C", a, "check", "--json").json == run("-C", b, "check", "--json").json
    is_sound(a)


def test_two_hosts_are_a_row_of_check_until_one_is_chosen(run: Run, clones: tuple[Path, Path]) -> None:
    a, b = clones
    run("-C", a, "set", "felles-personvernombud", "host=oyer")
    run("-C", b, "set", "felles-personvernombud", "host=gausdal")
    run("-C", b, "sync")
    done = run("-C", a, "sync", "--json")
    assert [(c["field"], c["base"], c["mine"], c["theirs"]) for c in done.json["conflicts"]] == [
        ("host", "lillehammer", "oyer", "gausdal")
    ]
    assert run("-C", a, "show", "felles-personvernombud", "--json").json["host"] == "gausdal"
    assert run("-C", b, "sync").status == 0
    kept = run("-C", b, "resolve", "felles-personvernombud", "host", "theirs")
    assert kept.out.strip() == "Avgjort: Felles personvernombud (vertskommune)", "the record stays as it is"
    assert run("-C", a, "resolve", "felles-personvernombud", "host", "Øyer").status == 0
    record = run("-C", a, "show", "felles-personvernombud", "--json").json
    assert [party for party, part in record["participants"].items() if part["role"] == "host"] == ["oyer"]
    assert not [row for row in run("-C", a, "check", "--json").json if row["code"] == "open_conflict"]
