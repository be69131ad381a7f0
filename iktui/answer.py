"""Where the answer goes: standard output, whose failures are told apart from every other."""

from __future__ import annotations

import sys
from io import StringIO, TextIOWrapper

from store.base.errors import StoreError
from store.base.failures import reason_of
from store.base.i18n import _


class Answer(TextIOWrapper):
    """Standard output. Raises StoreError for what cannot be written, BrokenPipeError when nobody reads any more."""

    def write(self, text: str, /) -> int:
        """Write to it."""
        try:
            return super().write(text)
        except OSError as error:
            raise _lost(error) from None

    def flush(self) -> None:
        """See that all of it is out."""
        try:
            super().flush()
        except OSError as error:
            raise _lost(error) from None


def _lost(error: OSError) -> Exception:
    sys.stdout = StringIO()  # what is left is not tried again at the end
    if isinstance(error, BrokenPipeError):
        return error
    return StoreError(_("the answer could not be written: {reason}", reason=reason_of(error)))


def take_over() -> None:
    """Let everything that is printed go this way, in UTF-8; a stream that is closed takes it and shows nothing."""
    sys.stdout, sys.stderr = sys.stdout or StringIO(), sys.stderr or StringIO()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    now = sys.stdout
    if isinstance(now, TextIOWrapper):
        sys.stdout = Answer(now.buffer, now.encoding, now.errors, line_buffering=now.line_buffering)
