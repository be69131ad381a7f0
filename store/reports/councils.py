"""What the municipal councils decide on: what each has said, what is missing where, in one table.

Asked about are what the act leaves to each council itself (kommuneloven §§ 18-4, 19-4, 20-4, 31-2; IKS-loven § 4), the
edition with its action plan, strategies, studies at a decision, and whatever one council has decided on already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from store.base.errors import BadInput
from store.base.i18n import _, in_language, mark
from store.changes.changes import Changeset, change
from store.editions.rollover import adopt
from store.planning.agreements import AGREEMENTS
from store.planning.conversion import LEGACY
from store.planning.studies import DECIDED_IN, councils_of
from store.records.decisions import decided, is_decided
from store.records.model import (  # fmt: skip
    Collaboration,
    Decision,
    Decisions,
    Document,
    Edition,
    PlanItem,
    Question,
    Record,
    Study,
)
from store.records.overview import is_current
from store.records.paths import Key
from store.records.snapshot import Snapshot, State

_ADOPTED: Final = (*AGREEMENTS, "strategy")
_KINDS: Final = (Edition, Document, Study, Collaboration, PlanItem, Question)


class Matter(NamedTuple):
    """Something that councils decide on: the record, the field that holds their decisions, who is to decide."""

    key: Key
    name: str
    field: str
    parties: tuple[str, ...]
    decisions: Decisions

    @property
    def missing(self) -> tuple[str, ...]:
        """Those who have said nothing yet."""
        return tuple(id for id in self.parties if not is_decided(self.decisions.get(id)))


def matters(register: State, members: Iterable[str]) -> list[Matter]:
    """Everything that councils decide on, by kind: editions first; `members` are the register's municipalities."""
    at_home = tuple(members)
    records = (record for model in _KINDS for record in register.records(model).values())
    return [matter for record in records for matter in _of(record, at_home)]


def _of(record: Record, members: tuple[str, ...]) -> Iterator[Matter]:
    key, name = Key(record.KIND, record.id), record.name or record.id
    if isinstance(record, Study):
        for step, field in DECIDED_IN.items():
            decisions: Decisions = getattr(record, field)
            if decisions or record.status == step:
                yield Matter(key, name, field, councils_of(record) or members, decisions)
        return
    decisions = getattr(record, "decisions", {})
    if decisions or _is_asked(record):
        parties = members
        if isinstance(record, Collaboration):
            parties = tuple(id for id in record.participants if id in members) or members
        elif isinstance(record, Document) and record.owner and not record.collaborations:
            parties = (record.owner,) if record.kind not in AGREEMENTS else members
        yield Matter(key, name, "decisions", tuple(dict.fromkeys([*parties, *decisions])), decisions)


def _is_asked(record: Record) -> bool:
    """Whether the councils have to decide on it, also while none of them has."""
    if isinstance(record, Edition):
        return record.state == "published"
    if isinstance(record, Document):
        return record.kind in _ADOPTED and not record.until
    return isinstance(record, Collaboration) and record.legal_form == LEGACY and is_current(record)


def decide(snapshot: Snapshot, matter: Matter, party: str, decision: Decision) -> Changeset:
    """What one council decided, as one commit; what the decision leaves empty stays as it was recorded before.

    Raises BadInput: nobody has the id, or the decision says nothing.
    """
    if matter.key.kind == Edition.KIND:
        return adopt(snapshot, matter.key.id, party, decision)
    if not snapshot.exists(Key("party", party)):
        raise BadInput(_("no party has the id “{id}”", id=party))
    record = snapshot.get(matter.key)
    if record is None:
        raise BadInput(_("{name} is not there any more", name=matter.name))
    made = decided(getattr(record, matter.field), party, decision)
    after = record.model_copy(update={matter.field: made})
    who, lang = snapshot.name(Key("party", party)), snapshot.language
    if decision.outcome:
        text = mark("{name}: decision of {party}: {outcome}")
        subject = in_language(lang, text, name=matter.name, party=who, outcome=decision.outcome)
    else:
        subject = in_language(lang, mark("{name}: decision of {party}"), name=matter.name, party=who)
    return Changeset(snapshot.commit, (change(record, after),), "decide", subject, case=decision.case)
