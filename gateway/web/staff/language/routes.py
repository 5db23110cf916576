"""Routes of the choice of a language."""

from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.language import language_page

ROUTES = (
    PageRoute("GET", "/language/{code:[a-z]{2}}", language_page.choose, RoutePermission.ANYBODY),
)
