"""iktui import by command: any format, standard input, what is told of columns, what is left out, JSON."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest

from store.register.store import Store
from tests.conftest import KARI, Run, git
from tests.formats.test_cases import CASES

DALEN = ("--map", "Fjellby=Fjellby", "--map", "Elvdal=Elvdal", "--map", "Åsmark=Åsmark")
COUNTS = {
    "deltakerliste.csv": 4, "eierskap.xlsx": 3, "flere-sider.pdf": 60, "nettside.html": 2, "plan.docx": 0,
    "sporede-endringer.docx": 1, "tom-kolonne.tsv": 3, "toradet-topptekst.docx": 5, "utf16.txt": 1, "utklipp.md": 2,
}  # fmt: skip


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    path = tmp_path / "r"
    Store.init(path, "Dalen", KARI, lang="nb").close()
    return path


@pytest.mark.parametrize("file", sorted(COUNTS))
def test_every_case_into_an_empty_register(file: str, empty: Path, run: Run) -> None:
    done = run("-C", empty, "import", CASES / file)
    assert done.status in (0, 1)
    assert len(run("-C", empty, "list", "--json").json) == COUNTS[file]
    assert run("-C", empty, "fsck").status == 0
    again = run("-C", empty, "import", CASES / file)
    assert "0 nye, 0 endret" in again.out
    assert git(empty, "rev-list", "--count", "HEAD") == "2"


def test_a_text_from_standard_input(empty: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    words = io.TextIOWrapper(io.BytesIO((CASES / "utklipp.md").read_bytes()))
    monkeypatch.setattr("sys.stdin", words)
    run("-C", empty, "import", "-")
    assert [one["name"] for one in run("-C", empty, "list", "--json").json] == ["Renovasjon", "Arkiv | depot"]


def test_what_it_found_is_told_before_anything_is_written(demo: Path, run: Run) -> None:
    done = run("-C", demo, "import", "--dry-run", CASES / "eierskap.xlsx")
    assert "rad 4: en tabell over samarbeid, 4 rader" in done.out
    assert "Org.nr. = organisasjonsnummer: 974760673; 974 760 673" in done.out
    assert "Formål = beholdes som skrevet, blir ikke lest: Innsamling av avfall; Kraftproduksjon" in done.out
    assert git(demo, "rev-list", "--count", "HEAD") == "3"


def test_a_column_is_told_and_a_field_left_out(empty: Path, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "o.csv"
    file.write_text("Samarbeid;Type;Hva;Hvem\nKino;IKS;Film;Øyer\nArkiv;Avtale;Papir;Gausdal\n", encoding="utf-8")
    told = ("--map", "Hva=comment", "--map", "Hvem=participants")
    done = run("-C", empty, "import", file, *told, "--leave", "arkiv", "--json").json
    assert [(one["header"], one["meaning"], one["how"]) for one in done["tables"][0]["columns"]] == [
        ("Samarbeid", "name", "known"), ("Type", "legal_form", "known"),
        ("Hva", "comment", "told"), ("Hvem", "participants", "told"),
    ]  # fmt: skip
    (kino,) = run("-C", empty, "list", "--json").json
    assert (kino["comment"], list(kino["participants"])) == ("Film", ["oyer"])
    assert run("-C", empty, "import", file, "--leave", "arkiv.orgnr").status == 2


def test_the_words_of_a_table_come_out_as_they_went_in(empty: Path, run: Run) -> None:
    run("-C", empty, "import", CASES / "toradet-topptekst.docx")
    out = run("-C", empty, "export", "csv", "--as-written").out.splitlines()
    assert out[0] == "Fagområde,Samarbeid,Type,Deltakere / Fjellby,Deltakere / Elvdal,Deltakere / Åsmark,Kommentar"
    assert out[1] == "Helse,Legevakt¹,Vertskommune,V,x,X,Fjellby vertskommune"
    assert out[2] == "Helse,Jordmor,Kommuneloven,x,(x),–,Elvdal kjøper ved behov"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("mangler.docx", None, "finnes ikke"),
        ("tom.xlsx", b"", "tom"),
        ("bilde.pdf", b"\x89PNG\r\n\x1a\n\0\0", "bilde"),
        ("brutt.docx", b"PK\x03\x04brutt", "skadet"),
        ("prosa.txt", b"Bare ord.\n", "ingen tabell"),
        ("annet.csv", b"A;B\n1;2\n3;4\n", "ingen tabell over samarbeid"),
    ],
)
def test_what_cannot_be_read_is_one_line_and_nothing_is_written(
    name: str, data: bytes | None, words: str, empty: Path, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / name
    if data is not None:
        file.write_bytes(data)
    done = run("-C", empty, "import", file)
    assert done.status == 2
    assert words in done.err
    assert name in done.err
    assert done.err.count("\n") == 1
    assert git(empty, "rev-list", "--count", "HEAD") == "1"


def test_a_file_that_is_called_as_a_home_is_found(empty: Path, run: Run, nobody_home: Path) -> None:
    shutil.copy(CASES / "utf16.txt", nobody_home / "o.txt")
    assert run("-C", empty, "import", "~/o.txt").status == 0
