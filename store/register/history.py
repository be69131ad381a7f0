"""Revisions: what git's log says of records, newest first, read as it comes."""

from __future__ import annotations

import time
from collections.abc import Collection, Container, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple

from store.base.author import Author
from store.base.errors import BadRecord
from store.base.i18n import _
from store.changes.blame import leaves
from store.changes.changes import Change, Revision
from store.changes.merge import ABSENT, put_value, same
from store.git.door import Git, is_null, parse_raw
from store.records.codec import from_fields, to_fields
from store.records.entries import PathChange
from store.records.model import Record
from store.records.paths import Key, key_of, path_of
from store.records.sources import RecordCache
from store.register.commit_dates import TOLERATED, Dated, moment_of

_FORMAT: Final = "%H %P%x00%an%x00%ae%x00%at %ai%x00%B%x00"


def revisions(
    git: Git,
    commit: str,
    keys: Collection[Key] = (),
    limit: int | None = None,
    since: str | None = None,
    *,
    graph: bool = False,
    merges: bool = False,
) -> Iterator[Revision]:
    """The commits up to `commit`, not in `since`, that changed the records (or any): newest first, as they come.

    Merges that changed nothing of their own are not told, unless with `merges` (those in which sides differed) or with
    `graph`: then every merge is, and each commit comes after its children.
    """
    # What lost in a merge is history too (--full-history); of a merge only what no parent had is its own (-c).
    arguments = ["log", "-z", "--raw", "-c", "--no-renames", "--no-abbrev", "--no-ext-diff", "--full-history"]
    arguments.append(f"--format={_FORMAT}")
    if graph:
        arguments += ["--parents", "--topo-order"]
    if limit is not None:
        arguments.append(f"--max-count={limit}")
    arguments += ["--end-of-options", commit, *([f"^{since}"] if since else []), "--"]
    arguments += [path_of(key) for key in keys]
    most = 1 if len(keys) == 1 else None
    for revision in _parse(_fields(git.stream(_("read the history"), arguments)), most):
        if graph or merges or len(revision.parents) < 2 or revision.paths:
            yield revision


def origin_of(git: Git, commit: str) -> str:
    """The first commit of the register, the same in every clone of it; of several, always the same one."""
    roots = git.run(_("read the history"), ["rev-list", "--max-parents=0", "--end-of-options", commit])
    return min(roots.decode("ascii").split())


