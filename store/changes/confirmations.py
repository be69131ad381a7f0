"""The confirmations of an edition in words: for commit messages, reviews and the history."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from store.base.glossary import terms_of
from store.base.i18n import ngettext_in
from store.changes.changes import FieldChange
from store.records.model import Edition


def confirmations_text(field: str, value: Any, lang: str) -> str:
    """How many members have said something, or what one said."""
    if isinstance(value, dict) and field.count(".") < 2:
        parts = value.values() if field.count(".") == 0 else [value]
        return ngettext_in(lang, "{count} confirmation", "{count} confirmations", sum(map(len, parts)))
    if not isinstance(value, dict):
        is_state = field.count(".") == 2 or field.endswith(".state")
        return terms_of("confirmation_state")[value].name(lang) if is_state else str(value)
    said = terms_of("confirmation_state")[str(value.get("state", "confirmed"))].name(lang)
    return ", ".join([said, *(str(value[name]) for name in ("by", "date") if name in value)])


def told_confirmations(before: Edition, after: Edition) -> Iterator[FieldChange]:
    """One change per collaboration and member: who said it and when stands in the commit."""
    for id in sorted({*before.confirmations, *after.confirmations}):
        old, new = before.confirmations.get(id, {}), after.confirmations.get(id, {})
        for party in sorted({*old, *new}):
            if old.get(party) != new.get(party):
                states = (part[party].state if party in part else None for part in (old, new))
                yield FieldChange(f"confirmations.{id}.{party}", *states)
