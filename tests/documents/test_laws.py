"""Whatever stands in a table: every cell that was read is kept or told, and the same file twice changes nothing."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.base.errors import BadInput
from store.base.text import match_key, one_line
from store.changes.preview import Preview
from store.documents.importer import plan_import
from store.documents.result import ImportResult
from store.formats.source import Cell, Grid, GridRow, Source
from store.records.model import Collaboration
from store.register.store import Store
from tests.conftest import KARI
from tests.counts import examples

HEADERS = (
    "Samarbeid", "Fagområde", "Type", "Kommentar", "Deltakere", "Vertskommune", "Eierandel", "Org.nr.", "Saksnr.", "",
    "Avtale datert", "Nettside", "Fjellby", "Elvdal", "Åsmark", "Formål", "Nr", "Øvrige eiere", "Komentar",
)  # fmt: skip
KNOWN = (
    "", "", "x", "X", "V", "–", "nei", "(x)", "?", "33,5 %", "0,335", "1/3", "Fjellby", "Fjellby, Elvdal og Åsmark",
    "alle", "alle unntatt Elvdal", "private", "Se egen side", "Legevakt", "Kino", "Renovasjon*", "Legevakt¹", "HELSE:",
    "IKS", "Avtale", "Vertskommune § 20-2", "27?", "974760673", "01.02.2019", "2016", "PS 12/19", "https://a.no/b",
    "Sum", "Totalt", "Fjellby vertskommune. Med Elvdal kommune.", "Avtalen er sagt opp.", "- ett\n- to", "2024",
)  # fmt: skip
CELLS = st.one_of(st.sampled_from(KNOWN), st.text("abcæøå ÆØÅ0123456789.,;:|%/()*?<>&'\"-–\n", max_size=14))


@st.composite
def tables(draw: st.DrawFn) -> Grid:
    """A table whose first columns are a name and what makes it an overview; the others are anything."""
    others = draw(st.lists(st.sampled_from(HEADERS), max_size=5, unique=True))
    header = ["Samarbeid", "Deltakere", *(one for one in others if one not in ("Samarbeid", "Deltakere"))]
    rows = draw(st.lists(st.lists(CELLS, min_size=len(header), max_size=len(header)), min_size=1, max_size=6))
    lines = [header, *([one_line(cell) if "\n" not in cell else cell.strip() for cell in row] for row in rows)]
    made = (GridRow(tuple(Cell(cell) for cell in row), f"rad {at}") for at, row in enumerate(lines, start=1))
    return Grid(tuple(made), "Oversikt per 1. januar 2024")


@pytest.fixture(scope="module")
def dalen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("laws")


_NUMBERS = itertools.count()


def told(result: ImportResult, now: Preview) -> str:
    """Everything that a document left behind, in one text."""
    words: list[str] = [problem.message for problem in result.problems]
    for record in now.collaborations.values():
        written = [record.as_written, *record.former.values()]
        for row in (one for one in written if one is not None):
            words += [row.name, row.type, row.comment, row.progress, row.section, *row.notes]
            words += [*row.marks.values(), *row.cells.values(), *row.other.values()]
    for document in now.documents.values():
        words += [*document.rows, *document.left_out, document.text, *document.columns]
        words += [word for row in document.cells.values() for word in (row.name, *row.marks.values())]
    return "\n".join(one_line(word) for word in words)


def told_line(words: str) -> None:
    """What is refused is one line that names the file."""
    assert "o.xlsx" in words
    assert "\n" not in words


@examples(40)
@given(table=tables())
def test_what_is_read_is_kept_or_told_and_the_second_time_changes_nothing(dalen: Path, table: Grid) -> None:
    path = dalen / str(next(_NUMBERS))
    store = Store.init(path, "Dalen", KARI, lang="nb")
    try:
        source = Source("o.xlsx", "xlsx", (table,))
        try:
            result = plan_import(store.snapshot(), [source])
        except BadInput as refused:
            told_line(str(refused))
            return
        assert result.changeset is not None
        store.commit(result.changeset, KARI)
        now = store.snapshot()
        kept = told(result, Preview(now))
        for row in table.rows[1:]:
            for cell in row.cells:
                for line in cell.text.split("\n"):
                    assert one_line(line) in kept, (one_line(line), kept)
        again = plan_import(now, [source])
        assert again.changeset is None, [change.fields for change in again.changeset.changes]
        names = {match_key(record.name) for record in now.collaborations.values()}
        assert "" not in names
        assert not any(isinstance(record, Collaboration) and record.name.startswith("Sum ") for record in names)
    finally:
        store.close()
