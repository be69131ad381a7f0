"""The terminal driver: input bytes that are not UTF-8 become "�"; of what is drawn, only what differs is written."""

from __future__ import annotations

import codecs
import curses
from functools import partial
from typing import Any

from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver

from iktui.terminal.shown_cells import ShownCells
from iktui.terminal.writer import PatientWriter


def _forgiving_decoder(encoding: str) -> Any:
    """As `codecs.getincrementaldecoder`, with undecodable bytes replaced (Textualize/textual#6456)."""
    return partial(codecs.getincrementaldecoder(encoding), errors="replace")


linux_driver.__dict__["getincrementaldecoder"] = _forgiving_decoder
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
