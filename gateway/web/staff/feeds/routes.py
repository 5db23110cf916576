"""Routes of the page of calendar feeds."""

from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.feeds import feeds_page, outside_page

ROUTES = (
    PageRoute("GET", "/feeds", feeds_page.show, RoutePermission.STAFF),
    PageRoute("POST", "/feeds", feeds_page.make, RoutePermission.STAFF),
    PageRoute("POST", r"/feeds/{feed:\d{1,18}}/revoke", feeds_page.revoke, RoutePermission.STAFF),
    PageRoute("POST", "/feeds/others", outside_page.add, RoutePermission.STAFF),
    PageRoute(
        "POST",
        r"/feeds/others/{other:\d{1,18}}/read",
        outside_page.read,
        RoutePermission.STAFF,
    ),
    PageRoute(
        "POST",
        r"/feeds/others/{other:\d{1,18}}/remove",
        outside_page.remove,
        RoutePermission.STAFF,
    ),
)
