"""Bytes as text: by their mark, by what they can be, and by which letters come out."""

from __future__ import annotations

import codecs
from typing import Final

from store.base.errors import BadInput
from store.base.i18n import _
from store.formats.words import flat

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OLD: Final = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp865": "MS-DOS 865", "latin-1": "Latin-1"}
"""What Norwegian offices wrote before UTF-8, the likeliest first."""
_USUAL: Final = frozenset("æøåÆØÅéèêòóôüöäÖÄÜáÁčđŋšŧžČĐŊŠŽ–—’‘“”„«»§°·•…×²³½¼€´©®\u00a0")
_SURE: Final = 0.9
"""How much of what is not ASCII has to be usual for an encoding to be believed."""
_SAMPLE: Final = 1 << 18


def decode(file: str, data: bytes, encoding: str | None) -> tuple[str, list[str]]:
    """The text, and what a person has to know of how it was read; raises BadInput for what is no text."""
    if encoding is not None:
        return _told(file, data, encoding), []
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _told(file, data, name), []
    if name := _without_mark(data):
        return _told(file, data, name), []
    if b"\0" in data[:_SAMPLE]:
        raise BadInput(_("{path}: not a text file; save it as plain text", path=file))
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        name = _guessed(data)
    shown = _OLD.get(name, name.upper().replace("_", "-"))
    return data.decode(name, "replace"), [_("the text is no UTF-8, and was read as {encoding}", encoding=shown)]


def _told(file: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (LookupError, AssertionError):  # a codec that makes no text of bytes is none either
        raise BadInput(_("--encoding: there is no encoding called “{name}”", name=flat(encoding))) from None
    except ValueError:
        raise BadInput(
            _(
                "{path}: not {encoding} text; save it as UTF-8, or name its encoding with --encoding cp1252",
                path=file,
                encoding=encoding.upper().removesuffix("-SIG"),
            )
        ) from None


def _without_mark(data: bytes) -> str:
    """UTF-16 that does not say so: every other byte of western text is empty."""
    sample = data[: 1 << 12]
    if len(sample) < 4 or len(data) % 2:
        return ""
    half = len(sample) // 2
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd < 0.1 * half else ""


def _guessed(data: bytes) -> str:
    """The encoding that the letters speak for."""
    odd = bytes(byte for byte in data[:_SAMPLE] if byte >= 0x80) or bytes(byte for byte in data if byte >= 0x80)
    best, share = "latin-1", 0.0
    for name in _OLD:
        try:
            text = odd.decode(name)
        except UnicodeDecodeError:
            continue
        usual = sum(char in _USUAL for char in text) / len(text)
        if usual > share:
            best, share = name, usual
    if share < _SURE:
        from charset_normalizer import from_bytes

        found = from_bytes(data[:_SAMPLE]).best()
        if found is not None:
            return found.encoding
    return best
