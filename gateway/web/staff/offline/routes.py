"""Routes of the calendar without a line."""

from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.offline import installed_app, kept_days, offline_entries

ROUTES = (
    # named by no permission, because it names nobody
    PageRoute("GET", installed_app.SHELL, installed_app.shell, RoutePermission.ANYBODY),
    PageRoute("GET", installed_app.MANIFEST, installed_app.manifest, RoutePermission.ANYBODY),
    PageRoute("GET", installed_app.WORKER, installed_app.worker, RoutePermission.ANYBODY),
    # who may keep nothing is told so, and the browser destroys what it has
    PageRoute("GET", "/offline/days", kept_days.show, RoutePermission.ACCOUNT),
    PageRoute("POST", "/offline/entries", offline_entries.take, RoutePermission.STAFF),
)
set_up = installed_app.set_up
