"""Routes of the page that stops emails."""

from gateway.web.client.unsubscribe import unsubscribe_page
from gateway.web.server.routes import PageRoute, RoutePermission

_ANYBODY = RoutePermission.ANYBODY

ROUTES = (
    PageRoute("GET", "/u/{token}", unsubscribe_page.show, _ANYBODY),
    PageRoute("POST", "/u/{token}", unsubscribe_page.stop, _ANYBODY),
    PageRoute("POST", "/u/{token}/undo", unsubscribe_page.undo, _ANYBODY),
    # a page that is opened again after its form was sent
    PageRoute("GET", "/u/{token}/undo", unsubscribe_page.again, _ANYBODY),
)
