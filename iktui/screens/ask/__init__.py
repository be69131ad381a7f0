"""Questions and lists: the pieces that every screen is put together from."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen


def answer(screen: Screen[Any], result: object) -> None:
    """Dismiss the screen with its result, unless it has been left already."""
    if screen.is_current:
        screen.dismiss(result)


WIDE = 140
"""Columns from which the panes stand side by side."""
