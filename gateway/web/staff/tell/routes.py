"""Routes of telling many clients at once."""

from calendar_store.model.actors import Permission
from gateway.web.server.routes import PageRoute
from gateway.web.staff.tell import tell_page, told_page

_TELL = Permission.TELL_CLIENTS
_ONE = r"/tell/{announcement:\d{1,18}}"

ROUTES = (
    PageRoute("GET", "/tell", tell_page.show, _TELL),
    PageRoute("POST", "/tell", tell_page.send, _TELL, tells_beside=True),
    PageRoute("POST", "/tell/preview", tell_page.preview, _TELL, tells_beside=True),
    PageRoute("GET", "/tell/told", told_page.show_all, _TELL),
    PageRoute("GET", _ONE, told_page.show, _TELL),
    PageRoute("GET", f"{_ONE}/events", told_page.events, _TELL),
    PageRoute("POST", f"{_ONE}/stop", told_page.stop, _TELL),
)
