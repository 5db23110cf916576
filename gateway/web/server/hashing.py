"""Passwords checked beside everything else: few at once, and no endless queue before them.

Each takes 64 MiB and a core for some tens of milliseconds. Browsers that are known have a seat of
their own, so that a storm of guesses keeps nobody of the staff waiting.
"""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_MOST_WAITING = 10
"""Log-ins of browsers that are not known that wait for a seat; more are asked to come again."""


class Busy(Exception):
    """Too many passwords are being checked; the next one is to come again in a moment."""


class Hashing:
    """Where passwords are checked."""

    def __init__(self) -> None:
        self._seat, self._kept_seat = asyncio.Semaphore(1), asyncio.Semaphore(1)
        self._waiting = 0

    async def run(self, work: Callable[..., T], *of: object, known: bool) -> T:
        """Run slow work in a thread, once there is a seat.

        Args:
            work: what takes long.
            of: what it is given.
            known: a browser asks in which the account has logged in before.

        Raises:
            Busy: if too many are waiting.
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
