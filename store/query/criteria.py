"""What the terms of a filter mean. A criterion becomes tests of a row, made once per filter, never per row.

Neither records nor git are known here: a row has most of what is asked for, a `Known` the rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from store.base.dates import first_day, last_day
from store.base.errors import QueryError
from store.base.i18n import _
from store.base.text import excerpt, safe, search_key

if TYPE_CHECKING:
    from store.query.listing import Listing, Row

_WORDS: Final = re.compile(r"\w+")
_NOT_LETTERS: Final = re.compile(r"[\W_]+")
_LONG: Final = 5
"""Letters of a word from which one may be wrong; with one left out, 4 are enough to ask."""
_SHOWN: Final = 8
"""Names that an error lists."""
_LIKENESS: Final = 60
"""Percent of likeness from which a name may be the one that was meant."""


class Known(Protocol):
    """What a filter may ask beside the rows, by the id of the collaboration: `store.register.facts.Facts`."""

    marked: Collection[str]
    """Ids that the user has marked."""

    @property
    def changed(self) -> Mapping[str, str]:
        """The date of the last commit."""

    @property
    def findings(self) -> Mapping[str, Collection[str]]:
        """Codes of findings."""

    @property
    def old_text(self) -> Mapping[str, str]:
        """What fields held before, folded."""

    @property
    def full_text(self) -> Mapping[str, str]:
        """What the list does not have of a record and of what refers to it, folded."""


class Value(NamedTuple):
    """What somebody wrote after a field, and where."""

    text: str
    at: int


Test = Callable[["Row"], bool]
Binder = Callable[["Listing", "Known | None"], Test]
"""Makes the test for one register."""


@dataclass(frozen=True)
class Criterion:
    """What must hold of a row: all words stand in it, all tests say yes. `needs` are the attributes of Known asked."""

    words: tuple[str, ...] = ()
    binders: tuple[Binder, ...] = ()
    needs: frozenset[str] = frozenset()

    def select(self, listing: Listing, known: Known | None) -> list[Row]:
        """The rows for which it holds, in their order."""
        tests = [bind(listing, known) for bind in self.binders]
        rows = list(listing.rows)
        for word in self.words:  # the quick way: no call per row
            rows = [row for row in rows if word in row.search]
        for test in tests:
            rows = [row for row in rows if test(row)]
        return rows

    def bind(self, listing: Listing, known: Known | None) -> Test:
        """The same as one test, for what has it as a part."""
        words = self.words
        tests = [bind(listing, known) for bind in self.binders]
        return lambda row: all(word in row.search for word in words) and all(test(row) for test in tests)


def needed(known: Known | None) -> Known:
    """What is known; raises ValueError when a caller gave nothing to a query that has needs."""
    if known is None:
        raise ValueError("this query needs facts: see Query.needs")
    return known


# --- putting together


def all_of(parts: Sequence[Criterion]) -> Criterion:
    """All hold."""
    return Criterion(
        tuple(word for part in parts for word in part.words),
        tuple(bind for part in parts for bind in part.binders),
        _needs_of(parts),
    )


def any_of(parts: Sequence[Criterion]) -> Criterion:
    """At least one holds."""
    if len(parts) == 1:
        return parts[0]

    def bind(listing: Listing, known: Known | None) -> Test:
        tests = [part.bind(listing, known) for part in parts]
        return lambda row: any(test(row) for test in tests)

    return Criterion((), (bind,), _needs_of(parts))


def negated(part: Criterion) -> Criterion:
    """It does not hold."""

    def bind(listing: Listing, known: Known | None) -> Test:
        test = part.bind(listing, known)
        return lambda row: not test(row)

    return Criterion((), (bind,), part.needs)


def _needs_of(parts: Iterable[Criterion]) -> frozenset[str]:
    return frozenset().union(*(part.needs for part in parts))


def of_row(test: Test) -> Criterion:
    """A criterion that needs nothing but the row."""
    return Criterion((), (lambda _listing, _known: test,))


def of_fact(need: str, make: Callable[[Any], Test]) -> Criterion:
    """A criterion that asks one thing beside the row: an attribute of Known, from which the test is made."""
    return Criterion((), (lambda _listing, known: make(getattr(needed(known), need)),), frozenset({need}))


# --- words


def word(text: str) -> Criterion:
    """A word or a phrase stands somewhere, spelling of å, ø, æ and case aside."""
    return Criterion((search_key(text),))


def fuzzy(text: str) -> Criterion:
    """A word of 5 letters or more that begins nearly like this: one slip, two from 8 letters on."""
    wanted = search_key(text)
    slips = 0 if len(wanted) < _LONG - 1 else 1 if len(wanted) < 8 else 2
    if not slips:
        return Criterion((wanted,))

    def bind(listing: Listing, _known: Known | None) -> Test:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        pieces: set[str] = set()
        for row in listing.rows:  # splitting is quicker than the pattern, and few pieces are new
            pieces.update(row.search.split())
        words = {found for piece in pieces for found in _WORDS.findall(piece) if len(found) >= _LONG}
        begun = {
            found[:length] for found in words for length in range(max(_LONG, len(wanted)), len(wanted) + slips + 1)
        }
        alike = process.extract(wanted, begun, scorer=OSA.distance, score_cutoff=slips, limit=None)
        if not alike:
            return lambda row: wanted in row.search
        one_of_them = re.compile(r"\b(?:" + "|".join(re.escape(found) for found, _score, _key in alike) + ")").search
        return lambda row: wanted in row.search or one_of_them(row.search) is not None

    return Criterion((), (bind,))


# --- dates


@cache
def _period(partial: str) -> tuple[str, str]:
    return first_day(partial).isoformat(), last_day(partial).isoformat()


def compared(operator: str, partial: str) -> Callable[[str], bool]:
    """A test of partial dates: it says yes when some day that the date can mean compares so with the other's period."""
    first, last = _period(partial)
    tests: dict[str, Callable[[str], bool]] = {
        "<": lambda date: _period(date)[0] < first,
        "<=": lambda date: _period(date)[0] <= last,
        ">": lambda date: _period(date)[1] > last,
        ">=": lambda date: _period(date)[1] >= first,
    }
    return tests.get(operator, lambda date: _period(date)[0] <= last and _period(date)[1] >= first)


