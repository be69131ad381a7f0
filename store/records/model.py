"""What a record is: one frozen pydantic model per kind, fields in the order of the file.

Unknown keys are kept (`extra="allow"`), so that an older version never drops what a newer one wrote. Codes (legal
form, role, status) are any well-formed code: `store.checks.checks` says which ones nobody knows.
"""

from __future__ import annotations

import datetime as dt
from fnmatch import fnmatchcase
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    model_serializer,
    model_validator,
)

from store.base.dates import applies
from store.base.ids import ID_PATTERN
from store.records.shapes import (
    Accepted,
    Address,
    AreaId,
    AsWritten,
    Code,
    CollaborationId,
    Decision,
    Decisions,
    DocumentId,
    Id,
    Line,
    Orgnr,
    Part,
    PartialDate,
    PartyId,
    Record,
    Shape,
    Share,
    Text,
)
from store.records.work_model import Benefit, Clause, Cost, Document, Event, PlanItem, Question, Step, Stood, Study

__all__ = [
    "KINDS", "MODELS", "Area", "AsWritten", "Benefit", "Clause", "Collaboration", "Confirmation", "Conflict", "Cost",
    "Decision", "Decisions", "Document", "Edition", "Editor", "Event", "Fields", "OpenField", "Part", "Participation",
    "Party", "PlanItem", "Question", "Record", "Register", "Shape", "Step", "Stood", "Study", "Validity",
]  # fmt: skip


class Area(Part):
    """A subject area (fagområde): a section of the overview. `order` sorts them, after `until` none is added."""

    name: Line
    order: int = 0
    until: PartialDate | None = None


class Editor(Part):
    """Somebody who edits for a member: known by the mail, by the form of it ("*@oyer.kommune.no"), else by the name."""

    name: Line = ""
    mail: Line = ""
    pattern: Line = ""


class Register(Record):
    """register.toml: what is true of the register as a whole."""

    KIND = "register"
    ALWAYS = frozenset({"name", "language", "format"})

    language: Annotated[Code, Shape("code", "language")] = "nb"
    format: int = 1
    members: tuple[PartyId, ...] = ()
    areas: dict[Id, Area] = {}
    editors: dict[PartyId, dict[Id, Editor]] = {}
    """By member, each with an id of its own, so that two who edit them meet only at the same field."""

    def member_of(self, name: str, mail: str) -> str:
        """The member that an author edits for, "" for none that is known: by the mail, its form, else by the name."""
        known = [(member, one) for member in self.members for one in self.editors.get(member, {}).values()]
        said, sent = name.casefold(), mail.casefold()
        found = [
            *(member for member, one in known if one.mail and one.mail.casefold() == sent),
            *(member for member, one in known if one.pattern and fnmatchcase(sent, one.pattern.casefold())),
            *(member for member, one in known if not (one.mail or one.pattern) and one.name.casefold() == said),
        ]
        return found[0] if found else ""


class Validity(Part):
    """The period in which a municipality or county code holds."""

    from_: PartialDate | None = Field(default=None, alias="from")
    until: PartialDate | None = None


class Party(Record):
    """Somebody who can take part: municipality, county, company or other."""

    KIND = "party"
    ALWAYS = frozenset({"name", "kind"})

    kind: Annotated[Code, Shape("code", "party_kind")] = "other"
    orgnr: Orgnr = ""
    aliases: tuple[Line, ...] = ()
    from_: PartialDate | None = Field(default=None, alias="from")
    until: PartialDate | None = None
    successor: PartyId | None = None
    comment: Text = ""
    codes: dict[str, Validity] = {}


class Participation(Part):
    """How a party takes part; notice and withdrawal belong here, not to the collaboration."""

    role: Annotated[Code, Shape("code", "role")] = "participant"
    from_: PartialDate | None = Field(default=None, alias="from")
    until: PartialDate | None = None
    notice_given: PartialDate | None = None
    share: Share | None = None
    """What it owns of the whole, exactly: "33.5 %" or "1/3"."""


