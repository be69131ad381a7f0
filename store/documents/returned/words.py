"""The words of a cell as a change of one field of a record: the other way of what papers show.

A cell can show less than the field holds: who is the host, and since when, is no part of an “x”. So a change says what
it says, and the rest of the field stays.
"""

from __future__ import annotations

import datetime as dt
import re
from difflib import SequenceMatcher
from typing import Any, Final

from store.base.dates import first_day, in_force, read_date, said_date
from store.base.glossary import legal_forms, roles, terms_of
from store.base.i18n import LANGUAGES, _, in_language, mark
from store.base.text import match_key, normalise, one_line
from store.changes.merge import ABSENT, value_at
from store.changes.record_merge import put_field
from store.documents.parties import PartyBook
from store.reading.lists import read_list
from store.reading.terms import form_of, read_mark
from store.records.entry import check_name, find_reference, find_term, listed, value_of
from store.records.model import MODELS, Collaboration, Fields
from store.records.paths import Key
from store.records.schema import FieldSpec, spec_of
from store.records.snapshot import State
from store.records.typed import parse_address, parse_orgnr, parse_share

_STAR, _UNCERTAIN, _CUT = "*", "?", "…"
_FORM: Final = "legal_form"
_UNTIL: Final = "|".join({re.escape(in_language(code, mark("until {date}"), date="").strip()) for code in LANGUAGES})
_ENDS: Final = re.compile(rf"(?P<rest>.*?)\s*(?:\(?\s*(?:{_UNTIL})\s+|\()(?P<date>[^()]+?)\s*\)?", re.IGNORECASE)
_BRACKET: Final = re.compile(r"(?P<name>.*\S)\s*\((?P<role>[^()]*)\)")
_TYPED: Final = {"orgnr": parse_orgnr, "address": parse_address, "share": parse_share}
"""What fields are that this version has no other words for, by the last part of their path."""


class Words:
    """What cells say, in a register: as it was when they were written (`then`), and as it is now (`names`)."""

    def __init__(self, names: State, then: State, book: PartyBook, day: dt.date) -> None:
        """`day` is the day that the paper speaks of."""
        self._names, self._then, self._book, self._day = names, then, book, day

    def put(self, kind: str, fields: Fields, field: str, words: str, before: str) -> None:
        """Change the field at a dotted path to what `words` say in place of `before`; raises ValueError with a text for
        people, and leaves the fields as they are, for what nobody understands.
        """
        path = field.split(".")
        is_mark = path[0] == "participants" and len(path) == 2
        if kind != Collaboration.KIND or not (is_mark or field in ("name", "host", _FORM)):
            self._put_value(kind, fields, field, words, before)
        elif is_mark:
            self._put_mark(fields, path[1], words)
        elif field == "host":
            self._put_roles(fields, words)
        elif field == _FORM:
            self._put_form(fields, words)
        else:
            _put_name(fields, words)

    # --- who takes part

    def _put_mark(self, fields: Fields, party: str, words: str) -> None:
        """An x, a V, a share, with “til 31.12.2027”; nothing for who does not take part."""
        words = one_line(words)
        found = _ENDS.fullmatch(words)
        until = said_date(found["date"]) if found else None
        rest = found["rest"].rstrip(" ,;") if found and until else words
        said = read_mark(rest)
        if not said.is_known and not said.share:
            raise ValueError(_("write x for who takes part, “x (until 2027)” with the end"))
        share = parse_share(said.share) if said.share else ""
        if not said.takes_part and not until:
            put_field(Collaboration.KIND, fields, f"participants.{party}", ABSENT)
            return
        part = self._taking_part(fields.get("participants", {}).get(party, {}))
        part.pop("until", None)
        part |= ({"until": until} if until else {}) | ({"share": share} if share else {})
        part |= {"role": "host"} if said.is_host else {}
        put_field(Collaboration.KIND, fields, f"participants.{party}", part)

    def _taking_part(self, part: Fields) -> Fields:
        """The part with dates by which it is one on the day."""
        kept = dict(part)
        if kept.get("from") and first_day(kept["from"]) > self._day:
            del kept["from"]
        if not in_force(None, kept.get("until"), self._day):
            del kept["until"]
        return kept

    def _put_roles(self, fields: Fields, words: str) -> None:
        """Who has a role of its own: the host by its name alone, others with what they are, one a line."""
        wanted: dict[str, str] = {}
        for line in map(one_line, words.split("\n")):
            wanted |= self._roles_in(line) if line else {}
        parts: Fields = fields.get("participants", {})
        for id, part in parts.items():
            is_shown = "role" in part and in_force(part.get("from"), part.get("until"), self._day)
            is_replaced = part.get("role") == "host" and "host" in wanted.values()  # there is one, whenever it was
            if (is_shown or is_replaced) and part["role"] != wanted.get(id):
                parts[id] = {name: value for name, value in part.items() if name != "role"}
        for id, role in wanted.items():
            parts[id] = {**self._taking_part(parts.get(id, {})), "role": role}
        _set(fields, "participants", parts)

    def _roles_in(self, line: str) -> dict[str, str]:
        found = _BRACKET.fullmatch(line)
        role = _role(found["role"]) if found else None
        name = found["name"] if found and role else line
        if self._book.find(name) is not None:
            return {self._book.resolve(name): role or "host"}
        several = read_list(line)
        if several.others or several.all_but is not None or not several.parts:
            raise ValueError(_("“{words}” names nobody", words=line))
        return {self._book.resolve(one.name): _role(one.note) or "host" for one in several.parts}

    # --- the form

    def _put_form(self, fields: Fields, words: str) -> None:
        words = one_line(words)
        bare = words.rstrip(f"{_UNCERTAIN} ")
        form = _form(bare) if bare else None
        uncertain = [name for name in fields.get("uncertain", []) if name != _FORM]
        if form and words.endswith(_UNCERTAIN):
            uncertain.append(_FORM)
        _set(fields, _FORM, form)
        _set(fields, "uncertain", uncertain)

    # --- any other value

    def _put_value(self, kind: str, fields: Fields, field: str, words: str, before: str) -> None:
        spec, old = spec_of(kind, field), value_at(fields, field)
        value: Any = None
        if words.strip():
            value = self._value(spec, old, words, before) if spec is not None else _unknown(field, old, words)
        elif field in MODELS[kind].ALWAYS:
            raise ValueError(_("must not be empty"))
        put_field(kind, fields, field, ABSENT if value in (None, "", []) else value)

    def _value(self, spec: FieldSpec, old: Any, words: str, before: str) -> Any:
        if spec.shape == "date":
            return read_date(one_line(words))
        if spec.shape == "text":
            value_of(spec, words, self._names)  # which says what is too long
            return _patched(old or "", before, normalise(words))
        if spec.shape == "number":
            words = "".join(words.split())
        if spec.shape in ("reference", "code"):
            return self._one(spec.shape, spec.of, words)
        if spec.shape in ("references", "codes"):
            return self._several(spec, old or [], words)
        return value_of(spec, words, self._names)

    def _one(self, shape: str, of: str, words: str) -> str:
        if shape == "code":
            return _form(words) if of == _FORM else find_term(words, terms_of(of))
        if of == "party" and self._book.find(words) is not None:
            return self._book.resolve(words)
        try:
            return find_reference(of, words, self._then)
        except ValueError:
            return find_reference(of, words, self._names)

    def _several(self, spec: FieldSpec, old: list[str], words: str) -> list[str]:
        """Those in a list, by name; of those that were in it before, whatever else is called so."""
        shape = spec.shape.removesuffix("s")
        known = {match_key(self._then.name(Key(spec.of, id))): id for id in old} if shape == "reference" else {}

        def find(word: str) -> str:
            return known.get(match_key(word)) or self._one(shape, spec.of, word)

        def is_one(word: str) -> bool:
            try:
                return bool(find(word))
            except ValueError:
                return False

        return list(dict.fromkeys(find(word) for word in listed(words, is_one)))


