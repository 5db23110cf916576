"""Routes of the page of canned answers."""

from calendar_store.model.actors import Permission
from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.answers import answers_page

_ONE = r"/inbox/answers/{answer:\d{1,18}}"

ROUTES = (
    PageRoute("GET", "/inbox/answers", answers_page.show, RoutePermission.DESK),
    PageRoute("POST", "/inbox/answers", answers_page.add, Permission.REPLY, tells_beside=True),
    PageRoute("POST", _ONE, answers_page.change, Permission.REPLY, tells_beside=True),
    PageRoute("POST", f"{_ONE}/restore", answers_page.put_back, Permission.REPLY),
)
