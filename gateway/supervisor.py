"""Keeps the service's loops running: each loop has a name, and is restarted after a fault."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

import structlog

from calendar_store.database.connection import is_away

_log = structlog.get_logger(__name__)

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
"""Seconds between a fault and the restart; the pause doubles while the fault lasts."""
_HEALTHY_AFTER = 60.0
"""Seconds that a loop has to run before its last fault is forgotten."""
_TOO_OFTEN = 5
"""Faults in a row after which a loop counts as failing, also between the faults."""
_LOOK_AGAIN = 1.0
"""Seconds between two tries while the store does not answer."""
_ENDS_WITHIN = 3.0
"""Seconds that a stop waits for loops that were told to end."""
_TELL_EVERY = 30.0
"""Seconds between two log lines of a loop about a store that does not answer."""


class Runs(Protocol):
    """A loop: returns when it has ended for good, raises at a fault."""

    def __call__(self) -> Awaitable[None]:
        """Run it."""


@dataclass(slots=True)
class LoopState:
    """State of a loop.

    Attributes:
        failures: number of faults since the start of the service.
        in_a_row: number of faults since the loop last ran long enough.
        began: when the loop last began, loop time in seconds.
    """

    failures: int = 0
    in_a_row: int = 0
    began: float = 0.0

    def keeps_failing(self, now: float) -> bool:
        """Tell whether the loop counts as broken.

        Args:
            now: loop time, seconds.
        """
        return self.in_a_row >= _TOO_OFTEN and not self._held_out(now)

    def failed(self, now: float) -> None:
        """Record a fault at `now`."""
        self.in_a_row = 1 if self._held_out(now) else self.in_a_row + 1
        self.failures += 1

    def _held_out(self, now: float) -> bool:
        return now - self.began > _HEALTHY_AFTER


async def keep_running(name: str, run: Runs, course: LoopState | None = None) -> None:
    """Run a loop, again after every fault, until it returns or is cancelled.

    Args:
        name: for the log.
        run: the loop.
        course: the state of the loop, kept up to date.
    """
    loop = asyncio.get_running_loop()
    course = course or LoopState()
    pause, told = _FIRST_PAUSE, -_TELL_EVERY
    while True:
        course.began = loop.time()
        try:
            await run()
        except Exception as error:  # noqa: BLE001 (any error is logged and the loop restarted)
            if is_away(error):
                # not the loop's fault; the loop tries again soon, so that no work waits for it
                course.failures += 1
                if loop.time() - told > _TELL_EVERY:
                    told = loop.time()
                    _log.warning("the store does not answer a loop", loop=name, error=repr(error))
                await asyncio.sleep(_LOOK_AGAIN)
                continue
            course.failed(loop.time())
            if course.in_a_row == 1:
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
        self._courses: dict[str, LoopState] = {}

    @property
    def courses(self) -> Mapping[str, LoopState]:
        """State of each loop, by name."""
        return MappingProxyType(self._courses)

    def failing(self) -> list[str]:
        """Return the names of loops that keep failing."""
        now = asyncio.get_running_loop().time()
        return [name for name, course in self._courses.items() if course.keeps_failing(now)]

    def start(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Start a loop under a unique name."""
        course = self._courses[name] = LoopState()
        self._tasks[name] = asyncio.create_task(keep_running(name, run, course), name=name)

    async def ended(self, name: str, deadline: float) -> bool:
        """Wait until a loop has returned by itself; cancel the loop after `deadline` seconds.

        Returns:
            Whether it returned by itself.
        """
        task = self._tasks.pop(name)
        await asyncio.wait([task], timeout=deadline)
        done = task.done()
        await _end([task])
        return done

    async def stop(self, *names: str) -> None:
        """Cancel loops, the last one started first; all loops if none is named.

        A loop that hangs on a store without an answer is not waited for.
        """
        await _end([self._tasks.pop(name) for name in reversed(names or tuple(self._tasks))])


async def _end(tasks: Collection[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    if not tasks:
        return
    _, left = await asyncio.wait(tasks, timeout=_ENDS_WITHIN)
    if left:
        _log.warning("loops did not end in time", loops=sorted(task.get_name() for task in left))
