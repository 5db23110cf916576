"""Reports of browsers about violations of the content security policy (CSP 3, section 5).

Reports are counted and not stored. Anybody may send reports, so only the names of known directives
are read from them.
"""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

import structlog
from aiohttp import web

from gateway.web.server.connections import waiting_for
from gateway.web.server.web_context import WEB_CONTEXT

_log = structlog.get_logger(__name__)

OTHER = "other"
_DIRECTIVES = frozenset(
    f"{kind}-src" for kind in ("default", "script", "style", "img", "connect", "font", "frame")
) | {
    *("script-src-elem", "script-src-attr", "style-src-elem", "style-src-attr"),
    *("base-uri", "form-action", "frame-ancestors", "object-src", "media-src", "worker-src"),
}
_LARGEST = 8 * 1024
_MOST_AT_ONCE = 20
_TOLD = 5
"""Limit of logged reports for each directive; further reports are only counted."""


async def take(request: web.Request) -> web.Response:
    """Count the reports in a request."""
    tally = request.app[WEB_CONTEXT].csp_reports
    try:
        with waiting_for(request):
            async with asyncio.timeout(request.app[WEB_CONTEXT].form_within):
                body = await request.content.read(_LARGEST)
    except (web.RequestPayloadError, TimeoutError):
        body = b""
    for directive in list(_directives(body))[:_MOST_AT_ONCE]:
        tally[directive] += 1
        if tally[directive] <= _TOLD:
            _log.warning("a browser reports what the policy forbids", directive=directive)
    return web.Response(status=204)


def _directives(body: bytes) -> Iterator[str]:
    """Yield the directive of each report in a body, in the report-uri or the report-to format."""
    try:
        told: Any = json.loads(body)
    except (ValueError, RecursionError):
        yield OTHER
        return
    for one in told if isinstance(told, list) else [told]:
        report = one.get("csp-report", one.get("body")) if isinstance(one, dict) else None
        named = report if isinstance(report, dict) else {}
        directive = named.get("effective-directive", named.get("effectiveDirective"))
        yield directive if isinstance(directive, str) and directive in _DIRECTIVES else OTHER
