"""Which value: the second question of every edit, in the words that the store takes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from iktui.cli.output import put
from iktui.linear.asking import CLEAR, Options, ask, pick, put_options
from iktui.linear.form.fields import Place, label_of, shown_value, value_at
from iktui.linear.session import Session
from store.base.errors import StoreError
from store.base.glossary import terms_of
from store.base.i18n import _
from store.base.text import excerpt, one_line, safe, search_key
from store.records.entry import joined, listed, parse_flag, words_of
from store.records.model import Record
from store.records.overview import areas_in_order
from store.records.schema import FieldSpec

_FEW: Final = 10
"""Choices up to which they are listed unasked; "?" lists more."""
_EXAMPLES: Final = {
    "date": "1.10.2021", "orgnr": "974 760 673", "address": "https://www.oyer.kommune.no", "share": "33,5 %",
}  # fmt: skip
Check = Callable[[str, str], object]
"""Refuses words for a field, by its dotted path: ValueError or StoreError."""
_REPLACEMENT: Final = re.compile(r"s/((?:[^/\\]|\\.)+)/((?:[^/\\]|\\.)*)/?")


def options_of(session: Session, spec: FieldSpec) -> Options:
    """What can stand in a field, names by code or id; nothing for what is free or too much to list."""
    if spec.shape in ("code", "codes") or spec.keys == "code":
        return {code: (term.name(), *term.names.values()) for code, term in terms_of(spec.of).items()}
    if spec.of == "party":
        return {id: (party.name, *party.aliases) for id, party in session.snapshot.parties.items()}
    if spec.of == "area":
        return {id: (name,) for id, name in areas_in_order(session.snapshot.register).items()}
    return {}


def ask_words(session: Session, record: Record | None, place: Place, check: Check) -> str | None:
    """The new value in words, "" for none, None to keep what is there; `check` refuses. Raises Cancelled."""
    path, spec = place
    label = label_of(session, path)
    options = options_of(session, spec)
    present = _typed(session, record, place)
    if record is not None:
        first, *rest = shown_value(session, record, path).split("\n")
        put(f"{label}: {first}")
        for line in rest:
            put(f"  {line}")
    if 0 < len(options) <= _FEW:
        put_options(options)

    def parse(words: str) -> str | None:
        if not words:
            return None
        words = _with_part_replaced(words, present) if present else words
        entered = "" if words == CLEAR else _as_entered(session, spec, _whole_text(spec, words), options)
        try:
            check(path, entered)
        except StoreError as error:  # it names the field as the command line does
            raise ValueError(f"{label}: {str(error).removeprefix(f'{safe(path)}: ')}") from None
        return entered

    hints = _hints(spec, options, present)
    return ask(_("New value"), parse, empty=_("unchanged"), hints=hints, options=options)


def _hints(spec: FieldSpec, options: Options, present: str) -> list[str]:
    hints = [_("-: none")]
    if spec.shape == "flag":
        hints = [f"{_('yes')}/{_('no')}"]
    elif spec.shape in _EXAMPLES:
        hints.append(_EXAMPLES[spec.shape])
    elif spec.shape in ("references", "codes", "lines"):
        hints.append(_("several with ; between"))
    elif spec.shape == "text":
        hints.append(_("\\ at the end: one more line"))
    if present:
        hints.append(_("s/old/new/: replaces a part"))
    if options:
        hints.append(_("?: the choices"))
    return hints


def _whole_text(spec: FieldSpec, words: str) -> str:
    """A text of several lines: each but the last ends with a backslash."""
    lines = [words]
    while spec.shape == "text" and lines[-1].endswith("\\"):
        lines[-1] = lines[-1][:-1]
        lines.append(ask(_("Next line"), str, empty=_("ends the text")))
    return "\n".join(lines)


def _as_entered(session: Session, spec: FieldSpec, words: str, options: Options) -> str:
    """Words as the store takes them: a number or a part of a name becomes the code or id."""
    if spec.shape == "flag":
        return "ja" if parse_flag(words) else "nei"
    if spec.shape in ("references", "codes") and options:
        known = {search_key(name) for names in options.values() for name in names}
        return joined(pick(word, options) for word in listed(words, lambda word: search_key(word) in known))
    if options:
        return pick(words, options)
    if spec.shape == "reference" and spec.of == "collaboration":
        return session.record_id(words)
    return words


def _typed(session: Session, record: Record | None, place: Place) -> str:
    """The present text as one would type it, "" where it is no free text."""
    if record is None or place.spec.shape not in ("line", "text", "lines", "address"):
        return ""
    return words_of(place.spec, value_at(record, place.path), session.snapshot)


def _with_part_replaced(words: str, present: str) -> str:
    """Of `s/old/new/` the present text with the first `old` as `new`, else the words; raises ValueError."""
    match = _REPLACEMENT.fullmatch(words)
    if match is None:
        return words
    old, new = (part.replace("\\/", "/") for part in match.groups())
    if old not in present:
        raise ValueError(_("“{words}” does not stand there", words=excerpt(old, 60)))
    changed = present.replace(old, new, 1)
    put(one_line(changed))
    return changed
