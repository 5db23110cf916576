"""Routes of booking at the desk."""

from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.booking import booking_page

ROUTES = (
    PageRoute("GET", "/book", booking_page.show, RoutePermission.DESK),
    PageRoute("POST", "/book", booking_page.book, RoutePermission.DESK),
    PageRoute("GET", "/clients/found", booking_page.found, RoutePermission.DESK),
)
