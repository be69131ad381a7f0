"""The questions that many Actions ask: a name, a date, a party, a record, a field of any shape. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from store.actions.action import Asked, Options, Question, choosable
from store.base.dates import read_date, shown_date
from store.base.glossary import terms_of
from store.base.i18n import _, mark
from store.base.text import match_key, sort_key
from store.records.entry import check_name, find_reference, parse_flag, value_of
from store.records.model import KINDS
from store.records.overview import areas_in_order
from store.records.schema import FieldSpec


def name(label: str = "", default: Callable[[Asked], str] = lambda _asked: "", **more: Any) -> Question:
    """What something shall be called."""
    return Question("name", label or mark("Name"), lambda words, _asked: check_name(words), default, **more)


def date(id: str, label: str, default: Callable[[Asked], str] = lambda _asked: "", **more: Any) -> Question:
    """A date of day, month or year precision."""
    return Question(id, label, lambda words, _asked: read_date(words), lambda asked: shown_date(default(asked)), **more)


def today(asked: Asked) -> str:
    """The day on which it is asked."""
    return asked.today


def own(
    options: Callable[[Asked], Options], otherwise: Callable[[Asked], str] = lambda _asked: ""
) -> Callable[[Asked], str]:
    """The default of a question for a party: the doer's own, where it can be chosen; its name."""

    def default(asked: Asked) -> str:
        known = options(asked)
        return known[asked.doer.party][0] if asked.doer.party in known else otherwise(asked)

    return default


def first(options: Callable[[Asked], Options]) -> Callable[[Asked], str]:
    """The doer's own party where it is among those that are left, else the first of them."""
    return own(options, lambda asked: next(iter(options(asked).values()), ("",))[0])


def line(id: str, label: str, **more: Any) -> Question:
    """Words on a line, none of them needed."""
    return Question(id, label, required=False, **more)


def reason() -> Question:
    """Why; it stands in the commit."""
    return line("reason", mark("Reason"))


def reference(
    id: str, kind: str, label: str, options: Callable[[Asked], Options] | None = None, **more: Any
) -> Question:
    """A record or an area, by its name or id."""
    offered = options or (lambda asked: options_of(FieldSpec(id, "reference", kind), asked))

    def read(words: str, asked: Asked) -> str:
        wanted = match_key(words)
        chosen = next((id for id, names in offered(asked).items() if match_key(names[0]) == wanted), None)
        return chosen or find_reference(kind, words, asked.snapshot)  # what is not offered is refused in its own words

    return Question(id, label, read, options=offered, **more)


def term(id: str, group: str, label: str, **more: Any) -> Question:
    """A code of the glossary, by its name or itself."""
    if (default := more.pop("default", None)) is not None:
        more["default"] = lambda asked: terms_of(group)[code].name() if (code := default(asked)) else ""
    return of_field(FieldSpec(id, "code", group), label, **more)


def of_field(spec: FieldSpec, label: str, **more: Any) -> Question:
    """What can stand in a field of a record."""
    options = (lambda asked: options_of(spec, asked)) if spec.of else None
    return Question(
        spec.name, label, lambda words, asked: value_of(spec, words, asked.snapshot), options=options, **more
    )


def options_of(spec: FieldSpec, asked: Asked) -> Options:
    """What can stand in a field, names by code or id; nothing for what is free."""
    if spec.shape in ("code", "codes") or spec.keys == "code":
        return {code: (term.name(), *term.names.values()) for code, term in terms_of(spec.of).items()}
    if spec.of == "party":
        parties = asked.snapshot.parties
        order = sorted(parties, key=lambda id: (parties[id].until is not None, sort_key(parties[id].name)))
        return {id: (parties[id].name, *parties[id].aliases) for id in order}
    if spec.of == "area":
        return {id: (name,) for id, name in areas_in_order(asked.snapshot.register).items()}
    if spec.of in KINDS:
        return choosable({id: record.name for id, record in asked.snapshot.records(KINDS[spec.of]).items()})
    return {}


def step() -> Question:
    """One place up (-1) or down (1)."""
    return Question("step", mark("Up or down"), _step, options=lambda _asked: {"-1": (_("up"),), "1": (_("down"),)})


def _step(words: str, _asked: Asked) -> int:
    known = {"-1": -1, "1": 1, "up": -1, "down": 1, _("up"): -1, _("down"): 1}
    if words.casefold() not in known:
        raise ValueError(_("write up or down"))
    return known[words.casefold()]


def flag(id: str, label: str) -> Question:
    """Yes or no; no when nothing is said."""
    return Question(id, label, lambda words, _asked: parse_flag(words), lambda _asked: _("no"), is_flag=True)
