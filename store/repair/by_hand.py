"""What people decide about files that were changed by hand: taken as one commit, or set aside, each file by itself.

What is set aside is kept beside the register, in `.git/iktui/aside/`, and the file is as the register has it again.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from store.base.author import Author
from store.base.errors import BadInput, BadRecord, GitFailed, StaleRecord
from store.base.failures import reason_of
from store.base.i18n import _
from store.changes.changes import Changeset
from store.git.door import Git
from store.git.export import write_atomically
from store.git.locks import state_folder, write_lock
from store.git.worktree import held_bases, write_held
from store.records.paths import is_ours
from store.records.snapshot import Snapshot
from store.register import publishing
from store.register.hand_edits import MINE, THEIRS, HandEdit, taken
from store.register.refusing import Dropping
from store.register.store import Saved, Store

Choices = Mapping[str, Mapping[str, str]]
"""By path, for each field that was saved otherwise meanwhile: mine (the file's) or theirs (the register's)."""


def look(store: Store) -> tuple[Snapshot, list[HandEdit]]:
    """The register, and every file that was changed by hand. What the register cannot take has a reason: a file that
    cannot be read, or that breaks a rule however the others are taken, stops itself only. Raises GitFailed.
    """
    now, edits = store.find_hand_edits()
    ready = [edit for edit in edits if edit.is_ready]
    if _why_not(store, now, ready) is None:
        return now, edits
    lawful: list[HandEdit] = []
    left = ready
    while left:  # two files can need each other: what goes in with those before is tried again as long as any does
        more = [edit for edit in left if _why_not(store, now, [*lawful, edit]) is None]
        if not more:
            break
        for edit in more:
            if _why_not(store, now, [*lawful, edit]) is None:
                lawful.append(edit)
        left = [edit for edit in left if edit not in lawful]
    reasons = {edit.path: _why_not(store, now, [*lawful, edit]) for edit in left}
    return now, [replace(edit, reason=reasons.get(edit.path) or edit.reason) for edit in edits]


def _why_not(store: Store, now: Snapshot, edits: list[HandEdit]) -> str | None:
    try:
        if (changeset := taken(now, edits)) is not None:
            publishing.refuse(changeset)
            store.refuse(changeset)
    except (BadInput, BadRecord, StaleRecord) as error:
        return str(error)
    return None


def take(
    store: Store,
    now: Snapshot,
    edits: Sequence[HandEdit],
    author: Author,
    choices: Choices | None = None,
    *,
    reason: str = "",
    case: str = "",
    drop_comments: Dropping = False,
) -> tuple[Saved, dict[str, Path]]:
    """Take the files over as one commit; where nothing of a file is taken, it is set aside. Gives where it is kept.

    Raises what `HandEdit.settled` and `publishing.save` raise; nothing is changed when it raises.
    """
    changeset = taken(now, list(edits), choices)
    saved = Saved(now.commit or "", Changeset(now.commit, (), "hand-edit"))
    if changeset is not None:
        changeset = replace(changeset, reason=reason, case=case)
        kept = keep_partly(store, edits, choices or {})
        saved = publishing.save(store, changeset, author, drop_comments=drop_comments)
        return saved, kept | put_back_taken(store, edits)
    return saved, put_back_taken(store, edits)


def keep_partly(store: Store, edits: Sequence[HandEdit], choices: Choices) -> dict[str, Path]:
    """Before files are taken: a copy of each of which not all is, so that nothing that was typed is gone.

    Raises GitFailed.
    """
    kept = {}
    try:
        for edit in edits:
            chosen = set(choices.get(edit.path, {}).values())
            if chosen == {MINE, THEIRS} and edit.content is not None:
                target = _target(store.git_dir, edit.path)
                write_atomically(store.git, target, [edit.content])
                kept[edit.path] = target
    except OSError as error:
        raise GitFailed(_("set the file aside"), reason_of(error)) from None
    return kept


def put_back_taken(store: Store, edits: Sequence[HandEdit]) -> dict[str, Path]:
    """After files were taken: set aside those of which nothing was, because the register's values were chosen."""
    wanted = {edit.path: edit.content for edit in edits}
    _now, left = store.find_hand_edits()
    done = [edit.path for edit in left if edit.path in wanted and wanted[edit.path] == edit.content]
    return set_aside(store, done) if done else {}


def set_aside(store: Store, paths: Iterable[str]) -> dict[str, Path]:
    """Keep the files beside the register and put back what the register holds; gives where each is kept.

    A file that was removed by hand is put back, and nothing is kept of it. Raises BadInput for a path where no record
    belongs, GitFailed.
    """
    kept: dict[str, Path] = {}
    try:
        with write_lock(store.git.common_dir):
            head = store.git.head()
            tree = store.git.tree(head) if head is not None else {}
            bases = held_bases(store.git)
            for path in paths:
                file = store.path / path
                if not is_ours(path) or ".." in Path(path).parts or _has_link_above(store.path, file):
                    raise BadInput(_("{path}: no file of the register", path=path))
                entry = tree.get(path)
                data = store.git.object(entry.blob)[1] if entry is not None and entry.mode.startswith("100") else None
                if os.path.lexists(file):
                    kept[path] = _kept(store.git, path, file)
                _put_back(store.git, file, data)
                bases.pop(path, None)
            write_held(store.git, bases)
    except OSError as error:
        raise GitFailed(_("set the file aside"), reason_of(error)) from None
    return kept


def _has_link_above(root: Path, file: Path) -> bool:
    return any(parent.is_symlink() for parent in file.parents if parent != root and parent.is_relative_to(root))


def _target(git_dir: Path, path: str) -> Path:
    """Where a file is kept: no other is ever written over."""
    stamp = dt.datetime.now().astimezone().strftime("%Y%m%dT%H%M%S")
    target = state_folder(git_dir) / "aside" / f"{path}-{stamp}"
    name, number = target.name, 1
    while os.path.lexists(target):
        number += 1
        target = target.with_name(f"{name}-{number}")
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _kept(git: Git, path: str, file: Path) -> Path:
    """Keep what a person wrote: it is there before the file is changed."""
    target = _target(git.git_dir, path)
    if file.is_symlink() or not file.is_file():
        shutil.move(file, target)  # git's folder may be on another disk
    else:
        write_atomically(git, target, [file.read_bytes()])
    return target


def _put_back(git: Git, file: Path, data: bytes | None) -> None:
    if data is None:
        file.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            file.parent.rmdir()
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(git, file, [data])
