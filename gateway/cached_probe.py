"""A cached look at the store for health checks and metrics: one look at a time, no long wait.

The store is asked at most once in a few seconds, however many callers there are. A caller waits for
a limited time; the look goes on without the caller, so that a slow store does not get more queries.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import structlog

_log = structlog.get_logger(__name__)

T = TypeVar("T")

_GIVEN_UP_AFTER = 60.0
"""Seconds after which an unfinished look is cancelled, and another look may begin."""


class CachedProbe(Generic[T]):
    """A result from the store that is reused for some seconds.

    Args:
        what: name of the look, for the log.
        look: asks the store.
        fresh: seconds for which a result is reused.
        patience: the longest that a caller waits, seconds.
    """

    def __init__(
        self, what: str, look: Callable[[], Awaitable[T]], *, fresh: float, patience: float
    ) -> None:
        self._what = what
        self._look = look
        self._fresh = fresh
        self._patience = patience
        self._task: asyncio.Task[T | None] | None = None
        self._ended = 0.0

    async def seen(self) -> T | None:
        """Return the result; None if the store does not answer, or not in time."""
        loop = asyncio.get_running_loop()
        task = self._task
        if task is None or (task.done() and loop.time() - self._ended > self._fresh):
            task = self._task = loop.create_task(self._seen(), name=f"look at {self._what}")
        await asyncio.wait((task,), timeout=self._patience)
        return task.result() if task.done() else None

    async def _seen(self) -> T | None:
        try:
            async with asyncio.timeout(_GIVEN_UP_AFTER):
                return await self._look()
        except Exception as error:  # noqa: BLE001 (any error means that the store did not answer)
            _log.warning("the store did not answer", asked=self._what, error=repr(error))
            return None
        finally:
            self._ended = asyncio.get_running_loop().time()
