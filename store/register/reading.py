"""A Snapshot read from git, and what went away before it: asked of git's log, by path, and remembered."""

from __future__ import annotations

from functools import partial
from typing import Final

from store.base.errors import GitFailed
from store.base.i18n import _
from store.git.door import Git
from store.records.paths import REGISTER_PATH
from store.records.snapshot import Snapshot
from store.records.sources import RecordCache, Removal

UNDO: Final = "undo"
_TRAILERS: Final = "%(trailers:key=Iktui-Action,valueonly)%x00%(trailers:key=Reverts,valueonly)"


class Removals:
    """What is behind one commit; `known` remembers answers for every commit of a clone."""

    def __init__(self, git: Git, commit: str, known: dict[tuple[str, str], Removal | None]) -> None:
        self._git, self._commit, self._known = git, commit, known

    def removal(self, path: str) -> Removal | None:
        """The newest commit that took the file away, None when none did."""
        if (self._commit, path) not in self._known:
            rows = self._log(["-1", "--diff-filter=D", f"--format=%H%x00%P%x00{_TRAILERS}"], path)
            commit, parents, action, reverts = (rows.split("\0") + [""] * 3)[:4]
            parent = parents.partition(" ")[0]
            found = Removal(commit, parent, action.strip(), reverts.strip()) if commit else None
            self._known[self._commit, path] = found
        return self._known[self._commit, path]

    def was_removed(self, path: str) -> bool:
        """Whether the file was taken away otherwise than by taking back that it was made."""
        removal = self.removal(path)
        if removal is None or removal.action != UNDO:
            return removal is not None
        try:  # to take back that something came back is to remove it again
            action = self._git.run(
                _("read the history"),
                ["log", "-1", "--format=%(trailers:key=Iktui-Action,valueonly)", "--end-of-options", removal.reverts],
            )
        except GitFailed:
            return False
        return action.decode("utf-8", "replace").strip() == "restore"

    def ever_removed(self, folder: str) -> set[str]:
        """The paths of all files that were ever taken away from a folder."""
        paths = self._log(["--diff-filter=D", "--format=", "--name-only", "-z"], folder)
        return {path.strip("\n") for path in paths.split("\0")}

    def had_area(self, id: str) -> bool:
        """Whether register.toml had an area, and lost it otherwise than by taking back that it was made."""
        action = self._log(["-1", f"-S[areas.{id}]", "--format=x%(trailers:key=Iktui-Action,valueonly)"], REGISTER_PATH)
        return bool(action) and action.strip() != f"x{UNDO}"

    def _log(self, arguments: list[str], path: str) -> str:
        options = ["log", "--no-renames", "--full-history", *arguments, "--end-of-options", self._commit, "--", path]
        return self._git.run(_("read the history"), options).decode("utf-8", "surrogateescape")


def snapshot_of(git: Git, commit: str | None, cache: RecordCache) -> Snapshot:
    """The register at a commit, or before there is one."""
    return Snapshot(git, commit, cache, partial(Removals, git))
