"""The register as a list: one row per collaboration with what a list shows and what a filter looks at.

Rows are plain values that marshal can keep. The cache in `.git/iktui/` lets a start show the list without parsing a
file, importing pydantic or running git; it is thrown away on any doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from store.base.text import search_key

if TYPE_CHECKING:
    from store.records.model import Collaboration
    from store.records.snapshot import Snapshot


class Row(NamedTuple):
    """One collaboration in a list. `marks` holds (role, until) by party."""

    id: str
    name: str
    areas: tuple[str, ...]
    legal_form: str
    uncertain: bool
    status: str
    starred: bool
    comment: str
    marks: dict[str, tuple[str, str]]
    search: str
    """Everything that a plain word of a filter is looked for in, folded."""
    doubtful: bool
    """Whether any field is uncertain; `uncertain` speaks of the form."""
    parent: str
    starts: tuple[str, ...]
    """Partial dates from which the collaboration or a participation runs; `ends` and `notices` likewise."""
    ends: tuple[str, ...]
    notices: tuple[str, ...]
    period: tuple[str, str]
    """From and until of the collaboration itself, "" where it is open."""
    orgnr: str
    address: str
    case: str
    agreed: tuple[str, ...]
    """When its agreement was made, if somebody has said so; `holds` until when, likewise."""
    holds: tuple[str, ...]
    shares: tuple[str, ...]
    """Of those who own a part of it, as they are stored."""

    @property
    def host(self) -> str | None:
        """The id of the host."""
        return next((party for party, (role, _until) in self.marks.items() if role == "host"), None)


class Listing(NamedTuple):
    """What the main screen shows: the register's name, its columns and sections by id, its rows, its bad files."""

    commit: str
    name: str
    language: str
    members: tuple[str, ...]
    areas: dict[str, str]
    parties: dict[str, str]
    rows: list[Row]
    unreadable: tuple[str, ...]

    def sections(self, rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
        """Rows by area id, areas in the register's order, those with none or an unknown one last ("")."""
        found: dict[str, list[Row]] = {area: [] for area in self.areas}
        rest: list[Row] = []
        for row in rows:
            known = [area for area in row.areas if area in found]
            for area in known:
                found[area].append(row)
            if not known:
                rest.append(row)
        return [(area, rows) for area, rows in [*found.items(), ("", rest)] if rows]


def make_row(record: Collaboration, party_names: dict[str, str], area_names: dict[str, str]) -> Row:
    """The row of a record."""
    marks = {id: (part.role, part.until or "") for id, part in record.participants.items()}
    words = [record.id, record.name, *record.aliases, record.comment, record.other_participants, record.status]
    words += [record.orgnr, record.address, record.case, *(party_names.get(id, id) for id in marks)]
    words += [area_names.get(id, id) for id in record.areas]
    words += _form_words(record.legal_form or "")
    parts = record.participants.values()
    return Row(
        record.id,
        record.name,
        record.areas,
        record.legal_form or "",
        "legal_form" in record.uncertain,
        record.status,
        record.starred,
        record.comment,
        marks,
        search_key("\n".join(words)),
        bool(record.uncertain),
        record.parent or "",
        _dates(record.from_, *(part.from_ for part in parts)),
        _dates(record.until, *(part.until for part in parts)),
        _dates(*(part.notice_given for part in parts)),
        (record.from_ or "", record.until or ""),
        record.orgnr,
        record.address,
        record.case,
        _dates(record.agreement_date),
        _dates(record.agreement_until),
        tuple(part.share for part in parts if part.share),
    )


def _dates(*dates: str | None) -> tuple[str, ...]:
    return tuple(date for date in dates if date)


def _form_words(code: str) -> list[str]:
    """Norwegian names only: "host" would be found by whoever looks for "øst"."""
    from store.base.glossary import legal_forms

    term = legal_forms()[code]
    return [name for lang in ("nb", "nn") for name in (term.name(lang), term.short(lang))] if code else []


def select(rows: Sequence[Row], query: str) -> list[Row]:
    """The rows in which every word of `query` stands somewhere, case and spelling of å, ø, æ aside."""
    words = search_key(query).split()
    return [row for row in rows if all(word in row.search for word in words)] if words else list(rows)


def make_listing(snapshot: Snapshot, known: Listing | None = None) -> Listing:
    """The listing of a Snapshot; nothing is parsed when `known` is of the same commit."""
    from store.base.errors import BadRecord
    from store.records.overview import areas_in_order, in_order
    from store.records.paths import REGISTER

    if known is not None and known.commit == snapshot.commit:
        return known
    register = snapshot.register
    parties = {id: party.name for id, party in snapshot.parties.items()}
    areas = areas_in_order(register)
    loaded = snapshot.load([*snapshot.keys("collaboration"), REGISTER])
    unreadable = tuple(key.id for key, result in loaded.items() if isinstance(result, BadRecord))
    unreadable += () if REGISTER in loaded else (REGISTER.id,)
    rows = [make_row(record, parties, areas) for record in in_order(snapshot)]
    named = (register.name, register.language, register.members)
    return Listing(snapshot.commit or "", *named, areas, parties, rows, unreadable)


def first_listing(snapshot: Snapshot, known: Listing, count: int = 40) -> Listing:
    """The first rows of a past state, in the order of the listing that is `known`: what a screen can show at once.

    Reads no more than those records; names of parties are those that are known.
    """
    from store.records.model import Collaboration
    from store.records.overview import areas_in_order
    from store.records.paths import Key

    register = snapshot.register
    areas = areas_in_order(register)
    records = snapshot.peek((Key("collaboration", row.id) for row in known.rows), count)
    rows = [make_row(record, known.parties, areas) for record in records if isinstance(record, Collaboration)]
    return known._replace(
        commit="", name=register.name, language=register.language, members=register.members, areas=areas, rows=rows,
        unreadable=(),
    )  # fmt: skip
