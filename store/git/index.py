"""git's own index of a clone: it names what the branch has, or the next `git commit -a` of a person takes that back.

A path that is not in the work tree keeps its entry there, marked so that git does not take it for removed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from typing import Final

from store.base.errors import GitFailed
from store.base.i18n import _
from store.git.door import Git, is_null
from store.records.entries import PathChange

_RETRIES: Final = 7
_FIRST_PAUSE: Final = 0.02


def update_index(git: Git, changes: Iterable[PathChange]) -> None:
    """Let the index name the new blobs, in one go. What git lets into no index is left out. Raises GitFailed."""
    # What goes comes first: a folder may be where a file was, and the reverse.
    ordered = sorted(changes, key=lambda change: not is_null(change.after))
    rows = [
        f"0 {'0' * len(change.after)}\t{change.path}\0"
        if is_null(change.after)
        else f"{change.mode} {change.after}\t{change.path}\0"
        for change in ordered
    ]
    _run(git, ["update-index", "-z", "--index-info"], rows)


def mark_unwritten(git: Git, paths: Iterable[str]) -> None:
    """Mark what is not in the work tree: skip-worktree, and where something of somebody's own stands, assume-unchanged.

    git takes the first mark away by itself where it finds anything at the path.
    """
    names = list(paths)
    occupied = [name for name in names if os.path.lexists(git.work_tree / name)]
    _run(git, ["update-index", "--skip-worktree", "-z", "--stdin"], [f"{name}\0" for name in names])
    _run(git, ["update-index", "--assume-unchanged", "-z", "--stdin"], [f"{name}\0" for name in occupied])


def unmark(git: Git, paths: Iterable[str]) -> None:
    """Take the marks away: it is in the work tree now, or gone."""
    rows = [f"{name}\0" for name in paths]
    for flag in ("--no-skip-worktree", "--no-assume-unchanged"):
        _run(git, ["update-index", flag, "-z", "--stdin"], rows)


def _run(git: Git, arguments: Sequence[str], rows: Sequence[str]) -> None:
    """Give git the rows; where it stops at one, the others are given without it."""
    if not rows:
        return
    for attempt in range(_RETRIES + 1):
        try:
            git.run(_("update the index"), arguments, stdin="".join(rows).encode("utf-8", "surrogateescape"))
            return
        except GitFailed as error:
            if _is_about_a_path(error.reason):
                break
            if attempt == _RETRIES:
                raise
            time.sleep(_FIRST_PAUSE * 2**attempt)
    if len(rows) > 1:
        half = len(rows) // 2
        _run(git, arguments, rows[:half])
        _run(git, arguments, rows[half:])


def _is_about_a_path(reason: str) -> bool:
    said = reason.casefold()
    return any(sign in said for sign in ("invalid path", "unable to update", "unable to mark", "outside repository"))
