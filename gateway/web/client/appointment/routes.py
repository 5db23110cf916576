"""Routes of the page of an appointment."""

from gateway.web.client.appointment import appointment_page, move_page
from gateway.web.server.routes import PageRoute, RoutePermission

_ANYBODY = RoutePermission.ANYBODY
_PAGE = "/a/{token}"

ROUTES = (
    PageRoute("GET", _PAGE, appointment_page.show, _ANYBODY),
    PageRoute("GET", f"{_PAGE}/appointment.ics", appointment_page.calendar_entry, _ANYBODY),
    PageRoute("POST", f"{_PAGE}/confirm", appointment_page.confirm, _ANYBODY),
    PageRoute("POST", f"{_PAGE}/cancel", appointment_page.cancel, _ANYBODY),
    PageRoute("POST", f"{_PAGE}/undo", appointment_page.undo, _ANYBODY),
    PageRoute("GET", f"{_PAGE}/move", move_page.show, _ANYBODY),
    PageRoute("POST", f"{_PAGE}/move", move_page.move, _ANYBODY),
    # a page that is opened again after its form was sent
    PageRoute("GET", f"{_PAGE}/{{done:confirm|cancel|undo}}", appointment_page.again, _ANYBODY),
)
