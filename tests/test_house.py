"""What keeps code, texts and documents in step."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from iktui.cli.parser import command_names
from iktui.keys import key_sign
from iktui.screens.main.records import RecordsScreen
from store.query.fields import FIELDS, RECORDS
from store.query.query import parse
from store.query.revision_query import REVISIONS
from tests import messages

ROOT = Path(__file__).parent.parent
SOURCES = sorted([*ROOT.glob("iktui/**/*.py"), *ROOT.glob("store/**/*.py")])


def imported_by(statement: str) -> set[str]:
    script = f"{statement}\nimport sys\nprint(*(n for n in ('textual','rich','git','pydantic') if n in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_store_does_not_import_the_screen() -> None:
    assert not imported_by("import store.register.store, store.reports.reports, store.query.listing") & {
        "textual",
        "rich",
    }


def test_the_first_frame_needs_neither_git_nor_models() -> None:
    assert not imported_by("import iktui.app") & {"git", "pydantic"}


def test_every_text_is_in_the_catalogue_and_none_is_left_over() -> None:
    wanted = {message.id for message in messages.collect() if message.id}
    for language in messages.LANGUAGES:
        catalogue = messages.read(language)
        have = {message.id for message in catalogue if message.id}
        assert have == wanted, "run make messages"
        path = messages.po_path(language)
        assert path.with_suffix(".mo").read_bytes() == messages.compiled(catalogue), "run make messages"


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_every_text_is_translated_and_keeps_its_placeholders(language: str) -> None:
    fields = re.compile(r"\{\w+\}|%\(\w+\)[sr]|%[sr]")
    assert [message.id for message in messages.read(language) if message.fuzzy and message.id] == [], "not compiled"
    for message in messages.read(language):
        if not message.id:
            continue
        sources = message.id if isinstance(message.id, tuple) else (message.id,)
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in texts:
            assert isinstance(text, str), message.id
            assert text, message.id
            assert set(fields.findall(text)) <= set(fields.findall(" ".join(map(str, sources)))), message.id


def test_the_readme_names_every_command_and_key() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in command_names():
        assert f"`{command}" in readme, command
    for binding in RecordsScreen.BINDINGS:
        key = binding.key_display or key_sign(binding.key).replace("escape", "esc")  # type: ignore[union-attr]
        assert f"`{key}`" in readme, key


def test_the_page_of_the_filter_names_every_field_and_shows_filters() -> None:
    page = (ROOT / "docs/filter.md").read_text(encoding="utf-8")
    of_records, of_revisions = page.split("## Revisions")
    for field in [*FIELDS.values(), *REVISIONS.fields.values()]:
        for name in field.names:
            assert f"`{name}:`" in page or (field.ordered and f"`{name}`" in page), name
    for part, vocabulary in ((of_records, RECORDS), (of_revisions, REVISIONS)):
        rows = [line.split("|") for line in part.replace("\\|", "/").splitlines() if line.startswith("| `")]
        examples = [example for row in rows if len(row) == 6 for example in re.findall("`([^`]+)`", row[4])]
        assert len(examples) >= len(rows) // 2
        for example in examples:
            assert parse(example, vocabulary).criterion.binders, example


def test_documents_that_are_linked_exist() -> None:
    for document in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_nothing_outside_the_project_is_named() -> None:
    done = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in done.stdout.split("\0"):
        path = ROOT / name
        if name and path.suffix not in (".mo", ".svg") and path.is_file() and path != Path(__file__):
            data = path.read_bytes()
            assert b"/" + b"work/" not in data, name
            assert b".." + b"/shared" not in data, name


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_house_rules(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400, "a file this long has more than one thing in it"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] + [getattr(node, "module", "") or ""]
            if any(name == "git" or name.startswith("git.") for name in names):
                assert path == ROOT / "store/git/door.py", "GitPython is imported by store/git/door.py only"
        if isinstance(node, ast.Call):
            widget = getattr(node.func, "id", getattr(node.func, "attr", ""))
            keywords = {keyword.arg: keyword.value for keyword in node.keywords}
            if widget in ("Static", "Label", "notify"):
                markup = keywords.get("markup")
                assert isinstance(markup, ast.Constant), f"line {node.lineno}: {widget} without markup=False"
                assert markup.value is False, f"line {node.lineno}: {widget} without markup=False"
            if widget in ("index", "from_markup"):
                owner = ast.unparse(node.func)
                assert "repo" not in owner, f"line {node.lineno}: {owner}"
                assert "from_markup" not in owner, f"line {node.lineno}: {owner}"
