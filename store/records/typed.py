"""Numbers, addresses and shares as people type them, and the one form in which each is stored."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Final

from store.base.i18n import _
from store.base.text import excerpt, normalise, one_line, safe

_ORGNR: Final = re.compile(r"(?:NO)?([0-9]{9})(?:MVA)?", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"https?://[^\s/?#]\S*|mailto:[^\s@]+@[^\s@]+", re.IGNORECASE)
_SHARE: Final = re.compile(
    r"(?P<percent>[0-9]{1,3}(?:[.,][0-9]{1,6})?)\s*%?|(?P<part>[0-9]{1,9})\s*/\s*(?P<whole>[0-9]{1,9})"
)


def parse_orgnr(words: str) -> str:
    """The nine digits of an organisation number, typed with blanks or as “NO … MVA” too; raises ValueError."""
    from stdnum.no import orgnr  # it loads ssl, which hardly a start needs

    match = _ORGNR.fullmatch("".join(words.split()))
    if match is None or not orgnr.is_valid(match[1]):
        shown = safe(excerpt(words, 40))
        raise ValueError(_("“{value}” is no organisation number: nine digits, the last a check digit", value=shown))
    return match[1]


def parse_address(words: str) -> str:
    """An address of the web or of mail; raises ValueError for any other."""
    address = one_line(normalise(words))
    if not _ADDRESS.fullmatch(address):
        shown = safe(excerpt(address, 40))
        raise ValueError(_("“{value}” is no web address: write https://…, http://… or mailto:…", value=shown))
    return address


def share_of(text: str) -> Fraction | None:
    """The exact part of the whole that “33,5 %”, “33.5” or “1 / 3” is; None for what is none, or more than it."""
    match = _SHARE.fullmatch(text.strip())
    if match is None:
        return None
    above, below = (match["percent"].replace(",", "."), 100) if match["percent"] else (match["part"], match["whole"])
    share = Fraction(above) / int(below) if int(below) else Fraction()
    return share if 0 < share <= 1 else None


def parse_share(value: object) -> str:
    """A share in its one form, “33.5 %” or “1/3”; raises ValueError, with a text for people, for any other."""
    text = str(value).strip()
    if share_of(text) is None:
        shown = safe(excerpt(text, 40))
        raise ValueError(_("“{value}” is no share: more than 0 and at most 100 %, such as 33.5 % or 1/3", value=shown))
    if "/" in text:
        return "/".join(str(int(number)) for number in text.split("/"))
    return f"{Decimal(text.rstrip('%').strip().replace(',', '.')).normalize():f} %"


def share_words(share: str, lang: str) -> str:
    """A stored share as people write it: “33,5 %” in Norwegian."""
    return share if lang == "en" else share.replace(".", ",")
