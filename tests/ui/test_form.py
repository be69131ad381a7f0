"""The form of a collaboration."""

from pathlib import Path

from textual import events
from textual.app import App
from textual.widgets import Label, Select

from iktui.screens.edit import EditScreen
from iktui.widgets.check_list import CheckBox, CheckList
from iktui.widgets.safe_input import SafeInput, SafeTextArea
from store.model import Collaboration
from store.store import Store
from tests.conftest import git, is_sound
from tests.ui.driving import SMALL, main, opened, press, screen_text, until


def saved(demo: Path, id: str) -> Collaboration:
    store = Store.open(demo)
    record = store.snapshot().collaboration(id)
    store.close()
    return record


async def test_form_host_status_participant_dates_and_areas_by_keys_alone(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "slash", "=geodata", "enter", "e")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
        await press(pilot, "tab", "enter", "=avtale", "enter")  # form, found by typing
        await press(pilot, "tab", "enter", "=gaus", "enter")  # host
        await press(pilot, "tab", "tab", "tab")  # status, comment, first participant: Lillehammer
        await press(pilot, "tab", "tab", "tab", "=2023-06", "tab", "=2022-06-30")  # until, notice
        for _field in range(12):
            if isinstance(pilot.app.focused, CheckList):
                break
            await press(pilot, "tab")
            if isinstance(pilot.app.focused, Select) and pilot.app.focused.id == "add":
                await press(pilot, "tab")
        assert isinstance(pilot.app.focused, CheckList)
        await press(pilot, "home", "space", "tab", "=Vedtatt i rådet", "ctrl+s")
        await until(pilot, lambda: git(demo, "rev-list", "--count", "HEAD") == "4")
    record = saved(demo, "geodata-samarbeid")
    assert (record.legal_form, record.host) == ("agreement_only", "gausdal")
    part = record.participants["lillehammer"]
    assert (part.role, part.until, part.notice_given) == ("participant", "2023-06", "2022-06-30")
    assert set(record.areas) == {"tekniske-tjenester", "regionrad-og-annet-politisk-samarbeid"}
    assert "Vedtatt i rådet" in git(demo, "log", "-1", "--format=%B")
    is_sound(demo)


async def test_a_participant_is_added_and_another_leaves(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "slash", "=geodata", "enter", "e")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
        form = pilot.app.screen
        form.query_one("#add", Select).focus()
        await press(pilot, "enter", "=ringe", "enter")
        await until(pilot, lambda: bool(form.query("#in-ringebu")))
        await until(pilot, lambda: form.query_one("#in-ringebu", CheckBox).value)
        form.query_one("#in-oyer", CheckBox).focus()
        await press(pilot, "space", "ctrl+s")
        await until(pilot, lambda: git(demo, "rev-list", "--count", "HEAD") == "4")
    assert set(saved(demo, "geodata-samarbeid").participants) == {"lillehammer", "gausdal", "ringebu"}


async def test_an_impossible_date_is_said_beside_the_field_and_not_saved(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "e")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
        form = pilot.app.screen
        form.query_one("#until-oyer", SafeInput).focus()
        await press(pilot, "=2021-02-30")
        error = form.query_one("#in-oyer-error", Label)
        assert error.has_class("shown")
        assert "2021-02-30" in str(error.render())
        await press(pilot, "ctrl+s")
        assert pilot.app.screen is form
        assert "kan ikke lagres ennå" in " ".join(screen_text(pilot).split())
    assert git(demo, "rev-list", "--count", "HEAD") == "3"


async def test_leaving_a_changed_form_asks_once(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "e", "escape")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
        await press(pilot, "e")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
        await press(pilot, "end", "=!", "escape")
        await until(pilot, lambda: "Forlate skjemaet" in screen_text(pilot))
        await press(pilot, "n")
        assert isinstance(pilot.app.screen, EditScreen)
        await press(pilot, "escape", "enter")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
    assert git(demo, "rev-list", "--count", "HEAD") == "3"


async def test_what_is_pasted_cannot_act_and_nothing_is_lost(demo: Path) -> None:
    async with opened(demo, SMALL) as pilot:
        await press(pilot, "e")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
        form = pilot.app.screen
        field, area = form.query_one("#name", SafeInput), form.query_one("#comment", SafeTextArea)
        field.value = "a\x1b]0;PWNED\x07b"
        area.focus()
        area._replace_via_keyboard("x\x1b[2Jy\u202ez\r\nto", *area.selection)
        await pilot.pause()
        assert not set(field.value + area.text) & set("\x1b\x07\u202e\r")
        assert "␛" in field.value
        assert not set(screen_text(pilot)) & set("\x1b\x07\u202e")


async def test_keys_typed_ahead_reach_the_field_they_were_meant_for(demo: Path) -> None:
    async with opened(demo, author=None) as pilot:
        await until(pilot, lambda: "Hvem er du?" in screen_text(pilot))
        for key in (*"Ola", "enter", *"ola", "at", *"x", "full_stop", *"no", "enter", "ctrl+s"):
            pilot.app.post_message(_key(pilot.app, key))
        await until(pilot, lambda: pilot.app.screen is main(pilot))
        for key in ("slash", *"geodata", "enter"):
            pilot.app.post_message(_key(pilot.app, key))
        await until(pilot, lambda: "1 av 55" in screen_text(pilot))
        assert pilot.app.screen is main(pilot), "the n of nothing opened a form"
        await press(pilot, "e")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
        for key in ("end", *"XY", "tab", "tab", "tab", "tab", *"ZW"):
            pilot.app.post_message(_key(pilot.app, key))
        await until(pilot, lambda: "ZW" in pilot.app.screen.query_one("#comment", SafeTextArea).text)
        assert pilot.app.screen.query_one("#name", SafeInput).value == "Geodata-samarbeidXY"
        for key in (*"siste", "ctrl+s"):
            pilot.app.post_message(_key(pilot.app, key))
        await until(pilot, lambda: git(demo, "rev-list", "--count", "HEAD") == "4")
    comment = saved(demo, "geodata-samarbeid").comment
    assert "ZW" in comment
    assert "siste" in comment
    assert git(demo, "config", "--local", "user.name") == "Ola"
    assert git(demo, "config", "--local", "user.email") == "ola@x.no"


def _key(app: App[int], key: str) -> events.Key:
    character = {"at": "@", "full_stop": "."}.get(key, key if len(key) == 1 else None)
    event = events.Key(key, character)
    event.set_sender(app)
    return event
