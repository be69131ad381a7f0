"""What is worth a look in a change before it is saved; nothing here keeps anybody from saving it. Pure.

Only what the change brings is told: what could be told of a record as it was is not told again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from store.base.dates import first_day, last_day, shown_date
from store.base.glossary import legal_forms
from store.base.i18n import _
from store.base.ids import make_id
from store.base.text import excerpt, letters_key, one_line, safe
from store.changes.changes import Change, Changeset
from store.changes.preview import Preview
from store.checks.checks import lacks_host
from store.records.model import Collaboration, Document, Party, PlanItem, Question, Record, Study
from store.records.overview import is_current
from store.records.paths import Key
from store.records.snapshot import Snapshot, State

Told = tuple[str, str]
"""What makes two warnings about a record the same one, and the words."""
_SILENT: Final = ("import",)
"""What tells its own findings, of every row."""
_NAMED: Final = (Collaboration, Party, PlanItem, Study, Document, Question)
"""What is known by its name: events come again under the same one."""


def warnings_of(snapshot: Snapshot, changeset: Changeset) -> list[str]:
    """A line for each thing to look at, with the record's name, in the order of the changes."""
    if changeset.action in _SILENT:
        return []
    after = Preview(snapshot, changeset.changes)
    found: list[str] = []
    for made in changeset.changes:
        if made.after is None:
            continue
        before = {place for place, _text in _of_record(made.before, snapshot)} if made.before is not None else set()
        told = [text for place, text in _of_record(made.after, after) if place not in before]
        told += [*_old_host_in_comment(made, after), *_same_name(made, after)]
        name = safe(one_line(excerpt(made.after.name or made.key.id, 60)))
        found += [f"{name}: {text}" for text in told]
    return found


def _of_record(record: Record, state: State) -> Iterator[Told]:
    if isinstance(record, Collaboration):
        yield from _dates(record, state)
        yield from _ended_parties(record, state)
        yield from _required(record)
    elif isinstance(record, Party):
        yield from _still_taking_part(record, state)


# --- one record


def _is_after(one: str | None, other: str | None) -> bool:
    """Whether a date surely lies after another, both of whatever precision."""
    return bool(one and other) and first_day(one or "") > last_day(other or "")


def _dates(record: Collaboration, state: State) -> Iterator[Told]:
    """Periods of one record that do not fit each other; one that ends before it begins is refused by the rules."""
    for id, part in record.participants.items():
        party, end = _name_of(id, state), part.until or record.until
        if _is_after(part.notice_given, end):
            text = _("{party} gave notice {notice}, after the end {until}", party=party,
                     notice=shown_date(part.notice_given), until=shown_date(end))  # fmt: skip
            yield f"notice/{id}", text
        if _is_after(record.from_, part.until):
            text = _("{party} leaves {until}, before the collaboration begins {start}", party=party,
                     until=shown_date(part.until), start=shown_date(record.from_))  # fmt: skip
            yield f"until/{id}", text
        if _is_after(part.from_, record.until):
            text = _("{party} takes part from {start}, after the collaboration ended {until}", party=party,
                     start=shown_date(part.from_), until=shown_date(record.until))  # fmt: skip
            yield f"from/{id}", text
    if _is_after(record.agreement_date, record.agreement_until):
        text = _("the agreement holds until {until}, before it was made {date}",
                 until=shown_date(record.agreement_until), date=shown_date(record.agreement_date))  # fmt: skip
        yield "agreement", text


def _ended_parties(record: Collaboration, state: State) -> Iterator[Told]:
    for id in record.participants:
        party = state.readable(Key(Party.KIND, id))
        if isinstance(party, Party) and _outlives(record, party):
            told = _(
                "{party} ended {until} and takes part all the same",
                party=_shown(party.name),
                until=shown_date(party.until),
            )
            if party.successor is not None:
                told += "; " + _("{party} came after it", party=_name_of(party.successor, state))
            yield f"ended/{id}", told


def _outlives(record: Collaboration, party: Party) -> bool:
    """Whether the party takes part for longer than there was one."""
    end = record.participants[party.id].until or record.until
    return party.until is not None and is_current(record) and (end is None or _is_after(end, party.until))


def _still_taking_part(party: Party, state: State) -> Iterator[Told]:
    """What a party that has ended takes part in: it is ended there too, or its successor takes its place."""
    if party.until is None:
        return
    records = state.collaborations.values()
    names = [_shown(one.name) for one in records if party.id in one.participants and _outlives(one, party)]
    if names:
        yield "taking-part", _("ended {until} and still takes part in: {names}", until=shown_date(party.until),
                               names=excerpt(", ".join(names), 200))  # fmt: skip


def _required(record: Collaboration) -> Iterator[Told]:
    """The fields that the form of cooperation asks for, while it is in operation."""
    if record.legal_form is None or not is_current(record):
        return
    form = legal_forms()[record.legal_form]
    if lacks_host(record):
        yield "host", _("{form} asks for a host municipality, and none is named", form=form.name())
    if form.facts.get("legal_entity") == "yes" and not record.orgnr:
        yield "orgnr", _("{form} is a legal person, and no organisation number is given", form=form.name())


# --- what a change makes of a record


def _old_host_in_comment(made: Change, state: State) -> Iterator[str]:
    before, after = made.before, made.after
    if not isinstance(before, Collaboration) or not isinstance(after, Collaboration):
        return
    party = state.readable(Key(Party.KIND, before.host or "")) if before.host not in (None, after.host) else None
    if isinstance(party, Party):
        names = "|".join(re.escape(name) for name in (party.name, *party.aliases))
        if re.search(rf"(?<!\w)(?:{names})(?!\w)", after.comment, re.IGNORECASE):
            yield _("the host changed, and the comment still names {party}", party=_shown(party.name))


def _same_name(made: Change, state: Preview) -> Iterator[str]:
    record = made.after
    if not isinstance(record, _NAMED) or (made.before is not None and made.before.name == record.name):
        return
    wanted = letters_key(record.name)
    for other in _called_like(record, state):
        if wanted in {letters_key(name) for name in (other.name, *getattr(other, "aliases", ()))}:
            yield _("“{name}” is there already", name=_shown(other.name))
            return


def _called_like(record: Record, state: Preview) -> Iterator[Record]:
    """Records of the kind that can have the name: by their ids, by their words, and what is changed with it."""
    id = make_id(record.name, (), record.KIND)
    alike = re.compile(rf"{re.escape(id)}(-\d+)?")
    keys = [key for key in state.files() if key.kind == record.KIND and alike.fullmatch(key.id)]
    keys += [one.key for one in (*state.base.holding(record.name), *(made.record for made in state.changes))]
    for key in dict.fromkeys(keys):
        other = state.readable(key) if key.kind == record.KIND and key != record.key else None
        if other is not None and _is_beside(record, other):
            yield other


def _is_beside(record: Record, other: Record) -> bool:
    """Whether both are there at the same time and place, so that nobody can tell them apart by their names."""
    if isinstance(record, PlanItem) and isinstance(other, PlanItem):
        return (record.year, record.parent) == (other.year, other.parent)
    if isinstance(other, Collaboration):
        return is_current(other)
    return not isinstance(other, Party) or other.until is None


def _name_of(party: str, state: State) -> str:
    return _shown(state.name(Key(Party.KIND, party)))


def _shown(name: str) -> str:
    return safe(one_line(name))
