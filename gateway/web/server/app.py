"""The web application: collects the routes of all pages, templates, middlewares, error pages."""

import asyncio
import gzip
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import aiohttp_jinja2
import structlog
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler
from jinja2 import FileSystemLoader, StrictUndefined
from yarl import URL

from calendar_store.database.connection import Database, is_away
from calendar_store.model.errors import (
    NotFound,
    NotPermitted,
    PracticeSuspended,
    SlotTaken,
    Stale,
    StoreError,
    StoreUnreachable,
)
from calendar_store.practices.staff import IDLE
from gateway.lines.heartbeats import Heartbeats
from gateway.use_cases.carrier_probes import CarrierProbes
from gateway.use_cases.service_exams import ServiceExams
from gateway.use_cases.tariff import Tariff
from gateway.web import client, machines, staff
from gateway.web.languages import labels, understood_words
from gateway.web.languages.interface_language import in_readers_language
from gateway.web.languages.reasons import reason_words
from gateway.web.languages.refusals import refusal as refused_in_words
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import (
    languages,
    mark,
    ngettext,
    own_name,
    prepare,
    reader_language,
)
from gateway.web.server.addresses import OWN_MACHINE, Network
from gateway.web.server.connections import noted
from gateway.web.server.forms import LARGEST_FORM
from gateway.web.server.lock import led_to_unlock
from gateway.web.server.logins import guarded, led_to_login
from gateway.web.server.masked_answers import contacts_hidden, refuse_unmasked
from gateway.web.server.navigation import set_navigation
from gateway.web.server.presses import PRESSES, Presses
from gateway.web.server.protection import add_headers, hosts_of, known_host, own_origin
from gateway.web.server.rendering import page
from gateway.web.server.routes import PagePlugin, collected, plugin_of, plugins_of
from gateway.web.server.stale_forms import kept_when_stale
from gateway.web.server.static_files import PAGES, StaticFiles, read_assets
from gateway.web.server.web_context import (
    WEB_CONTEXT,
    CalendarFile,
    LinkStatus,
    Watch,
    WebContext,
)

_NO_STORE = mark("The database does not answer. Nothing was changed. Try again in a minute.")
_OUR_FAULT = mark("An error occurred. Nothing was changed. Try again; details are in the log.")
_STATUS: dict[type[StoreError], int] = {
    NotPermitted: 403,
    PracticeSuspended: 403,
    NotFound: 404,
    Stale: 409,
    SlotTaken: 409,
}
_STARTED: web.RequestKey[bool] = web.RequestKey("started", bool)
_WORDS_OF_TEMPLATES: dict[str, Any] = {
    "_": _,
    "gettext": _,
    "ngettext": ngettext,
    "interface_languages": languages,
    "own_name": own_name,
    "reader_language": reader_language,
}
_FILTERS: dict[str, Callable[..., str]] = {
    "in_words": reason_words,
    "refusal": refused_in_words,
    "intent": labels.intent_words,
    "understood": understood_words.understood,
    "why_away": labels.why_away,
    "actor": labels.actor_words,
    "change": labels.change_words,
    "reply": labels.reply_words,
    "size": labels.size_words,
    "dear": labels.dear_words,
    "swapped": labels.swapped_words,
    "week": labels.week_words,
}
_log = structlog.get_logger(__name__)
_PACK_FROM = 1024
"""Bytes from which a response is compressed: a shorter one fits into one packet anyway."""
_LONG = 500_000
"""Bytes from which a response is compressed quickly: a calendar's file, a copy of a log."""


