"""Talking to the linear mode: over a pipe, and in a pseudo-terminal."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pexpect

from store.base.author import Author
from tests.conftest import KARI

COMMAND = ["-m", "iktui", "--linear"]
PROMPT = "iktui (?: help; q: quit):"


def environment(author: Author | None = KARI) -> dict[str, str]:
    known = {} if author is None else {"IKTUI_AUTHOR": str(author)}
    return {**os.environ, "TERM": "xterm-256color", **known}


def talk(
    path: Path | None, *lines: str, author: Author | None = KARI, cwd: Path | None = None, lang: str = "en"
) -> str:
    """What the program says to these lines over a pipe; it must end well. In English, whose texts the code has."""
    where = ["--lang", lang] if path is None else ["--lang", lang, "-C", str(path)]
    done = subprocess.run(
        [sys.executable, *COMMAND, *where],
        input="".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape"),
        capture_output=True,
        env=environment(author),
        cwd=cwd,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stderr == b""
    assert b"\x1b" not in done.stdout
    return done.stdout.decode("utf-8")


class Terminal:
    """The program in a pseudo-terminal, as somebody's."""

    def __init__(self, path: Path, author: Author = KARI) -> None:
        self.raw = b""
        self.process = pexpect.spawn(
            sys.executable,
            [*COMMAND, "--lang", "en", "-C", str(path)],
            env=environment(author),
            dimensions=(24, 80),
            timeout=30,
        )
        self.process.delaybeforesend = None

    def heard(self, question: str = "") -> str:
        """What came until the prompt of a question."""
        self.process.expect_exact([question.encode()])
        said = self.process.before + question.encode()
        self.process.expect_exact([b"\r\n> "])
        said += self.process.before + b"\r\n> "
        self.raw += said
        return str(said.decode("utf-8"))

    def say(self, line: str, question: str = "ctrl+c: cancel):") -> str:
        """Answer, and hear what comes until the next question."""
        self.process.sendline(line)
        return self.heard(question)

    def cancel(self, question: str = PROMPT) -> str:
        """ctrl+c."""
        self.process.sendintr()
        return self.heard(question)

    def kill(self) -> None:
        """SIGKILL, as a machine that goes down."""
        self.process.kill(9)
        self.process.wait()
        self.process.close(force=True)

    def hang_up(self) -> None:
        """The line breaks."""
        os.close(self.process.child_fd)
        deadline = time.monotonic() + 20
        while self.process.isalive() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not self.process.isalive()
        self.process.closed = True

    def quit(self) -> None:
        self.process.sendline("q")
        self.process.expect_exact([pexpect.EOF])
        self.raw += self.process.before
        self.process.close()
        assert self.process.exitstatus == 0
        assert b"\x1b" not in self.raw
