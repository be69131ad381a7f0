"""Documents of 15,000 rows, in and out: `python -m tests.benchmarks documents`.

In: a spreadsheet beside its floor in one run: reading the file by python-calamine alone and importing the same rows as
text. Out: the overview in each format. Each is measured in a process of its own, whose memory is the most that it had.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from iktui.files import FORMATS
from tests.benchmarks.pairs import told
from tests.benchmarks.registers import AUTHOR

ROWS: Final = 15_000
_MEMBERS: Final = tuple(f"Kommune{letter}" for letter in "ABCDEFGH")
_FORMS: Final = ("IKS", "Avtale", "Vertskommune", "Vedtak")


def rows(count: int) -> list[list[str]]:
    """An overview: areas, names, forms, marks of eight municipalities, comments."""
    made = [["Fagområde", "Samarbeid", "Type samarbeid", *_MEMBERS, "Kommentar"]]
    for at in range(count):
        host = f"{_MEMBERS[at % 8]} vertskommune. " if at % 4 == 2 else ""
        marks = ["x" if (at + member) % 3 else "" for member in range(8)]
        name = f"Samarbeid nummer {at} om noe viktig"
        made.append([f"Område {at % 40}", name, _FORMS[at % 4], *marks, f"{host}Merknad {at}"])
    return made


def write(folder: Path, count: int) -> None:
    """The overview as a spreadsheet and as text."""
    import xlsxwriter

    made = rows(count)
    with xlsxwriter.Workbook(folder / "o.xlsx", {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Oversikt")
        for at, row in enumerate(made):
            sheet.write_row(at, 0, row)
    text = "\n".join("\t".join(row) for row in made)
    (folder / "o.txt").write_text(f"Oversikt per 1. januar 2024\n\n{text}\n", encoding="utf-8")


def one(what: str, folder: Path) -> dict[str, float]:
    """Seconds and MB of one thing, in this process: `floor`, `in` or `out` and a format."""
    way, _colon, format = what.partition(":")
    if way == "floor":
        import python_calamine

        begun = time.perf_counter()
        python_calamine.CalamineWorkbook.from_path(str(folder / "o.xlsx")).get_sheet_by_index(0).to_python()
        return {"s": time.perf_counter() - begun, "MB": _memory()}
    from store.register.store import Store

    if way == "in":
        from store.documents.importer import plan_import
        from store.formats.reading import read_source

        store = Store.init(folder / format, "Oversikt", AUTHOR, lang="nb")
        begun = time.perf_counter()
        result = plan_import(store.snapshot(), [read_source(folder / f"o.{format}")])
        found = {"s": time.perf_counter() - begun, "MB": _memory()}
        assert result.changeset is not None
        assert len(result.added) == ROWS
        store.commit(result.changeset, AUTHOR)
        return {**found, "s with the save": time.perf_counter() - begun}
    from iktui.files import paper_bytes, paper_of

    store = Store.open(folder / "txt")
    paper = paper_of(store, "overview", store.snapshot())
    begun = time.perf_counter()
    size = len(paper_bytes(paper, format))
    return {"s": time.perf_counter() - begun, "MB": _memory(), "kB": size // 1000}


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measure(folder: Path) -> None:
    """All of it, a line each."""
    write(folder, ROWS)
    spent = {}
    for what in ("floor:xlsx", "in:txt", "in:xlsx", *(f"out:{format}" for format in FORMATS if format != "sqlite")):
        command = [sys.executable, "-m", "tests.benchmarks.documents", what, str(folder)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        spent[what] = found["s"]
        told(f"{what:<58} " + "  ".join(f"{value:.1f} {unit}" for unit, value in found.items()))
    floor = spent["floor:xlsx"] + spent["in:txt"]
    told(f"{f'import of {ROWS} rows of xlsx / read by calamine + as text':<58} {spent['in:xlsx'] / floor:.2f}")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(one(sys.argv[1], Path(sys.argv[2]))))
