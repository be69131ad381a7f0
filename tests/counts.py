"""How many examples a law is tried with: few in every run of the tests, many in `make long`."""

from __future__ import annotations

import os
from typing import Final

_ASKED_FOR: Final = int(os.environ.get("IKTUI_CASES", "0"))  # read here: no test sees the environment of who runs it


def cases(usual: int) -> int:
    """The usual number, or as many as IKTUI_CASES asks for where that is more."""
    return max(usual, _ASKED_FOR)
