"""Figures of the register: how many collaborations, by municipality, area, form, host and edition. Pure.

Counted are the collaborations in force on a day, with the participations that are in force on it; the rows of the
listing tell nearly all of that, so that few records have to be parsed.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from store.base.dates import applies, first_day, in_force
from store.base.glossary import legal_forms
from store.base.i18n import _
from store.query.listing import make_listing
from store.records.model import Collaboration, Decision, Edition, Party
from store.records.paths import Key
from store.reports.reports import csv_text

if TYPE_CHECKING:
    from store.query.listing import Listing, Row
    from store.records.snapshot import Snapshot

AGREEMENTS: Final = ("agreement", "company_agreement", "articles")
"""Kinds of document that a cooperation rests on; a service level agreement rests on one of them."""
SHARES: Final = ("agreement", "decisions", "confirmed")
SECTIONS: Final = ("municipalities", "areas", "forms", "hosts", "shares", "editions")


class Line(NamedTuple):
    """One figure: what it counts by id ("" for none) and name, the number, the share in percent (None: no share)."""

    id: str
    name: str
    number: int
    share: float | None = None
    others: tuple[str, ...] = ()
    """Ids of collaborations in force that the party is written in, and takes no part in on the day."""


class EditionFigures(NamedTuple):
    """The collaborations in force on 1 January in a published edition: how many, and by municipality, form and host."""

    year: str
    total: int
    municipalities: dict[str, int]
    forms: dict[str, int]
    hosts: dict[str, int]


class Figures(NamedTuple):
    """The figures of one day. Each section has its lines in the order of the register; `total` is what was counted."""

    on: str
    total: int
    municipalities: tuple[Line, ...]
    areas: tuple[Line, ...]
    """A collaboration in two areas counts in both."""
    forms: tuple[Line, ...]
    hosts: tuple[Line, ...]
    """Hosts under the municipal act, with their share of all collaborations that have a host."""
    shares: tuple[Line, ...]
    """With an agreement in the register, with the decisions of all members in it, confirmed in this year's edition."""
    editions: tuple[EditionFigures, ...] = ()

    def lines(self, section: str) -> tuple[Line, ...]:
        """The lines of one of SECTIONS."""
        if section != "editions":
            found: tuple[Line, ...] = getattr(self, section)
            return found
        return tuple(Line(edition.year, edition.year, edition.total) for edition in self.editions)


class Counted(NamedTuple):
    """A collaboration in force, and the ids of who takes part in it on the day; `host` is one of them, or ""."""

    row: Row
    parties: frozenset[str]
    host: str


def figures(
    snapshot: Snapshot, listing: Listing, day: dt.date, editions: Mapping[str, Snapshot] | None = None
) -> Figures:
    """The figures of a day; `listing` is the Snapshot's. `editions` holds Snapshots by year, for the years."""
    counted = list(in_force_rows(snapshot, listing, day))
    total = len(counted)
    names = listing.parties
    return Figures(
        day.isoformat(),
        total,
        tuple(
            _line(id, names.get(id, id), count, total, _left(counted, id))
            for id, count in municipalities(counted, snapshot, listing).items()
        ),
        tuple(_areas(counted, listing)),
        tuple(_forms(counted)),
        tuple(_hosts(counted, names)),
        tuple(_shares(counted, snapshot, listing, day)),
        tuple(_edition(year, past, listing) for year, past in sorted((editions or {}).items())),
    )


def own_first(lines: Sequence[Line], party: str) -> list[Line]:
    """The lines, the reader's own municipality before the others and named so."""
    own = [line._replace(name=_("{name} (yours)", name=line.name)) for line in lines if party and line.id == party]
    return [*own, *(line for line in lines if not party or line.id != party)]


def _line(id: str, name: str, count: int, total: int, others: Iterable[str] = ()) -> Line:
    return Line(id, name, count, round(100 * count / total, 1) if total else None, tuple(others))


# --- what is counted


def in_force_rows(snapshot: Snapshot, listing: Listing, day: dt.date) -> Iterator[Counted]:
    """The collaborations in force on a day, with who takes part in them on it."""
    rows = [row for row in listing.rows if applies(row.status, row.period[0] or None, row.period[1] or None, day)]
    # A row does not say who of its participants begins later: those few records are asked themselves.
    later = {row.id for row in rows if any(first_day(start) > day for start in row.starts)}
    records = snapshot.load(Key(Collaboration.KIND, id) for id in later)
    for row in rows:
        record = records.get(Key(Collaboration.KIND, row.id))
        known = record.participants if isinstance(record, Collaboration) else {}
        starts = {id: part.from_ for id, part in known.items()}
        parties = frozenset(
            id for id, (_role, until) in row.marks.items() if in_force(starts.get(id), until or None, day)
        )
        host = row.host or ""
        yield Counted(row, parties, host if host in parties else "")


def municipalities(counted: Iterable[Counted], snapshot: Snapshot, listing: Listing) -> dict[str, int]:
    """The members, then the other municipalities that take part in something: in how much each does."""
    found = Counter(party for item in counted for party in item.parties)
    others = (id for id, party in snapshot.records(Party).items() if party.kind == "municipality" and found[id])
    return {id: found[id] for id in dict.fromkeys([*listing.members, *others])}


