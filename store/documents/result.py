"""What an import is told, and what it would do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from store.changes.changes import Changeset
from store.changes.merge import FieldConflict
from store.checks.checks import Finding
from store.records.paths import Key


@dataclass(frozen=True)
class ImportProblem:
    """A place of a file that could not be taken over as it is; `line` is the last number of it, for machines."""

    file: str
    line: int
    message: str
    place: str = ""
    severity: str = "warning"
    """info for what only has to be known, as that a hidden sheet was not read."""

    def __str__(self) -> str:
        return f"{self.file}, {self.place}: {self.message}" if self.place else f"{self.file}: {self.message}"


@dataclass(frozen=True)
class Told:
    """What a person says of a document before it is read."""

    columns: Mapping[str, str] = field(default_factory=dict)
    """Roles of columns by `match_key` of their headers, as `read_map` gives them."""
    name: str = ""
    """What a table without a column of names is called."""


NOTHING_TOLD: Final = Told()
Progress = Callable[[int, int], None]
"""Rows taken over, and all of them."""


class Gone(NamedTuple):
    """A row that a paper had and that its file has no more; what it was about stays."""

    key: Key
    name: str
    """The words of its first column."""


@dataclass
class ImportResult:
    """What an import would do; `changeset` is None when there is nothing to do.

    Of a paper that comes back, `added` and `changed` are records of whatever kind it is about.
    """

    changeset: Changeset | None
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    plan_items: list[str] = field(default_factory=list)
    """The ids of new items of the action plan; `added` and `changed` are collaborations."""
    problems: list[ImportProblem] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """Collaborations that go on and that the newest document does not have."""
    places: dict[str, str] = field(default_factory=dict)
    """Where each row stands: its file, and the place in it, by the id of the record."""
    conflicts: list[FieldConflict] = field(default_factory=list)
    """Fields that a document gives another value than a person had set: kept open until somebody chooses."""
    gone: list[Gone] = field(default_factory=list)
    """Rows that were deleted in a paper that comes back: nothing was done about them."""
