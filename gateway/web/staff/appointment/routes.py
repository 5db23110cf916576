"""Routes of the panel of an appointment."""

from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.appointment import appointment_panel

ROUTES = (
    PageRoute("GET", "/appointment/{appointment}", appointment_panel.show, RoutePermission.STAFF),
)
