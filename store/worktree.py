"""The work tree: an export of the newest commit that people can read, grep and edit by hand.

Nothing is ever read from it as a record. A file that differs from what was last exported is somebody's hand edit: it
is left alone and can be offered as a Changeset. A marker names the commit that the export is in step with, so that a
crash between commit and export is told from a hand edit.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from store.errors import GitFailed
from store.git import OBJECT_ID, Git, PathChange, is_null
from store.i18n import _
from store.locks import state_folder
from store.paths import RECORD_FOLDERS, REGISTER_PATH

_RETRIES: Final = 7
_FIRST_PAUSE: Final = 0.02
_MAX_HAND_EDIT: Final = 8 * 1024 * 1024


def catch_up(git: Git, head: str, reviewed: Mapping[str, bytes | None] | None = None) -> list[str]:
    """Bring the export in step with `head`, hand edits aside: after a save, a crash, or somebody's plain git.

    Files that hold what somebody has just had committed (`reviewed`, content by path) are written in canonical form.
    Gives the paths that were left alone because they are somebody's hand edits.
    """
    marker = state_folder(git.git_dir) / "exported"
    exported = _read_marker(marker)
    if exported == head:
        return []
    if exported is not None and git.commit_id(exported) is None:
        exported = None
    changes = git.changed_paths(exported, head)
    contents = dict(git.blobs(change.after for change in changes if not is_null(change.after)))
    bases = held_bases(git)
    held = []
    for change in changes:
        if _export(git, change, contents.get(change.after), reviewed or {}):
            bases.pop(change.path, None)
        else:
            bases.setdefault(change.path, change.before)
            held.append(change.path)
    _write_atomically(git, _held(git), json.dumps(bases).encode("ascii"))
    _update_index(git, changes)
    _write_atomically(git, marker, head.encode("ascii"))
    return held


def _read_marker(marker: Path) -> str | None:
    try:
        text = marker.read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        return None
    return text if OBJECT_ID.fullmatch(text) else None


def _held(git: Git) -> Path:
    return state_folder(git.git_dir) / "held"


def held_bases(git: Git) -> dict[str, str]:
    """For each hand edit that a save has gone past: the blob that it was made on. The null id: there was no file."""
    try:
        bases = json.loads(_held(git).read_bytes())
        return {str(path): str(blob) for path, blob in bases.items()}
    except (FileNotFoundError, ValueError, AttributeError):
        return {}


def _export(git: Git, change: PathChange, content: bytes | None, reviewed: Mapping[str, bytes | None]) -> bool:
    """Write or remove one file, if it still is what the commit before had there; False when it was left alone."""
    path = git.work_tree / change.path
    if change.mode not in ("100644", "100755", "000000") or not _is_plain_below(git.work_tree, path):
        return True
    present = _read_plain(path)
    if present is None and os.path.lexists(path):
        return False  # a link, a folder, something that may not be read: not ours to replace
    if present is not None and blob_id(present, change.after) == change.after:
        return True
    was_reviewed = change.path in reviewed and reviewed[change.path] == present
    as_before = is_null(change.before) if present is None else blob_id(present, change.after) == change.before
    if not (was_reviewed or as_before):
        return False
    if is_null(change.after):
        path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            path.parent.rmdir()
    elif content is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_atomically(git, path, content)
    return True


def _is_plain_below(root: Path, path: Path) -> bool:
    """Whether no folder between `root` and `path` is a symlink, which could lead anywhere."""
    parents = [parent for parent in path.parents if parent != root and parent.is_relative_to(root)]
    return ".git" not in path.relative_to(root).parts and not any(parent.is_symlink() for parent in parents)


def _read_plain(path: Path) -> bytes | None:
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


def _write_atomically(git: Git, path: Path, content: bytes) -> None:
    # Not beside `path`: what a kill leaves behind would stand in `git status`.
    temporary = state_folder(git.git_dir) / f"{secrets.token_hex(8)}.tmp"
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _update_index(git: Git, changes: Iterable[PathChange]) -> None:
    """Let git's own index name the new blobs, or the next `git commit -a` of a person would take them back."""
    rows = "".join(
        f"0 {'0' * len(change.after)}\t{change.path}\0"
        if is_null(change.after)
        else f"{change.mode} {change.after}\t{change.path}\0"
        for change in changes
    )
    for attempt in range(_RETRIES + 1):
        try:
            git.run(
                _("update the index"),
                ["update-index", "-z", "--index-info"],
                stdin=rows.encode("utf-8", "surrogateescape"),
            )
            return
        except GitFailed:
            if attempt == _RETRIES:
                raise
            time.sleep(_FIRST_PAUSE * 2**attempt)


def blob_id(content: bytes, like: str) -> str:
    """The id git gives to `content`, in the hash function of the id `like`."""
    hash = hashlib.sha1 if len(like) == 40 else hashlib.sha256
    return hash(b"blob %d\0" % len(content) + content).hexdigest()


def hand_edits(git: Git, head: str) -> tuple[dict[str, bytes | None], list[str]]:
    """The files where records live that differ from `head`: their content by path, None for removed ones.

    And the paths of what is there but is no plain file that can be read. Run `catch_up` first.
    """
    tree = {path: entry for path, entry in git.tree(head).items() if entry.mode.startswith("100")}
    edits: dict[str, bytes | None] = {}
    unreadable = []
    for path in _record_files(git.work_tree):
        name = path.relative_to(git.work_tree).as_posix()
        content = _read_plain(path)
        entry = tree.get(name)
        if content is None:
            unreadable.append(name)
        elif entry is None or blob_id(content, entry.blob) != entry.blob:
            edits[name] = content
    ours = (path for path in tree if path == REGISTER_PATH or path.partition("/")[0] in RECORD_FOLDERS)
    edits.update((path, None) for path in ours if not os.path.lexists(git.work_tree / path))
    return edits, unreadable


def _record_files(work_tree: Path) -> Iterator[Path]:
    if os.path.lexists(work_tree / REGISTER_PATH):
        yield work_tree / REGISTER_PATH
    for folder in RECORD_FOLDERS:
        if (work_tree / folder).is_symlink():
            continue
        for parent, folders, files in os.walk(work_tree / folder, followlinks=False):
            folders.sort()
            yield from (Path(parent, file) for file in sorted(files) if file.endswith(".toml"))
