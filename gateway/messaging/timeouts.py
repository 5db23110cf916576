"""Sweeper for timeouts of messages, receipts, parts of long texts, and attempts of dead senders.

Planned emails also expire here, when their appointment begins, or are queued, when mails can be
sent.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from calendar_store.appointments import booking_holds
from calendar_store.conversations import carrier_sessions, long_texts
from calendar_store.database.connection import Database, Transaction
from calendar_store.messages import attempt_outcomes, ledger, receipts, reminders, timeouts
from calendar_store.model.messages import Message
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import Channel, MessageStatus
from calendar_store.practices import short_links
from config.sections import DeliverySettings
from gateway.messaging import planned_mails
from gateway.messaging.attempts import lost_attempt, too_late
from gateway.messaging.channel import Channels
from gateway.messaging.compose import UNTOLD
from gateway.messaging.failures import FailuresOf
from gateway.messaging.fate_tally import FateTally
from gateway.messaging.outages import Outage, Outages
from gateway.messaging.outcomes import follow_up, record_attempts
from gateway.messaging.refusals import RefusalShares

_log = structlog.get_logger(__name__)

_EVERY = 5.0
"""Seconds between sweeps."""
_BATCH = 500
_REPEATS_UNTIL = timedelta(minutes=15)
"""How long the parts of joined texts are kept, to recognise a carrier's repetition of a part."""

_RECEIPTS_MEET = timedelta(hours=1)
"""How long a parked receipt is matched with its part, however far apart they were committed."""

_LOOK_BACK = timedelta(days=7)
"""The first sweep looks for planned emails of appointments that began within this time."""
_OVERLAP = timedelta(minutes=5)
"""Longer than a transaction takes that plans an email about an appointment about to begin."""
_NO_EMAIL = Reason(ReasonCode.NO_MAIL_SERVER_IN_TIME)


