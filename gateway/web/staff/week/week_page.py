"""The week: each practitioner's seven days, or those of one of them; free times lead to booking."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter, itemgetter

from aiohttp import web

from calendar_store.appointments.slot_search import Span
from calendar_store.model.actors import Permission, of_staff
from calendar_store.model.appointments import VisitTime
from calendar_store.model.practices import Practice, Practitioner, Service
from calendar_store.model.statuses import AppointmentStatus
from calendar_store.practices import practices
from calendar_store.views import range_view
from calendar_store.views.day_view import bounds
from calendar_store.views.range_view import CalendarRange
from gateway.use_cases import booking_choices
from gateway.web.languages.translation import gettext as _
from gateway.web.server.logins import may_open
from gateway.web.server.moments import LocalCalendar, face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.day import day_page, moving
from gateway.web.staff.day.day_filter import DayFilter
from gateway.web.staff.week.live_spans import digest, week_of
from gateway.wording import glyphs

_DAY = timedelta(days=1)
_WEEK = 7
_START = attrgetter("starts_at")


@dataclass(frozen=True, slots=True)
class WeekItem:
    """A visit or a free time in a day of the week.

    Attributes:
        span: start and end, in words.
        link: where it leads.
        visit: the visit; None for a free time.
        sign: the sign of the visit's state.
        dim: whether the filter leaves it out; its time is taken all the same.
        name: who comes, as lists sort names.
        away: whether the visit has to be dealt with.
    """

    span: str
    link: str
    visit: VisitTime | None = None
    sign: glyphs.Glyph | None = None
    dim: bool = False
    name: str = ""
    away: bool = False


MOST_ITEMS = 12
"""Most visits and free times of a day that are listed; the day shows them all."""


@dataclass(frozen=True, slots=True)
class WeekView:
    """Functions that the template calls.

    Attributes:
        practice: the practice.
        known: the days.
        wish: the filter.
        services: what there is to filter by.
        now: UTC.
        books: whether the reader may book.
        by_day: (practitioner, day) -> their visits that begin on it.
    """

    practice: Practice
    known: CalendarRange
    wish: DayFilter
    services: Sequence[Service]
    now: datetime
    books: bool
    by_day: Mapping[tuple[int, date], Sequence[VisitTime]]

    @property
    def face(self) -> LocalCalendar:
        """Formats times in the practice's zone."""
        return face_of(self.practice)

    @property
    def shown(self) -> list[Practitioner]:
        """The practitioners in view."""
        return [one for one in self.known.practitioners if self.wish.shows(one.id)]

    def items(self, who: Practitioner, day: date) -> tuple[list[WeekItem], int]:
        """Return a practitioner's first visits and free times of a day, and how many follow."""
        face = self.face
        found: list[tuple[datetime, VisitTime | Span]] = [
            (one.starts_at, one) for one in self.by_day.get((who.id, day), ())
        ]
        found += [(span[0], span) for span in self._free(who, day)]
        found.sort(key=itemgetter(0))
        # one more takes no more room than the line that says so
        shown = len(found) if len(found) <= MOST_ITEMS + 1 else MOST_ITEMS
        items = [self._item(face, who, day, one) for _, one in found[:shown]]
        return items, len(found) - shown

    def _item(
        self, face: LocalCalendar, who: Practitioner, day: date, one: VisitTime | Span
    ) -> WeekItem:
        if not isinstance(one, VisitTime):
            start, end = one
            return WeekItem(face.span(start, end), self.wish.link(day, who.id, start))
        return WeekItem(
            face.clock(one.starts_at),
            f"/day/{day}?appointment={one.id}",
            one,
            glyphs.APPOINTMENT[AppointmentStatus(one.status)],
            not self.wish.fits(one),
            self.known.names[one.client_id],
            one.id in self.known.away,
        )

    def off(self, who: Practitioner, day: date) -> bool:
        """Tell whether a practitioner does not work on a day."""
        return not self.known.open[who.id, day]

    def _free(self, who: Practitioner, day: date) -> list[Span]:
        step = self.practice.slot_step
        ahead = [(max(start, self.now), end) for start, end in self.known.free[who.id, day]]
        return [span for span in ahead if span[1] - span[0] >= step]


async def today(request: web.Request) -> web.Response:
    """Lead to the week of today."""
    site = request.app[WEB_CONTEXT]
    async with site.database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
    raise web.HTTPSeeOther(f"/week/{face_of(practice).day_of(site.clock())}")


async def show(request: web.Request) -> web.Response:
    """Show the week in which a day lies."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    picked = day_page.day_of(request)
    first, _days = week_of(picked)
    now = site.clock()
    async with site.database.read() as tx:
        practice = await practices.get(tx, member.practice_id)
        known = await range_view.load(tx, practice, first, _WEEK)
        choices = await booking_choices.load(tx, of_staff(member), practice)
        moved = await moving.whose(tx, practice, DayFilter.of(request.query))
    wish = DayFilter.of(request.query)
    books = may_open(member, Permission.BOOK)
    by_day = _by_day(practice, known)
    view = WeekView(practice, known, wish, choices.services, now, books, by_day)
    last = first + (_WEEK - 1) * _DAY
    facts = {
        "practice": practice,
        "view": view,
        "picked": picked,
        "title": _(
            "%(first)s to %(last)s", first=view.face.short(first), last=view.face.short(last)
        ),
        "before": first - _WEEK * _DAY,
        "after": first + _WEEK * _DAY,
        "today": view.face.day_of(now),
        "filters": wish,
        "choices": choices,
        "moved": moved,
        "span": "week",
        "digest": digest(known),
    }
    return page(request, "staff/week/week.html", facts)


def _by_day(
    practice: Practice, known: CalendarRange
) -> Mapping[tuple[int, date], Sequence[VisitTime]]:
    """Return visits by practitioner and day; they are in order, and cut where days begin."""
    every_day = [(day, *bounds(practice, day, 1)) for day in known.days]
    return {
        (whose, day): some[
            bisect_left(some, begin, key=_START) : bisect_left(some, end, key=_START)
        ]
        for whose, some in known.by_practitioner.items()
        for day, begin, end in every_day
    }
