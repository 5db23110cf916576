"""Routes of the page of carriers."""

from aiohttp import web

from calendar_store.model.actors import Permission
from gateway.web.server.routes import PageRoute
from gateway.web.staff.carriers import carriers_page

ROUTES = (PageRoute("GET", "/carriers", carriers_page.show, Permission.RUN_SERVICE),)


def set_up(app: web.Application) -> None:
    """Add what was counted a moment ago: the page asks again and again."""
    app[carriers_page.COUNTED] = carriers_page.RecentCounts()
