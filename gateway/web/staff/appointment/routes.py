"""Routes of the panel of an appointment."""

from calendar_store.model.actors import Permission
from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.appointment import appointment_panel, notice_page, panel_acts

ROUTES = (
    PageRoute("GET", "/appointment/{appointment}", appointment_panel.show, RoutePermission.STAFF),
    # a practitioner marks visits of the own calendar: the use cases know which
    PageRoute("POST", "/appointment/{appointment}/mark", panel_acts.marked, RoutePermission.STAFF),
    PageRoute("POST", "/appointment/{appointment}/undo", panel_acts.undo, RoutePermission.STAFF),
    PageRoute(
        "POST",
        "/appointment/{appointment}/note",
        panel_acts.note,
        RoutePermission.STAFF,
        tells_beside=True,
    ),
    PageRoute("POST", "/appointment/{appointment}/keep", panel_acts.keep, RoutePermission.STAFF),
    PageRoute("POST", "/appointment/{appointment}/cancel", panel_acts.cancel, Permission.CANCEL),
    PageRoute(
        "POST",
        "/appointment/{appointment}/move",
        panel_acts.move,
        Permission.MOVE,
        tells_beside=True,
    ),
    # may one move, or cancel? the use case asks
    PageRoute("POST", "/appointment/{appointment}/notice", notice_page.show, RoutePermission.DESK),
    PageRoute("POST", "/appointment/{appointment}/resend", panel_acts.resend, Permission.REPLY),
)
