"""What every page needs: the store, the clock, the address it is reached under."""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network
from typing import Any

from aiohttp import web
from yarl import URL

from calendar_store.database.connection import Database
from calendar_store.model.practices import StaffMember
from gateway.use_cases.tariff import Tariff
from gateway.web.server.hashing import Hashing
from gateway.web.server.rate_limit import Attempts
from gateway.web.server.streams import Streams

LinkStatus = Callable[[], Sequence[Mapping[str, Any]]]
"""Tells of every link its "carrier", its "binds", and its "hindrance": why it takes no texts."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What the service tells machines that watch it.

    Attributes:
        failing: returns the names of loops that keep failing.
        metrics: returns every figure and its content type, for what an Accept header asks.
        token: whoever shows it may read them; None: this machine may.
    """

    failing: Callable[[], Sequence[str]]
    metrics: Callable[[str], Awaitable[tuple[bytes, str]]]
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class WebContext:
    """The parts that the pages are built from.

    Attributes:
        public_url: where browsers reach us.
        secret_key: signs what forms carry back.
        link_status: tells how the links to carriers stand; None when there are none.
        watch: tells how the service fares; None where pages are served without one.
        tariff: the carriers that take what staff write, and their prices.
        trusted_proxies: networks whose word on X-Forwarded-For is taken.
        idle_timeout: how long a login holds that nobody uses.
        attempts: who may try a password now.
        hashing: where passwords are checked.
        form_within: seconds for a form to come.
        hosts: that browsers may ask for.
        csp_reports: what browsers reported, by directive.
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

    def hindered(self) -> dict[str, str]:
        """Return the carriers that take no texts just now, and why."""
        found = self.link_status() if self.link_status else ()
        told = ((str(link["carrier"]), str(link.get("hindrance", ""))) for link in found)
        return {carrier: why for carrier, why in told if why}


WEB_CONTEXT: web.AppKey[WebContext] = web.AppKey("site", WebContext)
LOGIN: web.RequestKey[str] = web.RequestKey("login", str)
"""The token of the login that a request came with."""
STAFF: web.RequestKey[StaffMember] = web.RequestKey("staff", StaffMember)
