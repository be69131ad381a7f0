"""The terminal driver: input bytes that are not UTF-8 become "�" instead of ending the program."""

from __future__ import annotations

import codecs
from functools import partial
from typing import Any

from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver


def _forgiving_decoder(encoding: str) -> Any:
    """As `codecs.getincrementaldecoder`, with undecodable bytes replaced (Textualize/textual#6456)."""
    return partial(codecs.getincrementaldecoder(encoding), errors="replace")


linux_driver.__dict__["getincrementaldecoder"] = _forgiving_decoder


class IktuiDriver(LinuxDriver):
    """Textual's driver with the decoder above: importing this module puts it in place."""
