"""Routes of the page of alerts."""

from calendar_store.model.actors import Permission
from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.alerts import alerts_page, mending_page

_ONE = r"/alerts/{alert:\d{1,18}}"

ROUTES = (
    PageRoute("GET", "/alerts/{shown}", alerts_page.show, RoutePermission.STAFF),
    PageRoute("POST", f"{_ONE}/resend", mending_page.resend, Permission.REPLY),
    PageRoute(
        "POST", f"{_ONE}/correct", mending_page.correct, Permission.EDIT_CLIENTS, tells_beside=True
    ),
    PageRoute("POST", f"{_ONE}/agree", mending_page.agree, Permission.RECORD_CONSENT),
    PageRoute("POST", f"{_ONE}/seen", alerts_page.seen_to, Permission.SEE_TO_ALERTS),
)
