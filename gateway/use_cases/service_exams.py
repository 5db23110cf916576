"""Examinations of the running service from its pages: one at a time, each shown for a minute."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from calendar_store.model.actors import Actor, Permission, require
from gateway.doctor.findings import Examination

_FRESH = 60.0
"""Seconds for which what was found is shown, so that open pages do not ask servers without end."""
_NOT_AGAIN = 10.0
"""Seconds within which nobody can ask for another one."""


@dataclass(slots=True)
class ServiceExams:
    """The examinations of one process.

    Attributes:
        run: examines the service.
        numbers: our numbers at each carrier, by its name.
        mails: whether mails are sent.
    """

    run: Callable[[], Awaitable[Examination]]
    numbers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    mails: bool = False
    _task: asyncio.Future[Examination] | None = None
    _ended: float = 0.0

    async def report(self, actor: Actor, practice_id: int, *, again: bool = False) -> Examination:
        """Return what was found, for whoever runs the service.

        Args:
            actor: who asks.
            practice_id: of the log-in.
            again: whether to examine again, although it was done a moment ago.

        Raises:
            NotPermitted: if the actor does not run the service.
        """
        require(actor, Permission.RUN_SERVICE, practice_id)
        return await self._latest(_NOT_AGAIN if again else _FRESH)

    async def latest(self, actor: Actor, practice_id: int) -> Examination:
        """Return what was found, to be told to a practice in its words.

        Raises:
            NotPermitted: if the actor does not manage the practice.
        """
        require(actor, Permission.MANAGE_PRACTICE, practice_id)
        return await self._latest(_FRESH)

    def close(self) -> None:
        """End an examination that runs."""
        if self._task is not None:
            self._task.cancel()

    async def _latest(self, fresh: float) -> Examination:
        loop = asyncio.get_running_loop()
        task = self._task
        if task is None or (task.done() and (_failed(task) or loop.time() - self._ended > fresh)):
            task = self._task = asyncio.ensure_future(self._examined())
        return await asyncio.shield(task)

    async def _examined(self) -> Examination:
        try:
            return await self.run()
        finally:
            self._ended = asyncio.get_running_loop().time()


def _failed(task: asyncio.Future[Examination]) -> bool:
    return task.cancelled() or task.exception() is not None
