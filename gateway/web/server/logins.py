"""Log-ins of staff: the session cookie, and the check who may open a page."""

from datetime import timedelta

from aiohttp import web
from aiohttp.typedefs import Handler
from yarl import URL

from calendar_store.database import audit
from calendar_store.model.actors import SUPPORT_ROLES, WHILE_SUSPENDED, Permission, of_staff
from calendar_store.model.errors import PracticeSuspended
from calendar_store.model.practices import StaffMember
from calendar_store.practices import staff, support_visits
from calendar_store.practices.staff import Login
from gateway.web.languages.interface_language import interface_language
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark, turn_to
from gateway.web.server.addresses import address_of, network_of
from gateway.web.server.forms import TELLS_BESIDE, form_of
from gateway.web.server.masked_answers import is_masked, refuse_hidden
from gateway.web.server.presses import PRESSES
from gateway.web.server.protection import CSRF_FIELD, mark_of, require_csrf
from gateway.web.server.routes import OF_OWN_ACCOUNT, PageRoute, RoutePermission
from gateway.web.server.web_context import LOGIN, SESSION, STAFF, WEB_CONTEXT

_GROUPS = {
    RoutePermission.DESK: Permission.READ_CONVERSATIONS,
    RoutePermission.ADMIN: Permission.MANAGE_PRACTICE,
}
_FORBIDDEN = {
    RoutePermission.DESK: mark("Only reception and administrators can open this page."),
    RoutePermission.ADMIN: mark("Only administrators can open this page. Ask your administrator."),
}
_NOT_YOURS = mark("Your role does not open this page. Ask your administrator.")
_NO_GRANT = mark("No practice has given you access, or its time is over.")
_READS_ONLY = mark("Your access is for reading only. Nothing was changed.")
_TOLD_EVERY = timedelta(hours=1)
"""How often it is recorded that support keeps a page open."""
_LONGEST_ADDRESS = 300
SUPPORT = "/support"
"""The page where support sees which practices it may enter."""
NOT_DONE = "not-done"
"""What the query of the log-in page says where a change was asked for without a log-in."""
SECURITY = "/account/security"
"""The page where a second factor is set up."""


class NotLoggedIn(Exception):
    """A page needs a log-in, and the request has none."""


class LoginLocked(Exception):
    """A page needs the password again: the log-in was not used for some time, or was locked."""


def guarded(route: PageRoute) -> Handler:
    """Return the handler of a route, with a check of its permission.

    A POST to a page that needs a log-in has to carry the CSRF token of the log-in, and acts once
    however quickly its button is pressed again.
    """
    page = route.page if route.permission is RoutePermission.ANYBODY else _for(route)

    async def noted(request: web.Request) -> web.StreamResponse:
        request[TELLS_BESIDE] = True
        return await page(request)

    return noted if route.tells_beside else page


def may_open(member: StaffMember, permission: RoutePermission | Permission) -> bool:
    """Tell whether a member of staff may open pages with a permission."""
    if permission is RoutePermission.ANYBODY or permission in OF_OWN_ACCOUNT:
        return True
    if permission is RoutePermission.STAFF:
        return member.role not in SUPPORT_ROLES or member.support is not None
    actor = of_staff(member)
    wanted = (
        _GROUPS[permission] if isinstance(permission, RoutePermission) else Permission(permission)
    )
    return actor.may(wanted, member.practice_id) or wanted in actor.own


def _for(route: PageRoute) -> Handler:
    permission, page = route.permission, route.page

    async def for_some(request: web.Request) -> web.StreamResponse:
        login, token = await _who(request)
        member = login.member
        request[STAFF], request[LOGIN], request[SESSION] = member, token, login
        turn_to(interface_language(request))
        if request.method == "POST" and not route.takes_file:
            await require_csrf(request, token)
        if permission is not RoutePermission.DOOR:
            _require_open(request, login, permission)
        if not may_open(member, permission):
            if request.path == "/" and member.role in SUPPORT_ROLES:
                raise web.HTTPSeeOther(SUPPORT)
            raise web.HTTPForbidden(text=_refusal(member, permission))
        if request.method == "POST" and login.suspended_at is not None:
            _refuse_suspended(permission)
        if member.support is not None and permission not in OF_OWN_ACCOUNT:
            await _watched(request, member)
        if request.method == "POST" and not route.takes_file:
            mark = mark_of((await form_of(request))[CSRF_FIELD])
            return await request.app[PRESSES].once(request, mark, page)
        return await page(request)

    return for_some


