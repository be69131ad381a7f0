"""The main screen by its keys, at both sizes, and then a look in the repository."""

from pathlib import Path

import pytest

from iktui.app import IktuiApp
from iktui.screens.ask.help import HelpKey, HelpList
from iktui.screens.desk.edit import EditScreen
from iktui.screens.looking.record import RecordScreen
from iktui.widgets.record_list import RecordList
from store.base.dates import shown_date
from store.register.kept import read_cache
from store.register.store import Store
from tests.conftest import KARI, edit, git, is_sound
from tests.ui.driving import LARGE, SMALL, main, opened, press, screen_lines, screen_text, until

BOTH = pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])


@BOTH
async def test_the_overview_as_people_know_it(demo: Path, size: tuple[int, int]) -> None:
    async with opened(demo, size) as pilot:
        await until(pilot, lambda: "Hvilken kommune er du fra?" in screen_lines(pilot)[1])
        first, _asked, *rest = screen_lines(pilot)
        lines = [first, *rest]
        assert "55 samarbeid" in lines[0]
        assert all(word in lines[1] for word in ("Samarbeid", "Form", "Lil", "Gau", "Øye", "Kommentar"))
        assert lines[2].startswith("Regionråd og annet politisk samarbeid")
        assert lines[3].split()[:5] == ["Regionråd", "Avtale", "x", "x", "x"]
        await until(pilot, lambda: any("Innlandet fylkeskommune" in line for line in screen_lines(pilot)[-9:-1]))
        assert all(word in lines[-1] for word in ("Søk", "Endre", "Ny", "Avslutt", "Historikk", "Funn", "Hjelp"))
        if size == LARGE:
            assert "Lillehammer" in lines[1]
            assert any("Fellessenhet økonomi - regnskap, lønn og fakturering" in line for line in lines)


@BOTH
async def test_browse_filter_edit_save_history_quit(demo: Path, size: tuple[int, int]) -> None:
    async with opened(demo, size) as pilot:
        await press(pilot, "j", "j", "k", "down", "pagedown", "home", "slash", "=personvern")
        assert "1 av 55: «personvern»" in screen_lines(pilot)[0]
        await press(pilot, "enter", "e")
        await until(pilot, lambda: "Endre: Felles personvernombud" in screen_text(pilot))
        await press(pilot, "tab", "tab", "tab", "tab", "ctrl+end", "= Fra 2022.", "ctrl+s")
        await until(pilot, lambda: git(demo, "rev-list", "--count", "HEAD") == "4")
        await until(pilot, lambda: "Fra 2022." in screen_text(pilot))
        await press(pilot, "h")
        await until(pilot, lambda: "Historikk: Felles personvernombud" in screen_text(pilot))
        text = screen_text(pilot)
        assert "Kari Nordmann" in text
        assert "Ringebu kommune." in text
        assert "Fra 2022." in text
        assert shown_date(git(demo, "log", "-1", "--format=%cs")) in text
        await press(pilot, "escape", "q")
    assert git(demo, "log", "-1", "--format=%an <%ae>") == str(KARI)
    assert git(demo, "diff", "--numstat", "HEAD~1").split()[:2] == ["1", "1"]
    is_sound(demo)


async def test_the_list_is_shown_from_the_cache_before_anything_is_read(demo: Path) -> None:
    async with opened(demo) as pilot:
        await until(pilot, lambda: read_cache(demo / ".git") is not None)
    cached = read_cache(demo / ".git")
    assert cached is not None
    assert len(cached.rows) == 55
    app = IktuiApp(demo, str(KARI))
    async with app.run_test(size=SMALL) as pilot:
        await until(pilot, lambda: "Regionråd" in screen_text(pilot))


async def test_a_cache_of_another_commit_or_none_is_thrown_away(demo: Path) -> None:
    async with opened(demo) as pilot:
        await until(pilot, lambda: read_cache(demo / ".git") is not None)
    store = Store.open(demo)
    edit(store, "regionrad", comment="Nytt")
    store.close()
    assert read_cache(demo / ".git") is None
    for rubbish in (b"", b"\x00", b"x" * 100, b"{"):
        (demo / ".git/iktui/rows").write_bytes(rubbish)
        assert read_cache(demo / ".git") is None
    async with opened(demo) as pilot:
        assert "Nytt" in screen_text(pilot)


