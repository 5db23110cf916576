"""Routes of the inbox."""

from calendar_store.model.actors import Permission
from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.inbox import examples_page, inbox_page, live_inbox

ROUTES = (
    PageRoute("GET", "/inbox", inbox_page.show, RoutePermission.DESK),
    PageRoute("GET", "/inbox/events", live_inbox.events, RoutePermission.DESK),
    PageRoute("GET", "/inbox/mine", inbox_page.show_mine, RoutePermission.DESK),
    PageRoute("GET", "/inbox/done", inbox_page.show_done, RoutePermission.DESK),
    PageRoute(
        "GET",
        "/inbox/examples.{form:jsonl|csv}",
        examples_page.download,
        Permission.EXPORT_CLIENTS,
    ),
    PageRoute("GET", "/inbox/strangers", inbox_page.show_strangers, RoutePermission.DESK),
    PageRoute("POST", "/inbox/strangers/close", inbox_page.close_strangers, Permission.REPLY),
)
