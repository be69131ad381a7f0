"""git's commit-graph with changed-path Bloom filters: the history of one record without looking at every commit.

Measured with 150,000 commits: five to fifteen times as fast. It is git's own file, is made once (seconds) and gets a
layer per commit (milliseconds). Nothing depends on it: when it cannot be written, history is only slower.
"""

from __future__ import annotations

import fcntl
import os

from store.errors import StoreError
from store.git import Git
from store.i18n import _
from store.locks import state_folder


def keep_graph(git: Git, *, first: bool) -> bool:
    """Bring the commit-graph up to the newest commit; gives whether it was written.

    `first` makes it when there is none, which takes seconds in a long history. Never raises, never waits for another
    process that does the same; a shallow clone has none.
    """
    try:
        return _keep(git, first)
    except (OSError, StoreError):
        return False


def _keep(git: Git, first: bool) -> bool:
    info = git.git_dir / "objects" / "info"
    folder = state_folder(git.git_dir)
    marker = folder / "graphed"
    is_there = marker.exists() and any((info / name).exists() for name in ("commit-graph", "commit-graphs"))
    head = git.head()
    if head is None or not (is_there or first) or (git.git_dir / "shallow").exists():
        return False
    if is_there and marker.read_text(encoding="ascii") == head:
        return False
    handle = os.open(folder / "graph.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # One that another program made may have no filters: the first of ours replaces it.
        split = "--split" if is_there else "--split=replace"
        git.run(
            _("index the history"),
            ["commit-graph", "write", "--reachable", "--changed-paths", "--no-progress", split],
        )
        marker.write_text(head, encoding="ascii")
    finally:
        os.close(handle)
    return True
