"""Exported and taken in again: nothing changed is nothing, n cells changed are those n. IKTUI_CASES raises the cases.

A case is made of a number, which a failure names: a register in git is too slow to be made smaller step by step.
"""

from __future__ import annotations

import datetime as dt
import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from store.base.i18n import LANGUAGES
from store.changes.edits import today
from store.register.store import Store
from tests.conftest import KARI
from tests.counts import examples
from tests.papers.returning import (
    FORMATS,
    Edits,
    cells_by,
    commit,
    edited,
    expected,
    fields_after,
    is_nothing,
    made_by,
    paper_of,
    returned,
    table_at,
    without_hidden,
    written,
)

SAVED_AS = {
    "docx": "docx:Office Open XML Text",
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "html": "html:HTML (StarWriter)",
}
few = settings(examples(6), phases=(Phase.explicit, Phase.generate))
SEEDS = st.integers(0, 10**9)
EACH = pytest.mark.parametrize("format", FORMATS)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A register with nothing in it, made once."""
    path = tmp_path_factory.mktemp("empty") / "register"
    Store.init(path, "Prøve", KARI).close()
    return path


def with_registers(empty: Path, rng: random.Random, law: Callable[[Store], None]) -> None:
    with tempfile.TemporaryDirectory() as room:
        store = made_by(rng, empty, Path(room))
        law(store)
        store.close()


@EACH
def test_a_paper_that_nobody_changed_changes_nothing(format: str, empty: Path) -> None:
    @few
    @given(SEEDS)
    def law(seed: int) -> None:
        rng = random.Random(seed)

        def holds(store: Store) -> None:
            one = rng.choice(list(store.snapshot().collaborations))
            for what, wanted in (("overview", ""), rng.choice((("section27", ""), ("plan", ""), ("record", one)))):
                data = written(paper_of(store, what, wanted, lang=rng.choice(LANGUAGES)), format)
                assert is_nothing(returned(store, data, format)) == []

        with_registers(empty, rng, holds)

    law()


@pytest.mark.parametrize("format", ["csv", "md", *FORMATS])
def test_a_paper_without_hidden_data_that_nobody_changed_changes_nothing(format: str, empty: Path) -> None:
    @few
    @given(SEEDS)
    def law(seed: int) -> None:
        rng = random.Random(seed)

        def holds(store: Store) -> None:
            lang = rng.choice(LANGUAGES)
            data = written(paper_of(store, lang=lang, day=dt.date.fromisoformat(today())), format)
            data = data if format in ("csv", "md") else without_hidden(format, data)
            assert is_nothing(returned(store, data, format)) == []

        with_registers(empty, rng, holds)

    law()


@EACH
def test_as_many_cells_as_are_changed_are_changed_in_the_register(format: str, empty: Path) -> None:
    @few
    @given(SEEDS)
    def law(seed: int) -> None:
        rng = random.Random(seed)

        def holds(store: Store) -> None:
            changed, wanted = some_cells(rng, store, format, anew=rng.random() < 0.5)
            if rng.random() < 0.5:  # others go on meanwhile, with what no cell of an overview shows
                records = store.snapshot().collaborations
                commit(store, [one.model_copy(update={"end_reason": "Imens."}) for one in records.values()])
                wanted = {id: {**fields, "end_reason": "Imens."} for id, fields in wanted.items()}
            result = returned(store, changed, format)
            assert [str(problem) for problem in result.problems] == []
            assert (result.conflicts, result.gone, result.added) == ([], [], [])
            assert fields_after(store, result) == wanted
            if result.changeset is not None:
                assert {made.key.kind for made in result.changeset.changes} <= {"collaboration", "party"}
                store.commit(result.changeset, KARI)
            assert is_nothing(returned(store, changed, format)) == [], "the second time, it changes nothing"

        with_registers(empty, rng, holds)

    law()


def some_cells(
    rng: random.Random, store: Store, format: str, *, anew: bool = False
) -> tuple[bytes, dict[str, dict[str, object]]]:
    """A file of the overview with some cells changed, and what every collaboration has to be then."""
    records = store.snapshot().collaborations
    paper = paper_of(store, lang=rng.choice(LANGUAGES))
    at, table = table_at(paper, "overview")
    cells = cells_by(rng, table, records, 4)
    edits = Edits({(cell.row, cell.column): cell.words for cell in cells})
    return edited(format, written(paper, format), at, edits, anew=anew), expected(records, cells)


@EACH
def test_rows_in_another_order_deleted_copied_and_added(format: str, empty: Path) -> None:
    @few
    @given(SEEDS)
    def law(seed: int) -> None:
        rng = random.Random(seed)

        def holds(store: Store) -> None:
            before = {id: record.name for id, record in store.snapshot().collaborations.items()}
            paper = paper_of(store)
            at, table = table_at(paper, "overview")
            keys = [line.key for line in table.lines]
            rows = [n for n, line in enumerate(table.lines) if not line.is_section and keys.count(line.key) == 1]
            if not rows:
                return
            copied = tuple(rng.sample(rows, rng.randint(0, 1)))
            deleted = tuple(rng.sample(rows, rng.randint(0, min(2, len(rows)))))
            added = (("Helt nytt samarbeid", "AS", "x", "", "x", "Gausdal", "Ny rad"),) * rng.randint(0, 1)
            count = len(table.lines) + len(copied) + len(added) - len(deleted)
            order = tuple(rng.sample(range(count), count)) if rng.random() < 0.5 else ()
            data = edited(format, written(paper, format), at, Edits({}, copied, added, deleted, order))
            result = returned(store, data, format)
            gone, left = [table.lines[n] for n in deleted], [table.lines[n] for n in {*rows, *copied} - {*deleted}]
            assert len(result.added) == len(added) + sum(n not in deleted for n in copied)
            assert len(result.gone) == len([n for n in deleted if n not in copied])
            after = fields_after(store, result)
            assert {id: after[id]["name"] for id in before} == before
            assert gone or left
            if added:
                new = next(fields for fields in after.values() if fields["name"] == "Helt nytt samarbeid")
                assert new["legal_form"] == "limited_company"
                assert new["participants"] == {"oyer": {}, "lillehammer": {}, "gausdal": {"role": "host"}}
                assert new["comment"] == "Ny rad"
            if result.changeset is not None:
                store.commit(result.changeset, KARI)
            again = returned(store, data, format)
            assert again.changeset is None, again.changeset
            assert len(again.gone) == len(result.gone)

        with_registers(empty, rng, holds)

    law()


@EACH
def test_cells_changed_in_a_file_without_hidden_data_are_told_and_nothing_else_is(format: str, empty: Path) -> None:
    """It is an import: what the register has stays where the file says otherwise, and is asked about."""

    @few
    @given(SEEDS)
    def law(seed: int) -> None:
        rng = random.Random(seed)

        def holds(store: Store) -> None:
            records = store.snapshot().collaborations
            names = [record.name for record in records.values()]
            paper = paper_of(store)
            at, table = table_at(paper, "overview")
            lines = [
                (n, line) for n, line in enumerate(table.lines)
                if line.key and not line.is_section and names.count(records[line.key.id].name) == 1
                and len(records[line.key.id].areas) < 2
            ]  # fmt: skip
            if not lines:
                return
            row, line = rng.choice(lines)
            assert line.key is not None
            data = edited(format, written(paper, format), at, Edits({(row, len(table.columns) - 1): "Ganske nytt."}))
            result = returned(store, without_hidden(format, data), format)
            after = fields_after(store, result)
            said = {conflict.key.id for conflict in result.conflicts if conflict.field == "comment"}
            said |= {id for id in records if after[id].get("comment", "") != records[id].comment}
            assert line.key.id in said

        with_registers(empty, rng, holds)

    law()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("format", SAVED_AS)
def test_what_libreoffice_opened_and_saved_is_the_same(
    format: str, empty: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """One run of it over a folder: half of the files were changed before."""
    cases = []
    count, seed = few.max_examples, request.config.getoption("--hypothesis-seed") or 0
    for number in range(count):
        rng = random.Random(f"{seed} {number}")
        store = made_by(rng, empty, tmp_path)
        if number % 2:
            data, wanted = some_cells(rng, store, format)
        else:
            data, wanted = written(paper_of(store, lang=rng.choice(LANGUAGES)), format), {}
        (tmp_path / f"{number}.{format}").write_bytes(data)
        cases.append((store, wanted))
    for (store, wanted), data in zip(cases, saved_by_libreoffice(tmp_path, format, count), strict=True):
        result = returned(store, data, format)
        if wanted:
            assert [str(problem) for problem in result.problems] == [], seed
            assert (result.conflicts, result.gone, result.added) == ([], [], []), seed
            assert fields_after(store, result) == wanted, seed
        else:
            assert is_nothing(result) == [], seed
        store.close()


def saved_by_libreoffice(folder: Path, format: str, count: int) -> list[bytes]:
    """The files of a folder, called by numbers, as LibreOffice saves them."""
    home, out = f"-env:UserInstallation=file://{folder}/office", folder / "saved"
    files = [str(folder / f"{number}.{format}") for number in range(count)]
    how = ["soffice", "--headless", home, "--convert-to", SAVED_AS[format], "--outdir", str(out), *files]
    subprocess.run(how, check=True, capture_output=True, timeout=60 + 10 * count)
    return [(out / f"{number}.{format}").read_bytes() for number in range(count)]
