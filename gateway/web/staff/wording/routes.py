"""Routes of the wording pages."""

from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.wording import wording_page

_ONE = r"/wording/{locale:[a-z]{2}}/{name:[a-z_]{1,40}}"

ROUTES = (
    PageRoute("GET", "/wording", wording_page.show_all, RoutePermission.ADMIN),
    PageRoute("GET", _ONE, wording_page.show, RoutePermission.ADMIN),
    PageRoute("POST", _ONE, wording_page.change, RoutePermission.ADMIN, tells_beside=True),
    PageRoute(
        "POST", f"{_ONE}/preview", wording_page.preview, RoutePermission.ADMIN, tells_beside=True
    ),
)
