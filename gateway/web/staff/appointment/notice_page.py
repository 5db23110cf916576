"""What a client will read of a move or a cancellation, shown before it is made.

The page has the fields of the form that led to it, and sends them on: with the message, or without.
"""

from aiohttp import web

from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput, NotFound, Stale
from calendar_store.practices import practices
from gateway.use_cases import notice_preview
from gateway.use_cases.notice_preview import PlannedChange
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.server.forms import form_of
from gateway.web.server.moments import face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.appointment.panel_order import OLD_PAGE
from gateway.web.staff.appointment.wanted_times import number_of, wanted_time
from gateway.wording import glyphs

_OWN = frozenset({"csrf", "tell", "change"})
"""Fields that the page sends by itself, or not at all."""


async def show(request: web.Request) -> web.Response:
    """Show the message of a change; nothing is changed."""
    form, site, member = await form_of(request), request.app[WEB_CONTEXT], request[STAFF]
    actor, now = of_staff(member), site.clock()
    number = number_of(request.match_info["appointment"])
    version = number_of(form.get("version", ""))
    if number is None:
        raise web.HTTPNotFound(text=_("This practice has no such appointment."))
    if version is None:
        raise web.HTTPBadRequest(text=_(OLD_PAGE))
    cancels = form.get("change") == "cancel"
    try:
        async with site.database.read() as tx:
            practice = await practices.get(tx, member.practice_id)
            asked = PlannedChange(
                number,
                version,
                None if cancels else wanted_time(form, practice, now),
                number_of(form.get("practitioner", "")),
                following="following" in form,
            )
            found = await notice_preview.of_change(
                *(tx, actor, practice, asked), tariff=site.tariff, now=now
            )
    except NotFound as error:
        raise web.HTTPNotFound(text=refusal(f"{error}.")) from error
    except Stale as error:
        raise web.HTTPConflict(text=refusal(f"{error}.")) from error
    except InvalidInput as error:
        raise web.HTTPUnprocessableEntity(text=refusal(f"{error}.")) from error
    face, told = face_of(practice), found.told
    day, then = face.day_of(found.was.starts_at), found.becomes[0]
    facts = {
        "practice": practice,
        "room": "calendar",
        "found": found,
        "cancels": cancels,
        "do": "cancel" if cancels else "move",
        "day": day,
        "when": f"{face.short(day)}, {face.span(found.was.starts_at, found.was.ends_at)}",
        "then": f"{face.short(face.day_of(then.starts_at))}, "
        f"{face.span(then.starts_at, then.ends_at)}",
        "who": then.practitioner,
        "sign": glyphs.CHANNEL[told.channel] if told.channel else None,
        "at": face.near(told.at, face.day_of(now)) if told.at else "",
        "kept": {name: value for name, value in form.items() if name not in _OWN},
    }
    return page(request, "staff/appointment/notice.html", facts)
