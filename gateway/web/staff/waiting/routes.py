"""Routes of the waiting list."""

from calendar_store.model.actors import Permission
from gateway.web.server.routes import PageRoute
from gateway.web.staff.waiting import offer_page, waiting_page

_KEEP = Permission.KEEP_WAITING_LIST
_ENTRY = r"/waiting/{entry:\d{1,18}}"

ROUTES = (
    PageRoute("GET", "/waiting", waiting_page.show, Permission.READ_CLIENTS),
    PageRoute("GET", "/waiting/found", waiting_page.found, _KEEP),
    PageRoute("POST", "/waiting", waiting_page.add, _KEEP, tells_beside=True),
    PageRoute("GET", _ENTRY, offer_page.show, _KEEP),
    PageRoute("POST", _ENTRY, offer_page.offer, _KEEP),
    PageRoute("POST", f"{_ENTRY}/withdraw", waiting_page.withdraw, _KEEP),
    PageRoute("POST", f"{_ENTRY}/restore", waiting_page.restore, _KEEP),
    PageRoute(
        "POST",
        r"/waiting/offers/{offer:\d{1,18}}/take-back",
        waiting_page.take_back,
        _KEEP,
    ),
)
