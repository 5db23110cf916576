"""Open event streams: browsers that wait for what changes, and their end at shutdown."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Streams:
    """The event streams of one process.

    Attributes:
        closing: no stream goes on.
    """

    def __init__(self) -> None:
        self._wakers: set[Callable[[], None]] = set()
        self.closing = False

    @contextmanager
    def open(self, wake: Callable[[], None]) -> Iterator[None]:
        """Keep a stream among the open ones.

        Args:
            wake: ends the stream's waiting, so that it sees that we are closing.
        """
        self._wakers.add(wake)
        try:
            yield
        finally:
            self._wakers.discard(wake)

    def close(self) -> None:
        """Wake every stream to its end; browsers connect again by themselves."""
        self.closing = True
        for wake in tuple(self._wakers):
            wake()
