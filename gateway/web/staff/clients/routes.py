"""Routes of the pages of clients."""

from calendar_store.model.actors import Permission
from gateway.web.server.routes import PageRoute
from gateway.web.staff.clients import (
    card_forms,
    client_page,
    clients_page,
    doubles_page,
    export_page,
    retiring,
)

_ONE = r"/clients/{client:\d{1,18}}"
_READ = Permission.READ_CLIENTS
_EDIT = Permission.EDIT_CLIENTS
_MERGE = Permission.MERGE_CLIENTS
_CONSENT = Permission.RECORD_CONSENT
_EXPORT = Permission.EXPORT_CLIENTS

ROUTES = (
    PageRoute("GET", "/clients", clients_page.show, _READ),
    PageRoute("POST", "/clients", clients_page.add, _EDIT, tells_beside=True),
    PageRoute("GET", "/clients/rows", clients_page.found, _READ),
    PageRoute("GET", "/clients/doubles", doubles_page.show, _MERGE),
    PageRoute("POST", "/clients/merge", doubles_page.merge, _MERGE),
    PageRoute("POST", r"/clients/merges/{merge:\d{1,18}}/undo", doubles_page.undo, _MERGE),
    PageRoute("GET", _ONE, client_page.show, _READ),
    PageRoute("GET", f"{_ONE}/form", card_forms.paper, _CONSENT),
    PageRoute("GET", f"{_ONE}/export", export_page.show, _EXPORT),
    PageRoute("GET", f"{_ONE}/export.json", export_page.copy, _EXPORT),
    PageRoute(
        "POST", f"{_ONE}/erase", export_page.erase, Permission.ERASE_CLIENTS, tells_beside=True
    ),
    PageRoute("POST", f"{_ONE}/retire", retiring.retire, _EDIT),
    PageRoute("POST", f"{_ONE}/restore", retiring.restore, _EDIT),
    PageRoute("POST", f"{_ONE}/correct", card_forms.correct, _EDIT, tells_beside=True),
    PageRoute("POST", f"{_ONE}/consent", card_forms.consent, _CONSENT, tells_beside=True),
)
