"""The terminal driver: input bytes that are not UTF-8 become "�" instead of ending the program."""

from __future__ import annotations

import codecs
import os
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


def forget_textual_environment() -> None:
    """Drop every TEXTUAL_ variable: some write files anywhere, one stops the program on ctrl+z."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL_")]:
        del os.environ[name]
