"""Routes of one's own account."""

from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.account import account_page

_OWN = RoutePermission.ACCOUNT

ROUTES = (
    PageRoute("GET", "/account", account_page.show, _OWN),
    PageRoute("POST", "/account/password", account_page.change_password, _OWN),
    PageRoute("POST", r"/account/sessions/{session:[0-9a-f]{64}}/end", account_page.end_one, _OWN),
    PageRoute("POST", "/account/sessions/end-others", account_page.end_others, _OWN),
)
