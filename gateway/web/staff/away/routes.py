"""Routes of the list of visits in absences."""

from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.away import away_acts, away_page

ROUTES = (
    # a practitioner reads which visits of theirs are open; the desk deals with them
    PageRoute("GET", "/away", away_page.show, RoutePermission.STAFF),
    PageRoute("GET", "/away/events", away_page.events, RoutePermission.STAFF),
    PageRoute("POST", "/away/{appointment}", away_acts.deal, RoutePermission.DESK),
    PageRoute("POST", "/away/{appointment}/undo", away_acts.undo, RoutePermission.DESK),
)
