"""The address of short codes."""

from gateway.web.client.short import short_page
from gateway.web.server.routes import PageRoute, RoutePermission

ROUTES = (PageRoute("GET", "/s/{code}", short_page.show, RoutePermission.ANYBODY),)
