"""Who is with whom: for every two municipalities how many collaborations in force both take part in. Pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from store.base.dates import shown_date
from store.base.i18n import _, ngettext
from store.records.model import Party
from store.records.paths import Key
from store.reports.figures import in_force_rows, municipalities
from store.reports.pictures import Cells, Picture
from store.reports.shown import Line, Shown

if TYPE_CHECKING:
    from store.query.listing import Listing
    from store.records.snapshot import Snapshot

_TOLD = 5
"""How many of the others stand on the line of one."""


class Together(NamedTuple):
    """How many collaborations each takes part in, and how many of them with each other one, in the register's order."""

    on: str
    totals: dict[str, int]
    pairs: dict[tuple[str, str], int]
    """By the smaller and the larger id; what is not there is none."""
    left: dict[tuple[str, ...], tuple[str, ...]]
    """Ids of what one, or two, are written in and do not take part in on the day."""

    def number(self, one: str, other: str) -> int:
        """How many two take part in together; of one and itself, how many it takes part in."""
        return self.totals[one] if one == other else self.pairs.get((min(one, other), max(one, other)), 0)

    def query(self, one: str, other: str) -> str:
        """The filter that finds those that `number` counts."""
        who = tuple(sorted({one, other}))
        gone = (f"-id={id}" for id in self.left.get(who, ()))
        return " ".join([*(f"with:{id}" for id in dict.fromkeys((one, other))), f"on:{self.on}", *gone])


def together(snapshot: Snapshot, listing: Listing, day: dt.date) -> Together:
    """Counted once, over the rows of the Snapshot's listing."""
    counted = list(in_force_rows(snapshot, listing, day))
    totals = municipalities(counted, snapshot, listing)
    pairs: Counter[tuple[str, str]] = Counter()
    left: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for row, parties, _host in counted:
        pairs.update(combinations(sorted(parties & totals.keys()), 2))
        if len(parties) < len(row.marks):
            written = sorted(row.marks.keys() & totals.keys())
            for who in (*((id,) for id in written), *combinations(written, 2)):
                if not parties.issuperset(who):
                    left[who].append(row.id)
    return Together(day.isoformat(), totals, dict(pairs), {who: tuple(ids) for who, ids in left.items()})


def together_shown(snapshot: Snapshot, listing: Listing, day: dt.date) -> Shown:
    """A line for each municipality: in how many it takes part, and with whom in most."""
    made = together(snapshot, listing, day)
    names = {id: listing.parties.get(id, id) for id in made.totals}
    most = max(made.pairs.values(), default=0) or 1
    lines = tuple(_line(id, made, names, most) for id in made.totals)
    data = {
        "on": made.on,
        "municipalities": made.totals,
        "together": {id: {other: made.number(id, other) for other in made.totals if other != id} for id in made.totals},
    }
    counted = ngettext(
        "{count} municipality, on {date}", "{count} municipalities, on {date}", len(lines), date=shown_date(made.on)
    )
    head = Cells((_("Total"), *names.values()))
    legend = _("How many collaborations two take part in; enter shows them, ← and → choose with whom")
    return Shown(lines, data, counted, item=made, picture=Picture(head, legend))


def _line(id: str, made: Together, names: dict[str, str], most: int) -> Line:
    others = sorted((other for other in names if other != id), key=lambda other: -made.number(id, other))
    told = [f"{names[other]} {made.number(id, other)}" for other in others if made.number(id, other)]
    rest = len(told) - _TOLD
    more = ngettext("and {count} more", "and {count} more", rest) if rest > 0 else ""
    counts = [made.number(id, other) for other in names]
    shown = ["–" if other == id else str(count) for other, count in zip(names, counts, strict=True)]
    cells = Cells(
        (str(made.totals[id]), *shown),
        (made.query(id, id), *(made.query(id, other) for other in names)),
        (0.0, *(0.0 if other == id else count / most for other, count in zip(names, counts, strict=True))),
    )  # fmt: skip
    return Line(
        (names[id], _("{count} in all", count=made.totals[id]), ", ".join([*told[:_TOLD], more] if more else told)),
        id, more=((_("Takes part in"), str(made.totals[id])), (_("Together with"), "; ".join(told) or "–")),
        key=Key(Party.KIND, id), drawn=cells, query=made.query(id, id),
    )  # fmt: skip
