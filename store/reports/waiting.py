"""What waits for a member, or for any of them: confirmations, decisions, dates, doubts, what others changed. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from store.base.dates import first_day, shown_date, shown_moment
from store.base.i18n import _, ngettext
from store.changes.changes import Revision
from store.editions.checklist import checklist, progress
from store.query.listing import Listing
from store.records.model import Collaboration, Document, Edition, PlanItem, Register
from store.records.overview import is_current
from store.records.paths import REGISTER, Key, key_of
from store.records.snapshot import Snapshot
from store.reports.councils import matters
from store.reports.cycle import ENDS, NOTICE, OVER, PLAN, SOON, Occurrence, dated
from store.reports.shown import Line, Shown

CONFIRMATIONS, DECISIONS, LEAVING, RUNS_OUT, DUE, CONFLICTS, DOUBTS, CHANGES = (
    "confirmation", "decision", "notice", "agreement", "plan_item", "conflict", "finding", "change",
)  # fmt: skip
"""What can wait, in the order in which it is told."""
_OPEN_CONFLICT: Final = "open_conflict"
_AHEAD: Final = dt.timedelta(days=365)
"""So early notices and agreements that run out are told: a notice takes a year, a council its time."""
_MOST: Final = 30
"""Revisions of one that are told."""


class Doubt(NamedTuple):
    """A finding: of what record, and what it says."""

    key: Key
    code: str
    message: str


class Waiting(NamedTuple):
    """One thing that waits, for the members in `parties`."""

    what: str
    name: str
    """What it is about, as people call it."""
    text: str
    """What there is to do, or to know."""
    key: Key | None = None
    """The record."""
    parties: tuple[str, ...] = ()
    date: str = ""
    number: int = 1
    """How many parts, records or findings it stands for."""
    part: str = ""
    """Tells apart what is of one kind, about one record."""
    told: tuple[tuple[str, str], ...] = ()
    """More about it: labels and texts."""
    commits: tuple[str, ...] = ()


class Asking(NamedTuple):
    """Who asks what waits: their member ("": all are meant), their mail, since when changes of others are told."""

    party: str
    mail: str
    since: str


def waiting_shown(
    snapshot: Snapshot, asking: Asking, today: dt.date, listing: Listing | None, doubts: Iterable[Doubt],
    revisions: Iterable[Revision],
) -> Shown:  # fmt: skip
    """What waits, by kind; `revisions` are those since, of anybody."""
    found = [
        *_confirmations(snapshot, asking.party),
        *_decisions(snapshot, asking.party),
        *_dates(snapshot, asking.party, today, listing),
        *_doubts(snapshot, asking.party, doubts),
        *_changes(snapshot, asking, revisions),
    ]
    lines: list[Line] = []
    for what, title in _titles().items():
        inside = [_line(one) for one in found if one.what == what]
        lines += [Line((f"{title} ({len(inside)})",), is_heading=True), *inside] if inside else []
    whose = snapshot.name(Key("party", asking.party)) if asking.party else ""
    notes = () if asking.party else (_("of all members: nobody has said which is yours"),)
    data = {
        "party": asking.party or None, "since": asking.since or None, "count": len(found),
        "waiting": [_json(one) for one in found],
    }  # fmt: skip
    return Shown(tuple(lines), data, counted(len(found), whose), notes, bool(found))


def counted(count: int, whose: str) -> str:
    """How many things wait, for whom, in words."""
    if not count:
        return _("nothing waits for {party}", party=whose) if whose else _("nothing waits for the members")
    if whose:
        return ngettext("{count} thing waits for {party}", "{count} things wait for {party}", count, party=whose)
    return ngettext("{count} thing waits for the members", "{count} things wait for the members", count)


def _titles() -> dict[str, str]:
    return {
        CONFIRMATIONS: _("To confirm"), DECISIONS: _("To decide"), LEAVING: _("Notice and withdrawal"),
        RUNS_OUT: _("Agreements that run out"), DUE: _("Due in the plan"), CONFLICTS: _("Open conflicts"),
        DOUBTS: _("Findings"), CHANGES: _("Changed by others"),
    }  # fmt: skip


def _line(one: Waiting) -> Line:
    id = one.key.id if one.key else ""
    return Line((one.name, one.text), id, more=one.told, key=one.key, part=f"{one.what}/{one.part}", item=one)


def _json(one: Waiting) -> dict[str, Any]:
    """One thing as the contract has it."""
    return {
        "what": one.what, "kind": one.key.kind if one.key else None, "id": one.key.id if one.key else None,
        "name": one.name, "text": one.text, "parties": list(one.parties), "date": one.date or None,
        "count": one.number, "commits": list(one.commits),
    }  # fmt: skip


def _name(snapshot: Snapshot, key: Key) -> str:
    return _("The edition of {year}", year=key.id) if key.kind == Edition.KIND else snapshot.name(key)


def _names(snapshot: Snapshot, parties: Iterable[str]) -> str:
    return ", ".join(snapshot.name(Key("party", party)) for party in parties)


# --- what members owe


def _confirmations(snapshot: Snapshot, party: str) -> Iterator[Waiting]:
    for year, edition in snapshot.editions.items():
        if edition.state == "published":
            continue
        members = progress(checklist(snapshot, year)).members
        left = {id: count for id, count in members.items() if count.done < count.total and party in ("", id)}
        missing = sum(count.total - count.done for count in left.values())
        if left:
            told = tuple((_names(snapshot, [id]), f"{count.done}/{count.total}") for id, count in left.items())
            text = ngettext("{count} part not confirmed", "{count} parts not confirmed", missing)
            key = Key(Edition.KIND, year)
            yield Waiting(CONFIRMATIONS, _name(snapshot, key), text, key, tuple(left), "", missing, told=told)


def _decisions(snapshot: Snapshot, party: str) -> Iterator[Waiting]:
    for matter in matters(snapshot, snapshot.register.members):
        if matter.missing if not party else party in matter.missing:
            silent = (party,) if party else matter.missing
            text = _("not decided by {parties}", parties=_names(snapshot, silent))
            yield Waiting(DECISIONS, _name(snapshot, matter.key), text, matter.key, silent, part=matter.field)


# --- dates


def _dates(snapshot: Snapshot, party: str, today: dt.date, listing: Listing | None) -> Iterator[Waiting]:
    kinds = {NOTICE: LEAVING, ENDS: RUNS_OUT, PLAN: DUE}
    for item in dated(snapshot, today, listing):
        record = snapshot.readable(item.key) if item.kind in kinds and _is_near(item, today) else None
        if record is None or (item.state == OVER and not _goes_on(item, record)):
            continue
        parties = _parties(snapshot, record)
        if not party or not parties or party in parties:
            text = (
                _("{date}: it has passed", date=shown_date(item.date)) if item.state == OVER else shown_date(item.date)
            )
            told = tuple(("", line) for line in item.detail.splitlines())
            waits = Waiting(kinds[item.kind], item.title, text, item.key, parties, item.date, part=item.what, told=told)
            yield waits


def _is_near(item: Occurrence, today: dt.date) -> bool:
    if item.kind == PLAN:
        return item.state in (OVER, SOON)
    return not item.date or first_day(item.date) - today <= _AHEAD


def _goes_on(item: Occurrence, record: object) -> bool:
    """Whether what has passed still waits: an agreement that was not renewed, a document that ran out, a plan item."""
    if isinstance(record, Collaboration):
        return item.what == "agreement_until" and is_current(record)
    return True


def _parties(snapshot: Snapshot, record: object) -> tuple[str, ...]:
    """The members that a record concerns, none where it does not say."""
    members = snapshot.register.members
    if isinstance(record, Collaboration):
        return tuple(id for id in record.participants if id in members)
    found = [record.owner] if isinstance(record, Document) and record.owner else []
    for id in record.collaborations if isinstance(record, Document | PlanItem) else ():
        other = snapshot.readable(Key(Collaboration.KIND, id))
        found += list(other.participants) if isinstance(other, Collaboration) else []
    return tuple(dict.fromkeys(id for id in found if id in members))


# --- what is doubtful


def _doubts(snapshot: Snapshot, party: str, doubts: Iterable[Doubt]) -> Iterator[Waiting]:
    """By record, of what a member takes part in; open conflicts also of records of other kinds."""
    found: dict[tuple[str, Key], list[Doubt]] = {}
    for doubt in doubts:
        found.setdefault((CONFLICTS if doubt.code == _OPEN_CONFLICT else DOUBTS, doubt.key), []).append(doubt)
    for (what, key), some in found.items():
        record = snapshot.readable(key)
        is_ours = isinstance(record, Collaboration)
        parties = _parties(snapshot, record) if is_ours else ()
        if party and party not in parties and (is_ours or what == DOUBTS):
            continue
        text, told = some[0].message, tuple[tuple[str, str], ...]()
        if len(some) > 1:
            told = tuple(("", doubt.message) for doubt in some)
            text = ngettext("{count} finding", "{count} findings", len(some)) + f": {text}"
        yield Waiting(what, _name(snapshot, key), text, key, parties, number=len(some), told=told)


# --- what others did


def _changes(snapshot: Snapshot, asking: Asking, revisions: Iterable[Revision]) -> Iterator[Waiting]:
    """By the member that their authors edit for, else by the author; the newest first."""
    register, by = snapshot.register, dict[tuple[str, str], list[Revision]]()
    for revision in revisions:
        author = revision.author
        member = register.member_of(author.name, author.mail)
        if author.mail != asking.mail and not (member and member == asking.party):
            by.setdefault((member, "" if member else author.name), []).append(revision)
    for (member, name), group in by.items():
        yield _changed(snapshot, register, member, name or snapshot.name(Key("party", member)), group)


def _changed(snapshot: Snapshot, register: Register, member: str, name: str, group: Sequence[Revision]) -> Waiting:
    keys = {key for revision in group for path in revision.paths if (key := key_of(path.path)) is not None}
    only = next(iter(keys)) if len(keys) == 1 else None
    told = tuple(("", f"{shown_moment(one.date)} {one.author.name}: {one.subject}") for one in group[:_MOST])
    text = ngettext("has changed {count} record", "has changed {count} records", len(keys))
    about = only if only is not None and only != REGISTER and snapshot.exists(only) else None
    parties = (member,) if member in register.members else ()
    commits = tuple(one.commit for one in group)
    return Waiting(CHANGES, name, text, about, parties, "", len(keys), member or name, told, commits)
