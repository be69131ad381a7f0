"""The overview as a document, from the screens: now, and as an edition had it."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from iktui.files import edition_at, exported
from store.register.store import Store
from tests.ui.driving import opened, press, screen_text, session, until


def markdown(store: Store, at: str | None) -> str:
    return exported(store, "overview", "md", store.snapshot(commit=at), at).decode("utf-8")


async def test_the_overview_is_written_and_never_over_a_file_unasked(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(demo) as pilot:
        await press(pilot, "o", "=md", "enter", "enter", "enter")
        await until(pilot, lambda: (tmp_path / "oversikt.md").is_file())
        await until(pilot, lambda: "oversikt.md" in screen_text(pilot))
        store = Store.open(demo)
        assert (tmp_path / "oversikt.md").read_text(encoding="utf-8") == markdown(store, None)
        store.close()
        (tmp_path / "oversikt.csv").write_text("min egen", encoding="utf-8")
        await press(pilot, "o", "=csv", "enter", "enter", "enter")
        await until(pilot, lambda: "oversikt.csv" in screen_text(pilot))
        await press(pilot, "n")
        await pilot.pause(0.3)
    assert (tmp_path / "oversikt.csv").read_text(encoding="utf-8") == "min egen"


async def test_a_place_that_cannot_be_written_is_told(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "o", "=md", "enter", "enter", "end", *["backspace"] * 11, "=/ikke/der.md", "enter")
        await until(pilot, lambda: "/ikke/der.md" in screen_text(pilot))


async def test_an_edition_is_written_as_it_was_published(demo: Path, tmp_path: Path) -> None:
    file = tmp_path / "utgave.md"
    async with opened(demo) as pilot:
        await press(pilot, "left_curly_bracket")
        await until(pilot, lambda: bool(session(pilot).past))
        await pilot.pause(0.5)
        await press(pilot, "o", "=md", "enter", "enter", "end", *["backspace"] * 11, f"={file}", "enter")
        await until(pilot, file.is_file)
        commit = session(pilot).at
    store = Store.open(demo)
    year = edition_at(store, commit)
    assert year
    assert file.read_text(encoding="utf-8") == markdown(store, commit)
    assert edition_at(store, None) == ""
    store.close()


async def test_any_paper_is_written_in_any_format(demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    plan, sheet = tmp_path / "handlingsplan.docx", tmp_path / "regionrad.pdf"
    async with opened(demo) as pilot:
        await press(pilot, "o", "=docx", "enter", "=Handlingsplan", "enter", "enter")
        await until(pilot, lambda: "handlingsplan.docx" in screen_text(pilot) and plan.is_file())
        await press(pilot, "o", "=pdf", "enter", "=Ett samarbeid", "enter", "=Regionråd", "enter", "enter")
        await until(pilot, lambda: "regionrad.pdf" in screen_text(pilot) and sheet.is_file())
        await press(pilot, "o", "=html", "enter", "=Ett samarbeid", "enter", "=felles-barnevern-2", "enter", "enter")
        second = tmp_path / "felles-barnevern-2.html"
        await until(pilot, second.is_file)
    assert "<h1>Felles barnevern</h1>" in second.read_text(encoding="utf-8"), "the second of two of one name"
    assert any("Felles forliksråd" in cell.text for table in docx.Document(str(plan)).tables for cell in table._cells)
    assert sheet.read_bytes().startswith(b"%PDF")


async def test_the_public_site_is_written_into_a_folder(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with opened(demo) as pilot:
        await press(pilot, "o", "=Offentlig nettside", "enter", "enter", "enter")
        await until(pilot, lambda: "skrevet: nettside/index.html" in screen_text(pilot))
        assert "Hopp til innhaldet" in (tmp_path / "nettside/nn/index.html").read_text(encoding="utf-8")
        page = tmp_path / "nettside/nb/index.html"
        page.write_text("min", encoding="utf-8")
        await press(pilot, "o", "=Offentlig nettside", "enter", "enter", "enter")
        await until(pilot, lambda: "nettside finnes allerede" in " ".join(screen_text(pilot).split()))
        await press(pilot, "n")
        await press(pilot, "o", "=Offentlig nettside", "enter", "enter", "ctrl+u", f"={demo}", "enter", "enter")
        await until(pilot, lambda: "registerets egen mappe" in " ".join(screen_text(pilot).split()))
    assert page.read_text(encoding="utf-8") == "min"
