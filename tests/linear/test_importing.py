"""A document read in by lines: what was found, columns told, something left out, saved."""

from __future__ import annotations

from pathlib import Path

from store.register.store import Store
from tests.conftest import git
from tests.formats.test_cases import CASES
from tests.linear.talking import talk


def test_columns_are_asked_for_and_a_record_left_out(demo: Path) -> None:
    said = talk(
        demo, f"import {CASES / 'toradet-topptekst.docx'}",
        "Fjellby", "Elvdal", "Åsmark", "no", "yes", "Jordmor", "no", "yes", "", "", "q",
    )  # fmt: skip
    assert "Deltakere / Fjellby = marks of nobody that is known (has to be told): V; x; ✓" in said
    assert "Deltakere / Åsmark = marks of Åsmark (told): X; –; ✓" in said
    assert "5 new, 0 changed, 0 unchanged" in said
    store = Store.open(demo)
    names = {record.name for record in store.snapshot().collaborations.values()}
    store.close()
    assert {"Legevakt", "Brann", "Feiing", "Kulturskole"} <= names
    assert "Jordmor" not in names
    assert git(demo, "rev-list", "--count", "HEAD") == "4"


def test_a_column_is_put_right(demo: Path, tmp_path: Path) -> None:
    file = tmp_path / "o.csv"
    file.write_text("Samarbeid;Type;Hvem;Deltakere\nKino;IKS;Sju ansatte;Øyer\n", encoding="utf-8")
    said = talk(demo, f"import {file}", "yes", "Hvem", "comment", "no", "no", "yes", "", "", "q")
    assert "Hvem = comment (told): Sju ansatte" in said
    store = Store.open(demo)
    record = store.snapshot().collaboration("kino")
    store.close()
    assert record.comment == "Sju ansatte"


def test_a_file_that_cannot_be_read_is_one_line(demo: Path, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"%PDF-1.4 brutt")
    said = talk(demo, f"import {tmp_path / 'x.pdf'}", "import /ikke/der.docx", "q")
    assert "x.pdf: the file is damaged or not whole" in said
    assert "/ikke/der.docx: no such file" in said
    assert git(demo, "rev-list", "--count", "HEAD") == "3"
