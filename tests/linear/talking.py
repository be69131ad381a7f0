"""Talking to the linear mode: over files and pipes, and in a pseudo-terminal."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pexpect
import pytest

from iktui.__main__ import main
from store.base.author import Author
from store.base.i18n import language, set_language
from tests.conftest import KARI

COMMAND = ["-m", "iktui", "--linear"]
PROMPT = "iktui (?: help; q: quit):"


def environment(author: Author | None = KARI) -> dict[str, str]:
    known = {} if author is None else {"IKTUI_AUTHOR": str(author)}
    return {**os.environ, "TERM": "xterm-256color", **known}


def talk(
    path: Path | None,
    *lines: str,
    author: Author | None = KARI,
    cwd: Path | None = None,
    lang: str = "en",
    process: bool = False,
) -> str:
    """What the program says to these lines; it must end well. In English, whose texts the code has.

    It reads and writes files in the place of its input and output, as git does that it starts. A `process` of its own,
    over pipes, is for what depends on how Python starts; to start one takes longer than most talks.
    """
    arguments = ["--linear", "--lang", lang, *([] if path is None else ["-C", str(path)])]
    typed = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
    status, said, wrong = (_started if process else _called)(arguments, typed, environment(author), cwd)
    assert status == 0, wrong.decode()
    assert wrong == b""
    assert b"\x1b" not in said
    return said.decode("utf-8")


Talked = tuple[int, bytes, bytes]
"""The status, and what came out on both ways."""


def _started(arguments: list[str], typed: bytes, known: Mapping[str, str], cwd: Path | None) -> Talked:
    command = [sys.executable, "-m", "iktui", *arguments]
    done = subprocess.run(command, input=typed, capture_output=True, env=known, cwd=cwd, timeout=60, check=False)
    return done.returncode, done.stdout, done.stderr


def _called(arguments: list[str], typed: bytes, known: Mapping[str, str], cwd: Path | None) -> Talked:
    before = language()
    with contextlib.ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        files = [stack.enter_context(tempfile.TemporaryFile()) for _way in range(3)]
        files[0].write(typed)
        files[0].seek(0)
        for name in os.environ.keys() - known.keys():
            patch.delenv(name)
        for name, value in known.items():
            patch.setenv(name, value)
        if cwd is not None:
            patch.chdir(cwd)
        for number, (name, file) in enumerate(zip(("stdin", "stdout", "stderr"), files, strict=True)):
            stack.enter_context(_in_place_of(number, file.fileno()))
            way = open(number, "w" if number else "r", encoding="utf-8", closefd=False)  # noqa: SIM115
            patch.setattr(sys, name, stack.enter_context(way))
        try:
            status = main(arguments)
        except SystemExit as stop:
            status = int(stop.code or 0)
        finally:
            set_language(before)
        for said in (sys.stdout, sys.stderr):
            said.flush()
        for file in files[1:]:
            file.seek(0)
        return status, files[1].read(), files[2].read()


@contextlib.contextmanager
def _in_place_of(number: int, other: int) -> Iterator[None]:
    """The file descriptor is another for a while, also for the processes that are started."""
    kept = os.dup(number)
    os.dup2(other, number)
    try:
        yield
    finally:
        os.dup2(kept, number)
        os.close(kept)


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
        """ctrl+c, again by whom nothing answers: between the question and the reading of its answer none is heard."""
        self.process.sendintr()
        self.process.timeout, usual = 8, self.process.timeout
        try:
            return self.heard(question)
        except pexpect.TIMEOUT:
            self.process.sendintr()
        finally:
            self.process.timeout = usual
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
