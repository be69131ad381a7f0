"""How many examples a law is tried with: few in every run of the tests, many in `make long`."""

from __future__ import annotations

import os
from typing import Final

from hypothesis import HealthCheck, settings

_ASKED_FOR: Final = int(os.environ.get("IKTUI_CASES", "0"))  # read here: no test sees the environment of who runs it


def many() -> bool:
    """Whether the large counts are asked for."""
    return _ASKED_FOR > 0


def examples(usual: int) -> settings:
    """The usual number, or as many as IKTUI_CASES asks for where that is more; by no clock, on a busy machine too."""
    return settings(max_examples=max(usual, _ASKED_FOR), deadline=None, suppress_health_check=[HealthCheck.too_slow])
