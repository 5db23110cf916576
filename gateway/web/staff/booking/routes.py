"""Routes of booking at the desk."""

from calendar_store.model.actors import Permission
from gateway.web.server.routes import PageRoute
from gateway.web.staff.booking import booking_page

ROUTES = (
    PageRoute("GET", "/book", booking_page.show, Permission.BOOK),
    PageRoute("POST", "/book", booking_page.book, Permission.BOOK, tells_beside=True),
    PageRoute("GET", "/book/found", booking_page.found, Permission.BOOK),
)
