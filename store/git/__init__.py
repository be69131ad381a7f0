"""Bytes, paths, commits, locks, the save protocol, other clones. The only import of GitPython; never sees a record."""

__all__ = ["door", "export", "locks", "network", "refs", "remotes", "saving", "signatures", "worktree"]
