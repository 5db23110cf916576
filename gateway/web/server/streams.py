"""Open event streams: browsers that wait for what changes, bounded, and their end at shutdown."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from aiohttp import web

MOST_OF_LOGIN = 8
"""Streams of one log-in: tabs that are open beside each other; the oldest makes room."""
MOST = 200
"""Streams in all."""
_TOO_MANY = "Too many pages are open. Close some, and open this one again."


@dataclass(eq=False, slots=True)
class Stream:
    """One open stream.

    Attributes:
        login: whose.
        wake: ends its waiting.
        ending: it is to end, because we are closing or another one took its place.
    """

    login: str
    wake: Callable[[], None]
    ending: bool = False

    def end(self) -> None:
        """Wake it to its end."""
        self.ending = True
        self.wake()


class Streams:
    """The event streams of one process."""

    def __init__(self) -> None:
        self._open: dict[Stream, None] = {}

    @contextmanager
    def open(self, wake: Callable[[], None], login: str) -> Iterator[Stream]:
        """Keep a stream among the open ones.

        Args:
            wake: ends the stream's waiting, so that it sees that it has to end.
            login: whose stream.

        Raises:
            HTTPServiceUnavailable: if there are too many in all.
        """
        theirs = [one for one in self._open if one.login == login and not one.ending]
        if len(theirs) >= MOST_OF_LOGIN:
            theirs[0].end()
        elif len(self._open) >= MOST:
            raise web.HTTPServiceUnavailable(text=_TOO_MANY)
        stream = Stream(login, wake)
        self._open[stream] = None
        try:
            yield stream
        finally:
            del self._open[stream]

    def close(self) -> None:
        """Wake every stream to its end; browsers connect again by themselves."""
        for stream in tuple(self._open):
            stream.end()