def _left(counted: Iterable[Counted], party: str) -> Iterator[str]:
    return (item.row.id for item in counted if party in item.row.marks and party not in item.parties)


def _areas(counted: list[Counted], listing: Listing) -> Iterator[Line]:
    sections = dict(listing.sections([item.row for item in counted]))
    for id, name in [*listing.areas.items(), ("", _("Without area"))]:
        if id or sections.get(""):
            yield _line(id, name, len(sections.get(id, ())), len(counted))


def _forms(counted: list[Counted]) -> Iterator[Line]:
    found = Counter(item.row.legal_form for item in counted)
    terms = legal_forms()
    for code in [*terms, *sorted(found.keys() - terms.keys() - {""}), ""]:
        if found[code]:
            yield _line(code, terms[code].name() if code else _("No form given"), found[code], len(counted))


def _hosts(counted: list[Counted], names: Mapping[str, str]) -> Iterator[Line]:
    found = Counter(item.host for item in counted if item.host)
    for id, count in sorted(found.items(), key=lambda item: (-item[1], item[0])):
        others = (item.row.id for item in counted if item.row.host == id and item.host != id)
        yield _line(id, names.get(id, id), count, found.total(), others)


def _shares(counted: list[Counted], snapshot: Snapshot, listing: Listing, day: dt.date) -> Iterator[Line]:
    members = frozenset(listing.members)
    agreed = {
        id
        for document in snapshot.documents.values()
        if document.kind in AGREEMENTS and in_force(document.from_, document.until, day)
        for id in document.collaborations
    }
    # The word stands in the file of everything that has decisions: git finds it, and the rest is not parsed.
    decided = {record.id: record for record in snapshot.holding("decisions") if isinstance(record, Collaboration)}
    edition = snapshot.editions.get(f"{day.year:04}")
    found: Counter[str] = Counter()
    for row, parties, _host in counted:
        inside = parties & members
        found["agreement"] += row.id in agreed
        record = decided.get(row.id)
        has_decided = {id for id, made in record.decisions.items() if made != Decision()} if record else set()
        found["decisions"] += bool(inside) and inside <= has_decided
        found["confirmed"] += bool(inside) and inside <= _confirmed(edition, row.id)
    names = {
        "agreement": _("with an agreement in the register"),
        "decisions": _("with the decisions of all members in it"),
        "confirmed": _("confirmed by all members in it in {year}", year=day.year),
    }
    for share in SHARES:
        yield _line(share, names[share], found[share], len(counted))


def _confirmed(edition: Edition | None, id: str) -> set[str]:
    return set(edition.confirmations.get(id, ())) if edition is not None else set()


def _edition(year: str, snapshot: Snapshot, known: Listing) -> EditionFigures:
    day = first_day(year)
    listing = make_listing(snapshot, known)
    counted = list(in_force_rows(snapshot, listing, day))
    return EditionFigures(
        year,
        len(counted),
        municipalities(counted, snapshot, listing),
        {line.id: line.number for line in _forms(counted)},
        {line.id: line.number for line in _hosts(counted, listing.parties)},
    )


# --- what is shown


def section_name(section: str) -> str:
    """What a section is called."""
    names = {
        "municipalities": _("Municipalities"),
        "areas": _("Areas"),
        "forms": _("Forms"),
        "hosts": _("Host municipalities"),
        "shares": _("Documented"),
        "editions": _("Editions"),
    }
    return names[section]


def query_of(section: str, line: Line, on: str) -> str:
    """The filter that finds what a figure counted, "" where no filter does."""
    fields = {"municipalities": "with", "areas": "area", "forms": "form", "hosts": "host"}
    if section not in fields or not line.id:
        return ""
    return " ".join([f"{fields[section]}:{line.id}", f"on:{on}", *(f"-id={id}" for id in line.others)])


def figures_json(made: Figures) -> dict[str, Any]:
    """The figures as the contract has them: counts by id, shares in percent."""
    return {
        "on": made.on,
        "total": made.total,
        **{section: {line.id: line.number for line in made.lines(section)} for section in SECTIONS[:3]},
        **{
            section: {line.id: {"count": line.number, "percent": line.share} for line in made.lines(section)}
            for section in ("hosts", "shares")
        },
        "editions": {edition.year: {**edition._asdict(), "year": int(edition.year)} for edition in made.editions},
    }


def figures_csv(made: Figures) -> str:
    """One line per figure: section, id, name, number, percent; an edition's figures by municipality, form and host."""
    rows = [["total", "", made.on, str(made.total), ""]]
    for section in SECTIONS:
        for line in made.lines(section):
            percent = "" if line.share is None else str(line.share)
            rows.append([section, line.id, line.name, str(line.number), percent])
    for edition in made.editions:
        for part, counts in (
            ("municipalities", edition.municipalities), ("forms", edition.forms), ("hosts", edition.hosts),
        ):  # fmt: skip
            rows += [[f"editions.{edition.year}.{part}", id, "", str(count), ""] for id, count in counts.items()]
    return csv_text([[_("Section"), _("Id"), _("Name"), _("Number"), _("Percent")], *rows])
