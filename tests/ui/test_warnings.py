"""What is worth a look stands on the screen before it is saved, and keeps nobody from saving it."""

from __future__ import annotations

from iktui.screens.desk.edit import EditScreen
from iktui.screens.desk.review import ReviewScreen
from store.register.store import Store
from tests.conftest import git
from tests.ui.driving import main, opened, press, screen_text, until

ID = "felles-brannvesen"


async def test_a_form_and_a_deed_tell_before_they_save(small: Store) -> None:
    before = git(small.path, "rev-parse", "HEAD")
    async with opened(small.path) as pilot:
        await press(pilot, "e", "ctrl+g", "=vertskommune", "enter", "f7", "=Gausdal", "enter")
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
        assert "merknaden nevner fortsatt Øyer" in " ".join(screen_text(pilot).split())
        await press(pilot, "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
        assert git(small.path, "rev-parse", "HEAD") == before
        assert "Vertskommune       Gausdal" in screen_text(pilot), "what was typed is there"
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: small.snapshot().collaboration(ID).host == "gausdal")
        await until(pilot, lambda: pilot.app.screen is main(pilot))
        await press(pilot, "w", "=Øyer", "enter", "ctrl+u", "=2022", "enter", "=2021", "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ReviewScreen))
        assert "Øyer sa opp 2022" in screen_text(pilot)
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: small.snapshot().collaboration(ID).participants["oyer"].until == "2021")
