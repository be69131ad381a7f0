"""The one door to the papers: by its name, a paper of what it is made of. Pure."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from store.base.errors import BadInput
from store.base.i18n import _
from store.papers.builders.agreement import agreement
from store.papers.builders.changes import Revised, changes
from store.papers.builders.cycle import cycle
from store.papers.builders.figures import figures
from store.papers.builders.overview import overview
from store.papers.builders.plan import plan
from store.papers.builders.record import record
from store.papers.builders.section27 import section27
from store.papers.builders.study import study
from store.records.entry import find_reference
from store.records.model import Collaboration, Document, Record, Study
from store.records.paths import Key

if TYPE_CHECKING:
    from store.papers.paper import Paper, Provenance
    from store.papers.words import Keep, Records
    from store.records.snapshot import Snapshot
    from store.reports.figures import Figures
    from store.reports.shown import Shown

__all__ = ["OF_ONE", "PAPERS", "Revised", "Sources", "make"]

OF_ONE: Final = {"study": Study.KIND, "agreement": Document.KIND, "record": Collaboration.KIND}
"""The papers that are about one record, with its kind."""
PAPERS: Final = ("overview", "section27", "plan", "changes", "figures", "cycle", *OF_ONE)


@dataclass(frozen=True)
class Sources:
    """What papers are made of. Whatever needs git or a clock has been looked up by the one who asks."""

    snapshot: Snapshot
    today: dt.date
    """The day that the paper is made."""
    day: dt.date | None = None
    """The day that it speaks of, today when it is None."""
    state: Records | None = None
    """What is shown in place of the snapshot: an edition as it was published."""
    keep: Keep | None = None
    """Which collaborations the overview has, what is in force on the day when it is None."""
    years: Sequence[int] | None = None
    """The years of the action plan, every one when it is None."""
    since: str = ""
    """Of changes: the year of an edition or a partial date, whose state `before` is."""
    before: Snapshot | None = None
    editions: Mapping[str, Snapshot] = field(default_factory=dict)
    """The published editions by year: what was under § 27 in one of them is told too."""
    figures: Figures | None = None
    together: Shown | None = None
    """Who is with whom, beside the figures."""
    revised: Iterable[Revised] = ()
    """Who changed which record, newest first."""
    author: str = ""
    provenance: Provenance | None = None


def make(what: str, sources: Sources, wanted: str = "") -> Paper:
    """One of PAPERS; `wanted` is the id or name of the record that one of OF_ONE is about.

    Raises BadInput for no paper, no such record, and where what it is made of is not given.
    """
    found = _find(OF_ONE[what], sources.state or sources.snapshot, wanted) if what in OF_ONE else None
    day = (sources.day or sources.today).isoformat()
    return dataclasses.replace(
        _make(what, sources, found), author=sources.author, date=sources.today.isoformat(),
        provenance=sources.provenance, day=day, wanted=found.id if found else "",
    )  # fmt: skip


def _make(what: str, sources: Sources, found: Record | None) -> Paper:
    snapshot, day = sources.snapshot, sources.day or sources.today
    state: Records = sources.state or snapshot
    if found is not None:
        return _of_one(what, state, day, found, sources)
    if what == "overview":
        return overview(state, day, sources.keep)
    if what == "section27":
        past = [edition for _year, edition in sorted(sources.editions.items())]
        return section27(snapshot, day, past)
    if what == "plan":
        return plan(state, day, sources.years)
    if what == "changes":
        if sources.before is None or not sources.since:
            raise BadInput(_("changes since when? Name an edition or a date"))
        return changes(sources.before, snapshot, sources.since, day, sources.revised)
    if what == "figures":
        if sources.figures is None:
            raise BadInput(_("the figures have not been counted"))
        return figures(state, sources.figures, sources.together)
    if what == "cycle":
        return cycle(snapshot, day, sources.today)
    raise BadInput(_("“{code}” is none of: {known}", code=what, known=", ".join(PAPERS)))


def _of_one(what: str, state: Records, day: dt.date, found: Record, sources: Sources) -> Paper:
    if isinstance(found, Study):
        return study(state, found, day)
    if isinstance(found, Document):
        return agreement(state, found, day)
    assert isinstance(found, Collaboration), what
    return record(state, found, day, sources.revised, sources.editions)


def _find(kind: str, state: Records, wanted: str) -> Record:
    """The record with an id or name; a collaboration also by an id that was merged into it. Raises BadInput."""
    if not wanted.strip():
        raise BadInput(_("of which one? Give its name or id"))
    if kind == Collaboration.KIND:
        for one in state.collaborations.values():
            if wanted in one.former:
                return one
    try:
        found = state.get(Key(kind, find_reference(kind, wanted, state)))
    except ValueError as error:
        raise BadInput(str(error)) from None
    if found is None:
        raise BadInput(_("nothing is called “{name}”, and nothing has it as its id", name=wanted))
    return found
