"""Routes of the log-in page."""

from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.log_in import log_in_page

ROUTES = (
    PageRoute("GET", "/login", log_in_page.ask, RoutePermission.ANYBODY),
    PageRoute("POST", "/login", log_in_page.log_in, RoutePermission.ANYBODY),
    PageRoute("POST", "/logout", log_in_page.log_out, RoutePermission.STAFF),
)
set_up = log_in_page.set_up
