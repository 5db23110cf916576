"""The address of the accent colours, and what the pages for clients need in the application."""

from aiohttp import web

from gateway.web.client.shared import accent, faults
from gateway.web.client.shared.link_desk import LINK_DESK, LinkDesk
from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.server.web_context import WEB_CONTEXT

_ELSE = "/{page:[abnpsu]}/{rest:.*}"
"""Addresses of no page, below those of pages for clients: told to clients, not to staff."""

ROUTES = (
    PageRoute("GET", "/accent/{colour:[0-9a-fA-F]{6}}.css", accent.show, RoutePermission.ANYBODY),
    PageRoute("GET", _ELSE, faults.nothing_there, RoutePermission.ANYBODY),
    PageRoute("POST", _ELSE, faults.nothing_there, RoutePermission.ANYBODY),
)


def set_up(app: web.Application) -> None:
    """Add the links to an application."""
    app[LINK_DESK] = LinkDesk(app[WEB_CONTEXT])
