"""Files that the user asks for."""

from __future__ import annotations

from pathlib import Path

from store.base.errors import NotARegister
from store.base.i18n import _


def is_there(path: str) -> bool:
    """Whether writing would write over something."""
    try:
        return Path(path).expanduser().exists()
    except (OSError, ValueError, RuntimeError):
        return False  # writing says why


def write_file(path: str, content: bytes) -> None:
    """Write a file; raises NotARegister, which names it, when that cannot be."""
    try:
        Path(path).expanduser().write_bytes(content)
    except (OSError, ValueError, RuntimeError) as error:  # a NUL in the name, a home that nobody has
        reason = getattr(error, "strerror", None) or error
        raise NotARegister(path, _("cannot be written: {reason}", reason=reason)) from None
