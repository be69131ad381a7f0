"""Two collaborations that become one: an account of every field, and the changes of the one commit.

Pure. Nothing changes its meaning unasked: what the two say differently, and what would put an end, a start, notice, a
role or a host where there was none, is asked about; the rest is kept or taken over, and shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from store.base.errors import BadInput
from store.base.i18n import _
from store.changes.changes import Change, change
from store.changes.merge import ABSENT, put_value, same
from store.changes.record_merge import set_host, without_host
from store.records.codec import from_fields, to_fields
from store.records.model import AsWritten, Collaboration, Edition, Fields
from store.records.paths import CONFLICT, Key
from store.records.references import with_heir
from store.records.snapshot import Snapshot

SAME, KEPT, TAKEN, DIFFERS, DROPPED = "same", "kept", "taken", "differs", "dropped"
FIRST, SECOND = "first", "second"
_MEANING: Final = ("status", "from", "until", "end_reason", "host", "agreement_date", "agreement_until")
"""Fields that are never filled unasked: what they say of one of the two may be untrue of both."""
_LINKS: Final = ("parent", "replaced_by")
_SPECIAL: Final = (
    "as_written",
    "former",
    "aliases",
    "areas",
    "uncertain",
    "participants",
    "decisions",
    "accepted",
    "name",
)


class Row(NamedTuple):
    """One field of the two, by dotted path, with both values (None: nothing) and what becomes of it.

    SAME: alike in both. KEPT: the first's stands. TAKEN: the second's is taken over. DIFFERS: a person says which.
    DROPPED: it goes, since it would lead back to the two themselves or is said already.
    """

    field: str
    kept: Any
    other: Any
    what: str
    can_choose: bool = True
    """Whether a person can say which of the two stands."""


def account(kept: Collaboration, other: Collaboration, now: Snapshot) -> list[Row]:
    """What becomes of each field when `other` becomes a part of `kept`, in the order of the file.

    Raises BadInput for one record twice, and while something is open in the one that goes.
    """
    if kept.id == other.id:
        raise BadInput(_("{id}: cannot be merged with itself", id=kept.id))
    if now.exists(Key(CONFLICT, f"{other.KIND}.{other.id}")):
        raise BadInput(_("{id}: settle first what is open in it, with “iktui resolve”", id=other.id))
    one, two = to_fields(kept), to_fields(other)
    rows = [Row("name", kept.name, other.name, SAME if kept.name == other.name else KEPT)]
    rows += _lists(kept, other)
    for field in dict.fromkeys([*one, *two]):
        if field in _LINKS:
            rows += _link(field, one.get(field), two.get(field), (kept.id, other.id), now)
        elif field not in _SPECIAL:
            rows.append(_value(field, one.get(field), two.get(field)))
    rows += _participants(kept, other)
    rows += _decisions(one.get("decisions", {}), two.get("decisions", {}))
    for note, reason in other.accepted.items():
        mine = kept.accepted.get(note)
        what = SAME if mine == reason else TAKEN if mine is None else KEPT
        rows.append(Row(f"accepted.{note}", mine, reason, what, False))
    for id, words in _former(other).items():
        rows.append(Row(f"former.{id}", None, words.model_dump(exclude_defaults=True), TAKEN, False))
    return [*rows, *_confirmations(kept, other, now)]


def _value(field: str, mine: Any, theirs: Any) -> Row:
    if same(mine, theirs) or _alike(mine, theirs):
        what = SAME
    elif theirs is None:
        what = KEPT
    elif mine is None and field.rpartition(".")[2] not in _MEANING:
        what = TAKEN
    else:
        what = DIFFERS
    return Row(field, mine, theirs, what)


def _alike(one: object, two: object) -> bool:
    """Texts that differ by a full stop at their end only say the same."""
    return isinstance(one, str) and isinstance(two, str) and one.rstrip(". ") == two.rstrip(". ")


def _lists(kept: Collaboration, other: Collaboration) -> Iterator[Row]:
    for field in ("aliases", "areas"):
        one, two = list(getattr(kept, field)), list(getattr(other, field))
        if field == "aliases" and other.name not in (kept.name, *two):
            two.append(other.name)
        if one or two:
            yield Row(field, one, two, TAKEN if set(two) - set(one) else SAME, False)


def _link(field: str, mine: str | None, theirs: str | None, pair: tuple[str, str], now: Snapshot) -> Iterator[Row]:
    """What it belongs to, or what came after it: never one of the two, and nothing that leads back to them."""
    one = None if mine is None or _leads_to(mine, field, pair, now) else mine
    two = None if theirs is None or _leads_to(theirs, field, pair, now) else theirs
    if one == mine and two == theirs:
        yield _value(field, mine, theirs)
    elif one is None and two is None:
        yield Row(field, mine, theirs, DROPPED, False)
    else:
        yield Row(field, mine, theirs, KEPT if two is None else TAKEN, False)


def _leads_to(start: str, field: str, pair: tuple[str, str], now: Snapshot) -> bool:
    at: str | None = start
    seen: set[str] = set()
    while at is not None and at not in seen:
        if at in pair:
            return True
        seen.add(at)
        at = getattr(now.readable(Key(Collaboration.KIND, at)), field, None)
    return False


def _participants(kept: Collaboration, other: Collaboration) -> Iterator[Row]:
    """Who takes part in both stays as the first has it; the host is one value, whatever rows it stands in."""
    hosts = (kept.host, other.host)
    if any(hosts):
        yield _value("host", *hosts)
    rows = (to_fields(record).get("participants", {}) for record in (kept, other))
    one, two = ({party: without_host(part) for party, part in parts.items()} for parts in rows)
    for party in dict.fromkeys([*one, *two]):
        mine, theirs = one.get(party), two.get(party)
        if mine is None or theirs is None:
            yield Row(f"participants.{party}", mine, theirs, TAKEN if mine is None else KEPT)
            continue
        if mine == theirs:
            yield Row(f"participants.{party}", mine, theirs, SAME)
            continue
        for column in dict.fromkeys([*mine, *theirs]):
            here, there = mine.get(column), theirs.get(column)
            if column == "role":
                if party in hosts:
                    continue
                here, there = here or "participant", there or "participant"
            what = SAME if same(here, there) else KEPT if there is None else DIFFERS
            yield Row(f"participants.{party}.{column}", here, there, what)


def _decisions(one: Fields, two: Fields) -> Iterator[Row]:
    """A council's decision is one thing: parts of two different ones are never put together."""
    for party in dict.fromkeys([*one, *two]):
        mine, theirs = one.get(party), two.get(party)
        field = f"decisions.{party}"
        if mine is None or theirs is None:
            yield Row(field, mine, theirs, TAKEN if mine is None else KEPT)
        elif any(column in mine and not same(mine[column], value) for column, value in theirs.items()):
            yield Row(field, mine, theirs, DIFFERS)
        else:
            adds = theirs.keys() - mine.keys()
            yield Row(field, mine, {**mine, **theirs}, TAKEN if adds else KEPT if mine.keys() - theirs.keys() else SAME)