def _put_name(fields: Fields, words: str) -> None:
    """The name, with the star that marks the collaboration; one that the name itself ends with is a letter of it."""
    name = one_line(words)
    is_own = str(fields.get("name", "")).endswith(_STAR)
    is_starred = name.endswith(_STAR) and not is_own
    fields["name"] = check_name(name.removesuffix(_STAR) if is_starred else name)
    if not is_own:
        _set(fields, "starred", is_starred or None)


def _set(fields: Fields, field: str, value: Any) -> None:
    if value:
        fields[field] = value
    else:
        fields.pop(field, None)


def _role(words: str) -> str | None:
    try:
        return find_term(words, roles())
    except ValueError:
        return None


def _form(words: str) -> str:
    """The form of organisation by its code, its name in any language, or as documents have it; raises ValueError."""
    try:
        return find_term(words, legal_forms())
    except ValueError:
        form = form_of(words)
    if form is None:
        raise ValueError(_("no known form of organisation"))
    return form


def _unknown(field: str, old: Any, words: str) -> str:
    if not isinstance(old, str | None):
        raise ValueError(_("is what a document said, and cannot be changed here"))
    parse = _TYPED.get(field.rpartition(".")[2])
    return parse(words) if parse else one_line(normalise(words))


def _patched(old: str, before: str, words: str) -> str:
    """The text with what was changed of what was shown of it: a format may show no empty lines, blanks otherwise."""
    lines, shown, new = old.split("\n"), before.split("\n"), words.split("\n")
    if before.endswith(_CUT) and not old.endswith(_CUT):
        raise ValueError(_("the file has only the beginning of it"))
    filled = [at for at, line in enumerate(lines) if line.strip()]
    places = list(range(len(lines))) if len(lines) == len(shown) else filled
    if len(places) != len(shown):
        return words
    kept: list[str] = []
    done = 0
    for tag, first, last, start, end in SequenceMatcher(None, shown, new, autojunk=False).get_opcodes():
        if tag == "equal":
            kept += lines[done : places[last - 1] + 1]
        else:
            kept += [*(lines[done : places[first]] if first < last else []), *new[start:end]]
        done = places[last - 1] + 1 if first < last else done
    return normalise("\n".join([*kept, *lines[done:]]))
