"""Routes of the demo: the calendar with a phone or a mailbox beside it, texts, mails, events."""

from gateway.web.demo import demo_mail, demo_page
from gateway.web.server.routes import PageRoute, RoutePermission

_PHONE = r"/demo/phone/{place:\d{1,3}}"
_MAILBOX = r"/demo/mail/{place:\d{1,3}}"
_MAIL = rf"{_MAILBOX}/{{mail:\d{{1,5}}}}"

ROUTES = (
    PageRoute("GET", "/", demo_page.home, RoutePermission.STAFF),
    PageRoute("GET", "/day/{date}", demo_page.show, RoutePermission.STAFF),
    PageRoute("POST", _PHONE, demo_page.send, RoutePermission.STAFF),
    PageRoute("GET", f"{_PHONE}/events", demo_page.events, RoutePermission.STAFF),
    PageRoute("GET", f"{_MAILBOX}/events", demo_mail.events, RoutePermission.STAFF),
    PageRoute("POST", f"{_MAILBOX}/refuse", demo_mail.refuse, RoutePermission.STAFF),
    PageRoute("GET", f"{_MAIL}/body", demo_mail.body, RoutePermission.STAFF),
    PageRoute("POST", _MAIL, demo_mail.write, RoutePermission.STAFF),
)
