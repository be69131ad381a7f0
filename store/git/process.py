"""How git is run: fixed options and environment, so that nothing a repository or a user has configured is run by it."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, Protocol

from store.base.errors import GitFailed
from store.base.failures import FAILURES, reason_of
from store.base.i18n import _
from store.base.text import excerpt, safe

# Before GitPython is imported: it would take its executable from here, and git its repository, hooks and pagers.
for _name in [name for name in os.environ if name.startswith("GIT_")]:
    del os.environ[_name]


# No git is told when it is asked for something, in one line of ours.
os.environ["GIT_PYTHON_REFRESH"] = "quiet"

_GIT: Final = "git"
_SOON: Final = 5
"""Seconds in which git ends by itself when it is asked to."""


class Command(Protocol):
    """GitPython's command object, which starts git in a folder."""

    def execute(self, command: Sequence[str], **options: Any) -> Any:
        """Start it."""


_SETTINGS: Final = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.fsync=all",
    "core.symlinks=false",
    "core.quotePath=true",
    "core.attributesFile=/dev/null",
    "protocol.allow=never",
    "protocol.ssh.allow=always",
    "protocol.https.allow=always",
    "protocol.file.allow=always",
    "core.bigFileThreshold=16m",  # what is larger goes by in pieces, never whole through memory
    "submodule.recurse=false",
    "gc.autoDetach=true",
    "log.showSignature=false",
    "commit.gpgSign=false",
)
_OPTIONS: Final = [*(word for setting in _SETTINGS for word in ("-c", setting)), "--no-pager", "--literal-pathspecs"]
_ENVIRONMENT: Final = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_OPTIONAL_LOCKS": "0",
    # A clone without old files would fetch each one that is read, behind one's back.
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "",
}


def popen(
    command: Command,
    arguments: Sequence[str],
    stdin: int | None,
    *,
    action: str = "",
    environment: Mapping[str, str] = MappingProxyType({}),
) -> subprocess.Popen[bytes]:
    """Start git, its output in pipes; `environment` stands above what is fixed. Raises GitFailed, naming `action`."""
    if any("\0" in argument for argument in arguments):
        raise GitFailed(_("run"), _("a NUL character in an argument"))
    env = {**_ENVIRONMENT, **environment}
    try:
        process: Any = command.execute([_GIT, *_OPTIONS, *arguments], as_process=True, istream=stdin, env=env)
    except Exception as problem:
        raise GitFailed(action or _("run"), _not_started(problem)) from None
    started: subprocess.Popen[bytes] = process.proc
    process.proc = None  # ours to end: GitPython would interrupt it when its wrapper is collected
    return started


def run(
    command: Command, action: str, arguments: Sequence[str], *, stdin: bytes | None = None, ok: tuple[int, ...] = (0,)
) -> bytes:
    """What git prints; raises GitFailed, naming `action`, when it ends with a status not in `ok`."""
    ended, out, error = _ended(command, action, arguments, stdin)
    if ended not in ok:
        raise GitFailed(action, last_line(error))
    return out


def status(command: Command, action: str, arguments: Sequence[str]) -> int:
    """How git ended, whatever it said; raises GitFailed, naming `action`, when it cannot be started."""
    return _ended(command, action, arguments, None)[0]


def _ended(command: Command, action: str, arguments: Sequence[str], stdin: bytes | None) -> tuple[int, bytes, bytes]:
    process = popen(command, arguments, subprocess.PIPE if stdin is not None else None, action=action)
    try:
        out, error = process.communicate(stdin)
    except FAILURES as problem:
        end(process)
        raise GitFailed(action, reason_of(problem)) from None
    return process.returncode, out, error


def end(process: subprocess.Popen[bytes]) -> None:
    """End git before anything is told of what it did: gently at first, so that it takes its locks away."""
    process.terminate()
    try:
        process.wait(_SOON)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def _not_started(problem: Exception) -> str:
    """Why git did not begin, from what GitPython raises."""
    cause = problem.__cause__ if isinstance(problem.__cause__, OSError) else problem
    if isinstance(cause, FileNotFoundError | PermissionError) and cause.filename == _GIT:
        return _("it is not installed, or not where PATH says: install git, and try again")
    return reason_of(cause)


def last_line(error: bytes) -> str:
    """Why git failed, in one line that is safe to show."""
    lines = [line for line in error.decode("utf-8", "replace").splitlines() if line.strip()]
    told = [line for line in lines if line.startswith(("fatal:", "error:"))] or lines
    return safe(excerpt(told[0].removeprefix("fatal: ").removeprefix("error: "), 300)) if told else _("no reason given")
