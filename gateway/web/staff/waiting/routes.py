"""Routes of the waiting list."""

from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.waiting import offer_page, waiting_page

_ENTRY = r"/waiting/{entry:\d{1,18}}"

ROUTES = (
    PageRoute("GET", "/waiting", waiting_page.show, RoutePermission.DESK),
    PageRoute("GET", "/waiting/found", waiting_page.found, RoutePermission.DESK),
    PageRoute("POST", "/waiting", waiting_page.add, RoutePermission.DESK),
    PageRoute("GET", _ENTRY, offer_page.show, RoutePermission.DESK),
    PageRoute("POST", _ENTRY, offer_page.offer, RoutePermission.DESK),
    PageRoute("POST", f"{_ENTRY}/withdraw", waiting_page.withdraw, RoutePermission.DESK),
    PageRoute("POST", f"{_ENTRY}/restore", waiting_page.restore, RoutePermission.DESK),
    PageRoute(
        "POST",
        r"/waiting/offers/{offer:\d{1,18}}/take-back",
        waiting_page.take_back,
        RoutePermission.DESK,
    ),
)
