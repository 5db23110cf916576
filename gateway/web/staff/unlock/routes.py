"""Routes of locking and unlocking."""

from gateway.web.server.lock import UNLOCK
from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.unlock import unlock_page

ROUTES = (
    PageRoute("GET", UNLOCK, unlock_page.show, RoutePermission.DOOR),
    PageRoute("POST", UNLOCK, unlock_page.unlock, RoutePermission.DOOR),
    PageRoute("POST", "/lock", unlock_page.lock, RoutePermission.ACCOUNT),
)
