"""What is written: a Changeset of records before and after, and its field changes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from store.base.author import Author
from store.changes.merge import same
from store.records.codec import to_fields
from store.records.entries import Entry, PathChange
from store.records.model import Fields, Record
from store.records.paths import Key


class FieldChange(NamedTuple):
    """One field, by dotted path, before and after; None where it was or is not there."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Change:
    """One record before and after; None before it was made and after it was removed."""

    key: Key
    before: Record | None
    after: Record | None

    @property
    def record(self) -> Record:
        """The record as it is now, or as it last was."""
        record = self.after or self.before
        assert record is not None, "a change has a side"
        return record

    @property
    def fields(self) -> list[FieldChange]:
        """The fields that differ."""
        return diff_fields(to_fields(self.before), to_fields(self.after))


class WrittenText(NamedTuple):
    """The text of a record's file as a person wrote it, beside the blob (None: there was none) that it was made of.

    It is committed byte for byte when it says what the record is then, else with the comments that came since. None:
    the file is gone, with the comments that its blob had.
    """

    key: Key
    base: str | None
    data: bytes | None


@dataclass(frozen=True)
class Changeset:
    """Changes that become one commit, made while `base` was the newest commit (None: there was none)."""

    base: str | None
    changes: tuple[Change, ...]
    action: str
    """What was done, for machines: new, edit, bulk, end, remove, merge, import, hand-edit, undo, redo …"""
    subject: str = ""
    """The first line of the commit message; made from the changes when empty."""
    reason: str = ""
    case: str = ""
    reverts: str = ""
    """The commit that is taken back."""
    merges: str = ""
    """The commit of others that is merged by this one: its second parent."""
    files: tuple[tuple[str, Entry], ...] = ()
    """By path what is no record, or a record exactly as it is somewhere; above the text that is made of `changes`."""
    gone: frozenset[str] = frozenset()
    """Of a merge: the paths that a side removed or that are put aside; no other may be missing after it."""
    reviewed: tuple[tuple[str, bytes | None], ...] = ()
    """Of a hand edit: the files as they were when they were read, by path."""
    texts: tuple[WrittenText, ...] = ()
    """Texts of records that somebody else wrote: a file of them can differ in its comments or layout alone."""
    editor: str = ""
    """Who changed the file that the changes come from, as it says itself; "" for the author."""


def change(before: Record | None, after: Record | None) -> Change:
    """The change from one state of a record to another."""
    record = after or before
    assert record is not None, "a change has a side"
    return Change(record.key, before, after)


def diff_fields(before: Fields, after: Fields, prefix: str = "") -> list[FieldChange]:
    """The fields that differ, in the order of the file; a table that comes or goes is one field."""
    found: list[FieldChange] = []
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        if isinstance(old, dict) and isinstance(new, dict):
            found += diff_fields(old, new, f"{prefix}{key}.")
        elif key not in before or key not in after or not same(old, new):
            found.append(FieldChange(f"{prefix}{key}", old, new))
    return found


_TRAILER: Final = re.compile(r"^(?P<key>[A-Za-z][A-Za-z-]*): (?P<value>.*)$")


@dataclass(frozen=True)
class Revision:
    """One commit and the records that it changed."""

    commit: str
    author: Author
    date: datetime
    message: str
    paths: tuple[PathChange, ...]
    parents: tuple[str, ...] = ()
    """The commits before it; of a walk with `graph`, those of the walk."""

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
    def editor(self) -> str:
        """Who changed the file that the changes came from, "" where they are the author's own."""
        return self.trailers.get("Edited-by", "")

    @property
    def reason(self) -> str:
        """Why, in the author's words: the paragraphs between subject, field changes and trailers."""
        paragraphs = self.message.strip().split("\n\n")[1:]
        if self.action == "commit":
            return "\n\n".join(paragraphs)
        told = [part for part in paragraphs[:-1] if not part.startswith(("* ", "+ ", "- "))]
        return "\n\n".join(told)
