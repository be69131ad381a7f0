"""Tables that several papers have: fields with their values, what councils decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from store.base.i18n import _
from store.papers.builders.rows import full_columns
from store.papers.paper import DATE, Column, Line, Table
from store.papers.words import label
from store.records.model import Decision
from store.records.paths import Key

if TYPE_CHECKING:
    from store.changes.wording import NameOf
    from store.records.model import Decisions


def facts_table(facts: Iterable[tuple[str, str]], name: str = "facts") -> Table:
    """What is known, a line each: its label and what it is; what nobody has said is left out."""
    lines = tuple(Line((what, value)) for what, value in facts if value)
    return Table((Column(_("Field"), weight=1.0), Column(_("Value"), weight=3.0)), lines, name=name)


def fields_table(key: Key, fields: Iterable[tuple[str, str, str]]) -> Table:
    """The same of fields of a record: the path of each ("" for what is no field of it), its label and what it is."""
    lines = tuple(Line((what, value), key if field else None, about=field) for field, what, value in fields if value)
    return Table((Column(_("Field"), weight=1.0), Column(_("Value"), weight=3.0, field="*")), lines, name="facts")


def decisions_table(
    decisions: Decisions, parties: Iterable[str], name_of: NameOf, field: str = "decisions", key: Key | None = None
) -> Table:
    """What each council decided, those of `parties` first; one that has said nothing has a line too."""
    columns = (
        Column(_("Council"), weight=1.5),
        *(
            Column(label(part), DATE if part == "date" else "text", field=f"{field}.*.{part}")
            for part in Decision.model_fields
        ),
    )
    lines = [
        Line(
            (name_of(Key("party", id)), *(str(value or "") for value in _values(decisions.get(id, Decision())))),
            key, about=id,
        )
        for id in dict.fromkeys([*parties, *decisions])
    ]  # fmt: skip
    return full_columns(columns, lines, field.replace("_", "-"))


def _values(decision: Decision) -> Iterable[object]:
    return (getattr(decision, part) for part in Decision.model_fields)
