"""A file that was exported and comes back changed, by command: merged with what happened since, saved, told."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from tests.conftest import Run, git


def changed(path: Path, name: str, column: int, words: str, editor: str = "Ola Hansen") -> None:
    """Change a cell of the row of a name, as somebody does in Word."""
    document = docx.Document(str(path))
    for table in document.tables:
        for row in table.rows:
            if row.cells[0].text == name:
                cell = row.cells[column].paragraphs[0]
                for run in cell.runs:
                    run.text = ""
                cell.add_run(words)
    document.core_properties.last_modified_by = editor
    document.save(str(path))


@pytest.fixture
def paper(demo: Path, tmp_path: Path, run: Run) -> Path:
    file = tmp_path / "oversikt.docx"
    assert run("-C", demo, "export", "docx", "-o", file).status == 0
    return file


def test_a_changed_cell_is_one_change_with_its_editor(demo: Path, paper: Path, run: Run) -> None:
    changed(paper, "Regionråd", 6, "Møtes fire ganger i året.")
    done = run("-C", demo, "import", paper, "--json")
    assert done.json["changed"] == ["regionrad"]
    assert (done.json["added"], done.json["gone"]) == ([], [])
    assert run("-C", demo, "show", "regionrad", "--json").json["comment"] == "Møtes fire ganger i året."
    assert git(demo, "log", "-1", "--format=%(trailers:key=Edited-by,valueonly)") == "Ola Hansen"
    newest = run("-C", demo, "history", "regionrad", "--json").json[0]
    assert newest["editor"] == "Ola Hansen"
    assert [change["field"] for change in newest["changes"]] == ["comment"]
    assert "Ola Hansen" in run("-C", demo, "history", "regionrad").out
    again = run("-C", demo, "import", paper)
    assert "0 nye, 0 endret" in again.out
    assert git(demo, "rev-list", "--count", "HEAD") == "4"


def test_what_happened_since_is_kept_and_what_meets_is_open(demo: Path, paper: Path, run: Run) -> None:
    run("-C", demo, "set", "regionrad", "comment=Fra oss")
    run("-C", demo, "set", "borgerlig-vigsel", "comment=Også fra oss")
    changed(paper, "Regionråd", 6, "Fra Ola")
    done = run("-C", demo, "import", paper)
    assert done.status == 1
    assert run("-C", demo, "show", "borgerlig-vigsel", "--json").json["comment"] == "Også fra oss"
    assert run("-C", demo, "resolve", "regionrad", "comment", "mine").status == 0


def test_a_row_that_was_deleted_is_told_and_kept(demo: Path, paper: Path, run: Run) -> None:
    document = docx.Document(str(paper))
    table = document.tables[0]
    row = next(row for row in table.rows if row.cells[0].text == "Gudbrandsdalstinget")
    table._tbl.remove(row._tr)
    document.save(str(paper))
    done = run("-C", demo, "import", paper, "--json")
    assert done.status == 1
    assert done.json["gone"] == ["collaboration/gudbrandsdalstinget"]
    assert run("-C", demo, "show", "gudbrandsdalstinget").status == 0


def test_of_another_register_it_is_refused(demo: Path, paper: Path, run: Run, tmp_path: Path) -> None:
    assert run("init", tmp_path / "annet").status == 0
    done = run("-C", tmp_path / "annet", "import", paper)
    assert done.status == 2
    assert "oversikt.docx" in done.err
    assert done.err.count("\n") == 1
    assert git(tmp_path / "annet", "rev-list", "--count", "HEAD") == "1"


def test_it_comes_back_by_itself(demo: Path, paper: Path, run: Run) -> None:
    assert run("-C", demo, "import", paper, "--edition", "2027").status == 2
