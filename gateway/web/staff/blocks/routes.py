"""Routes of blocks of the calendar."""

from calendar_store.model.actors import Permission
from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.blocks import blocks_page

ROUTES = (
    # a practitioner blocks the own calendar: the use case knows which
    PageRoute("GET", "/blocks/new", blocks_page.new, Permission.MANAGE_ABSENCES),
    PageRoute("GET", r"/blocks/{block:\d{1,18}}", blocks_page.show, RoutePermission.STAFF),
    PageRoute("POST", "/blocks", blocks_page.add, Permission.MANAGE_ABSENCES, tells_beside=True),
    PageRoute(
        "POST",
        r"/blocks/{block:\d{1,18}}/remove",
        blocks_page.remove,
        Permission.MANAGE_ABSENCES,
    ),
)
