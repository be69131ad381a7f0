"""Whatever the system cannot do is one line that is true, and a status: no traceback, nothing false about a save."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from store.base.errors import NotARegister
from store.base.failures import reason_of
from store.base.i18n import set_language
from store.git.door import Git
from store.register.store import Store
from tests.conftest import KARI, git
from tests.faults import Bench, in_order, why_not

ROOT = Path(__file__).parents[2]
SECONDS = 20


def program(path: Path, *words: str, **options: object) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "IKTUI_AUTHOR": str(KARI), "IKTUI_LANG": "en"}
    environment |= options.pop("env", {})  # type: ignore[call-overload]
    command = [sys.executable, "-m", "iktui", "-C", str(path), *words]
    done: subprocess.CompletedProcess[str] = subprocess.run(
        command, env=environment, cwd=ROOT, text=True, check=False, stderr=subprocess.PIPE, **options  # type: ignore[call-overload]
    )  # fmt: skip
    return done


@pytest.mark.skipif(why_not() != "", reason=why_not())
def test_a_sample_of_calls_that_fail(tmp_path: Path) -> None:
    ends = time.monotonic() + SECONDS
    with tempfile.TemporaryDirectory(prefix="faults-", dir=tmp_path) as room:
        bench = Bench(Path(room))
        cases, tried = in_order(list(bench.cases()), seed=1), 0
        for at, case in enumerate(cases):
            if tried and time.monotonic() > ends:
                break
            assert not bench.wrong(case), f"{at}: {case}"
            tried += 1
    assert tried


def test_without_git_it_says_what_to_install(demo: Path, tmp_path: Path) -> None:
    done = program(demo, "list", env={"PATH": str(tmp_path)})
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith("install git, and try again")
    assert len(done.stderr.splitlines()) == 1


def test_an_answer_that_cannot_be_written(demo: Path) -> None:
    before = git(demo, "rev-parse", "HEAD")
    with Path("/dev/full").open("w") as full:
        done = program(demo, "show", "regionrad", stdout=full)
        assert (done.returncode, done.stderr) == (
            2, "iktui: the answer could not be written: the disk is full: make room on it, and try again\n",
        )  # fmt: skip
        assert program(demo, "--help", stdout=full).returncode == 2
        done = program(demo, "set", "regionrad", "comment=Lagret", stdout=full)
    head = git(demo, "rev-parse", "HEAD")
    assert head != before
    assert done.returncode == 1
    assert done.stderr.startswith(f"iktui: it is saved (commit {head[:10]}), but then: the answer could not be written")
    assert len(done.stderr.splitlines()) == 1


def test_nobody_who_reads_or_listens_is_no_failure(demo: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = program(demo, "list", stdout=writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, ""), "not a word, also of those that were counted"
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "iktui", "-C", str(demo), "list", "form:none"]
        assert subprocess.run(command, cwd=ROOT, stdout=full, stderr=full, check=False).returncode == 2


def test_a_part_that_is_missing_is_one_line(tmp_path: Path, demo: Path) -> None:
    """While the program itself is being loaded nobody but the last hook is there."""
    copy = tmp_path / "program"
    for room in ("iktui", "store"):
        shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "store/base/text.py").unlink()
    command = [sys.executable, "-m", "iktui", "-C", str(demo), "list"]
    done = subprocess.run(
        command, cwd=copy, env={**os.environ, "PYTHONPATH": str(copy)}, text=True, capture_output=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("iktui: ")
    assert len(done.stderr.splitlines()) == 1


def test_git_that_ends_in_the_middle_gives_no_half_answer(demo: Path) -> None:
    store = Store.open(demo)
    head = store.snapshot().commit or ""
    reader = store.git._reader
    reader.kill()
    reader.wait()
    assert store.git.object(f"{head}:register.toml")[0], "the next is asked"
    store.close()


def test_a_repository_that_cannot_be_read_is_not_called_none(tmp_path: Path, demo: Path) -> None:
    with pytest.raises(NotARegister, match="iktui init"):
        Git(tmp_path)
    (demo / ".git" / "HEAD").unlink()
    (demo / ".git" / "HEAD").symlink_to("HEAD")  # ELOOP, whoever asks
    with pytest.raises(NotARegister) as caught:
        Git(demo)
    assert "iktui init" not in str(caught.value)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "No space left", "/x/y"), "/x/y: the disk is full: make room on it, and try again"),
        (OSError(errno.ENOTDIR, "Not a directory", b"/x"), "/x: Not a directory; try again"),
        (MemoryError(), "the memory is full: close other programs, and try again"),
        (
            RuntimeError("can't start new thread"),
            "no more processes can be started: close other programs, and try again",
        ),
    ],
)
def test_words(error: Exception, told: str) -> None:
    set_language("en")
    assert reason_of(error) == told
