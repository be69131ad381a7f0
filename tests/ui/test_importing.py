"""A document read in from the screens: its name completed, a table pasted, columns told, records left out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from textual import events

from iktui.files import exported
from store.register.store import Store
from tests.cli.test_importing import COUNTS
from tests.cli.test_returning import changed
from tests.conftest import git
from tests.formats.test_cases import CASES
from tests.ui.driving import main, opened, press, screen_text, until


def names(path: Path) -> set[str]:
    store = Store.open(path)
    try:
        return {record.name for record in store.snapshot().collaborations.values()}
    finally:
        store.close()


async def test_a_word_file_with_its_columns_told_and_a_record_left_out(demo: Path, tmp_path: Path) -> None:
    shutil.copy(CASES / "toradet-topptekst.docx", tmp_path / "oversikt.docx")
    async with opened(demo) as pilot:
        await press(pilot, "i", f"={tmp_path}/overs", "tab")
        await until(pilot, lambda: "oversikt.docx" in screen_text(pilot))
        await press(pilot, "enter")
        await until(pilot, lambda: "Funnet i oversikt.docx: 1 tabell" in screen_text(pilot))
        for _column in range(3):  # the cursor stands on the first that has to be told
            await press(pilot, "enter", "enter", "j")
        await until(pilot, lambda: "kryss for Åsmark" in screen_text(pilot))
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "Importer: 10 poster" in screen_text(pilot))
        assert "tabell 1, rad 3" in screen_text(pilot)
        await press(pilot, "j", "space")
        await until(pilot, lambda: "1 utelatt" in screen_text(pilot))
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
        await until(pilot, lambda: git(demo, "log", "-1", "--format=%s").startswith("Importert"))
    assert {"Legevakt", "Brann", "Feiing", "Kulturskole"} <= names(demo)
    assert "Jordmor" not in names(demo)
    assert git(demo, "ls-files", "originals/*.docx")


async def test_a_wrong_path_stays_in_the_field(demo: Path, tmp_path: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "i", "=/ikke/der.docx", "enter")
        await until(pilot, lambda: "finnes ikke" in screen_text(pilot))
        assert "/ikke/der.docx" in screen_text(pilot)
        (tmp_path / "x.docx").write_bytes(b"PK\x03\x04brutt")
        await press(pilot, "ctrl+u", f"={tmp_path}/x.docx", "enter")
        await until(pilot, lambda: "skadet" in screen_text(pilot))
        await until(pilot, lambda: "x.docx" in screen_text(pilot) and "lim inn" in screen_text(pilot))
        await press(pilot, "escape")
    assert git(demo, "rev-list", "--count", "HEAD") == "3"


async def test_a_table_that_is_pasted(demo: Path) -> None:
    words = "Oversikt per 1. januar 2024\n\nSamarbeid\tType\tØyer\tGausdal\nFelles kino\tIKS\tx\tx\n"
    async with opened(demo) as pilot:
        await press(pilot, "i")
        await until(pilot, lambda: "lim inn" in screen_text(pilot))
        pilot.app.post_message(events.Paste(words))
        await until(pilot, lambda: "Funnet i innlimt tekst: 1 tabell" in screen_text(pilot))
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "Importer:" in screen_text(pilot))
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
    assert "Felles kino" in names(demo)


async def test_a_file_that_is_dropped_into_the_terminal(demo: Path, tmp_path: Path) -> None:
    file = tmp_path / "min oversikt.csv"
    file.write_text("Samarbeid;Type;Deltakere\nKino;IKS;Øyer\n", encoding="utf-8")
    async with opened(demo) as pilot:
        await press(pilot, "i")
        await until(pilot, lambda: "lim inn" in screen_text(pilot))
        pilot.app.post_message(events.Paste(f"'{file}'"))
        await pilot.pause(0.2)
        await press(pilot, "enter")
        await until(pilot, lambda: "Funnet i min oversikt.csv" in screen_text(pilot))
        await press(pilot, "escape")


async def test_a_field_is_left_as_the_register_has_it(demo: Path, tmp_path: Path) -> None:
    file = tmp_path / "o.txt"
    head = "Per 1. januar 2022\n\nNavn\tType samarbeid\tØyer\tLillehammer\tGausdal\tKommentar\n"
    file.write_text(f"{head}Regionråd\tIKS\tx\tx\tx\tNytt.\n", encoding="utf-8")
    async with opened(demo) as pilot:
        await press(pilot, "i", f"={file}", "enter")
        await until(pilot, lambda: "Funnet i" in screen_text(pilot))
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "Importer:" in screen_text(pilot))
        await press(pilot, "f")
        await until(pilot, lambda: "registeret" in screen_text(pilot))
        await press(pilot, "2", "ctrl+s")
        await until(pilot, lambda: "Står som de er: " in screen_text(pilot))
        left = "Form" if "Står som de er: form" in screen_text(pilot) else "Kommentar"
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
    store = Store.open(demo)
    record = store.snapshot().collaboration("regionrad")
    store.close()
    if left == "Form":
        assert (record.legal_form, record.comment) == ("agreement_only", "Nytt.")
    else:
        assert (record.legal_form, record.comment) == ("intermunicipal_company", "Med Innlandet fylkeskommune.")


async def test_a_word_file_that_comes_back_is_reviewed_at_once(demo: Path, tmp_path: Path) -> None:
    paper = tmp_path / "oversikt.docx"
    store = Store.open(demo)
    now = store.snapshot()
    paper.write_bytes(exported(store, "overview", "docx", now, None))
    store.close()
    changed(paper, "Regionråd", 6, "Møtes fire ganger i året.")
    async with opened(demo) as pilot:
        await press(pilot, "i", f"={paper}", "enter")
        await until(pilot, lambda: "Importer: 1 post" in screen_text(pilot))
        assert "Møtes fire ganger" in screen_text(pilot)
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
    assert git(demo, "log", "-1", "--format=%(trailers:key=Edited-by,valueonly)") == "Ola Hansen"


@pytest.mark.parametrize("file", sorted(path.name for path in CASES.iterdir()))
async def test_every_case_from_the_screens(file: str, fjell: Store) -> None:
    async with opened(fjell.path) as pilot:
        await press(pilot, "i", f"={CASES / file}", "enter")
        await until(pilot, lambda: f"Funnet i {file}" in screen_text(pilot))
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "Importer:" in screen_text(pilot))
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
        await until(pilot, lambda: git(fjell.path, "log", "-1", "--format=%s").startswith("Importert"))
    assert len(fjell.snapshot().collaborations) == COUNTS[file]
