"""Topics and listeners: wake workers and pages after a commit.

Within a process a commit wakes the listeners at once. Between processes PostgreSQL's NOTIFY wakes
them, and on SQLite a regular read of the file's data version. A wake-up is only a hint: listeners
read the store to find out what has changed.
"""

import asyncio
from collections.abc import Iterable
from enum import StrEnum


class Topic(StrEnum):
    """The kinds of changes."""

    INBOUND = "inbound"
    OUTBOX = "outbox"
    REMINDERS = "reminders"
    CALENDAR = "calendar"
    FREED = "freed"
    OUTSIDE_CALENDARS = "outside_calendars"
    ANNOUNCEMENTS = "announcements"
    IMPORTS = "imports"


class Listener:
    """A listener for topics; a change between two waits is not missed."""

    def __init__(self, changes: "Changes", topics: Iterable[Topic]) -> None:
        self._changes = changes
        self._topics = frozenset(topics)
        self._event = asyncio.Event()

    def notice(self, topics: frozenset[Topic]) -> None:
        """Wake the waiting task if the listener has one of `topics`."""
        if topics & self._topics:
            self._event.set()

    def wake(self) -> None:
        """Wake the waiting task, whatever its topics."""
        self._event.set()

    async def wait(self, timeout: float | None = None) -> bool:  # noqa: ASYNC109 (a bound on waiting, not on work)
        """Wait for a change.

        Args:
            timeout: most seconds to wait; None: no limit.

        Returns:
            True if a change came since the last wait, False after the timeout.
        """
        try:
            # asyncio.wait_for may lose a cancellation that comes at the moment of a change; the
            # task that cancels would then wait for ever
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
    """The listeners of one process.

    Attributes:
        published: how often topics were published, with each commit of this process.
    """

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()
        self.published = 0

    def listen(self, *topics: Topic) -> Listener:
        """Return a listener for `topics`; close it when done."""
        listener = Listener(self, topics)
        self._listeners.add(listener)
        return listener

    def forget(self, listener: Listener) -> None:
        """Drop a listener."""
        self._listeners.discard(listener)

    def publish(self, topics: Iterable[Topic]) -> None:
        """Wake every listener that has one of `topics`."""
        self.published += 1
        published = frozenset(topics)
        for listener in self._listeners:
            listener.notice(published)
