"""The save protocol: files become a commit, checked before the branch moves and read back after.

Under the clone's queue: objects and commit by `git fast-import` on a private ref, the commit's tree compared with
what was promised, the branch moved by compare-and-swap, the folder of refs hardened, everything read back. Until the
swap nothing has happened; after it everything has.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from collections.abc import Container
from datetime import datetime
from typing import Final, NamedTuple

from store.base.author import Author
from store.base.errors import GitFailed
from store.base.failures import FAILURES, reason_of
from store.base.i18n import _
from store.base.text import safe
from store.git.door import Git, is_null
from store.git.signatures import signed, signing_key
from store.records.entries import Blob, Entry, Files, PathChange, TreeEntry

PENDING: Final = "refs/iktui/pending/"
_RETRIES: Final = 7
_FIRST_PAUSE: Final = 0.02


class Prepared(NamedTuple):
    """A commit that only a private ref names, so that no clean-up can take its objects away."""

    commit: str
    ref: str


def prepare_commit(
    git: Git, base: str | None, files: Files, message: str, author: Author, when: datetime, merges: str = ""
) -> Prepared:
    """Write a commit on top of `base` that no branch names yet, and prove that it changes `files` and nothing else.

    `merges` is its second parent. Raises GitFailed.
    """
    pending = f"{PENDING}{os.getpid()}-{secrets.token_hex(6)}"
    stamp, text = _stamp(author, when).encode(), message.encode()
    stream = [
        b"feature done\ncommit %b\nmark :1\n" % pending.encode(),
        b"author %b\ncommitter %b\n" % (stamp, stamp),
        b"data %d\n%b\n" % (len(text), text),
    ]
    if base:
        stream.append(b"from %b\n" % base.encode())
    if merges:
        stream.append(b"merge %b\n" % merges.encode())
    # Removals first: a file may come where a folder was.
    stream += [b"D %b\n" % _quoted(path) for path, entry in files.items() if entry is None]
    stream += [_modification(path, entry) for path, entry in files.items() if entry is not None]
    stream.append(b"get-mark :1\ndone\n")
    arguments = ["fast-import", "--quiet", "--done", "--date-format=raw"]
    commit = git.made(_("write the commit"), arguments, _("it gave no commit back"), b"".join(stream))
    executable = _compare_with_preview(git, base, commit, files)
    if executable:
        git.run(_("tidy up"), ["update-ref", "-d", pending, commit])
        again = {**files, **{path: Blob("100755", content) for path, content in executable.items()}}
        return prepare_commit(git, base, again, message, author, when, merges)
    if key := signing_key(git):
        commit, unsigned = signed(git, commit, key), commit
        git.run(_("write the commit"), ["update-ref", pending, commit, unsigned])
    return Prepared(commit, pending)


def _stamp(author: Author, when: datetime) -> str:
    return f"{author} {int(when.timestamp())} {when.strftime('%z')}"


def _modification(path: str, entry: bytes | Blob | TreeEntry) -> bytes:
    if isinstance(entry, TreeEntry):
        return b"M %b %b %b\n" % (entry.mode.encode(), entry.blob.encode(), _quoted(path))
    mode, content = entry if isinstance(entry, Blob) else ("100644", entry)
    return b"M %b inline %b\ndata %d\n%b\n" % (mode.encode(), _quoted(path), len(content), content)


def _quoted(path: str) -> bytes:
    """A path as `git fast-import` reads it: quoted, so that it may hold anything."""
    name = path.encode("utf-8", "surrogateescape")
    return b'"%b"' % name.replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")


def _compare_with_preview(git: Git, base: str | None, commit: str, files: Files) -> dict[str, bytes]:
    """Raise GitFailed when the commit changes another path, or one otherwise. Gives the texts by path that would take
    from their file that it is executable: nobody asked for that.
    """
    changed = {change.path: change for change in git.changed_paths(base, commit)}
    texts = [path for path, entry in files.items() if isinstance(entry, bytes | Blob) and path in changed]
    contents = dict(zip(texts, (text for _id, text in git.blobs(changed[path].after for path in texts)), strict=True))
    executable = {}
    for path, entry in files.items():
        change = changed.pop(path, None)
        if not _is_as_shown(git, commit, path, change, entry, contents.get(path)):
            raise GitFailed(_("save"), _("{path} would not be what was shown; nothing was saved", path=safe(path)))
        if isinstance(entry, bytes) and change is not None and change.old_mode == "100755":
            executable[path] = entry
    if changed:
        path = safe(next(iter(changed)))
        raise GitFailed(_("save"), _("{path} would change too; nothing was saved", path=path))
    return executable


def _is_as_shown(
    git: Git, commit: str, path: str, change: PathChange | None, entry: Entry, content: bytes | None
) -> bool:
    if change is None:  # as it was before: then it must be there, or not, already
        there = git.entry(commit, path)
        if entry is None or there is None:
            return entry is there
        if isinstance(entry, TreeEntry):
            return there == entry
        return git.object(there.blob)[1] == (entry.content if isinstance(entry, Blob) else entry)
    if entry is None or is_null(change.after):
        return entry is None and is_null(change.after)
    if isinstance(entry, TreeEntry):
        return (change.mode, change.after) == entry
    return content == entry.content and change.mode == entry.mode if isinstance(entry, Blob) else content == entry


def prove_nothing_gone(git: Git, theirs: str, prepared: Prepared, files: Files, removed: Container[str]) -> None:
    """Raise GitFailed when a commit that joins ours and `theirs` lacks a path that a side has and nobody `removed`.

    `files` are all that differs from ours, which `prepare_commit` has proved.
    """
    lacks = [path for path, entry in files.items() if entry is None]
    lacks += [change.path for change in git.changed_paths(theirs, prepared.commit) if is_null(change.after)]
    for path in lacks:
        if path not in removed:
            text = _("{path} would be gone, and nobody removed it; nothing was joined", path=safe(path))
            raise GitFailed(_("join the two sides"), text)


def move_branch(git: Git, branch: str, prepared: Prepared, base: str | None) -> str | None:
    """Let `branch` name the commit if it still names `base`; None when somebody else moved it.

    "" when the commit is durable: the ref is written, its folder hardened, and both were read back. Any other text: the
    branch names it, and this could not be done. Raises GitFailed: it does not, or nobody can say.
    """
    commit, pending = prepared
    update = f"update {branch} {commit} {base or '0' * len(commit)}\ndelete {pending} {commit}\n"
    commands = f"start\n{update}prepare\ncommit\n"
    for attempt in range(_RETRIES + 1):
        try:
            git.run(_("save"), ["update-ref", "-m", "iktui", "--stdin"], stdin=commands.encode())
            break
        except GitFailed:
            now = _named_by(git, branch)
            if now == commit:  # git did it and could not say so
                break
            if now != base:
                return None
            if attempt == _RETRIES:
                raise
            time.sleep(_FIRST_PAUSE * 2**attempt)
    try:
        with contextlib.suppress(FileNotFoundError):  # with packed or otherwise stored refs there is no such folder
            handle = os.open((git.common_dir / branch).parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        named = git.object(branch)[0]
    except (*FAILURES, GitFailed) as error:
        return _("saved, but nobody can say that it would outlast a power failure: {reason}", reason=reason_of(error))
    if named != commit:
        raise GitFailed(_("save"), _("the branch does not name the new commit when read back"))
    return ""


def _named_by(git: Git, branch: str) -> str | None:
    """The commit that a branch names after git failed; raises GitFailed where nobody can say whether it is saved."""
    try:
        return git.commit_id(branch)
    except GitFailed as error:
        text = _("nobody can say whether it is saved, “iktui history” shows it: {reason}", reason=error.reason)
        raise GitFailed(_("save"), text) from None


def name_pending(git: Git, commit: str) -> Prepared:
    """Hold a commit that is there already, such as a fetched one, as one that was written."""
    pending = f"{PENDING}{os.getpid()}-{secrets.token_hex(6)}"
    git.run(_("hold the commit"), ["update-ref", pending, commit])
    return Prepared(commit, pending)


def drop_pending(git: Git, *, killed: bool = True) -> None:
    """Delete the private refs of saves that did not come to an end; call it under the queue.

    Where no save was `killed` it only looks for files: git may write the ref of a killed save after the next has begun.
    """
    if not killed and not any((git.common_dir / PENDING).glob("*")):
        return
    git.update_refs(_("tidy up"), (f"delete {ref}" for ref in git.refs(PENDING)))


def create_tag(git: Git, name: str, commit: str, message: str, author: Author, when: datetime) -> None:
    """An annotated tag; raises GitFailed when there is one with that name."""
    text = f"object {commit}\ntype commit\ntag {name}\ntagger {_stamp(author, when)}\n\n{message}\n"
    tag = git.made(_("make the tag"), ["mktag"], _("it gave no tag back"), text.encode())
    git.update_refs(_("make the tag “{name}”", name=name), [f"create refs/tags/{name} {tag}"])


def delete_tag(git: Git, name: str) -> None:
    """Take a tag away; what it named stays."""
    git.run(_("take the tag “{name}” away", name=name), ["update-ref", "-d", f"refs/tags/{name}"])