_USUAL = DeliverySettings()


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Timeouts of receipts and of long texts.

    Attributes:
        receipt: how long to wait for a receipt after the carrier accepted the message.
        parts: how long to wait for the missing parts of a long text.
    """

    receipt: timedelta = _USUAL.receipt_timeout
    parts: timedelta = _USUAL.concat_timeout


class Sweeper:
    """Settles everything that has timed out, every few seconds.

    Args:
        database: the store.
        clock: gives aware UTC times.
        patience: the timeouts.
        fates: counts the outcomes of messages.
        outages: keeps the alerts about outages of texts; None where no carrier is configured.
        joins: joins the parts of a long text.
        failures: the failure category of a reason, by channel.
        channels: the configured channels.
        owner: the name under which this process leases messages.
        refusals: keeps the alerts about refused log-ins; None for no alerts.
        under_way: tells whether an attempt of this process is still under way.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        patience: Timeouts,
        fates: FateTally | None = None,
        outages: Outages | None = None,
        *,
        joins: long_texts.Joins,
        failures: FailuresOf,
        channels: Channels,
        owner: str = "",
        refusals: RefusalShares | None = None,
        under_way: Callable[[Message], bool] = lambda _: False,
    ) -> None:
        self._database = database
        self._clock = clock
        self._patience = patience
        self._joins = joins
        self._failures = failures
        self._channels = channels
        self._looked_at: datetime | None = None
        self._fates = fates or FateTally()
        self._outages = outages or Outages(database, None, clock)
        mails = Outages(database, None, clock, too_many=ReasonCode.MAILS_TOO_LATE)
        faxes = Outages(database, None, clock, too_many=ReasonCode.FAXES_TOO_LATE)
        self._late = {Channel.SMS: self._outages, Channel.EMAIL: mails, Channel.FAX: faxes}
        self._owner = owner
        self._refusals = refusals
        self._under_way = under_way

    async def run(self) -> None:
        """Sweep until cancelled."""
        while True:
            await self.sweep()
            await asyncio.sleep(_EVERY)

    async def recover(self, owner: str) -> int:
        """Settle the messages that this process left without an outcome when it last ended.

        The outcome of an attempt that was under way is unknown; it is recorded as unknown, and the
        message is sent again where that is allowed.

        Args:
            owner: the name under which this process leases messages.

        Returns:
            How many messages were left.
        """
        async with self._database.write() as tx:
            await carrier_sessions.end_all(tx, owner)
        total = 0
        while found := await self._lost(owner):
            total += found
        if total:
            _log.warning("messages were in flight when the service ended", messages=total)
        return total

    async def sweep(self) -> None:
        """Settle everything that is due, a batch in each transaction, so that others can write."""
        await self._outages.look()
        if self._refusals is not None:
            await self._refusals.look()
        while await self._lost(None) == _BATCH:
            pass
        while await self._overdue() == _BATCH:
            pass
        while await self._released() == _BATCH:
            pass

    async def _released(self) -> int:
        now = self._clock()
        return await planned_mails.release(self._database, self._channels, now, _BATCH)

    async def _overdue(self) -> int:
        """Settle one batch of each kind of timeout; return the size of the largest batch."""
        now = self._clock()
        async with self._database.write() as tx:
            expired = await timeouts.expired(tx, now, _BATCH)
            tried = {(m.practice_id, m.id) for m in expired if m.attempt}
            ledgers = await ledger.of_messages(tx, tried)
            late = [
                too_late(m, ledgers.get((m.practice_id, m.id), ()), self._late[m.channel].why_late)
                for m in expired
            ]
            silent = [
                attempt_outcomes.Outcome(
                    m, MessageStatus.UNKNOWN, Reason(ReasonCode.RECEIPT_MISSING)
                )
                for m in await timeouts.unreceipted(tx, now - self._patience.receipt, now, _BATCH)
            ]
            moved = await attempt_outcomes.advance(tx, late + silent, now)
            known = await receipts.match_late(tx, now - _RECEIPTS_MEET, now, _BATCH)
            gone = [one for one in moved if _is_lost(one)]
            told_singly, lost = await self._told_late(tx, gone, now)
            others = [one for one in moved if not _is_lost(one)]
            unsent = await self._unsent_emails(tx, now)
            settled = [*told_singly, *others, *known, *unsent]
            for channel, theirs in _by_channel(settled).items():
                await follow_up(tx, theirs, now, self._failures[channel])
            await receipts.forget_parked(tx, now - self._patience.receipt)
            await carrier_sessions.seen(tx, self._owner, now)
            await carrier_sessions.forget(tx, now - _REPEATS_UNTIL)
            await booking_holds.forget(tx, now)
            await short_links.forget(tx, now)
            await long_texts.give_up_waiting(tx, now - self._patience.parts, self._joins)
            await long_texts.forget_parts(tx, now - _REPEATS_UNTIL - self._patience.parts)
        for outages, outage in lost:
            outages.remember(outage)
        self._fates.settled([*moved, *known], now)
        return max(len(late), len(silent), len(known))

    async def _told_late(
        self, tx: Transaction, gone: Sequence[attempt_outcomes.Outcome], now: datetime
    ) -> tuple[list[attempt_outcomes.Outcome], list[tuple[Outages, Outage | None]]]:
        """Count the messages that expired in the alerts about outages of their channels.

        Returns:
            The messages that need an alert each, and what to remember after the commit.
        """
        singly: list[attempt_outcomes.Outcome] = []
        lost: list[tuple[Outages, Outage | None]] = []
        for channel, theirs in _by_channel(gone).items():
            told, outage = await self._late[channel].too_late(tx, theirs, now)
            singly += told
            lost.append((self._late[channel], outage))
        return singly, lost

    async def _unsent_emails(
        self, tx: Transaction, now: datetime
    ) -> list[attempt_outcomes.Outcome]:
        """Expire reminders and messages not sent by email before their appointment began."""
        by_planner = Channel.EMAIL in self._channels.kinds
        late = [] if by_planner else await reminders.begun(tx, now, _BATCH)
        expired = MessageStatus.EXPIRED
        await reminders.settle(tx, [reminders.Settled(one, expired, _NO_EMAIL) for one in late])
        since = self._looked_at - _OVERLAP if self._looked_at else now - _LOOK_BACK
        planned = await timeouts.planned(tx, since, now, _BATCH)
        if len(planned) < _BATCH:
            self._looked_at = now
        outcomes = [attempt_outcomes.Outcome(one, expired, _NO_EMAIL) for one in planned]
        return await attempt_outcomes.advance(tx, outcomes, now)

    async def _lost(self, owner: str | None) -> int:
        now = self._clock()
        async with self._database.write() as tx:
            found = await timeouts.lost(tx, now=now, owner=owner, limit=_BATCH)
            # while the store was blocked, our own senders could not renew their leases
            dead = [one for one in found if not self._under_way(one)]
            ledgers = await ledger.of_messages(tx, {(m.practice_id, m.id) for m in dead})
            unknown = [lost_attempt(m, ledgers.get((m.practice_id, m.id), ()), now) for m in dead]
            for channel, theirs in _by_channel(unknown).items():
                failure_of = self._failures[channel]
                await record_attempts(tx, theirs, now, failure_of=failure_of)
        self._fates.settled(unknown, now)
        return len(dead)


def _is_lost(one: attempt_outcomes.Outcome) -> bool:
    """Tell whether a message ran out that staff hear of; codes run out in minutes, unread."""
    return one.status is MessageStatus.EXPIRED and one.message.kind not in UNTOLD


def _by_channel(
    outcomes: Iterable[attempt_outcomes.Outcome],
) -> dict[Channel, list[attempt_outcomes.Outcome]]:
    found: dict[Channel, list[attempt_outcomes.Outcome]] = {}
    for one in outcomes:
        found.setdefault(one.message.channel, []).append(one)
    return found
