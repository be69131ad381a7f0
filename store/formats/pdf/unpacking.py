"""A bound on what comes out of the packed parts of a PDF: its library unpacks whatever a file holds."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pdfminer import pdftypes

from store.base.errors import BadInput
from store.formats.limits import Budget

_now = threading.local()


class _Bounded:
    """zlib as the library uses it, counting what comes out while a file is read."""

    error = zlib.error

    def decompress(self, data: bytes) -> bytes:
        """All of it, or BadInput."""
        budget: Budget | None = getattr(_now, "budget", None)
        if budget is None:
            return zlib.decompress(data)
        unpacker = zlib.decompressobj()
        made = unpacker.decompress(data, budget.limits.tree_bytes + 1)
        budget.unpack(len(made))
        budget.tree(len(made))
        if not unpacker.eof:
            raise zlib.error("not whole")
        return made

    def decompressobj(self) -> Any:
        """For what is damaged: bit by bit."""
        return _Bits()


class _Bits:
    def __init__(self) -> None:
        self._unpacker = zlib.decompressobj()

    def decompress(self, data: bytes) -> bytes:
        made = self._unpacker.decompress(data)
        budget: Budget | None = getattr(_now, "budget", None)
        if budget is not None:
            budget.unpack(len(made))
        return made


@contextmanager
def bounded(budget: Budget) -> Iterator[None]:
    """While this lasts, what is unpacked in this thread is counted."""
    vars(pdftypes)["zlib"] = _Bounded()
    _now.budget = budget
    try:
        yield
    finally:
        _now.budget = None


def refusal(error: BaseException | None) -> BadInput | None:
    """What was refused below an error that the library wrapped it in."""
    seen = 0
    while error is not None and seen < 20:
        if isinstance(error, BadInput):
            return error
        inner = next((item for item in error.args if isinstance(item, BaseException)), None)
        error, seen = inner or error.__cause__ or error.__context__, seen + 1
    return None
