"""What is new since an edition or a day: by area what was added, ended, removed, changed; who did it, in which case."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from store.base.dates import is_year
from store.base.i18n import _, language
from store.base.text import sort_key
from store.changes.changes import Change
from store.changes.compare import ADDED, CHANGED, ENDED, HAPPENED, REMOVED, compare, happened, summary
from store.changes.wording import kind_name, told_fields
from store.papers.builders.rows import full_columns, section
from store.papers.paper import NUMBER, Block, Column, Heading, Line, Paper, Paragraph, Table
from store.papers.words import NOTHING, capital, date_text, label, names_text, term, value_words
from store.records.model import Collaboration, Conflict, Document, Edition, PlanItem, Study
from store.records.overview import areas_in_order
from store.records.paths import Key
from store.reports.reports import form_text

if TYPE_CHECKING:
    from store.changes.wording import NameOf
    from store.papers.words import Records
    from store.records.model import Record
    from store.records.snapshot import Snapshot

OWN: Final = (
    "accepted", "carried", "cells", "columns", "confirmations", "file", "format", "gone", "left_out", "mapping",
    "order", "rows",
)  # fmt: skip
"""Fields by which the program keeps its books: they are no news to a council."""


class Revised(NamedTuple):
    """That somebody changed a record: who, when (an ISO date), in which case, why, and what in words."""

    key: Key
    author: str
    date: str
    case: str = ""
    reason: str = ""
    told: tuple[str, ...] = ()


def changes(before: Snapshot, after: Snapshot, since: str, day: dt.date, revised: Iterable[Revised] = ()) -> Paper:
    """What differs in `after` from `before`, the state of `since`: the year of an edition, or a partial date."""
    return told_changes(compare(before, after), before, after, since, day, revised)


def told_changes(
    made: Sequence[Change], before: Records, after: Records, since: str, day: dt.date, revised: Iterable[Revised] = ()
) -> Paper:
    """The paper of changes that are known."""
    names = _Names(before, after)
    hands: dict[Key, list[Revised]] = {}
    for one in revised:
        hands.setdefault(one.key, []).append(one)
    areas = areas_in_order(before.register) | areas_in_order(after.register)
    told = [(change, rows) for change in made if (rows := list(_rows(change, hands.get(change.key, []), names.name)))]
    own = [(change, rows) for change, rows in told if change.key.kind == Collaboration.KIND]
    others = [(change, rows) for change, rows in told if change.key.kind != Collaboration.KIND]
    blocks: list[Block] = [] if told else [Paragraph(_("Nothing has changed."))]
    if own:
        blocks += [_summary([change for change, _rows in own], len(after.collaborations), areas)]
        blocks += [Heading(_("The collaborations")), _table("changes", _by_area(own, areas))]
    if others:
        blocks += [Heading(_("The work around them")), _table("other-changes", _by_kind(others))]
    title = _("What is new in intermunicipal cooperation")
    return Paper("changes", title, _since(since, day), language(), tuple(blocks), is_wide=True)


def _since(since: str, day: dt.date) -> str:
    date = date_text(day.isoformat())
    if is_year(since):
        return _("From the edition of {year} to {date}", year=since, date=date)
    return _("From {before} to {after}", before=date_text(since), after=date)


class _Names:
    """Names as they are now, and of what is gone as they were."""

    def __init__(self, before: Records, after: Records) -> None:
        self._before, self._after = before, after

    def name(self, key: Key) -> str:
        now = self._after.name(key)
        return now if now != key.id else self._before.name(key)


# --- rows


def _table(name: str, lines: Iterable[Line]) -> Table:
    columns = (
        Column(label("name"), weight=2.5), Column(_("What happened"), weight=1.0),
        Column(_("Field"), weight=1.5), Column(_("Before"), weight=2.0), Column(_("Now"), weight=2.0),
        Column(_("Who"), weight=1.5), Column(_("When"), weight=1.5), Column(_("Case"), weight=1.0),
        Column(_("Reason"), weight=2.0),
    )  # fmt: skip
    return full_columns(columns, lines, name)


def what_happened(what: str) -> str:
    """What happened to a record, in a word."""
    return {ADDED: _("New"), ENDED: _("Ended"), REMOVED: _("Removed"), CHANGED: _("Changed")}[what]


def _rows(change: Change, hands: Sequence[Revised], name_of: NameOf) -> Iterator[Line]:
    """One line for a record that came or went, one for each field of another; who did it stands on each."""
    if change.key.kind == Conflict.KIND:
        return
    what, record = happened(change), change.record
    who = "\n".join(dict.fromkeys(one.author for one in hands if one.author))
    when = "\n".join(dict.fromkeys(date_text(one.date) for one in hands if one.date))
    case = "\n".join(dict.fromkeys(one.case for one in hands if one.case))
    why = "\n".join(dict.fromkeys(one.reason for one in hands if one.reason))
    name = record.name or name_of(change.key)

    def line(field: str, before: str, after: str) -> Line:
        key = change.key if change.after is not None else None
        return Line((name, what_happened(what), field, before, after, who, when, case, why), key)

    if what in (ADDED, REMOVED):
        text = _record_text(record, name_of)
        yield line("", "" if what == ADDED else text, text if what == ADDED else "")
        return
    for one in told_fields(change):
        if one.field.partition(".")[0] in OWN or one.field.endswith(".order"):
            continue
        before, after = (value_words(change.key.kind, one.field, value, name_of) for value in (one.before, one.after))
        yield line(label(one.field, name_of), before or NOTHING, after or NOTHING)


def _record_text(record: Record, name_of: NameOf) -> str:
    """What a record that came or went is, in few words."""
    if isinstance(record, Collaboration):
        told = [form_text(record), names_text("party", record.participants, name_of), record.comment]
    elif isinstance(record, PlanItem):
        told = [str(record.year or ""), term("plan_status", record.status), record.responsible]
    elif isinstance(record, Study):
        told = [term("study_status", record.status), names_text("party", record.participants, name_of)]
    elif isinstance(record, Document):
        told = [term("document_kind", record.kind), date_text(record.date or "")]
    elif isinstance(record, Edition):
        told = [term("edition_state", record.state)]
    else:
        told = [str(getattr(record, name, "")) for name in ("text", "comment")]
    return "\n".join(text for text in told if text)


# --- order


def _area(change: Change, areas: Mapping[str, str]) -> str:
    """The first area of a collaboration in the register's order, "" for none: each stands once."""
    record = change.record
    own = record.areas if isinstance(record, Collaboration) else ()
    return next((id for id in areas if id in own), "")


