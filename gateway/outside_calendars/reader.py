"""The worker that reads outside calendars, and keeps the blocks of the practice equal to them.

A calendar is claimed for a quarter of an hour before it is asked, so that of several processes one
reads it, and one that ends meanwhile delays it by no more. No transaction is open while a server or
a process is waited for. Whatever goes wrong, the former busy times stay.
"""

import asyncio
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import structlog

from calendar_store.appointments import busy_times
from calendar_store.appointments.busy_times import FollowedChanges
from calendar_store.conversations import alerts
from calendar_store.database.connection import Database, Transaction, is_away
from calendar_store.database.notify import Topic
from calendar_store.model import local_time
from calendar_store.model.actors import SERVICE
from calendar_store.model.availability import Span
from calendar_store.model.conversations import Alert
from calendar_store.model.errors import NotFound
from calendar_store.model.outside_calendars import CalendarReading, OutsideCalendar
from calendar_store.model.practices import Practice
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import AlertKind
from calendar_store.practices import outside_calendars, practices, practitioners, staff
from gateway.outside_calendars import busy_process, fetching
from gateway.outside_calendars.public_addresses import Network
from gateway.outside_calendars.trouble import NotRead

_log = structlog.get_logger(__name__)

AHEAD = timedelta(days=400)
"""How far ahead busy times are kept, or as far as clients may book where that is further."""
TOLD_AFTER = timedelta(hours=24)
"""How long a calendar fails before staff are alerted; its trouble is shown at once."""
_AT_ONCE = 16
"""Calendars that are asked at once."""
_IDLE = 60.0
"""Seconds after which calendars that are due are looked for even without a notification."""
_SOON = 0.05
_CHANGES_BY_ITSELF = re.compile(rb"^(?:DTSTAMP|LAST-MODIFIED|CREATED)[^\r\n]*", re.MULTILINE)
"""Some servers write the present moment into each event whenever they are asked."""
_COMPUTED = frozenset(
    {
        *(ReasonCode.OUTSIDE_NO_CALENDAR, ReasonCode.OUTSIDE_BROKEN),
        *(ReasonCode.OUTSIDE_TOO_MANY_EVENTS, ReasonCode.OUTSIDE_TOO_MANY_TIMES),
        ReasonCode.OUTSIDE_TOO_MUCH_WORK,
    }
)
"""Troubles with the file itself: the same file has them again."""


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """How calendars are read.

    Attributes:
        every: how long after one reading the next one begins.
        private: networks that are not public and may be asked all the same.
        fetch_within: seconds until a file has to be there.
        compute_within: seconds until its busy times have to be there.
    """

    every: timedelta = timedelta(minutes=15)
    private: Sequence[Network] = ()
    fetch_within: float = fetching.WITHIN
    compute_within: float = busy_process.WITHIN


