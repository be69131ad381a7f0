"""iktui import: what it says it changed, what it leaves open, and an older year after a newer one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from store.register.store import Store
from tests.conftest import KARI, Run

TEXT = (
    "Interkommunalt samarbeid\nPer 1. januar {year}\n\n"
    "Samarbeid\tType samarbeid\tKinn\tStad\tMerknad\n"
    "Brannvern\t{form}\tx\tx\t{comment}\n"
    "Hamn\tIKS\tx\tx\tFelles hamn.\n"
)


@pytest.fixture
def register(tmp_path: Path, run: Run) -> Path:
    path = tmp_path / "r"
    Store.init(path, "Fjordane", KARI).close()
    done = run("-C", path, "import", document(tmp_path, 2021, "Vertskommunesamarbeid", "Kinn vertskommune."))
    assert done.status == 0
    return path


def document(folder: Path, year: int, form: str, comment: str) -> Path:
    file = folder / f"{year}.txt"
    file.write_text(TEXT.format(year=year, form=form, comment=comment), encoding="utf-8")
    return file


def test_the_records_it_changed_are_named_with_their_fields(register: Path, tmp_path: Path, run: Run) -> None:
    done = run("-C", register, "import", document(tmp_path, 2022, "Nettverk", "Kinn vertskommune. Ny avtale."))
    (line,) = [line for line in done.out.splitlines() if line.startswith("* Brannvern: ")]
    assert "kommentar" in line
    assert "form" in line
    assert "Hamn" not in line


def test_what_it_leaves_open_is_a_conflict_to_resolve(register: Path, tmp_path: Path, run: Run) -> None:
    assert run("-C", register, "set", "brannvern", "comment=Rettet av oss").status == 0
    done = run("-C", register, "import", document(tmp_path, 2022, "Vertskommunesamarbeid", "Kinn vertskommune. Nytt."))
    assert done.status == 1
    store = Store.open(register)
    (conflict,) = store.snapshot().files().keys() & {key for key in store.snapshot().files() if key.kind == "conflict"}
    store.close()
    assert conflict.id == "collaboration.brannvern"
    assert run("-C", register, "resolve", "brannvern", "comment", "mine").status == 0
    shown = json.loads(run("-C", register, "show", "brannvern", "--json").out)
    assert shown["comment"] == "Kinn vertskommune. Nytt."


def test_an_older_year_after_a_newer_one_shows_its_own_rows_at_its_edition(
    register: Path, tmp_path: Path, run: Run
) -> None:
    older = document(tmp_path, 2018, "IKS", "Det gamle selskapet.")
    run("-C", register, "import", older, "--edition", "2018")
    at = ("--at", "edition/2018")
    assert "Det gamle selskapet." in run("-C", register, "export", "csv", "--as-written", *at).out
    assert "Det gamle selskapet." in run("-C", register, "export", "md", *at).out
    assert "Det gamle selskapet." in run("-C", register, "export", "csv", *at).out
    shown = json.loads(run("-C", register, "show", "brannvern", "--json", *at).out)
    assert (shown["comment"], shown["legal_form"]) == ("Det gamle selskapet.", "intermunicipal_company")
    now = json.loads(run("-C", register, "show", "brannvern", "--json").out)
    assert (now["comment"], now["host"]) == ("Kinn vertskommune.", "kinn")
    assert "Kinn vertskommune." in run("-C", register, "export", "csv", "--as-written").out
