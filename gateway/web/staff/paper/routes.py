"""Routes of the calendar on paper."""

from calendar_store.model.actors import Permission
from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.paper import paper_page

PATH = paper_page.PATH
_EXPORT = Permission.EXPORT_CLIENTS

ROUTES = (
    PageRoute("GET", PATH, paper_page.show, Permission.READ_CLIENTS),
    PageRoute("POST", PATH, paper_page.change, RoutePermission.ADMIN, tells_beside=True),
    PageRoute("POST", f"{PATH}/make", paper_page.make, _EXPORT),
    PageRoute("GET", f"{PATH}/preview.pdf", paper_page.preview, _EXPORT),
    PageRoute("GET", PATH + r"/{version:\d{1,9}}.pdf", paper_page.download, _EXPORT),
)
