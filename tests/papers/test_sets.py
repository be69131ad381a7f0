"""The papers of an edition, written when it is published, or a line that says why not; the edition is never lost."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest

from store.changes import edits
from tests.conftest import Run, git, is_sound

DAY = "2021-12-01"
USUAL = ("oversikt", "section27", "handlingsplan", "endringer", "tall")


@pytest.fixture(autouse=True)
def fixed_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "today", lambda: DAY)


def test_the_set_is_written_when_the_edition_is_published(run: Run, demo: Path, tmp_path: Path) -> None:
    assert run("-C", demo, "rollover", "2022").status == 1
    folder = tmp_path / "ny" / "sett"
    done = run("-C", demo, "rollover", "2022", "--publish", "-m", "Haster", "--papers", folder)
    assert (done.status, done.err) == (0, "")
    assert git(demo, "tag", "--list", "edition/2022") == "edition/2022"
    wanted = {f"{name}-2022.{format}" for name in USUAL for format in ("docx", "pdf")} | {"oversikt-2022.xlsx"}
    assert {path.name for path in folder.iterdir()} == wanted
    (line,) = (line for line in done.out.splitlines() if str(folder) in line)
    assert all(name in line for name in wanted)
    overview = docx.Document(str(folder / "oversikt-2022.docx"))
    assert "1. januar 2022" in "\n".join(paragraph.text for paragraph in overview.paragraphs)
    new = docx.Document(str(folder / "endringer-2022.docx"))
    assert "utgaven for 2021" in "\n".join(paragraph.text for paragraph in new.paragraphs)
    is_sound(demo)


def test_the_first_edition_has_nothing_to_be_put_beside(run: Run, small: object, tmp_path: Path) -> None:
    path = small.path  # type: ignore[attr-defined]
    run("-C", path, "rollover", "2022")
    done = run("-C", path, "rollover", "2022", "--publish", "-m", "Haster", "--papers", tmp_path / "sett", "--json")
    assert done.status == 0
    assert json.loads(done.out)["changes"], "what is printed is JSON, the line stands beside it"
    assert str(tmp_path / "sett") in done.err
    names = {file.name.rpartition("-")[0] for file in (tmp_path / "sett").iterdir()}
    assert names == {"oversikt", "handlingsplan", "tall"}, "nothing is under § 27 either"


@pytest.mark.parametrize("inside", ["", "papirer", ".git/x"])
def test_a_folder_of_the_register_is_refused_before_anything_is_published(run: Run, demo: Path, inside: str) -> None:
    run("-C", demo, "rollover", "2022")
    head = git(demo, "rev-parse", "HEAD")
    done = run("-C", demo, "rollover", "2022", "--publish", "-m", "Haster", "--papers", demo / inside)
    assert (done.status, done.err.count("\n")) == (2, 1)
    assert git(demo, "rev-parse", "HEAD") == head
    assert run("-C", demo, "rollover", "2022", "--papers", demo.parent / "sett").status == 2, "it goes with --publish"
    is_sound(demo)


def test_what_cannot_be_written_neither_undoes_nor_hides_the_publishing(run: Run, demo: Path, tmp_path: Path) -> None:
    run("-C", demo, "rollover", "2022")
    folder = tmp_path / "sett"
    (folder / "tall-2022.pdf").mkdir(parents=True)
    done = run("-C", demo, "rollover", "2022", "--publish", "-m", "Haster", "--papers", folder)
    assert done.status == 1
    assert done.err.count("\n") == 1
    for words in ("2022", "publisert", "tall-2022.pdf", "--papers DIR"):
        assert words in done.err, words
    assert git(demo, "tag", "--list", "edition/2022") == "edition/2022"
    (folder / "tall-2022.pdf").rmdir()
    head = git(demo, "rev-parse", "HEAD")
    again = run("-C", demo, "rollover", "2022", "--publish", "--papers", folder)
    assert (again.status, again.err) == (0, "")
    assert (folder / "tall-2022.pdf").read_bytes().startswith(b"%PDF")
    assert git(demo, "rev-parse", "HEAD") == head
