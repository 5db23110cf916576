"""Routes of the pages of imports."""

from calendar_store.model.actors import Permission
from gateway.web.server.routes import PageRoute
from gateway.web.staff.imports import import_page, import_rows, imports_page, upload

_ONE = r"/import/{import:\d{1,18}}"
_EDIT = Permission.EDIT_CLIENTS

ROUTES = (
    PageRoute("GET", "/import", imports_page.show, _EDIT),
    PageRoute("POST", "/import", upload.take, _EDIT, takes_file=True),
    PageRoute("GET", _ONE, import_page.show, _EDIT),
    PageRoute("GET", f"{_ONE}/rows.csv", import_rows.file, _EDIT),
    PageRoute("POST", f"{_ONE}/choose", import_page.choose, _EDIT, tells_beside=True),
    PageRoute("POST", f"{_ONE}/undo", import_page.undo, _EDIT),
    PageRoute("POST", f"{_ONE}/discard", import_page.discard, _EDIT),
)
