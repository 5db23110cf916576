"""Routes of copying in what was written on paper."""

from calendar_store.model.actors import Permission
from gateway.web.server.routes import PageRoute
from gateway.web.staff.catch_up import catch_up_acts, catch_up_page

_BOOK = Permission.BOOK
_ENTRY = r"/catch-up/{entry:\d{1,18}}"

ROUTES = (
    PageRoute("GET", "/catch-up", catch_up_page.show, _BOOK),
    PageRoute("POST", "/catch-up", catch_up_acts.take, _BOOK, tells_beside=True),
    PageRoute("GET", "/catch-up/found", catch_up_page.found, _BOOK),
    PageRoute("POST", f"{_ENTRY}/settle", catch_up_acts.settle, _BOOK, tells_beside=True),
    PageRoute("POST", f"{_ENTRY}/undo", catch_up_acts.undo, _BOOK),
    # the code on a page of a paper
    PageRoute("GET", r"/paper/{version:\d{1,9}}/{date}", catch_up_page.of_code, _BOOK),
)
