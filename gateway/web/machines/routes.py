"""Routes for machines: monitoring, the CSP reports of browsers, calendar feeds and beacons.

Each handler checks by itself who may ask.
"""

from gateway.web.machines import beacon_page, csp_reports, feed_page, health
from gateway.web.server.protection import REPORTS
from gateway.web.server.routes import PageRoute, RoutePermission

ROUTES = (
    PageRoute("GET", "/healthz", health.healthz, RoutePermission.ANYBODY),
    PageRoute("GET", "/readyz", health.readyz, RoutePermission.ANYBODY),
    PageRoute("GET", "/status", health.status, RoutePermission.ANYBODY),
    PageRoute("GET", "/metrics", health.metrics, RoutePermission.ANYBODY),
    PageRoute("GET", feed_page.ADDRESS, feed_page.show, RoutePermission.ANYBODY),
    PageRoute("GET", beacon_page.ADDRESS, beacon_page.beat, RoutePermission.ANYBODY),
    PageRoute("GET", beacon_page.PAPER, beacon_page.paper, RoutePermission.ANYBODY),
    PageRoute("POST", REPORTS, csp_reports.take, RoutePermission.ANYBODY),
)
set_up = health.set_up
