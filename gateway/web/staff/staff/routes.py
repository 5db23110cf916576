"""Routes of the pages of staff."""

from calendar_store.model.actors import Permission
from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.staff import roles_page, staff_page

_MANAGE = Permission.MANAGE_STAFF
_ONE = r"/staff/{member:\d{1,18}}"

ROUTES = (
    PageRoute("GET", "/staff", staff_page.show, _MANAGE),
    PageRoute("POST", "/staff", staff_page.invite, _MANAGE, tells_beside=True),
    PageRoute("GET", "/staff/roles", roles_page.show, RoutePermission.STAFF),
    PageRoute("GET", _ONE, staff_page.show_one, _MANAGE),
    PageRoute("POST", _ONE, staff_page.change, _MANAGE, tells_beside=True),
    PageRoute("POST", f"{_ONE}/invite", staff_page.invite_again, _MANAGE),
    PageRoute("POST", f"{_ONE}/retire", staff_page.retire, _MANAGE),
    PageRoute("POST", f"{_ONE}/remove-factors", staff_page.remove_factors, _MANAGE),
    PageRoute("POST", f"{_ONE}/end-sessions", staff_page.end_sessions, _MANAGE),
)
