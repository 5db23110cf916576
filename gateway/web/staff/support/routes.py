"""Routes of the access of support."""

from calendar_store.model.actors import Permission
from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.support import support_page

_GRANT = Permission.GRANT_SUPPORT

ROUTES = (
    PageRoute("GET", "/support", support_page.show, RoutePermission.ACCOUNT),
    PageRoute("POST", "/support", support_page.give, _GRANT, tells_beside=True),
    PageRoute("POST", r"/support/{grant:\d{1,18}}/end", support_page.end, _GRANT),
    PageRoute("GET", r"/support/visits/{visit:\d{1,18}}", support_page.visit, _GRANT),
    PageRoute(
        *("POST", "/support/unasked", support_page.break_glass, RoutePermission.ACCOUNT),
        tells_beside=True,
    ),
    PageRoute("POST", "/support/enter", support_page.enter, RoutePermission.ACCOUNT),
    PageRoute("POST", "/support/leave", support_page.leave, RoutePermission.ACCOUNT),
)
