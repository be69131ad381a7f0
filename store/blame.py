"""Who set each field: the revisions of a record, newest first, until every value it has now is accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from store.changes import Change
from store.codec import to_fields
from store.merge import ABSENT, same
from store.model import Fields, Record

if TYPE_CHECKING:
    from store.history import Revision


class Attribution(NamedTuple):
    """A value, the revision that set it, and what stood there before (None: nothing)."""

    value: Any
    revision: Revision
    previous: Any


def leaves(fields: Fields, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Every value by its dotted path; an empty table is a value."""
    for key, value in fields.items():
        if isinstance(value, dict) and value:
            yield from leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value


def blame(record: Record, history: Iterable[tuple[Revision, list[Change]]]) -> dict[str, Attribution]:
    """The attribution of every field of the record, in the order of the file; stops reading when all are known."""
    values = dict(leaves(to_fields(record)))
    found: dict[str, Attribution] = {}
    for revision, changes in history:
        for change in changes:
            after = dict(leaves(to_fields(change.after))) if change.after else {}
            before = dict(leaves(to_fields(change.before))) if change.before else {}
            for field, value in values.items():
                old = before.get(field, ABSENT)
                if field not in found and same(after.get(field, ABSENT), value) and not same(old, value):
                    found[field] = Attribution(value, revision, None if old is ABSENT else old)
        if len(found) == len(values):
            break
    return {field: found[field] for field in values if field in found}
