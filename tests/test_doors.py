"""The doors: of the library, of the program, and of its rooms."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import store
from tests.conftest import KARI
from tests.structure import ROOT

LAYERS = {
    "The interface is above the store": ("store/base/ids.py", "import iktui.files"),
    "Entry, application, screens, widgets": ("iktui/widgets/line_list.py", "import iktui.app"),
    "The rooms of the screens": ("iktui/screens/ask/choose.py", "import iktui.screens.main.records"),
    "The rooms of the store": ("store/base/dates.py", "import store.records.model"),
    "What is pure": ("store/checks/findings.py", "import subprocess"),
    "Git knows bytes and paths": ("store/git/locks.py", "import store.records.model"),
    "One door to git": ("store/register/facts.py", "import git"),
    "No screen behind the store": ("iktui/cli/past.py", "import textual"),
}
"""A line that breaks each contract."""


def test_the_front_door_gives_each_name_and_loads_nothing_for_it() -> None:
    for name in store.__all__:
        assert getattr(store, name) is not None
    with pytest.raises(AttributeError):
        _ = store.nothing
    script = "import store, sys; print(sorted(n for n in sys.modules if n.startswith('store.')))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_contract_breaks_when_it_is_broken(tmp_path: Path) -> None:
    for name in ("iktui", "store"):
        ignored = shutil.ignore_patterns("__pycache__", "locale", "data")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for file, line in LAYERS.values():
        path = tmp_path / file
        path.write_text(f"{path.read_text(encoding='utf-8')}\n\ndef _broken() -> None:\n    {line}\n", encoding="utf-8")
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    for contract in LAYERS:
        assert any(row.startswith(contract) and row.endswith("BROKEN") for row in done.stdout.splitlines()), contract


def test_another_distributions_store_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "__init__.py").write_text("", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    done = subprocess.run(
        [sys.executable, "-m", "iktui", "list"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert str(tmp_path / "store") in done.stderr


@pytest.mark.parametrize("terminal", ["dumb", "unknown", None])
def test_a_terminal_that_can_do_nothing_gets_lines(demo: Path, terminal: str | None) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "TERM"}
    environment |= {"IKTUI_AUTHOR": str(KARI)} | ({"TERM": terminal} if terminal is not None else {})
    command = [sys.executable, "-m", "iktui", "-C", str(demo)]
    done = subprocess.run(
        command, input="q\n", env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "55 samarbeid" in done.stdout
    assert "\x1b" not in done.stdout


def test_no_more_is_loaded_before_the_first_frame_than_it_needs() -> None:
    script = (
        "import sys; sys.argv = ['iktui']; import iktui.cli.parser, iktui.app\n"
        "print(len([n for n in sys.modules if n.split('.')[0] in ('iktui', 'store')]), "
        "*(n for n in ('git', 'pydantic', 'rapidfuzz') if n in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    count, *heavy = done.stdout.split()
    assert not heavy
    assert int(count) <= 44, "as many as before there were rooms: import the rest where it is used"
