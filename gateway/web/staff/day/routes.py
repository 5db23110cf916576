"""Routes of the calendar page."""

from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.day import day_page, live_days

ROUTES = (
    PageRoute("GET", "/", day_page.today, RoutePermission.STAFF),
    PageRoute("GET", "/day", day_page.today, RoutePermission.STAFF),
    PageRoute("GET", "/day/", day_page.today, RoutePermission.STAFF),
    PageRoute("GET", "/day/{date}", day_page.show, RoutePermission.STAFF),
    PageRoute("GET", "/day/{date}/events", live_days.events, RoutePermission.STAFF),
)
set_up = live_days.set_up
