"""The examination: every check beside the others, each with its limit, all within ten seconds.

What a check does not find out in time, or fails at, is a finding too. Nothing is written, nothing
is sent, and no carrier that may be in use gets a second session.
"""

import asyncio
import sqlite3
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog
from sqlalchemy.exc import DBAPIError

from calendar_store.model.errors import StoreError
from gateway.channels.mail.checking.smarthost_check import SmarthostCheck, check_smarthost
from gateway.doctor import (
    backups_check,
    clock_check,
    disk_check,
    lines_check,
    mail_check,
    pages_check,
    queues_check,
    service_check,
    store_check,
)
from gateway.doctor.bounded import in_thread, within
from gateway.doctor.carriers_check import check_carrier
from gateway.doctor.examined import Examined, ExamRequest, facts_of, holder_of
from gateway.doctor.findings import Area, Examination, Finding, FindingCode, Level, found
from gateway.doctor.hidden import hidden, secrets_of
from gateway.doctor.pages_check import PublicAnswer, ask_pages

_log = structlog.get_logger(__name__)

WITHIN = 6.5
"""Seconds for what asks other machines, step by step."""
_FACTS, _MORE = 3.0, 0.5
"""Seconds for what many checks have to know, and how much more for a check that knows it."""
_SHOWN = 300
_ORDER = {area: at for at, area in enumerate(Area)}


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for what many checks have to know, for checks of this machine, and of others."""

    facts: float
    short: float
    long: float

    @classmethod
    def of(cls, within: float) -> "Limits":
        """Return the limits for an examination of so many seconds."""
        facts = min(_FACTS, within / 2)
        return cls(facts, facts + _MORE, within)


@dataclass(frozen=True, slots=True)
class Check:
    """One check.

    Attributes:
        area: what it is about.
        where: which of several; "" for the only one.
        seconds: its limit.
        run: does it.
    """

    area: Area
    where: str
    seconds: float
    run: Callable[[], Awaitable[Sequence[Finding]]]


def utc_now() -> datetime:
    """Return the current time, aware and in UTC."""
    return datetime.now(UTC)


async def examine(
    asked: ExamRequest,
    *,
    also: Sequence[Finding] = (),
    seconds: float = WITHIN,
    clock: Callable[[], datetime] = utc_now,
) -> Examination:
    """Examine everything.

    Args:
        asked: what is examined.
        also: what was found already.
        seconds: after which all that has not answered is told as silent.
        clock: gives aware UTC times.
    """
    began, limits = time.monotonic(), Limits.of(seconds)
    examined = Examined(
        asked,
        running=asyncio.create_task(within(limits.facts, in_thread(asked.running))),
        holder=asyncio.create_task(holder_of(asked)),
        store=asyncio.create_task(within(limits.facts, facts_of(asked, clock))),
    )
    smarthost = asyncio.create_task(_smarthost(asked))
    pages = asyncio.create_task(ask_pages(asked))
    tasks = (examined.running, examined.holder, examined.store, smarthost, pages)
    checks = _checks(examined, smarthost, pages, limits)
    lists = await asyncio.gather(*map(_done, checks))
    for task in tasks:
        # whoever waited for it has told its fault
        task.add_done_callback(lambda one: one.cancelled() or one.exception())
        task.cancel()
    findings = [one for some in (also, *lists) for one in some]
    findings.sort(key=lambda one: _ORDER[one.area])
    secrets = secrets_of(asked.settings)
    shown = tuple(_shortened(hidden(one, secrets)) for one in findings)
    return Examination(asked.now, round(time.monotonic() - began, 2), shown)


async def _smarthost(asked: ExamRequest) -> SmarthostCheck | None:
    settings = asked.settings.mail
    return None if settings is None else await check_smarthost(settings, asked.now)


def _checks(
    examined: Examined,
    smarthost: asyncio.Task[SmarthostCheck | None],
    pages: asyncio.Task[PublicAnswer],
    limits: Limits,
) -> list[Check]:
    """Return all checks of a configuration."""
    short, long = limits.short, limits.long
    asked, settings = examined.asked, examined.asked.settings

    async def name() -> Sequence[Finding]:
        return await pages_check.check_name(asked)

    async def answering() -> Sequence[Finding]:
        return (await asyncio.shield(pages)).findings

    async def clocks() -> Sequence[Finding]:
        return await _clocks(examined, smarthost, pages, limits.long - limits.short - _MORE)

    async def certificates() -> Sequence[Finding]:
        return await pages_check.check_own_certificates(asked)

    async def fax() -> Sequence[Finding]:
        return await lines_check.check_fax(settings.fax)

    return [
        Check(Area.SERVICE, "", short, lambda: service_check.check_service(examined)),
        Check(Area.STORE, "", short, lambda: store_check.check_store(examined)),
        Check(Area.STORE, "pages", long, lambda: store_check.check_pages(examined)),
        Check(Area.DISK, "store", long, lambda: disk_check.check_store_disk(examined)),
        Check(Area.DISK, "backup", short, lambda: disk_check.check_backup_disks(examined)),
        Check(Area.CLOCK, "", long, clocks),
        Check(Area.FAX, "", long, fax),
        Check(Area.DNS, "public_url", long, name),
        Check(Area.DNS, "public_url", long, answering),
        Check(Area.TLS, "files", short, certificates),
        Check(Area.BACKUPS, "", short, lambda: backups_check.check_backups(examined)),
        Check(Area.BACKUPS, "log", long, lambda: backups_check.check_log_copies(examined)),
        Check(Area.QUEUES, "", short, lambda: queues_check.check_queues(examined)),
        Check(Area.LINES, "", short, lambda: lines_check.check_lines(examined)),
        *_of_carriers(examined, long),
        *_of_mail(asked, smarthost, long),
    ]


def _of_carriers(examined: Examined, long: float) -> list[Check]:
    carriers = examined.asked.settings.carriers

    async def none() -> Sequence[Finding]:
        return [found(Area.CARRIERS, Level.HINT, FindingCode.NONE)]

    if not carriers:
        return [Check(Area.CARRIERS, "", long, none)]
    return [
        Check(
            *(Area.CARRIERS, one.name, long),
            lambda carrier=one: check_carrier(examined, carrier),  # type: ignore[misc]
        )
        for one in carriers
    ]


def _of_mail(
    asked: ExamRequest, smarthost: asyncio.Task[SmarthostCheck | None], long: float
) -> list[Check]:
    settings = asked.settings.mail

    async def none() -> Sequence[Finding]:
        return [found(Area.MAIL, Level.HINT, FindingCode.NONE)]

    async def sending() -> Sequence[Finding]:
        seen = await asyncio.shield(smarthost)
        if settings is None or seen is None:
            return ()
        return mail_check.from_smarthost(settings, seen, asked.now)

    async def mailbox() -> Sequence[Finding]:
        return () if settings is None else await mail_check.check_mailbox(settings, asked.now)

    if settings is None:
        return [Check(Area.MAIL, "", long, none)]
    where = str(settings.smarthost)
    return [
        Check(Area.MAIL, where, long, sending),
        Check(Area.MAIL, "DNS", long, mail_check.dns_checks(asked, settings)),
        Check(Area.MAIL, str(settings.imap or ""), long, mailbox),
    ]


async def _clocks(
    examined: Examined,
    smarthost: asyncio.Task[SmarthostCheck | None],
    pages: asyncio.Task[PublicAnswer],
    seconds: float,
) -> list[Finding]:
    """Compare this machine's clock with those of whoever answers in time."""
    peers: dict[str, tuple[datetime, datetime]] = {}
    now = examined.asked.now
    facts = await examined.facts()
    if facts is not None and facts.vitals.clock is not None:
        peers["database"] = (facts.vitals.clock, facts.asked_at)
    others = {smarthost: "smarthost", pages: "public_url"}
    done, _ = await asyncio.wait(others, timeout=seconds)
    for task in done:
        if task.cancelled() or task.exception() is not None:
            continue
        clock = task.result()
        if isinstance(clock, SmarthostCheck) and clock.clock is not None:
            peers["smarthost"] = (clock.clock, now)
        elif isinstance(clock, PublicAnswer) and clock.clock is not None:
            peers["public_url"] = clock.clock
    return clock_check.judged(now, peers, facts.newest if facts else None)


async def _done(check: Check) -> Sequence[Finding]:
    """Return what a check found; its fault, or its silence, is a finding."""
    is_store = check.area is Area.STORE and not check.where
    try:
        return await within(check.seconds, check.run())
    except TimeoutError:
        code, said = FindingCode.UNANSWERED, ""
    except (StoreError, DBAPIError, sqlite3.Error, OSError) as error:
        code, said = FindingCode.UNSEEN, _words(error)
        if is_store:
            code = FindingCode.STORE_AWAY
    except Exception as error:  # noqa: BLE001 (a fault of one check hides no other)
        _log.exception("a check of the doctor failed", area=check.area.value)
        code, said = FindingCode.UNSEEN, type(error).__name__
    level = Level.TROUBLE if is_store else Level.WARNING
    facts = {"said": said, "seconds": f"{check.seconds:.0f}"}
    return [found(check.area, level, code, check.where, facts=facts)]


def _words(error: BaseException) -> str:
    cause = getattr(error, "orig", None) or error
    return " ".join(str(cause).split()) or type(error).__name__


def _shortened(finding: Finding) -> Finding:
    facts = {
        name: value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
        for name, value in finding.facts.items()
    }
    return replace(finding, facts=facts)
