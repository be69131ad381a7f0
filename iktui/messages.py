"""Messages that cross from a worker to its screen."""

from __future__ import annotations

from dataclasses import dataclass

from textual.message import Message

from iktui.session import Session
from store.query.listing import Listing
from store.records.snapshot import Snapshot
from store.register.hand_edits import HandEdit
from store.register.store import Saved


@dataclass
class SnapshotLoaded(Message):
    """The register has been read."""

    session: Session
    snapshot: Snapshot
    listing: Listing
    keep: str | None = None


@dataclass
class StoreFailed(Message):
    """The store could not do what it was asked; `text` is one line."""

    text: str


@dataclass
class ChangesetSaved(Message):
    """A save is durable."""

    saved: Saved
    keep: str | None


@dataclass
class HandEditsFound(Message):
    """Somebody changed files beside git."""

    snapshot: Snapshot
    edits: list[HandEdit]


@dataclass
class TimeChosen(Message):
    """The register is to be shown as of a commit, `told` in words; None for now."""

    commit: str | None
    told: str = ""
