"""The plans of a document on their way into the register: a record of each year as written, and its items below it.

A cell that stands there as it did leaves the items alone: what people made of them since stays. In another cell, or
another document, items are known by their words, so that none is there twice, and one that was removed stays away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from store.base.ids import make_id
from store.base.text import letters_key
from store.changes.preview import Preview
from store.planning.plan import HEADING_ID, as_in, is_heading
from store.reading.plan_items import PlanEntry, PlanRead, kind_of, read_items
from store.records.model import PlanItem
from store.records.paths import Key
from store.rules.taken import Taken

_QUOTED: Final = re.compile(r"[«“](?P<name>[^»”]+)[»”]")
_STEP: Final = 10
_COMMON: Final = "felles"
_ENDINGS: Final = ("en", "et", "a", "n", "t")
"""What makes a Norwegian noun definite: “brann- og feiertjenesten” is “brann- og feiertjeneste”."""
_SHORT: Final = 6
"""Letters up to which a word has to be the name as it is: “Legevakta” is “Legevakt”, “Skatt” not “Skatte”."""


class Cell(NamedTuple):
    """What a document says of the plan of one year, as it stands there."""

    raw: str
    is_prose: bool = False


def put_plans(desk: Preview, doc_id: str, cells: Mapping[int, Sequence[Cell]]) -> list[str]:
    """Lay the plans of a document, by year, over what is on the desk; gives the ids of the items that are new."""
    added: list[str] = []
    for year, parts in cells.items():
        id = HEADING_ID.format(year=year)
        known = desk.get(Key(PlanItem.KIND, id))
        heading = known if isinstance(known, PlanItem) else PlanItem(id=id, name=f"Handlingsplan {year}", year=year)
        before, raw = heading.as_written.get(doc_id), "\n".join(part.raw for part in parts)
        desk.put(heading.model_copy(update={"as_written": {**heading.as_written, doc_id: raw}}))
        is_known = any(doc_id in item.as_written for item in desk.plan_items.values() if not is_heading(item))
        if is_known and before == raw:
            continue
        taking = _Taking(desk, doc_id, year, removed_from=before if is_known else None)
        for part in parts:
            taking.take(read_items(part.raw, is_prose=part.is_prose))
        added += taking.added
    return added


class _Taking:
    """The items of one year of one document."""

    def __init__(self, desk: Preview, doc_id: str, year: int, removed_from: str | None) -> None:
        self.desk, self.doc_id, self.year = desk, doc_id, year
        self.added: list[str] = []
        readings = [] if removed_from is None else [read_items(removed_from, is_prose=prose) for prose in (False, True)]
        self.known_before = {entry.key for reading in readings for entry, _above in reading.entries()}
        self.names: dict[str, set[str]] = {}
        self.taken = Taken(desk, PlanItem.KIND)
        self.by_words: dict[str, dict[str, PlanItem]] = {}
        self.last: dict[str | None, int] = {}
        for item in desk.plan_items.values():
            if not is_heading(item):
                self._note(item)
        for record in desk.collaborations.values():
            for name in (record.name, *record.aliases):
                self.names.setdefault(_name_key(name), set()).add(record.id)

    def _note(self, item: PlanItem) -> None:
        """Know an item by its words, and which is the last beside it."""
        self.taken.add(item.id)
        for key in {letters_key(words) for words in (item.name, *item.as_written.values())}:
            self.by_words.setdefault(key, {})[item.id] = item
        here = as_in(item, self.year)
        if here is not None:
            self.last[here.parent] = max(here.order, self.last.get(here.parent, 0))

    def take(self, read: PlanRead) -> None:
        """Put the items of one cell on the desk."""
        items: dict[int, PlanItem | None] = {}
        used: set[str] = set()
        for entry, above in read.entries():
            parent = items[id(above)] if above is not None else None
            item = self._find(entry, parent, used)
            if item is not None:
                item = self._known(item, entry, parent)
            elif entry.key not in self.known_before:
                item = self._new(entry, parent, read.kind)
                self.added.append(item.id)
            items[id(entry)] = item
            if item is not None:
                used.add(item.id)
                self._note(item)
                self.desk.put(item)

    def _find(self, entry: PlanEntry, parent: PlanItem | None, used: set[str]) -> PlanItem | None:
        """The item with the same words: of this document, below the same parent, of this year first."""

        def nearness(item: PlanItem) -> tuple[bool, bool, bool]:
            below = item.parent == (parent.id if parent is not None else None)
            return self.doc_id not in item.as_written, not below, item.year != self.year

        known = self.by_words.get(entry.key, {}).values()
        alike = [item for item in known if item.id not in used and self._may_be(item)]
        return min(alike, key=nearness, default=None)

    def _may_be(self, item: PlanItem) -> bool:
        was_here = item.year is not None and item.year > self.year and (item.carried > 0)
        return item.year == self.year or was_here or self.doc_id in item.as_written

    def _known(self, item: PlanItem, entry: PlanEntry, parent: PlanItem | None) -> PlanItem:
        """The item with what this document says of it; a place in the plan only if it had none."""
        if self.doc_id in item.as_written:
            return item
        update: dict[str, object] = {"as_written": {**item.as_written, self.doc_id: entry.words}}
        if item.parent is None and parent is not None and parent.year == item.year and parent.id != item.id:
            update |= {"parent": parent.id, "order": self.last.get(parent.id, 0) + _STEP}
        return item.model_copy(update=update)

    def _new(self, entry: PlanEntry, parent: PlanItem | None, kind: str | None) -> PlanItem:
        parent_id = parent.id if parent is not None and parent.year == self.year else None
        return PlanItem(
            id=make_id(entry.name, self.taken, "punkt"),
            name=entry.name,
            year=self.year,
            order=self.last.get(parent_id, 0) + _STEP,
            kind=kind_of(entry.words) or (parent.kind if parent is not None else None) or kind,
            status="planned",
            due=entry.due,
            parent=parent_id,
            collaborations=self._named(entry),
            text=entry.text,
            as_written={self.doc_id: entry.words},
        )

    def _named(self, entry: PlanEntry) -> tuple[str, ...]:
        """The collaboration that the item clearly names: all of its words, or words in quotation marks."""
        words = [entry.name, *(quoted["name"] for quoted in _QUOTED.finditer(entry.words))]
        found = set().union(*(self.names.get(key, set()) for word in words for key in _forms(word)))
        return tuple(found) if len(found) == 1 else ()


def _name_key(name: str) -> str:
    key = letters_key(name)
    return key.removeprefix(_COMMON) or key


def _forms(words: str) -> Iterator[str]:
    """The words as the key of a name, and without the ending that makes a noun definite."""
    key = _name_key(words)
    if key:
        yield key
    yield from (key.removesuffix(ending) for ending in _ENDINGS if key.endswith(ending) and len(key) > _SHORT)
