"""Routes of the page of alerts."""

from calendar_store.model.actors import Permission
from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.alerts import alerts_page

ROUTES = (
    PageRoute("GET", "/alerts/{shown}", alerts_page.show, RoutePermission.STAFF),
    PageRoute(
        "POST", r"/alerts/{alert:\d{1,18}}/seen", alerts_page.seen_to, Permission.SEE_TO_ALERTS
    ),
)
