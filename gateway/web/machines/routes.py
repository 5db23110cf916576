"""Routes for machines: monitoring, the CSP reports of browsers, and calendar feeds.

Each handler checks by itself who may ask.
"""

from gateway.web.machines import csp_reports, feed_page, health
from gateway.web.server.protection import REPORTS
from gateway.web.server.routes import PageRoute, RoutePermission

ROUTES = (
    PageRoute("GET", "/healthz", health.healthz, RoutePermission.ANYBODY),
    PageRoute("GET", "/readyz", health.readyz, RoutePermission.ANYBODY),
    PageRoute("GET", "/status", health.status, RoutePermission.ANYBODY),
    PageRoute("GET", "/metrics", health.metrics, RoutePermission.ANYBODY),
    PageRoute("GET", feed_page.ADDRESS, feed_page.show, RoutePermission.ANYBODY),
    PageRoute("POST", REPORTS, csp_reports.take, RoutePermission.ANYBODY),
)
set_up = health.set_up