async def test_the_filter_narrows_as_one_types_and_lets_go(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "slash", "=oestn")
        await until(pilot, lambda: "1 av 55" in screen_lines(pilot)[0])
        assert any("Østnorsk filmsenter" in line for line in screen_lines(pilot))
        await press(pilot, "=nothing")
        await until(pilot, lambda: "0 av 55" in screen_lines(pilot)[0])
        await press(pilot, "escape")
        await until(pilot, lambda: "55 samarbeid" in screen_lines(pilot)[0])
        assert pilot.app.focused is main(pilot).query_one(RecordList)


async def test_a_new_collaboration_and_its_end(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "n", "=Felles akvarium", "enter")
        await until(pilot, lambda: "Ny: samarbeid" in screen_lines(pilot)[0])
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "56 samarbeid" in screen_text(pilot))
        assert git(demo, "log", "-1", "--format=%s") == "Felles akvarium: nytt (samarbeid)"
        await press(pilot, "x")
        await until(pilot, lambda: "Avslutt: Felles akvarium" in screen_text(pilot))
        await press(pilot, "backspace", *["backspace"] * 10, "=2031", "enter", "=Solgt", "enter")
        await until(pilot, lambda: "avsluttet 2031" in git(demo, "log", "-1", "--format=%s"))
    store = Store.open(demo)
    record = store.snapshot().collaboration("felles-akvarium")
    assert (record.status, record.until, record.end_reason) == ("ended", "2031", "Solgt")
    store.close()
    is_sound(demo)


async def test_a_name_that_will_not_do_is_said_at_once(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "n", "=../x", "enter")
        assert "begynner med en bokstav" in screen_text(pilot)
        await press(pilot, "escape")
    assert git(demo, "rev-list", "--count", "HEAD") == "3"


async def test_findings_lead_to_their_records(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "exclamation_mark")
        await until(pilot, lambda: "funn" in screen_lines(pilot)[0])
        await press(pilot, "home")
        assert "Trolige skrivefeil (5)" in screen_text(pilot)
        await press(pilot, "j", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RecordScreen))
        await press(pilot, "escape", "g")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
        row = main(pilot).query_one(RecordList).highlighted
        assert getattr(row, "id", "") == "felles-110-nodalarmeingsentral"


async def test_help_and_palette_name_every_key(demo: Path) -> None:
    async with opened(demo, LARGE) as pilot:
        await press(pilot, "question_mark")
        shown = [one for one in pilot.app.screen.query_one(HelpList).items if isinstance(one, HelpKey)]
        text = "\n".join(f"{one.signs} {one.text}" for one in shown)
        for key, what in (
            ("/", "Søk"),
            ("e", "Endre"),
            ("h", "Historikk"),
            ("!", "Funn"),
            ("i", "Importer"),
            ("q", "Lukk"),
        ):
            assert any(line.strip().startswith(key) and what in line for line in text.splitlines()), key
        await press(pilot, "escape", "ctrl+p")
        await until(pilot, lambda: "Historikk" in screen_text(pilot))


async def test_whoever_comes_first_is_asked_who_they_are(demo: Path) -> None:
    async with opened(demo, author=None) as pilot:
        await until(pilot, lambda: "Hvem er du?" in screen_text(pilot))
        await press(pilot, "=Ola Hansen", "enter", "=ikke en adresse", "enter")
        assert "skriv en e-postadresse" in screen_text(pilot)
        await press(pilot, "home", "ctrl+k", "=ola@gausdal.kommune.no", "enter")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
        await press(pilot, "e", "end", "= 2", "ctrl+s")
        await until(pilot, lambda: git(demo, "log", "-1", "--format=%an") == "Ola Hansen")
    assert git(demo, "config", "--local", "user.email") == "ola@gausdal.kommune.no"


