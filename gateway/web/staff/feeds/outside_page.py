"""Other calendars on the page of feeds: added, read at once, removed with an undo.

A form answers once the service has read the calendar, or after a moment without it.
"""

from datetime import datetime

from aiohttp import web

from calendar_store.database.notify import Listener, Topic
from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput, NotFound, NotPermitted
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from gateway.use_cases import outside_calendars
from gateway.web.languages.translation import gettext as _
from gateway.web.server.forms import form_of
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.feeds import feeds_page

_PATIENCE = 4.0
"""Seconds that a form waits until a calendar is read."""
_LOOKS = 0.5


async def add(request: web.Request) -> web.Response:
    """Add another calendar of a practitioner."""
    site, member, form = request.app[WEB_CONTEXT], request[STAFF], await form_of(request)
    if "address" not in form:
        raise web.HTTPBadRequest(text=_("This page is out of date. Open it again."))
    actor, now = of_staff(member), site.clock()
    changed = site.database.changes.listen(Topic.OUTSIDE_CALENDARS)
    try:
        async with site.database.write() as tx:
            practice = await practices.get(tx, member.practice_id)
            asked = form.get("practitioner", ""), form.get("address", "")
            made = await outside_calendars.add(tx, actor, practice, *asked, now=now)
        await _until_read(request, changed, practice, made.calendar.id, now)
    except (InvalidInput, NotFound) as error:
        async with site.database.read() as tx:
            return await feeds_page.shown(tx, request, wrong_calendar=str(error))
    finally:
        changed.close()
    raise web.HTTPSeeOther("/feeds?said=added")


async def read(request: web.Request) -> web.Response:
    """Have another calendar read now."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    actor, now, wanted = of_staff(member), site.clock(), int(request.match_info["other"])
    changed = site.database.changes.listen(Topic.OUTSIDE_CALENDARS)
    try:
        async with site.database.write() as tx:
            practice = await practices.get(tx, member.practice_id)
            await outside_calendars.read_soon(tx, actor, practice, wanted, now=now)
        await _until_read(request, changed, practice, wanted, now)
    except (NotFound, NotPermitted) as error:
        raise _unknown() from error
    finally:
        changed.close()
    raise web.HTTPSeeOther("/feeds")


async def remove(request: web.Request) -> web.Response:
    """Remove another calendar."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    wanted = int(request.match_info["other"])
    try:
        async with site.database.write() as tx:
            practice = await practices.get(tx, member.practice_id)
            await outside_calendars.remove(tx, of_staff(member), practice, wanted, now=site.clock())
    except (NotFound, NotPermitted) as error:
        raise _unknown() from error
    raise web.HTTPSeeOther("/feeds?said=removed")


def _unknown() -> web.HTTPNotFound:
    # whether a colleague has one is not told
    return web.HTTPNotFound(text=_("There is no such calendar."))


async def _until_read(
    request: web.Request,
    changed: Listener,
    practice: Practice,
    calendar_id: int,
    since: datetime,
) -> None:
    """Wait until a calendar was read, for a moment at most.

    Raises:
        NotFound: if it was removed meanwhile.
    """
    database, actor = request.app[WEB_CONTEXT].database, of_staff(request[STAFF])
    for _look in range(round(_PATIENCE / _LOOKS)):
        await changed.wait(_LOOKS)
        async with database.read() as tx:
            one = await outside_calendars.choose(tx, actor, practice, calendar_id)
        if one.reading.tried_at is not None and one.reading.tried_at >= since:
            return
