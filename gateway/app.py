"""`textback serve`: runs the workers and the pages in one process, until it is told to stop."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from calendar_store.database.connection import Database, is_away
from config.checked import Address
from config.settings import Settings
from gateway import systemd
from gateway.channels.sms.carriers import Carrier
from gateway.channels.sms.probing import probe_at_work
from gateway.doctor.examination import examine
from gateway.doctor.examined import ExamRequest
from gateway.doctor.findings import Examination
from gateway.doctor.service_check import programs
from gateway.messaging.probe_findings import (
    ProbeCode,
    ProbeFailedError,
    ProbeFinding,
    ProbeRemark,
)
from gateway.metrics.scrape import Scrape
from gateway.running_service import RunningService
from gateway.service import TextbackService, opened, utc_now
from gateway.use_cases.carrier_probes import WAIT, CarrierProbes, ProbedCarrier
from gateway.use_cases.service_exams import ServiceExams
from gateway.use_cases.tariff import Tariff
from gateway.warming import spare_the_collector
from gateway.web.server.app import make_app
from gateway.web.server.connections import Connections, HttpConnection
from gateway.web.server.warming import warm_beside
from gateway.web.server.web_context import WEB_CONTEXT, Watch

_log = structlog.get_logger(__name__)

_BACKLOG = 512
"""Connections that the operating system keeps until they are accepted."""
_WEB_DEADLINE = 2.0
"""Seconds for open requests to end; pages that listen for changes never end on their own."""


async def serve(settings: Settings) -> None:
    """Run the service until SIGTERM or SIGINT, then stop in order.

    Args:
        settings: the checked settings.

    Raises:
        StoreError: if the store cannot be used.
        OSError: if the address of the pages is taken.
    """
    stop = stop_signals()
    try:
        await _serve_until(stop, settings)
    except Exception as error:
        # after a stop signal, an error of a store that does not answer is not reported
        if not (stop.is_set() and is_away(error)):
            raise
        _log.warning("stopped; the store did not answer", cause=str(error))


async def _serve_until(stop: asyncio.Event, settings: Settings) -> None:
    spare_the_collector()
    async with opened(settings) as (database, service):
        # pages have their own connections: many visitors cannot delay a carrier's text
        pages_store = database.apart()
        key, token = settings.web.session_key, settings.metrics.token
        scrape = Scrape(service.counted, database, utc_now, service.channels.kinds)
        app = make_app(
            pages_store,
            clock=utc_now,
            public_url=settings.web.public_url,
            secret_key=key.get_secret_value().encode() if key else None,
            link_status=service.status,
            watch=Watch(
                *(service.failing, scrape.page, token.get_secret_value() if token else None),
                state=service.state,
            ),
            tariff=Tariff(service.channels),
            trusted_proxies=settings.web.trusted_proxies,
            idle_timeout=settings.web.idle_timeout,
            hosts={settings.web.listen.host, *settings.web.hosts},
            csp_reports=service.counted.csp_reports,
            calendar_file=service.calendar_file(urlsplit(settings.web.public_url).hostname or ""),
            probes=probes_of(service),
            exams=exams_of(settings, service, pages_store),
            heartbeats=service.heartbeats,
        )
        bounds = Connections(
            settings.web.max_connections,
            settings.web.max_connections_per_address,
            settings.web.trusted_proxies,
        )
        async with listening(app, settings.web.listen, bounds) as port:
            pages = str(Address(settings.web.listen.host, port))
            _log.info("ready", pages=f"http://{pages}", carriers=len(service.carriers))
            if not service.carriers:
                _log.warning("no carrier is configured: texts wait; enter one and start again")
            systemd.notify(systemd.READY, os.environ)
            warm_beside(app)
            await stop.wait()
            systemd.notify(systemd.STOPPING, os.environ)
        await pages_store.close()


def probes_of(service: TextbackService) -> CarrierProbes:
    """Return what probes the carriers of a running service, for its pages."""

    def probed(carrier: Carrier) -> ProbedCarrier:
        async def run(
            number: str, sender: str, told: Callable[[ProbeRemark], None]
        ) -> Sequence[ProbeFinding]:
            try:
                return await probe_at_work(
                    carrier, number=number, sender=sender, wait=WAIT, told=told
                )
            except ValueError as error:
                raise ProbeFailedError(ProbeCode.OTHER, said=str(error)) from error

        return ProbedCarrier(carrier.config.numbers, run)

    return CarrierProbes({one.name: probed(one) for one in service.carriers})


def exams_of(settings: Settings, service: TextbackService, database: Database) -> ServiceExams:
    """Return what examines a running service, for its pages.

    Args:
        settings: with which it runs.
        service: the service.
        database: the store, by the connections of the pages.
    """

    async def run() -> Examination:
        told = {"carriers": service.status(), "service": service.state()}
        running = RunningService.parse(told)
        asked = ExamRequest(settings, utc_now(), lambda: running, database)
        return await examine(asked, also=[programs()])

    numbers = {one.name: one.numbers for one in settings.carriers}
    return ServiceExams(run, numbers, mails=settings.mail is not None)


def stop_signals() -> asyncio.Event:
    """Return an event that SIGTERM and SIGINT set; call it inside the running loop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    return stop


@asynccontextmanager
async def listening(
    app: web.Application, address: Address, connections: Connections | None = None
) -> AsyncIterator[int]:
    """Serve pages while the block runs.

    Args:
        app: the pages.
        address: where to listen; port 0 takes a free port.
        connections: limits the open connections; None for the usual limits.

    Yields:
        The port.
    """
    loop = asyncio.get_running_loop()
    if connections is None:
        connections = Connections(trusted=app[WEB_CONTEXT].trusted_proxies)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=_WEB_DEADLINE)
    await runner.setup()
    try:
        pages = runner.server
        if pages is None:
            raise RuntimeError("the pages are not set up")
        listener = await loop.create_server(
            partial(HttpConnection, connections, pages, loop=loop),
            address.host,
            address.port,
            backlog=_BACKLOG,
        )
        try:
            port: int = listener.sockets[0].getsockname()[1]
            yield port
        finally:
            listener.close()
    finally:
        await runner.cleanup()
