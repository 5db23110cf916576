"""The open event streams of browsers: limits on their number, and their end at shutdown."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape

from aiohttp import web

from gateway.web.languages.translation import mark

MOST_OF_LOGIN = 8
"""Limit of streams of one log-in, one for each open tab; beyond it the oldest stream ends."""
MOST = 200
"""Limit of all streams."""
_RENEWING = (
    '<div hx-get="{address}" hx-trigger="load, again" hx-sync="#renewed:queue last"'
    ' hx-target="{part}" hx-select="{part}" hx-swap="outerHTML"></div>'
)
_TOO_MANY = mark("Too many pages are open. Close some, and open this one again.")


def renewing(address: str, part: str) -> str:
    """Return the data of an event "renewed": the browser fetches a part of its page anew.

    One is fetched at a time, and after it once more if other events came meanwhile: of two at once
    the older could come last, and the second would be for a part that has made room for the first.

    Args:
        address: of the page, with its query.
        part: the part's selector.
    """
    return _RENEWING.format(address=escape(address), part=part)


@dataclass(eq=False, slots=True)
class Stream:
    """One open stream.

    Attributes:
        login: the token of the log-in that opened the stream.
        wake: wakes the stream's handler.
        ending: whether the stream has to end: at shutdown, or because a newer one replaces it.
    """

    login: str
    wake: Callable[[], None]
    ending: bool = False

    def end(self) -> None:
        """Mark the stream as ending, and wake its handler."""
        self.ending = True
        self.wake()


class Streams:
    """The event streams of one process."""

    def __init__(self) -> None:
        self._open: dict[Stream, None] = {}
        self._closed = False

    @contextmanager
    def open(self, wake: Callable[[], None], login: str) -> Iterator[Stream]:
        """Count a stream among the open ones during the block.

        A stream that was asked for before the shutdown and is opened after it ends at once. It is
        not refused: after an error a browser would not connect again.

        Args:
            wake: wakes the stream's handler, so that the handler sees `ending`.
            login: the token of the log-in that opens the stream.

        Raises:
            HTTPServiceUnavailable: if there are too many streams of all log-ins.
        """
        theirs = [one for one in self._open if one.login == login and not one.ending]
        if len(theirs) >= MOST_OF_LOGIN:
            theirs[0].end()
        elif len(self._open) >= MOST:
            raise web.HTTPServiceUnavailable(text=_TOO_MANY)
        stream = Stream(login, wake, ending=self._closed)
        self._open[stream] = None
        try:
            yield stream
        finally:
            del self._open[stream]

    def close(self) -> None:
        """End every stream, also later ones; browsers connect again by themselves."""
        self._closed = True
        for stream in tuple(self._open):
            stream.end()
