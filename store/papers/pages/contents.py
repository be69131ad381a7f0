"""What a site is made of, and how what it holds is found: by area, participant, form and status."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from store.base.dates import in_force
from store.base.glossary import Terms, legal_forms, statuses
from store.base.i18n import _
from store.base.text import sort_key
from store.papers.pages.history import Past, bare
from store.papers.words import label
from store.records.model import Collaboration, Document, Edition
from store.records.overview import areas_in_order, in_order
from store.records.paths import Key

if TYPE_CHECKING:
    from store.changes.changes import Change
    from store.papers.builders.changes import Revised
    from store.papers.paper import Paper, Provenance
    from store.papers.words import Records

AREA, PARTY, FORM, STATUS = "area", "party", "form", "status"
_PATHS: Final = {Collaboration.KIND: "collaboration", PARTY: "participant", Edition.KIND: "edition"}


def path_of(key: Key) -> str:
    """The page of a record, an area, a form or a status, beside the others of its language."""
    sort = _PATHS.get(key.kind, key.kind)
    return f"{sort}-{key.id}.html" if key.id else f"without-{sort}.html"


class Group(NamedTuple):
    """The collaborations that have something in common; the id of the key is "" for those that have it not."""

    key: Key
    name: str
    records: list[Collaboration]


class Facet(NamedTuple):
    """One way to find collaborations."""

    sort: str
    title: str
    called: str
    """What one of its groups is."""
    every: str
    """What it is to leave it open."""
    groups: tuple[Group, ...]


class PublishedEdition(NamedTuple):
    """An edition as it was published, and what was new in it."""

    record: Edition
    state: Records
    before: Records | None
    """The edition before it, None of the first."""
    since: str
    """Its year."""
    made: tuple[Change, ...]
    revised: tuple[Revised, ...]


class File(NamedTuple):
    """A file to be fetched: where it is, what it is called, how many bytes it has."""

    path: str
    title: str
    size: int


@dataclass(frozen=True)
class Site:
    """What the pages of one language are made of; whatever needs git or a clock has been looked up."""

    state: Records
    day: dt.date
    papers: Mapping[str, Paper]
    """The overview, the plan and the figures, in the language."""
    editions: tuple[PublishedEdition, ...]
    """Oldest first."""
    past: Past
    provenance: Provenance
    files: tuple[File, ...] = ()
    base: str = ""
    """The address at which the site will be, with a “/” at its end; "" where nobody knows."""

    @cached_property
    def title(self) -> str:
        """What the register is called."""
        return self.state.register.name

    @cached_property
    def records(self) -> dict[str, Collaboration]:
        """Every collaboration by id, in the order of the overview, as everybody may read it."""
        return {record.id: bare(record) for record in in_order(self.state)}

    @cached_property
    def in_force(self) -> frozenset[str]:
        """The ids of those that are in force on the day."""
        return frozenset(id for id, record in self.records.items() if record.in_force_on(self.day))

    @cached_property
    def documents(self) -> dict[str, list[Document]]:
        """The documents of each collaboration."""
        found: dict[str, list[Document]] = {}
        for document in self.state.documents.values():
            for id in document.collaborations:
                found.setdefault(id, []).append(document)
        return found

    @cached_property
    def facets(self) -> tuple[Facet, ...]:
        """The ways to find collaborations, each with its groups in the order in which people know them."""
        areas, forms, states = areas_in_order(self.state.register), legal_forms(), statuses()
        groups: dict[Key, list[Collaboration]] = {}
        for record in self.records.values():
            for key in keys_of(record, areas):
                groups.setdefault(key, []).append(record)
        parties = sorted((key for key in groups if key.kind == PARTY), key=self._party_order)
        named = (
            (AREA, (_("Areas"), _("Area"), _("All areas")), {**areas, "": _("Without area")}),
            (PARTY, (label("participants"), _("Participant"), _("All participants")),
             {key.id: self.state.name(key) for key in parties}),
            (FORM, (_("Forms of organisation"), _("Form of organisation"), _("All forms")),
             {**_names(forms, groups, FORM), "": _("No form given")}),
            (STATUS, (_("Status"), _("Status"), _("Any status")), _names(states, groups, STATUS)),
        )  # fmt: skip
        return tuple(
            Facet(sort, *words, tuple(
                Group(key, name, groups[key]) for id, name in names.items() if (key := Key(sort, id)) in groups
            ))
            for sort, words, names in named
        )  # fmt: skip

    def is_in(self, record: Collaboration, key: Key) -> bool:
        """Whether a collaboration of a group is in force on the day; of a participant, whether it takes part."""
        part = record.participants.get(key.id) if key.kind == PARTY else None
        return record.id in self.in_force and (part is None or in_force(part.from_, part.until, self.day))

    def _party_order(self, key: Key) -> tuple[int, str, str]:
        """Members in the order of the overview's columns, then the others by name."""
        members = self.state.register.members
        place = members.index(key.id) if key.id in members else len(members)
        return place, sort_key(self.state.name(key)), key.id

    @cached_property
    def paths(self) -> frozenset[str]:
        """The pages of records, areas, forms and statuses."""
        keys = [Key(Collaboration.KIND, id) for id in self.records]
        keys += [group.key for facet in self.facets for group in facet.groups]
        keys += [edition.record.key for edition in self.editions]
        return frozenset(path_of(key) for key in keys)

    def href(self, key: Key) -> str:
        """The page of a record, or of the one that it was made a part of; "" where there is none."""
        if key.kind == Collaboration.KIND:
            key = key._replace(id=self.past.heirs.get(key.id, key.id))
        path = path_of(key)
        return path if path in self.paths else ""


def keys_of(record: Collaboration, areas: Mapping[str, str]) -> list[Key]:
    """What a collaboration is found by, of the areas that there are."""
    return [
        *([Key(AREA, id) for id in dict.fromkeys(record.areas) if id in areas] or [Key(AREA, "")]),
        *(Key(PARTY, id) for id in record.participants),
        Key(FORM, record.legal_form or ""),
        Key(STATUS, record.status),
    ]


def _names(terms: Terms, groups: Iterable[Key], sort: str) -> dict[str, str]:
    """The names of codes in the order of their vocabulary; those that it does not have come last."""
    own = sorted({key.id for key in groups if key.kind == sort} - terms.keys() - {""})
    return {code: terms[code].name() for code in [*terms, *own]}
