"""The context of the web application: the store, the clock and settings that all pages use."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network
from typing import Any

from aiohttp import web
from yarl import URL

from calendar_store.database.connection import Database
from calendar_store.model.appointments import Appointment
from calendar_store.model.practices import Practice, StaffMember
from calendar_store.practices.staff import Login
from gateway.lines.heartbeats import Heartbeats
from gateway.use_cases.carrier_probes import CarrierProbes
from gateway.use_cases.service_exams import ServiceExams
from gateway.use_cases.tariff import Tariff
from gateway.web.server.hashing import Hashing
from gateway.web.server.rate_limit import Attempts
from gateway.web.server.streams import Streams

LinkStatus = Callable[[], Sequence[Mapping[str, Any]]]
"""Returns for each link its "carrier", its "binds", and its "hindrance": why it takes no texts."""

CalendarFile = Callable[[Appointment, Practice, str, datetime, str], bytes]
"""Writes an iCalendar file: (appointment, practice, language, now, URL of its page) -> content."""


@dataclass(frozen=True, slots=True)
class Watch:
    """The service's state, for machines that monitor it.

    Attributes:
        failing: returns the names of loops that keep failing.
        metrics: returns the metrics and their content type, for an Accept header.
        token: a bearer token that allows reading the metrics; None: only this machine may read.
        state: returns what the service alone knows of itself, for this machine; None: nothing.
    """

    failing: Callable[[], Sequence[str]]
    metrics: Callable[[str], Awaitable[tuple[bytes, str]]]
    token: str | None = field(default=None, repr=False)
    state: Callable[[], Mapping[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class WebContext:
    """Objects and settings that the pages use.

    Attributes:
        database: the store.
        clock: returns the current time, UTC.
        public_url: the URL by which browsers reach the pages.
        secret_key: signs the tokens of forms.
        link_status: returns the state of the links to carriers; None if there are no links.
        watch: the service's state for monitoring; None if pages are served without the service.
        tariff: the carriers and prices of texts that staff write.
        trusted_proxies: networks of proxies with a trusted X-Forwarded-For.
        idle_timeout: how long an unused log-in stays valid.
        attempts: the rate limits of log-ins.
        hashing: runs the checks of passwords.
        streams: the open event streams.
        form_within: seconds until a form has to have arrived.
        hosts: host names that requests may have.
        csp_reports: number of CSP reports of browsers, by directive.
        calendar_file: writes an appointment for clients' calendars; None offers no such file.
        heartbeats: notes which practices are heard from.
        probes: probes the carriers of the running service; None offers no probe.
        exams: examines the running service; None where it does not run.
    """

    database: Database
    clock: Callable[[], datetime]
    public_url: URL
    secret_key: bytes
    link_status: LinkStatus | None
    watch: Watch | None
    tariff: Tariff
    trusted_proxies: Sequence[IPv4Network | IPv6Network]
    idle_timeout: timedelta
    attempts: Attempts = field(default_factory=Attempts)
    hashing: Hashing = field(default_factory=Hashing)
    streams: Streams = field(default_factory=Streams)
    form_within: float = 15.0
    hosts: frozenset[str] = frozenset()
    csp_reports: Counter[str] = field(default_factory=Counter)
    calendar_file: CalendarFile | None = None
    heartbeats: Heartbeats = field(default_factory=Heartbeats)
    probes: CarrierProbes | None = None
    exams: ServiceExams | None = None

    def hindered(self) -> dict[str, str]:
        """Return the carriers that take no texts now: name -> why."""
        found = self.link_status() if self.link_status else ()
        told = ((str(link["carrier"]), str(link.get("hindrance", ""))) for link in found)
        return {carrier: why for carrier, why in told if why}


WEB_CONTEXT: web.AppKey[WebContext] = web.AppKey("site", WebContext)
LOGIN: web.RequestKey[str] = web.RequestKey("login", str)
"""The token of the log-in of a request."""
STAFF: web.RequestKey[StaffMember] = web.RequestKey("staff", StaffMember)
SESSION: web.RequestKey[Login] = web.RequestKey("session", Login)
"""The log-in of a request."""
