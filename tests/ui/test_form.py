"""The form of a collaboration."""

from pathlib import Path

from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Label

from iktui.screens.desk.edit import EditScreen
from iktui.widgets.field_input import FieldInput
from iktui.widgets.safe_input import SafeTextArea
from store.records.model import KINDS, Collaboration
from store.records.schema import fields_of
from store.register.store import Store
from tests.conftest import git, is_sound
from tests.ui.driving import LARGE, SMALL, main, opened, press, screen_text, until


def saved(demo: Path, id: str) -> Collaboration:
    store = Store.open(demo)
    record = store.snapshot().collaboration(id)
    store.close()
    return record


async def form_of(pilot: Pilot[int], name: str) -> EditScreen:
    """Find a record by a part of its name and open its form."""
    await press(pilot, "slash", f"={name}", "enter", "e")
    await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
    form = pilot.app.screen
    assert isinstance(form, EditScreen)
    return form


def field(pilot: Pilot[int], path: str) -> FieldInput:
    return pilot.app.screen.query_one("#f-" + path.replace(".", "__"), FieldInput)


async def test_form_host_status_participant_dates_and_areas_by_keys_alone(demo: Path) -> None:
    async with opened(demo) as pilot:
        await form_of(pilot, "geodata")
        await press(pilot, "tab", "=avt", "tab", "=gaus", "tab")  # form and host, found by typing
        await press(pilot, "ctrl+g", "=lilleh", "enter", "tab", "tab", "=2023-06", "tab", "=2022-06-30")
        await press(pilot, "ctrl+g", "=områder", "enter", "=; region", "enter")
        await press(pilot, "ctrl+g", "=begrunnelse", "enter", "=Vedtatt i rådet", "tab", "=71/2019", "ctrl+s")
        await until(pilot, lambda: "nevner fortsatt" in screen_text(pilot))  # the comment and the new host
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: git(demo, "rev-list", "--count", "HEAD") == "4")
    record = saved(demo, "geodata-samarbeid")
    assert (record.legal_form, record.host) == ("agreement_only", "gausdal")
    part = record.participants["lillehammer"]
    assert (part.role, part.until, part.notice_given) == ("participant", "2023-06", "2022-06-30")
    assert set(record.areas) == {"tekniske-tjenester", "regionrad-og-annet-politisk-samarbeid"}
    message = git(demo, "log", "-1", "--format=%B")
    assert "Vedtatt i rådet" in message
    assert "Case: 71/2019" in message
    is_sound(demo)


async def test_reason_and_case_are_remembered_for_a_series(demo: Path) -> None:
    async with opened(demo) as pilot:
        await form_of(pilot, "geodata")
        await press(pilot, "=1", "ctrl+g", "=begrunnelse", "enter", "=Rullering", "ctrl+s")
        await until(pilot, lambda: git(demo, "rev-list", "--count", "HEAD") == "4")
        await press(pilot, "escape")
        await form_of(pilot, "regionråd")
        assert pilot.app.screen.query_one("#reason", FieldInput).value == "Rullering"
        await press(pilot, "escape")


async def test_a_participant_is_added_and_another_leaves(demo: Path) -> None:
    async with opened(demo) as pilot:
        await form_of(pilot, "geodata")
        await press(pilot, "ctrl+g", "=deltakere: leg", "enter", "=ringe", "enter")
        await until(pilot, lambda: bool(pilot.app.screen.query("#f-participants__ringebu__role")))
        assert field(pilot, "participants.ringebu.role").value == "Deltaker"
        await press(pilot, "ctrl+g", "=øyer", "enter", "end", "ctrl+u", "ctrl+s")
        await until(pilot, lambda: git(demo, "rev-list", "--count", "HEAD") == "4")
    assert set(saved(demo, "geodata-samarbeid").participants) == {"lillehammer", "gausdal", "ringebu"}


