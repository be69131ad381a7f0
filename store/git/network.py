"""Running git where it reaches out: by https, ssh and local paths; nobody is asked in the middle, it can be stopped."""

from __future__ import annotations

import contextlib
import os
import shlex
import subprocess
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import IO, Final

from platformdirs import user_cache_path

from store.base.errors import ObjectsRefused, Stopped, TransferFailed
from store.base.failures import FAILURES, reason_of
from store.base.i18n import _
from store.base.text import excerpt, safe
from store.git.process import Command, end, last_line, popen, run
from store.git.words import lines_of, refused_object

_LONGEST_SOCKET: Final = 40
"""Characters of the folder of ssh's sockets: with their names and ssh's own suffix a path may have 104."""
_SSH: Final = ("-oBatchMode=yes", "-oConnectTimeout=20", "-oServerAliveInterval=15", "-oServerAliveCountMax=3")
"""A line that is dead is given up after a minute; nobody is asked for a password."""
_HTTPS: Final = (("http.lowSpeedLimit", "1"), ("http.lowSpeedTime", "60"), ("credential.helper", ""))
"""The same for https; an empty helper takes those away that the repository names."""
_OFTEN: Final = 0.1
"""Seconds between two looks at whether somebody wants to stop."""


class Watch:
    """Whoever waits for a transfer: is told how far it is, can stop it."""

    def __init__(self, tell: Callable[[str], object] | None = None) -> None:
        """`tell` gets git's own line ("Receiving objects: 45%"), from another thread."""
        self._tell = tell
        self._stopped = threading.Event()

    def stop(self) -> None:
        """End the transfer as soon as may be; whoever waits gets Stopped."""
        self._stopped.set()

    @property
    def stopped(self) -> bool:
        """Whether somebody wants to stop."""
        return self._stopped.is_set()

    def tell(self, line: str) -> None:
        """Pass a line on."""
        if self._tell is not None:
            self._tell(safe(excerpt(line, 100)))


def transfer(
    command: Command, action: str, arguments: Sequence[str], *, url: str, ok: tuple[int, ...] = (0,), watch: Watch
) -> bytes:
    """What git prints; raises TransferFailed, naming `action`, when it ends with a status not in `ok`; Stopped."""
    environment = _environment() | (_credentials(command) if url.startswith("https:") else {})
    process = popen(command, arguments, None, action=action, environment=environment)
    out, told = bytearray(), bytearray()
    readers = [
        threading.Thread(target=_read, args=(process.stdout, out, None), daemon=True),
        threading.Thread(target=_read, args=(process.stderr, told, watch), daemon=True),
    ]
    try:
        for reader in readers:
            reader.start()
    except FAILURES as error:
        end(process)
        raise TransferFailed(action, reason_of(error)) from None
    while (status := _status(process)) is None:
        if watch.stopped:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
            process.kill()
    for reader in readers:  # a connection that is kept open may hold the pipe: what git said is there by now
        reader.join(1)
    if watch.stopped:
        raise Stopped
    lines = lines_of(bytes(told)) if status else ()
    if "push" not in arguments and (words := refused_object(lines)):  # git ends with 1 for some of it
        raise ObjectsRefused(action, safe(words), lines)
    if status not in ok:
        raise TransferFailed(action, last_line(bytes(told)), lines)
    return bytes(out)


def _status(process: subprocess.Popen[bytes]) -> int | None:
    try:
        return process.wait(_OFTEN)
    except subprocess.TimeoutExpired:
        return None


def _read(pipe: IO[bytes], kept: bytearray, watch: Watch | None) -> None:
    with contextlib.suppress(OSError, ValueError):
        while piece := os.read(pipe.fileno(), 65536):
            kept += piece
            if watch is not None:
                lines = piece.decode("utf-8", "replace").replace("\r", "\n").split("\n")
                if line := next((line for line in reversed(lines) if "%" in line), ""):
                    watch.tell(line.removeprefix("remote: ").strip())
        pipe.close()


def _environment() -> dict[str, str]:
    """Ssh never asks, and shakes hands once in ten minutes.

    `IKTUI_SSH` is the user's own ssh command, "ssh" when nobody says ("ssh -F ~/.ssh/register").
    """
    ssh = [os.environ.get("IKTUI_SSH") or "ssh", *_SSH]
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    folder = Path(runtime) / "iktui" if runtime else user_cache_path("iktui") / "ssh"
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if len(str(folder)) <= _LONGEST_SOCKET and folder.stat().st_uid == os.getuid():
            path = shlex.quote(f"{folder}/%C")
            ssh += ["-oControlMaster=auto", "-oControlPersist=600", f"-oControlPath={path}"]
    return {"GIT_ALLOW_PROTOCOL": "file:https:ssh", "GIT_SSH_COMMAND": " ".join(ssh)}


def _credentials(command: Command) -> dict[str, str]:
    """The user's own credential helpers and proxies for https, in place of what the repository may name.

    In the environment of git, which nobody else can read: a setting may hold a token (http.extraHeader).
    """
    found = [*_HTTPS]
    for file in user_files():
        arguments = ["config", "--file", str(file), "--includes", "-z", "--get-regexp", r"^(credential|http)\."]
        if file.exists():
            rows = run(command, _("read your settings of git"), arguments, ok=(0, 1)).decode("utf-8", "replace")
            found += [(name, value) for name, _newline, value in (row.partition("\n") for row in rows.split("\0")[:-1])]
    told = {f"GIT_CONFIG_KEY_{number}": name for number, (name, _value) in enumerate(found)}
    told |= {f"GIT_CONFIG_VALUE_{number}": value for number, (_name, value) in enumerate(found)}
    return told | {"GIT_CONFIG_COUNT": str(len(found))}


def user_files() -> tuple[Path, Path]:
    """The user's own configuration of git; what the second says counts."""
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "git" / "config"
    return config, Path.home() / ".gitconfig"


def hint(reason: str) -> str:
    """What to set up when the other end said no for `reason`, "" when nothing helps but waiting."""
    said = reason.casefold()
    if "permission denied" in said or "publickey" in said:
        return _("the server does not take your key: give it to the server, or name the right one in ~/.ssh/config")
    if "host key verification" in said:
        return _("the server is not known here: connect to it with ssh once and compare its fingerprint")
    if any(sign in said for sign in ("could not read username", "could not read password", "authentication failed")):
        return _("the server wants a name and a password: set up a credential helper of git, or use ssh")
    if any(sign in said for sign in ("not found", "does not exist", "does not appear to be a git")):
        return _("there is no register at that address now")
    return ""
