"""A file that was exported, and comes back changed by somebody who never saw this program: an edit of what it was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from store.base.errors import BadInput
from store.base.i18n import LANGUAGES, _, language, speaking
from store.base.text import letters_key
from store.changes.edits import today
from store.documents.as_published import as_published
from store.documents.facts import date_of
from store.documents.importer import plan_import
from store.documents.result import NOTHING_TOLD, ImportProblem, ImportResult, Progress, Told
from store.documents.returned.merging import merge_returned
from store.documents.returned.shown import Shown, ShownTable, section_of
from store.formats.reading import read_bytes
from store.formats.source import Cell, Grid, Origin, Source
from store.formats.words import cell_text, filled
from store.papers.making import Sources, make
from store.papers.paper import Bullets, Heading, Paper, Paragraph, Provenance, Table
from store.papers.writers.cells import tables_of
from store.records.snapshot import Snapshot

_ONE_WAY: Final = ("changes", "figures")
"""Papers that are counted or told from others: nothing in them is a field."""
_WITHOUT_ORIGIN: Final = ("overview", "section27", "plan")
_WRITERS: Final = {"docx": "docx", "xlsx": "xlsx", "ods": "xlsx", "html": "html", "md": "markdown", "json": "json"}


@dataclass(frozen=True)
class Past:
    """What a clone knows of the register that files were made of."""

    register: str
    """The first commit of its history."""
    at: Callable[[str], Snapshot | None]
    """The register at a commit, None for one that the clone does not have."""
    editions: Callable[[Snapshot], Mapping[str, Snapshot]] = lambda _snapshot: {}
    """The published editions that a Snapshot has behind it, by year."""


def plan_return(
    now: Snapshot,
    past: Past,
    source: Source,
    told: Told = NOTHING_TOLD,
    progress: Progress = lambda _done, _all: None,
) -> ImportResult:
    """What a file changes in the register: of one that was made here what its cells say otherwise than it did, merged
    by field with what the register is now; of any other, what an import of it does.

    Raises BadInput, naming the file: made of another register, of a commit that is not here, of what no cell of can
    come back, or a document that cannot be imported.
    """
    origin = source.origin
    if origin is None:
        return _ordinary(now, past, source, told, progress)
    if origin.register != past.register:
        raise BadInput(
            _("{file}: made of another register (its first commit is {commit}): open that one, and take it in there",
              file=source.file, commit=origin.register[:10])
        )  # fmt: skip
    then = past.at(origin.commit)
    if then is None:
        raise BadInput(
            _("{file}: made of the commit {commit}, which is not in this clone: fetch it with sync, and try again",
              file=source.file, commit=origin.commit[:10])
        )  # fmt: skip
    if origin.what in _ONE_WAY:
        raise BadInput(_("{file}: what it tells is counted from the records, and is changed there", file=source.file))
    sources = _sources(then, past, origin)
    paper = _paper(origin, sources)
    result = merge_returned(now, sources.state or then, sources.day or sources.today, _shown(paper, source), source)
    if _has_other_words(paper, source):
        text = _("words outside the tables were changed, and were left: only cells come back")
        result.problems.append(ImportProblem(source.file, 0, text))
    return result


# --- the paper as it was


def _sources(then: Snapshot, past: Past, origin: Origin) -> Sources:
    """What the paper was made of; one of a published edition shows what that was made of."""
    try:
        day = dt.date.fromisoformat(origin.day)
    except ValueError:
        day = dt.date.fromisoformat(today())
    editions = past.editions(then)
    edition = editions.get(f"{day.year:04}") if (day.month, day.day) == (1, 1) else None
    is_edition = edition is not None and edition.commit == then.commit
    state = as_published(then, f"{day.year:04}") if is_edition else None
    return Sources(then, day, day, state, editions=editions, provenance=Provenance(origin.register, origin.commit))


def _paper(origin: Origin, sources: Sources) -> Paper:
    with speaking(origin.language if origin.language in LANGUAGES else language()):
        return make(origin.what, sources, origin.wanted)


def _read_back(paper: Paper, format: str) -> Source:
    """The paper as its file is read."""
    writer = import_module(f"store.papers.writers.{_WRITERS.get(format, 'csv')}")
    return read_bytes(f"paper.{format}", writer.write(paper))


def _shown(paper: Paper, source: Source) -> list[ShownTable]:
    """The tables of the paper with the words that a reader of the file's format finds in them."""
    grids = {grid.marked.table: grid for grid in _read_back(paper, source.format).grids if grid.marked}
    return [_shown_table(name, table, grids[name]) for name, table in tables_of(paper) if name in grids]