# --- values by name


Options = Mapping[str, Iterable[str]]
"""What can be chosen: names by code."""


def choose(field: str, value: Value, options: Options, shown: Mapping[str, str]) -> frozenset[str]:
    """The codes that a value stands for: by code or whole name, else by the beginning of a word, else by a part.

    Raises QueryError with names as they are `shown`: those that are near, else all.
    """
    wanted = search_key(value.text)
    names = {code: {search_key(code), *map(search_key, known)} for code, known in options.items()}
    letters = _NOT_LETTERS.sub("", wanted)
    ways: list[Callable[[str], bool]] = [
        lambda name: name == wanted,
        lambda name: name.startswith(wanted) or f" {wanted}" in name,
        lambda name: bool(letters) and letters in _NOT_LETTERS.sub("", name),
    ]
    for way in ways:
        found = frozenset(code for code, known in names.items() if any(map(way, known)))
        if found:
            return found
    by_name = {name: shown.get(code, code) for code, known in names.items() for name in known}
    what = safe(excerpt(value.text, 40))
    from store.base.near import nearest  # only where somebody mistyped

    near = ", ".join(nearest(wanted, by_name))
    if near:
        raise QueryError(
            value.at, _("{field} knows no “{value}”; did you mean {names}?", field=field, value=what, names=near)
        )
    known_names = listed(list(shown.values()))
    text = _("{field} knows no “{value}”; there are: {names}", field=field, value=what, names=known_names)
    raise QueryError(value.at, text)


def listed(names: Sequence[str]) -> str:
    """The first of the names, for an error's one line."""
    more = ", …" if len(names) > _SHOWN else ""
    return ", ".join(safe(excerpt(name, 60)) for name in names[:_SHOWN]) + more if names else "–"