def _fields(pieces: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\0")
        yield from whole
    if rest:
        yield rest


def _parse(fields: Iterator[bytes], most: int | None) -> Iterator[Revision]:
    """Each revision as soon as it is known to be whole: after `most` files, else when the next begins."""
    header: list[str] = []
    paths: list[PathChange] = []
    for field in fields:
        if header and len(header) == 5 and (field == b"" or field.lstrip(b"\n").startswith(b":")):
            if field:
                facts, path = field.lstrip(b"\n").decode("ascii"), next(fields).decode("utf-8", "surrogateescape")
                paths.append(parse_raw(facts, path))
                if len(paths) == most:
                    yield _revision(header, paths)
                    header, paths = [], []
            continue
        if len(header) == 5:
            yield _revision(header, paths)
            header, paths = [], []
        header.append(field.decode("utf-8", "replace"))
    if len(header) == 5:
        yield _revision(header, paths)


def _revision(header: list[str], paths: list[PathChange]) -> Revision:
    commits, name, mail, when, message = header
    commit, *parents = commits.split()
    return Revision(commit, Author(name, mail), _date(when), message.strip(), tuple(paths), tuple(parents))


def _date(when: str) -> datetime:
    """The author's date with their offset; git's "%at %ai", of which hand-made commits can make anything.

    The seconds count: git writes a date that it has no calendar for as 1970.
    """
    seconds, _space, written = when.partition(" ")
    return moment_of(int(seconds), written[-5:]) if seconds.isdecimal() else moment_of(0)


class NotAChain(Exception):
    """The revisions of a record are not one line of states."""


def chain(walk: Iterator[Revision], key: Key) -> Iterator[Revision]:
    """The revisions of a record, each with the one before it as its parent; raises NotAChain where that does not hold.

    Where every state leads to the next, the graph of commits need not be walked: that is twice the time.
    """
    path, last, before = path_of(key), None, ""
    for revision in walk:
        row = next((row for row in revision.paths if row.path == path), None)
        if row is None or row.others or (last is not None and row.after != before):
            raise NotAChain
        if last is not None:
            yield replace(last, parents=(revision.commit,))
        last, before = revision, row.before
    if last is not None:
        yield replace(last, parents=())


def sides(git: Git, revision: Revision, key: Key, cache: RecordCache) -> list[Record | None]:
    """The record as it was in each parent of a revision of a walk with `graph`, in their order."""
    row = next((path for path in revision.paths if path.path == path_of(key)), None)
    if row is not None:
        objects = [
            (blob, None if is_null(blob) or cache.known(key, blob) else git.object(blob)[1])
            for blob in (row.before, *row.others)
        ]
    else:  # a merge that has the file as one of its parents has it
        objects = git.objects(f"{parent}:{path_of(key)}" for parent in revision.parents)
    records = [None if not blob or is_null(blob) else cache.parse(key, blob, data) for blob, data in objects]
    return [record if isinstance(record, Record) else None for record in records]


def changes_of(git: Git, revision: Revision, cache: RecordCache, keys: Container[Key] | None = None) -> list[Change]:
    """The records before and after the revision; a file that held no record counts as none."""
    rows = [(path_key, path) for path in revision.paths if (path_key := key_of(path.path)) is not None]
    if keys is not None:
        rows = [row for row in rows if row[0] in keys]
    blobs = [(row_key, blob) for row_key, path in rows for blob in (path.before, path.after, *path.others)]
    cache.read(git, [(row_key, blob) for row_key, blob in blobs if not is_null(blob)])

    def side(row_key: Key, blob: str) -> Record | None:
        known = None if is_null(blob) else cache.known(row_key, blob)
        return None if isinstance(known, BadRecord) else known

    made = []
    for row_key, path in rows:
        before, after = side(row_key, path.before), side(row_key, path.after)
        for other in path.others:
            before = _not_from(side(row_key, other), before, after)
        if before != after:
            made.append(Change(row_key, before, after))
    return made


def _not_from(other: Record | None, before: Record | None, after: Record | None) -> Record | None:
    """What was before a merge, as if the fields that `after` has from its other parent had always been so."""
    if other is None or after is None or before is None:
        return after if other == after else before
    fields = to_fields(before)
    old, new, theirs = (dict(leaves(to_fields(record))) for record in (before, after, other))
    for field in {**old, **new}:
        value = new.get(field, ABSENT)
        if not same(old.get(field, ABSENT), value) and same(theirs.get(field, ABSENT), value):
            put_value(fields, field, value)
    try:
        return from_fields(after.KIND, after.id, fields)
    except BadRecord:
        return before


def child_of(git: Git, commit: str, head: str) -> str | None:
    """The commit after it on the main line up to `head`, None for `head` itself and for what is not on it."""
    out = git.run(_("read the history"), ["rev-list", "--first-parent", "--parents", f"{commit}..{head}"])
    for line in reversed(out.decode("ascii").splitlines()):
        child, *parents = line.split()
        if parents[:1] == [commit]:
            return child
    return None


class AsOf(NamedTuple):
    """The newest commit that was made by a moment, and one that may have been too, but for its clock."""

    commit: str | None
    uncertain: Dated | None
    began: float | None = None
    """Where there is none: when the register began, in seconds since 1970."""


def as_of(git: Git, head: str, moment: datetime) -> AsOf:
    """The newest commit of the main line that was made by `moment`, None when the register is younger.

    A commit whose clock was behind counts from the latest date before it: the dates are made to rise along the line,
    or a commit dated 2020 on top of one from 2026 would show 2026's change in 2021. One whose clock was ahead, dated
    more than a day from now, counts from the next that was not, or it would hide all that came after it.
    """
    now = time.time()
    out = git.run(_("read the dates"), ["log", "--first-parent", "--format=%H %ct", head])
    rows = (row.partition(" ") for row in out.decode("ascii", "replace").splitlines())
    line = [(commit, int(seconds) if seconds.isdecimal() else 0) for commit, _space, seconds in rows]  # newest first
    latest, rising = 0, []
    for _commit, seconds in reversed(line):
        latest = max(latest, seconds if seconds <= now + TOLERATED else 0)
        rising.append(latest)
    dates, following = [], now
    for (_commit, seconds), risen in zip(line, reversed(rising), strict=True):
        following = risen if seconds <= now + TOLERATED else following
        dates.append(following)
    for at, (commit, _seconds) in enumerate(line):
        if dates[at] <= moment.timestamp():
            newer = Dated(*line[at - 1]) if at else None
            return AsOf(commit, newer if newer and newer.seconds > now + TOLERATED else None)
    oldest = Dated(*line[-1])
    return AsOf(None, oldest if oldest.seconds > now + TOLERATED else None, dates[-1])
