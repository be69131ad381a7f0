"""The terminal driver: input bytes that are not UTF-8 become "�"; of what is drawn, only what differs is written."""

from __future__ import annotations

import codecs
import curses
from collections.abc import Callable
from functools import partial
from queue import Full
from typing import IO, Any

from textual.drivers import linux_driver
from textual.drivers._writer_thread import WriterThread
from textual.drivers.linux_driver import LinuxDriver

from iktui.terminal.shown_cells import ShownCells


def _forgiving_decoder(encoding: str) -> Any:
    """As `codecs.getincrementaldecoder`, with undecodable bytes replaced (Textualize/textual#6456)."""
    return partial(codecs.getincrementaldecoder(encoding), errors="replace")


linux_driver.__dict__["getincrementaldecoder"] = _forgiving_decoder


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


linux_driver.__dict__["WriterThread"] = PatientWriter


def _erases_to_background() -> bool:
    """Whether the terminal description has “erase characters” with “background colour erase” (terminfo: ech, bce)."""
    try:
        curses.setupterm()
        return curses.tigetflag("bce") > 0 and curses.tigetstr("ech") == b"\x1b[%p1%dX"
    except curses.error:
        return False


class IktuiDriver(LinuxDriver):
    """Textual's driver with the decoder and the writer above: importing this module puts them in place."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._cells = ShownCells(erases=_erases_to_background())

    def write(self, data: str) -> None:
        """Write what differs from what the terminal shows."""
        writer = self._writer_thread
        if isinstance(writer, PatientWriter) and writer.drained is None:
            writer.drained = self._draw_anew
        if lean := self._cells.lean(data):
            super().write(lean)

    def _draw_anew(self) -> None:
        """Whatever was let go while the line stood still."""
        redraw = getattr(self._app, "action_redraw", None)
        if redraw is not None:
            self._loop.call_soon_threadsafe(redraw)

    def forget(self) -> None:
        """Write everything anew the next time: the terminal has another size, or something else wrote on it."""
        self._cells.forget()
