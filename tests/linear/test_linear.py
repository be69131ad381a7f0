"""The linear mode through pipes and a pseudo-terminal, and then a look in the repository."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pexpect
import pytest

from store.drafts import left_drafts
from store.store import Store
from tests.conftest import KARI, OLA, edit, git, is_sound
from tests.ui.test_hostile_text import RAW, hostile

__all__ = ["hostile"]


def linear(register: Path, *lines: str, author: object = KARI) -> str:
    """What is printed when these lines are typed."""
    done = subprocess.run(
        [sys.executable, "-m", "iktui", "-C", str(register), "--linear", "--lang", "nb"],
        input="".join(f"{line}\n" for line in lines), capture_output=True, text=True, check=False, timeout=60,
        env={**os.environ, "IKTUI_AUTHOR": str(author)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "\x1b" not in done.stdout, "plain lines only"
    return done.stdout


def saved(register: Path, id: str) -> str:
    return git(register, "show", f"HEAD:collaborations/{id[:2]}/{id}.toml")


def test_find_edit_save_history_and_take_back(demo: Path) -> None:
    before = saved(demo, "geodata-samarbeid")
    out = linear(demo, "/geodata", "e 1", "kommentar", "Ny kommentar.", ".", "Fordi", "71/2019", "h 1", "b 1")
    assert "1-1 av 1" in out
    assert 'comment = "Ny kommentar."' in saved(demo, "geodata-samarbeid")
    message = git(demo, "log", "-1", "--format=%B")
    assert "Fordi" in message
    assert "Case: 71/2019" in message
    assert "Kari Nordmann" in out
    linear(demo, "u", "ja", "-", "-")
    assert saved(demo, "geodata-samarbeid") == before
    linear(demo, "U", "ja", "-", "-")
    assert "Ny kommentar." in saved(demo, "geodata-samarbeid")
    is_sound(demo)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("frukt",), "«frukt» er ingen kommando"),
        (("999",), "det finnes ikke noe nummer 999"),
        (("/form:xyz",), "tegn"),
        (("l", "e 1", "fra", "2021-02-30"), "datoen 2021-02-30 finnes ikke"),
        (("l", "e 1", "form", "tull"), "tull"),
        (("i /finnes/ikke.txt",), "/finnes/ikke.txt"),
    ],
)
def test_what_will_not_do_is_said_in_one_line(demo: Path, lines: tuple[str, ...], said: str) -> None:
    assert any(said in line for line in linear(demo, *lines).splitlines())
    assert git(demo, "rev-list", "--count", "HEAD") == "3"


def test_two_become_one_and_many_get_one_form(demo: Path) -> None:
    linear(demo, "/felles barnevern", "slå-sammen 1 2", "ja", "", "")
    store = Store.open(demo)
    assert store.snapshot().collaboration("felles-barnevern-2").id == "felles-barnevern"
    store.close()
    linear(demo, "/skjema:uformelt", "merk 1-6", "= ", "form", "Nettverk", ".", "ja", "", "")
    store = Store.open(demo)
    forms = [record.legal_form for record in store.snapshot().collaborations.values()]
    store.close()
    assert forms.count("network") == 6
    assert git(demo, "rev-list", "--count", "HEAD") == "5"
    is_sound(demo)


def test_hostile_text_is_never_raw(hostile: Path) -> None:
    out = linear(hostile, "l", *(str(number) for number in range(1, 20)), "h 1", "b 1", "!", "", "a", "", "p", "")
    assert not set(out) & RAW
    assert "[/foo]" in out


def test_killed_in_an_edit_the_word_is_offered_again(demo: Path) -> None:
    command = [sys.executable, "-m", "iktui", "-C", str(demo), "--linear", "--lang", "nb"]
    environment = {**os.environ, "IKTUI_AUTHOR": str(KARI)}
    session = pexpect.spawn(command[0], command[1:], env=environment, encoding="utf-8", timeout=20)
    for expected, line in (("iktui ", "l"), ("iktui ", "e 1"), ("Felt", "kommentar"), ("Ny verdi", "halvveis ord")):
        session.expect(expected)
        session.sendline(line)
    session.expect("Felt")
    time.sleep(0.5)
    session.kill(signal.SIGKILL)
    session.close()
    (draft,) = left_drafts(demo / ".git", KARI.mail)
    assert (draft.settings or {})["comment"] == "halvveis ord"
    assert "halvveis ord" in linear(demo)
    assert len(left_drafts(demo / ".git", KARI.mail)) == 1, "nobody decided: it stays"


def test_the_same_field_meanwhile_is_asked_for(demo: Path) -> None:
    command = [sys.executable, "-m", "iktui", "-C", str(demo), "--linear", "--lang", "nb"]
    environment = {**os.environ, "IKTUI_AUTHOR": str(KARI)}
    session = pexpect.spawn(command[0], command[1:], env=environment, encoding="utf-8", timeout=20)
    for expected, line in (("iktui ", "l"), ("iktui ", "e 1"), ("Felt", "kommentar"), ("Ny verdi", "Karis")):
        session.expect(expected)
        session.sendline(line)
    session.expect("Felt")
    store = Store.open(demo)
    first = next(iter(store.history(limit=1))).commit
    edit(store, "regionrad", OLA, comment="Olas")
    store.close()
    for line in (".", "", ""):
        session.sendline(line)
    session.expect("Ola Hansen endret det samme imens")
    session.expect("deres: Olas")
    session.kill(signal.SIGKILL)
    session.close()
    assert "Olas" in saved(demo, "regionrad")
    assert git(demo, "rev-list", "--count", f"{first}..HEAD") == "1"
