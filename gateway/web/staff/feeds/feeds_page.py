"""The page of calendar feeds: makes one, shows its address this once, revokes addresses.

Below them stand the other calendars of practitioners, see `outside_page`.

Administrators see all feeds, practitioners their own, others that they have none.
"""

from datetime import date

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Permission, of_staff
from calendar_store.model.errors import InvalidInput, NotFound, NotPermitted
from calendar_store.model.feeds import FeedNames
from calendar_store.practices import practices
from gateway.use_cases import feeds, outside_calendars
from gateway.use_cases.feeds import FeedView
from gateway.use_cases.outside_calendars import OutsideCalendarView
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark
from gateway.web.server.forms import form_of
from gateway.web.server.moments import LocalCalendar, face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.undo import undo_page

NAMES = {
    FeedNames.INITIALS: mark("initials of clients"),
    FeedNames.FULL: mark("names of clients"),
}
SAID = {
    "added": mark("Added: its events are times without bookings."),
    "removed": mark("Removed: its times can be booked again."),
    undo_page.SAID: mark("Taken back."),
}
"""What is said of a change of another calendar."""


async def show(request: web.Request) -> web.Response:
    """List the feeds."""
    async with request.app[WEB_CONTEXT].database.read() as tx:
        return await shown(tx, request)


async def make(request: web.Request) -> web.Response:
    """Make a feed, and show its address; the answer is the only place where it stands."""
    site, member, form = request.app[WEB_CONTEXT], request[STAFF], await form_of(request)
    if form.get("names") not in set(FeedNames):
        raise web.HTTPBadRequest(text=_("This page is out of date. Open it again."))
    names = FeedNames(form["names"])
    try:
        async with site.database.write() as tx:
            practice = await practices.get(tx, member.practice_id)
            actor, who = of_staff(member), form.get("practitioner", "")
            made, token = await feeds.make(tx, actor, practice, who, names, now=site.clock())
    except (InvalidInput, NotFound) as error:
        async with site.database.read() as tx:
            return await shown(tx, request, wrong=str(error))
    async with site.database.read() as tx:
        return await shown(tx, request, made=made, token=token)


async def revoke(request: web.Request) -> web.Response:
    """Revoke the address of a feed."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    try:
        async with site.database.write() as tx:
            practice = await practices.get(tx, member.practice_id)
            wanted = int(request.match_info["feed"])
            await feeds.revoke(tx, of_staff(member), practice, wanted, now=site.clock())
    except (NotFound, NotPermitted) as error:
        # whether a colleague has a feed is not told
        raise web.HTTPNotFound(text=_("There is no such calendar.")) from error
    raise web.HTTPSeeOther("/feeds?said=revoked")


async def shown(
    tx: Transaction,
    request: web.Request,
    *,
    made: FeedView | None = None,
    token: str = "",
    wrong: str = "",
    wrong_calendar: str = "",
) -> web.Response:
    """Answer with the page.

    Args:
        tx: any transaction.
        request: of the reader.
        made: the feed that was made; None for none.
        token: of its address.
        wrong: why a feed was refused.
        wrong_calendar: why another calendar was refused.
    """
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    practice = await practices.get(tx, member.practice_id)
    face = face_of(practice)
    today = face.day_of(site.clock())
    actor = of_staff(member)
    manages = actor.may_for(Permission.MANAGE_FEEDS, practice.id, actor.practitioner_id)
    found = await feeds.listed(tx, actor, practice) if manages else []
    now, said = site.clock(), request.query.get("said")
    others = await outside_calendars.listed(tx, actor, practice, now=now) if manages else []
    facts = {
        "practice": practice,
        "room": "settings",
        "shown": "feeds",
        "feeds": [
            (one, face.near(one.feed.read_at, today) if one.feed.read_at else "") for one in found
        ],
        "names": NAMES,
        "practitioners": await feeds.choices(tx, actor, practice) if manages else [],
        "made": made,
        "address": str(site.public_url.with_path(f"/feed/{token}.ics")) if token else "",
        "wrong": wrong,
        "revoked": said == "revoked",
        "others": [(one, _read_last(one, face, today)) for one in others],
        "wrong_calendar": wrong_calendar,
        "said": SAID.get(said or "", ""),
        "undo": await undo_page.offered(tx, request, practice, "calendar.removed", now)
        if said == "removed"
        else "",
    }
    status = 422 if wrong or wrong_calendar else 200
    return page(request, "staff/feeds/feeds.html", facts, status=status)


def _read_last(one: OutsideCalendarView, face: LocalCalendar, today: date) -> str:
    read_at = one.calendar.reading.read_at
    return face.near(read_at, today) if read_at else ""
