"""A program in a pseudo-terminal: how long until something is on its screen, how many bytes a key costs."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import struct
import termios
import time
from collections.abc import Sequence
from fcntl import ioctl
from pathlib import Path

import pyte


def at_work() -> bool:
    """Whether a process that this one started, or one of theirs, has work for a processor or a disk."""
    children: dict[str, list[str]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended
            children.setdefault(_status(stat)[1], []).append(stat.parent.name)
    waiting, found = [str(os.getpid())], []
    while waiting:
        below = children.get(waiting.pop(), [])
        waiting += below
        found += below
    for process in found:
        for stat in Path("/proc", process, "task").glob("*/stat"):
            with contextlib.suppress(OSError):
                if _status(stat)[0] in "RD":
                    return True
    return False


def _status(stat: Path) -> list[str]:
    """State and parent, behind the name, which may hold anything."""
    return stat.read_text(errors="replace").rpartition(")")[2].split()[:2]


class Terminal:
    """A pseudo-terminal of a size, read into a screen."""

    def __init__(self, command: Sequence[str], columns: int = 120, rows: int = 40, **environment: str) -> None:
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.began = time.perf_counter()
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
            os.execvpe(command[0], list(command), {**os.environ, "TERM": "xterm-256color", **environment})
        ioctl(self.handle, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, quiet: float) -> int:
        """Bytes until nothing comes for `quiet` seconds."""
        count = 0
        while size := self.read_once(quiet):
            count += size
        return count

    def read_once(self, quiet: float) -> int:
        """Bytes of the next piece; 0 when nothing comes for `quiet` seconds, or ever again."""
        if not select.select([self.handle], [], [], quiet)[0]:
            return 0
        try:
            data = os.read(self.handle, 65536)
        except OSError:
            return 0
        self.raw += data
        self._stream.feed(data.replace(b"\x1b[>25u", b"").replace(b"\x1b[?2026$p", b"").replace(b"\x1b[?2048$p", b""))
        return len(data)

    def rest(self, quiet: float, limit: float = 30) -> None:
        """Read until nothing comes for `quiet` seconds and whoever could send something has nothing left to do.

        Silence alone says little on a busy machine: the program may be waiting for its turn.
        """
        end = time.monotonic() + limit
        self.read(quiet)
        while at_work() and time.monotonic() < end:
            self.read(min(quiet, 0.05))

    def until(self, *texts: str, limit: float = 60) -> float:
        """Seconds from the start until one of `texts` is on the screen; raises TimeoutError."""
        self.read(0.002)
        while time.perf_counter() - self.began < limit:
            if any(text in line for line in self.screen.display for text in texts):
                return time.perf_counter() - self.began
            if self.read_once(0.1):  # awake as soon as something comes; a screen that stays need not be read again
                self.read(0.002)
        raise TimeoutError("\n".join(self.screen.display))

    def key(self, key: bytes, quiet: float = 0.4) -> int:
        """Bytes that a key costs."""
        os.write(self.handle, key)
        return self.read(quiet)

    def close(self) -> None:
        """End the program."""
        os.kill(self.pid, 9)
        os.close(self.handle)
        os.waitpid(self.pid, 0)
