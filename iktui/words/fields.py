"""What a form shows of a record: its fields in the order people look for them, their words, and what can be chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from store.base.glossary import terms_of
from store.base.i18n import _
from store.base.text import one_line, safe, sort_key
from store.query.listing import Listing
from store.records.codec import to_fields
from store.records.entry import words_of
from store.records.model import KINDS, Collaboration, Record
from store.records.schema import FieldSpec, fields_of
from store.records.snapshot import State

HOST: Final = FieldSpec("host", "reference", "party")
"""Who hosts: a role in the table of participants, and a field of its own, since people think of it as one."""
_FIRST: Final = {
    "collaboration": ("name", "legal_form", "host", "status", "comment", "participants", "areas", "from", "until"),
}


def form_fields(kind: str) -> list[FieldSpec]:
    """The fields of a form, what people look for first on top; what documents said last."""
    specs = {spec.name: spec for spec in fields_of(kind)}
    if kind == Collaboration.KIND:
        specs["host"] = HOST
    first = [specs.pop(name) for name in _FIRST.get(kind, ())]
    return sorted([*first, *specs.values()], key=lambda spec: spec.shape == "raw")


def rows_of(spec: FieldSpec, record: Record, names: State) -> list[str]:
    """The keys that a table has rows for: of participants, every member, taking part or not."""
    present = list(to_fields(record).get(spec.name, {}))
    if spec.name == "participants":
        return list(dict.fromkeys([*names.register.members, *present]))
    return present


def words_in(record: Record, names: State) -> dict[str, str]:
    """The words of every field by dotted path, as a form shows them."""
    fields = to_fields(record)
    words: dict[str, str] = {}
    for spec in form_fields(record.KIND):
        if spec is HOST:
            words["host"] = words_of(HOST, record.host if isinstance(record, Collaboration) else None, names)
        elif spec.shape != "table":
            words[spec.name] = words_of(spec, fields.get(spec.name, getattr(record, spec.name, None)), names)
        else:
            for key in rows_of(spec, record, names):
                words |= row_words(spec, key, fields.get(spec.name, {}).get(key), names)
    return words


def row_words(spec: FieldSpec, key: str, row: object, names: State) -> dict[str, str]:
    """The words of one row of a table; None: no such row yet."""
    if not spec.columns:
        return {f"{spec.name}.{key}": str(row or "")}
    cells = row if isinstance(row, dict) else {}
    words = {f"{spec.name}.{key}.{c.name}": words_of(c, cells.get(c.name), names) for c in spec.columns}
    if spec.name == "participants" and row is not None:
        role = spec.column("role")
        assert role is not None, "participants have roles"
        words[f"{spec.name}.{key}.role"] = words_of(role, cells.get("role", "participant"), names)
    return words


def choices_of(spec: FieldSpec, names: State, listing: Listing | None) -> Callable[[], Sequence[str]] | None:
    """What can be chosen in a field, as the words that stand for it; None where anything can be typed."""
    if spec.shape == "flag":
        return lambda: [_("yes"), _("no")]
    if spec.shape in ("code", "codes"):
        return lambda: [term.name() for term in terms_of(spec.of).values()]
    if spec.shape not in ("reference", "references"):
        return None
    if spec.of == "area":
        register = names.register
        ids = [id for id, area in sorted(register.areas.items(), key=lambda item: item[1].order) if area.until is None]
        return lambda: [words_of(FieldSpec("", "reference", "area"), id, names) for id in ids]
    if spec.of == Collaboration.KIND and listing is not None:
        rows = listing.rows  # no record is parsed to be offered
        return lambda: [f"{one_line(safe(row.name)).replace(';', ',')} ({row.id})" for row in rows]
    return lambda: [words_of(FieldSpec("", "reference", spec.of), id, names) for id in _in_use(spec.of, names)]


def _in_use(kind: str, names: State) -> list[str]:
    records = names.records(KINDS[kind])
    return sorted(records, key=lambda id: (getattr(records[id], "until", None) is not None, sort_key(records[id].name)))


def settings_of(changed: dict[str, str]) -> dict[str, str]:
    """The settings, in the order they can be made, that take a record from the words shown to those typed.

    A row of participants without a role takes no part: its other cells count for nothing. The host comes last, since
    the host takes part whatever its row says.
    """
    gone = {path.rpartition(".")[0] for path, words in changed.items() if path.startswith("participants.")
            and path.endswith(".role") and not words}  # fmt: skip
    settings = dict.fromkeys(gone, "")
    for path, words in changed.items():
        if path.rpartition(".")[0] not in gone and path != "host":
            settings[path] = words
    if "host" in changed:
        settings["host"] = changed["host"]
    return settings
