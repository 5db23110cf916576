"""The addresses of the booking page."""

from aiohttp import web

from gateway.web.client.booking import booking_page, code_page
from gateway.web.client.booking.booking_desk import BOOKING_LIMITS, BookingLimits
from gateway.web.server.routes import PageRoute, RoutePermission

_SLUG = r"/b/{slug:[a-z0-9-]{3,40}}"
_AS_TYPED = r"/b/{typed:[A-Za-z0-9-]{3,40}}{slash:/?}"
"""Phones begin what is typed with a capital letter, and people end it with a slash."""
_ANYBODY = RoutePermission.ANYBODY

ROUTES = (
    PageRoute("GET", _SLUG, booking_page.show, _ANYBODY),
    PageRoute("POST", _SLUG, booking_page.ask_for_code, _ANYBODY, tells_beside=True),
    PageRoute("GET", _AS_TYPED, booking_page.as_typed, _ANYBODY),
    PageRoute("GET", _SLUG + "/code/{token}", code_page.show, _ANYBODY),
    PageRoute("POST", _SLUG + "/code/{token}", code_page.enter, _ANYBODY),
    PageRoute("POST", _SLUG + "/again/{token}", code_page.send_again, _ANYBODY),
    PageRoute("GET", _SLUG + "/change/{token}", code_page.change, _ANYBODY),
    PageRoute("GET", _SLUG + "/done/{token}", code_page.done, _ANYBODY),
)


def set_up(app: web.Application) -> None:
    """Add the limits of the booking page to an application."""
    app[BOOKING_LIMITS] = BookingLimits()
