"""The program over a real sshd on loopback, with key login, driven through a terminal emulator."""

from __future__ import annotations

import contextlib
import getpass
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.benchmarks.terminal import Terminal
from tests.conftest import KARI, OLA, git, is_sound

SSHD = shutil.which("sshd") or ("/usr/sbin/sshd" if Path("/usr/sbin/sshd").exists() else None)
pytestmark = pytest.mark.skipif(SSHD is None or shutil.which("ssh") is None, reason="openssh-server is not installed")
ROOT = Path(__file__).parents[2]


class Server:
    """An sshd that only the key in its folder opens."""

    def __init__(self, folder: Path) -> None:
        assert SSHD is not None, "skipped without"
        self.folder = folder
        for name in ("host", "user"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
        shutil.copy(folder / "user.pub", folder / "authorized")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        lines = [
            f"Port {self.port}", "ListenAddress 127.0.0.1", f"HostKey {folder / 'host'}", "UsePAM no", "StrictModes no",
            f"AuthorizedKeysFile {folder / 'authorized'}", "PasswordAuthentication no", "PermitRootLogin yes",
            f"PidFile {folder / 'pid'}",
        ]  # fmt: skip
        (folder / "config").write_text("\n".join(lines) + "\n")
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)
        command = [SSHD, "-D", "-f", str(folder / "config"), "-E", str(folder / "log")]
        self.process = subprocess.Popen(command)
        for _try in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.05)
        raise TimeoutError((folder / "log").read_text())

    def login(self, register: Path, author: object = KARI) -> Terminal:
        """The program in a session, ready for keys."""
        remote = shlex.join(
            ["env", f"PYTHONPATH={ROOT}", f"IKTUI_AUTHOR={author}", f"HOME={os.environ['HOME']}", sys.executable, "-m",
             "iktui", "-C", str(register), "--lang", "nb"]
        )  # fmt: skip
        options = ["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR",
                   "-o", "IdentitiesOnly=yes"]  # fmt: skip
        ssh = ["ssh", "-tt", "-p", str(self.port), "-i", str(self.folder / "user"), *options]
        terminal = Terminal([*ssh, f"{getpass.getuser()}@127.0.0.1", remote], 80, 24)
        terminal.until("55 samarbeid")
        terminal.rest(0.3)
        return terminal


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    folder = tmp_path / "sshd"
    folder.mkdir(mode=0o700)
    server = Server(folder)
    yield server
    server.process.terminate()
    server.process.wait()


def send(terminal: Terminal, *keys: bytes, quiet: float = 0.4) -> None:
    for key in keys:
        os.write(terminal.handle, key)
        terminal.rest(quiet)


def comment(register: Path) -> str:
    return git(register, "show", "HEAD:collaborations/re/regionrad.toml")


TO_COMMENT = (b"e", b"\t", b"\t", b"\t", b"\t")


def test_edit_and_save(server: Server, demo: Path) -> None:
    terminal = server.login(demo)
    send(terminal, *TO_COMMENT, b" Over linjen.", b"\x13")
    terminal.until("Lagret")
    assert b"\x1b[?1003h" not in terminal.raw, "no mouse over SSH unless it is asked for"
    send(terminal, b"q")
    terminal.close()
    assert "Over linjen." in comment(demo)
    assert git(demo, "log", "-1", "--format=%an") == KARI.name
    is_sound(demo)


def test_the_line_is_cut_in_the_middle_of_a_word(server: Server, demo: Path) -> None:
    terminal = server.login(demo)
    send(terminal, *TO_COMMENT, b" midt i et o", quiet=0.5)
    os.kill(terminal.pid, signal.SIGKILL)
    os.waitpid(terminal.pid, 0)
    os.close(terminal.handle)
    time.sleep(2)
    terminal = server.login(demo)
    assert any("Ikke lagret da" in line for line in terminal.screen.display)
    assert any("midt i et o" in line for line in terminal.screen.display)
    send(terminal, b"\x13", quiet=1.0)
    send(terminal, b"rd", b"\x13", quiet=1.0)
    terminal.close()
    assert "midt i et o" in comment(demo)


def test_two_sessions_different_fields_are_both_kept(server: Server, demo: Path) -> None:
    one, two = server.login(demo, KARI), server.login(demo, OLA)
    send(one, *TO_COMMENT, b" Karis.")
    send(two, b"e", b" Olas", quiet=0.5)
    send(one, b"\x13")
    one.until("Lagret")
    send(two, b"\x13")
    two.until("Lagret")
    one.close()
    two.close()
    assert "Karis." in comment(demo)
    assert 'name = "Regionråd Olas"' in comment(demo)
    is_sound(demo)


def test_two_sessions_same_field_and_the_second_is_asked(server: Server, demo: Path) -> None:
    one, two = server.login(demo, KARI), server.login(demo, OLA)
    send(one, *TO_COMMENT, b" Karis.")
    send(two, *TO_COMMENT, b" Olas.")
    send(one, b"\x13")
    one.until("Lagret")
    send(two, b"\x13")
    two.until("endret imens av Kari Nordmann")
    assert "Olas." not in comment(demo), "no silent winner"
    assert all(any(words in line for line in two.screen.display) for words in ("Karis.", "Olas."))
    send(two, b"1", b"\x13")
    two.until("Lagret")
    one.close()
    two.close()
    assert "Olas." in comment(demo)
    assert "Karis." in git(demo, "show", "HEAD~1:collaborations/re/regionrad.toml"), (
        "and what was not chosen is history"
    )
    is_sound(demo)