def _shown_table(name: str, table: Table, grid: Grid) -> ShownTable:
    head = grid.marked.row if grid.marked else 0
    words = [[cell.text for cell in row.cells] for row in grid.rows[head:]]
    width = len(table.columns)
    cells = [tuple([*row, *[""] * width][:width]) for row in words]
    cells += [("",) * width] * (1 + len(table.lines) - len(cells))
    fields = tuple(column.field for column in table.columns)
    return ShownTable(name, cells[0], fields, tuple(_rows(table, cells[1:])), table.of, table.sections)


def _rows(table: Table, cells: Sequence[tuple[str, ...]]) -> Iterator[Shown]:
    section = ""
    for line, words in zip(table.lines, cells, strict=False):
        if line.is_section:
            section = section_of(line.key, words[0])
        yield Shown(words, line.key, line.about, line.is_section, section)


def _has_other_words(paper: Paper, source: Source) -> bool:
    """Whether words of the paper that stand in no table are not in the file any more."""
    said = [part if isinstance(part, str) else _words(part) for part in source.parts]
    there = letters_key("\n".join(said))
    told = [block.text for block in paper.blocks if isinstance(block, Paragraph | Heading)]
    told += [text for block in paper.blocks if isinstance(block, Bullets) for _level, text in block.items]
    return any(letters_key(text) not in there for text in told)


def _words(grid: Grid) -> str:
    return "\n".join(cell.text for row in grid.rows for cell in row.cells)


# --- files that nobody knows what they were made of


def _ordinary(now: Snapshot, past: Past, source: Source, told: Told, progress: Progress) -> ImportResult:
    """An import, unless the file says nothing but what the register says."""
    day = dt.date.fromisoformat(date_of(source.prose) or today())
    counts = (_said_by(shown, source) for shown in _as_now(now, past, source, day))
    count = next((count for count in counts if count is not None), None)
    if count is not None:
        notices = [ImportProblem(source.file, 0, notice, severity="info") for notice in source.notices]
        return ImportResult(None, unchanged=count, problems=notices)
    return plan_import(now, [source], told=told, progress=progress)


def _as_now(now: Snapshot, past: Past, source: Source, day: dt.date) -> Iterator[Source]:
    """The register as papers that could have become this file."""
    for code in dict.fromkeys((language(), *LANGUAGES)):
        with speaking(code):
            for what in _WITHOUT_ORIGIN:
                paper = make(what, Sources(now, day, editions=past.editions(now)))
                titles = [[cell_text(column.title) for column in table.columns] for _name, table in tables_of(paper)]
                if any(_texts(grid.rows[0].cells) in titles for grid in source.grids):
                    yield _read_back(paper, source.format)


def _said_by(shown: Source, source: Source) -> int | None:
    """How many rows the file has, where a paper says them all, headers and all; else None."""
    known = [{tuple(_texts(row.cells)) for row in grid.rows} for grid in shown.grids]
    count = None
    for grid in (grid for grid in source.grids if len(grid.rows[0].cells) > 1):
        rows = {tuple(cells) for row in grid.rows if (cells := _texts(row.cells))}
        if not any(rows <= said for said in known):
            return None
        count = (count or 0) + sum(len({*row}) > 1 for row in rows) - 1
    return count


def _texts(cells: Sequence[Cell]) -> list[str]:
    """The words of a row, without the empty cells that make it as wide as others."""
    return [cell.text for cell in cells[: filled(cells)]]
