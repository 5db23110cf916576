"""Addresses of the end of a practice; every change and every copy takes the password again."""

from calendar_store.model.actors import Permission
from gateway.web.server.routes import PageRoute
from gateway.web.staff.ending import copies_page, ending_page

_END, _COPIES = Permission.END_PRACTICE, Permission.TAKE_COPIES

ROUTES = (
    PageRoute("GET", "/ending", ending_page.show, _END),
    PageRoute("POST", "/ending/notice", ending_page.give_notice, _END, tells_beside=True),
    PageRoute("POST", "/ending/undo", ending_page.take_back, _END),
    PageRoute("POST", "/ending/keep", ending_page.keep, _END, tells_beside=True),
    PageRoute("POST", "/ending/copies", copies_page.ask, _COPIES),
    PageRoute("POST", "/ending/copies/take", copies_page.take, _COPIES),
    PageRoute("GET", r"/ending/certificates/{certificate:\d{1,19}}", copies_page.certificate, _END),
)
