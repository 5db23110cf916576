"""Writes beside what is worked out next: one writing at a time, in order."""

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self


class OneBehind:
    """Runs one piece of work beside its caller; the next one waits for it.

    A fault of a piece is raised where the next one is begun, or at the end of the block.
    """

    def __init__(self) -> None:
        self._task: asyncio.Task[None] | None = None

    async def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin a piece of work once the one before is done."""
        try:
            await self._done()
        except BaseException:
            work.close()
            raise
        self._task = asyncio.create_task(work)

    async def _done(self) -> None:
        if self._task is not None:
            task, self._task = self._task, None
            await task

    async def __aenter__(self) -> Self:
        """Begin the block."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wait for the last piece; after an error of the caller, it ends first, whatever comes."""
        del kind, trace
        if error is None:
            await self._done()
        elif self._task is not None:
            await asyncio.wait([self._task])
            if not self._task.cancelled():
                self._task.exception()
