"""Queueing: one save at a time in a clone, and the locks that a killed process left behind.

`flock` is for queueing only; correctness against those who do not take it comes from the compare-and-swap of the
branch. The kernel gives the lock back when its holder dies.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from store.base.errors import GitFailed, NotARegister
from store.base.failures import reason_of
from store.base.i18n import _

WAIT_SECONDS: Final = 60.0
_FOREIGN_AGE: Final = 60.0
"""Seconds after which a lock that no process holds open counts as left behind by another program."""


def state_folder(git_dir: Path) -> Path:
    """The folder for locks, caches and markers of this clone; raises NotARegister when it cannot be written."""
    folder = git_dir / "iktui"
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise NotARegister(git_dir, _("cannot be written to: {reason}", reason=reason_of(error))) from None
    return folder


@contextlib.contextmanager
def write_lock(common_dir: Path) -> Iterator[bool]:
    """Hold the queue of this clone, one for all its work trees; on entering, put away the locks that a save that was
    killed left behind. Gives whether a save was killed.
    """
    folder = state_folder(common_dir)
    try:
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise NotARegister(common_dir, _("cannot be written to: {reason}", reason=reason_of(error))) from None
    journal = folder / "saving"
    try:
        _wait_for(handle)
        killed = journal.exists()
        _clear_stale_locks(common_dir, journal)
        journal.write_text(str(os.getpid()), encoding="ascii")
        try:
            yield killed
        finally:
            with contextlib.suppress(OSError):  # what was saved is; the next save looks at the locks once more
                journal.unlink(missing_ok=True)
    finally:
        with contextlib.suppress(OSError):  # it is let go of all the same
            os.close(handle)


def _wait_for(handle: int) -> None:
    deadline, pause = time.monotonic() + WAIT_SECONDS, 0.002
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise GitFailed(_("save"), _("another session has been saving for a minute; try again")) from None
        time.sleep(pause)
        pause = min(pause * 1.5, 0.05)


def _clear_stale_locks(common_dir: Path, journal: Path) -> None:
    """Rename locks that nobody holds: at once when a save of ours died after they were made, else when old."""
    died_at = journal.stat().st_mtime if journal.exists() else None
    git_dirs = [common_dir, *(common_dir / "worktrees").glob("*")]
    candidates = [git_dir / name for git_dir in git_dirs for name in ("index.lock", "HEAD.lock")]
    candidates += [common_dir / "packed-refs.lock"]
    candidates += (common_dir / "refs").rglob("*.lock")
    candidates += (common_dir / "objects" / "info").rglob("*.lock")
    for lock in candidates:
        try:
            made = lock.stat().st_mtime
        except FileNotFoundError:
            continue
        ours = died_at is not None and made >= died_at - 0.01
        if (ours or time.time() - made > _FOREIGN_AGE) and not _is_open(lock):
            with contextlib.suppress(FileNotFoundError):
                lock.rename(state_folder(common_dir) / f"stale-{lock.name}-{int(time.time())}")
    if died_at is not None:
        for report in (report for git_dir in git_dirs for report in git_dir.glob("fast_import_crash_*")):
            report.unlink(missing_ok=True)


def _is_open(path: Path) -> bool:
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with contextlib.suppress(OSError):
            if link.readlink() == path:
                return True
    return False
