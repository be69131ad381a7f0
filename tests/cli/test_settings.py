"""The file of settings, the flags and the environment; which of them wins."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from iktui.app import IktuiApp
from iktui.key_table import actions
from iktui.keys import checked_keymap, places
from iktui.settings import (
    Preferences,
    config_path,
    has_sixteen_colours,
    last_register,
    load_config,
    preferences,
    remember_register,
    remember_theme,
)
from store.base.errors import BadInput
from store.base.i18n import language
from tests.conftest import Run, git


def configure(text: str) -> None:
    config_path().parent.mkdir(parents=True, exist_ok=True)
    config_path().write_text(text, encoding="utf-8")


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IKTUI_LANG", "en")


WRONG = (
    (
        'sprak = "nb"',
        "there is no setting “sprak”; there are language, theme, mouse, linear, sync_at_start, sync_at_quit, ",
    ),
    ("sync_minutes = true", "sync_minutes = true: write minutes from 1 to 1440, or 0 for never"),
    ("sync_minutes = 1441", "sync_minutes = 1441: write minutes from 1 to 1440, or 0 for never"),
    ('sync_at_start = "ja"', 'sync_at_start = "ja": write true or false'),
    ('language = "xx"', 'language = "xx": write one of nb, nn, en'),
    ("language = 1", "language = 1: write one of nb, nn, en"),
    (
        'theme = "nord"',
        'theme = "nord": write one of iktui-dark, iktui-light, high-contrast-dark, high-contrast-light, ansi',
    ),
    ("[theme]\nx = 1", 'theme = {"x": 1}: write one of iktui-dark, iktui-light, high-contrast-dark, '),
    ('mouse = "on"', 'mouse = "on": write true or false'),
    ("linear = 1", "linear = 1: write true or false"),
    ('keys = "e"', 'keys = "e": write a line [keys], and below it lines such as edit = "e"'),
    ("[keys]\nrecord.edit = 5", "keys.record.edit = 5: write the key in quotes, several with commas between them"),
    ('[keys]\nrecord.edit = ["e"]', 'keys.record.edit = ["e"]: write the key in quotes, several with commas'),
)


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(("text", "words"), WRONG, ids=[text.partition("\n")[0] for text, _words in WRONG])
def test_what_is_wrong_in_the_file_is_said_in_one_line(run: Run, demo: Path, text: str, words: str) -> None:
    from store.base.i18n import set_language

    set_language("en")  # the file that holds the language is the one that cannot be read
    configure(text)
    done = run("-C", demo, "list")
    assert (done.status, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert done.err.startswith(f"iktui: {config_path()}: {words}")


def test_the_language_is_that_of_flag_environment_file_register(
    run: Run, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = demo / "register.toml"
    register.write_text(register.read_text().replace('language = "nb"', 'language = "nn"'))
    git(demo, "-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qam", "nynorsk")
    used = []
    run("-C", demo, "list")
    used.append(language())
    configure('language = "en"\n')
    run("-C", demo, "list")
    used.append(language())
    monkeypatch.setenv("IKTUI_LANG", "nb")
    run("-C", demo, "list")
    used.append(language())
    run("-C", demo, "--lang", "nn", "list")
    used.append(language())
    assert used == ["nn", "en", "nb", "nn"]
    monkeypatch.setenv("IKTUI_LANG", "xx")
    assert "IKTUI_LANG" in run("-C", demo, "list").err


def test_a_language_that_the_program_does_not_have_is_no_error(run: Run, demo: Path) -> None:
    register = demo / "register.toml"
    register.write_text(register.read_text().replace('language = "nb"', 'language = "se"'))
    git(demo, "-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qam", "samisk")
    assert run("-C", demo, "list").status == 0
    assert language() == "nb"


def test_flag_before_environment_before_file_before_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    assert preferences() == Preferences("iktui-dark", mouse=True, linear=False)
    remember_theme("iktui-light")
    assert preferences().theme == "iktui-light"
    configure(
        'theme = "high-contrast-light"\nmouse = false\nlinear = true\n[keys]\nrecord.edit = "f4"\n"app.quit" = "f10"\n'
    )
    assert preferences() == Preferences("high-contrast-light", False, True, {"record.edit": "f4", "app.quit": "f10"})
    monkeypatch.setenv("IKTUI_THEME", "ansi")
    assert preferences().theme == "ansi"
    assert preferences("iktui-dark", mouse=True, linear=False)[:3] == ("iktui-dark", True, False)


@pytest.mark.usefixtures("english")
def test_an_unknown_theme_is_refused_by_flag_and_environment(
    run: Run, demo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = "iktui-dark, iktui-light, high-contrast-dark, high-contrast-light, ansi"
    assert run("-C", demo, "--theme", "nord").err == f"iktui: --theme: “nord” is none of: {known}\n"
    monkeypatch.setenv("IKTUI_THEME", "x")
    assert run("-C", demo).err == f"iktui: IKTUI_THEME: “x” is none of: {known}\n"


def test_the_mouse_is_left_alone_over_ssh_unless_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "10.0.0.1 1 10.0.0.2 22")
    assert not preferences().mouse
    assert preferences(mouse=True).mouse
    configure("mouse = true\n")
    assert preferences().mouse
    assert not preferences(mouse=False).mouse


@pytest.mark.parametrize(
    ("term", "colorterm", "sixteen"),
    [
        ("xterm", "", True),
        ("linux", "", True),
        ("screen", "", True),
        ("vt220", "", True),
        ("", "", True),
        ("xterm", "truecolor", False),
        ("xterm-256color", "", False),
        ("screen-256color", "", False),
        ("xterm-kitty", "", False),
    ],
)
def test_sixteen_colours(term: str, colorterm: str, sixteen: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("COLORTERM", colorterm)
    assert has_sixteen_colours(os.environ) == sixteen
    assert preferences().theme == ("ansi" if sixteen else "iktui-dark")
    remember_theme("iktui-light")
    assert preferences().theme == "iktui-light"


def test_what_is_remembered_stays_beside_what_else_is(demo: Path, nobody_home: Path) -> None:
    remember_register(demo)
    remember_theme("iktui-light")
    assert last_register() == demo
    remember_register(demo)
    state = nobody_home / ".local/state/iktui/state.json"
    assert json.loads(state.read_text()) == {"last_register": str(demo), "theme": "iktui-light"}
    for damaged in ("", "[]", '{"theme": "nord", "last_register": 7}'):
        state.write_text(damaged)
        assert last_register() is None
        assert preferences().theme in ("ansi", "iktui-dark")


def test_the_keys_are_printed_as_lines_for_the_file(run: Run, tmp_path: Path) -> None:
    done = run("keys")
    assert (done.status, done.err) == (0, "")
    assert '# "history.filter" = "/"' in done.out
    template = "\n".join(line.removeprefix("# ") for line in done.out.splitlines()[1:])
    wanted = tomllib.loads(template)["keys"]
    configure(template)
    assert load_config()["keys"]["list.up"] == "up,k"
    assert len(checked_keymap(load_config()["keys"], places(IktuiApp))) == len(actions(IktuiApp))
    assert run("keys", "--json").json[0].keys() == {"id", "keys", "text", "places", "changed"}
    assert wanted["history.filter"] == wanted["list"] == "/"


def test_keys_of_ones_own_are_printed_and_wrong_ones_refused(run: Run) -> None:
    configure('[keys]\nrecord.edit = "å,f4"\n')
    assert '"record.edit" = "å,f4"' in [line.partition("  ")[0] for line in run("keys").out.splitlines()]
    found = {action["id"]: action for action in run("keys", "--json").json}
    assert (found["record.edit"]["keys"], found["record.edit"]["changed"]) == (["å", "f4"], True)
    assert (found["new"]["keys"], found["new"]["changed"]) == (["n"], False)
    assert (found["edit"]["keys"], found["edit"]["changed"]) == (["e"], False), "on the other screens"
    configure('[keys]\nedit = "å,f4"\n')
    assert 'edit = "å,f4"' in [line.partition("  ")[0] for line in run("keys").out.splitlines()]
    configure('[keys]\nrecord.edit = "alt+e"\n')
    done = run("keys")
    assert (done.status, len(done.err.splitlines())) == (2, 1)


def test_other_commands_do_not_import_the_screen(demo: Path) -> None:
    script = (
        "import sys; from iktui.__main__ import main\n"
        f"main(['-C', {str(demo)!r}, 'list'])\n"
        "print([name for name in ('textual', 'rich') if name in sys.modules])"
    )
    configure('[keys]\nrecord.edit = "f4"\n')
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.usefixtures("english")
def test_a_damaged_file_is_named(run: Run) -> None:
    configure("theme = \n")
    assert run("keys").err.startswith(f"iktui: {config_path()}: ")
    with pytest.raises(BadInput):
        preferences()
