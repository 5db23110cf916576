"""Routes of the visits that are likely to be missed."""

from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.risk import risk_page

ROUTES = (PageRoute("GET", "/risk", risk_page.show, RoutePermission.STAFF),)
