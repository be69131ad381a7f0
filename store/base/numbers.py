"""Numbers and percentages as people write them in the language of the reader: Babel's, which is loaded when used."""

from __future__ import annotations

from typing import Final

from store.base.i18n import language

_PERCENT: Final = {"nb": "#,##0.0\u00a0%", "nn": "#,##0.0\u00a0%", "en": "#,##0.0%"}
"""CLDR's patterns of a percentage (percentFormats), with one decimal."""


def number_text(value: float, decimals: int = 0, lang: str | None = None) -> str:
    """A number with its thousands apart: “1 250 000” and “33,5” in Norwegian, “1,250,000” and “33.5” in English."""
    from babel.numbers import format_decimal

    pattern = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    return format_decimal(value, format=pattern, locale=lang or language())


def share_text(percent: float, lang: str | None = None) -> str:
    """A percentage with one decimal and its sign: “90,6 %”, in English “90.6%”."""
    from babel.numbers import format_percent

    code = lang or language()
    return format_percent(percent / 100, format=_PERCENT[code], locale=code)