@dataclass(frozen=True, slots=True)
class _Asked:
    """A calendar with what decides what its file means.

    Attributes:
        practice: the practice.
        practitioner: the practitioner's name.
        since: start of today in the practice, UTC.
        question: as `busy_events.BusyQuestion` has it.
    """

    calendar: OutsideCalendar
    practice: Practice
    practitioner: str
    since: datetime
    question: dict[str, object]

    @property
    def key(self) -> str:
        """A hash of the question: the same file has the same answer while it is the same."""
        return sha256(json.dumps(self.question, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def is_known(self) -> bool:
        """Whether the last file was looked at with the same question."""
        return self.calendar.reading.digest.startswith(f"{self.key}.")


@dataclass(frozen=True, slots=True)
class _Answered:
    """What a reading has found.

    Attributes:
        spans: the busy times; None: they have not changed.
        reading: what is known of the calendar now.
    """

    spans: Sequence[Span] | None
    reading: CalendarReading


class CalendarReader:
    """Reads outside calendars as they fall due.

    Args:
        database: the store.
        clock: gives aware UTC times.
        settings: how calendars are read.
    """

    def __init__(
        self, database: Database, clock: Callable[[], datetime], settings: ReaderSettings
    ) -> None:
        self._database = database
        self._clock = clock
        self._settings = settings
        self._changed = database.changes.listen(Topic.OUTSIDE_CALENDARS)
        # one process computes at a time: the service needs the others
        self._computing = asyncio.Semaphore(1)

    async def run(self) -> None:
        """Read calendars as they fall due, until cancelled."""
        try:
            while True:
                if not await self.step():
                    await self._wait()
        finally:
            self._changed.close()

    async def step(self) -> int:
        """Read the calendars that are due, some at once; return how many there were."""
        now = self._clock()
        async with self._database.read() as tx:
            due = await outside_calendars.next_due(tx, now)
        if due is None or due > now:
            return 0
        async with self._database.write() as tx:
            await outside_calendars.forget(tx, now)
            claimed = await outside_calendars.claim(
                tx, now, _AT_ONCE, next_at=now + self._settings.every
            )
        done = await asyncio.gather(*map(self._read, claimed), return_exceptions=True)
        for one, error in zip(claimed, done, strict=True):
            if isinstance(error, BaseException):
                if is_away(error) or not isinstance(error, Exception):
                    raise error
                # without its text, which may name the address
                kind = type(error).__name__
                _log.error("an outside calendar was not handled", calendar=one.id, error=kind)
        return len(claimed)

    async def _read(self, calendar: OutsideCalendar) -> None:
        done = await read(
            *(self._database, calendar, self._settings),
            clock=self._clock,
            computing=self._computing,
        )
        told = {"calendar": calendar.id, "practice": calendar.practice_id}
        if isinstance(done, Reason) and done != calendar.reading.trouble:
            _log.warning("an outside calendar is not read", **told, reason=done.code.value)
        elif isinstance(done, FollowedChanges) and done:
            _log.info("an outside calendar has changed", **told, **asdict(done))

    async def _wait(self) -> None:
        now = self._clock()
        async with self._database.read() as tx:
            due = await outside_calendars.next_due(tx, now)
        seconds = (due - now).total_seconds() if due else _IDLE
        await self._changed.wait(min(_IDLE, max(_SOON, seconds)))


async def read(
    database: Database,
    calendar: OutsideCalendar,
    settings: ReaderSettings,
    *,
    clock: Callable[[], datetime],
    computing: asyncio.Semaphore | None = None,
) -> FollowedChanges | Reason | None:
    """Read a calendar, and make its blocks equal to it.

    Args:
        database: the store.
        calendar: the calendar.
        settings: how it is read.
        clock: gives aware UTC times.
        computing: bounds how many files are worked out at once; None: not bounded.

    Returns:
        What has changed; why it could not be read; None if it was removed meanwhile.
    """
    now = clock()
    try:
        async with database.read() as tx:
            asked = await _asked(tx, calendar, now)
    except NotFound:
        return None
    try:
        answered = await _answer(asked, settings, now, computing or asyncio.Semaphore(1))
    except NotRead as error:
        answered = _Answered(None, _failed(calendar.reading, error.reason, now))
    async with database.write() as tx:
        return await _store(tx, asked, answered, now)


async def _asked(tx: Transaction, calendar: OutsideCalendar, now: datetime) -> _Asked:
    practice = await practices.get(tx, calendar.practice_id)
    who = await practitioners.get(tx, practice.id, calendar.practitioner_id)
    members = await staff.all_staff(tx, practice.id)
    zone = ZoneInfo(practice.timezone)
    today = now.astimezone(zone).date()
    since = local_time.midnight(today, zone)
    question: dict[str, object] = {
        "zone": practice.timezone,
        "since": since.isoformat(),
        "until": local_time.midnight(today + max(AHEAD, practice.booking_window), zone).isoformat(),
        "practice_id": practice.id,
        "mine": sorted(one.email for one in members if one.practitioner_id == who.id),
    }
    return _Asked(calendar, practice, who.name, since, question)


async def _answer(
    asked: _Asked, settings: ReaderSettings, now: datetime, computing: asyncio.Semaphore
) -> _Answered:
    """Ask for the file, and work out what is new in it.

    Raises:
        NotRead: if there is no file, or it cannot be read.
    """
    known = asked.calendar.reading
    # a file that is looked at anew has to come whole
    validators = (known.etag, known.last_modified) if asked.is_known else ("", "")
    got = await fetching.fetch(
        asked.calendar.address,
        etag=validators[0],
        last_modified=validators[1],
        private=settings.private,
        within=settings.fetch_within,
    )
    if got.content is None:
        return _Answered(None, _same(known, now))
    digest = f"{asked.key}.{await asyncio.to_thread(_digest, got.content)}"
    validated = replace(known, etag=got.etag, last_modified=got.last_modified, tried_at=now)
    if digest == known.digest:
        return _Answered(None, _same(validated, now))
    reading = replace(validated, digest=digest)
    try:
        async with computing:
            spans = await busy_process.computed(
                got.content, asked.question, settings.compute_within
            )
    except NotRead as error:
        return _Answered(None, _failed(reading, error.reason, now, computed=True))
    return _Answered(spans, _well(reading, now))


def _digest(content: bytes) -> str:
    return sha256(_CHANGES_BY_ITSELF.sub(b"", content)).hexdigest()[:32]


def _well(reading: CalendarReading, now: datetime) -> CalendarReading:
    return replace(reading, tried_at=now, read_at=now, trouble=NO_REASON, trouble_since=None)


def _same(reading: CalendarReading, now: datetime) -> CalendarReading:
    """Return the reading of a file that has not changed: it has its troubles still."""
    if reading.trouble.code in _COMPUTED:
        return replace(reading, tried_at=now)
    return _well(reading, now)


def _failed(
    reading: CalendarReading, why: Reason, now: datetime, *, computed: bool = False
) -> CalendarReading:
    if not computed and reading.trouble.code in _COMPUTED:
        # that the file itself has troubles is forgotten: it is looked at anew
        reading = replace(reading, digest="", etag="", last_modified="")
    since = reading.trouble_since or now
    return replace(reading, tried_at=now, trouble=why, trouble_since=since)


async def _store(
    tx: Transaction, asked: _Asked, answered: _Answered, now: datetime
) -> FollowedChanges | Reason | None:
    one, reading = asked.calendar, answered.reading
    try:
        await outside_calendars.get(tx, one.practice_id, one.id, lock=True)
    except NotFound:
        return None
    changes = FollowedChanges()
    if answered.spans is not None:
        changes = await busy_times.follow(tx, one, answered.spans, since=asked.since, now=now)
    await outside_calendars.note(tx, one, reading)
    await _tell(tx, asked, reading, now)
    return reading.trouble or changes


async def _tell(tx: Transaction, asked: _Asked, reading: CalendarReading, now: datetime) -> None:
    """Alert staff once of a calendar that fails for a day; withdraw that when it is read again."""
    one = asked.calendar
    if not (reading.trouble or one.reading.trouble):
        return
    failing = await alerts.open_of_kind(tx, AlertKind.CALENDAR_NOT_FOLLOWED)
    mine = [
        alert
        for alert in failing
        if alert.practice_id == one.practice_id and alert.reason.facts["calendar"] == one.id
    ]
    if not reading.trouble:
        keys = [(alert.practice_id, alert.id) for alert in mine]
        await alerts.resolve_all(tx, keys, by=SERVICE, now=now)
        return
    since = reading.trouble_since or now
    before = one.reading.tried_at or since
    # once: a day has passed since the reading before
    if not mine and before - since < TOLD_AFTER <= now - since:
        facts = {
            "calendar": one.id,
            "practitioner": asked.practitioner,
            "host": one.host,
            "why": reading.trouble,
        }
        reason = Reason(ReasonCode.OUTSIDE_FAILS, facts)
        kind = AlertKind.CALENDAR_NOT_FOLLOWED
        await alerts.raise_all(tx, [Alert(one.practice_id, tx.ids.new(), kind, reason, now)])
