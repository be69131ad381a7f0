"""Single changes to a collaboration as people ask for them: a field by its name, a value in words or codes."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Container, Mapping
from typing import Any, Final, Protocol

from store.codec import from_fields, to_fields
from store.dates import parse_partial_date
from store.errors import BadInput, BadRecord
from store.glossary import Terms, legal_forms, roles, statuses
from store.i18n import _
from store.ids import make_id
from store.model import Collaboration, Fields, Party, Register
from store.text import excerpt, match_key, normalise, one_line, safe

MAX_NAME: Final = 200
_NAME_START: Final = re.compile(r"[\[(\"'«“]?\w")
_TEXTS: Final = frozenset({"comment", "progress", "end_reason"})
_LINES: Final = frozenset({"other_participants"})
_DATES: Final = frozenset({"from", "until"})
_FLAGS: Final = frozenset({"participants_complete", "starred"})
_REFERENCES: Final = frozenset({"parent", "replaced_by"})
_PARTICIPATION_FIELDS: Final = ("role", "from", "until", "notice_given")
FIELDS: Final = (
    "name", "aliases", "areas", "legal_form", "status", "from", "until", "end_reason", "parent", "replaced_by",
    "comment", "progress", "other_participants", "participants_complete", "starred", "uncertain", "host",
)  # fmt: skip
"""The fields that can be set by name, beside `participants.PARTY` and `participants.PARTY.FIELD`."""


class Names(Protocol):
    """Where ids and names are looked up: a Snapshot or a Preview."""

    @property
    def register(self) -> Register:
        """What is true of the register."""

    @property
    def parties(self) -> dict[str, Party]:
        """Parties by id."""


def check_name(name: str) -> str:
    """The name as it is stored; raises ValueError, with a text for people, for what cannot be one."""
    if safe(name) != name:
        raise ValueError(_("control characters cannot stand in a name"))
    shown = one_line(normalise(name))
    if len(shown) > MAX_NAME:
        raise ValueError(_("{length} characters, more than {limit}", length=len(shown), limit=MAX_NAME))
    if not _NAME_START.match(shown):
        raise ValueError(_("a name begins with a letter or a digit"))
    return shown


def new_collaboration(name: str, taken: Container[str]) -> Collaboration:
    """A new record with an id made of its name; raises BadInput."""
    try:
        name = check_name(name)
        return Collaboration(id=make_id(name, taken), name=name)
    except ValueError as error:
        raise BadInput(_("name: {reason}", reason=error or _("must not be empty"))) from None


def set_fields(record: Collaboration, settings: Mapping[str, str], names: Names) -> Collaboration:
    """The record with each field set to what the words stand for; an empty value takes the field away.

    Raises BadInput naming the field and the values it can have.
    """
    fields = to_fields(record)
    for field, words in settings.items():
        try:
            _set(fields, field, words, names)
        except ValueError as error:
            raise BadInput(f"{safe(field)}: {error}") from None
    try:
        changed = from_fields(record.KIND, record.id, fields)
    except BadRecord as error:
        raise BadInput(error.reason) from None
    assert isinstance(changed, Collaboration)
    return changed


def _set(fields: Fields, field: str, words: str, names: Names) -> None:
    if field.startswith("participants."):
        _set_participant(fields, field.split(".")[1:], words, names)
    elif field == "host":
        set_host(fields, find_party(words, names) if words else None)
    elif field not in FIELDS:
        raise BadInput(
            _(
                "there is no field “{field}”; there are: {known}",
                field=safe(excerpt(field, 60)),
                known=", ".join(FIELDS),
            )
            + ", participants.ID[.role|from|until|notice_given]"
        )
    else:
        value = _value(field, words, names)
        if value in (None, "", []):
            fields.pop(field, None)
        else:
            fields[field] = value
        if field == "legal_form" and "uncertain" in fields:
            fields["uncertain"] = [name for name in fields["uncertain"] if name != "legal_form"]


def _value(field: str, words: str, names: Names) -> Any:
    if field == "name":
        return check_name(words)
    if field in _TEXTS:
        return normalise(words)
    if field in _LINES or field in _REFERENCES:
        return one_line(normalise(words))
    if field in _DATES:
        return parse_partial_date(words) if words else None
    if field in _FLAGS:
        return parse_flag(words)
    if field == "legal_form":
        return find_term(words, legal_forms()) if words else None
    if field == "status":
        return find_term(words, statuses())
    if field == "areas":
        return [find_area(word, names.register) for word in _listed(words)]
    return _listed(words)


def _listed(words: str) -> list[str]:
    """Parts between commas or semicolons; a name with a comma in it wants semicolons."""
    return [part for part in map(one_line, words.split(";" if ";" in words else ",")) if part]


def _set_participant(fields: Fields, path: list[str], words: str, names: Names) -> None:
    party = find_party(path[0], names)
    participants = fields.setdefault("participants", {})
    if len(path) == 1:
        if not words or words in ("no", "nei"):
            participants.pop(party, None)
        elif words in ("yes", "ja", "x"):
            participants.setdefault(party, {})
        else:
            participants.setdefault(party, {})["role"] = find_term(words, roles())
    elif len(path) == 2 and path[1] in _PARTICIPATION_FIELDS:
        part = participants.setdefault(party, {})
        if not words:
            part.pop(path[1], None)
        else:
            part[path[1]] = find_term(words, roles()) if path[1] == "role" else parse_partial_date(words)
    else:
        raise ValueError(_("a participant has: {known}", known=", ".join(_PARTICIPATION_FIELDS)))
    for part in participants.values():
        if part.get("role") == "participant":
            del part["role"]
    if not participants:
        del fields["participants"]


def set_host(fields: Fields, party: str | None) -> None:
    """Let `party` be the only host; who was it before stays as a participant."""
    participants = fields.setdefault("participants", {})
    for part in participants.values():
        if part.get("role") == "host":
            del part["role"]
    if party is not None:
        participants.setdefault(party, {})["role"] = "host"
    if not participants:
        del fields["participants"]


def parse_flag(words: str) -> bool:
    """Yes or no in the languages of the program; raises ValueError."""
    word = words.strip().casefold()
    if word in ("yes", "ja", "true", "1"):
        return True
    if word in ("no", "nei", "false", "0"):
        return False
    raise ValueError(_("write yes or no, not “{word}”", word=safe(excerpt(words, 40))))


def find_party(words: str, names: Names) -> str:
    """The id of the party with this id, name or alias; raises ValueError."""
    wanted = match_key(words)
    parties = names.parties
    for id, party in parties.items():
        if wanted in (id, *map(match_key, (party.name, *party.aliases))):
            return id
    shown = safe(excerpt(words, 60))
    raise ValueError(_("no party is called “{name}”; there are: {known}", name=shown, known=", ".join(parties)))


def find_area(words: str, register: Register) -> str:
    """The id of the area with this id or name; raises ValueError."""
    wanted = match_key(words)
    for id, area in register.areas.items():
        if wanted in (id, match_key(area.name)):
            return id
    shown = safe(excerpt(words, 60))
    known = ", ".join(register.areas)
    raise ValueError(_("no area is called “{name}”; there are: {known}", name=shown, known=known))


def find_term(words: str, terms: Terms) -> str:
    """The code that this code or name stands for; raises ValueError."""
    wanted = match_key(words)
    for code, term in terms.items():
        if wanted in (code, *map(match_key, term.names.values())):
            return code
    shown = safe(excerpt(words, 60))
    raise ValueError(_("“{code}” is none of: {known}", code=shown, known=", ".join(terms)))


def end(record: Collaboration, date: str, reason: str = "") -> Collaboration:
    """The record as ended from `date`; raises ValueError for an impossible date."""
    return record.model_copy(
        update={"status": "ended", "until": parse_partial_date(date), "end_reason": normalise(reason)}
    )


def today() -> str:
    """This day, as a date of day precision."""
    return dt.datetime.now().astimezone().date().isoformat()
