"""What is done with collaborations, besides what is done with any record. Pure."""

from __future__ import annotations

from typing import Final, cast

from store.actions import questions as q
from store.actions.action import PAIRS, Action, Asked, Options, Question, changeset
from store.actions.bulk import OPERATIONS, SET, bulk
from store.actions.life import copied, replaced, withdrawn
from store.actions.merging import Row, account, merged
from store.base.errors import refusing
from store.base.glossary import roles
from store.base.i18n import _, in_language, mark
from store.base.near import none_of
from store.changes.changes import Changeset, change
from store.changes.edits import end, new_collaboration, set_fields
from store.records.entry import find_party, find_reference
from store.records.model import Collaboration
from store.records.schema import FieldSpec
from store.rules.taken import Taken

KIND: Final = Collaboration.KIND
_PARTY: Final = FieldSpec("party", "reference", "party")


def _record(asked: Asked) -> Collaboration:
    return cast(Collaboration, asked.record)


def _end(asked: Asked) -> Changeset:
    record = _record(asked)
    return changeset(asked, "end", [change(record, end(record, asked.answers["date"], asked.get("reason")))])


def _parties(asked: Asked, *, takes_part: bool) -> Options:
    known = _record(asked).participants
    return {id: names for id, names in q.options_of(_PARTY, asked).items() if (id in known) == takes_part}


def _leaver(words: str, asked: Asked) -> str:
    party = find_party(words, asked.snapshot)
    withdrawn(_record(asked), party, "", "")
    return party


def _leavers(asked: Asked) -> Options:
    return _parties(asked, takes_part=True)


def _withdraw(asked: Asked) -> Changeset:
    record = _record(asked)
    with refusing():
        after = withdrawn(record, asked.answers["party"], asked.get("notice"), asked.get("until"))
    return changeset(asked, "withdraw", [change(record, after)])


def _participant(asked: Asked) -> Changeset:
    record = _record(asked)
    at = f"participants.{asked.answers['party']}"
    settings = {at: "yes", f"{at}.role": asked.get("role"), f"{at}.from": asked.get("from")}
    return changeset(asked, "participant", [change(record, set_fields(record, settings, asked.snapshot))])


def _successor(words: str, asked: Asked) -> str:
    id = find_reference(KIND, words, asked.snapshot)
    replaced(_record(asked), id, asked.today)
    return id


def _replace(asked: Asked) -> Changeset:
    record = _record(asked)
    after = replaced(record, asked.answers["successor"], asked.answers["date"])
    return changeset(asked, "replace", [change(record, after)])


def _other(words: str, asked: Asked) -> str:
    id = find_reference(KIND, words, asked.snapshot)
    if id == asked.record.id:
        raise ValueError(_("cannot be merged with itself"))
    return id


def account_of(asked: Asked) -> list[Row]:
    """What becomes of each field when the other becomes a part of the first, before anybody said anything."""
    return account(_record(asked), asked.snapshot.collaboration(asked.answers["other"]), asked.snapshot)


def _merge(asked: Asked) -> Changeset:
    kept, other = _record(asked), asked.snapshot.collaboration(asked.answers["other"])
    changes = merged(kept, other, asked.snapshot, asked.get("which", {}))
    text = mark("{name}: merged with {other}")
    subject = in_language(asked.snapshot.language, text, name=kept.name, other=other.name)
    return changeset(asked, "merge", changes, subject)


def _operation(words: str, _asked: Asked) -> str:
    if words not in OPERATIONS:
        raise ValueError(none_of(words, OPERATIONS))
    return words


def _bulk(asked: Asked) -> Changeset:
    """One field of all set, added to or taken from; or, with `settings`, fields by dotted path set in all."""
    records = cast("tuple[Collaboration, ...]", asked.about)
    if settings := asked.get("settings", {}):
        made = [change(record, set_fields(record, settings, asked.snapshot)) for record in records]
    else:
        path, operation, words = (asked.get(id) for id in ("field", "operation", "value"))
        made = bulk(records, path, operation, words, asked.snapshot)
    return changeset(asked, "bulk", made)


def new(name: str, asked: Asked) -> Collaboration:
    """A collaboration that nothing but its name is known of; raises BadInput."""
    return new_collaboration(name, Taken(asked.snapshot, KIND))


def copy(name: str, asked: Asked) -> Collaboration:
    """A collaboration with the fields of another; raises BadInput."""
    with refusing():
        return copied(_record(asked), name, Taken(asked.snapshot, KIND))


END: Final = Action(
    "end", mark("End"), mark("end a collaboration; its history stays"), _end, KIND,
    asks=(q.date("date", mark("From when"), q.today), q.reason()),
)  # fmt: skip
PARTICIPANT: Final = Action(
    "participant", mark("New participant"), mark("a party takes part from now on, or from a date"), _participant, KIND,
    asks=(
        q.reference(
            "party", "party", mark("Who"), lambda asked: _parties(asked, takes_part=False), makes="new-party"
        ),
        q.term("role", "role", mark("Role"), default=lambda _asked: roles()["participant"].name()),
        q.date("from", mark("From when (may be empty)"), required=False),
    ),
)  # fmt: skip
WITHDRAW: Final = Action(
    "withdraw", mark("Notice"), mark("a participant gives notice or leaves"), _withdraw, KIND,
    asks=(
        Question("party", mark("Who leaves"), _leaver, q.own(_leavers), options=_leavers),
        q.date("notice", mark("Notice given"), q.today, required=False),
        q.date("until", mark("Takes part until (may be empty)"), required=False),
    ),
)  # fmt: skip
REPLACE: Final = Action(
    "replace", mark("Replaced"), mark("another collaboration comes after it"), _replace, KIND,
    asks=(
        Question("successor", mark("By which collaboration"), _successor, options=lambda asked: asked.others()),
        q.date("date", mark("From when"), q.today),
    ),
)  # fmt: skip
MERGE: Final = Action(
    "merge", mark("Merge"), mark("make two collaborations one: the first takes over what the second has"), _merge, KIND,
    asks=(
        Question("other", mark("Which other one goes into this"), _other, options=lambda asked: asked.others()),
        Question("which", mark("Where they differ"), way=PAIRS, required=False, page=1),
    ),
    reviewed=True,
)  # fmt: skip
BULK: Final = Action(
    "bulk", mark("Change all"), mark("set, add or remove one field of all that are marked"), _bulk, KIND,
    reviewed=True,
    asks=(
        Question("field", mark("Field")),
        Question("operation", mark("What to do"), _operation, lambda _asked: SET),
        Question("value", mark("Value"), required=False),
    ),
)  # fmt: skip
