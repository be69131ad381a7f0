"""“Where do I add …” of CONTRIBUTING.md, followed in a copy of the project: with a step left out, and whole."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.structure import ROOT


class Step(NamedTuple):
    """What stands in a file, and what stands there after the step."""

    file: str
    old: str
    new: str


class Recipe(NamedTuple):
    """The first steps, those that are left out, the test that says so, and the file that it names."""

    first: tuple[Step, ...]
    left_out: tuple[Step, ...]
    test: str
    names: str


def _before(file: str, line: str, new: str) -> Step:
    return Step(file, line, f"{new}{line}")


RECIPES = {
    "a field": Recipe(
        (_before("store/records/model.py", '    progress: Text = ""', '    motto: Text = ""\n'),),
        (_before("store/changes/wording.py", '    "progress": mark', '    "motto": mark("comment"),\n'),),
        "tests/test_words.py::test_every_field_has_a_label_in_every_language",
        "store/changes/wording.py",
    ),
    "a finding": Recipe(
        (_before("store/checks/findings.py", "@dataclass",
                 'ODD = lambda: Finding("odd_name", "info", "", "", "", "")\n\n\n'),),
        (_before("iktui/words/findings.py", '    "starred": mark', '    "odd_name": mark("Several hosts"),\n'),),
        "tests/test_words.py::test_every_finding_has_its_words",
        "iktui/words/findings.py",
    ),
    "a document format": Recipe(
        (Step("iktui/files/__init__.py", '"json", "sqlite")\n"""What', '"json", "sqlite", "rst")\n"""What'),),
        (
            Step("store/papers/writers/rst.py", "", 'def write(paper: object) -> bytes:\n    return b"Oversikt"\n'),
            Step("iktui/files/__init__.py", '"sqlite": "SQLite"}', '"sqlite": "SQLite", "rst": "RST"}'),
        ),
        "tests/test_words.py::test_every_format_of_a_paper_has_its_writer_and_its_name",
        "store/papers/writers/rst.py",
    ),
    "an Action": Recipe(
        (_before("store/actions/records.py", "ACCEPT: Final",
                 'STAR: Final = Action("star", mark("Mark"), mark("mark"), _edit, "*", asks=(_FORM,))\n'),),
        (_before("iktui/offers.py", '    "accept": Offer', '    "star": Offer(ACTION, "e", "edit", "star ID"),\n'),),
        "tests/test_offers.py::test_there_is_a_row_for_everything_and_a_reason_where_one_interface_cannot",
        "iktui/offers.py",
    ),
    "a View": Recipe(
        (_before("store/actions/views.py", "VIEWS: Final",
                 'ODD: Final = View("odd", mark("Figures"), mark("Figures"), _studies)\n\n'),),
        (_before("iktui/offers.py", '    "councils": Offer(VIEW', '    "odd": Offer(VIEW, PALETTE, "odd", "odd"),\n'),),
        "tests/test_offers.py::test_there_is_a_row_for_everything_and_a_reason_where_one_interface_cannot",
        "iktui/offers.py",
    ),
}  # fmt: skip
"""Those whose steps are told of by a test of their own; a screen and a language by tests/test_offers.py and
tests/test_house.py, which go over all that there is."""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    path = tmp_path / "project"
    path.mkdir()
    for name in ("iktui", "store", "tests"):
        shutil.copytree(ROOT / name, path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "CONTRIBUTING.md"):
        shutil.copy(ROOT / name, path)
    return path


def _take(path: Path, *steps: Step) -> None:
    for file, old, new in steps:
        text = (path / file).read_text(encoding="utf-8") if old else ""
        assert old in text, f"{file} has no “{old}” any more"
        (path / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def _test(path: Path, test: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(path), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", test]
    return subprocess.run(command, cwd=path, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", list(RECIPES))
def test_a_step_left_out_is_told_with_its_file_and_the_whole_is_well(name: str, copy: Path) -> None:
    recipe = RECIPES[name]
    _take(copy, *recipe.first)
    told = _test(copy, recipe.test)
    assert told.returncode == 1, told.stdout
    assert recipe.names in told.stdout, f"the sentence names the file: {told.stdout[-2000:]}"
    _take(copy, *recipe.left_out)
    whole = _test(copy, recipe.test)
    assert whole.returncode == 0, whole.stdout[-3000:]


def test_the_page_names_every_recipe() -> None:
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for name in (*RECIPES, "a screen", "a language"):
        assert f"- **{name}**" in page, name


_SEEN = """
import asyncio, sys
from pathlib import Path
from iktui.app import IktuiApp
from iktui.__main__ import main
from iktui.screens.looking.viewing import ViewScreen

path = Path(sys.argv[1])
assert main(["demo", "--no-open", "--author", "Kari <kari@x.no>", str(path)]) == 0
assert main(["-C", str(path), "odd"]) == 0

async def look():
    app = IktuiApp(path, "Kari <kari@x.no>")
    async with app.run_test() as pilot:
        while getattr(app.screen, "place", None) is None:
            await pilot.pause()
        found = [made for made in app.get_system_commands(app.screen) if made.title == made.help == "Tall"]
        assert len(found) == 1, "it is in the palette"
        await found[0].callback()
        while not isinstance(app.screen, ViewScreen):
            await pilot.pause()

asyncio.run(look())
"""


def test_a_new_view_is_seen_in_all_three_interfaces(copy: Path, tmp_path: Path) -> None:
    _take(copy, *RECIPES["a View"].first, *RECIPES["a View"].left_out)
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    demo = str(tmp_path / "demo")
    script = [sys.executable, "-c", _SEEN, demo]
    done = subprocess.run(script, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    command = [sys.executable, "-m", "iktui", "--linear", "-C", demo]
    said = subprocess.run(
        command, cwd=copy, env=environment, input="odd\n\nq\n", capture_output=True, text=True, check=True
    )
    assert "odd" not in said.stdout.splitlines()[-1], "the word is known"
    assert said.stdout.count("?") > 2
