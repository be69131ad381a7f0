"""How papers say dates, numbers, names, values and decisions: in words of the reader's language. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from store.base.glossary import terms_of
from store.base.i18n import _, in_language, language, mark
from store.base.numbers import number_text
from store.changes import wording
from store.records.decisions import decision_text, is_decided
from store.records.paths import Key
from store.records.schema import spec_of

if TYPE_CHECKING:
    from store.changes.wording import NameOf
    from store.records.model import Collaboration, Decision, Decisions
    from store.records.snapshot import State

    Records = State
    """What a paper is made of: the register at a commit, or as it would be."""
    Keep = Callable[[Collaboration], bool]
    """Whether a collaboration belongs in a paper."""

NOTHING: Final = "–"
"""What stands where nothing is known and an empty cell would be a riddle."""
_MONTHS: Final = (
    mark("January"), mark("February"), mark("March"), mark("April"), mark("May"), mark("June"), mark("July"),
    mark("August"), mark("September"), mark("October"), mark("November"), mark("December"),
)  # fmt: skip

# --- dates


def date_text(partial: str, lang: str | None = None) -> str:
    """A partial date in words, as precise as it is: “1. januar 2021”, “oktober 2021”, “2021”; "" for none."""
    code = lang or language()
    year, _dash, rest = partial.partition("-")
    number, _dash, day = rest.partition("-")
    if not number:
        return year
    month = in_language(code, _MONTHS[int(number) - 1])
    if not day:
        return in_language(code, mark("{month} {year}"), month=month, year=year)
    return in_language(code, mark("{day} {month} {year}"), day=int(day), month=month, year=year)


def as_of(day: str, lang: str | None = None) -> str:
    """The line below a title: which day the paper speaks of."""
    code = lang or language()
    return in_language(code, mark("As of {date}"), date=date_text(day, code))


# --- words


def capital(text: str) -> str:
    """The text with its first letter large: a field's name as the header of a column."""
    return text[:1].upper() + text[1:]


def label(field: str, name_of: NameOf = lambda key: key.id) -> str:
    """What a field is called, as the header of a column or the label of a line."""
    return capital(wording.field_label(field, name_of, language()))


def listed(names: Iterable[str]) -> str:
    """“Øyer, Gausdal og Ringebu”."""
    *first, last = list(names) or [""]
    return _("{first} and {last}", first=", ".join(first), last=last) if first else last


def names_text(kind: str, ids: Iterable[str], name_of: NameOf) -> str:
    """The names of records of a kind, with commas."""
    return ", ".join(name_of(Key(kind, id)) for id in ids)


def term(vocabulary: str, code: str | None) -> str:
    """What a code is called, "" for none."""
    return terms_of(vocabulary)[code].name() if code else ""


def choices(vocabulary: str) -> tuple[str, ...]:
    """What a cell of such codes can be."""
    return tuple(known.name() for known in terms_of(vocabulary).values())


def value_words(kind: str, field: str, value: Any, name_of: NameOf) -> str:
    """A value of a record in words, dates and numbers too; "" for nothing. `field` is its dotted path."""
    if value in (None, "", [], (), {}) and not (value == {} and field.startswith("participants.")):
        return ""
    return wording.value_text(field, _worded(kind, field, value), name_of, language(), kind)


def _worded(kind: str, field: str, value: Any) -> Any:
    """The value with the dates and large numbers in it as words, at any depth."""
    if isinstance(value, dict):
        return {key: _worded(kind, f"{field}.{key}", item) for key, item in value.items()}
    spec = spec_of(kind, field)
    if spec is not None and spec.shape == "date" and isinstance(value, str):
        return date_text(value)
    if field.endswith(".amount") and isinstance(value, int):
        return number_text(value)
    return value


# --- decisions


def decision_words(decision: Decision) -> str:
    """What a council decided, on one line."""
    date = date_text(decision.date) if decision.date else None
    return decision_text(decision.model_copy(update={"date": date}))


def decisions_words(decisions: Decisions, name_of: NameOf, missing: Iterable[str] = ()) -> str:
    """What each council decided, one line each, and those of `missing` that have said nothing."""
    said: Mapping[str, str] = {id: decision_words(made) for id, made in decisions.items() if is_decided(made)}
    silent = {id: _("nothing yet") for id in missing if id not in said}
    return "\n".join(f"{name_of(Key('party', id))}: {text}" for id, text in {**said, **silent}.items())
