"""Routes of the demo: the calendar with a phone beside it, the phone's texts and its events."""

from gateway.web.demo import demo_page
from gateway.web.server.routes import PageRoute, RoutePermission

_PHONE = r"/demo/phone/{place:\d{1,3}}"

ROUTES = (
    PageRoute("GET", "/", demo_page.home, RoutePermission.STAFF),
    PageRoute("GET", "/day/{date}", demo_page.show, RoutePermission.STAFF),
    PageRoute("POST", _PHONE, demo_page.send, RoutePermission.STAFF),
    PageRoute("GET", f"{_PHONE}/events", demo_page.events, RoutePermission.STAFF),
)
