"""Whatever is added has its words and its writer: each sentence names the file in which they are missing."""

from __future__ import annotations

import argparse
import re

from iktui.cli.parser import make_parser
from iktui.files import FORMATS, SITE, format_titles, paper_bytes, paper_of
from iktui.words.findings import TITLES
from store.base.i18n import LANGUAGES, catalogue_holds
from store.changes.wording import field_word
from store.records.model import KINDS
from store.records.schema import fields_of
from store.register.store import Store
from tests.structure import ROOT

_ALIKE = {"format", "status", "kind", "form", "type", "start", "case"}
"""Words that a Norwegian spells as the English do."""


def test_every_field_has_a_label_in_every_language() -> None:
    for kind in KINDS:
        for spec in fields_of(kind):
            columns = ((column.name, spec.name) for column in spec.columns)
            for name, table in ((spec.name, ""), *columns):
                label = field_word(name, table)
                assert label, f"store/changes/wording.py: _LABELS has no words for the field “{name}” of a {kind}"
                for lang in LANGUAGES:
                    file = f"store/locale/{lang}/LC_MESSAGES/iktui.po"
                    assert catalogue_holds(lang, label), f"{file}: no words for the field “{name}” (“{label}”)"


def test_every_finding_has_its_words() -> None:
    files = [
        *(ROOT / "store/checks").glob("*.py"),
        ROOT / "store/rules/rules.py",
        ROOT / "store/repair/clone_findings.py",
    ]
    for file in files:
        for code in re.findall(r'(?:[fF]inding|Breach)\(\s*"([a-z_]+)"', file.read_text(encoding="utf-8")):
            missing = f"iktui/words/findings.py: TITLES has no words for the finding “{code}” of {file.name}"
            assert code in TITLES, missing


def test_every_format_of_a_paper_has_its_writer_and_its_name(demo_store: Store) -> None:
    choices = next(action.choices for action in _parsers()["export"]._actions if action.dest == "format")
    assert tuple(choices or ()) == (*FORMATS, SITE)
    paper = paper_of(demo_store, "overview", demo_store.snapshot())
    written = {}
    for format in FORMATS:
        file = f"store/papers/writers/{'markdown' if format == 'md' else format}.py"
        assert (ROOT / file).is_file(), f"{file}: there is no writer of “{format}”"
        assert format in format_titles(), f"iktui/files/__init__.py: format_titles has no name for “{format}”"
        written[format] = paper_bytes(paper, format)
    assert len(set(written.values())) == len(FORMATS), "two formats are written alike"


def _parsers() -> dict[str, argparse.ArgumentParser]:
    found = (one for one in make_parser()._actions if isinstance(one, argparse._SubParsersAction))
    return dict(next(found).choices)
