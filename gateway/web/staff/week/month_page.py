"""The month: how many visits a day has, and how much time is free."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from aiohttp import web

from calendar_store.model.actors import of_staff
from calendar_store.model.appointments import VisitTime
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from calendar_store.views import range_view
from calendar_store.views.day_view import bounds
from calendar_store.views.range_view import CalendarRange
from gateway.use_cases import booking_choices
from gateway.web.languages.translation import gettext as _
from gateway.web.server.moments import face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.day import day_page, moving
from gateway.web.staff.day.day_filter import DayFilter
from gateway.web.staff.week.live_spans import digest, month_of

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_WEEK = 7


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of the month.

    Attributes:
        day: the day.
        inside: whether it belongs to the month.
        visits: number of visits that stand or took place.
        free: free time ahead of all practitioners, in hours, rounded down to halves; "" for none.
        works: whether anybody works.
        away: number of visits that have to be dealt with.
    """

    day: date
    inside: bool
    visits: int
    free: str
    works: bool
    away: int


async def today(request: web.Request) -> web.Response:
    """Lead to the month of today."""
    site = request.app[WEB_CONTEXT]
    async with site.database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
    raise web.HTTPSeeOther(f"/month/{face_of(practice).day_of(site.clock())}")


async def show(request: web.Request) -> web.Response:
    """Show the month in which a day lies."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    picked, now = day_page.day_of(request), site.clock()
    month = picked.replace(day=1)
    after = (month + 31 * _DAY).replace(day=1)
    first, days = month_of(picked)
    async with site.database.read() as tx:
        practice = await practices.get(tx, member.practice_id)
        known = await range_view.load(tx, practice, first, days, people=False)
        choices = await booking_choices.load(tx, of_staff(member), practice)
        moved = await moving.whose(tx, practice, DayFilter.of(request.query))
    wish = DayFilter.of(request.query)
    facts = {
        "practice": practice,
        "picked": picked,
        "title": face_of(practice).month(month),
        "days": _days(practice, known, month, wish, now),
        "names": [face_of(practice).weekday(first + n * _DAY) for n in range(_WEEK)],
        "before": (month - _DAY).replace(day=1),
        "after": after,
        "today": face_of(practice).day_of(now),
        "filters": wish,
        "choices": choices,
        "moved": moved,
        "span": "month",
        "digest": digest(known),
    }
    return page(request, "staff/week/month.html", facts)


def _days(
    practice: Practice, known: CalendarRange, month: date, wish: DayFilter, now: datetime
) -> list[MonthDay]:
    visits: Counter[date] = Counter()
    away: Counter[date] = Counter()
    for day, some in _by_day(practice, known):
        theirs = some
        if wish.narrows:
            theirs = [one for one in some if wish.fits(one) and wish.shows(one.practitioner_id)]
        visits[day] = len(theirs)
        if known.away:
            away[day] = sum(one.id in known.away for one in theirs)
    shown = [one.id for one in known.practitioners if wish.shows(one.id)]
    return [
        MonthDay(
            day,
            day.month == month.month,
            visits[day],
            _hours(known, shown, day, now),
            any(known.open[who, day] for who in shown),
            away[day],
        )
        for day in known.days
    ]


def _by_day(practice: Practice, known: CalendarRange) -> Iterator[tuple[date, Sequence[VisitTime]]]:
    """Yield the visits that begin on each day; they are in order, and cut where days begin."""
    starts = [one.starts_at for one in known.visits]
    for day in known.days:
        begin, end = bounds(practice, day, 1)
        yield day, known.visits[bisect_left(starts, begin) : bisect_left(starts, end)]


def _hours(known: CalendarRange, shown: list[int], day: date, now: datetime) -> str:
    """Return the free time of a day that is still ahead, in words; "" for none."""
    spans = [span for who in shown for span in known.free[who, day]]
    ahead = [end - max(start, now) for start, end in spans if end > now]
    halves = sum(ahead, timedelta(0)) * 2 // _HOUR
    whole, half = divmod(halves, 2)
    if not halves:
        return ""
    return _("%(hours)s h free", hours=f"{whole or ''}{'½' if half else ''}")