def _require_open(
    request: web.Request, login: Login, permission: RoutePermission | Permission
) -> None:
    """Refuse a log-in that is locked, or that has to get its second factor first.

    Raises:
        LoginLocked: if it is locked.
        HTTPSeeOther: to the page of the second factor.
    """
    if login.is_locked(request.app[WEB_CONTEXT].clock()):
        raise LoginLocked
    if login.lacks_factor and permission is not RoutePermission.ENROLMENT:
        if request.headers.get("HX-Request"):
            raise web.HTTPUnauthorized(headers={"HX-Redirect": SECURITY})
        raise web.HTTPSeeOther(SECURITY)


def _refuse_suspended(permission: RoutePermission | Permission) -> None:
    """Refuse a form that changes a practice which is suspended.

    Raises:
        PracticeSuspended: if it does.
    """
    if permission not in OF_OWN_ACCOUNT and permission not in WHILE_SUSPENDED:
        raise PracticeSuspended


def _refusal(member: StaffMember, permission: RoutePermission | Permission) -> str:
    if member.role in SUPPORT_ROLES and member.support is None:
        return _(_NO_GRANT)
    if member.support is not None and not member.support.writes:
        return _(_READS_ONLY)
    words = _FORBIDDEN.get(permission) if isinstance(permission, RoutePermission) else None
    return _(words or _NOT_YOURS)


async def _watched(request: web.Request, member: StaffMember) -> None:
    """Record each page that support opens in a practice, and refuse changes to who only reads.

    What an open page asks for by itself is recorded once an hour: the address alone says that it
    is such an update, and whoever visits writes the address.

    Raises:
        HTTPForbidden: for a change, if the grant is for reading alone.
    """
    changes, access = request.method != "GET", member.support
    if access is None or (changes and not access.writes):
        raise web.HTTPForbidden(text=_(_READS_ONLY))
    if changes and is_masked(member):
        await refuse_hidden(request)
    site, actor, what = request.app[WEB_CONTEXT], of_staff(member), _asked_for(request)
    action, now = "support.changed" if changes else "support.read", site.clock()
    if not changes and not _is_used(request):
        async with site.database.read() as tx:
            if await audit.is_recorded(
                *(tx, member.practice_id),
                by=actor,
                action=action,
                subject=what,
                since=now - _TOLD_EVERY,
            ):
                return
    async with site.database.write() as tx:
        await audit.record(tx, member.practice_id, by=actor, action=action, subject=what, now=now)
        if changes or _is_used(request):
            grant = member.practice_id, access.grant_id
            await support_visits.seen(tx, request[LOGIN], grant, member.email, now)


def _asked_for(request: web.Request) -> str:
    """Return the address of a page with what was searched in it, for the audit log.

    An open page and its updates have the same.
    """
    page = request.rel_url.with_path(request.path.removesuffix("/events"), keep_query=True)
    return str(page.without_query_params("poll").human_repr())[:_LONGEST_ADDRESS]


