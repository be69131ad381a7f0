"""The language of what people read: gettext catalogues, bokmål unless told otherwise.

Source texts are English. What is not yet in nynorsk is shown in bokmål, what is not yet in bokmål in English. Values
are put into a text by name after translation, so that a translator can move them.
"""

from __future__ import annotations

import contextlib
import gettext as _gettext
from collections.abc import Iterator
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("nb", "nn", "en")
DEFAULT_LANGUAGE: Final = "nb"
_FALLBACKS: Final = {"nn": "nb"}
_LOCALE_FOLDER: Final = Path(__file__).parents[1] / "locale"


class _Language:
    """The language of this process; commit messages name theirs explicitly."""

    code = DEFAULT_LANGUAGE


_SPOKEN: ContextVar[str] = ContextVar("spoken", default="")
"""What is spoken instead, see `speaking`."""


def set_language(code: str) -> None:
    """Let every later text be in `code`, one of LANGUAGES; anything else gives the default."""
    _Language.code = code if code in LANGUAGES else DEFAULT_LANGUAGE


def language() -> str:
    """The code of the language in use."""
    return _SPOKEN.get() or _Language.code


@contextlib.contextmanager
def speaking(code: str) -> Iterator[None]:
    """Let every text inside be in `code`, of this thread alone: the screens go on in theirs meanwhile."""
    before = _SPOKEN.set(code)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


@cache
def _catalogue(code: str) -> _gettext.NullTranslations:
    if code == "en":
        return _gettext.NullTranslations()
    catalogue = _gettext.translation("iktui", _LOCALE_FOLDER, languages=[code], fallback=True)
    if code in _FALLBACKS:
        catalogue.add_fallback(_catalogue(_FALLBACKS[code]))
    return catalogue


def _(message: str, /, **values: object) -> str:
    """`message` in the language in use, with `values` put in by name; in English where no catalogue can be read."""
    try:
        return in_language(language(), message, **values)
    except (OSError, MemoryError):  # what is told may be that nothing can be read
        return message.format(**values) if values else message


def catalogue_holds(code: str, message: str) -> bool:
    """Whether a language has words of its own for a text; English is the texts themselves."""
    return code == "en" or message in getattr(_catalogue(code), "_catalog", {})


def in_language(code: str, message: str, /, **values: object) -> str:
    """`message` in the language `code`: for what is stored, such as a commit message."""
    text = _catalogue(code).gettext(message) if message else ""
    return text.format(**values) if values else text


def ngettext(singular: str, plural: str, count: int, /, **values: object) -> str:
    """The form for `count` in the language in use; `{count}` and `values` are put in."""
    return ngettext_in(language(), singular, plural, count, **values)


def ngettext_in(code: str, singular: str, plural: str, count: int, /, **values: object) -> str:
    """The form for `count` in the language `code`."""
    return _catalogue(code).ngettext(singular, plural, count).format(count=count, **values)


def in_quotes(text: object) -> str:
    """Words in the quotation marks of the language in use."""
    return _("“{text}”", text=text)


def mark(message: str) -> str:
    """`message` itself: names a text here that is translated where it is shown."""
    return message


def mark_plural(singular: str, plural: str) -> tuple[str, str]:
    """The two source forms of a text that is counted where it is shown."""
    return singular, plural
