"""The fields that a filter can ask for: what they are called and what each makes of its values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import eq, ge, gt, le, lt
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from store.base.dates import applies, last_day, read_date
from store.base.errors import QueryError
from store.base.glossary import Terms, legal_forms, statuses
from store.base.i18n import LANGUAGES, _, language
from store.base.text import excerpt, safe, search_key
from store.query.criteria import (
    Criterion,
    Known,
    Options,
    Test,
    Value,
    any_of,
    choose,
    compared,
    negated,
    of_fact,
    of_row,
)

if TYPE_CHECKING:
    from store.query.listing import Listing, Row

FINDINGS: Final = (
    "bad_orgnr", "form_past_deadline", "host_missing", "indirect_interest", "not_in_overview", "open_conflict",
    "participants_incomplete", "political_form", "probable_duplicate", "probable_successor", "probable_typo",
    "reversed_dates", "ring", "service_purchase", "several_hosts", "shared_id", "shares_over_whole", "starred",
    "suspect_participation", "uncertain_form", "uncertain_participation", "unknown_form", "unknown_reference",
    "unlisted_party", "withdrawal",
)  # fmt: skip
"""The codes that `store.checks.checks` gives to collaborations, which the first frame cannot import."""

_COMPARED: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, ":": eq,
}  # fmt: skip
T = TypeVar("T")
Make = Callable[[str, str, Sequence[Value]], Criterion]
"""The criterion of a field (as people call it), an operator and values."""


class Field(NamedTuple):
    """A field: its names in the order of LANGUAGES, what it makes, whether it takes < and >."""

    names: tuple[str, str, str]
    make: Make
    ordered: bool = False

    @property
    def name(self) -> str:
        """What it is called in the language in use."""
        return self.names[LANGUAGES.index(language())]


class Vocabulary:
    """Fields by their English name; each can be written by any of its names."""

    def __init__(self, fields: Mapping[str, Field]) -> None:
        self.fields = fields
        self._by_name = {search_key(name): field for field in fields.values() for name in field.names}
        self._written = {search_key(name): name for field in fields.values() for name in field.names}

    def criterion(self, field: Value, operator: Value, values: Sequence[Value], end: int) -> Criterion:
        """The criterion of a term such as `host:oyer`, which ends at `end`; raises QueryError."""
        known = self._by_name.get(search_key(field.text))
        if known is None:
            raise QueryError(field.at, self._unknown(field.text, operator.text))
        if operator.text not in (":", "=") and not known.ordered:
            dates = ", ".join(other.name for other in self.fields.values() if other.ordered)
            text = _("{field} takes “:” only; < and > go with {dates}", field=safe(field.text), dates=dates)
            raise QueryError(operator.at, text)
        if not values:
            term = safe(field.text + operator.text)
            raise QueryError(end, _("write what to look for right after “{term}”", term=term))
        return known.make(safe(field.text), operator.text, values)

    def _unknown(self, field: str, operator: str) -> str:
        shown = safe(excerpt(field, 40)) + operator
        from store.base.near import nearest  # only where somebody mistyped

        near = ", ".join(nearest(search_key(field), {name: f"{written}:" for name, written in self._written.items()}))
        if field and near:
            text = _("there is no “{term}”; did you mean {names}?", term=shown, names=near)
        else:
            known = ", ".join(other.name for other in self.fields.values())
            text = _("there is no “{term}”; there are: {names}", term=shown, names=known)
        return text + " " + _("Put the word in quotes to find it as it stands.")


# --- texts


def _text(attribute: str) -> Make:
    def make(_field: str, operator: str, values: Sequence[Value]) -> Criterion:
        wanted = _folded(values)
        fits = str.__eq__ if operator == "=" else str.__contains__
        # All of these are a part of `search`: most rows need no folding.
        return of_row(
            lambda row: any(word in row.search and fits(search_key(getattr(row, attribute)), word) for word in wanted)
        )

    return make


def _folded(values: Sequence[Value]) -> list[str]:
    return [search_key(value.text) for value in values]


def _history(_field: str, _operator: str, values: Sequence[Value]) -> Criterion:
    wanted = _folded(values)
    return of_fact("old_text", lambda old: lambda row: any(word in old.get(row.id, "") for word in wanted))


def _full_text(_field: str, _operator: str, values: Sequence[Value]) -> Criterion:
    wanted = _folded(values)
    return of_fact(
        "full_text",
        lambda texts: lambda row: any(word in row.search or word in texts.get(row.id, "") for word in wanted),
    )


# --- codes and ids


class _Choice(NamedTuple):
    """What can be chosen in a register, and the codes of a row."""

    options: Callable[[Listing], Mapping[str, Sequence[str]]]
    of_row: Callable[[Row], Iterable[str]]

    def make(self, field: str, _operator: str, values: Sequence[Value]) -> Criterion:
        """Rows with any of the values."""

        def bind(listing: Listing, _known: Known | None) -> Test:
            options, codes_of = self.options(listing), self.of_row
            # A code from a newer version, or an id of nothing, is no name but stands in rows all the same.
            unnamed: Options = {code: () for row in listing.rows for code in codes_of(row) if code not in options}
            shown = {code: _shown(code, names) for code, names in options.items()}
            codes = frozenset().union(*(choose(field, value, {**unnamed, **options}, shown) for value in values))
            return lambda row: not codes.isdisjoint(codes_of(row))

        return Criterion((), (bind,))

    def make_negated(self, field: str, operator: str, values: Sequence[Value]) -> Criterion:
        """Rows with none of the values."""
        return negated(self.make(field, operator, values))


def _shown(code: str, names: Sequence[str]) -> str:
    """Of a term, the name in the language in use; of a party or an area, the only one."""
    return names[LANGUAGES.index(language())] if len(names) >= len(LANGUAGES) else next(iter(names), code)


def _term_names(terms: Terms) -> dict[str, list[str]]:
    return {
        code: [term.name(lang) for lang in LANGUAGES] + [term.short(lang) for lang in LANGUAGES]
        for code, term in terms.items()
    }


def _names(names: Mapping[str, str]) -> dict[str, list[str]]:
    return {id: [name] for id, name in names.items()}


_FORM: Final = _Choice(
    lambda _listing: _term_names(legal_forms()), lambda row: (row.legal_form,) * bool(row.legal_form)
)
_STATUS: Final = _Choice(lambda _listing: _term_names(statuses()), lambda row: (row.status,))
_AREA: Final = _Choice(lambda listing: _names(listing.areas), lambda row: row.areas)
_PARTY: Final = _Choice(lambda listing: _names(listing.parties), lambda row: row.marks)
_HOST: Final = _Choice(
    lambda listing: _names(listing.parties),
    lambda row: [party for party, (role, _until) in row.marks.items() if role == "host"],
)


# --- dates


def date_tests(operator: str, values: Sequence[Value]) -> list[Callable[[str], bool]]:
    """Tests of partial dates against each of the values; raises QueryError."""
    return [compared(operator, date) for date in _read(values, read_date)]


def _read(values: Sequence[Value], read: Callable[[str], T]) -> list[T]:
    found = []
    for value in values:
        try:
            found.append(read(value.text))
        except ValueError as error:
            raise QueryError(value.at, safe(str(error))) from None
    return found


def _share(_field: str, operator: str, values: Sequence[Value]) -> Criterion:
    from store.records.typed import parse_share, share_of  # exact numbers are slow to load

    fits = _COMPARED[operator]
    wanted = [share_of(share) for share in _read(values, parse_share)]
    return of_row(lambda row: any(fits(share_of(owned), share) for owned in row.shares for share in wanted))


def _date(of: Callable[[Row], tuple[str, ...]]) -> Make:
    def make(_field: str, operator: str, values: Sequence[Value]) -> Criterion:
        tests = date_tests(operator, values)
        return of_row(lambda row: any(test(date) for date in of(row) for test in tests))

    return make


def _in_force(_field: str, _operator: str, values: Sequence[Value]) -> Criterion:
    days = _read(values, last_day)
    return of_row(
        lambda row: any(applies(row.status, row.period[0] or None, row.period[1] or None, day) for day in days)
    )


def _changed(_field: str, operator: str, values: Sequence[Value]) -> Criterion:
    tests = date_tests(operator, values)
    return of_fact("changed", lambda days: lambda row: row.id in days and any(test(days[row.id]) for test in tests))


# --- what a row has or is


def _has_notice(row: Row) -> bool:
    """Notice is given for the whole, or a participant has given it or leaves."""
    return bool(row.notices) or row.status == "notice_given" or any(until for _role, until in row.marks.values())


def _has_finding(code: str) -> Criterion:
    return of_fact("findings", lambda findings: lambda row: code in findings.get(row.id, ()))


class _Property(NamedTuple):
    names: tuple[str, ...]
    criterion: Criterion


_HAS: Final = {
    "finding": _Property(("funn", "funn", "finding"), of_fact("findings", lambda found: lambda row: row.id in found)),
    "notice": _Property(("varsel", "varsel", "notice", "oppsigelse", "oppseiing"), of_row(_has_notice)),
    "parent": _Property(("overordnet", "overordna", "parent"), of_row(lambda row: bool(row.parent))),
    "comment": _Property(("kommentar", "kommentar", "comment"), of_row(lambda row: bool(row.comment))),
    **{code: _Property((code, code, code), _has_finding(code)) for code in FINDINGS},
}
_IS: Final = {
    "starred": _Property(("stjernemerket", "stjernemerkt", "starred"), of_row(lambda row: row.starred)),
    "uncertain": _Property(("usikker", "usikker", "uncertain"), of_row(lambda row: row.doubtful)),
    "marked": _Property(("markert", "markert", "marked"), of_fact("marked", lambda ids: lambda row: row.id in ids)),
}


def _property(properties: Mapping[str, _Property]) -> Make:
    def make(field: str, _operator: str, values: Sequence[Value]) -> Criterion:
        options = {code: found.names for code, found in properties.items()}
        shown = {code: _shown(code, names) for code, names in options.items()}
        codes = [code for value in values for code in sorted(choose(field, value, options, shown))]
        return any_of([properties[code].criterion for code in codes])

    return make


FIELDS: Final = {
    "form": Field(("form", "form", "form"), _FORM.make),
    "host": Field(("vert", "vert", "host"), _HOST.make),
    "with": Field(("med", "med", "with"), _PARTY.make),
    "without": Field(("uten", "utan", "without"), _PARTY.make_negated),
    "area": Field(("område", "område", "area"), _AREA.make),
    "status": Field(("status", "status", "status"), _STATUS.make),
    "id": Field(("id", "id", "id"), _text("id")),
    "name": Field(("navn", "namn", "name"), _text("name")),
    "comment": Field(("kommentar", "kommentar", "comment"), _text("comment")),
    "changed": Field(("endret", "endra", "changed"), _changed, ordered=True),
    "from": Field(("fra", "frå", "from"), _date(lambda row: row.starts), ordered=True),
    "until": Field(("til", "til", "until"), _date(lambda row: row.ends), ordered=True),
    "notice": Field(("varsel", "varsel", "notice"), _date(lambda row: row.notices), ordered=True),
    "orgnr": Field(("orgnr", "orgnr", "orgnr"), _text("orgnr")),
    "address": Field(("nettadresse", "nettadresse", "address"), _text("address")),
    "case": Field(("sak", "sak", "case"), _text("case")),
    "agreed": Field(("avtalt", "avtalt", "agreed"), _date(lambda row: row.agreed), ordered=True),
    "holds": Field(("gjelder", "gjeld", "holds"), _date(lambda row: row.holds), ordered=True),
    "share": Field(("eierandel", "eigardel", "share"), _share, ordered=True),
    "on": Field(("på", "på", "on"), _in_force),
    "has": Field(("har", "har", "has"), _property(_HAS)),
    "is": Field(("er", "er", "is"), _property(_IS)),
    "history": Field(("historikk", "historikk", "history"), _history),
    "text": Field(("tekst", "tekst", "text"), _full_text),
}
"""What can be asked of a collaboration."""
RECORDS: Final = Vocabulary(FIELDS)
