"""Routes of the page of a practice's settings."""

from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.practice import practice_page

ROUTES = (
    PageRoute("GET", "/practice", practice_page.show, RoutePermission.ADMIN),
    PageRoute("POST", "/practice", practice_page.change, RoutePermission.ADMIN, tells_beside=True),
)
