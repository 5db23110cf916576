"""Routes of the page of beacons."""

from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.beacons import beacons_page

ROUTES = (
    PageRoute("GET", "/beacons", beacons_page.show, RoutePermission.ADMIN),
    PageRoute("POST", "/beacons", beacons_page.make, RoutePermission.ADMIN, tells_beside=True),
    PageRoute(
        "POST", r"/beacons/{beacon:\d{1,18}}/revoke", beacons_page.revoke, RoutePermission.ADMIN
    ),
)
