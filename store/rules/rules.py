"""What must hold of a record and of the register as a whole, whoever changes it and however: asked of every Changeset
before it is saved, of what a join made of two sides, and of everything by `check`. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from store.base.dates import first_day
from store.base.errors import BadInput
from store.base.glossary import legal_forms, roles, statuses
from store.base.i18n import _
from store.changes.changes import Change
from store.changes.preview import Preview
from store.records.model import Collaboration, Document, Event, Party, PlanItem, Record
from store.records.paths import REGISTER, WHOLE, Key
from store.records.references import references_of
from store.records.snapshot import Snapshot, State

_CHAINS: Final = {
    Collaboration.KIND: ("parent", "replaced_by"), PlanItem.KIND: ("parent",), Document.KIND: ("umbrella",),
    Party.KIND: ("successor",),
}  # fmt: skip
"""By kind, the fields that lead from a record to another of its kind: following one never comes back."""


class Breach(NamedTuple):
    """A rule that does not hold.

    `parts` are the fields (of records, by key) that break it together: with another value in one of them it holds.
    """

    code: str
    key: Key
    field: str
    message: str
    parts: tuple[tuple[Key, str], ...]

    @property
    def place(self) -> tuple[str, Key, str]:
        """What makes two breaches the same one, whatever their words."""
        return self.code, self.key, self.field


def breaches(records: Iterable[Record], register: State) -> Iterator[Breach]:
    """The rules that these records break in the register that holds them."""
    parties = []
    for record in records:
        yield from _hosts(record, register)
        yield from _dates(record)
        yield from unresolved(record, register)
        yield from _rings(record, register)
        if isinstance(record, Party) and record.orgnr:
            parties.append(record.id)
    if parties:
        yield from _same_orgnr(parties, register)


def refuse_breaches(changes: Sequence[Change], now: Snapshot, after: Preview) -> None:
    """Raise BadInput for the first rule that the changes break; what was broken before may be saved again."""
    old = [change.before for change in changes if change.before is not None]
    new = [change.after for change in changes if change.after is not None]
    if not new:
        return
    before: set[tuple[str, Key, str]] | None = None
    for breach in breaches(new, after):
        if before is None:
            before = {known.place for known in breaches(old, now)} if now.commit else set()
        if breach.place not in before:
            raise BadInput(f"{breach.key.id}, {breach.field}: {breach.message}")


# --- one record


def _hosts(record: Record, register: State) -> Iterator[Breach]:
    if not isinstance(record, Collaboration):
        return
    hosts = [party for party, part in record.participants.items() if part.role == "host"]
    if len(hosts) > 1:
        key = record.key
        names = ", ".join(register.name(Key("party", party)) for party in hosts)
        text = _("one collaboration has one host, not several: {names}; “host” sets the one", names=names)
        yield Breach("several_hosts", key, "host", text, ((key, "host"),))


def _dates(record: Record) -> Iterator[Breach]:
    key = record.key
    for begins, start, ends, end in _spans(record):
        if start and end and first_day(end) < first_day(start):
            text = _("ends {until}, before it begins {start}", until=end, start=start)
            yield Breach("reversed_dates", key, ends, text, ((key, begins), (key, ends)))


def _spans(record: Record) -> Iterator[tuple[str, str | None, str, str | None]]:
    """The periods in a record: the field of its beginning and its value, the field of its end and its value."""
    if isinstance(record, Collaboration | Party | Document):
        yield "from", record.from_, "until", record.until
    if isinstance(record, PlanItem):
        yield "start", record.start, "due", record.due
    if isinstance(record, Event):
        yield "date", record.date, "until", record.until
    if isinstance(record, Collaboration):
        for party, part in record.participants.items():
            yield f"participants.{party}.from", part.from_, f"participants.{party}.until", part.until
    if isinstance(record, Party):
        for code, validity in record.codes.items():
            yield f"codes.{code}.from", validity.from_, f"codes.{code}.until", validity.until


def unresolved(record: Record, register: State) -> Iterator[Breach]:
    """Codes that are in no vocabulary, and ids that name nothing; the rows of a document are what it said."""
    key = record.key
    if isinstance(record, Collaboration):
        terms = [("legal_form", record.legal_form, legal_forms()), ("status", record.status, statuses())]
        terms += [(f"participants.{party}.role", part.role, roles()) for party, part in record.participants.items()]
        for field, code, known in terms:
            if code is not None and code not in known:
                text = _("“{code}” is none of: {known}", code=code, known=", ".join(known))
                yield Breach("unknown_reference", key, field, text, ((key, field),))
    areas = register.register.areas
    for field, named in references_of(record):
        if field == "rows":
            continue
        if named.kind == "area" and named.id not in areas:
            text = _("no area is called “{id}”; there are: {known}", id=named.id, known=", ".join(areas))
            yield Breach("unknown_reference", key, field, text, ((key, field), (REGISTER, f"areas.{named.id}")))
        elif named.kind != "area" and not register.exists(named):
            text = _no_such(named)
            yield Breach("unknown_reference", key, field, text, ((key, field), (named, WHOLE)))


def _no_such(key: Key) -> str:
    if key.kind == Party.KIND:
        return _("no party has the id “{id}”", id=key.id)
    if key.kind == Collaboration.KIND:
        return _("no collaboration has the id “{id}”", id=key.id)
    return _("names “{id}”, which is not in the register", id=key.id)


# --- several records together


def _rings(record: Record, register: State) -> Iterator[Breach]:
    key = record.key
    for field in _CHAINS.get(record.KIND, ()):
        walked = [record.id]
        following = getattr(record, field)
        while following is not None and following not in walked:
            walked.append(following)
            following = getattr(register.readable(Key(record.KIND, following)), field, None)
        if following == record.id:
            names = " → ".join(register.name(Key(record.KIND, id)) for id in [*walked, record.id])
            text = _("this leads back to itself: {names}", names=names)
            yield Breach("ring", key, field, text, tuple((Key(record.KIND, id), field) for id in walked))


def _same_orgnr(ids: Sequence[str], register: State) -> Iterator[Breach]:
    by_number: defaultdict[str, list[Party]] = defaultdict(list)
    for party in register.parties.values():
        if party.orgnr:
            by_number["".join(party.orgnr.split())].append(party)
    for number, parties in by_number.items():
        if len(parties) < 2:
            continue
        parts = tuple((Key(Party.KIND, party.id), "orgnr") for party in parties)
        for party in parties:
            if party.id in ids:
                others = ", ".join(other.name for other in parties if other is not party)
                text = _("{others} has the organisation number {number} too", others=others, number=number)
                yield Breach("same_orgnr", Key(Party.KIND, party.id), "orgnr", text, parts)
