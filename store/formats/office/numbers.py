"""Numbers of spreadsheets as they look: dates, percentages, whole numbers, by the format of their cell."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Final

_HIDDEN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""What a format shows as it stands, colours and conditions: no letters that mean anything."""
_DATE = re.compile(r"[dmyåhs]", re.IGNORECASE)
_DAY = re.compile(r"[dyå]|mmm", re.IGNORECASE)
_ZEROS = re.compile(r"0{2,15}")
_BUILT_IN_DATES: Final = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_BUILT_IN_TIMES: Final = frozenset([18, 19, 20, 21, 45, 46, 47])
_BUILT_IN_SHARES: Final = (9, 10)
_LONG: Final = Decimal(10) ** 21
_SECONDS: Final = 86_400
_LAST_DAY: Final = 2_958_465
"""31 December 9999 as a spreadsheet counts."""


class Style:
    """How the numbers of a cell look."""

    def __init__(self, number: int = 0, code: str = "") -> None:
        """`number` is that of a format that every spreadsheet knows, `code` one that the file has of its own."""
        plain = _HIDDEN.sub("", code.split(";")[0])
        is_general = "general" in plain.casefold() or "standard" in plain.casefold()
        self.is_share = "%" in plain or (not code and number in _BUILT_IN_SHARES)
        has_date = not is_general and not self.is_share and bool(_DATE.search(plain)) and "#" not in plain
        self.is_date = has_date or (not code and number in _BUILT_IN_DATES)
        self.is_time = self.is_date and (not _DAY.search(plain) if code else number in _BUILT_IN_TIMES)
        self.zeros = len(plain) if _ZEROS.fullmatch(plain) else 0
        """The digits that are shown at least: municipality 0501 is the number 501."""


def number(value: float, style: Style, *, from_1904: bool = False) -> str:
    """A number as its cell shows it, but with every digit that it has."""
    if style.is_date and 0 <= value <= _LAST_DAY:
        return _date(value, style, from_1904)
    if style.is_share:
        return f"{decimal(value * 100)} %"
    shown = decimal(value)
    return shown.zfill(style.zeros) if style.zeros and shown.isdigit() else shown


def decimal(value: float) -> str:
    """A number with a decimal comma: never an exponent where it is of a length that people write."""
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    exact = Decimal(f"{value:.15g}")
    if exact and not Decimal("1e-15") < abs(exact) < _LONG:
        return f"{value:.15g}".replace(".", ",")
    shown = format(exact, "f")
    shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
    return "0" if shown in ("-0", "") else shown.replace(".", ",")


def _date(value: float, style: Style, from_1904: bool) -> str:
    if style.is_time or value < 1:
        seconds = round(value * _SECONDS)
        hours, rest = divmod(seconds, 3_600)
        return f"{hours if value >= 1 else hours % 24:02}:{rest // 60:02}"
    days = int(value)
    if from_1904:
        first = datetime.date(1904, 1, 1)
    else:
        # Spreadsheets count a 29 February 1900 that never was.
        first = datetime.date(1899, 12, 30) if days > 60 else datetime.date(1899, 12, 31)
    try:
        return (first + datetime.timedelta(days)).isoformat()
    except OverflowError:
        return decimal(value)
