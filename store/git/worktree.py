"""The work tree: an export of the newest commit that people can read, grep and edit by hand.

Nothing is ever read from it as a record. A file that differs from what was last exported is somebody's hand edit: it
is left alone and can be offered as a Changeset. A marker names the commit that the export is in step with, so that a
crash between commit and export is told from a hand edit.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from store.git.door import OBJECT_ID, Git, is_null
from store.git.export import KEPT, Kept, blob_id, export, read_plain, write_atomically
from store.git.index import mark_unwritten, unmark, update_index
from store.git.locks import state_folder
from store.records.entries import PathChange
from store.records.paths import RECORD_FOLDERS, REGISTER_PATH

_AT_ONCE: Final = 16
"""Files whose content is held while they are written."""
_MANY: Final = 300
"""Files from which on the disk is asked once to keep them all, not after each."""
_NO_MODE: Final = "000000"
_EMPTY_TREES: Final = (
    "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
)
"""git's name for no files at all, by either hash function."""


class Unwritten(NamedTuple):
    """A file of the commit that is not in the work tree: why (see `store.git.export.reason_text`), and what git has.

    `before` is what stands there of ours since it could be written, the null id for nothing.
    """

    reason: str
    mode: str
    blob: str
    before: str


def catch_up(git: Git, head: str, reviewed: Mapping[str, bytes | None] | None = None) -> list[str]:
    """Bring the export in step with `head`, hand edits aside: after a save, a crash, or somebody's plain git.

    Files that hold what somebody has just had committed (`reviewed`, content by path) are written in canonical form.
    Gives the paths that were left alone because they are somebody's hand edits. A path that cannot be written stops no
    other: it is noted (`unwritten`), stays in git's index, and is tried again each time.
    """
    exported = _read_marker(state_folder(git.git_dir) / "exported")
    noted = unwritten(git)
    waiting = {path: left for path, left in noted.items() if left.reason != KEPT}
    if exported == head and not waiting:
        return []
    if exported is not None and exported not in _EMPTY_TREES and git.commit_id(exported) is None:
        exported = None
    changes = [] if exported == head else git.changed_paths(exported, head)
    touched = {change.path for change in changes}
    again = [
        PathChange(path, left.before, left.blob, left.mode, old_mode=_NO_MODE)
        for path, left in waiting.items()
        if path not in touched
    ]
    bases = held_bases(git)
    # Where the last one could not be written, nobody but us left the one before, or nothing.
    changes = [
        change._replace(before=noted[change.path].before) if change.path in noted else change for change in changes
    ]
    held, left = _export_all(git, [*changes, *again], reviewed or {})
    for change in changes:
        if change.path in held:
            bases.setdefault(change.path, change.before)
        else:
            bases.pop(change.path, None)
    now = {path: why for path, why in noted.items() if path not in touched and path not in waiting} | left
    if changes:
        write_held(git, bases)
        update_index(git, changes)
    if changes or now != noted:
        unmark(git, (path for path in noted if path not in now and path not in touched))
        mark_unwritten(git, now)
    if now != noted:
        _write(git, "unwritten", json.dumps(now))
    _write(git, "exported", head)
    return sorted(held & touched)


def begin(git: Git, head: str) -> None:
    """Note that a new clone has no files yet: every one is to be written, none was taken away by hand."""
    _write(git, "exported", next(id for id in _EMPTY_TREES if len(id) == len(head)))


