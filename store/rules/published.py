"""What is published stays: of an edition that is published only the decisions of the councils still change. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from store.base.errors import BadInput
from store.base.i18n import _
from store.changes.changes import Change
from store.changes.merge import same
from store.records.codec import to_fields
from store.records.model import Decisions, Edition, Record

OPEN_FIELD = "decisions"
"""The field of a published edition that goes on changing: councils adopt it after it is published."""


def is_published(record: Record | None) -> bool:
    """Whether the record is an edition that is published."""
    return isinstance(record, Edition) and record.state == "published"


def frozen_fields_changed(before: Record | None, after: Record | None) -> list[str]:
    """The fields that differ between two states of an edition and never change once it is published.

    The whole record, when only one of the two is there, is all the fields of that one.
    """
    old, new = to_fields(before), to_fields(after)
    names = (name for name in dict.fromkeys([*old, *new]) if name != OPEN_FIELD)
    return [name for name in names if name not in old or name not in new or not same(old[name], new[name])]


def refuse_changed_editions(
    asked: Iterable[Change], changes: Iterable[Change], tagged: Mapping[str, Record | None], *, is_undo: bool
) -> None:
    """Raise BadInput for a change of what is published: `tagged` holds the editions that have a tag, as it has them.

    `changes` are what is `asked`, on top of what stands now. Taking a publication back (`is_undo`) is the one way out:
    when the tag is gone already, and only with the decisions that were known when it was asked.
    """
    known = {made.key: made.before for made in asked}
    for made in changes:
        if made.key.kind != Edition.KIND:
            continue
        year = made.key.id
        if year in tagged:
            # What plain git took back meanwhile can be put as it was published, and nothing else.
            stands = made.before if is_published(made.before) else tagged[year]
            if frozen_fields_changed(stands, made.after):
                raise published_already(year)
        elif is_published(made.before) and frozen_fields_changed(made.before, made.after):
            if not is_undo or is_published(made.after):
                raise published_already(year)
            if decisions_of(made.before) != decisions_of(known.get(made.key)):
                text = _(
                    "the edition {year}: a council has decided on it meanwhile; look at it and try again", year=year
                )
                raise BadInput(text)


def decisions_of(record: Record | None) -> Decisions:
    """What the councils decided of an edition."""
    return record.decisions if isinstance(record, Edition) else {}


def published_already(year: str) -> BadInput:
    """Why nothing is written into the edition."""
    return BadInput(_("the edition {year} is published already, and a published edition never changes", year=year))
