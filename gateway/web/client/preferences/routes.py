"""Routes of a client's preferences and stored data."""

from gateway.web.client.preferences import data_page, preferences_page
from gateway.web.server.routes import PageRoute, RoutePermission

_ANYBODY = RoutePermission.ANYBODY
_PAGE = "/p/{token}"

ROUTES = (
    PageRoute("GET", _PAGE, preferences_page.show, _ANYBODY),
    PageRoute("POST", _PAGE, preferences_page.save, _ANYBODY),
    PageRoute("POST", f"{_PAGE}/stop", preferences_page.stop, _ANYBODY),
    PageRoute("POST", f"{_PAGE}/start", preferences_page.start, _ANYBODY),
    PageRoute("POST", f"{_PAGE}/wait", preferences_page.wait, _ANYBODY),
    PageRoute("POST", f"{_PAGE}/leave", preferences_page.leave, _ANYBODY),
    PageRoute("GET", f"{_PAGE}/data", data_page.show, _ANYBODY),
    PageRoute("GET", f"{_PAGE}/data.json", data_page.download, _ANYBODY),
    # a page that is opened again after its form was sent
    PageRoute("GET", f"{_PAGE}/{{done:stop|start|wait|leave}}", preferences_page.again, _ANYBODY),
)