Told = tuple[Change, list[Line]]


def _by_area(told: Iterable[Told], areas: Mapping[str, str]) -> Iterator[Line]:
    found = sorted(told, key=lambda one: (HAPPENED.index(happened(one[0])), sort_key(one[0].record.name)))
    for id, name in [*areas.items(), ("", _("Without area"))]:
        inside = [rows for change, rows in found if _area(change, areas) == id]
        if inside:
            yield section(name)
        for rows in inside:
            yield from rows


def _by_kind(told: Iterable[Told]) -> Iterator[Line]:
    found = list(told)
    for kind in dict.fromkeys(sorted(change.key.kind for change, _rows in found)):
        yield section(capital(kind_name(kind, language())))
        for change, rows in found:
            if change.key.kind == kind:
                yield from rows


def _summary(made: Sequence[Change], total: int, areas: Mapping[str, str]) -> Table:
    """How many, by area; one of two areas counts in both, and once in the sum."""
    counted = summary(made, total)
    columns = (Column(_("Area"), weight=3.0), *(Column(what_happened(what), NUMBER) for what in HAPPENED))
    rest = {id: name for id, name in [("", _("Without area"))] if id in counted.by_area}
    lines = [
        Line((name, *(str(counted.by_area[id][what]) for what in HAPPENED)))
        for id, name in {**areas, **rest}.items()
        if id in counted.by_area
    ]
    lines.append(Line((_("In all"), *(str(counted.counts[what]) for what in HAPPENED))))
    return Table(columns, tuple(lines), name="summary")
