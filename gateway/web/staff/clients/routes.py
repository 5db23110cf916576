"""Routes of the pages of clients."""

from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.clients import card_forms, client_page, clients_page, doubles_page

_ONE = r"/clients/{client:\d{1,18}}"
_DESK = RoutePermission.DESK

ROUTES = (
    PageRoute("GET", "/clients", clients_page.show, _DESK),
    PageRoute("POST", "/clients", clients_page.add, _DESK),
    PageRoute("GET", "/clients/found", clients_page.found, _DESK),
    PageRoute("GET", "/clients/doubles", doubles_page.show, _DESK),
    PageRoute("POST", "/clients/merge", doubles_page.merge, _DESK),
    PageRoute("POST", r"/clients/merges/{merge:\d{1,18}}/undo", doubles_page.undo, _DESK),
    PageRoute("GET", _ONE, client_page.show, _DESK),
    PageRoute("GET", f"{_ONE}/form", card_forms.paper, _DESK),
    PageRoute("POST", f"{_ONE}/correct", card_forms.correct, _DESK),
    PageRoute("POST", f"{_ONE}/consent", card_forms.consent, _DESK),
)
