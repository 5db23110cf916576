"""The composition root: builds all workers and carriers from the settings and starts them in order.

Start: settle what the last run left unfinished, then start the workers, then the links. Stop: take
no new work, drain the links' windows, record the last responses, and close the store last.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import structlog

from calendar_store.database import signing_keys
from calendar_store.database.connection import Database
from calendar_store.database.one_service import only_service
from calendar_store.database.postgres import INTAKE
from calendar_store.database.version import require_current
from calendar_store.model.messages import Message
from calendar_store.model.statuses import Channel
from calendar_store.practices import paper_settings
from config.settings import Settings
from gateway.announcements.announcer import Announcer
from gateway.backups.plan import BackupPlan
from gateway.backups.workers import BackupWorkers
from gateway.channels.fax.fax_carrier import FaxCarrier, connect_fax_server
from gateway.channels.fax.fax_channel import FAX_CARRIER, FaxChannel
from gateway.channels.fax.fax_config import FaxServerConfig
from gateway.channels.fax.fax_outcomes import failure_of as failure_of_fax
from gateway.channels.mail.invitations.attached import CalendarFileWriter, calendar_file_writer
from gateway.channels.mail.mail_channel import MailChannel
from gateway.channels.mail.receiving.receiver import IncomingMail, MailReceiver
from gateway.channels.mail.sending.mail_carrier import (
    MailCarrier,
    OutgoingMail,
    connect_smarthost,
)
from gateway.channels.mail.sending.mail_failures import failure_of as failure_of_mail
from gateway.channels.sms.carriers import Carrier, carrier_config, connect
from gateway.channels.sms.routing.failover import Failover
from gateway.channels.sms.routing.health import Health, HealthLimits
from gateway.channels.sms.routing.health_recorder import HealthRecorder
from gateway.channels.sms.routing.routes import Route, Routes
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.concat import join
from gateway.channels.sms.smpp.failures import failure_of
from gateway.channels.sms.sms_channel import SmsChannel
from gateway.counting import SHORT, Histogram
from gateway.endings.workers import ending_workers
from gateway.follow_ups.writer import FollowUpWriter
from gateway.imports.importer import Importer
from gateway.lines.heartbeats import Heartbeats, HeartbeatWriter
from gateway.lines.lost_lines import LostLineWatcher
from gateway.links.links import Links
from gateway.messaging.channel import Channels, MessageCarrier
from gateway.messaging.failures import FailuresOf
from gateway.messaging.fate_tally import FateTally
from gateway.messaging.outages import Outages
from gateway.messaging.refusals import LogIn, RefusalShares
from gateway.messaging.timeouts import Sweeper, Timeouts
from gateway.metrics.service_metrics import ServiceMetrics
from gateway.no_show.worker import NoShowLearner
from gateway.offers.worker import WaitingList
from gateway.outside_calendars.reader import CalendarReader, ReaderSettings
from gateway.paper.evening_worker import EveningPapers
from gateway.paper.making import PaperMaker
from gateway.presence import Presence
from gateway.processes import WorkProcesses
from gateway.reminders.planner import Planner
from gateway.sealing import AuditSealer
from gateway.service_parts import (
    ends_recorded,
    fax_channel_of,
    fax_server_of,
    incoming_mail_of,
    limits_of,
    outgoing_mail_of,
    state_of,
    tell_stopped,
)
from gateway.store_checks import checked, tell_unowned
from gateway.supervisor import Runs, Supervisor
from gateway.support.visit_reporter import VisitReporter
from gateway.turns.turns import Turns
from gateway.warming import warm_up

_log = structlog.get_logger(__name__)

_FAILURES: FailuresOf = {
    Channel.SMS: failure_of,
    Channel.EMAIL: failure_of_mail,
    Channel.FAX: failure_of_fax,
}
_CONCERNED = {FAX_CARRIER: paper_settings.faxing}
_AnyCarrier = Carrier | MailCarrier | FaxCarrier
_RECORDING = 5.0
"""Seconds for a sender to record the last responses of its carrier, when the service stops."""


def utc_now() -> datetime:
    """Return the current time, aware and in UTC; only loops get this function."""
    return datetime.now(UTC)


class TextbackService:
    """The workers between carriers and the store.

    Attributes:
        channels: the configured channels; pages show their prices.
        carriers: the connected carriers of texts, in the order of the configuration.
        smarthost: the carrier of mails; None where none is configured.
        receiver: receives mails; None where none come in.
        heartbeats: which practices are heard from; their pages note it.
        papers: makes the calendar on paper.
        counted: the counts of all workers and carriers.

    Args:
        database: the store.
        carriers: the configured carriers.
        prices: of one part over each carrier, by the first digits of a number.
        mail: how mails are sent; None where no smarthost is configured.
        incoming: how mails come in; None where they do not.
        fax: the HylaFAX server; None where none is configured.
        faxes: the fax channel; None where nothing is faxed.
        links: makes links to clients' pages; None: those of the mails, or none.
        patience: the timeouts.
        limits: when a carrier counts as down or poor.
        clock: gives aware UTC times.
        owner: the name under which this process leases messages; None for the host's name.
        drain: seconds to wait for the carriers' responses when the service stops.
        calendars: how outside calendars are read; None: as usual.
        backups: how the store is backed up; None: it is not.
    """

    def __init__(
        self,
        database: Database,
        carriers: Sequence[CarrierConfig],
        *,
        prices: Mapping[str, Mapping[str, Decimal]] | None = None,
        mail: OutgoingMail | None = None,
        incoming: IncomingMail | None = None,
        fax: FaxServerConfig | None = None,
        faxes: FaxChannel | None = None,
        links: Links | None = None,
        patience: Timeouts | None = None,
        limits: HealthLimits | None = None,
        clock: Callable[[], datetime] = utc_now,
        owner: str | None = None,
        drain: float = 10.0,
        calendars: ReaderSettings | None = None,
        backups: BackupPlan | None = None,
    ) -> None:
        self._database = database
        self._drain = drain
        self._owner = owner or socket.gethostname()
        known, health = prices or {}, Health(limits)
        one_each = [Route(c.name, c.numbers, known.get(c.name, {}), c.sends) for c in carriers]
        routes = Routes(one_each, health)
        by_mail = [MailChannel(mail.keys.sender)] if mail else []
        by_fax = [faxes] if faxes else []
        self.channels = Channels([SmsChannel(routes), *by_mail, *by_fax])
        if links is None and mail is not None:
            links = mail.identity.links
        self._processes = WorkProcesses()
        self.heartbeats = Heartbeats()
        self.papers = PaperMaker(database, self.channels, links.public_url if links else "")
        self._endings = ending_workers(database, self.channels, links, clock)
        turns = Turns(database, self.channels, clock, self._processes)
        self._backups = BackupWorkers(backups, database, clock)
        self._presence = Presence(database, self._owner, clock)
        # what is stopped first: it takes new work
        self._workers: Mapping[str, Runs] = {
            "presence": self._presence.run,
            "planner": Planner(database, self.channels, clock, links).run,
            "turns": turns.run,
            "waiting list": WaitingList(database, self.channels, clock).run,
            "announcements": Announcer(database, self.channels, clock).run,
            "follow-ups": FollowUpWriter(database, self.channels, clock).run,
            "outside calendars": CalendarReader(database, clock, calendars or ReaderSettings()).run,
            "imports": Importer(database, clock).run,
            "missed visits": NoShowLearner(database, clock).run,
            "evening papers": EveningPapers(database, self.papers, clock).run,
            "audit seals": AuditSealer(database, clock).run,
            "heartbeats": HeartbeatWriter(self.heartbeats, database, clock).run,
            "visits of support": VisitReporter(database, self.channels, links, clock).run,
            "lost lines": LostLineWatcher(database, self.papers, clock).run,
            "backups": self._backups.make,
            "alerts of backups": self._backups.alert,
            **self._endings.runs,
        }
        fates = FateTally()
        self._sweeper = Sweeper(
            database,
            clock,
            patience or Timeouts(),
            fates,
            Outages(database, self._reachable if carriers else None, clock),
            failures=_FAILURES,
            channels=self.channels,
            joins=partial(join, alphabets={one.name: one.default_alphabet for one in carriers}),
            owner=self._owner,
            refusals=RefusalShares(database, self._log_ins, clock, _CONCERNED),
            under_way=self._under_way,
        )
        self._supervisor = Supervisor()
        commits = Histogram(SHORT)
        database.on_commit = commits.observe
        # its own connections: texts from carriers never wait for other work of the service
        self._intake = database.apart(INTAKE)
        self.carriers: tuple[Carrier, ...] = tuple(
            connect(
                *(config, database, self._intake, clock, self._owner),
                observer=HealthRecorder(config.name, routes, health),
                fates=fates,
            )
            for config in carriers
        )
        self.smarthost: MailCarrier | None = None
        if mail is not None:
            self.smarthost = connect_smarthost(
                mail, database, clock, self._owner, processes=self._processes, fates=fates
            )
        by_fax_server = (
            [connect_fax_server(fax, database, clock, self._owner, fates=fates)] if fax else []
        )
        self._addresses = mail.identity.addresses if mail else None
        self.receiver: MailReceiver | None = None
        if incoming is not None:
            self.receiver = MailReceiver(incoming, self._intake, clock, self._processes)
        mails = [self.smarthost] if self.smarthost else []
        self._all: tuple[_AnyCarrier, ...] = (*self.carriers, *by_fax_server, *mails)
        self.counted = ServiceMetrics(
            *(self._all, fates, turns.tally, commits, self._supervisor.courses),
            mails=self.receiver.tally if self.receiver else None,
            backups=self._backups.counts,
        )
        windows = {one.name: one.window * one.binds for one in carriers}
        self._failover = Failover(database, routes, health, windows, clock)
        self._clock = clock

    async def start(self) -> None:
        """Start everything; return at once, whether carriers can be reached or not.

        Raises:
            OSError: if the address at which mails come in is taken.
        """
        warm_up()
        await self._sweeper.recover(self._owner)
        await self._endings.suspender.step()
        self._supervisor.start("changes", self._database.watch)
        self._supervisor.start("sweeps", self._sweeper.run)
        self._supervisor.start("copy of the log", self._backups.copy_log)
        for name, run in self._workers.items():
            self._supervisor.start(name, run)
        for carrier in self._all:
            self._supervisor.start(f"sender {carrier.name}", carrier.run_sender)
            for what, watch in carrier.watches().items():
                self._supervisor.start(f"{what} {carrier.name}", watch)
            await carrier.connect()
        self._supervisor.start("failover", self._failover.run)
        if self.receiver is not None:
            await self._receive_mails(self.receiver)
        _log.info("started", carriers=len(self._all))

    async def _receive_mails(self, receiver: MailReceiver) -> None:
        for what, watch in receiver.watches().items():
            self._supervisor.start(what, watch)
        try:
            await receiver.start()
        except OSError:
            await self.stop()
            raise

    async def stop(self) -> None:
        """Stop everything; responses of carriers until then are recorded.

        All carriers have the same time to respond, at the same time.
        """
        _log.info("stopping", at_most_seconds=self._drain)
        mailbox = self.receiver.watches() if self.receiver else ()
        await self._supervisor.stop(*self._workers, "failover", *mailbox)
        for carrier in self._all:
            carrier.take_no_more()
        mails = self.receiver.stop(self._drain) if self.receiver else asyncio.sleep(0)
        *recorded, _ = await asyncio.gather(*map(self._drained, self._all), mails)
        await self._supervisor.stop()
        self._processes.close()
        await self._intake.close()
        await self._presence.end()
        tell_stopped(recorded=all(recorded))

    async def _drained(self, carrier: MessageCarrier) -> bool:
        """Wait for a carrier's last responses, disconnect, and record the responses.

        Returns:
            Whether they were recorded; a stop does not wait for a store that does not answer.
        """
        await carrier.drain(self._drain)
        sender = self._supervisor.ended(f"sender {carrier.name}", _RECORDING)
        return all(await asyncio.gather(ends_recorded(carrier, _RECORDING), sender))

    def _reachable(self) -> bool:
        # of mails it is told by the state of their log-in, whether texts go out or not
        return any(carrier.reachable for carrier in self.carriers)

    def _log_ins(self) -> dict[str, LogIn]:
        mailbox = self.receiver.log_ins() if self.receiver else {}
        return {one.name: one.log_in for one in self._all} | dict(mailbox)

    def _under_way(self, message: Message) -> bool:
        return any(carrier.holds(message) for carrier in self._all)

    def calendar_file(self, host: str) -> CalendarFileWriter:
        """Return the function that writes appointments for clients' calendars.

        Args:
            host: the host of the pages, which names the entries where no mails are sent.
        """
        return calendar_file_writer(self._addresses, host)

    def failing(self) -> list[str]:
        """Return the names of loops that keep failing, and of links that have lost a loop."""
        broken = [f"link {one.name}" for one in self._all if one.broken]
        return self._supervisor.failing() + broken

    def status(self) -> list[dict[str, Any]]:
        """Return the status of every carrier."""
        now = self._clock()
        shown = [carrier.status(now) for carrier in self._all]
        if self.receiver is not None and self.smarthost is not None:
            shown[-1] |= self.receiver.status()
        return shown

    def state(self) -> dict[str, Any]:
        """Return what this process alone knows of itself."""
        return state_of(self._supervisor.courses, self.failing(), self._backups)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Run the service while the block runs."""
        await self.start()
        try:
            yield
        finally:
            await self.stop()


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[tuple[Database, TextbackService]]:
    """Open the store of the settings and run the service on it while the block runs.

    Raises:
        StoreError: if the store cannot be used, or another service runs on this SQLite file; the
            error says why and what to do.
    """
    database = Database.connect(settings.store.full_url())
    checking = None
    alone = only_service(database.file)
    try:
        await require_current(database)
        checking = await checked(database, utc_now())
        patience = Timeouts(settings.delivery.receipt_timeout, settings.delivery.concat_timeout)
        await tell_unowned(database, settings.carriers)
        owner = f"{socket.gethostname()} {settings.web.listen}"
        configs = [carrier_config(carrier) for carrier in settings.carriers]
        prices = {carrier.name: carrier.prices for carrier in settings.carriers}
        keys = await signing_keys.load(database, utc_now())
        mail = outgoing_mail_of(settings, keys)
        service = TextbackService(
            database,
            configs,
            prices=prices,
            mail=mail,
            incoming=incoming_mail_of(settings, mail),
            fax=fax_server_of(settings, keys),
            faxes=fax_channel_of(settings),
            links=Links(settings.web.public_url, keys),
            patience=patience,
            limits=limits_of(settings.delivery),
            owner=owner,
            drain=settings.delivery.drain_timeout.total_seconds(),
            calendars=ReaderSettings(
                settings.outside_calendars.every, settings.outside_calendars.private_networks
            ),
            backups=BackupPlan.of(settings),
        )
        async with service.running():
            yield database, service
    finally:
        if checking is not None:
            checking.cancel()
        await database.close()
        alone.close()
