"""Live updates of the week and the month: an open page fetches its days again when they change.

Unlike the day, of which many browsers may be open, a week or a month is not sent itself: the stream
says that it changed, and the page asks for it.
"""

from array import array
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from calendar_store.views import range_view
from calendar_store.views.range_view import CalendarRange
from gateway.web.server import live
from gateway.web.server.streams import renewing
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.day import day_page
from gateway.web.staff.day.day_filter import DayFilter

_WEEK = 7
_DAY = timedelta(days=1)


def week_of(day: date) -> tuple[date, int]:
    """Return the first day of the week of a day, and the number of its days."""
    return day - day.weekday() * _DAY, _WEEK


def month_of(day: date) -> tuple[date, int]:
    """Return the first day of the weeks of a month, and the number of their days."""
    month = day.replace(day=1)
    after = (month + 31 * _DAY).replace(day=1)
    first = month - month.weekday() * _DAY
    return first, -(-(after - first).days // _WEEK) * _WEEK


@dataclass(frozen=True, slots=True)
class _Watched:
    """An open page: the address of its new state, and its days."""

    address: str
    first: date
    days: int
    people: bool

    async def load(self, tx: Transaction, practice: Practice) -> CalendarRange:
        return await range_view.load(tx, practice, self.first, self.days, people=self.people)


def digest(known: CalendarRange) -> str:
    """Return a hash of what a page of these days shows; a month has thousands of visits."""
    # octets and not words, because a month has thousands of visits
    visits = array("q")
    for one in known.visits:
        visits.extend((one.id, one.version, one.client_id))
    people = sorted(known.names.items())
    spans = array("d")
    for every in (*known.open.values(), *known.free.values()):
        # what is not a moment keeps the days apart
        spans.append(len(every))
        for start, end in every:
            spans.extend((start.timestamp(), end.timestamp()))
    away = sorted(known.away)
    names = [(one.id, one.name) for one in known.practitioners]
    found = sha256(visits)
    found.update(spans)
    found.update(repr((names, people, away)).encode())
    return found.hexdigest()[:16]


async def week_events(request: web.Request) -> web.StreamResponse:
    """Tell an open week whenever it changes."""
    first, days = week_of(day_page.day_of(request))
    return await _events(request, _Watched(_address(request, "week"), first, days, people=True))


async def month_events(request: web.Request) -> web.StreamResponse:
    """Tell an open month whenever it changes."""
    first, days = month_of(day_page.day_of(request))
    return await _events(request, _Watched(_address(request, "month"), first, days, people=False))


def _address(request: web.Request, page: str) -> str:
    query = DayFilter.of(request.query).query
    return f"/{page}/{day_page.day_of(request)}{query}{'&' if query else '?'}poll=1"


async def _events(request: web.Request, watched: _Watched) -> web.StreamResponse:
    site, practice_id = request.app[WEB_CONTEXT], request[STAFF].practice_id

    async def current() -> str:
        async with site.database.read() as tx:
            practice = await practices.get(tx, practice_id)
            return digest(await watched.load(tx, practice))

    return await live.renewals(
        request,
        (Topic.CALENDAR,),
        current,
        renewing(watched.address, "#span"),
    )
