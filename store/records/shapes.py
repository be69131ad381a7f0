"""What every model is made of: the shapes of values, parts of a record, and the record itself."""

from __future__ import annotations

from typing import Annotated, ClassVar, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from store.base.dates import parse_partial_date
from store.base.ids import ID_PATTERN
from store.base.text import normalise, one_line
from store.records.paths import Key
from store.records.typed import parse_share


def _text(value: object) -> object:
    return normalise(value) if isinstance(value, str) else value


def _line(value: object) -> object:
    return one_line(normalise(value)) if isinstance(value, str) else value


class Shape(NamedTuple):
    """How people enter a value: what `store.records.schema` makes forms of."""

    name: str
    of: str = ""
    """Of a code its vocabulary, of a reference the kind it refers to."""


Text = Annotated[str, BeforeValidator(_text), Shape("text")]
Line = Annotated[str, BeforeValidator(_line), Shape("line")]
Id = Annotated[str, StringConstraints(pattern=f"^{ID_PATTERN}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,64}$")]
PartialDate = Annotated[str, BeforeValidator(parse_partial_date), Shape("date")]
Share = Annotated[str, BeforeValidator(parse_share), Shape("share")]
Orgnr = Annotated[Line, Shape("orgnr")]
"""Checked when it is typed, never when it is read, as an Address is: a wrong one in a file is a finding."""
Address = Annotated[Line, Shape("address")]
PartyId = Annotated[Id, Shape("reference", "party")]
AreaId = Annotated[Id, Shape("reference", "area")]
CollaborationId = Annotated[Id, Shape("reference", "collaboration")]
PlanItemId = Annotated[Id, Shape("reference", "plan_item")]
StudyId = Annotated[Id, Shape("reference", "study")]
DocumentId = Annotated[Id, Shape("reference", "document")]


class Part(BaseModel):
    """A table inside a record, or a record itself: frozen, unknown keys kept."""

    model_config = ConfigDict(frozen=True, extra="allow", populate_by_name=True)


class AsWritten(Part):
    """The cells of a document's row as they stand there, before anything was made of them."""

    section: str = ""
    name: str = ""
    type: str = ""
    comment: str = ""
    progress: str = ""
    marks: dict[Id, str] = {}
    """By the party in the header of the column."""
    cells: dict[Code, str] = {}
    """Of the other columns whose meaning is known, by field."""
    other: dict[str, str] = {}
    """Of the columns that nobody knows what they hold, by header."""
    notes: tuple[str, ...] = ()
    """Words of footnotes and comments that hang on the row."""
    owner: Id | None = None
    """The party whose own share stands in `cells`."""


class Record(Part):
    """One file of the register; `id` is its name and is not in the text."""

    KIND: ClassVar[str]
    ALWAYS: ClassVar[frozenset[str]] = frozenset({"name"})
    """Fields written even when they have their default value."""

    id: Id = Field(exclude=True)
    name: Annotated[Line, StringConstraints(min_length=1)]

    @property
    def key(self) -> Key:
        """What names it: its kind and its id."""
        return Key(self.KIND, self.id)


class Decision(Part):
    """What one council or committee decided. `case` is the council's case number, `archive_case` the archive's."""

    body: Line = ""
    case: Line = ""
    archive_case: Line = ""
    date: PartialDate | None = None
    outcome: Line = ""


Decisions = dict[PartyId, Decision]

Accepted = dict[str, Line]
"""Findings that somebody looked at and found right: the reason by "code" or "code/field/path"."""
