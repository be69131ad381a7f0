"""Where git's own files are, and the newest commit as they have it: without starting git or importing GitPython.

`.git` is a folder in a main work tree; in another work tree (`git worktree add`), a submodule and after
`--separate-git-dir` it is a file that names one. What belongs to a work tree (HEAD, index, `iktui/`) is in the folder
of its own, what they share (branches, objects, the queue of saves) in the common one.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

_GITDIR: Final = "gitdir: "
_COMMIT: Final = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def git_dir_of(path: Path) -> Path:
    """git's own folder of the work tree at `path`; where there is none, the one that it would have."""
    link = path / ".git"
    try:
        if link.is_file() and (text := link.read_text(encoding="utf-8", errors="surrogateescape")).startswith(_GITDIR):
            return path / text.removeprefix(_GITDIR).rstrip("\r\n")  # from `path` on, where it is relative
    except OSError:
        pass  # whoever opens it says why
    return link


def common_dir_of(git_dir: Path) -> Path:
    """The folder with what all work trees of a clone share: the same, but for those of `git worktree add`."""
    try:
        named = (git_dir / "commondir").read_text(encoding="utf-8", errors="surrogateescape").rstrip("\r\n")
    except OSError:
        return git_dir
    return Path(os.path.normpath(git_dir / named))


def head_of(git_dir: Path) -> str | None:
    """The newest commit as the files of git have it, faster than starting git; None when it is not plain to see."""
    try:
        head = (git_dir / "HEAD").read_text(encoding="utf-8").strip()
        if not head.startswith("ref: refs/"):
            return None
        ref, folder = head.removeprefix("ref: "), common_dir_of(git_dir)
        try:
            commit = (folder / ref).read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            packed = (folder / "packed-refs").read_text(encoding="utf-8").splitlines()
            commit = next((line.split()[0] for line in packed if line.endswith(f" {ref}")), "")
    except (OSError, ValueError):
        return None
    return commit if _COMMIT.fullmatch(commit) else None