class Collaboration(Record):
    """One intermunicipal collaboration (interkommunalt samarbeid).

    `agreement_date` is when its agreement was made, `agreement_until` how long that holds by its own words, `case` the
    case or archive number as it was given.
    """

    KIND = "collaboration"
    ALWAYS = frozenset({"name", "status"})

    aliases: tuple[Line, ...] = ()
    areas: tuple[AreaId, ...] = ()
    legal_form: Annotated[Code, Shape("code", "legal_form")] | None = None
    status: Annotated[Code, Shape("code", "status")] = "active"
    from_: PartialDate | None = Field(default=None, alias="from")
    until: PartialDate | None = None
    end_reason: Text = ""
    parent: CollaborationId | None = None
    replaced_by: CollaborationId | None = None
    orgnr: Orgnr = ""
    address: Address = ""
    case: Line = ""
    agreement_date: PartialDate | None = None
    agreement_until: PartialDate | None = None
    comment: Text = ""
    progress: Text = ""
    other_participants: Line = ""
    participants_complete: bool = True
    starred: bool = False
    uncertain: tuple[Annotated[Code, Shape("line")], ...] = ()
    participants: dict[PartyId, Participation] = {}
    decisions: Decisions = {}
    as_written: AsWritten | None = None
    former: dict[Id, AsWritten] = {}
    """Records that were merged into this one, by the ids they had, with what the documents said of them."""
    accepted: Accepted = {}

    @property
    def host(self) -> str | None:
        """The id of the party with the role of host, None when there is none."""
        return self.with_role("host")

    def in_force_on(self, day: dt.date) -> bool:
        """Whether it applies on a day, by its own dates; one that is over without a date does not."""
        return applies(self.status, self.from_, self.until, day)

    def with_role(self, role: str) -> str | None:
        """The id of the first party with `role`."""
        return next((id for id, part in self.participants.items() if part.role == role), None)


class Confirmation(Part):
    """What a member said of its own part in a collaboration when an edition was made: it stands, changed, ended."""

    state: Annotated[Code, Shape("code", "confirmation_state")]
    by: Line = ""
    date: PartialDate | None = None


def _by_id(confirmations: dict[str, dict[str, Confirmation]]) -> dict[str, dict[str, Confirmation]]:
    """In one order, whoever confirms first: the same confirmations are the same file."""
    return {id: dict(sorted(parts.items())) for id, parts in sorted(confirmations.items())}


Confirmations = Annotated[dict[CollaborationId, dict[PartyId, Confirmation]], AfterValidator(_by_id)]


class Edition(Record):
    """One yearly edition; its id is the year.

    `opened` is the day its draft was made, `missing_reason` why it was published with points that were still open.
    """

    KIND = "edition"
    ALWAYS = frozenset({"state"})

    name: Line = ""
    date: PartialDate | None = None
    opened: PartialDate | None = None
    state: Annotated[Code, Shape("code", "edition_state")] = "draft"
    documents: tuple[DocumentId, ...] = ()
    comment: Text = ""
    missing_reason: Text = ""
    decisions: Decisions = {}
    confirmations: Confirmations = {}


class OpenField(Part):
    """A field that two sides gave different values: what it was, what each made of it; absent where it was nothing.

    `also` holds what others gave it while it was open.
    """

    base: Any = None
    mine: Any = None
    theirs: Any = None
    also: tuple[Any, ...] = ()
    mine_by: Line = ""
    theirs_by: Line = ""
    date: PartialDate | None = None


class Conflict(Record):
    """The open conflicts of a record, by dotted path, "" for the whole of it; its id is "kind.id" of the record.

    `theirs` is what was published first, and stands in the record meanwhile. Of a file that is no record, `path` is its
    path (quoted as git does where it must), its id "file." and the first 40 hex digits of the path's SHA-256; the sides
    are tables of `mode` and `blob`, and stand at the top of the text, since there is but one field.
    """

    KIND = "conflict"

    id: Annotated[str, StringConstraints(pattern=rf"^[a-z_]{{1,32}}\.{ID_PATTERN}$")] = Field(exclude=True)
    path: str = ""
    fields: dict[str, OpenField] = {}

    @model_validator(mode="before")
    @classmethod
    def _of_file(cls, values: Any) -> Any:
        if not isinstance(values, dict) or not values.get("path") or "fields" in values:
            return values
        sides = {name: values[name] for name in OpenField.model_fields if name in values}
        return {**{key: value for key, value in values.items() if key not in sides}, "fields": {"": sides}}

    @model_serializer(mode="wrap")
    def _as_file(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        values: dict[str, Any] = handler(self)
        sides = values.pop("fields", {}).get("", {}) if self.path else {}
        return {**values, **sides}


KINDS: Final[dict[str, type[Record]]] = {
    model.KIND: model for model in (Register, Party, Collaboration, PlanItem, Study, Edition, Document, Event, Question)
}
"""The model of each kind that people edit, by the kind's name."""
MODELS: Final[dict[str, type[Record]]] = {**KINDS, Conflict.KIND: Conflict}
"""The model of every kind of file."""

Fields = dict[str, Any]
"""A record as plain values, the way it stands in its file."""
