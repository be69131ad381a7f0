"""The merge driver, called as git calls it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run

PATH = "collaborations/x/x.toml"
BASE = 'name = "X"\nstatus = "active"\ncomment = "a"\n'


def merged(run: Run, folder: Path, ours: str, theirs: str, path: str = PATH) -> tuple[int, str, str]:
    files = [folder / name for name in ("base", "ours", "theirs")]
    for file, text in zip(files, (BASE, ours, theirs), strict=True):
        file.write_text(text)
    done = run("merge-file", *files, path)
    return done.status, files[1].read_text(), done.err


def test_different_fields_are_both_there(run: Run, tmp_path: Path) -> None:
    status, text, err = merged(run, tmp_path, BASE.replace('"a"', '"b"'), BASE.replace("active", "ended"))
    assert (status, err) == (0, "")
    assert text == 'name = "X"\nstatus = "ended"\ncomment = "b"\n'


def test_the_same_field_stops_with_ours_and_says_so(run: Run, tmp_path: Path) -> None:
    status, text, err = merged(run, tmp_path, BASE.replace('"a"', '"b"'), BASE.replace('"a"', '"c"'))
    assert status == 1
    assert 'comment = "b"' in text
    assert "<<<" not in text
    assert "comment" in err


@pytest.mark.parametrize(("theirs", "path"), [("name = \n", PATH), (BASE, "collaborations/x/y.toml"), (BASE, "../x")])
def test_what_is_no_record_leaves_ours_as_it_is(run: Run, tmp_path: Path, theirs: str, path: str) -> None:
    ours = BASE.replace('"a"', '"b"')
    status, text, err = merged(run, tmp_path, ours, theirs, path)
    assert status in (1, 2)
    assert text == ours
    assert len(err.splitlines()) == 1
