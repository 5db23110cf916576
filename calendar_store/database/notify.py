"""Who wants to know that something was committed, and how they are woken.

Within a process a commit wakes the listeners at once; between processes PostgreSQL's NOTIFY does,
and on SQLite a look at the file's data version. A wake-up is a hint and never the truth:
listeners look into the store.
"""

import asyncio
from collections.abc import Iterable
from enum import StrEnum


class Topic(StrEnum):
    """What kind of thing changed."""

    INBOUND = "inbound"
    OUTBOX = "outbox"
    REMINDERS = "reminders"
    CALENDAR = "calendar"
    FREED = "freed"


class Listener:
    """Somebody waiting for some topics; changes between two waits are not missed."""

    def __init__(self, changes: "Changes", topics: Iterable[Topic]) -> None:
        self._changes = changes
        self._topics = frozenset(topics)
        self._event = asyncio.Event()

    def notice(self, topics: frozenset[Topic]) -> None:
        """Wake the waiter if one of its topics is among `topics`."""
        if topics & self._topics:
            self._event.set()

    def wake(self) -> None:
        """Wake the waiter whatever its topics."""
        self._event.set()

    async def wait(self, timeout: float | None = None) -> bool:  # noqa: ASYNC109 (a bound on waiting, not on work)
        """Wait for a change.

        Args:
            timeout: seconds at most; None waits for ever.

        Returns:
            True if something changed since the last wait, False if the time passed.
        """
        try:
            # wait_for may forget that it was cancelled in the moment of a change, and who stops
            # the waiter then waits for ever
            async with asyncio.timeout(timeout):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True

    def close(self) -> None:
        """Stop listening."""
        self._changes.forget(self)


class Changes:
    """The listeners of one process."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()

    def listen(self, *topics: Topic) -> Listener:
        """Return a listener for `topics`; close it when done."""
        listener = Listener(self, topics)
        self._listeners.add(listener)
        return listener

    def forget(self, listener: Listener) -> None:
        """Drop a listener."""
        self._listeners.discard(listener)

    def publish(self, topics: Iterable[Topic]) -> None:
        """Wake everybody who listens to one of `topics`."""
        published = frozenset(topics)
        for listener in self._listeners:
            listener.notice(published)
