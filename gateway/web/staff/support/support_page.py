"""The page of the access of support: given and ended by the practice, entered by support."""

from collections.abc import Mapping
from datetime import datetime

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import SUPPORT_ROLES, Permission, of_staff
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.practices import practices
from gateway.links.links import Links
from gateway.use_cases import audit_log, support_access
from gateway.use_cases.support_access import AccessWish
from gateway.use_cases.suspending import AdminMails
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark
from gateway.web.server.forms import form_of, require_whole
from gateway.web.server.moments import LocalCalendar, face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import LOGIN, STAFF, WEB_CONTEXT
from gateway.web.staff.log.log_words import LogWords

HOURS = (1, 4, 8, 24, 72)
_SAID = {
    "given": mark("Support has access now. Everybody here sees it on every page."),
    "ended": mark("The access has ended."),
}


async def show(request: web.Request) -> web.Response:
    """Show to the practice what support may see, and to support where it may go."""
    async with request.app[WEB_CONTEXT].database.read() as tx:
        return await _page(tx, request, {})


async def give(request: web.Request) -> web.Response:
    """Give support access."""
    site, member, form = request.app[WEB_CONTEXT], request[STAFF], await form_of(request)
    hours = form.get("hours", "")
    wish = AccessWish(
        form.get("email", ""),
        int(hours) if hours.isascii() and hours.isdecimal() and len(hours) < 4 else 0,
        form.get("writes") == "yes",
        form.get("contacts") == "yes",
    )
    try:
        require_whole(request)
        async with site.database.write() as tx:
            practice = await practices.get(tx, member.practice_id)
            await support_access.give(tx, of_staff(member), practice, wish, now=site.clock())
    except InvalidInput as error:
        async with site.database.read() as tx:
            return await _page(tx, request, form, wrong=str(error))
    raise web.HTTPSeeOther("/support?said=given")


async def end(request: web.Request) -> web.Response:
    """End an access at once."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    grant = int(request.match_info["grant"])
    try:
        async with site.database.write() as tx:
            await support_access.end(
                tx, of_staff(member), member.practice_id, grant, now=site.clock()
            )
    except NotFound as error:
        raise web.HTTPNotFound(text=refusal(f"{error}.")) from error
    except InvalidInput as error:
        async with site.database.read() as tx:
            return await _page(tx, request, {}, wrong=str(error))
    raise web.HTTPSeeOther("/support?said=ended")


async def enter(request: web.Request) -> web.Response:
    """Enter a practice as support."""
    site, member, form = request.app[WEB_CONTEXT], request[STAFF], await form_of(request)
    numbers = [form.get(name, "") for name in ("practice", "grant")]
    if not all(one.isascii() and one.isdecimal() and len(one) < 19 for one in numbers):
        raise web.HTTPBadRequest(text=_("This page is out of date. Open it again."))
    practice_id, grant = map(int, numbers)
    try:
        async with site.database.write() as tx:
            await support_access.enter(
                *(tx, member, request[LOGIN], (practice_id, grant)), now=site.clock()
            )
    except NotFound as error:
        raise web.HTTPNotFound(text=refusal(f"{error}.")) from error
    raise web.HTTPSeeOther("/day")


async def break_glass(request: web.Request) -> web.Response:
    """Open a practice as support without being asked, and enter it."""
    site, member, form = request.app[WEB_CONTEXT], request[STAFF], await form_of(request)
    # for the address of the pages alone: nothing is signed
    telling = AdminMails(site.tariff.channels, Links(str(site.public_url), [b""]))
    try:
        require_whole(request)
        async with site.database.write() as tx:
            practice = await practices.find(tx, form.get("practice", "").strip())
            grant = await support_access.break_glass(
                *(tx, member, practice, form.get("reason", ""), telling), now=site.clock()
            )
            await support_access.enter(
                *(tx, member, request[LOGIN], (grant.practice_id, grant.id)), now=site.clock()
            )
    except (InvalidInput, NotFound) as error:
        async with site.database.read() as tx:
            return await _page(tx, request, form, unasked=str(error))
    raise web.HTTPSeeOther("/day")


async def visit(request: web.Request) -> web.Response:
    """Show to the practice what support did on a visit."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    actor = of_staff(member)
    async with site.database.read() as tx:
        practice = await practices.get(tx, member.practice_id)
        try:
            number = int(request.match_info["visit"])
            found = await support_access.report(tx, actor, practice.id, number)
        except NotFound as error:
            raise web.HTTPNotFound(text=refusal(f"{error}.")) from error
        names = await audit_log.names(tx, actor, practice.id, [*found.pages, *found.changes])
    face = face_of(practice)
    words = LogWords(face, names)
    facts = {
        "practice": practice,
        "room": "staff",
        "visit": found.visit,
        "since": _moment(face, found.visit.began_at),
        "until": _moment(face, found.visit.ended_at) if found.visit.ended_at else "",
        "clients": found.clients,
        "pages": [(face.clock(one.at), words.subject(one)) for one in found.pages],
        "changes": [
            (face.clock(one.at), words.action(one), words.subject(one), words.detail(one))
            for one in found.changes
        ],
    }
    return page(request, "staff/support/visit.html", facts)


def _moment(face: LocalCalendar, at: datetime) -> str:
    return f"{face.day_month_year(face.day_of(at))} {face.clock(at)}"


async def leave(request: web.Request) -> web.Response:
    """Leave the practice that support is in."""
    site = request.app[WEB_CONTEXT]
    async with site.database.write() as tx:
        await support_access.leave(tx, request[LOGIN], now=site.clock())
    raise web.HTTPSeeOther("/support")


async def _page(
    tx: Transaction,
    request: web.Request,
    form: Mapping[str, str],
    *,
    wrong: str = "",
    unasked: str = "",
) -> web.Response:
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    actor, now = of_staff(member), site.clock()
    practice = await practices.get(tx, member.practice_id)
    face = face_of(practice)
    today = face.day_of(now)
    outside = member.role in SUPPORT_ROLES and member.support is None
    given = [] if outside else await support_access.given(tx, actor, practice.id)
    gives = actor.may(Permission.GRANT_SUPPORT, practice.id)
    visits = await support_access.visits(tx, actor, practice.id) if gives else []
    own = member.role in SUPPORT_ROLES
    open_to = await support_access.open_to(tx, member, now=now) if own else []
    facts = {
        "practice": practice,
        "room": "staff",
        "shown": "support",
        "tabs": actor.may(Permission.MANAGE_STAFF, practice.id),
        "gives": gives,
        "visits": [
            (
                one,
                _moment(face, one.began_at),
                _moment(face, one.ended_at) if one.ended_at else "",
            )
            for one in visits
        ],
        "given": [
            (
                one,
                one.is_current(now),
                face.near(one.granted_at, today),
                face.near(one.ended_at or one.expires_at, today),
            )
            for one in given
        ],
        "own": own,
        "open_to": [(one, face.near(one.expires_at, today)) for one in open_to],
        "hours": HOURS,
        "form": form,
        "wrong": wrong,
        "unasked": unasked,
        "said": _(_SAID[said]) if (said := request.query.get("said", "")) in _SAID else "",
    }
    return page(
        request, "staff/support/support.html", facts, status=422 if wrong or unasked else 200
    )
