"""Routes of the page of first steps."""

from calendar_store.model.actors import Permission
from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.first_steps import first_steps_page, probe_form

_ADMIN = RoutePermission.ADMIN

ROUTES = (
    PageRoute("GET", "/first-steps", first_steps_page.show, _ADMIN),
    PageRoute("POST", "/first-steps/settle", first_steps_page.settle, _ADMIN),
    PageRoute("POST", "/first-steps/test", first_steps_page.test, _ADMIN, tells_beside=True),
    PageRoute(
        "POST", "/first-steps/probe", probe_form.begin, Permission.RUN_SERVICE, tells_beside=True
    ),
    PageRoute("POST", "/first-steps/close", first_steps_page.close, _ADMIN),
)