def _export_all(
    git: Git, changes: list[PathChange], reviewed: Mapping[str, bytes | None]
) -> tuple[set[str], dict[str, Unwritten]]:
    """Write each file by itself; gives those that were left alone, and those that could not be written."""
    held: set[str] = set()
    left: dict[str, Unwritten] = {}
    # What goes comes first: a folder may be where a file was, and the reverse.
    gone = [change for change in changes if is_null(change.after)]
    come = [change for change in changes if not is_null(change.after)]
    ordered = [*gone, *come]
    for some in (ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE)):
        contents = dict(git.blobs(change.after for change in some if change.mode.startswith("100")))
        for change in some:
            try:
                if not export(git, change, contents.get(change.after), reviewed, sync=len(changes) < _MANY):
                    held.add(change.path)
            except Kept:
                left[change.path] = Unwritten(KEPT, change.mode, change.after, "0" * len(change.after))
            except (OSError, ValueError) as error:  # ValueError: what Python lets into no name
                number = getattr(error, "errno", None) or errno.EINVAL
                code = errno.errorcode.get(number, str(number))
                left[change.path] = Unwritten(code, change.mode, change.after, change.before)
    if len(changes) >= _MANY:
        os.sync()
    return held, {path: why for path, why in left.items() if not is_null(why.blob)}


def unwritten(git: Git) -> dict[str, Unwritten]:
    """The files of the newest commit that are not in the work tree, by path."""
    try:
        return {path: Unwritten(*map(str, why)) for path, why in _noted(git, "unwritten").items()}
    except TypeError:
        return {}


def _noted(git: Git, name: str) -> dict[str, Any]:
    """What was noted about paths, nothing where that cannot be read."""
    try:
        noted: dict[str, Any] = json.loads((state_folder(git.git_dir) / name).read_bytes())
        return dict(noted.items())
    except (FileNotFoundError, ValueError, AttributeError):
        return {}


def _write(git: Git, name: str, text: str) -> None:
    write_atomically(git, state_folder(git.git_dir) / name, [text.encode("ascii")])


def _read_marker(marker: Path) -> str | None:
    try:
        text = marker.read_text(encoding="ascii", errors="replace").strip()
    except FileNotFoundError:
        return None
    return text if OBJECT_ID.fullmatch(text) else None


def write_held(git: Git, bases: Mapping[str, str]) -> None:
    """Remember `held_bases`. Raises OSError."""
    _write(git, "held", json.dumps(bases))


def held_bases(git: Git) -> dict[str, str]:
    """For each hand edit that a save has gone past: the blob that it was made on. The null id: there was no file."""
    return {path: str(blob) for path, blob in _noted(git, "held").items()}


def hand_edits(git: Git, head: str) -> tuple[dict[str, bytes | None], list[str]]:
    """The files where records live that differ from `head`: their content by path, None for removed ones.

    And the paths of what is there but is no plain file that can be read. Run `catch_up` first.
    """
    missing = unwritten(git)
    tree = {path: entry for path, entry in git.tree(head).items() if entry.mode.startswith("100")}
    edits: dict[str, bytes | None] = {}
    unreadable = []
    for path in _record_files(git.work_tree):
        name = path.relative_to(git.work_tree).as_posix()
        content = read_plain(path)
        entry = tree.get(name)
        if content is None:
            unreadable.append(name)
        elif name in missing and blob_id(content, missing[name].before) == missing[name].before:
            continue
        elif entry is None or blob_id(content, entry.blob) != entry.blob:
            edits[name] = content
    ours = (path for path in tree if path == REGISTER_PATH or path.partition("/")[0] in RECORD_FOLDERS)
    edits.update((path, None) for path in ours if path not in missing and not os.path.lexists(git.work_tree / path))
    return edits, unreadable


def _record_files(work_tree: Path) -> Iterator[Path]:
    if os.path.lexists(work_tree / REGISTER_PATH):
        yield work_tree / REGISTER_PATH
    for folder in RECORD_FOLDERS:
        # Not by functions that call themselves: somebody's folders may be a thousand deep.
        waiting = [] if (work_tree / folder).is_symlink() else [work_tree / folder]
        while waiting:
            try:
                with os.scandir(waiting.pop()) as found:
                    entries = sorted(found, key=lambda entry: entry.name)
            except OSError:
                continue
            folders = [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
            yield from (Path(entry.path) for entry in entries if entry.name.endswith(".toml") and entry not in folders)
            waiting += [Path(entry.path) for entry in reversed(folders)]
