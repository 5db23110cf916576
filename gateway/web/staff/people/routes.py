"""Routes of the pages of practitioners, services, absences and holidays."""

from calendar_store.model.actors import Permission
from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.people import (
    absences_page,
    practitioner_page,
    practitioners_page,
    retire_page,
    service_page,
    services_page,
)

_ADMIN, _DESK = RoutePermission.ADMIN, RoutePermission.DESK
# practitioners enter the absences of the own calendar: the use case knows which
_AWAYS = Permission.MANAGE_ABSENCES
_WHO = r"/people/{who:\d{1,18}}"
_WHAT = r"/people/services/{what:\d{1,18}}"
_AWAY = r"/people/absences/{away:\d{1,18}}"

ROUTES = (
    PageRoute("GET", "/people", practitioners_page.show, _ADMIN),
    PageRoute("POST", "/people", practitioners_page.add, _ADMIN, tells_beside=True),
    PageRoute("GET", "/people/services", services_page.show, _ADMIN),
    PageRoute("POST", "/people/services", services_page.add, _ADMIN, tells_beside=True),
    PageRoute("GET", _WHAT, service_page.show, _ADMIN),
    PageRoute("POST", _WHAT, service_page.change, _ADMIN, tells_beside=True),
    PageRoute("GET", f"{_WHAT}/retire", retire_page.show_service, _ADMIN),
    PageRoute("POST", f"{_WHAT}/retire", retire_page.retire_service, _ADMIN),
    PageRoute("POST", f"{_WHAT}/restore", retire_page.restore_service, _ADMIN),
    PageRoute("GET", "/people/absences", absences_page.show, _AWAYS),
    PageRoute("POST", "/people/absences", absences_page.add, _AWAYS, tells_beside=True),
    PageRoute("POST", "/people/holidays", absences_page.take_over, _DESK),
    PageRoute("POST", f"{_AWAY}/remove", absences_page.remove, _AWAYS),
    PageRoute("POST", f"{_AWAY}/deal", absences_page.deal, _DESK),
    PageRoute("GET", _WHO, practitioner_page.show, _ADMIN),
    PageRoute("POST", _WHO, practitioner_page.change, _ADMIN, tells_beside=True),
    PageRoute("POST", f"{_WHO}/hours", practitioner_page.change_hours, _ADMIN, tells_beside=True),
    PageRoute("GET", f"{_WHO}/retire", retire_page.show_practitioner, _ADMIN),
    PageRoute("POST", f"{_WHO}/retire", retire_page.retire_practitioner, _ADMIN),
    PageRoute("POST", f"{_WHO}/restore", retire_page.restore_practitioner, _ADMIN),
)