async def test_decisions_are_entered_per_municipality(demo: Path) -> None:
    async with opened(demo, LARGE) as pilot:
        await form_of(pilot, "geodata")
        await press(pilot, "ctrl+g", "=vedtak: leg", "enter", "=øyer", "enter")
        await until(pilot, lambda: bool(pilot.app.screen.query("#f-decisions__oyer__body")))
        await press(pilot, "=kommunestyret", "tab", "=32/19", "tab", "=19/47", "tab", "=2019-06-20", "tab", "=Vedtatt")
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: git(demo, "rev-list", "--count", "HEAD") == "4")
    decision = saved(demo, "geodata-samarbeid").decisions["oyer"]
    assert (decision.body, decision.case, decision.archive_case) == ("kommunestyret", "32/19", "19/47")
    assert (decision.date, decision.outcome) == ("2019-06-20", "Vedtatt")


async def test_every_field_of_every_kind_has_a_place_in_its_form(demo: Path) -> None:
    store = Store.open(demo)
    now = store.snapshot()
    records = [now.register, now.collaboration("regionrad"), *(KINDS[kind].model_validate({"id": "2030", "name": "x"})
               for kind in KINDS if kind not in ("register", "collaboration"))]  # fmt: skip
    async with opened(demo, LARGE) as pilot:
        for record in records:
            form = EditScreen(record, now)
            pilot.app.push_screen(form)
            await until(pilot, lambda form=form: pilot.app.screen is form and bool(form.query("#case")))  # type: ignore[misc]
            for spec in fields_of(record.KIND):
                id = f"#add-{spec.name}" if spec.shape == "table" else f"#f-{spec.name}"
                assert spec.shape == "raw" or form.query(id), (record.KIND, spec.name)
            assert form.typed == {}, record.KIND
            await press(pilot, "escape")
    store.close()


async def test_an_impossible_date_is_said_beside_the_field_and_not_saved(demo: Path) -> None:
    async with opened(demo) as pilot:
        await form_of(pilot, "geodata")
        form = pilot.app.screen
        field(pilot, "participants.oyer.until").focus()
        await press(pilot, "=2021-02-30")
        error = form.query_one("#f-participants__oyer__until-error", Label)
        assert error.has_class("shown")
        assert "2021-02-30" in str(error.render())
        await press(pilot, "ctrl+s")
        assert pilot.app.screen is form
        assert "kan ikke lagres ennå" in " ".join(screen_text(pilot).split())
    assert git(demo, "rev-list", "--count", "HEAD") == "3"


async def test_numbers_and_shares_are_checked_as_one_types_and_shown_as_people_write_them(demo: Path) -> None:
    async with opened(demo) as pilot:
        form = await form_of(pilot, "geodata")
        await press(pilot, "ctrl+g", "=organisasjonsn", "enter", "=974760674")
        assert "974760674" in str(form.query_one("#f-orgnr-error", Label).render())
        await press(pilot, "ctrl+s")
        assert pilot.app.screen is form
        await press(pilot, "ctrl+u", "=974 760 673", "tab", "=geodata.no", "ctrl+s")
        assert "geodata.no" in str(form.query_one("#f-address-error", Label).render())
        await press(pilot, "home", "=https://", "tab", "=PS 12/19", "tab", "=2019-03", "tab", "=2029")
        await press(pilot, "ctrl+g", "=øyer, eierandel", "enter", "=0", "ctrl+s")
        assert "33,5 % eller 1/3" in str(form.query_one("#f-participants__oyer__share-error", Label).render())
        await press(pilot, "ctrl+u", "=33,5", "up", "=1 / 3", "ctrl+s")
        await until(pilot, lambda: git(demo, "rev-list", "--count", "HEAD") == "4")
        await until(
            pilot,
            lambda: "Øyer (33,5 %), Lillehammer (vertskommune), Gausdal (1/3)" in " ".join(screen_text(pilot).split()),
        )
        await press(pilot, "e")
        await until(pilot, lambda: field(pilot, "participants.oyer.share").value == "33,5 %")
    record = saved(demo, "geodata-samarbeid")
    assert (record.orgnr, record.address, record.case) == ("974760673", "https://geodata.no", "PS 12/19")
    assert (record.agreement_date, record.agreement_until) == ("2019-03", "2029")
    assert {id: part.share for id, part in record.participants.items() if part.share} == {
        "oyer": "33.5 %", "gausdal": "1/3",
    }  # fmt: skip


