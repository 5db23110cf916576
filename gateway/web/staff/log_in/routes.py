"""Routes of the log-in page, and of the pages behind links in mails."""

from aiohttp import web

from gateway.web.server import password_check
from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.log_in import code_page, links_page, log_in_page

_LINK = "/{link:join|reset}/{token:[A-Za-z0-9_-]{20,100}}"

ROUTES = (
    PageRoute("GET", "/login", log_in_page.ask, RoutePermission.ANYBODY),
    PageRoute("POST", "/login", log_in_page.log_in, RoutePermission.ANYBODY, tells_beside=True),
    PageRoute("GET", code_page.STEP, code_page.ask, RoutePermission.ANYBODY),
    PageRoute("POST", code_page.STEP, code_page.check, RoutePermission.ANYBODY),
    PageRoute("POST", "/login/passkey", code_page.by_passkey, RoutePermission.ANYBODY),
    PageRoute("GET", "/forgotten", links_page.ask_forgotten, RoutePermission.ANYBODY),
    PageRoute(
        "POST", "/forgotten", links_page.forgotten, RoutePermission.ANYBODY, tells_beside=True
    ),
    PageRoute("GET", _LINK, links_page.show, RoutePermission.ANYBODY),
    PageRoute("POST", _LINK, links_page.choose, RoutePermission.ANYBODY),
    PageRoute("POST", "/logout", log_in_page.log_out, RoutePermission.DOOR),
)


def set_up(app: web.Application) -> None:
    """Add the state of these pages to an application."""
    password_check.set_up(app)
    links_page.set_up(app)
