"""What is typed in an open form, kept beside the register until it is saved or given up: a kill loses no word.

Each open form has a folder of two files in `.git/iktui/forms/`: what was typed so far (written anew, hardened, renamed
into place), and a lock that its session holds. The kernel lets go of the lock when the session dies, so a draft whose
lock is free was left behind, and one whose lock is held shows others who has the record open.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from store.git.locks import state_folder
from store.records.model import Fields
from store.records.paths import Key


@dataclass(frozen=True)
class Draft:
    """One form: whose, of what, on top of what, and what was typed (words by dotted field)."""

    mail: str
    name: str
    kind: str
    id: str
    title: str
    opened: str
    """ISO 8601, with offset."""
    base: Fields
    """The record's fields when the form was opened."""
    is_new: bool = False
    settings: dict[str, str] | None = None
    reason: str = ""
    case: str = ""
    folder: str = ""

    @property
    def key(self) -> Key:
        """The record."""
        return Key(self.kind, self.id)


def now_text() -> str:
    """This moment, to the second."""
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")


class OpenForm:
    """The journal of one open form. `close` when it was saved or given up."""

    def __init__(self, git_dir: Path, draft: Draft) -> None:
        """Tell others that the form is open; raises OSError, NotARegister where nothing can be written."""
        forms = _forms(git_dir)
        self._folder = forms / f"{os.getpid()}-{secrets.token_hex(6)}"
        self._folder.mkdir(mode=0o700)
        self._handle = os.open(self._folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        self.draft = replace(draft, folder=self._folder.name)
        self._write()

    def keep(self, settings: dict[str, str], reason: str = "", case: str = "") -> None:
        """Keep what the form holds now, durably; raises OSError."""
        kept = replace(self.draft, settings=settings or None, reason=reason, case=case)
        if kept != self.draft:
            self.draft = kept
            self._write()

    def _write(self) -> None:
        data = json.dumps(asdict(self.draft), ensure_ascii=False).encode("utf-8", "surrogatepass")
        temporary = self._folder / "draft.tmp"
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._folder / "draft")

    def close(self) -> None:
        """Forget the draft."""
        if self._handle >= 0:
            shutil.rmtree(self._folder, ignore_errors=True)
            os.close(self._handle)
            self._handle = -1

    def leave(self) -> None:
        """Let go of the draft and keep it: the next start offers it."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1


def _forms(git_dir: Path) -> Path:
    folder = state_folder(git_dir) / "forms"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _all(git_dir: Path) -> Iterator[tuple[Path, Draft]]:
    folder = git_dir / "iktui" / "forms"
    for file in sorted(folder.glob("*/draft")) if folder.is_dir() else ():
        with contextlib.suppress(OSError, ValueError, TypeError):
            draft = Draft(**json.loads(file.read_bytes().decode("utf-8", "surrogatepass")))
            if isinstance(draft.settings, dict | None) and isinstance(draft.base, dict):
                yield file.parent, replace(draft, folder=file.parent.name)


def _is_held(folder: Path) -> bool:
    try:
        handle = os.open(folder / "lock", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def left_drafts(git_dir: Path, mail: str) -> list[Draft]:
    """What this person typed in forms whose session died, oldest first; empty ones are tidied away."""
    left = []
    for folder, draft in _all(git_dir):
        if draft.mail == mail and not _is_held(folder):
            if draft.settings or draft.is_new:
                left.append(draft)
            else:
                shutil.rmtree(folder, ignore_errors=True)
    return sorted(left, key=lambda draft: draft.opened)


def drop_draft(git_dir: Path, draft: Draft) -> None:
    """Forget a draft that was left behind."""
    if draft.folder and "/" not in draft.folder and draft.folder not in (".", ".."):
        shutil.rmtree(git_dir / "iktui" / "forms" / draft.folder, ignore_errors=True)


def others_at(git_dir: Path, key: Key, mine: OpenForm | None = None) -> list[Draft]:
    """Who else has the record open now, in this clone."""
    own = mine.draft.folder if mine else ""
    return [draft for folder, draft in _all(git_dir) if draft.key == key and folder.name != own and _is_held(folder)]