def make_app(
    database: Database,
    *,
    clock: Callable[[], datetime],
    public_url: str,
    secret_key: bytes | None,
    tariff: Tariff,
    link_status: LinkStatus | None = None,
    watch: Watch | None = None,
    trusted_proxies: Sequence[Network] | None = None,
    idle_timeout: timedelta = IDLE,
    hosts: Iterable[str] = (),
    csp_reports: Counter[str] | None = None,
    plugins: Sequence[PagePlugin] = (),
    calendar_file: CalendarFile | None = None,
    probes: CarrierProbes | None = None,
    exams: ServiceExams | None = None,
    heartbeats: Heartbeats | None = None,
) -> web.Application:
    """Return the web application of a store.

    Args:
        database: the store; the caller closes it.
        clock: returns the current time, UTC.
        public_url: the URL by which browsers reach the pages; with https, cookies are bound to it.
        secret_key: signs the tokens of forms; None generates a key, which is valid in this process
            until it ends.
        link_status: returns the state of the links to carriers.
        watch: the service's state for monitoring.
        tariff: the carriers and prices of texts that staff write.
        trusted_proxies: networks of proxies with a trusted X-Forwarded-For; None: loopback.
        idle_timeout: how long an unused log-in stays valid.
        hosts: further host names of requests, beside `public_url`'s and this machine's.
        csp_reports: counts the reports of browsers, by CSP directive.
        plugins: further pages; of several pages with the same address the last one counts.
        calendar_file: writes an appointment for clients' calendars.
        probes: probes the carriers of the running service.
        exams: examines the running service.
        heartbeats: notes which practices are heard from; None: nobody asks.

    Returns:
        An application to be run by aiohttp.
    """
    parts = (*plugins_of(staff), *plugins_of(client), plugin_of(machines.__name__), *plugins)
    app = web.Application(
        middlewares=[
            *(
                noted,
                _packed,
                contacts_hidden,
                in_readers_language,
                _told_in_words,
                known_host,
                own_origin,
                led_to_login,
                led_to_unlock,
                kept_when_stale,
            ),
            *(middleware for part in parts for middleware in part.middlewares),
        ],
        client_max_size=LARGEST_FORM,
    )
    app[WEB_CONTEXT] = WebContext(
        database=database,
        clock=clock,
        public_url=URL(public_url),
        secret_key=secret_key or secrets.token_bytes(32),
        link_status=link_status,
        watch=watch,
        tariff=tariff,
        trusted_proxies=OWN_MACHINE if trusted_proxies is None else trusted_proxies,
        idle_timeout=idle_timeout,
        hosts=hosts_of(URL(public_url), hosts),
        csp_reports=Counter() if csp_reports is None else csp_reports,
        calendar_file=calendar_file,
        probes=probes,
        exams=exams,
        heartbeats=heartbeats or Heartbeats(),
    )
    app[PRESSES] = Presses()
    _add_templates(app, parts)
    prepare()
    for part in parts:
        if part.set_up is not None:
            part.set_up(app)
    routes = collected(parts)
    set_navigation(app, routes)
    for route in routes:
        add = app.router.add_get if route.method == "GET" else app.router.add_post
        add(route.path, guarded(route))
    app.on_response_prepare.append(add_headers)
    app.on_response_prepare.append(refuse_unmasked)
    app.on_response_prepare.append(_note_started)
    app.on_shutdown.append(_end_streams)
    return app


def _add_templates(app: web.Application, parts: Sequence[PagePlugin]) -> None:
    sheets = {name: files for part in parts for name, files in part.style_sheets.items()}
    files = StaticFiles(read_assets(sheets))
    environment = aiohttp_jinja2.setup(
        app,
        loader=FileSystemLoader(PAGES),
        undefined=StrictUndefined,
        # templates are installed with the code: do not check the files at each use
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.globals["static"] = files.url
    environment.globals |= _WORDS_OF_TEMPLATES
    environment.filters |= _FILTERS
    app.router.add_get("/static/{name:.+}", files.show)


@web.middleware
async def _packed(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Compress responses, if the browser accepts it."""
    response = await handler(request)
    if (
        isinstance(response, web.Response)
        and hdrs.CONTENT_ENCODING not in response.headers
        and isinstance(response.body, bytes)
        and len(response.body) >= _PACK_FROM
    ):
        response.headers[hdrs.VARY] = hdrs.ACCEPT_ENCODING
        if len(response.body) < _LONG or "gzip" not in request.headers.get(
            hdrs.ACCEPT_ENCODING, ""
        ):
            response.enable_compression()
        else:
            # a third of the time for an eighth more octets
            packed = await asyncio.to_thread(gzip.compress, response.body, 1, mtime=0)
            response.headers[hdrs.CONTENT_ENCODING] = "gzip"
            response.body = packed
    return response


@web.middleware
async def _told_in_words(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer an error with a page that says what happened and what to do."""
    try:
        return await handler(request)
    except web.HTTPException as refusal:
        if refusal.status < 400:
            raise
        return _refused(request, refusal.status, _words(refusal))
    except Exception as error:
        if request.get(_STARTED):
            # after the headers of a stream have been sent, no other response is possible
            raise
        return _failed(request, error)


def _failed(request: web.Request, error: Exception) -> web.Response:
    """Answer an error that no page handled."""
    if isinstance(error, StoreError) and not isinstance(error, StoreUnreachable):
        # the text of a `StoreError` is written for people
        return _refused(request, _STATUS.get(type(error), 422), f"{error}.")
    if is_away(error):
        _log.warning("the store failed a page", error=type(error).__name__, cause=str(error))
        return _refused(request, 503, _NO_STORE)
    _log.error("a page failed", route=_route(request), exc_info=error)
    return _refused(request, 500, _OUR_FAULT)


def _route(request: web.Request) -> str:
    resource = request.match_info.route.resource
    return resource.canonical if resource else ""


def _refused(request: web.Request, status: int, words: str) -> web.Response:
    facts = {"status": status, "words": refused_in_words(words)}
    return page(request, "shared/refused.html", facts, status=status)


async def _note_started(request: web.Request, response: web.StreamResponse) -> None:
    del response
    request[_STARTED] = True


def _words(refusal: web.HTTPException) -> str:
    spoken = refusal.text or ""
    if spoken.endswith("."):
        return spoken
    return _("There is no such page.") if refusal.status == 404 else f"{refusal.reason}."


async def _end_streams(app: web.Application) -> None:
    app[WEB_CONTEXT].streams.close()
    if (probes := app[WEB_CONTEXT].probes) is not None:
        probes.close()
