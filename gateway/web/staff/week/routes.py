"""Routes of the week and the month."""

from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.week import month_page, week_page

ROUTES = (
    PageRoute("GET", "/week", week_page.today, RoutePermission.STAFF),
    PageRoute("GET", "/week/{date}", week_page.show, RoutePermission.STAFF),
    PageRoute("GET", "/month/{date}", month_page.show, RoutePermission.STAFF),
)
