"""Keys of the user's own: pressed, shown, and refused when they cannot be."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from textual.binding import Binding

from iktui.app import IktuiApp
from iktui.key_table import written_key
from iktui.keys import Place, checked_keymap, key_sign, name_of_key, places
from iktui.screens.ask.help import HelpKey, HelpList, HelpScreen
from iktui.screens.desk.edit import EditScreen
from iktui.screens.main.bindings import BINDINGS
from iktui.screens.main.keys import KEYS
from iktui.screens.main.records import WRITING, RecordsScreen
from iktui.screens.register.findings import FindingsScreen
from iktui.settings import THEMES, Preferences, config_path, load_config, preferences
from iktui.widgets.record_list import RecordList
from store.base.errors import BadInput
from store.base.i18n import set_language
from tests.benchmarks.terminal import Terminal
from tests.conftest import KARI, git, is_sound
from tests.ui.driving import LARGE, main, opened, press, screen_lines, screen_text, until

SETTINGS = Path(__file__).parent.parent.parent / "docs" / "settings.md"


def keys(**wanted: str) -> Preferences:
    return Preferences(keys={id.replace("__", "-").replace("_", "."): key for id, key in wanted.items()})


async def test_keys_of_ones_own_edit_and_save(demo: Path) -> None:
    head = git(demo, "rev-parse", "HEAD")
    async with opened(demo, preferences=keys(record_edit="f4", form_save="ctrl+o", list_down="ctrl+n")) as pilot:
        first = main(pilot).overview.records.cursor
        await press(pilot, "j", "e")
        assert main(pilot).overview.records.cursor == first
        assert isinstance(pilot.app.screen, RecordsScreen), "the usual keys do nothing any more"
        await press(pilot, "ctrl+n", "f4")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
        await press(pilot, "= nye", "ctrl+s")
        assert isinstance(pilot.app.screen, EditScreen)
        await press(pilot, "ctrl+o")
        await until(pilot, lambda: git(demo, "rev-parse", "HEAD") != head)
    assert '+name = "Felles kommunestyremøter nye"' in git(demo, "show", "HEAD")
    is_sound(demo)


async def test_two_keys_change_places(demo: Path) -> None:
    async with opened(demo, preferences=keys(record_edit="h", record_history="e")) as pilot:
        await press(pilot, "h")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
        await press(pilot, "escape", "e")
        await until(pilot, lambda: "HistoryScreen" in type(pilot.app.screen).__name__)


async def test_signs_and_letters_of_the_language_are_keys(demo: Path) -> None:
    async with opened(demo, preferences=keys(register_findings="å, §", record_filter=",")) as pilot:
        await press(pilot, "å")
        await until(pilot, lambda: isinstance(pilot.app.screen, FindingsScreen))
        await press(pilot, "q", "comma", "=geodata", "enter")
        assert "1 av 55" in screen_text(pilot)


async def test_a_screen_with_the_same_action_moves_along(demo: Path) -> None:
    async with opened(demo, preferences=keys(screen_back="z")) as pilot:
        await press(pilot, "exclamation_mark")
        await until(pilot, lambda: isinstance(pilot.app.screen, FindingsScreen))
        await press(pilot, "escape", "q")
        assert isinstance(pilot.app.screen, FindingsScreen)
        await press(pilot, "z", "enter", "z")
        await until(pilot, lambda: isinstance(pilot.app.screen, RecordsScreen))


async def test_the_footer_is_made_anew_only_for_other_keys(demo: Path) -> None:
    async with opened(demo) as pilot:
        on_list = screen_lines(pilot)[-1]
        await press(pilot, "j", "j", "slash", "=geo")
        in_filter = screen_lines(pilot)[-1]
        assert in_filter != on_list
        assert in_filter.strip()
        await press(pilot, "escape")
        assert screen_lines(pilot)[-1] == on_list
        await press(pilot, "e")
        await until(pilot, lambda: isinstance(pilot.app.screen, EditScreen))
        in_form, made = screen_lines(pilot)[-1], list(pilot.app.screen.query("KeyFooter *"))
        assert len(made) > 3
        await press(pilot, "tab", "tab", "=x")
        assert list(pilot.app.screen.query("KeyFooter *")) == made
        assert screen_lines(pilot)[-1] == in_form


async def test_footer_help_and_palette_show_the_new_keys(demo: Path) -> None:
    wanted = keys(register_findings="f7", record_edit="=,f4", app_help="f8", app_commands="f6")
    async with opened(demo, LARGE, preferences=wanted) as pilot:
        footer = screen_lines(pilot)[-1]
        assert "f7 Funn" in footer
        assert "= Endre" in footer
        assert "!" not in footer
        commands = {command.title: command.help for command in pilot.app.get_system_commands(pilot.app.screen)}
        assert (commands["Funn"], commands["Endre"], commands["Hjelp"]) == ("f7", "=, f4", "f8")
        await press(pilot, "f8")
        keys_shown = [one for one in pilot.app.screen.query_one(HelpList).items if isinstance(one, HelpKey)]
        shown = "\n".join(f"{one.signs} {one.text}" for one in keys_shown)
        assert re.search(r"^f7 +Funn$", shown, re.MULTILINE)
        assert re.search(r"^=, f4 +Endre$", shown, re.MULTILINE)
        assert not re.search(r"^!", shown, re.MULTILINE)
        await press(pilot, "escape", "ctrl+p")
        assert isinstance(pilot.app.screen, RecordsScreen), "Textual's own key for the palette is gone too"
        await press(pilot, "f6")
        assert "CommandPalette" in type(pilot.app.screen).__name__


async def test_the_palette_holds_every_action_and_nothing_else(demo: Path) -> None:
    async with opened(demo) as pilot:
        commands = list(pilot.app.get_system_commands(pilot.app.screen))
        titles = [command.title for command in commands]
        assert len(titles) == len(set(titles))
        own = {str(b.description) for b in (*RecordsScreen.BINDINGS, *RecordList.BINDINGS)}  # type: ignore[union-attr]
        moves = {"Ned", "Opp", "Side ned", "Side opp", "Første", "Siste"}
        without_key = {"Farger", "Tegn skjermen på nytt", "Sjekklisten for en utgave", "Redaktører"}
        without_key |= {"Innstillinger", "Hvem med hvem", "Gangen i en utredning", "Året måned for måned"}
        assert set(titles) == (own - {"Kommandoer"}) | moves | without_key
        assert all(command.help for command in commands)
        assert titles.count("Lukk") == 1
        await press(pilot, "ctrl+p", "=historikk", "enter")
        await until(pilot, lambda: "HistoryScreen" in type(pilot.app.screen).__name__)
        await press(pilot, "question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
        assert "Tilbake" in screen_text(pilot)
        assert "Focus" not in screen_text(pilot), "no text of Textual's own"
        await press(pilot, "question_mark", "escape")
        assert not isinstance(pilot.app.screen, HelpScreen)


REFUSED: tuple[tuple[dict[str, str], str], ...] = (
    ({"record.edt": "f4"}, "there is no action “record.edt”: did you mean edit, record.clear-filter?"),
    ({"move-areas": "f4"}, "there is no action “move-areas”: did you mean move-area, remove-area, move-area-up?"),
    ({"sdlfkj": "f4"}, "there is no action “sdlfkj”: “iktui keys” shows them all"),
    ({"record.edit": "pagdn"}, "no terminal sends a key “pagdn”: did you mean pagedown"),
    ({"record.edit": "zqy"}, "no terminal sends a key “zqy”: write a sign, such as “x” or “å”, or a name, such as f5"),
    ({"record.edit": "ctrl+i"}, "terminals send “ctrl+i” as tab: write that"),
    ({"record.edit": "\x07"}, "no terminal sends a key"),
    ({"record.edit": "alt+e"}, "alt does not come through every terminal, least over SSH: take another key"),
    ({"record.edit": "f4,alt+shift+e"}, "alt does not come"),
    ({"record.edit": "ctrl+q"}, "“ctrl+q” is kept for leaving the program: take another key"),
    ({"record.edit": ""}, "write a key; an action cannot be without one"),
    ({"record.edit": " , "}, "write a key"),
    ({"record.edit": "n"}, "“n” is the key of new (Ny) on the same screen: give one of them another key"),
    ({"record.edit": "!"}, "“!” is the key of findings (Funn) on the same screen"),
    ({"edit": "f4", "new": "f5,f4"}, "“f4” is the key of "),
    ({"edit": "f4", "record.new": "f4"}, "“f4” is the key of "),
    ({"record.edit": "f4", "record.new": "f5,f4"}, "“f4” is the key of record."),
    ({"record.edit": "k"}, "“k” is the key of list.up (Opp) on the same screen"),
    ({"list.up": "ctrl+p"}, "“ctrl+p” is the key of actions (Kommandoer) on the same screen"),
    ({"app.help": "q"}, "“q” is the key of screen.back (Tilbake) on the same screen"),
    ({"screen.back": "enter"}, "“enter” is the key of list.select (Åpne) on the same screen"),
    ({"form.leave": "z"}, "“z” belongs to the fields that one types in there: take a key such as f5 or ctrl+g"),
    ({"form.save": "ctrl+k"}, "“ctrl+k” belongs to the fields that one types in there"),
    ({"dialog.cancel": "space"}, "“space” belongs to the fields that one types in there"),
)


@pytest.mark.parametrize(("wanted", "words"), REFUSED, ids=[str(wanted) for wanted, _words in REFUSED])
def test_what_cannot_be_is_refused(wanted: dict[str, str], words: str) -> None:
    known = places(IktuiApp)
    set_language("en")
    with pytest.raises(BadInput) as refused:
        checked_keymap(wanted, known)
    id, written = next((id, written) for id, written in wanted.items() if f"keys.{id} = " in str(refused.value))
    assert str(refused.value).startswith(
        f"{config_path()}: keys.{id} = {json.dumps(written, ensure_ascii=False)}: {words}"
    )


ACCEPTED: tuple[tuple[dict[str, str], dict[str, str]], ...] = (
    ({"record.edit": "ESC", "record.clear-filter": "f9"}, {"record.edit": "escape", "record.clear-filter": "f9"}),
    ({"list.mark": "f6", "record.open": "space"}, {"list.mark": "f6", "record.open": "space"}),
    ({"list.mark": "f6", "record.open": " "}, {"list.mark": "f6", "record.open": "space"}),
    ({"record.edit": "E"}, {"record.edit": "E"}),
    ({"edit": "E", "record.edit": "f4"}, {"edit": "E", "record.edit": "f4"}),
    ({"list.up": "ctrl+p", "app.commands": "f8"}, {"list.up": "ctrl+p", "app.commands": "f8"}),
    ({"record.open": "f3", "list.select": "f3,enter"}, {"record.open": "f3", "list.select": "f3,enter"}),
    ({"dialog.cancel": "ctrl+g,escape"}, {"dialog.cancel": "ctrl+g,escape"}),
    ({"dialog.yes": "enter,j"}, {"dialog.yes": "enter,j"}),
    ({"record.new": "e", "record.edit": "n"}, {"record.new": "e", "record.edit": "n"}),
)


async def test_a_key_that_is_markup_to_textual_is_shown_as_it_is(demo: Path) -> None:
    remapped = {"record.edit": "[,],\\", "register.before": "f3", "register.after": "f4"}
    async with opened(demo, preferences=Preferences(keys=remapped)) as pilot:
        await press(pilot, "ctrl+p", "=endre")
        assert "[, ], \\" in screen_text(pilot)


@pytest.mark.parametrize(("wanted", "keymap"), ACCEPTED, ids=[str(wanted) for wanted, _keymap in ACCEPTED])
def test_what_can_be_is_taken(wanted: dict[str, str], keymap: Mapping[str, str]) -> None:
    assert checked_keymap(wanted, places(IktuiApp)) == keymap


def test_every_binding_can_be_named_and_shown() -> None:
    for place in places(IktuiApp):
        for binding in place.bindings:
            assert binding.id, (place.name, binding)
            assert binding.description, (place.name, binding)
            assert name_of_key(written_key(binding.key)) == binding.key
            assert "_" not in key_sign(binding.key)


def test_the_interface_does_not_open_with_keys_that_cannot_be(demo: Path, nobody_home: Path) -> None:
    with pytest.raises(BadInput):
        IktuiApp(demo, None, keys(record_edit="n"))
    config_path().parent.mkdir(parents=True)
    config_path().write_text('[keys]\nrecord.edit = "n"\n')
    terminal = Terminal([sys.executable, "-m", "iktui", "-C", str(demo)], 200, 24, IKTUI_AUTHOR=str(KARI))
    try:
        terminal.until('keys.record.edit = "n"')
        assert b"\x1b[?1049h" not in terminal.raw, "said before the screen is taken"
    finally:
        terminal.close()


def described(place: Place) -> list[tuple[str, str]]:
    own = {binding.id: binding for binding in place.own}
    return [(f"`{id}`", ", ".join(f"`{key.strip()}`" for key in _keys(binding.key))) for id, binding in own.items()]


def _keys(written: str) -> list[str]:
    return [written_key(key) for key in written.split(",")]


def test_the_page_of_settings_holds_a_file_that_is_right_and_every_theme() -> None:
    text = SETTINGS.read_text(encoding="utf-8")
    config_path().parent.mkdir(parents=True)
    config_path().write_text(text.partition("```toml\n")[2].partition("```")[0], encoding="utf-8")
    assert list(load_config()) == ["language", "theme", "mouse", "linear", "keys"], "every setting there is"
    assert checked_keymap(preferences().keys, places(IktuiApp))
    themes = text.partition("## Themes")[2].partition("## Keys")[0]
    assert tuple(re.findall(r"^\| `([\w-]+)`", themes, re.MULTILINE)) == THEMES


def test_the_page_of_settings_names_every_action_of_every_screen() -> None:
    text = SETTINGS.read_text(encoding="utf-8")
    found: dict[str, list[tuple[str, str]]] = {}
    for name, section in re.findall(r"^### .*?\(`(\w+)`\)\n(.*?)(?=^#|\Z)", text, re.MULTILINE | re.DOTALL):
        found[name] = re.findall(r"^\| (`[\w.-]+`) \| (`.+?) \| ", section, re.MULTILINE)
    wanted = {place.name: described(place) for place in places(IktuiApp) if place.own}
    assert found == wanted


def test_every_key_of_the_main_screen_has_what_it_does() -> None:
    run = [binding.action for binding in BINDINGS if isinstance(binding, Binding) and binding.action.startswith("run(")]
    wanted = {action.removeprefix("run('").removesuffix("')") for action in run}
    assert wanted | {"settings"} == set(KEYS), "iktui/screens/main: bindings.py and keys.py name other keys"
    assert WRITING - {"do"} <= wanted
