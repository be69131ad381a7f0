"""Text on its way in (normalised), on its way out (made safe) and compared (folded).

`safe` stands on every route from data to a screen, a log, a commit message and an export: a record is text,
never a command to a terminal.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from store.base.i18n import _

MAX_SHOWN: Final = 20_000
"""Characters of one value that are ever shown."""
_MAX_MARKS: Final = 4
_FORMAT_KEPT: Final = frozenset("\u00ad")  # the soft hyphen shows as nothing but hides nothing either
_SUSPECT = re.compile(r"[^\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff]")
_SPACES = re.compile(r"\s+")
_LINE_ENDS = re.compile("\r\n|\r|\u0085|\u2028|\u2029")
_NOT_WORD = re.compile(r"[\W_]+")
_NO_LETTER = re.compile(r"[^\w\ue000-\ue002]+|_")
_LAST_LETTERS: Final = str.maketrans("æäøöå", "\ue000\ue000\ue001\ue001\ue002")
"""The letters after z, as signs that stand after every letter."""
_FOLDED_LETTERS: Final = str.maketrans({"å": "a", "ø": "o", "æ": "ae", "ö": "o", "ä": "ae", "đ": "d", "ð": "d"})


def safe(text: str, *, multiline: bool = False, limit: int = MAX_SHOWN) -> str:
    """`text` with everything that could act on a terminal turned into visible signs.

    Control characters (C0, C1, DEL), format characters (bidi controls, zero width, tags), lone surrogates and line
    separators become symbols; more than four combining marks on one base and more than `limit` characters are cut
    with a visible sign. With `multiline`, LF stays. Idempotent.
    """
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    if not _SUSPECT.search(text):
        return text
    shown: list[str] = []
    marks = 0
    for char in text:
        if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me"):
            marks += 1
            if marks <= _MAX_MARKS:
                shown.append(char)
            continue
        marks = 0
        shown.append(char if multiline and char == "\n" else _visible(char))
    return "".join(shown)


def _visible(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if char in _FORMAT_KEPT:
        return ""
    if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Cn"):
        return f"‹{code:04X}›"
    return char


def canonical(text: str) -> str:
    """`text` with the same characters written the one way: NFC, LF line ends. What every stored value has been through.

    Raises ValueError for a lone surrogate, which no file can hold.
    """
    if not text.isascii():
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise ValueError(_("holds bytes that are not UTF-8 text")) from None
        text = unicodedata.normalize("NFC", text)
    return _LINE_ENDS.sub("\n", text)


def normalise(text: str) -> str:
    """`text` as people's prose is stored: canonical, no white space before a line end or around the whole."""
    text = canonical(text)
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def one_line(text: str) -> str:
    """`text` with every run of white space as one space."""
    return _SPACES.sub(" ", text).strip()


def match_key(name: str) -> str:
    """What makes two names the same name: case, white space, `*` and Unicode form aside, all letters count."""
    return one_line(unicodedata.normalize("NFC", name).replace("*", " ")).casefold()


def letters_key(text: str) -> str:
    """The letters and digits of `text` only: "Innkjøps-samarbeid" and "innkjøpssamarbeid" are alike."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFC", text).casefold())


def search_key(text: str) -> str:
    """`text` for finding words: case, accents, å/aa/a, ø/oe/o, æ/ae folded, composed or not."""
    text = unicodedata.normalize("NFC", text).casefold()
    text = text.replace("aa", "a").replace("oe", "o").translate(_FOLDED_LETTERS)
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def sort_key(name: str) -> str:
    """What names stand in order by: as in a Norwegian telephone book, … z æ ø å; aa is å, ä and ö are æ and ø.

    Case, accents and signs aside. Source: CLDR's collation of nb and nn.
    """
    text = unicodedata.normalize("NFC", name).casefold().replace("aa", "å").translate(_LAST_LETTERS)
    text = "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
    return one_line(_NO_LETTER.sub(" ", text))


def excerpt(text: str, length: int) -> str:
    """The first line of `text`, at most `length` characters, cut with a visible sign."""
    line = one_line(text)
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
