"""What somebody changed in the files beside git, as a Changeset to review."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from store.changes import Change, Changeset
from store.codec import load
from store.errors import BadRecord, GitFailed, StoreError
from store.git import Git, is_null
from store.i18n import _
from store.locks import write_lock
from store.model import Record
from store.paths import Key, key_of, path_of
from store.saving import drop_pending
from store.snapshot import Problem, RecordCache, Snapshot
from store.worktree import catch_up, hand_edits, held_bases

Rebase = Callable[[Change, Snapshot], Change]
"""Puts a change on top of what the register holds; raises StaleRecord when both changed the same field."""


def find_hand_edits(git: Git, cache: RecordCache, rebase: Rebase) -> tuple[Changeset | None, list[Problem]]:
    """The hand edits of the work tree, and the files that hold no record. Raises GitFailed."""
    head = git.head()
    if head is None:
        return None, []
    try:
        with write_lock(git.git_dir) as killed:
            drop_pending(git, killed=killed)
            catch_up(git, head)
            edits, unreadable = hand_edits(git, head)
            bases = held_bases(git)
    except OSError as error:
        raise GitFailed(_("look at the files"), error.strerror or str(error)) from None
    now = Snapshot(git, head, cache)
    changes: list[Change] = []
    problems = [Problem(path, _("a link or folder, not a file"), key_of(path)) for path in unreadable]
    reviewed: list[tuple[str, bytes | None]] = []
    for path, content in edits.items():
        key = key_of(path)
        if key is None:
            problems.append(Problem(path, _("no record can have this file name")))
            continue
        base = bases.get(path)
        try:
            made = _current_and_after(key, content, now)
            if base is not None and base != now.blob(key):
                # The register went on after the file was changed: merged by field, it never takes that back.
                held = replace(made, before=_held(git, cache, key, base))
                made = replace(rebase(held, now), before=made.before)
        except StoreError as error:
            problems.append(Problem(path, getattr(error, "reason", str(error)), key))
            continue
        if made.before != made.after:
            changes.append(made)
            reviewed.append((path, content))
    if not changes:
        return None, problems
    return Changeset(head, tuple(changes), "hand-edit", reviewed=tuple(reviewed)), problems


def _current_and_after(key: Key, content: bytes | None, now: Snapshot) -> Change:
    """What the register and the file say; raises BadRecord when the file holds no record."""
    try:
        current = now.get(key)
    except BadRecord:
        current = None
    return Change(key, current, None if content is None else load(key.kind, key.id, content, path_of(key)))


def _held(git: Git, cache: RecordCache, key: Key, base: str) -> Record | None:
    """The record that the file held before it was changed, None when there was none."""
    record = None if is_null(base) else cache.parse(key, base, git.object(base)[1])
    return None if isinstance(record, BadRecord) else record
