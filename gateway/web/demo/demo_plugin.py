"""The demo's pages as a plug-in of the web application; only `textback demo` adds it."""

from pathlib import Path

from aiohttp import web

from gateway.web.demo import demo_page
from gateway.web.demo.auto_login import logged_in_here
from gateway.web.demo.demo_context import DEMO, Demo
from gateway.web.demo.routes import ROUTES
from gateway.web.server.routes import PagePlugin


def demo_plugin(demo: Demo) -> PagePlugin:
    """Return the demo's pages and its log-in middleware.

    Args:
        demo: the demo that the pages show.
    """

    def set_up(app: web.Application) -> None:
        app[DEMO] = demo
        demo_page.set_up(app)

    sheets = {
        "demo.css": tuple(Path(__file__).with_name(name) for name in ("phone.css", "mailbox.css"))
    }
    return PagePlugin(ROUTES, set_up, (logged_in_here,), sheets)