def _former(other: Collaboration) -> dict[str, AsWritten]:
    return {**other.former, other.id: other.as_written or AsWritten(name=other.name)}


def _confirmations(kept: Collaboration, other: Collaboration, now: Snapshot) -> Iterator[Row]:
    for edition in now.holding(other.id):
        if not isinstance(edition, Edition) or edition.state == "published":
            continue
        mine = edition.confirmations.get(kept.id, {})
        for party, said in edition.confirmations.get(other.id, {}).items():
            words, known = said.model_dump(exclude_defaults=True), mine.get(party)
            told = known.model_dump(exclude_defaults=True) if known else None
            yield Row(f"confirmations.{other.id}.{party}", told, words, TAKEN if known is None else DROPPED, False)


# --- answers


def open_rows(rows: Iterable[Row]) -> list[Row]:
    """The rows that a person has to answer."""
    return [row for row in rows if row.what == DIFFERS]


def answered(rows: Sequence[Row], answers: Mapping[str, str]) -> list[Row]:
    """The rows as they are when a person said FIRST or SECOND of some fields; raises BadInput for any other field."""
    choosable = {row.field for row in rows if row.can_choose and row.what != SAME}
    unknown = next((field for field in answers if field not in choosable), None)
    if unknown is not None:
        known = ", ".join(sorted(choosable)) or "–"
        raise BadInput(_("“{field}” does not differ; what differs: {known}", field=unknown, known=known))
    what = {FIRST: KEPT, SECOND: TAKEN}
    return [row._replace(what=what[answers[row.field]]) if row.field in answers else row for row in rows]


# --- the commit


def merged(
    kept: Collaboration, other: Collaboration, now: Snapshot, answers: Mapping[str, str] | None = None
) -> list[Change]:
    """The changes that make two records one: `kept` takes over what `other` had; who referred to it refers to `kept`.

    `answers` says FIRST or SECOND of fields (`account`); where nobody said anything, what `kept` says stands.
    Raises BadInput for one record twice, for a field that is none of theirs, and while something is open in `other`.
    """
    rows = answered(account(kept, other, now), answers or {})
    result = from_fields(kept.KIND, kept.id, _result(kept, other, rows))
    former = {**kept.former, **_former(other)}
    changes = [change(kept, result.model_copy(update={"former": former})), change(other, None)]
    for record in now.holding(other.id):
        if record.key in (kept.key, other.key):
            continue
        if (after := with_heir(record, other.key, kept.id)) is not record:
            changes.append(change(record, after))
    return changes


def _result(kept: Collaboration, other: Collaboration, rows: Sequence[Row]) -> Fields:
    fields = to_fields(kept)
    host = kept.host
    for row in rows:
        if row.field == "host":
            host = row.other if row.what == TAKEN else row.kept
        elif row.what == DROPPED and row.field in _LINKS:
            fields.pop(row.field, None)
        elif row.what == TAKEN and row.field.partition(".")[0] not in ("aliases", "areas", "former", "confirmations"):
            _put(fields, row.field, row.other)
    fields["areas"] = list(dict.fromkeys([*kept.areas, *other.areas]))
    names = dict.fromkeys([*kept.aliases, *other.aliases, kept.name, other.name])
    fields["aliases"] = [name for name in names if name in (*kept.aliases, *other.aliases) or name != fields["name"]]
    fields["uncertain"] = _uncertain(kept, other, rows)
    set_host(fields, *([host] if host else []))
    return fields


def _put(fields: Fields, path: str, value: Any) -> None:
    table, dot, _rest = path.partition(".")
    if path.startswith("participants.") and path.endswith(".role") and value == "participant":
        value = None  # as it is written: by nothing
    put_value(fields, path, ABSENT if value is None else value)
    if dot and not fields[table]:
        del fields[table]


def _uncertain(kept: Collaboration, other: Collaboration, rows: Sequence[Row]) -> list[str]:
    """A field is uncertain when it was where its value comes from."""
    taken = {row.field for row in rows if row.what == TAKEN}
    either = dict.fromkeys([*kept.uncertain, *other.uncertain])
    return [field for field in either if field in (other if field in taken else kept).uncertain]
