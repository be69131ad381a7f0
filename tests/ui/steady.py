"""An event loop that knows when there is nothing left to do, and a pilot that waits for that and not for the clock.

The pilot of the library sleeps: forty milliseconds for a key, and tests slept more to be sure. Here a pause of the
program's own time costs no time of anybody else's: once no task can go on and no thread works, nothing can happen
before the next timer is due, so the clock of the loop is put forward to it. What a pause is for, timers that go off and
threads that come back, has then happened, on a slow machine too.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Any

import pytest
from textual.pilot import Pilot

_KEY_SECONDS = 0.02
"""What passes after a key: long enough for the screen to be drawn, which the program does sixty times a second."""
_PATIENCE = 3.0
"""A thread that works longer than this is one that hangs; it is not waited for again."""


class SteadyLoop(asyncio.SelectorEventLoop):
    """Counts the threads that work for it, and puts its clock forward when asked to."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._works: dict[asyncio.Future[Any], threading.Event] = {}
        self._hanging: set[asyncio.Future[Any]] = set()
        super().__init__()

    def time(self) -> float:
        return super().time() + self._ahead

    def run_in_executor(  # type: ignore[override]  # the same, typed without the library's own type variables
        self, executor: Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        at_work = threading.Event()

        def watched() -> Any:
            at_work.set()
            try:
                return func(*args)
            finally:
                at_work.clear()

        future = super().run_in_executor(executor, watched)
        self._works[future] = at_work
        return future

    def _at_work(self) -> list[asyncio.Future[Any]]:
        """What threads do, and what they do although nobody wants it any more."""
        self._works = {future: at for future, at in self._works.items() if not future.done() or at.is_set()}
        self._hanging &= self._works.keys()
        return [future for future in self._works if future not in self._hanging]

    async def drained(self) -> None:
        """Until no task can go on."""
        await asyncio.sleep(0)
        while vars(self)["_ready"]:
            await asyncio.sleep(0)

    async def _threads(self, seconds: float) -> None:
        """Until a thread comes back."""
        wanted = [future for future in self._at_work() if not future.done()]
        if wanted:
            await asyncio.wait(wanted, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        else:
            await asyncio.sleep(0.002)

    async def settled(self, seconds: float) -> None:
        """Until no task can go on, no thread works, and `seconds` of the program's own time have passed after that."""
        began = time.monotonic()
        end: float | None = None
        while True:
            await self.drained()
            if working := self._at_work():
                left = began + _PATIENCE - time.monotonic()
                if left > 0:
                    await self._threads(left)
                else:
                    self._hanging.update(working)
                continue
            now = self.time()
            end = now + seconds if end is None else end
            due = [handle.when() for handle in vars(self)["_scheduled"] if not handle.cancelled()]
            self._ahead += max(0.0, min([*due, end]) - now)
            if min([*due, end]) == end:
                return

    async def step(self, seconds: float, *, real: bool) -> None:
        """Let the program go on until a thread comes back, or for a moment: of its own time, or of everybody's."""
        await self.drained()
        if self._at_work():
            await self._threads(5 * seconds)
        elif real:
            await asyncio.sleep(seconds)
        else:
            await self.settled(seconds)


def steady_loop() -> SteadyLoop:
    """The loop that a test of the interface runs in."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, SteadyLoop)
    return loop


class SteadyPilot(Pilot[int]):
    """Presses keys as the library's does; every pause is of the program's own time."""

    async def press(self, *keys: str) -> None:
        """Keys with a look at the screen after each."""
        await self._send(keys, _KEY_SECONDS)

    async def type(self, keys: Sequence[str], *, hasty: bool = False) -> None:
        """Keys as fast as the program takes them: each is dealt with before the next, but not drawn.

        The keys of a `hasty` typist come while threads still work for those before.
        """
        await self._send(keys, None if hasty else 0.0)
        await steady_loop().settled(_KEY_SECONDS)

    async def _send(self, keys: Sequence[str], seconds: float | None) -> None:
        """As the library sends keys, but for its guess that a process which works little has nothing left to do."""
        loop = steady_loop()

        async def idle(_least: float, _most: float = 1.0) -> None:
            await (loop.drained() if seconds is None else loop.settled(seconds))

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("textual.app.wait_for_idle", idle)
            await self._app._press_keys(keys)

    async def pause(self, delay: float | None = None) -> None:
        """Until nothing is left to do, and `delay` seconds of the program's own time after that."""
        await steady_loop().settled(delay or 0.0)
        self.app.screen._on_timer_update()
        await steady_loop().settled(0.0)


__all__ = ["SteadyLoop", "SteadyPilot", "steady_loop"]
