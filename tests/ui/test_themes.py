"""Themes, sixteen colours, no colours, the mouse: what a terminal is sent."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.color import Color
from textual.pilot import Pilot

from iktui.settings import THEMES, Preferences, config_path, preferences
from iktui.terminal.themes import make_themes
from tests.benchmarks.terminal import Terminal
from tests.conftest import KARI, git
from tests.ui.driving import LARGE, main, opened, press, screen_lines, until

FAINTEST = {"iktui-dark": 4.5, "iktui-light": 4.5, "high-contrast-dark": 7.0, "high-contrast-light": 7.0}
COLOUR = re.compile(rb"(?:^|;)(?:3[0-7]|4[0-7]|9[0-7]|10[0-7]|38|48)(?:;|$)")


def luminance(color: Color) -> float:
    """As WCAG 2.2 defines it."""
    assert color.triplet is not None, color
    parts = [part / 255 for part in color.triplet]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Color, other: Color) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def texts(pilot: Pilot[Any]) -> Iterator[tuple[float, str]]:
    """Every text on the screen with its contrast; lines, boxes, and what is dimmed below a question, are no text."""
    screen = pilot.app.screen
    strips = screen._compositor.render_strips(screen.size)
    shown = [widget.region for widget in screen.query("*") if not widget.children and widget.visible]
    for region in shown if screen.is_modal else [screen.region]:
        for strip in strips[region.y : region.bottom]:
            for segment in strip.crop(region.x, region.right):
                style = segment.style
                if any(sign.isalnum() for sign in segment.text) and style and style.color and style.bgcolor:
                    yield contrast(style.color, style.bgcolor), segment.text


@pytest.mark.parametrize("theme", FAINTEST)
async def test_every_text_on_every_screen_stands_out(demo: Path, theme: str) -> None:
    async with opened(demo, LARGE, preferences=Preferences(theme=theme)) as pilot:
        seen: list[tuple[float, str, str]] = []

        def look(where: str) -> None:
            found = list(texts(pilot))
            assert len(found) > 3, where
            seen.extend((ratio, where, text) for ratio, text in found)

        look("overview")
        await press(pilot, "tab")
        look("overview, the list at rest")
        await press(pilot, "tab", "slash", "=geodata")
        look("filter")
        await press(pilot, "escape", "question_mark")
        look("help")
        await press(pilot, "escape", "exclamation_mark")
        look("findings")
        await press(pilot, "escape", "h")
        look("history")
        await press(pilot, "escape", "e")
        for _field in range(8):
            look("form")
            await press(pilot, "tab")
        await press(pilot, "escape", "x")
        look("question")
        await press(pilot, "escape")
        pilot.app.notify("en beskjed", severity="error", markup=False)
        await press(pilot, "ctrl+p")
        look("palette")
        faint = {entry for entry in seen if entry[0] < FAINTEST[theme]}
        assert not faint


async def test_the_line_of_the_cursor_is_told_from_others(demo: Path) -> None:
    for theme in FAINTEST:
        async with opened(demo, preferences=Preferences(theme=theme)) as pilot:
            strips = screen_styles(pilot)
            at = main(pilot).overview.records.region.y + main(pilot).overview.records.cursor
            assert contrast(strips[at].bgcolor, strips[at + 1].bgcolor) > 1.5


def screen_styles(pilot: Pilot[Any]) -> list[Any]:
    """The style of the third column of each line."""
    screen = pilot.app.screen
    strips = screen._compositor.render_strips(screen.size)
    return [next(segment.style for segment in strip.crop(2, 3)) for strip in strips]


async def test_the_palette_lists_our_themes_and_the_choice_stays(demo: Path) -> None:
    async with opened(demo) as pilot:
        assert sorted(pilot.app.available_themes) == sorted(THEMES)
        await press(pilot, "ctrl+p", "=farger", "enter")
        shown = "\n".join(screen_lines(pilot))
        assert all(theme in shown for theme in THEMES)
        assert "nord" not in shown
        await press(pilot, "=iktui-light", "enter")
        await until(pilot, lambda: pilot.app.theme == "iktui-light")
        light = screen_styles(pilot)[5].bgcolor
        assert luminance(light) > 0.8, "what is on the screen is drawn anew"
        await press(pilot, "ctrl+p", "=farger", "enter", "=ansi", "enter")
        await until(pilot, lambda: pilot.app.theme == "ansi")
        assert screen_styles(pilot)[5].bgcolor.is_default
        await press(pilot, "ctrl+p", "=farger", "enter", "=iktui-light", "enter")
        await until(pilot, lambda: pilot.app.theme == "iktui-light")
        assert screen_styles(pilot)[5].bgcolor == light
    assert preferences().theme == "iktui-light"
    assert preferences("ansi").theme == "ansi"
    config_path().parent.mkdir(parents=True)
    config_path().write_text('theme = "high-contrast-dark"\n')
    assert preferences().theme == "high-contrast-dark"


def test_every_theme_that_can_be_named_is_there() -> None:
    assert tuple(make_themes()) == THEMES
    assert [theme.name for theme in make_themes().values()] == list(THEMES)


async def test_without_colours_there_is_no_theme_to_choose(demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(demo, preferences=Preferences(theme="iktui-light")) as pilot:
        assert "Farger" not in {command.title for command in pilot.app.get_system_commands(pilot.app.screen)}


# --- in a terminal


def start(path: Path, *arguments: str, **environment: str) -> Terminal:
    command = [sys.executable, "-m", "iktui", "-C", str(path), *arguments]
    terminal = Terminal(command, 80, 24, IKTUI_AUTHOR=str(KARI), **environment)
    terminal.until("55 samarbeid")
    terminal.until("Regionråd ")
    terminal.rest(0.1)
    return terminal


def modes(terminal: Terminal) -> set[bytes]:
    """Every attribute that was sent, each once."""
    return set(re.findall(rb"\x1b\[([0-9;]*)m", terminal.raw))


def line_of(terminal: Terminal, text: str) -> Any:
    """The first sign of the first line that holds a text."""
    row, line = next((row, line) for row, line in enumerate(terminal.screen.display) if text in line)
    return terminal.screen.buffer[row][line.index(text)]


@pytest.mark.parametrize("arguments", [(), ("--theme", "iktui-dark")])
def test_without_colours_cursor_and_headings_can_be_told(demo: Path, arguments: tuple[str, ...]) -> None:
    terminal = start(demo, *arguments, NO_COLOR="1", COLORTERM="truecolor")
    try:
        assert not [mode for mode in modes(terminal) if COLOUR.search(mode)]
        cursor, other = line_of(terminal, "Regionråd  "), line_of(terminal, "Felles personvernombud")
        heading = line_of(terminal, "Administrativt samarbeid")
        assert (cursor.reverse, other.reverse, heading.reverse) == (True, False, False)
        assert (heading.bold, other.bold) == (True, False)
        terminal.key(b"\t")
        assert line_of(terminal, "Regionråd  ").underscore, "at rest"
        terminal.key(b"\te")
        terminal.until("Lagre")
        terminal.key(b"\t\t\r")
        assert any(cell.reverse for row in terminal.screen.buffer.values() for cell in row.values()), "in a form too"
        assert not [mode for mode in modes(terminal) if COLOUR.search(mode)]
    finally:
        terminal.close()


@pytest.mark.parametrize("environment", [{"TERM": "linux"}, {"TERM": "xterm"}, {"TERM": "screen"}])
def test_sixteen_colours_are_the_terminals_own(demo: Path, environment: dict[str, str]) -> None:
    terminal = start(demo, **environment)
    try:
        assert not [mode for mode in modes(terminal) if re.search(rb"(^|;)(38|48|40);", mode)]
        assert line_of(terminal, "Regionråd  ").reverse
        heading = line_of(terminal, "Administrativt samarbeid")
        assert (heading.bold, heading.fg, heading.bg) == (True, "cyan", "default")
    finally:
        terminal.close()


def test_more_colours_or_a_choice_give_another_theme(demo: Path) -> None:
    for arguments, environment, sent in (
        ((), {"TERM": "xterm-256color"}, rb"48;5;"),
        ((), {"TERM": "xterm", "COLORTERM": "truecolor"}, rb"48;2;"),
        ((), {"TERM": "xterm-256color", "NO_COLOR": ""}, rb"48;5;"),
        (("--theme", "iktui-light"), {"TERM": "linux"}, rb"(^|;)(47|107)"),
        ((), {"TERM": "linux", "IKTUI_THEME": "iktui-light"}, rb"(^|;)(47|107)"),
    ):
        terminal = start(demo, *arguments, **environment)
        terminal.close()
        assert [mode for mode in modes(terminal) if re.search(sent, mode)], (arguments, environment)


MOUSE = re.compile(rb"\x1b\[\?100[0-36]h")
FROM_AFAR = {"SSH_CONNECTION": "10.0.0.1 50000 10.0.0.2 22"}


@pytest.mark.parametrize(
    ("arguments", "environment", "config", "used"),
    [
        ((), {}, "", True),
        ((), FROM_AFAR, "", False),
        ((), FROM_AFAR, "mouse = true\n", True),
        ((), {}, "mouse = false\n", False),
        (("--mouse",), FROM_AFAR, "", True),
        (("--no-mouse",), {}, "mouse = true\n", False),
    ],
)
def test_the_mouse(
    demo: Path, arguments: tuple[str, ...], environment: dict[str, str], config: str, used: bool
) -> None:
    config_path().parent.mkdir(parents=True)
    config_path().write_text(config)
    terminal = start(demo, *arguments, **environment)
    terminal.close()
    assert bool(MOUSE.search(terminal.raw)) == used


def test_the_interface_speaks_the_registers_language(demo: Path) -> None:
    register = demo / "register.toml"
    register.write_text(register.read_text().replace('language = "nb"', 'language = "en"'))
    git(demo, "-c", "user.name=x", "-c", "user.email=x@y", "commit", "-qam", "English")
    command = [sys.executable, "-m", "iktui", "-C", str(demo)]
    for arguments, words in (((), ("55 collaborations", "Edit")), (("--lang", "nb"), ("55 samarbeid", "Endre"))):
        terminal = Terminal([*command, *arguments], 80, 24, IKTUI_AUTHOR=str(KARI))
        try:
            for word in words:
                terminal.until(word)
        finally:
            terminal.close()
