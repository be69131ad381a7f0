"""What the system could not do, in words: one line with the file, if there is one, and what to do about it."""

from __future__ import annotations

import errno
from typing import Final

from store.base.errors import StoreError
from store.base.i18n import _, mark

FAILURES: Final = (OSError, MemoryError, RuntimeError)
"""What a system that is short of something raises: RuntimeError where no thread can be started."""
_SHORT_OF_MEMORY: Final = mark("the memory is full: close other programs, and try again")
_SHORT_OF_PROCESSES: Final = mark("no more processes can be started: close other programs, and try again")
_NO_RIGHT: Final = mark("see that you may read and write there, and try again")
_WHAT_TO_DO: Final = {
    errno.ENOMEM: _SHORT_OF_MEMORY,
    errno.EAGAIN: _SHORT_OF_PROCESSES,
    errno.EMFILE: mark("too many files are open: close other programs, and try again"),
    errno.ENFILE: mark("too many files are open: close other programs, and try again"),
    errno.ENOSPC: mark("the disk is full: make room on it, and try again"),
    errno.EDQUOT: mark("the disk is full: make room on it, and try again"),
    errno.EIO: mark("the disk or the line to it failed: look at it, and try again"),
    errno.EROFS: _NO_RIGHT,
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
}


def reason_of(error: BaseException) -> str:
    """Why something failed, and what to do: for errors of the system, and for faults of the program itself."""
    if isinstance(error, StoreError):
        return str(error)
    if isinstance(error, OSError) and error.errno is not None:
        known = _WHAT_TO_DO.get(error.errno)
        said = _(known) if known else _("{reason}; try again", reason=error.strerror or error)
        return f"{_name(error.filename)}: {said}" if error.filename is not None else said
    if isinstance(error, MemoryError):
        return _(_SHORT_OF_MEMORY)
    if isinstance(error, RuntimeError) and "thread" in str(error):
        return _(_SHORT_OF_PROCESSES)
    if isinstance(error, ImportError):
        text = _("a part of the program could not be loaded ({reason}): try again, or install it anew", reason=error)
        return " ".join(text.split())
    return _("a fault in the program: {fault}", fault=f"{error!r}, {_place(error)}")


def _name(file: object) -> str:
    return file.decode("utf-8", "surrogateescape") if isinstance(file, bytes) else str(file)


def _place(error: BaseException) -> str:
    """File and line where it was raised, for whoever mends it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else "?"


class AfterSaving(StoreError):
    """A commit is saved, and what was to come after it failed: nobody may take it for not saved."""

    def __init__(self, commit: str, error: BaseException) -> None:
        self.commit = commit
        super().__init__(
            _("it is saved (commit {commit}), but then: {reason}", commit=commit[:10], reason=reason_of(error))
        )
