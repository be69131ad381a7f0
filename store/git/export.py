"""One file of the work tree: written, compared and taken away by itself, whatever stands in its way.

Nothing is followed: a link, a folder or a file of somebody's own where ours should be is an OSError that says so, as is
what the file system cannot take (a name of 300 bytes, a path of 3,000 folders). What git would act on (links,
submodules, `.git*`) is not written out at all.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from store.base.i18n import _
from store.base.text import excerpt, safe
from store.git.door import Git, is_null
from store.git.locks import state_folder
from store.records.entries import FILES, LINK, PathChange

KEPT: Final = "kept"
"""The reason of what is not written on purpose; the other reasons are names of errors ("ENAMETOOLONG")."""
_MAX_HAND_EDIT: Final = 8 * 1024 * 1024
_LONGEST: Final = 4096
"""Bytes of a whole path, with the zero at its end, that the kernel takes: seen before the first folder is made."""
_DEEPEST: Final = 400
"""Folders in each other that other programs can still go through and delete."""
_PIECE: Final = 1 << 20
_PROGRAM: Final = "100755"


class Kept(Exception):
    """The path stays in git and is not written out."""


def reason_text(code: str) -> str:
    """Why a path is not in the work tree, in words."""
    texts = {
        KEPT: _("it stays in git and is not written out"),
        "ENAMETOOLONG": _("the name is too long for this file system"),
        "ENOTDIR": _("a file stands where its folder should be"),
        "EISDIR": _("a folder with other files stands in its place"),
        "ELOOP": _("a link stands where its folder should be"),
        "EACCES": _("there is no right to write it"),
        "EPERM": _("there is no right to write it"),
        "EROFS": _("the disk can only be read"),
        "ENOSPC": _("no space is left"),
        "EILSEQ": _("the file system does not take this name"),
        "EINVAL": _("the file system does not take this name"),
    }
    number = getattr(errno, code, 0)
    return texts.get(code) or (os.strerror(number) if number else code)


def unwritten_text(path: str, code: str) -> str:
    """One line for a path that is not in the work tree."""
    return _("{path} is not among the files here: {reason}", path=safe(excerpt(path, 120)), reason=reason_text(code))


def export(
    git: Git, change: PathChange, content: bytes | None, reviewed: Mapping[str, bytes | None], *, sync: bool
) -> bool:
    """Write or remove one file, if it still is what the commit before had there; False when it was left alone.

    `content` None: the blob is too large to be held and goes by in pieces. Without `sync` whoever calls makes it
    durable. Raises OSError when it cannot be done, and Kept.
    """
    parts = change.path.casefold().split("/")
    if ".git" in parts:
        raise Kept
    path = git.work_tree / change.path
    is_gone = is_null(change.after)
    if not _folders(git.work_tree, path, make=False):
        present = None
    else:
        present = _present(path, change.after, is_link=change.old_mode == LINK)
    if present == change.after and change.mode in FILES:
        _set_mode(path, change.mode)
        return True
    if is_gone and (present is None or present == ""):
        return present is None or path.is_dir()
    is_file = change.old_mode in FILES
    as_before = present == change.before or (present is None and (is_null(change.before) or not is_file))
    if not is_gone and (change.mode not in FILES or (present is None and any(p.startswith(".git") for p in parts))):
        if present and as_before:
            path.unlink()  # what stood there before is not what git has there now
        raise Kept
    if present == "" and path.is_dir() and not path.is_symlink():
        path.rmdir() if not any(path.iterdir()) else _refuse(errno.EISDIR)
    elif present == "" or not (as_before or (change.path in reviewed and reviewed[change.path] == read_plain(path))):
        return False
    if is_gone:
        path.unlink(missing_ok=True)
        _tidy(git.work_tree, path)
        return True
    try:
        _folders(git.work_tree, path, make=True)
        pieces = [content] if content is not None else git.stream(_("read a file"), ["cat-file", "blob", change.after])
        write_atomically(git, path, pieces, sync=sync, mode=change.mode)
    except OSError:
        _tidy(git.work_tree, path)
        raise
    return True


def _refuse(number: int) -> None:
    raise OSError(number, os.strerror(number))


def _folders(root: Path, path: Path, *, make: bool) -> bool:
    """Whether all folders between `root` and `path` are there, made if need be. Raises OSError for what is no folder.

    One by one, from the root: a path may be deeper than a function can call itself.
    """
    if len(os.fsencode(path)) >= _LONGEST or len(path.parts) > _DEEPEST:
        _refuse(errno.ENAMETOOLONG)
    at = os.fspath(root)
    for part in path.relative_to(root).parts[:-1]:
        at = f"{at}/{part}"
        try:
            mode = os.lstat(at).st_mode
        except FileNotFoundError:
            if not make:
                return False
            os.mkdir(at)  # noqa: PTH102
            continue
        if not stat.S_ISDIR(mode):
            _refuse(errno.ELOOP if stat.S_ISLNK(mode) else errno.ENOTDIR)
    return True


def _tidy(root: Path, path: Path) -> None:
    """Take away the folders that are empty now."""
    with contextlib.suppress(OSError):
        for parent in path.parents:
            if parent == root:
                break
            parent.rmdir()


def _present(path: Path, like: str, *, is_link: bool) -> str | None:
    """The blob id of what is there, "" for what is no file, None for nothing. Raises OSError when it cannot be read.

    A link counts by what it says, where git had one, so that what replaces it can be written.
    """
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISLNK(mode) and is_link:
        return blob_id(os.fsencode(path.readlink()), like)
    if not stat.S_ISREG(mode):
        return ""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as file:
        hash = _hash(like)
        hash.update(b"blob %d\0" % os.fstat(file.fileno()).st_size)
        while piece := file.read(_PIECE):
            hash.update(piece)
    return str(hash.hexdigest())


def read_plain(path: Path) -> bytes | None:
    """The content of a plain file; None when there is none, or a link, a folder or something huge."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        try:
            return file.read(_MAX_HAND_EDIT)
        except OSError:
            return None


def _set_mode(path: Path, mode: str) -> None:
    """Let a program be one that can be run by whoever may read it."""
    now = stat.S_IMODE(path.stat().st_mode)
    wanted = now | (now & 0o444) >> 2 if mode == _PROGRAM else now & ~0o111
    if wanted != now:
        path.chmod(wanted)


def write_atomically(git: Git, path: Path, pieces: Iterable[bytes], *, sync: bool = True, mode: str = FILES[0]) -> None:
    """Put a file in its place at once. Raises OSError."""
    # Not beside `path`: what a kill leaves behind would stand in `git status`. Where a clone's git folder is on another
    # disk, nothing can be renamed from there.
    folder = state_folder(git.git_dir)
    folder = folder if folder.stat().st_dev == path.parent.stat().st_dev else path.parent
    temporary = folder / f".iktui-{secrets.token_hex(8)}.tmp"
    try:
        with temporary.open("xb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            if sync:
                os.fsync(file.fileno())
        _set_mode(temporary, mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _hash(like: str) -> Any:
    return hashlib.sha1() if len(like) == 40 else hashlib.sha256()


def blob_id(content: bytes, like: str) -> str:
    """The id git gives to `content`, in the hash function of the id `like`."""
    hash = _hash(like)
    hash.update(b"blob %d\0" % len(content) + content)
    return str(hash.hexdigest())
