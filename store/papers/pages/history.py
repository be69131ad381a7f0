"""What was done to the records that a site has pages of, kept small until it is told in a language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from store.base.i18n import _, language
from store.changes.changes import Change, FieldChange, Revision
from store.changes.compare import CHANGED, happened
from store.changes.wording import change_text, told_fields
from store.papers.builders.changes import OWN, Revised, what_happened
from store.records.codec import from_fields, to_fields
from store.records.model import Collaboration, PlanItem, Record
from store.records.paths import Key

if TYPE_CHECKING:
    from store.changes.wording import NameOf

R = TypeVar("R", bound=Record)
_MOST: Final = 50
"""Revisions that the feed tells, and records that it tells of one."""


def bare(record: R) -> R:
    """The record without fields that this version does not know: what they hold may not be for everybody."""
    extra = record.model_extra
    if not extra:
        return record
    fields = {name: value for name, value in to_fields(record).items() if name not in extra}
    return from_fields(record.KIND, record.id, fields)  # type: ignore[return-value]


def public_name(author: str) -> str:
    """Who did something, "" where all that is known is an address of mail."""
    return "" if "@" in author else author


class Noted(NamedTuple):
    """What a revision did to a record."""

    key: Key
    name: str
    what: str
    """One of `store.changes.compare.HAPPENED`."""
    fields: tuple[FieldChange, ...]

    def words(self, name_of: NameOf) -> tuple[str, ...]:
        """That in words, one of them a line."""
        first = () if self.what == CHANGED else (what_happened(self.what),)
        told = (change_text(one, name_of, language(), kind=self.key.kind) for one in self.fields)
        return (*first, *told)


class Done(NamedTuple):
    """A revision and what it did to records; of a bulk, to the first of them."""

    commit: str
    date: str
    """With the hour, as RFC 3339 has it."""
    author: str
    case: str
    reason: str
    noted: tuple[Noted, ...]
    number: int
    """Records in all."""


@dataclass
class Past:
    """The history of a register in one walk, newest first."""

    heirs: Mapping[str, str]
    """Collaborations that stand for others that were made a part of them, by the ids of those."""
    newest: list[Done] = field(default_factory=list)
    _of: dict[str, list[tuple[Done, Noted]]] = field(default_factory=dict)

    def add(self, revision: Revision, changes: Iterable[Change]) -> None:
        """Note what an older revision did."""
        found = [noted for change in changes if (noted := _noted(change)) is not None]
        if not found:
            return
        author = public_name(revision.author.name)
        said = (revision.commit, revision.date.isoformat(), author, revision.case, revision.reason)
        done = Done(*said, tuple(found[:_MOST]), len(found))
        if len(self.newest) < _MOST:
            self.newest.append(done)
        bare_done = done._replace(noted=())
        for noted in found:
            if noted.key.kind == Collaboration.KIND:
                self._of.setdefault(self.heirs.get(noted.key.id, noted.key.id), []).append((bare_done, noted))

    def of(self, id: str, name_of: NameOf) -> Iterator[Revised]:
        """The history of a collaboration in words."""
        key = Key(Collaboration.KIND, id)
        for done, noted in self._of.get(id, ()):
            yield Revised(key, done.author, done.date[:10], done.case, done.reason, noted.words(name_of))


def _noted(change: Change) -> Noted | None:
    if change.key.kind not in (Collaboration.KIND, PlanItem.KIND):
        return None
    what, name = happened(change), change.record.name
    if change.before is None or change.after is None:
        return Noted(change.key, name, what, ())
    told = told_fields(Change(change.key, bare(change.before), bare(change.after)))
    fields = tuple(one for one in told if one.field.partition(".")[0] not in OWN)
    return Noted(change.key, name, what, fields) if fields else None


def title_of(done: Done) -> str:
    """What a revision did, on one line."""
    first = done.noted[0]
    text = f"{first.name}: {what_happened(first.what).lower()}"
    others = done.number - 1
    return _("{first}, and {count} more", first=text, count=others) if others else text
