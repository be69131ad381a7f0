"""Revisions: what git's log says of records, newest first, read as it comes."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from store.changes import Change
from store.errors import BadRecord
from store.git import Git, PathChange, is_null, parse_raw
from store.i18n import _
from store.model import Record
from store.paths import Key, key_of, path_of
from store.saving import Author
from store.snapshot import RecordCache

_FORMAT: Final = "%H%x00%an%x00%ae%x00%at %ai%x00%B%x00"
_TRAILER: Final = re.compile(r"^(?P<key>[A-Za-z][A-Za-z-]*): (?P<value>.*)$")


@dataclass(frozen=True)
class Revision:
    """One commit and the records that it changed."""

    commit: str
    author: Author
    date: datetime
    message: str
    paths: tuple[PathChange, ...]

    @property
    def subject(self) -> str:
        """The first line of the message."""
        return self.message.partition("\n")[0]

    @property
    def trailers(self) -> dict[str, str]:
        """The lines that machines read, at the end of the message."""
        last = self.message.strip().rpartition("\n\n")[2]
        rows = [_TRAILER.match(line) for line in last.splitlines()]
        return {row["key"]: row["value"] for row in rows if row}

    @property
    def action(self) -> str:
        """What was done: the trailer's word, "commit" for commits that other programs made."""
        return self.trailers.get("Iktui-Action", "commit")

    @property
    def case(self) -> str:
        """The case number, "" when there is none."""
        return self.trailers.get("Case", "")

    @property
    def reason(self) -> str:
        """Why, in the author's words: the paragraphs between subject, field changes and trailers."""
        paragraphs = self.message.strip().split("\n\n")[1:]
        if self.action == "commit":
            return "\n\n".join(paragraphs)
        told = [part for part in paragraphs[:-1] if not part.startswith(("* ", "+ ", "- "))]
        return "\n\n".join(told)


def revisions(
    git: Git, commit: str, keys: Iterable[Key] = (), limit: int | None = None, since: str | None = None
) -> Iterator[Revision]:
    """The commits up to `commit`, not in `since`, that changed the records (or any): newest first, as they come."""
    arguments = ["log", "-z", "--raw", "--no-renames", "--no-abbrev", "--no-ext-diff", f"--format={_FORMAT}"]
    if limit is not None:
        arguments.append(f"--max-count={limit}")
    arguments += ["--end-of-options", commit, *([f"^{since}"] if since else []), "--"]
    arguments += [path_of(key) for key in keys]
    yield from _parse(_fields(git.stream(_("read the history"), arguments)))


def _fields(pieces: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\0")
        yield from whole
    if rest:
        yield rest


def _parse(fields: Iterator[bytes]) -> Iterator[Revision]:
    header: list[str] = []
    paths: list[PathChange] = []
    for field in fields:
        if header and len(header) == 5 and (field == b"" or field.lstrip(b"\n").startswith(b":")):
            if field:
                facts, path = field.lstrip(b"\n").decode("ascii"), next(fields).decode("utf-8", "surrogateescape")
                paths.append(parse_raw(facts, path))
            continue
        if len(header) == 5:
            yield _revision(header, paths)
            header, paths = [], []
        header.append(field.decode("utf-8", "replace"))
    if len(header) == 5:
        yield _revision(header, paths)


def _revision(header: list[str], paths: list[PathChange]) -> Revision:
    commit, name, mail, when, message = header
    return Revision(commit.strip(), Author(name, mail), _date(when), message.strip(), tuple(paths))


def _date(when: str) -> datetime:
    """The author's date with their offset; git's "%at %ai", of which hand-made commits can make anything."""
    seconds, _space, written = when.partition(" ")
    try:
        return datetime.strptime(written, "%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        try:
            return datetime.fromtimestamp(int(seconds), UTC)
        except (ValueError, OverflowError, OSError):
            return datetime.fromtimestamp(0, UTC)


def changes_of(git: Git, revision: Revision, cache: RecordCache, keys: Container[Key] | None = None) -> list[Change]:
    """The records before and after the revision; a file that held no record counts as none."""
    rows = [(path_key, path) for path in revision.paths if (path_key := key_of(path.path)) is not None]
    if keys is not None:
        rows = [row for row in rows if row[0] in keys]
    wanted = [(row_key, blob) for row_key, path in rows for blob in (path.before, path.after) if not is_null(blob)]
    unread = [(row_key, blob) for row_key, blob in wanted if cache.known(row_key, blob) is None]
    for (row_key, blob), (_id, data) in zip(unread, git.blobs(blob for _key, blob in unread), strict=True):
        cache.parse(row_key, blob, data)

    def side(row_key: Key, blob: str) -> Record | None:
        known = None if is_null(blob) else cache.known(row_key, blob)
        return None if isinstance(known, BadRecord) else known

    made = [Change(row_key, side(row_key, path.before), side(row_key, path.after)) for row_key, path in rows]
    return [change for change in made if change.before is not None or change.after is not None]


def first_parent_dates(git: Git, head: str) -> list[tuple[str, int]]:
    """The commits of the main line, newest first, with the committer's time in seconds."""
    out = git.run(_("read the dates"), ["log", "--first-parent", "--format=%H %ct", head])
    return [(commit, int(seconds)) for commit, seconds in (line.split() for line in out.decode().splitlines())]


def parent_of(git: Git, commit: str) -> str | None:
    """The commit before it on the main line, None before the first."""
    return git.commit_id(f"{commit}^1")


def child_of(git: Git, commit: str, head: str) -> str | None:
    """The commit after it on the main line up to `head`, None for `head` itself and for what is not on it."""
    out = git.run(_("read the history"), ["rev-list", "--first-parent", "--parents", f"{commit}..{head}"])
    for line in reversed(out.decode("ascii").splitlines()):
        child, *parents = line.split()
        if parents[:1] == [commit]:
            return child
    return None


def commit_as_of(git: Git, head: str, moment: datetime) -> str | None:
    """The newest commit of the main line that was made by `moment`; None when the register is younger.

    A commit whose clock was behind counts from the latest date before it: the dates are made to rise along the line,
    or a commit dated 2020 on top of one from 2026 would show 2026's change in 2021.
    """
    latest, found = 0, None
    for commit, seconds in reversed(first_parent_dates(git, head)):
        latest = max(latest, seconds)
        if latest > moment.timestamp():
            break
        found = commit
    return found
