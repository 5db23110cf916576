"""The address of privacy notices."""

from gateway.web.client.privacy import privacy_page
from gateway.web.server.routes import PageRoute, RoutePermission

ROUTES = (PageRoute("GET", "/n/{practice}", privacy_page.show, RoutePermission.ANYBODY),)
