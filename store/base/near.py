"""What somebody may have meant: names that are like a word, and what there is to choose, for an error's one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from store.base.i18n import _
from store.base.text import excerpt, safe, search_key

_LIKENESS: Final = 60
_MOST: Final = 12
"""Names that are told of all there are."""
_LIKELY: Final = 3


def nearest(words: str, names: Mapping[str, str] | Iterable[str], cutoff: int = _LIKENESS) -> list[str]:
    """The names most like a word, the most alike first, at most three; of a mapping, what to show of folded names."""
    from rapidfuzz import process  # only where somebody mistyped

    by_name = names if isinstance(names, Mapping) else {search_key(name): name for name in names}
    found = process.extract(search_key(words), list(by_name), limit=_MOST, score_cutoff=cutoff)
    return list(dict.fromkeys(_shown(by_name[name]) for name, _score, _at in found))[:_LIKELY]


def among(words: str, names: Iterable[str]) -> str:
    """What there is instead of a word that names nothing: every name, of many those that are most like it."""
    known = list(dict.fromkeys(names))
    if len(known) <= _MOST:
        return ", ".join(_shown(name) for name in known) or "–"
    likely = nearest(words, known) or [_shown(name) for name in known[:_MOST]]
    return ", ".join(likely) + ", …"


def none_of(words: str, names: Iterable[str]) -> str:
    """The refusal of a word that is none of the names."""
    shown = _shown(words)
    return _("“{code}” is none of: {known}", code=shown, known=among(words, names))


def _shown(name: str) -> str:
    return safe(excerpt(name, 60))
