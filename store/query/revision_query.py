"""The same filter for revisions: who made them, when, what they changed, and what a filter finds of collaborations."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, cast

from store.base.text import search_key
from store.changes.changes import Change, Revision
from store.changes.wording import field_label
from store.query.criteria import Criterion, Known, Test, Value
from store.query.fields import FIELDS, Field, Make, Vocabulary, date_tests
from store.query.listing import Listing
from store.query.query import Query, parse
from store.records.model import Collaboration
from store.records.paths import key_of
from store.records.snapshot import Snapshot

RevisionTest = Callable[["RevisionRow"], bool]


@dataclass
class RevisionRow:
    """What a filter sees of a revision."""

    revision: Revision
    snapshot: Snapshot
    changes_of: Callable[[Revision], list[Change]]
    lang: str

    @cached_property
    def search(self) -> str:
        """Message and author, folded: the message says what changed, in words."""
        return search_key(f"{self.revision.message}\n{self.revision.author.name}")

    @cached_property
    def ids(self) -> frozenset[str]:
        """The collaborations that it changed."""
        keys = [key_of(path.path) for path in self.revision.paths]
        return frozenset(key.id for key in keys if key is not None and key.kind == Collaboration.KIND)

    @cached_property
    def fields(self) -> str:
        """The fields that it changed, by path and by what they are called, folded."""
        names = []
        for change in self.changes_of(self.revision):
            for field in change.fields if change.before and change.after else ():
                names += [field.field, field_label(field.field, self.snapshot.name, self.lang)]
        return search_key("\n".join(names))


def revision_test(text: str, listing: Listing, known: Known | None = None) -> RevisionTest:
    """The test that a text asks for; raises QueryError."""
    query: Query = parse(text, REVISIONS)
    return cast(RevisionTest, query.criterion.bind(listing, known))


def _of_row(test: Callable[[Any], bool]) -> Criterion:
    return Criterion((), (lambda _listing, _known: test,))


def _of_records(make: Make) -> Make:
    """A field of collaborations: it finds the revisions that changed one of those it finds."""

    def made(field: str, operator: str, values: Sequence[Value]) -> Criterion:
        inner = make(field, operator, values)

        def bind(listing: Listing, known: Known | None) -> Test:
            ids = frozenset(row.id for row in inner.select(listing, known))
            return lambda row: not ids.isdisjoint(cast(RevisionRow, row).ids)

        return Criterion((), (bind,), inner.needs)

    return made


def _text(of: Callable[[RevisionRow], str]) -> Make:
    def make(_field: str, _operator: str, values: Sequence[Value]) -> Criterion:
        wanted = [search_key(value.text) for value in values]
        return _of_row(lambda row: any(word in of(row) for word in wanted))

    return make


def _day(_field: str, operator: str, values: Sequence[Value]) -> Criterion:
    tests = date_tests(operator, values)
    return _of_row(lambda row: any(test(row.revision.date.date().isoformat()) for test in tests))


def _author(row: RevisionRow) -> str:
    return search_key(f"{row.revision.author.name} {row.revision.author.mail} {row.revision.editor}")


_UNASKED: Final = ("case", "changed", "history", "is")
REVISIONS: Final = Vocabulary(
    {
        "by": Field(("av", "av", "by"), _text(_author)),
        "field": Field(("felt", "felt", "field"), _text(lambda row: row.fields)),
        "changed": Field(FIELDS["changed"].names, _day, ordered=True),
        "case": Field(("sak", "sak", "case"), _text(lambda row: search_key(row.revision.case))),
        **{
            name: Field(field.names, _of_records(field.make), field.ordered)
            for name, field in FIELDS.items()
            if name not in _UNASKED
        },
    }
)
"""What can be asked of a revision: by, field, changed, case (its own), and the fields of collaborations."""
