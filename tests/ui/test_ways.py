"""Every way leads on and back: the record's screen, the past, a form that is left, what is made from a choice."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Input

from iktui.app import IktuiApp
from iktui.screens.ask.choose import ChooseScreen
from iktui.screens.ask.dialogs import Ask
from iktui.screens.ask.help import HelpScreen
from iktui.screens.desk.edit import EditScreen
from iktui.screens.looking.record import RecordScreen
from iktui.screens.register.choosing import SettingsScreen
from iktui.settings import Preferences, kept_choices
from iktui.widgets.field_input import ChoiceList
from store.register.drafts import left_drafts
from store.register.store import Store
from tests.conftest import KARI, edit, git
from tests.ui.driving import LARGE, main, opened, press, screen_lines, screen_text, session, until
from tests.ui.every_screen import faults, ids_of, looked_at


async def test_the_screen_of_a_record_has_its_keys_and_follows(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "slash", "=gudbrandsdalstinget", "enter", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RecordScreen))
        await press(pilot, "e", "ctrl+g", "=kommentar", "enter", "= Nytt.", "ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, RecordScreen) and "Nytt." in screen_text(pilot))
        await press(pilot, "h")
        await until(pilot, lambda: "Historikk" in screen_lines(pilot)[0])
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, RecordScreen), "one step back"
        await press(pilot, "X", "enter")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
    assert "slettet" in git(demo, "log", "-1", "--format=%s")


async def test_a_party_that_is_not_there_is_made_where_it_is_wanted(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "d")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask))
        choices = pilot.app.screen.query_one(ChoiceList)
        assert choices.has_class("shown"), "before a letter is typed"
        await press(pilot, "=Lom", "enter")
        assert "ingen part heter" not in screen_text(pilot)
        await press(pilot, "up", "ctrl+u", "=Lom", "down")
        assert [*choices.items] == ["Ny part …"]
        await press(pilot, "enter")
        await until(pilot, lambda: "Ny part" in screen_text(pilot) and "Slag" in screen_text(pilot))
        assert "Kommune" in screen_text(pilot), "no code where there is a name"
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, Ask) and "Hvem" in screen_text(pilot))
        assert pilot.app.screen.query_one("#party", Input).value == "Lom"
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "Lom" in git(demo, "log", "-1", "--format=%s"))
    store = Store.open(demo)
    assert "lom" in store.snapshot().collaboration("regionrad").participants
    store.close()
    assert git(demo, "log", "-2", "--format=%(trailers:key=Iktui-Action,valueonly)").split() == [
        "participant", "new-party",
    ]  # fmt: skip


async def test_esc_leads_out_of_the_past_and_what_writes_is_not_offered_there(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "at", "=1.1.2019", "enter")
        await until(pilot, lambda: "Slik det var (esc: nå): utgaven for 2019" in screen_lines(pilot)[0])
        assert "Endre" not in screen_lines(pilot)[-1]
        await press(pilot, "e")
        await until(pilot, lambda: "i fortiden endres ingenting" in " ".join(screen_text(pilot).split()))
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, RecordScreen))
        assert "Endre" not in screen_lines(pilot)[-1]
        await press(pilot, "escape", "escape")
        await until(pilot, lambda: session(pilot).at is None and "Endre" in screen_lines(pilot)[-1])


async def test_esc_twice_leaves_a_form_and_its_words_are_there_again(demo: Path) -> None:
    commits = git(demo, "rev-list", "--count", "HEAD")
    async with opened(demo) as pilot:
        await press(pilot, "e", "ctrl+g", "=kommentar", "enter", "= Det jeg skrev.", "escape", "escape")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
        await press(pilot, "e")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen) and "Det jeg skrev." in screen_text(pilot))
        await press(pilot, "escape", "enter")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
        await press(pilot, "e")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
        assert "Det jeg skrev." not in screen_text(pilot), "thrown away"
    assert git(demo, "rev-list", "--count", "HEAD") == commits


async def test_a_filter_without_hits_says_which_word_and_what_is_near(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "slash", "=barnvern")
        await until(pilot, lambda: "«barnvern» finnes ingen steder; mente du barnevern" in screen_text(pilot))


async def test_help_is_found_by_typing_and_does_it(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "question_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, HelpScreen))
        await press(pilot, "slash", "=tall", "enter", "enter")
        await until(pilot, lambda: screen_lines(pilot)[0].lstrip().startswith("Tall"))


async def test_the_palette_knows_other_words_and_settings_are_chosen_in_words(demo: Path) -> None:
    async with opened(demo, preferences=Preferences()) as pilot:
        await press(pilot, "ctrl+p", "=preferanser")
        await until(pilot, lambda: "Innstillinger" in screen_text(pilot))
        await press(pilot, "down", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, SettingsScreen))
        await press(pilot, "down", "enter", "=lys, høy", "enter")
        await until(pilot, lambda: "lys, høy kontrast" in screen_lines(pilot)[2])
        assert isinstance(pilot.app, IktuiApp)
        assert pilot.app.theme == "high-contrast-light"
    assert kept_choices() == {"theme": "high-contrast-light"}


def test_what_is_wrong_with_a_screen_is_seen() -> None:
    bad = ["Tittel", " til 2026-12-31, felles-barnevern-2 (host_municipality) “x” the Key(", " e Endre q Lu…"]
    found = " ".join(faults(bad, "nb", ["felles-barnevern-2"], has_footer=True))
    for what in ("2026-12-31", "felles-barnevern-2", "host_municipality", "“", "the", "Key(", "footer"):
        assert what in found
    assert list(faults(["Tittel", "", ""], "nb", [], has_footer=False)) == ["nothing stands on it"]


async def test_screens_show_no_stored_date_no_id_no_code(demo: Path) -> None:
    """Some of them in every run; the large counts have them all, in every language, size and register."""
    assert ids_of(demo)
    names = ("overview", "record", "form", "compare", "blame", "findings", "plan", "others", "figures", "timeline")
    assert await looked_at(demo, names, LARGE, "nb", "demo") == []


async def test_a_draft_is_never_laid_unseen_over_what_somebody_else_saved(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "e", "ctrl+g", "=kommentar", "enter", "= Det jeg skrev.", "escape", "escape")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
        store = Store.open(demo)
        edit(store, "regionrad", comment="Det kollegaen skrev.")
        store.close()
        await until(pilot, lambda: session(pilot).snapshot.collaboration("regionrad").comment == "Det kollegaen skrev.")
        await press(pilot, "e")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseScreen))
        assert "Det kollegaen skrev." in screen_text(pilot)
        assert "Det jeg skrev." in screen_text(pilot)
        await press(pilot, "escape")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
    assert len(left_drafts(demo / ".git", KARI.mail)) == 1
