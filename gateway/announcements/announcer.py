"""The worker of announcements: tells clients what staff have to say, and offers other times.

A batch is one transaction: a message is queued in the same commit that opens its question and
records that its visits were told, so that none is lost and none is sent twice. Consent, the visits
and the practice's bounds are looked at when a message leaves, not when staff pressed the button.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from calendar_store.appointments import agenda, announcements
from calendar_store.clients import clients
from calendar_store.database.connection import Database, Transaction
from calendar_store.database.notify import Topic
from calendar_store.model.announcements import Announcement, ToldAppointment
from calendar_store.model.appointments import Appointment
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import STANDING, AppointmentStatus, MessageStatus
from gateway import policies
from gateway.announcements import telling
from gateway.announcements.addressees import Visit
from gateway.messaging.channel import Channels
from gateway.policies import PracticeSettings
from gateway.reminders import caps, carrierless

_log = structlog.get_logger(__name__)

BATCH = 50
"""Messages in one transaction: enough to share a commit, few enough not to delay a reply."""
_IDLE = 5.0
"""Seconds after which announcements are looked for even without a notification."""
_IN_VAIN = {**caps.IN_VAIN, carrierless.WAITS: ReasonCode.CARRIER_IN_VAIN}
_GONE = {
    AppointmentStatus.CANCELLED: ReasonCode.APPOINTMENT_CANCELLED,
    AppointmentStatus.ATTENDED: ReasonCode.APPOINTMENT_ATTENDED,
    AppointmentStatus.NO_SHOW: ReasonCode.APPOINTMENT_NO_SHOW,
}


class Announcer:
    """Queues the messages of announcements.

    Attributes:
        told: number of appointments told of since the start.

    Args:
        database: the store.
        channels: the configured channels.
        clock: gives aware UTC times.
    """

    def __init__(
        self, database: Database, channels: Channels, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._channels = channels
        self._clock = clock
        self._news = database.changes.listen(Topic.ANNOUNCEMENTS)
        self.told = 0

    async def run(self) -> None:
        """Tell clients as announcements fall due, until cancelled."""
        try:
            while True:
                if await self.step() == 0:
                    await self._wait()
                else:
                    # replies use the same store: they get their turn between batches
                    await asyncio.sleep(0)
        finally:
            self._news.close()

    async def step(self) -> int:
        """Settle one batch of due appointments; return how many there were."""
        now = self._clock()
        async with self._database.read() as tx:
            due = await announcements.next_due(tx)
        if due is None or due > now:
            return 0
        async with self._database.write() as tx:
            settled = await _settle(tx, self._channels, now)
        became = Counter(one.status for one in settled)
        self.told += became[MessageStatus.QUEUED]
        if settled:
            _log.info("announcements", **{status.value: n for status, n in became.items()})
        return len(settled)

    async def _wait(self) -> None:
        async with self._database.read() as tx:
            due = await announcements.next_due(tx)
        seconds = (due - self._clock()).total_seconds() if due else _IDLE
        await self._news.wait(min(_IDLE, max(0.01, seconds)))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What a batch is decided on."""

    announced: Mapping[tuple[int, int], Announcement]
    policies: Mapping[int, PracticeSettings]
    visits: Mapping[tuple[int, int], Visit]


async def _settle(tx: Transaction, channels: Channels, now: datetime) -> list[ToldAppointment]:
    claimed = await announcements.claim_due(tx, now, BATCH)
    if not claimed:
        return []
    known = await _load(tx, claimed)
    settled: list[ToldAppointment] = []
    for key, announced in known.announced.items():
        rows = [one for one in claimed if (one.practice_id, one.announcement_id) == key]
        policy = known.policies[announced.practice_id]
        standing, gone = list[tuple[ToldAppointment, Visit]](), list[ToldAppointment]()
        for row in rows:
            visit = known.visits.get((row.practice_id, row.appointment_id))
            why = _why_gone(row, visit[0] if visit else None, now)
            if why or visit is None:
                gone.append(replace(row, status=MessageStatus.SKIPPED, reason=why))
            else:
                standing.append((row, visit))
        settled += gone
        for by_mail in (False, True):
            # in place of a text that did not arrive
            some = [one for one in standing if (one[0].message_id is not None) is by_mail]
            settled += await telling.tell(
                *(tx, announced, policy, some), channels=channels, now=now, by_mail=by_mail
            )
        await telling.alert_in_vain(tx, gone, known.visits, frozenset(_IN_VAIN.values()), now)
    await announcements.settle(tx, settled)
    return settled


async def _load(tx: Transaction, claimed: Sequence[ToldAppointment]) -> _Facts:
    announced = await announcements.by_ids(
        tx, {(one.practice_id, one.announcement_id) for one in claimed}
    )
    about = await agenda.by_ids(tx, {(one.practice_id, one.appointment_id) for one in claimed})
    people = await clients.get_many(tx, {(p, one.client_id) for (p, _), one in about.items()})
    return _Facts(
        announced,
        await policies.load(tx, {practice_id for practice_id, _ in announced}),
        {
            key: (one, people[key[0], one.client_id])
            for key, one in about.items()
            if (key[0], one.client_id) in people
        },
    )


def _why_gone(row: ToldAppointment, one: Appointment | None, now: datetime) -> Reason:
    """Return why an appointment is not told of any more; a false reason if it is."""
    if one is None:
        return Reason(ReasonCode.APPOINTMENT_CANCELLED)
    if one.status not in STANDING:
        return Reason(_GONE[one.status])
    if one.starts_at != row.starts_at:
        return Reason(ReasonCode.APPOINTMENT_MOVED)
    if one.starts_at <= now:
        return Reason(_IN_VAIN.get(row.reason.code, ReasonCode.APPOINTMENT_PASSED))
    return NO_REASON
