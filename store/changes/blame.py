"""Who set each field: the commits of a record, children first, until every value it has now is accounted for.

A field belongs to the commit that gave it the value it has now; after a merge to whichever side had it, the first of
its parents before the others. It is looked for along the commits' parents, not by date: a value that lost in a merge
may be younger than the one that won.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from store.changes.changes import Revision
from store.changes.merge import ABSENT, same
from store.records.codec import to_fields
from store.records.model import Fields, Record


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


def blame(
    record: Record, walk: Iterable[Revision], sides: Callable[[Revision], list[Record | None]]
) -> dict[str, Attribution]:
    """The attribution of every field of the record, in the order of the file; stops reading when all are known.

    `walk` gives the revisions with their parents (of the walk), each after its children. `sides` gives what the record
    was before a revision: in each of its parents, in their order; one None for a first commit.
    """
    values = dict(leaves(to_fields(record)))
    found: dict[str, Attribution] = {}
    wanted: dict[str, set[str]] | None = None
    """The fields that a commit is asked for; the first is asked for all."""
    for revision in walk:
        fields = set(values) if wanted is None else wanted.pop(revision.commit, set())
        wanted = wanted or {}
        if fields:
            befores = [dict(leaves(to_fields(side))) if side else {} for side in sides(revision)]
            for field in fields:
                value = values[field]
                at = next((n for n, old in enumerate(befores) if same(old.get(field, ABSENT), value)), None)
                if at is not None and at < len(revision.parents):
                    wanted.setdefault(revision.parents[at], set()).add(field)
                else:
                    old = befores[0].get(field, ABSENT) if befores else ABSENT
                    found[field] = Attribution(value, revision, None if old is ABSENT else old)
        if len(found) == len(values):
            break
    return {field: found[field] for field in values if field in found}
