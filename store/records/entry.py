"""What people type, and the value it stands for: both ways, for every shape of field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeVar

from store.base.dates import read_date, shown_date
from store.base.glossary import Terms, terms_of
from store.base.i18n import _, language
from store.base.ids import is_id
from store.base.near import among, nearest, none_of
from store.base.text import excerpt, match_key, normalise, one_line, safe
from store.records.model import KINDS, Record, Register
from store.records.paths import Key
from store.records.schema import FieldSpec
from store.records.snapshot import State
from store.records.typed import parse_address, parse_orgnr, parse_share, share_words

MAX_NAME: Final = 200
MAX_TEXT: Final = 100_000
MAX_LINE: Final = 2_000
_MAX_NUMBER: Final = 999_999_999
_NAME_START: Final = re.compile(r"[\[(\"'«“]?\w")
_WITH_ID: Final = re.compile(r".*\((?P<id>[a-z0-9][a-z0-9-]{0,63})\)", re.DOTALL)
_MOST_PARTS: Final = 8
"""Of a name with commas in it."""
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*+"')
_PART_START: Final = re.compile(r'\s*("(?:[^"]|"")*+"(?=\s*(?:[,;]|\Z)))?')
"""The blanks that a part begins with, and its quotes, where a part ends behind them."""
_PARSERS: Final[Mapping[str, Callable[[str], str]]] = {
    "date": read_date, "orgnr": parse_orgnr, "address": parse_address, "share": parse_share,
}  # fmt: skip
R = TypeVar("R", bound=Record)


def value_of(spec: FieldSpec, words: str, names: State) -> Any:
    """The value that `words` stand for, None when they are empty; raises ValueError with a text for people."""
    if not words.strip():
        return None
    many = {"references": "reference", "codes": "code", "lines": "line"}
    if spec.shape in many:
        one = FieldSpec(spec.name, many[spec.shape], spec.of)
        parts = listed(words, lambda word: _is_named(one, word, names))
        return list(dict.fromkeys(value_of(one, word, names) for word in parts))
    if spec.shape == "text":
        return _limited(normalise(words), MAX_TEXT)
    if spec.shape == "line":
        return check_name(words) if spec.name == "name" else _limited(one_line(normalise(words)), MAX_LINE)
    if spec.shape in _PARSERS:
        return _limited(_PARSERS[spec.shape](words), MAX_LINE)
    if spec.shape == "flag":
        return parse_flag(words)
    if spec.shape == "number":
        return _number(words)
    if spec.shape == "code":
        return find_term(words, terms_of(spec.of))
    if spec.shape == "reference":
        return find_reference(spec.of, words, names)
    raise ValueError(_("is what a document said, and cannot be changed here"))


def words_of(spec: FieldSpec, value: Any, names: State) -> str:
    """The words that stand for a value, as one would type them: `value_of` gives the value back."""
    if value is None or value == "" or value == [] or value == ():
        return ""
    if isinstance(value, list | tuple):
        one = FieldSpec(spec.name, {"references": "reference", "codes": "code"}.get(spec.shape, "line"), spec.of)
        return joined(words_of(one, item, names) for item in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if spec.shape == "code":
        return terms_of(spec.of)[str(value)].name()
    if spec.shape == "share":
        return share_words(str(value), language())
    if spec.shape == "date":
        return shown_date(str(value))
    if spec.shape == "reference":
        name = one_line(safe(names.name(Key(spec.of, str(value)))))
        plain = spec.of in ("party", "area") and ";" not in name and _names_only(spec.of, name, str(value), names)
        return name if plain else f"{name.replace(';', ',')} ({value})"
    return str(value)


def _names_only(kind: str, name: str, id: str, names: State) -> bool:
    try:
        return find_reference(kind, name, names) == id
    except ValueError:
        return False


def row_key(spec: FieldSpec, words: str, names: State) -> str:
    """The key of a table's row that `words` name; raises ValueError, with a text for people."""
    if spec.of == "party":
        return find_party(words, names)
    if spec.keys == "code":
        return find_term(words, terms_of(spec.of))
    if not is_id(words):
        raise ValueError(_("“{id}” can be no id: small letters a-z, digits and -", id=safe(excerpt(words, 40))))
    return words


def listed(words: str, is_one: Callable[[str], bool] | None = None) -> list[str]:
    """Parts between commas or semicolons; a name with a comma in it wants semicolons, one at the end will do.

    Where there are only commas, several parts that are `is_one` thing together are one, the longest first. A part
    with a semicolon of its own stands in double quotes, each of its quotes doubled.
    """
    sign = ";" if _is_outside_quotes(words, ";") else ","
    parts = [part for part in map(one_line, _split(words, sign)) if part]
    if sign == ";" or is_one is None:
        return [_unquoted(part) for part in parts]
    found = []
    while parts:
        runs = ((", ".join(parts[:end]), end) for end in range(min(len(parts), _MOST_PARTS), 1, -1))
        run, end = next(((run, end) for run, end in runs if is_one(run)), (_unquoted(parts[0]), 1))
        found.append(run)
        del parts[:end]
    return found


def joined(items: Iterable[str]) -> str:
    """The words of a list: `listed` gives the items back."""
    parts = ['"{}"'.format(item.replace('"', '""')) if ";" in item or item.startswith('"') else item for item in items]
    alone = len(parts) == 1 and _is_outside_quotes(parts[0], ",")
    return "; ".join(parts) + (";" if alone else "")


