"""Live updates of the day's page by server-sent events (HTML standard).

The parts of a day are rendered once for all browsers that show the day. A part is sent to a browser
only if it differs from the browser's. Changes within a short time are sent together.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from aiohttp import web

from calendar_store.database.notify import Topic
from gateway.web.languages.translation import reader_language
from gateway.web.server import live
from gateway.web.server.live import LiveStream
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.day import day_page
from gateway.web.staff.day.calendar_rights import CalendarRights
from gateway.web.staff.day.day_filter import DayFilter
from gateway.web.staff.day.day_page import Parts

_Key = tuple[int, date, DayFilter, CalendarRights, str]
"""Practice, local day, what is in view, what its readers may do, and their language."""


@dataclass(slots=True)
class _Shared:
    """A day that browsers show: the number of browsers, and its last rendering.

    Attributes:
        lock: held while the day is rendered.
        watchers: number of open streams of the day.
        begun: when the last rendering began, loop time in seconds.
        parts: the last rendering; None before the first.
    """

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    watchers: int = 0
    begun: float = 0.0
    parts: Parts | None = None


class LiveDays:
    """The days that browsers show, of all practices."""

    def __init__(self, app: web.Application) -> None:
        self._app = app
        self._days: dict[_Key, _Shared] = {}

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Send the changes of a day, as long as the browser shows the day."""
        key = (
            request[STAFF].practice_id,
            day_page.day_of(request),
            DayFilter.of(request.query),
            CalendarRights.of(request[STAFF]),
            reader_language(),
        )
        shared = self._days.setdefault(key, _Shared())
        shared.watchers += 1
        try:
            async with live.opened(request, Topic.CALENDAR) as stream:
                await self._send_changes(stream, key)
            return stream.response
        finally:
            shared.watchers -= 1
            if not shared.watchers:
                del self._days[key]

    async def _send_changes(self, stream: LiveStream, key: _Key) -> None:
        seen = stream.seen
        sent: Mapping[str, str] = {}
        while stream.is_open:
            parts = await self._current(key)
            if sent or parts.digest != seen:
                for name, html in parts.html.items():
                    if sent.get(name) != html:
                        await stream.send(html, id=parts.digest, event=name)
            sent = parts.html
            if not await stream.next_look():
                return

    async def _current(self, key: _Key) -> Parts:
        """Return the day rendered now; callers that wait when a rendering begins share it."""
        loop = asyncio.get_running_loop()
        asked = loop.time()
        shared = self._days[key]
        async with shared.lock:
            if shared.parts is None or shared.begun < asked:
                shared.begun = loop.time()
                day = await day_page.load(self._app[WEB_CONTEXT], *key[:4])
                shared.parts = day_page.parts(self._app, day)
            return shared.parts


_LIVE = web.AppKey("days that somebody looks at", LiveDays)


def set_up(app: web.Application) -> None:
    """Add the live days to an application."""
    app[_LIVE] = LiveDays(app)


async def events(request: web.Request) -> web.StreamResponse:
    """Send the changes of a day as server-sent events."""
    return await request.app[_LIVE].events(request)
