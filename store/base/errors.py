"""Everything that can be refused or fail, each with one line for a person.

StoreError
├── NotARegister      no register at this path, or one that cannot be read or written
├── BadInput          a file, field, option or revision that the caller gave is wrong
│   ├── UnknownRecord     no record with this id
│   ├── QueryError        a filter that says nothing, from a character on
│   └── UnknownRevision   no commit, date or edition like this
├── BadRecord         a record's text does not hold a record
├── StaleRecord       somebody else changed the same field meanwhile
├── WouldDropComments saving would drop a comment that somebody wrote in the file
├── NoIdentity        nobody knows who the author is
├── Stopped           somebody stopped a transfer
└── GitFailed         git could not do what it was asked
    └── TransferFailed    with another clone, which may be out of reach
        └── ObjectsRefused    what was published there holds what git's own check refuses
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from store.base.i18n import _


class StoreError(Exception):
    """The base: `str()` is one line for a person, in the language in use."""


class NotARegister(StoreError):
    """No usable register at `path`."""

    def __init__(self, path: object, reason: str) -> None:
        self.path = path
        super().__init__(f"{path}: {reason}")


class BadInput(StoreError):
    """What the caller gave is wrong; the text names it and the way out."""


@contextmanager
def refusing(told: str = "{reason}") -> Iterator[None]:
    """Where a ValueError says why something cannot be: it is BadInput, told in these words around the reason."""
    try:
        yield
    except ValueError as error:
        raise BadInput(told.replace("{reason}", str(error) or _("must not be empty"))) from None


class UnknownRecord(BadInput):
    """No record of this kind has the id."""

    def __init__(self, id: str, near: Sequence[str] = ()) -> None:
        self.id = id
        hint = _("did you mean {names}?", names=", ".join(near)) if near else _("“iktui list” shows them all")
        super().__init__(_("no record with the id “{id}”: {hint}", id=id, hint=hint))


class QueryError(BadInput):
    """A filter cannot be understood from the character `at` on, counted from 0; people count from 1."""

    def __init__(self, at: int, reason: str) -> None:
        self.at = at
        super().__init__(_("character {number}: {reason}", number=at + 1, reason=reason))


class UnknownRevision(BadInput):
    """No commit, date or edition is called `name`."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        super().__init__(f"“{name}”: {reason}")


class BadRecord(StoreError):
    """The text at `path` does not hold a record; `reason` is one line."""

    def __init__(self, path: str, reason: str, field: str | None = None) -> None:
        self.path, self.reason, self.field = path, reason, field
        super().__init__(f"{path}: {reason}")


class StaleRecord(StoreError):
    """The same fields were changed by somebody else since the record was read."""

    def __init__(
        self, name: str, fields: Sequence[str], author: str, conflicts: Sequence[tuple[str, Any]] = ()
    ) -> None:
        """`conflicts` holds the dotted path of each field with its newest value; empty: the whole record."""
        self.name, self.fields, self.author, self.conflicts = name, tuple(fields), author, tuple(conflicts)
        self.commit: str | None = None
        """The state that it was held against."""
        super().__init__(
            _(
                "“{name}”: {author} changed {fields} meanwhile; nothing was saved, look at the new value and try again",
                name=name,
                author=author,
                fields=", ".join(fields),
            )
        )


class GoneRecord(StaleRecord):
    """The record was removed, or became a part of another one, since it was read: it is never made anew from that."""

    def __init__(self, name: str, author: str, heir: str = "") -> None:
        super().__init__(name, (), author)
        text = _("“{name}”: {author} removed it meanwhile; nothing was saved, “iktui restore” brings it back",
                 name=name, author=author)  # fmt: skip
        if heir:
            text = _("“{name}”: {author} made it a part of “{heir}” meanwhile; nothing was saved, change that one",
                     name=name, author=author, heir=heir)  # fmt: skip
        self.args = (text,)


class WouldDropComments(StoreError):
    """The file holds comments that would go with what is taken away; `blob` is the file as it is now."""

    def __init__(self, path: str, blob: str) -> None:
        self.path, self.blob = path, blob
        super().__init__(
            _("{path}: a comment that somebody wrote in this file would be dropped; use --drop-comments", path=path)
        )


def comments_question(error: WouldDropComments) -> str:
    """What is asked before they are dropped, naming the file."""
    return _("Somebody wrote a comment in {path}, and saving will drop it. Save all the same?", path=error.path)


class NoIdentity(StoreError):
    """No author is known, and none is ever made up."""

    def __init__(self) -> None:
        super().__init__(
            _("who are you? Give --author “Name <mail>”, set IKTUI_AUTHOR, or set user.name and user.email in git")
        )


class Stopped(StoreError):
    """Somebody stopped it; nothing was changed."""

    def __init__(self) -> None:
        super().__init__(_("stopped; nothing is lost, and the next time goes on from there"))


class GitFailed(StoreError):
    """git said no; `reason` is its own last line, `told` every line."""

    def __init__(self, action: str, reason: str, told: Sequence[str] = ()) -> None:
        self.action, self.reason, self.told = action, reason, tuple(told)
        super().__init__(_("git could not {action}: {reason}", action=action, reason=reason))


class TransferFailed(GitFailed):
    """What was to come from another clone, or go there, did not."""


class ObjectsRefused(TransferFailed):
    """What was published there holds an object that git's own check refuses: trying again does not help."""

    def __init__(self, action: str, words: str, told: Sequence[str] = ()) -> None:
        """`words` are git's own, of the object."""
        self.words = words
        text = _("{words}; it will be the same next time: whoever published it has to take it away there", words=words)
        super().__init__(action, text, told)
