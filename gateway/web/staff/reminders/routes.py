"""Routes of the page of reminder steps."""

from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.reminders import reminders_page

ROUTES = (
    PageRoute("GET", "/settings/reminders", reminders_page.show, RoutePermission.ADMIN),
    PageRoute(
        "POST",
        "/settings/reminders",
        reminders_page.change,
        RoutePermission.ADMIN,
        tells_beside=True,
    ),
    PageRoute("POST", "/settings/reminders/undo", reminders_page.undo, RoutePermission.ADMIN),
)
