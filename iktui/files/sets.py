"""The papers of an edition, as councils get them: written into one folder when it is published."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from iktui.files import file_name, paper_bytes, paper_of
from iktui.files.folder import folder_of, put_file
from store.base.errors import BadInput
from store.base.failures import reason_of
from store.base.i18n import _
from store.papers.paper import Table
from store.records.paths import EDITION_TAG
from store.register.store import Store

_FORMATS: Final = {"overview": ("docx", "pdf", "xlsx")}
_USUAL: Final = ("docx", "pdf")
_SET: Final = ("overview", "section27", "plan", "changes", "figures")


def names_of_set(year: str) -> list[str]:
    """The files that a set can have."""
    return [_name(what, format, year) for what in _SET for format in _FORMATS.get(what, _USUAL)]


def write_set(store: Store, year: str, words: str) -> str:
    """Write the papers of a published edition into the folder that words name; gives the line that says where they lie.

    Raises BadInput, whose line says that the edition is published all the same, for whatever goes wrong.
    """
    try:
        folder = folder_of(store, words)
        papers = _papers(store, year)
        for name, content in papers.items():
            put_file(folder, name, content)
    except Exception as error:  # a fault in one paper too: the edition is published, and that is what must be told
        text = _("the edition of {year} is published, but its papers could not be written ({reason}); "
                 "“iktui rollover {year} --publish --papers DIR” writes them again",
                 year=year, reason=reason_of(error))  # fmt: skip
        raise BadInput(text) from error
    return _("the papers of {year} are in {folder}: {files}", year=year, folder=folder, files=", ".join(papers))


def _papers(store: Store, year: str) -> dict[str, bytes]:
    """All of them by their names, before the first is written; § 27 and what is new only where there is any."""
    commit = store.editions().get(f"{EDITION_TAG}{year}")
    snapshot = store.snapshot(commit=commit)
    known = (tag.removeprefix(EDITION_TAG) for tag in store.editions())
    before = max((other for other in known if other < year), default="")
    made = {}
    for what in _SET:
        if what == "changes" and not before:
            continue
        paper = paper_of(store, what, snapshot, year=year, since=before)
        if what == "section27" and not any(isinstance(block, Table) and block.lines for block in paper.blocks):
            continue
        for format in _FORMATS.get(what, _USUAL):
            made[_name(what, format, year)] = paper_bytes(paper, format)
    return made


def _name(what: str, format: str, year: str) -> str:
    """The name that the paper's file always has, with the year: “oversikt-2022.docx”."""
    usual = Path(file_name(what, format))
    return f"{usual.stem}-{year}{usual.suffix}"
