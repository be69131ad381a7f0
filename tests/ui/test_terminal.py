"""The program in a real pseudo-terminal, byte by byte."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from store.register.store import Store
from tests.benchmarks.terminal import Terminal
from tests.conftest import KARI, edit, git
from tests.ui.driving import opened, press, screen_text, until


def start(path: Path, *arguments: str, **environment: str) -> Terminal:
    command = [sys.executable, "-m", "iktui", "-C", str(path), *arguments]
    return Terminal(command, 80, 24, IKTUI_AUTHOR=str(KARI), **environment)


def test_bytes_that_are_no_text_do_not_end_the_program(demo: Path) -> None:
    terminal = start(demo)
    try:
        terminal.until("55 samarbeid")
        for byte in (0xF8, 0xFF, 0xC3, 0x80):
            os.write(terminal.handle, bytes([byte, byte]))
            terminal.read(0.2)
        os.write(terminal.handle, b"/geodata\r")
        terminal.until("1 av 55")
    finally:
        terminal.close()


def test_no_sequence_from_a_record_reaches_the_terminal(demo: Path) -> None:
    store = Store.open(demo)
    hostile = "x\x1b]0;PWNED\x07y\x1b[2Jz\u202e"
    edit(store, "regionrad", comment=hostile, name=f"Regionråd {hostile}")
    store.close()
    terminal = start(demo)
    try:
        terminal.until("PWNED")
        for keys in (b"h", b"\x1b", b"e", b"\x1b", b"\r", b"q"):
            os.write(terminal.handle, keys)
            terminal.read(0.5)
        assert b"]0;PWNED" not in terminal.raw.replace(b"\xe2\x90\x9b]0;PWNED", b"")
        assert "\u202e".encode() not in terminal.raw
    finally:
        terminal.close()


def test_the_environment_of_textual_is_forgotten(demo: Path, tmp_path: Path) -> None:
    terminal = start(demo, TEXTUAL_LOG=str(tmp_path / "logg"), TEXTUAL_ALLOW_SIGNALS="1")
    try:
        terminal.until("55 samarbeid")
        assert not (tmp_path / "logg").exists()
        os.write(terminal.handle, b"\x1a")
        terminal.read(0.3)
        os.write(terminal.handle, b"/geodata\r")
        terminal.until("1 av 55")
    finally:
        terminal.close()


def test_a_key_costs_few_bytes_and_an_idle_screen_none(demo: Path) -> None:
    terminal = start(demo)
    try:
        terminal.until("55 samarbeid")
        terminal.read(1.5)
        cost = max(terminal.key(b"j") for _key in range(4))
        assert cost < 2500  # a whole screen is ten times that
        assert terminal.read(3) == 0
    finally:
        terminal.close()


async def test_started_without_a_register_one_is_made_from_the_demo(tmp_path: Path) -> None:
    from iktui.app import IktuiApp

    app = IktuiApp(None, str(KARI))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: "Hvordan vil du begynne" in screen_text(pilot))
        await press(pilot, "d")
        await until(pilot, lambda: "Mappe" in screen_text(pilot))
        await press(pilot, "home", "ctrl+k", f"={tmp_path / 'register'}", "enter")
        await until(pilot, lambda: "55 samarbeid" in screen_text(pilot))
    assert git(tmp_path / "register", "tag").split() == ["edition/2019", "edition/2021"]
    async with opened(tmp_path / "register") as pilot:
        assert "Regionråd" in screen_text(pilot)
