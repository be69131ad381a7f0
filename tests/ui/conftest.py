"""The interface's tests run in a loop that knows when it is idle."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

import pytest

from tests.ui.steady import SteadyLoop, idle


def pytest_asyncio_loop_factories() -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """The one loop of them all."""
    return {"steady": SteadyLoop}


@pytest.fixture(autouse=True)
def no_guess_at_idleness(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library asks what the loop knows."""
    monkeypatch.setattr("textual.app.wait_for_idle", idle)
    monkeypatch.setattr("textual.pilot.wait_for_idle", idle)
