"""How the list is laid out: its groups, its order, its columns. Pure; a view is remembered per user as plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from store.base.glossary import legal_forms, statuses
from store.base.i18n import _, mark
from store.base.text import sort_key
from store.query.listing import Listing, Row

_GROUPS: Final = {
    "area": mark("by area"),
    "none": mark("flat list"),
    "host": mark("by host"),
    "form": mark("by form"),
    "status": mark("by status"),
    "party": mark("by participant"),
}
_SORTS: Final = {
    "overview": mark("as in the overview"),
    "name": mark("by name"),
    "form": mark("by form"),
    "host": mark("by host"),
    "status": mark("by status"),
    "until": mark("by end date"),
}
GROUPS: Final = tuple(_GROUPS)
SORTS: Final = tuple(_SORTS)


class View(NamedTuple):
    """`columns` are the parties that have a column, in order; empty: the members. `query` is the filter, if saved."""

    group: str = "area"
    sort: str = "overview"
    columns: tuple[str, ...] = ()
    name: str = ""
    query: str = ""

    def to_plain(self) -> dict[str, Any]:
        """Plain values to keep."""
        return {**self._asdict(), "columns": list(self.columns)}

    @classmethod
    def from_plain(cls, values: object) -> View:
        """The view that was kept; what makes no sense is left at its default."""
        if not isinstance(values, Mapping):
            return cls()
        texts = {key: str(values.get(key, "")) for key in ("name", "query")}
        group = values.get("group") if values.get("group") in GROUPS else "area"
        sort = values.get("sort") if values.get("sort") in SORTS else "overview"
        columns = values.get("columns")
        kept = tuple(str(id) for id in columns) if isinstance(columns, list) else ()
        return cls(str(group), str(sort), kept, **texts)

    def members(self, listing: Listing) -> tuple[str, ...]:
        """The parties that have a column."""
        return self.columns or listing.members

    def sections(self, listing: Listing, rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
        """Headings with their rows, in order; one heading "" for a flat list."""
        ordered = self._sorted(listing, list(rows))
        if self.group == "area":
            return [(listing.areas.get(area, _("Without area")), inside) for area, inside in listing.sections(ordered)]
        if self.group == "none":
            return [("", ordered)] if ordered else []
        found: dict[str, list[Row]] = {heading: [] for heading in self._known(listing)}
        for row in ordered:
            for heading in self._headings(listing, row):
                found.setdefault(heading, []).append(row)
        last = {_("No host named"), _("No form given"), _("No participants named")}
        filled = [(heading, inside) for heading, inside in found.items() if inside]
        return sorted(filled, key=lambda item: item[0] in last)

    def _known(self, listing: Listing) -> list[str]:
        """Headings that have an order of their own."""
        if self.group == "form":
            return [term.name() for term in legal_forms().values()]
        if self.group == "status":
            return [term.name() for term in statuses().values()]
        members = [listing.parties.get(id, id) for id in self.members(listing)]
        return [*members, *sorted(set(listing.parties.values()) - set(members))]

    def _headings(self, listing: Listing, row: Row) -> list[str]:
        if self.group == "form":
            return [legal_forms()[row.legal_form].name() if row.legal_form else _("No form given")]
        if self.group == "status":
            return [statuses()[row.status].name()]
        if self.group == "host":
            return [listing.parties.get(row.host, row.host) if row.host else _("No host named")]
        return [listing.parties.get(id, id) for id in row.marks] or [_("No participants named")]

    def _sorted(self, listing: Listing, rows: list[Row]) -> list[Row]:
        if self.sort == "overview":
            return rows
        keys: dict[str, Callable[[Row], Any]] = {
            "name": lambda row: sort_key(row.name),
            "form": lambda row: sort_key(legal_forms()[row.legal_form].name()) if row.legal_form else "\uffff",
            "host": lambda row: sort_key(listing.parties.get(row.host, row.host)) if row.host else "\uffff",
            "status": lambda row: list(statuses()).index(row.status) if row.status in statuses() else 99,
            "until": lambda row: min(row.ends, default="9999"),
        }
        return sorted(rows, key=keys[self.sort])


def group_name(group: str) -> str:
    """What a grouping is called."""
    return _(_GROUPS[group])


def sort_name(sort: str) -> str:
    """What an order is called."""
    return _(_SORTS[sort])
