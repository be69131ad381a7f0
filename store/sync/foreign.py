"""Files that are not records, joined as git joins files: each path by itself, by mode and blob, of any size and kind.

Changed on one side, that side's; by both in different places of a text, what `git merge-file` makes of it; else the
published file stands, and both are named in an open conflict. No driver, filter or attribute is asked, nothing is read
into memory, a link is never followed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from store.base.i18n import _
from store.git.door import Git, is_null
from store.git.locks import state_folder
from store.records.entries import FILES, PathChange, TreeEntry

_PROBED: Final = 8000
"""Bytes in which git looks for a NUL, to tell a text from anything else."""


class Three(NamedTuple):
    """A path where both began, as we have it, as it is published; None where there is no such file."""

    base: TreeEntry | None
    mine: TreeEntry | None
    theirs: TreeEntry | None


class Joined(NamedTuple):
    """By path what the joined tree has and ours has not (None: no file), and what a person must choose."""

    entries: dict[str, TreeEntry | None]
    conflicts: dict[str, Three]


def sides_by_path(ours: Iterable[PathChange], published: Iterable[PathChange]) -> dict[str, Three]:
    """Every path that differs on a side from where both began."""
    mine, theirs = ({change.path: change for change in changes} for changes in (ours, published))
    found = {}
    for path in {**mine, **theirs}:
        base = _before(mine.get(path) or theirs[path])
        here, there = (_after(side[path]) if path in side else base for side in (mine, theirs))
        found[path] = Three(base, here, there)
    return found


def _before(change: PathChange) -> TreeEntry | None:
    return None if is_null(change.before) else TreeEntry(change.old_mode, change.before)


def _after(change: PathChange) -> TreeEntry | None:
    return None if is_null(change.after) else TreeEntry(change.mode, change.after)


def join_files(git: Git, paths: Mapping[str, Three]) -> Joined:
    """The join of files by path. Raises GitFailed."""
    entries: dict[str, TreeEntry | None] = {}
    conflicts = {}
    for path, sides in paths.items():
        entry, is_open = _join(git, sides)
        if is_open:
            conflicts[path] = sides
        if entry != sides.mine:
            entries[path] = entry
    return Joined(entries, conflicts)


def _join(git: Git, sides: Three) -> tuple[TreeEntry | None, bool]:
    """What the path holds, and whether that is for a person to say."""
    base, mine, theirs = sides
    if theirs in (mine, base):
        return mine, False
    if mine == base:
        return theirs, False
    if mine is None or theirs is None:
        return mine or theirs, True  # an edit is kept, and the removal asked about
    mode = joined_mode(base.mode if base else "", mine.mode, theirs.mode)
    if mode not in FILES or (base is not None and base.mode not in FILES):
        return theirs, True
    if mine.blob == theirs.blob or (base is not None and mine.blob == base.blob):
        return TreeEntry(mode, theirs.blob), False
    if base is not None and theirs.blob == base.blob:
        return TreeEntry(mode, mine.blob), False
    blob = merge_texts(git, base.blob if base else None, mine.blob, theirs.blob)
    return (theirs, True) if blob is None else (TreeEntry(mode, blob), False)


def joined_mode(base: str, mine: str, theirs: str) -> str:
    """The mode of a file that both have, as the side that changed it has it; "" where both did, or it is no file."""
    if not {mine, theirs} <= {*FILES}:
        return ""
    return mine if mine == theirs or theirs == base else theirs if mine == base else ""


def merge_texts(git: Git, base: str | None, mine: str, theirs: str) -> str | None:
    """The blob with what both did to a text, as `git merge-file` has it; None where they meet. Raises GitFailed."""
    action = _("merge a file")
    with tempfile.TemporaryDirectory(prefix="merge-", dir=state_folder(git.git_dir)) as folder:
        names = [Path(folder, name) for name in ("mine", "base", "theirs")]
        for name, blob in zip(names, (mine, base, theirs), strict=True):
            if not _write_text(git, name, blob):
                return None
        if git.status(action, ["merge-file", "-q", "--", *map(str, names)]):
            return None  # they met in a place, or git takes it for no text
        return git.made(action, ["hash-object", "-w", "--no-filters", "--", str(names[0])], _("it gave no object back"))


def _write_text(git: Git, path: Path, blob: str | None) -> bool:
    """The object in a file, a large one in pieces as they come; False when it is no text, as git tells that."""
    content = git.object(blob)[1] if blob is not None else b""  # by the process that reads objects, which is there
    with path.open("xb") as file:
        if content is not None:
            file.write(content)
            return b"\0" not in content[:_PROBED]
        for piece in git.stream(_("read from the repository"), ["cat-file", "blob", blob or ""]):
            if b"\0" in piece[: max(0, _PROBED - file.tell())]:
                return False
            file.write(piece)
    return True


# --- a file and a folder of one name


def colliding(paths: Collection[str]) -> Iterator[tuple[str, str]]:
    """Of paths that shall be files of one tree, each that lies below another: that one, and itself."""
    for path in paths:
        above = path
        while above := above.rpartition("/")[0]:
            if above in paths:
                yield above, path
