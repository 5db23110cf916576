"""Log-ins of staff: the session cookie, and the check who may open a page."""

from aiohttp import web
from aiohttp.typedefs import Handler
from yarl import URL

from calendar_store.model.practices import StaffMember
from calendar_store.model.statuses import Role
from calendar_store.practices import staff
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark
from gateway.web.server.addresses import address_of
from gateway.web.server.protection import require_csrf
from gateway.web.server.routes import Page, PageRoute, RoutePermission
from gateway.web.server.web_context import LOGIN, STAFF, WEB_CONTEXT

_ROLES = {
    RoutePermission.STAFF: frozenset(Role),
    RoutePermission.DESK: frozenset({Role.ADMIN, Role.RECEPTION}),
    RoutePermission.ADMIN: frozenset({Role.ADMIN}),
}
_FORBIDDEN = {
    RoutePermission.DESK: mark("Only reception and administrators can open this page."),
    RoutePermission.ADMIN: mark("Only administrators can open this page. Ask your administrator."),
}


class NotLoggedIn(Exception):
    """A page needs a log-in, and the request has none."""


def guarded(route: PageRoute) -> Handler:
    """Return the handler of a route, with a check of its permission.

    A POST to a page that needs a log-in has to carry the CSRF token of the log-in.
    """
    if route.permission is RoutePermission.ANYBODY:
        return route.page
    return _for(route.permission, route.page)


def may_open(member: StaffMember, permission: RoutePermission) -> bool:
    """Tell whether a member of staff may open pages with a permission."""
    return permission is RoutePermission.ANYBODY or member.role in _ROLES[permission]


def _for(permission: RoutePermission, page: Page) -> Handler:
    async def for_some(request: web.Request) -> web.StreamResponse:
        member, login = await _who(request)
        request[STAFF], request[LOGIN] = member, login
        if request.method == "POST":
            await require_csrf(request, login)
        if member.role not in _ROLES[permission]:
            raise web.HTTPForbidden(text=_FORBIDDEN.get(permission))
        return await page(request)

    return for_some


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
        found = await staff.by_token(tx, request[LOGIN], site.clock(), site.idle_timeout)
    return found is not None


async def open_login(request: web.Request, member: StaffMember) -> str:
    """Log a member of staff in, from the request's network address; return the token."""
    site = request.app[WEB_CONTEXT]
    async with site.database.write() as tx:
        return await staff.log_in(tx, member, now=site.clock(), address=address_of(request))


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


async def _who(request: web.Request) -> tuple[StaffMember, str]:
    """Return the member of staff and the token of a request's log-in.

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
    if login.is_stale(now) and _is_used(request):
        async with site.database.write() as tx:
            await staff.note_use(tx, token, now)
    return login.member, token


def _is_used(request: web.Request) -> bool:
    """Tell whether a person made the request; updates by the page itself keep no log-in alive."""
    listens = "text/event-stream" in request.headers.get("Accept", "")
    return not listens and "poll" not in request.query


def _to_login(request: web.Request) -> web.Response:
    if request.headers.get("HX-Request"):
        return web.Response(status=401, headers={"HX-Redirect": "/login"})
    if "text/event-stream" in request.headers.get("Accept", ""):
        return web.Response(status=401, text=_("Log in first."))
    target = request.rel_url if request.method == "GET" else "/"
    raise web.HTTPSeeOther(URL("/login").with_query(next=str(target)))
