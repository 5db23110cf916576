"""Runs password checks in threads: at most two at once, with a limited queue.

A check needs 64 MiB of memory and a core for some tens of milliseconds. Known browsers have a
semaphore of their own, so that a flood of guesses does not delay the log-ins of staff.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_MOST_WAITING = 10
"""Limit of waiting log-ins of unknown browsers; beyond it a log-in is refused as `Busy`."""


class Busy(Exception):
    """Too many passwords are being checked; the log-in has to be tried again later."""


class Hashing:
    """Runs the password checks of one process."""

    def __init__(self) -> None:
        self._seat, self._kept_seat = asyncio.Semaphore(1), asyncio.Semaphore(1)
        self._waiting = 0

    async def run(self, work: Callable[..., T], *of: object, known: bool) -> T:
        """Run slow work in a thread, as soon as its semaphore is free.

        Args:
            work: the slow function.
            of: the arguments of `work`.
            known: whether the account has logged in before in this browser.

        Raises:
            Busy: if too many log-ins of unknown browsers are waiting.
        """
        if known:
            async with self._kept_seat:
                return await asyncio.to_thread(work, *of)
        if self._waiting >= _MOST_WAITING:
            raise Busy
        self._waiting += 1
        try:
            async with self._seat:
                return await asyncio.to_thread(work, *of)
        finally:
            self._waiting -= 1
