"""Routes of messages after visits."""

from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.after_visits import after_visits_page

_PATH = "/settings/after-visits"

ROUTES = (
    PageRoute("GET", _PATH, after_visits_page.show, RoutePermission.ADMIN),
    PageRoute("POST", _PATH, after_visits_page.change, RoutePermission.ADMIN, tells_beside=True),
)
