"""What was typed survives: hang-up, kill -9 at random moments, and the next start offers it field by field."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
import time
from pathlib import Path

import pytest

from store.register.drafts import left_drafts
from store.register.store import Store
from tests.benchmarks.terminal import Terminal
from tests.conftest import KARI, edit, git, is_sound

KILLS = int(os.environ.get("IKTUI_KILLS", "5"))
"""Moments to kill at; `make long` takes 200."""
OFFERED = "Ikke lagret da"


def start(path: Path) -> Terminal:
    """The program with its list, or with a draft that it offers: that may come before the list is drawn."""
    terminal = Terminal(
        [sys.executable, "-m", "iktui", "-C", str(path), "--lang", "nb"], 80, 24, IKTUI_AUTHOR=str(KARI)
    )
    terminal.until("samarbeid", OFFERED)
    terminal.rest(0.3)
    return terminal


def shows(terminal: Terminal, text: str) -> bool:
    return any(text in line for line in terminal.screen.display)


def send(terminal: Terminal, *keys: bytes, quiet: float = 0.3) -> None:
    for key in keys:
        os.write(terminal.handle, key)
        terminal.rest(quiet)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_the_draft_is_offered_with_the_word_and_saved_from_there(demo: Path, number: signal.Signals) -> None:
    terminal = start(demo)
    send(terminal, b"e", b"\t", b"\t", b"\t", b"\t", b" halvveis i et or")
    if number == signal.SIGKILL:
        terminal.read(1.0)
    os.kill(terminal.pid, number)
    os.waitpid(terminal.pid, 0)
    os.close(terminal.handle)
    (draft,) = left_drafts(demo / ".git", KARI.mail)
    assert (draft.settings or {}).get("comment", "").endswith("halvveis i et or")
    assert git(demo, "status", "--porcelain") == ""
    terminal = start(demo)
    try:
        terminal.until(OFFERED)
        terminal.until("halvveis i et or")
        send(terminal, b"\x13", quiet=0.8)
        terminal.until("Endre: Regionr")
        send(terminal, b"\x13", quiet=1.0)
        terminal.until("Lagret")
    finally:
        terminal.close()
    assert "halvveis i et or" in git(demo, "show", "HEAD:collaborations/re/regionrad.toml")
    assert left_drafts(demo / ".git", KARI.mail) == []
    is_sound(demo)


def test_a_draft_is_kept_for_later_or_thrown_away(demo: Path) -> None:
    terminal = start(demo)
    send(terminal, b"e", b"XYZZY", quiet=0.8)
    terminal.close()
    for keys, left in ((b"\x1b", 1), (b"\x18", 0)):
        terminal = start(demo)
        terminal.until(OFFERED)
        send(terminal, keys, quiet=0.8)
        terminal.close()
        assert len(left_drafts(demo / ".git", KARI.mail)) == left
    assert git(demo, "rev-list", "--count", "HEAD") == "3"


def test_somebody_else_at_the_same_record_is_seen(demo: Path) -> None:
    one = start(demo)
    two = start(demo)
    try:
        send(one, b"e", quiet=0.8)
        send(two, b"e", quiet=0.8)
        two.until("Kari Nordmann har det ")
        two.until("Endre: Regionr")  # nobody is locked out
    finally:
        one.close()
        two.close()


def test_killed_at_random_moments_no_acknowledged_save_and_no_old_keystroke_is_lost(demo: Path) -> None:
    store = Store.open(demo)
    edit(store, "regionrad", comment="Begynner.")
    chance = random.Random(20260101)
    told = "Begynner."
    for number in range(KILLS):
        is_left = bool(left_drafts(demo / ".git", KARI.mail))
        terminal = start(demo)
        if is_left:
            terminal.until(OFFERED)
            send(terminal, b"\x18")
        before = saved_comment(store)
        assert before.startswith(told), "an acknowledged save is a commit"
        sent, told = type_until(terminal, before, time.monotonic() + chance.uniform(0.2, 3.5), number)
        killed = time.monotonic()
        terminal.close()
        old = before + "".join(text for moment, text in sent if moment < killed - 1)
        kept = [saved_comment(store), *(drafted(draft.settings) for draft in left_drafts(demo / ".git", KARI.mail))]
        assert any(text.startswith(old.rstrip()) for text in kept), (number, old, kept)
        assert saved_comment(store).startswith(told)
        if number % 20 == 0:
            assert "error" not in git(demo, "fsck", "--strict")
    store.close()
    terminal = start(demo)
    terminal.close()
    is_sound(demo)


def drafted(settings: dict[str, str] | None) -> str:
    return (settings or {}).get("comment", "")


def saved_comment(store: Store) -> str:
    return store.snapshot().collaboration("regionrad").comment


def type_until(terminal: Terminal, comment: str, end: float, number: int) -> tuple[list[tuple[float, str]], str]:
    """Edit and save again and again; gives each keystroke with its moment, and the comment last said to be saved."""
    sent: list[tuple[float, str]] = []
    told, turn = comment, 0
    while time.monotonic() < end:
        send(terminal, b"e", quiet=0.25)
        send(terminal, b"\t", b"\t", b"\t", b"\t", quiet=0.02)
        for char in f" r{number}t{turn}":
            if time.monotonic() >= end:
                return sent, told
            send(terminal, char.encode(), quiet=0.02)
            sent.append((time.monotonic(), char))
        os.write(terminal.handle, b"\x13")
        while time.monotonic() < end and not shows(terminal, "Lagret"):
            terminal.read(0.02)
        if shows(terminal, "Lagret"):
            told = comment + "".join(text for _moment, text in sent)
        terminal.read(0.3)
        turn += 1
    return sent, told


@pytest.mark.parametrize("ends", ["closed", "told"])
def test_a_line_that_stands_still_keeps_nothing_alive(demo: Path, ends: str) -> None:
    """Nobody reads what is drawn: keys are taken all the same, and whoever is told to end does."""
    terminal = start(demo)
    send(terminal, b"e", b"\t", b"\t", b"\t", b"\t", b" halvveis")
    terminal.rest(0.8)
    os.set_blocking(terminal.handle, False)
    began = time.monotonic()
    while time.monotonic() - began < 4:  # every key draws something, and the line takes none of it
        with contextlib.suppress(BlockingIOError):
            os.write(terminal.handle, b"\t\x1b[Z")
        time.sleep(0.04)
    if ends == "closed":
        os.close(terminal.handle)
    else:
        os.kill(terminal.pid, signal.SIGTERM)
    gone = time.monotonic()
    while os.waitpid(terminal.pid, os.WNOHANG) == (0, 0):
        assert time.monotonic() - gone < 10, "it lives on"
        time.sleep(0.05)
    if ends == "told":
        os.close(terminal.handle)
    terminal = start(demo)
    try:
        terminal.until(OFFERED)
        terminal.until("halvveis")
    finally:
        terminal.close()
