"""The words of the field: legal forms, roles, states and known parties, read from the package's data files.

Their names, legal basis, period of validity and statutory contents are data (`store/data/*.toml`), not code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from store.base.i18n import language

DATA: Final = resources.files("store") / "data"


def read_data(name: str) -> dict[str, Any]:
    """The content of one of the package's TOML files."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Term:
    """A code with its names by language; `facts` holds the rest of its table."""

    code: str
    names: Mapping[str, str]
    facts: Mapping[str, Any]

    def name(self, code: str | None = None) -> str:
        """The name in the language `code`, by default the one in use."""
        return self.names[code or language()]

    def short(self, code: str | None = None) -> str:
        """A name for a narrow column."""
        names: Mapping[str, str] = self.facts.get("short", self.names)
        return names[code or language()]

    def text(self, fact: str) -> str:
        """A fact that is worded per language, "" when there is none."""
        words: Mapping[str, str] = self.facts.get(fact, {})
        return words.get(language(), "")


class Terms(dict[str, Term]):
    """Terms by code, in the order of the file; a code from a newer version has its code as its name."""

    def __missing__(self, code: str) -> Term:
        return Term(code, dict.fromkeys(("nb", "nn", "en"), code), {})


@cache
def _terms(file: str) -> Terms:
    return Terms({code: Term(code, facts["name"], facts) for code, facts in read_data(file).items()})


def legal_forms() -> Terms:
    """Every form of organisation, lawful, former and informal (kommuneloven ch. 17-20 and what came before)."""
    return _terms("legal_forms.toml")


def roles() -> Terms:
    """What a party can be in a collaboration."""
    return _terms("roles.toml")


def statuses() -> Terms:
    """The states of a collaboration, from idea to end."""
    return _terms("statuses.toml")


@cache
def terms_of(vocabulary: str) -> Terms:
    """The codes that a field can have, by the name of its vocabulary."""
    files = {"legal_form": legal_forms, "status": statuses, "role": roles}
    if vocabulary in files:
        return files[vocabulary]()
    return Terms({code: Term(code, names, {}) for code, names in read_data("codes.toml")[vocabulary].items()})


@cache
def known_parties() -> Mapping[str, Mapping[str, Any]]:
    """Municipalities and counties of the region by id, as the fields of a Party."""
    parties = read_data("parties.toml")
    for facts in parties.values():
        facts["codes"] = {period.pop("code"): period for period in facts.get("codes", [])}
    return parties
