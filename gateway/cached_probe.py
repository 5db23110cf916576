"""A look at the store for those who watch the service: one at a time, and never a long wait.

However many ask and however often, the store is asked once in a few seconds. An asker waits only
so long; the look goes on without them, so that a store in trouble is not asked ever more.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

import structlog

_log = structlog.get_logger(__name__)

T = TypeVar("T")

_GIVEN_UP_AFTER = 60.0
"""Seconds after which a look that has not ended is broken off, and another one may begin."""


class CachedProbe(Generic[T]):
    """What was seen in the store a moment ago.

    Args:
        what: for the log.
        look: asks the store.
        fresh: seconds for which an answer serves.
        patience: seconds that an asker waits at most.
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
        """Return what is seen; None if the store does not answer, or not in time."""
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
        except Exception as error:  # noqa: BLE001 (whatever ails the store, it did not answer)
            _log.warning("the store did not answer", asked=self._what, error=repr(error))
            return None
        finally:
            self._ended = asyncio.get_running_loop().time()
