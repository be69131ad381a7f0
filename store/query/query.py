"""A filter as people type it: `ringebu form:host -status:ended (changed>2021 or has:finding)`; see docs/filter.md.

One grammar for the interface, for `iktui list` and for what is kept. It is read character by character, since what is
half typed is a filter too: a quote or a parenthesis that is still open ends where the text ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from store.base.errors import QueryError
from store.base.i18n import _
from store.query.criteria import Criterion, Known, Value, all_of, any_of, fuzzy, negated, word
from store.query.fields import RECORDS, Vocabulary

if TYPE_CHECKING:
    from store.query.listing import Listing, Row

_DEEPEST: Final = 40
"""Parentheses and negations inside each other: far below what Python can call."""
_SPACE: Final = re.compile(r"\s*")
_OR: Final = re.compile(r"\|+|(?:or|eller)(?![^\s()|])", re.IGNORECASE)
_NOT: Final = re.compile(r"(?:not|ikke|ikkje)(?![^\s()|])|-(?![\s)|]|$)", re.IGNORECASE)
_BARE: Final = re.compile(r"[^\s()|:<>=]*")
_OPERATOR: Final = re.compile(r"<=|>=|[:<>=]")
_BARE_VALUE: Final = re.compile(r"[^\s()|,]*")
_QUOTES: Final = {'"': '"', "“": "”", "«": "»"}


@dataclass(frozen=True)
class Query:
    """A filter that was understood."""

    text: str
    criterion: Criterion

    @property
    def needs(self) -> frozenset[str]:
        """What `select` will ask its facts for: changed, findings, old_text, full_text; marked, which costs nothing."""
        return self.criterion.needs

    def select(self, listing: Listing, facts: Known | None = None) -> list[Row]:
        """The rows of a listing that it finds, in their order.

        Raises QueryError for a party, an area or another name that the register does not know, ValueError when it
        needs facts and gets none.
        """
        return self.criterion.select(listing, facts)


def parse(text: str, vocabulary: Vocabulary = RECORDS) -> Query:
    """What a text asks for; an empty one asks for everything. Raises QueryError, which says where and what to do."""
    return Query(text, _Parser(text, vocabulary).whole())


class _Parser:
    """Descends through `any (all (term))`; `at` is the next character."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self._text = text
        self._vocabulary = vocabulary
        self._at = 0

    def whole(self) -> Criterion:
        self._skip(_SPACE)
        if self._ended:
            return Criterion()
        found = self._any(0)
        if not self._ended:
            raise QueryError(self._at, _("“)” closes nothing; take it away, or put it in quotes to find it"))
        return found

    @property
    def _ended(self) -> bool:
        return self._at >= len(self._text)

    @property
    def _next(self) -> str:
        return self._text[self._at : self._at + 1]

    def _skip(self, pattern: re.Pattern[str]) -> str:
        """Go past what matches here; gives it."""
        match = pattern.match(self._text, self._at)
        if match is None:
            return ""
        self._at = match.end()
        return match[0]

    def _any(self, depth: int) -> Criterion:
        parts = [self._all(depth)]
        while self._skip(_OR):
            parts.append(self._all(depth))
        return any_of(parts)

    def _all(self, depth: int) -> Criterion:
        parts = [self._term(depth)]
        while self._more():
            parts.append(self._term(depth))
        return all_of(parts)

    def _more(self) -> bool:
        """Whether another term stands here."""
        self._skip(_SPACE)
        return not self._ended and self._next != ")" and _OR.match(self._text, self._at) is None

    def _term(self, depth: int) -> Criterion:
        if not self._more():
            raise QueryError(
                self._at, _("something to look for is missing here; write it, or take the sign before away")
            )
        if depth >= _DEEPEST:
            raise QueryError(
                self._at,
                _("more than {limit} parentheses or negations inside each other; write it more simply", limit=_DEEPEST),
            )
        if self._skip(_NOT):
            return negated(self._term(depth + 1))
        if self._next == "(":
            self._at += 1
            inside = self._any(depth + 1)
            self._at += self._next == ")"
            return inside
        return self._word()

    def _word(self) -> Criterion:
        start = self._at
        is_fuzzy = self._next == "~"
        self._at += is_fuzzy
        if self._next in _QUOTES:
            words = self._quoted().text
            return all_of([fuzzy(part) for part in words.split()]) if is_fuzzy else word(words)
        bare = self._skip(_BARE)
        field = Value(self._text[start : self._at], start)
        operator = Value(self._skip(_OPERATOR), start + len(field.text))
        if operator.text:
            return self._vocabulary.criterion(field, operator, self._values(), self._at)
        if not bare:
            raise QueryError(self._at, _("write a word right after “~”"))
        return fuzzy(bare) if is_fuzzy else word(bare)

    def _values(self) -> list[Value]:
        """Values with commas between; those that are not there yet do not count."""
        values = []
        while True:
            at = self._at
            value = self._quoted() if self._next in _QUOTES else Value(self._skip(_BARE_VALUE), at)
            if value.text.strip():
                values.append(value)
            if self._next != ",":
                return values
            self._at += 1

    def _quoted(self) -> Value:
        start = self._at + 1
        end = self._text.find(_QUOTES[self._next], start)
        end = len(self._text) if end < 0 else end
        self._at = min(end + 1, len(self._text))
        return Value(self._text[start:end], start)
