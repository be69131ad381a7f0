"""What a person leaves out of an import: whole records, or single fields of those that change."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from store.base.errors import BadInput
from store.base.i18n import _
from store.base.text import one_line
from store.changes.changes import Change, Changeset
from store.changes.merge import ABSENT
from store.changes.record_merge import put_field
from store.documents.facts import to_plain
from store.records.codec import from_fields, to_fields
from store.records.model import AsWritten, Collaboration, Document, PlanItem, Question
from store.records.paths import WHOLE, Key

Left = Collection[tuple[Key, str]]
"""Records (field WHOLE) and fields, by dotted path, that stay as they are."""


def without(changeset: Changeset, left: Left) -> Changeset:
    """The changeset without what is left out; the row of a new record that is not taken stays in the document's."""
    records = {key for key, field in left if field == WHOLE}
    unborn = {
        made.key.id: made.after
        for made in changeset.changes
        if made.key in records and made.before is None and isinstance(made.after, Collaboration)
    }
    changes = (_kept(made, left, unborn) for made in changeset.changes if made.key not in records)
    return replace(changeset, changes=tuple(made for made in changes if made.before != made.after))


def _kept(made: Change, left: Left, unborn: dict[str, Collaboration]) -> Change:
    after = made.after
    if unborn and isinstance(after, Document):
        rows = {
            id: to_plain(record.as_written) for id, record in unborn.items() if id in after.rows and record.as_written
        }
        after = from_fields(
            after.KIND, after.id, {**to_fields(after), "gone": {**to_fields(after).get("gone", {}), **rows}}
        )
    elif unborn and isinstance(after, PlanItem) and set(after.collaborations) & set(unborn):
        after = after.model_copy(
            update={"collaborations": tuple(id for id in after.collaborations if id not in unborn)}
        )
    fields = [field for key, field in left if key == made.key and field != WHOLE]
    if fields and after is not None and made.before is not None:
        before = {change.field: change.before for change in made.fields}
        values = to_fields(after)
        for field in fields:
            put_field(made.key.kind, values, field, ABSENT if before.get(field) is None else before[field])
        after = from_fields(made.key.kind, made.key.id, values)
    return replace(made, after=after)


def can_be_left(key: Key) -> bool:
    """Whether a record can be left out by itself: a collaboration, an item of the plan, a question."""
    return key.kind in (Collaboration.KIND, PlanItem.KIND, Question.KIND)


def read_left(changeset: Changeset, words: Collection[str]) -> set[tuple[Key, str]]:
    """The records and fields that “ID” or “ID.FIELD” names; raises BadInput for what the import does not change."""
    found = set()
    for word in words:
        id, _dot, field = word.partition(".")
        made = next((made for made in changeset.changes if made.key.id == id and can_be_left(made.key)), None)
        if made is None or (field and field not in {change.field for change in made.fields}):
            raise BadInput(_("--leave: the import does not change “{words}”", words=word))
        found.add((made.key, field or WHOLE))
    return found


_CELLS: Final = {
    "name": "name", "legal_form": "type", "comment": "comment", "progress": "progress", "areas": "section",
}  # fmt: skip
"""The cell of AsWritten that a field is read from."""


def cell_of(written: AsWritten, field: str) -> str:
    """The cells that a field, by dotted path, was read from, on one line; "" where the row has none."""
    name, _dot, rest = field.partition(".")
    if name in _CELLS:
        return one_line(str(getattr(written, _CELLS[name])))
    if name != "participants":
        return one_line(written.cells.get(name, ""))
    party = rest.partition(".")[0]
    marks = [cell for id, cell in written.marks.items() if party in ("", id)]
    listed = [written.cells[role] for role in ("host", "participants", "share") if role in written.cells]
    return " | ".join(one_line(cell) for cell in (*marks, *listed))
