"""Routes of the log."""

from calendar_store.model.actors import Permission
from gateway.web.server.routes import PageRoute
from gateway.web.staff.log import log_page

ROUTES = (
    PageRoute("GET", "/log", log_page.show, Permission.READ_AUDIT),
    PageRoute("GET", "/log/export.{form:csv|jsonl}", log_page.file, Permission.READ_AUDIT),
)
