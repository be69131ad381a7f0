"""The clone that a register is shared through: a server, a folder, or a bundle file on a stick.

Editions that are known to be published are remembered under `refs/iktui/published/`: what was published first stands,
also where somebody moves a tag there later, and ours gives way only where nobody but us has ever seen it.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from pathlib import Path
from typing import Final, NamedTuple

from store.base.errors import GitFailed, TransferFailed
from store.base.failures import reason_of
from store.base.i18n import _
from store.git.door import UPLOAD, Git
from store.git.network import Watch

_PUBLISHED: Final = "refs/iktui/published/"
_SEEN: Final = "refs/iktui/seen/"
_TAGS: Final = "refs/tags/"
_EDITIONS: Final = "edition/*"
_RACES: Final = ("fetch first", "non-fast-forward", "failed to update ref", "cannot lock ref", "incorrect old value",
                 "already exists", "stale info")  # fmt: skip
"""How git says that another was quicker."""
_REJECTED: Final = re.compile(r"!\t\S*:(?P<ref>\S+)\t\[(?P<who>remote rejected|rejected)\] \((?P<why>.*)\)")


class Refused(GitFailed):
    """The other end does not take what we publish, and trying again would not help."""


class Refs(NamedTuple):
    """The commits and tags that matter to sharing, as they are known here."""

    tracked: str | None
    tags: dict[str, str]
    published: dict[str, str]
    seen: dict[str, str]
    """As they are there now."""


class Fetched(NamedTuple):
    """What others have published (None: nothing yet), and our editions that gave way to theirs."""

    tracked: str | None
    gave_way: list[str]


class Remote:
    """Where our branch is shared."""

    def __init__(self, git: Git, name: str, url: str) -> None:
        """Use `remote_of`."""
        self._git, self.name, self.url = git, name, url
        self._branch = git.branch()
        self._tracking = f"refs/remotes/{name}/{self._branch.removeprefix('refs/heads/')}"

    def refs(self) -> Refs:
        """What is known without reaching out."""
        found = self._git.refs(self._tracking, _PUBLISHED, _SEEN, f"{_TAGS}edition")
        tags, published, seen = (
            {name.removeprefix(prefix): id for name, id in found.items() if name.startswith(prefix)}
            for prefix in (_TAGS, _PUBLISHED, _SEEN)
        )
        return Refs(found.get(self._tracking), tags, published, seen)

    def has_new_editions(self) -> bool:
        """Whether an edition of ours is not published yet."""
        refs = self.refs()
        return any(name not in refs.published for name in refs.tags)

    def fetch(self, watch: Watch) -> Fetched:
        """Bring what others published. Raises GitFailed, Stopped."""
        if self._is_new_bundle():
            return Fetched(self.refs().tracked, [])
        arguments = ["-c", "transfer.fsckObjects=true", "fetch", "--progress", "--no-tags", "--no-recurse-submodules"]
        arguments += ["--no-write-fetch-head", f"--upload-pack={UPLOAD}", "--", self.name]
        refs = [f"+{self._branch}:{self._tracking}", f"+{_TAGS}{_EDITIONS}:{_SEEN}{_EDITIONS}"]
        try:
            self._git.transfer(_("fetch"), [*arguments, *refs], self.url, watch)
        except GitFailed as error:
            if "couldn't find remote ref" not in error.reason:  # nobody has published yet
                raise
        return self._take_editions()

    def _take_editions(self) -> Fetched:
        refs = self.refs()
        first = {**refs.seen, **refs.published}  # what was seen first stays, whatever happens there
        differing = {name: id for name, id in first.items() if refs.tags.get(name) != id}
        commands = [f"update {_TAGS}{name} {id}" for name, id in differing.items()]
        commands += [f"update {_PUBLISHED}{name} {first[name]}" for name in first.keys() - refs.published]
        self._git.update_refs(_("take in the editions"), commands)
        return Fetched(refs.tracked, [name for name in differing if name in refs.tags])

    def push(self, watch: Watch) -> bool:
        """Publish our branch and its editions; False when others published something we do not have.

        Raises Refused, GitFailed, Stopped.
        """
        refs = self.refs()
        new = [name for name in refs.tags if name not in refs.published]
        if self._bundle is not None:
            return self._write_bundle(self._bundle, refs)
        arguments = ["push", "--porcelain", "--progress", "--no-verify", "--no-recurse-submodules"]
        wanted = [f"{self._branch}:{self._branch}", *(f"{_TAGS}{name}:{_TAGS}{name}" for name in new)]
        arguments += ["--receive-pack=git-receive-pack", "--", self.name, *wanted]
        out = self._git.transfer(_("publish"), arguments, self.url, watch).decode("utf-8", "replace")
        refused = {match["ref"]: match for match in map(_REJECTED.match, out.splitlines()) if match}
        for match in refused.values():
            if match["who"] == "remote rejected" and not any(sign in match["why"] for sign in _RACES):
                raise Refused(_("publish"), match["why"])
        self._note([name for name in new if f"{_TAGS}{name}" not in refused], refs)
        return not refused and "Done" in out

    def _note(self, names: list[str], refs: Refs) -> None:
        commands = (f"update {_PUBLISHED}{name} {refs.tags[name]}" for name in names)
        self._git.update_refs(_("take in the editions"), commands)

    # --- a bundle file

    @property
    def _bundle(self) -> Path | None:
        """The file that the register is shared through, None for a server or a folder. Git finds it from the clone."""
        return self._git.work_tree / self.url if self.url.endswith(".bundle") else None

    def _is_new_bundle(self) -> bool:
        file = self._bundle
        if file is not None and not file.parent.is_dir():
            raise TransferFailed(_("find the bundle"), _("there is no folder {path}", path=file.parent))
        return file is not None and not file.exists()

    def _write_bundle(self, file: Path, refs: Refs) -> bool:
        """The whole history in one file, put in its place at once; False when it holds something we do not have."""
        head = self._git.head()
        if head is None:
            return False
        if not self._is_new_bundle():
            there = self._git.run(_("read the bundle"), ["bundle", "list-heads", str(file), self._branch]).split()
            known = self._git.commit_id(there[0].decode("ascii", "replace")) if there else head
            if known is None or not self._git.is_ancestor(known, head):
                return False
        making = file.with_name(f".{file.name}.{os.getpid()}")
        names = [f"{_TAGS}{name}" for name in refs.tags]
        try:
            self._git.run(_("write the bundle"), ["bundle", "create", "-q", str(making), "HEAD", self._branch, *names])
            with making.open("rb") as written:
                os.fsync(written.fileno())
            making.replace(file)
        except OSError as error:
            raise GitFailed(_("write the bundle"), reason_of(error)) from None
        finally:
            making.unlink(missing_ok=True)
        self._git.run(_("remember what is published"), ["update-ref", self._tracking, head])
        self._note([name for name in refs.tags if name not in refs.published], refs)
        return True


def remote_of(git: Git) -> Remote | None:
    """Where the register is shared, None when it is shared nowhere or the address would run something."""
    branch = git.branch().removeprefix("refs/heads/")
    name = git.setting(f'branch "{branch}"', "remote") or "origin"
    url = git.setting(f'remote "{name}"', "url")
    usable = url and not name.startswith("-") and not url.startswith("-") and "::" not in url
    return Remote(git, name, url) if usable else None


def behind_and_ahead(git: Git) -> tuple[int, int] | None:
    """How many commits of others are known but not taken in, and how many of ours nobody has; None: shared nowhere."""
    remote = remote_of(git)
    if remote is None:
        return None
    tracked, head = remote.refs().tracked, git.head()
    if head is None or tracked == head:
        return (0, 0)
    if tracked is None:
        return (0, int(git.run(_("compare two states"), ["rev-list", "--count", "--no-merges", head])))
    sides = ["rev-list", "--count", "--left-right", "--no-merges", f"{tracked}...{head}"]
    behind, ahead = git.run(_("compare two states"), sides).split()
    return int(behind), int(ahead)


def note_clone(git: Git) -> None:
    """Remember the editions that came with a clone as published, and let plain git merge records by field in it."""
    tags = git.refs(f"{_TAGS}edition")
    commands = (f"update {_PUBLISHED}{name.removeprefix(_TAGS)} {id}" for name, id in tags.items())
    git.update_refs(_("take in the editions"), commands)
    offer_driver(git)


def offer_driver(git: Git) -> None:
    """Let plain git merge records by field in this clone: by its configuration and attributes, not the tree's.

    What the tree's attributes would do to a record on its way in or out (filters, encodings, line ends) it does not.
    """
    command = f"{shlex.quote(sys.executable)} -m iktui merge-file %O %A %B %P"
    git.run(_("set up the merge driver"), ["config", "--local", "merge.iktui.driver", command])
    file = git.common_dir / "info" / "attributes"
    line = "*.toml merge=iktui -text -filter -ident -working-tree-encoding\n"
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    if line not in text:
        file.parent.mkdir(exist_ok=True)
        file.write_text(text + line, encoding="utf-8")
