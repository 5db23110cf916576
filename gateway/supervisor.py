"""Keeps the service's loops running: each has a name, and comes back after a fault."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog

_log = structlog.get_logger(__name__)

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
"""Seconds between a fault and the next try; the pause doubles while the fault lasts."""
_HEALTHY_AFTER = 60.0
"""Seconds that a loop has to run for its last fault to be forgotten."""


class Runs(Protocol):
    """A loop: returns when it is done for good, raises at a fault."""

    def __call__(self) -> Awaitable[None]:
        """Run it."""


async def keep_running(name: str, run: Runs) -> None:
    """Run a loop, again after every fault, until it returns or is cancelled.

    Args:
        name: for the log.
        run: the loop.
    """
    loop = asyncio.get_running_loop()
    pause = _FIRST_PAUSE
    while True:
        began = loop.time()
        try:
            await run()
        except Exception:  # noqa: BLE001 (whatever it was, it is logged and the loop goes on)
            if loop.time() - began > _HEALTHY_AFTER:
                pause = _FIRST_PAUSE
            _log.exception("a loop failed and starts again", loop=name, after_seconds=pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
        else:
            return


class Supervisor:
    """The running loops of a service."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def start(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Start a loop under a name of its own."""
        self._tasks[name] = asyncio.create_task(keep_running(name, run), name=name)

    async def ended(self, name: str, deadline: float) -> None:
        """Wait until a loop has returned by itself; end it after `deadline` seconds."""
        task = self._tasks.pop(name)
        await asyncio.wait([task], timeout=deadline)
        await _end(task)

    async def stop(self, *names: str) -> None:
        """End loops, all that are left if none is named, the last one started first."""
        for name in reversed(names or tuple(self._tasks)):
            await _end(self._tasks.pop(name))


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
