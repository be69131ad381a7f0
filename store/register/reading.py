"""A Snapshot read from git."""

from __future__ import annotations

from functools import partial

from store.git.door import Git
from store.records.snapshot import Snapshot
from store.records.sources import RecordCache
from store.register.removals import Removals


def snapshot_of(git: Git, commit: str | None, cache: RecordCache) -> Snapshot:
    """The register at a commit, or before there is one."""
    return Snapshot(git, commit, cache, partial(Removals, git))
