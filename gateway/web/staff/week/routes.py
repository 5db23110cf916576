"""Routes of the week and the month."""

from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.week import live_spans, month_page, week_page

ROUTES = (
    PageRoute("GET", "/week", week_page.today, RoutePermission.STAFF),
    PageRoute("GET", "/week/", week_page.today, RoutePermission.STAFF),
    PageRoute("GET", "/week/{date}", week_page.show, RoutePermission.STAFF),
    PageRoute("GET", "/week/{date}/events", live_spans.week_events, RoutePermission.STAFF),
    PageRoute("GET", "/month", month_page.today, RoutePermission.STAFF),
    PageRoute("GET", "/month/", month_page.today, RoutePermission.STAFF),
    PageRoute("GET", "/month/{date}", month_page.show, RoutePermission.STAFF),
    PageRoute("GET", "/month/{date}/events", live_spans.month_events, RoutePermission.STAFF),
)
