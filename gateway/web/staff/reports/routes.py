"""Routes of reports."""

from aiohttp import web

from calendar_store.model.actors import Permission
from gateway.use_cases.report_figures import ReportReader
from gateway.web.server.routes import PageRoute
from gateway.web.server.web_context import WEB_CONTEXT
from gateway.web.staff.reports import reports_page

ROUTES = (
    PageRoute("GET", "/reports", reports_page.show, Permission.READ_REPORTS),
    PageRoute(
        "GET", "/reports/plot/{plot:[a-z]{1,20}}.svg", reports_page.plot, Permission.READ_REPORTS
    ),
    PageRoute(
        "GET", "/reports/{table:[a-z]{1,20}}.csv", reports_page.file, Permission.READ_REPORTS
    ),
)


def set_up(app: web.Application) -> None:
    """Add what reads the figures, and remembers them for a while."""
    site = app[WEB_CONTEXT]
    app[reports_page.READER] = ReportReader(site.database, site.clock)
