"""Leaving a screen with an answer, once: a key typed twice must not take two screens away."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen


def answer(screen: Screen[Any], result: object) -> None:
    """Dismiss the screen with its result, unless it has been left already."""
    if screen.is_current:
        screen.dismiss(result)
