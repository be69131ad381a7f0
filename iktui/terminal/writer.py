"""What is drawn goes out by a thread of its own that nobody ever waits for, whatever the line does."""

from __future__ import annotations

from collections.abc import Callable
from queue import Full
from typing import IO

from textual.drivers._writer_thread import WriterThread

_STOPPING = 2.0
"""Seconds that the end of the program waits for what is still to be written."""


class PatientWriter(WriterThread):
    """Textual's, but where the terminal takes nothing (a stalled line), what is drawn is let go instead of waited for.

    Textual's `write` waits in a full queue, and with it every key, signal and timer. What was let go is drawn anew, all
    of it, as soon as the terminal has taken what was before it.
    """

    def __init__(self, file: IO[str]) -> None:
        super().__init__(file)
        self.drained: Callable[[], object] | None = None
        """What is called, from this thread, when the line goes on and something was let go."""
        self._has_let_go = False

    def write(self, text: str) -> None:
        """Send it, if there is room."""
        try:
            self._queue.put_nowait(text)
        except Full:
            self._has_let_go = True

    def run(self) -> None:
        """Write until told to stop; a line that is gone ends it."""
        try:
            while (text := self._queue.get()) is not None:
                self._file.write(text)
                if self._queue.qsize() == 0:
                    self._file.flush()
                    if self._has_let_go and self.drained is not None:
                        self._has_let_go = False
                        self.drained()
            self._file.flush()
        except OSError:
            return  # whoever read is gone

    def stop(self) -> None:
        """Wait a moment for what is left; a line that takes nothing keeps nobody from leaving."""
        try:
            self._queue.put(None, timeout=_STOPPING)
        except Full:
            return
        self.join(_STOPPING)