async def test_leaving_a_changed_form_asks_once(demo: Path) -> None:
    async with opened(demo) as pilot:
        await press(pilot, "e", "escape")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
        await press(pilot, "e")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
        await press(pilot, "end", "=!", "escape")
        await until(pilot, lambda: "Forlat skjemaet" in screen_text(pilot))
        await press(pilot, "n")
        assert isinstance(pilot.app.screen, EditScreen)
        await press(pilot, "escape", "enter")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
    assert git(demo, "rev-list", "--count", "HEAD") == "3"


async def test_what_is_pasted_cannot_act_and_nothing_is_lost(demo: Path) -> None:
    async with opened(demo, SMALL) as pilot:
        await press(pilot, "e")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
        name, area = field(pilot, "name"), pilot.app.screen.query_one("#f-comment", SafeTextArea)
        name.value = "a\x1b]0;PWNED\x07b"
        area.focus()
        area._replace_via_keyboard("x\x1b[2Jy\u202ez\r\nto", *area.selection)
        await pilot.pause()
        assert not set(name.value + area.text) & set("\x1b\x07\u202e\r")
        assert "␛" in name.value
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
        for key in ("end", *"XY", "tab", *"avt", "enter", *"gaus", "tab", "down", "enter", *"ZW"):
            pilot.app.post_message(_key(pilot.app, key))
        await until(pilot, lambda: "ZW" in pilot.app.screen.query_one("#f-comment", SafeTextArea).text)
        assert pilot.app.screen.query_one("#f-name", FieldInput).value == "Geodata-samarbeidXY"
        for key in (*"siste", "ctrl+s"):
            pilot.app.post_message(_key(pilot.app, key))
        await until(pilot, lambda: "nevner fortsatt" in screen_text(pilot))
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: git(demo, "rev-list", "--count", "HEAD") == "4")
    assert (saved(demo, "geodata-samarbeid").legal_form, saved(demo, "geodata-samarbeid").host) == (
        "agreement_only",
        "gausdal",
    )
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


async def test_a_hundred_thousand_characters_pasted_are_refused_or_kept_whole(demo: Path) -> None:
    async with opened(demo, SMALL) as pilot:
        await form_of(pilot, "geodata")
        for path in ("name", "legal_form", "participants.oyer.until", "other_participants"):
            widget = field(pilot, path)
            widget.focus()
            await pilot.pause()
            pilot.app.post_message(events.Paste("x" * 100_000))
            await until(pilot, lambda widget=widget: len(widget.value) > 1_000)  # type: ignore[misc]
            await press(pilot, "ctrl+s")
            assert "kan ikke lagres ennå" in " ".join(screen_text(pilot).split()), path
            widget.value = ""
            await press(pilot, "tab")
            pilot.app.clear_notifications()
    assert git(demo, "rev-list", "--count", "HEAD") == "3"


async def test_a_long_text_that_is_pasted_is_saved_whole(demo: Path) -> None:
    async with opened(demo, SMALL) as pilot:
        await form_of(pilot, "geodata")
        area = pilot.app.screen.query_one("#f-comment", SafeTextArea)
        area.focus()
        pilot.app.post_message(events.Paste("ord " * 10_000))
        await until(pilot, lambda: len(area.text) > 40_000)
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: git(demo, "rev-list", "--count", "HEAD") == "4")
    assert saved(demo, "geodata-samarbeid").comment.count("ord ") >= 9_999
