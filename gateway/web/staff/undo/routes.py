"""Route of what is taken back in records."""

from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.undo import undo_page

ROUTES = (
    # who may take back what is checked by the use case
    PageRoute("POST", r"/undo/{change:\d{1,18}}", undo_page.undo, RoutePermission.STAFF),
)
"""Changes are named by their entries in the audit log."""