async def test_an_import_is_reviewed_before_it_is_written(demo: Path, tmp_path: Path) -> None:
    file = tmp_path / "o.txt"
    text = "Per 1. januar 2022\n\nNavn\tType samarbeid\tØyer\tGausdal\tKommentar\nFelles isbane\tAvtale\tx\tx\tNy.\n"
    file.write_text(text, encoding="utf-8")
    async with opened(demo) as pilot:
        await press(pilot, "i", f"={file}", "enter")
        await until(pilot, lambda: "Funnet i o.txt: 1 tabell" in screen_lines(pilot)[0])
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "Importer:" in screen_lines(pilot)[0])
        assert "Felles isbane" in screen_text(pilot)
        assert git(demo, "rev-list", "--count", "HEAD") == "3"
        await press(pilot, "escape")
        await until(pilot, lambda: "Funnet i" in screen_lines(pilot)[0])
        await press(pilot, "escape")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
        assert git(demo, "rev-list", "--count", "HEAD") == "3"
        await press(pilot, "i", f"={file}", "enter")
        await until(pilot, lambda: "Funnet i" in screen_lines(pilot)[0])
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "Importer:" in screen_lines(pilot)[0])
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "56 samarbeid" in screen_text(pilot))
    is_sound(demo)


async def test_a_hand_edit_is_offered_at_start(demo: Path) -> None:
    file = demo / "collaborations/re/regionrad.toml"
    file.write_text(file.read_text().replace("Med Innlandet fylkeskommune.", "For hånd."))
    async with opened(demo) as pilot:
        await until(pilot, lambda: "Endret for hånd" in screen_text(pilot))
        assert "For hånd." in screen_text(pilot)
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: git(demo, "rev-list", "--count", "HEAD") == "4")
    is_sound(demo)


async def test_a_file_that_cannot_be_read_is_told_and_the_rest_is_there(demo: Path) -> None:
    (demo / "collaborations/re/regionrad.toml").write_text("name = \n")
    git(demo, "-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qam", "ødelagt")
    async with opened(demo) as pilot:
        assert "1 uleselig fil (!)" in screen_lines(pilot)[0]
        assert "Felles kommunestyremøter" in screen_text(pilot)
        await press(pilot, "exclamation_mark")
        await until(pilot, lambda: "Filer som ikke kan leses (1)" in screen_text(pilot))


async def test_somebody_elses_change_meanwhile_is_kept_and_told(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "e", "tab", "tab", "tab", "tab", "ctrl+end", "= Min.")
        other = Store.open(demo)
        edit(other, "regionrad", comment="Den andres.")
        other.close()
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "endret imens av Kari" in screen_text(pilot))
        assert git(demo, "rev-list", "--count", "HEAD") == "4"
        assert "Den andres." in git(demo, "show", "HEAD:collaborations/re/regionrad.toml")
        assert all(
            text in screen_text(pilot) for text in ("fylkeskommune. Min.", "Den andres.", "Deres: Kari Nordmann")
        )
        await press(pilot, "escape")  # back to the form: nothing typed is lost
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
        await until(pilot, lambda: "Min." in screen_text(pilot))
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: git(demo, "rev-list", "--count", "HEAD") == "5")
    assert "Min." in git(demo, "show", "HEAD:collaborations/re/regionrad.toml")
    is_sound(demo)


async def test_ending_twice_and_a_bad_author_do_no_harm(demo: Path) -> None:
    async with opened(demo) as pilot:
        for _time in range(2):
            await press(pilot, "x")
            await until(pilot, lambda: "Avslutt: Regionråd" in screen_text(pilot))
            await press(pilot, "ctrl+s")
            await until(pilot, lambda: pilot.app.screen is main(pilot))
        await until(pilot, lambda: "ingenting å endre" in screen_text(pilot))
    assert git(demo, "rev-list", "--count", "HEAD") == "4"
    async with opened(demo, author="uten adresse") as pilot:
        await until(pilot, lambda: "uten adresse" in screen_text(pilot))
