"""The checklist of an edition: each member confirms its own part in each collaboration. Pure; see `rollover`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from store.base.dates import check_year, first_day, in_force
from store.base.errors import BadInput
from store.base.glossary import terms_of
from store.base.i18n import _, in_language, mark, ngettext_in
from store.base.near import none_of
from store.changes.changes import Change, Changeset, change
from store.changes.wording import told_fields
from store.records.model import Collaboration, Confirmation, Edition
from store.records.overview import in_order, is_current
from store.records.paths import Key
from store.records.references import with_said
from store.records.snapshot import Snapshot, State
from store.rules.published import published_already

_UNTOLD: Final = ("as_written", "accepted", "former")
"""What a document said, and marks of findings: no change that a council has to hear of."""
CONFIRMED, CHANGED, ENDED = "confirmed", "changed", "ended"


class Row(NamedTuple):
    """One collaboration of the checklist. `parts` holds, by the members that take part in it, what each said of it."""

    id: str
    name: str
    area: str
    """The first of its areas in the register's order, "" for none."""
    parts: dict[str, Confirmation | None]
    offered: str
    """The state that the history suggests: confirmed, changed or ended since the edition before."""

    @property
    def open(self) -> list[str]:
        """The members that have said nothing yet."""
        return [party for party, said in self.parts.items() if said is None]


class Count(NamedTuple):
    """How many of how many."""

    done: int
    total: int


class Progress(NamedTuple):
    """How far the checklist is: collaborations that every member has confirmed, in all and by area; parts by member."""

    whole: Count
    members: dict[str, Count]
    areas: dict[str, Count]

    @property
    def open_parts(self) -> int:
        """Confirmations that are missing."""
        return sum(count.total - count.done for count in self.members.values())


def edition_of(snapshot: Snapshot, year: str) -> Edition:
    """The edition of a year; raises BadInput when it has not been opened."""
    edition = snapshot.editions.get(check_year(year))
    if edition is None:
        known = ", ".join(snapshot.editions) or "–"
        raise BadInput(
            _("the edition of {year} is not open; “iktui rollover {year}” opens it; there are: {known}",
              year=year, known=known)
        )  # fmt: skip
    return edition


def in_force_on(snapshot: State, day: dt.date) -> dict[str, Collaboration]:
    """The collaborations that are in force on a day, in the order of the overview."""
    return {record.id: record for record in in_order(snapshot) if record.in_force_on(day)}


def checklist(snapshot: Snapshot, year: str, previous: Snapshot | None = None) -> list[Row]:
    """What has to be confirmed, in the order of the overview: what is in force on 1 January, by the members in it.

    `previous` is the register as the edition before has it: what differs from it is offered as changed or ended.
    Raises BadInput when the year is not open.
    """
    edition, day = edition_of(snapshot, year), first_day(year)
    register = snapshot.register
    before = previous.collaborations if previous is not None else None
    rows = []
    for record in in_force_on(snapshot, day).values():
        said = edition.confirmations.get(record.id, {})
        parts = {
            member: said.get(member)
            for member in register.members
            if (part := record.participants.get(member)) and in_force(part.from_, part.until, day)
        }
        areas = [area for area in record.areas if area in register.areas]
        first = min(areas, key=lambda area: register.areas[area].order, default="")
        rows.append(Row(record.id, record.name, first, parts, offered_state(record, before)))
    return rows


def offered_state(record: Collaboration, before: Mapping[str, Collaboration] | None) -> str:
    """What the history says of a collaboration since the edition before; “confirmed” when nothing happened to it."""
    if not is_current(record) and record.status != "proposed":
        return ENDED
    if before is None:
        return CONFIRMED
    old = before.get(record.id)
    fields = told_fields(change(old, record)) if old is not None else []
    told = [field for field in fields if field.field.partition(".")[0] not in _UNTOLD]
    return CHANGED if old is None or told else CONFIRMED


def unchanged(rows: Iterable[Row], party: str, area: str | None = None) -> list[str]:
    """The ids of what the party has not yet spoken of and nothing happened to, in an area or (None) in all."""
    return [
        row.id for row in rows if row.offered == CONFIRMED and party in row.open and (area is None or row.area == area)
    ]


def confirm(
    snapshot: Snapshot,
    year: str,
    ids: Sequence[str],
    party: str,
    state: str,
    by: str,
    today: str,
    *,
    again: bool = False,
) -> Changeset:
    """What a member says of its part in some collaborations, as the Changeset of one commit; action “confirm”.

    What it has spoken of is skipped; `again` says it anew. Raises BadInput for a party that is no member, a
    collaboration that is not on the list or that the party has no part in, and for a published edition.
    """
    edition = edition_of(snapshot, year)
    if edition.state == "published":
        raise published_already(year)
    if party not in snapshot.register.members:
        known = ", ".join(snapshot.name(Key("party", id)) for id in snapshot.register.members) or "–"
        name = snapshot.name(Key("party", party))
        raise BadInput(_("“{party}” is none of the members, who are: {known}", party=name, known=known))
    if state not in terms_of("confirmation_state"):
        raise BadInput(none_of(state, [term.name() for term in terms_of("confirmation_state").values()]))
    rows = {row.id: row for row in checklist(snapshot, year)}
    for id in ids:
        if id not in rows or party not in rows[id].parts:
            name = snapshot.name(Key("party", party))
            raise BadInput(_("{id}: {party} has no part in it that can be confirmed for {year}",
                             id=id, party=name, year=year))  # fmt: skip
    said = Confirmation(state=state, by=by, date=today)
    wanted = [id for id in ids if again or rows[id].parts[party] is None]
    made = {id: {**edition.confirmations.get(id, {}), party: said} for id in wanted}
    after = edition.model_copy(update={"confirmations": {**edition.confirmations, **made}})
    subject = _confirm_subject(snapshot, year, [rows[id].name for id in wanted], party, state)
    return edition_change(snapshot, edition, after, "confirm", subject)


def _confirm_subject(snapshot: Snapshot, year: str, names: Sequence[str], party: str, state: str) -> str:
    lang = snapshot.language
    values = {"year": year, "party": snapshot.name(Key("party", party))}
    word = terms_of("confirmation_state")[state].name(lang).lower()
    if len(names) == 1:
        return in_language(lang, mark("{year}, {party}: {name} {state}"), **values, name=names[0], state=word)
    return ngettext_in(lang, "{year}, {party}: {count} collaboration {state}",
                       "{year}, {party}: {count} collaborations {state}", len(names), **values, state=word)  # fmt: skip


def edition_change(snapshot: Snapshot, before: Edition, after: Edition, action: str, subject: str) -> Changeset:
    """The Changeset of a change to an edition; without changes when it is as it was."""
    ordered = with_said(after, after.confirmations)
    changes: tuple[Change, ...] = () if ordered == before else (change(before, ordered),)
    return Changeset(snapshot.commit, changes, action, subject)


def progress(rows: Iterable[Row]) -> Progress:
    """How far the checklist is. What no member takes part in has nothing to confirm and is not counted."""
    members: dict[str, list[int]] = {}
    areas: dict[str, list[int]] = {}
    whole = [0, 0]
    for row in rows:
        if not row.parts:
            continue
        for count in (whole, areas.setdefault(row.area, [0, 0])):
            count[0] += not row.open
            count[1] += 1
        for party, said in row.parts.items():
            count = members.setdefault(party, [0, 0])
            count[0] += said is not None
            count[1] += 1
    return Progress(
        Count(*whole), {id: Count(*n) for id, n in members.items()}, {id: Count(*n) for id, n in areas.items()}
    )