@web.middleware
async def led_to_login(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Redirect a browser to the log-in page if a page needs a log-in."""
    try:
        return await handler(request)
    except NotLoggedIn:
        return _to_login(request)


async def still_logged_in(request: web.Request) -> bool:
    """Tell whether the log-in that opened a stream is still valid."""
    site = request.app[WEB_CONTEXT]
    async with site.database.read() as tx:
        found = await staff.login_of(tx, request[LOGIN], site.clock(), site.idle_timeout)
    if found is None or found.is_locked(site.clock()):
        return False
    was = request[STAFF]
    # whose role or grant has changed opens the page again, with what they may see now
    return (found.member.role, found.member.support) == (was.role, was.support)


async def open_login(request: web.Request, member: StaffMember, how: str = "password") -> str:
    """Log a member of staff in, from the request's network address; return the token.

    The log-in that the browser has had ends: nobody would ever end it.

    Args:
        request: the browser's request.
        member: the member.
        how: how the member has shown who they are, for the audit log.
    """
    site, address = request.app[WEB_CONTEXT], address_of(request)
    replaced = request.cookies.get(cookie_name(request), "")
    async with site.database.write() as tx:
        if replaced:
            await staff.log_out(tx, replaced)
        return await staff.log_in(
            tx,
            member,
            now=site.clock(),
            address=address,
            network=network_of(address),
            user_agent=request.headers.get("User-Agent", ""),
            how=how,
        )


async def session_of(request: web.Request) -> Login | None:
    """Return the log-in of a request to a page that needs none; None if there is none."""
    try:
        return (await _who(request))[0]
    except NotLoggedIn:
        return None


def page_of_script(request: web.Request) -> str:
    """Return the path of the page in which a script of ours stands; "/" if that is not said."""
    try:
        shown = URL(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return "/"
    return str(shown.relative()) if shown.host else "/"


def local_path(target: str) -> str:
    """Return a redirect's target if the target is a path of ours, else "/"."""
    if target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable():
        return target
    return "/"


def cookie_name(request: web.Request) -> str:
    """Return the cookie's name; over TLS its prefix makes browsers bind the cookie to this host."""
    return "__Host-textback" if is_secure(request) else "textback"


def is_secure(request: web.Request) -> bool:
    """Tell whether browsers reach us over TLS."""
    return request.app[WEB_CONTEXT].public_url.scheme == "https"


def set_cookie(request: web.Request, response: web.StreamResponse, login: str) -> None:
    """Set the cookie of a log-in on a response.

    Args:
        request: the browser's request.
        response: the response, not started yet.
        login: the token of the log-in.
    """
    response.set_cookie(
        cookie_name(request),
        login,
        max_age=int(staff.LOGIN_LASTS.total_seconds()),
        path="/",
        httponly=True,
        secure=is_secure(request),
        samesite="Lax",
    )


async def _who(request: web.Request) -> tuple[Login, str]:
    """Return the log-in of a request, and its token.

    The token is that of a log-in that this request has opened, or else the cookie's.

    Raises:
        NotLoggedIn: if there is no valid log-in.
    """
    site, now = request.app[WEB_CONTEXT], request.app[WEB_CONTEXT].clock()
    token = request.get(LOGIN) or request.cookies.get(cookie_name(request), "")
    if not token:
        raise NotLoggedIn
    async with site.database.read() as tx:
        login = await staff.login_of(tx, token, now, site.idle_timeout)
    if login is None:
        raise NotLoggedIn
    if login.is_stale(now) and _is_used(request) and not login.is_locked(now):
        async with site.database.write() as tx:
            await staff.note_use(tx, token, now)
    return login, token


def _is_used(request: web.Request) -> bool:
    """Tell whether a person made the request; updates by the page itself keep no log-in alive."""
    listens = "text/event-stream" in request.headers.get("Accept", "")
    return not listens and "poll" not in request.query


def _to_login(request: web.Request) -> web.Response:
    if "text/event-stream" in request.headers.get("Accept", ""):
        return web.Response(status=401, text=_("Log in first."))
    by_script, changes = bool(request.headers.get("HX-Request")), request.method != "GET"
    target = page_of_script(request) if by_script else "/" if changes else str(request.rel_url)
    query = {"next": target} | ({"said": NOT_DONE} if changes else {})
    there = URL("/login").with_query(query)
    if by_script:
        return web.Response(status=401, headers={"HX-Redirect": str(there)})
    raise web.HTTPSeeOther(there)