def _unquoted(part: str) -> str:
    """A part in quotes without them, where they were needed: a name that stands in quotes keeps its own."""
    inside = part[1:-1]
    is_quoted = _QUOTED.fullmatch(part) is not None and (";" in inside or "," in inside or '""' in inside)
    return inside.replace('""', '"') if is_quoted else part


def _split(words: str, sign: str) -> list[str]:
    """Between the signs that stand outside quotes; what was pasted may be as long as a book."""
    parts: list[str] = []
    begin = 0
    while True:
        start = _PART_START.match(words, begin)
        end = words.find(sign, start.end() if start is not None else begin)
        if end < 0:
            return [*parts, words[begin:]]
        parts.append(words[begin:end])
        begin = end + 1


def _is_outside_quotes(words: str, sign: str) -> bool:
    return len(_split(words, sign)) > 1


def _is_named(spec: FieldSpec, words: str, names: State) -> bool:
    """Whether the words, commas and all, are the name of one thing."""
    if spec.shape == "line":
        return False
    try:
        found = value_of(spec, words, names)
    except ValueError:
        return False
    # An id in brackets at the end is of the last part.
    in_brackets = spec.shape == "reference" and _WITH_ID.fullmatch(words)
    return not in_brackets or match_key(names.name(Key(spec.of, found))) == match_key(words)


def _limited(text: str, limit: int) -> str:
    if len(text) > limit:
        raise ValueError(_("{length} characters, more than {limit}", length=len(text), limit=limit))
    return text


def check_name(name: str) -> str:
    """The name as it is stored; raises ValueError, with a text for people, for what cannot be one."""
    if safe(name) != name:
        raise ValueError(_("control characters cannot stand in a name"))
    shown = _limited(one_line(normalise(name)), MAX_NAME)
    if not _NAME_START.match(shown):
        raise ValueError(_("a name begins with a letter or a digit"))
    return shown


def _number(words: str) -> int:
    try:
        number = int(words.strip())
    except ValueError:
        number = -1
    if not 0 <= number <= _MAX_NUMBER:
        text = _("“{value}” is no whole number from 0 to {most}", value=safe(excerpt(words, 40)), most=_MAX_NUMBER)
        raise ValueError(text)
    return number


def parse_flag(words: str) -> bool:
    """Yes or no in the languages of the program; raises ValueError."""
    word = words.strip().casefold()
    if word in ("yes", "ja", "true", "1", "y", "j", "x"):
        return True
    if word in ("no", "nei", "false", "0", "n"):
        return False
    raise ValueError(_("write yes or no, not “{word}”", word=safe(excerpt(words, 40))))


def find_reference(kind: str, words: str, names: State) -> str:
    """The id of the record (or area) with this id or name, or with the id in brackets at the end.

    Raises ValueError.
    """
    if kind == "party":
        return find_party(words, names)
    if kind == "area":
        return find_area(words, names.register)
    words = one_line(words)
    in_brackets = _WITH_ID.fullmatch(words)
    for id in (words, in_brackets["id"] if in_brackets else ""):
        if is_id(id) and names.exists(Key(kind, id)):
            return id
    wanted = match_key(words)
    alike = [id for id, record in names.records(KINDS[kind]).items() if match_key(record.name) == wanted]
    if len(alike) == 1:
        return alike[0]
    shown = safe(excerpt(words, 60))
    if alike:
        raise ValueError(_("several are called “{name}”; write the id: {known}", name=shown, known=", ".join(alike)))
    near = nearest(words, [record.name for record in names.records(KINDS[kind]).values() if record.name])
    if near:
        raise ValueError(_("nothing is called “{name}”; did you mean {names}?", name=shown, names=", ".join(near)))
    raise ValueError(_("nothing is called “{name}”, and nothing has it as its id", name=shown))


def find_references(kind: str, words: str, names: State) -> list[str]:
    """The ids of several, as `listed`; raises ValueError."""
    found: list[str] | None = value_of(FieldSpec("", "references", kind), words, names)
    return found or []


def find_party(words: str, names: State) -> str:
    """The id of the party with this id, name or alias; raises ValueError."""
    parties = names.parties
    shown = safe(excerpt(words, 60))
    found = _find_named(words, {id: (party.name, *party.aliases) for id, party in parties.items()})
    if found is None:
        known = among(words, [party.name for party in parties.values()])
        raise ValueError(_("no party is called “{name}”; there are: {known}", name=shown, known=known))
    return found


def find_area(words: str, register: Register) -> str:
    """The id of the area with this id or name; raises ValueError."""
    found = _find_named(words, {id: (area.name,) for id, area in register.areas.items()})
    if found is None:
        shown = safe(excerpt(words, 60))
        known = among(words, [area.name for area in register.areas.values()])
        raise ValueError(_("no area is called “{name}”; there are: {known}", name=shown, known=known))
    return found


def _find_named(words: str, names: Mapping[str, tuple[str, ...]]) -> str | None:
    wanted = match_key(words)
    named = next((id for id, known in names.items() if wanted in (id, *map(match_key, known))), None)
    in_brackets = _WITH_ID.fullmatch(one_line(words))
    return named or (in_brackets["id"] if in_brackets and in_brackets["id"] in names else None)


def find_term(words: str, terms: Terms) -> str:
    """The code that this code or name stands for; raises ValueError."""
    wanted = match_key(words)
    for code, term in terms.items():
        if wanted in (code, *map(match_key, term.names.values())):
            return code
    raise ValueError(none_of(words, [term.name() for term in terms.values()]))
