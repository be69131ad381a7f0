"""What was changed by hand, at the start of the interface: each file taken, settled by field, set aside, or left."""

from __future__ import annotations

from pathlib import Path

from iktui.screens.ask.choose import ChooseScreen
from iktui.screens.ask.dialogs import Confirm
from iktui.screens.desk.hand_edits import HandEditsScreen
from iktui.screens.main.records import RecordsScreen
from store.register.store import Store
from tests.conftest import OLA, edit, git, is_sound
from tests.ui.driving import opened, press, screen_text, until

REGIONRAD = "collaborations/re/regionrad.toml"


def by_hand(demo: Path, path: str, old: str, new: str) -> None:
    text = (demo / path).read_text()
    assert old in text
    (demo / path).write_text(text.replace(old, new))


def commits(demo: Path) -> int:
    return int(git(demo, "rev-list", "--count", "HEAD"))


def kept(demo: Path) -> list[Path]:
    return [file for file in (demo / ".git/iktui/aside").rglob("*") if file.is_file()]


async def test_the_same_field_saved_meanwhile_is_settled_by_keys(demo: Path) -> None:
    by_hand(demo, REGIONRAD, "Med Innlandet fylkeskommune.", "For hånd.")
    store = Store.open(demo)
    edit(store, "regionrad", OLA, comment="Lagret imens.")
    store.close()
    async with opened(demo) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, HandEditsScreen))
        await until(pilot, lambda: "For hånd." in screen_text(pilot) and "Lagret imens." in screen_text(pilot))
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, ChooseScreen))
        await press(pilot, "1", "ctrl+s")
        await until(pilot, lambda: isinstance(pilot.app.screen, HandEditsScreen))
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: commits(demo) == 5)
        await until(pilot, lambda: isinstance(pilot.app.screen, RecordsScreen))
    assert "For hånd." in git(demo, "show", f"HEAD:{REGIONRAD}")
    assert "Iktui-Action: hand-edit" in git(demo, "log", "-1", "--format=%B")
    is_sound(demo)


async def test_a_bad_file_is_set_aside_and_a_good_one_taken(demo: Path) -> None:
    by_hand(demo, REGIONRAD, "Med Innlandet fylkeskommune.", "For hånd.")
    (demo / "parties/oyer.toml").write_text("name = \n")
    async with opened(demo) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, HandEditsScreen))
        assert "Endret for hånd i filene: 2" in screen_text(pilot)
        await press(pilot, "down", "t")
        assert isinstance(pilot.app.screen, HandEditsScreen)
        await press(pilot, "a", "ctrl+s")
        await until(pilot, lambda: commits(demo) == 4 and len(kept(demo)) == 1)
        await until(pilot, lambda: isinstance(pilot.app.screen, RecordsScreen))
        await until(pilot, lambda: "iktui/aside" in screen_text(pilot).replace("\n", "").replace(" ", ""))
    assert kept(demo)[0].read_text() == "name = \n"
    assert "For hånd." in git(demo, "show", f"HEAD:{REGIONRAD}")
    is_sound(demo)


async def test_what_is_left_stays_and_is_offered_again(demo: Path) -> None:
    by_hand(demo, REGIONRAD, "Med Innlandet fylkeskommune.", "For hånd.")
    for _start in range(2):
        async with opened(demo) as pilot:
            await until(pilot, lambda: isinstance(pilot.app.screen, HandEditsScreen))
            await press(pilot, "l", "ctrl+s")
            await until(pilot, lambda: isinstance(pilot.app.screen, RecordsScreen))
    assert commits(demo) == 3
    assert "For hånd." in (demo / REGIONRAD).read_text()


async def test_only_a_comment_is_offered_and_a_save_in_the_form_keeps_it(demo: Path) -> None:
    (demo / REGIONRAD).write_text("# Husk Per\n" + (demo / REGIONRAD).read_text())
    async with opened(demo) as pilot:
        await until(pilot, lambda: isinstance(pilot.app.screen, HandEditsScreen))
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: commits(demo) == 4)
        await until(pilot, lambda: isinstance(pilot.app.screen, RecordsScreen))
        await press(pilot, "slash", "=regionråd", "enter", "e", "tab", "tab", "tab", "tab", "ctrl+end", "= Mer.")
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: commits(demo) == 5)
    assert git(demo, "show", f"HEAD:{REGIONRAD}").startswith("# Husk Per\n")
    is_sound(demo)


async def test_a_comment_that_came_while_the_question_was_open_asks_again(demo: Path) -> None:
    file = demo / REGIONRAD

    def note(text: str) -> None:
        file.write_text(text + file.read_text())
        git(demo, "-c", "user.name=Per", "-c", "user.email=p@x.no", "commit", "-qam", "Merknad")

    note("# Husk Per\n")
    async with opened(demo) as pilot:
        await press(pilot, "slash", "=regionråd", "enter", "X")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await press(pilot, "enter")
        await until(pilot, lambda: REGIONRAD in screen_text(pilot))
        note("# Og Kari\n")
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(pilot.app.screen, Confirm))
        await press(pilot, "escape")
        await until(pilot, lambda: isinstance(pilot.app.screen, RecordsScreen))
    assert git(demo, "show", f"HEAD:{REGIONRAD}").startswith("# Og Kari\n# Husk Per\n")
