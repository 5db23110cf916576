"""Sends messages of the outbox over one carrier: lease, submit, record the outcome.

The messages in status `sending` are never more than the carrier's window, because the outcomes of
the last messages are committed together with the lease of the next. Messages whose responses are
overdue are not counted; of these there is at most another window. So after a crash or a cut, at
most one window of messages may be sent twice, and two windows with a slow carrier.
"""

import asyncio
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import structlog

from calendar_store.database.connection import Database, Transaction
from calendar_store.database.notify import Topic
from calendar_store.messages import after_visits, attempt_outcomes, ledger, outbox
from calendar_store.messages.delivery_status import Copy, missing
from calendar_store.model.messages import Message
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import MessageStatus
from gateway.channels.sms.routing.health_recorder import HealthRecorder
from gateway.channels.sms.sending.attempt import outcome_of, taken_after_all
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.failures import failure_of
from gateway.channels.sms.smpp.submits import PreparedText, Submit, SubmitResult
from gateway.channels.sms.text.parts import prepare
from gateway.channels.sms.text.replacements import replace_costly_characters
from gateway.messaging.attempts import too_late, unsendable
from gateway.messaging.channel import TextTooLongError
from gateway.messaging.fate_tally import FateTally
from gateway.messaging.leases import IDLE, LEASE, NEVER, RENEW_AFTER, remember_overdue, until, woken
from gateway.messaging.outcomes import record_attempts

_log = structlog.get_logger(__name__)

_SHARE = 0.01
"""Seconds that an outcome waits for other outcomes, so that they share a commit."""
_LOOK_AGAIN = timedelta(seconds=0.5)
"""When the messages of a number at its limit are looked at again; the parts of about a second wait
in the link."""
_LEASED_SECONDS = 5.0
"""Most seconds of sending at the carrier's pace that are leased ahead: an urgent reply cannot
overtake leased messages."""


class SendsParts(Protocol):
    """The side of a carrier's link that the sender uses."""

    @property
    def bound(self) -> bool:
        """Whether parts can be sent, now or after a pause."""

    def over_limit(self) -> tuple[str, ...]:
        """Return our numbers that are at the carrier's limit and have enough parts waiting."""

    def submit_nowait(self, part: Submit, done: Callable[[SubmitResult], None]) -> None:
        """Queue a part for sending; `done` is called once, with the result."""


@dataclass(slots=True)
class _InFlight:
    """A message that was submitted, with the results of its parts.

    Attributes:
        message: the message as leased.
        prepared: its prepared text.
        parts: numbers of the parts that are sent in this attempt.
        before: ledger of the copies of earlier attempts.
        results: results of parts, by part number.
        slow: whether the response to one of the parts is overdue.
    """

    message: Message
    prepared: PreparedText
    parts: tuple[int, ...]
    before: Sequence[Copy]
    results: dict[int, SubmitResult] = field(default_factory=dict)
    slow: bool = False


class Sender:
    """The sender of one carrier.

    Attributes:
        sent: number of messages with a recorded outcome since the start.
    """

    def __init__(
        self,
        carrier: CarrierConfig,
        link: SendsParts,
        database: Database,
        clock: Callable[[], datetime],
        *,
        owner: str,
        observer: HealthRecorder,
        fates: FateTally | None = None,
    ) -> None:
        self._carrier = carrier
        self._link = link
        self._database = database
        self._clock = clock
        self._owner = owner
        self._observer = observer
        self._window = _most_leased(carrier)
        self._unsettled = 0
        self._under_way: dict[tuple[int, int], _InFlight] = {}
        self._slow = 0
        self._newly_slow: list[_InFlight] = []
        self._renew_at = NEVER
        self._finished: list[attempt_outcomes.Outcome] = []
        self._afterwards: list[attempt_outcomes.Outcome] = []
        self._progress = asyncio.Event()
        self._outbox = database.changes.listen(Topic.OUTBOX)
        self._due: datetime | None = None
        self._more = True
        self._stopping = False
        self._fates = fates or FateTally()
        self.sent = 0

    async def run(self) -> None:
        """Send until `stop` is called, then until every leased message has a recorded outcome."""
        while not self._stopping or self._unsettled or self._afterwards:
            if self._enough_finished() or self._can_lease() or self._to_renew():
                await self._step()
            else:
                await self._wait()

    def stop(self) -> None:
        """Lease no more messages; `run` ends when every leased message has an outcome."""
        self._stopping = True
        self._progress.set()

    def link_changed(self) -> None:
        """Check again whether parts can be sent."""
        self._progress.set()

    def overdue(self, token: object) -> None:
        """Note that a response is overdue: another message may take the message's place.

        Args:
            token: `Submit.token` of the part.
        """
        if isinstance(token, _InFlight) and not token.slow:
            token.slow = True
            self._slow += 1
            self._newly_slow.append(token)
            self._progress.set()

    def taken_after_all(self, part: Submit, result: SubmitResult) -> None:
        """Note that the carrier accepted a part after it had refused it.

        Args:
            part: the part as submitted.
            result: the acceptance.
        """
        flight = part.token
        if not isinstance(flight, _InFlight):
            return
        message, parts = flight.message, flight.prepared.parts
        number = next(n for n, one in enumerate(parts, start=1) if one is part.part)
        if self._under_way.get((message.practice_id, message.id)) is flight:
            flight.results[number] = result  # the other parts are still unanswered
            return
        self._afterwards.append(taken_after_all(message, flight.prepared, number, result))
        self._progress.set()

    def holds(self, message: Message) -> bool:
        """Tell whether this process still waits for the result of a message's latest attempt.

        Args:
            message: the message as it is in the store.
        """
        flight = self._under_way.get((message.practice_id, message.id))
        return flight is not None and flight.message.attempt == message.attempt

    @property
    def _in_time(self) -> int:
        """How many leased messages have no recorded outcome; slow messages are not counted."""
        return self._unsettled - self._slow

    def _enough_finished(self) -> bool:
        """Tell whether enough outcomes have come in to commit them now."""
        return 2 * len(self._finished) >= min(self._in_time, self._window) > 0

    def _can_lease(self) -> bool:
        return self._is_due() and self._in_time < self._window

    def _is_due(self) -> bool:
        """Tell whether there are messages to lease, and a bound carrier to take them."""
        now_due = self._more or (self._due is not None and self._due <= self._clock())
        return now_due and self._link.bound and not self._stopping

    def _room(self) -> int:
        """Return how many messages to lease, beside the outcomes recorded with the lease."""
        return max(0, self._window - self._in_time + len(self._finished)) if self._is_due() else 0

    async def _step(self) -> None:
        room = self._room()
        if room == 0 and not (self._finished or self._to_renew()):
            return
        leased, ledgers = await self._settle_and_lease(room)
        for message in leased:
            self._submit(message, ledgers.get((message.practice_id, message.id), ()))

    def _to_renew(self) -> bool:
        """Tell whether leases, slow messages or late acceptances have to be recorded."""
        noted = bool(self._newly_slow or self._afterwards)
        return noted or self._renew_at <= self._clock()

    async def _settle_and_lease(
        self, room: int
    ) -> tuple[list[Message], Mapping[ledger.Key, Sequence[Copy]]]:
        """Record outcomes and lease messages in one transaction.

        Args:
            room: most messages to lease.

        Returns:
            The leased messages, and the ledgers of those that were tried before.
        """
        finished, self._finished = self._finished, []
        slow, self._newly_slow = self._newly_slow, []
        afterwards, self._afterwards = self._afterwards, []
        now = self._clock()
        over_limit = self._link.over_limit()
        try:
            async with self._database.write() as tx:
                early = await record_attempts(
                    *(tx, finished, now),
                    failure_of=failure_of,
                    reports_once=self._carrier.reports_once,
                    afterwards=afterwards,
                )
                await self._renew(tx, slow, now)
                leased, full = [], False
                if room:
                    leased = await outbox.lease(
                        tx,
                        self._carrier.name,
                        now=now,
                        limit=room,
                        owner=self._owner,
                        lasting=LEASE,
                        over_limit=over_limit,
                    )
                    if len(leased) < room:
                        self._due = await outbox.next_due(tx, self._carrier.name, now)
                    if len(leased) < room and over_limit:
                        self._due = min(self._due or NEVER, now + _LOOK_AGAIN)
                    full = len(leased) == room
                    leased = await after_visits.leaving(tx, leased, now)
                again = {(one.practice_id, one.id) for one in leased if one.attempt > 1}
                ledgers = await ledger.of_messages(tx, again)
        except BaseException:
            self._finished = finished + self._finished
            self._newly_slow = slow + self._newly_slow
            self._afterwards = afterwards + self._afterwards
            raise
        if room:
            self._more = full
        self._observer.receipted(early, now)
        self._unsettled += len(leased) - len(finished)
        self.sent += len(finished)
        self._fates.settled([*finished, *early], now)
        self._renew_at = now + RENEW_AFTER if self._renew_at <= now else self._renew_at
        return leased, ledgers

    async def _renew(self, tx: Transaction, slow: Sequence[_InFlight], now: datetime) -> None:
        """Record which responses are overdue, and renew the leases of messages under way."""
        still = [one.message for one in slow if self.holds(one.message)]
        await remember_overdue(tx, still, now)
        if self._renew_at <= now:
            under_way = [one.message for one in self._under_way.values()]
            await outbox.renew(tx, under_way, self._owner, now + LEASE)

    def _submit(self, message: Message, before: Sequence[Copy]) -> None:
        now = self._clock()
        if message.expires_at is not None and message.expires_at <= now:
            self._finish(too_late(message, before, Reason(ReasonCode.TIME_PASSED)))
            return
        try:
            # again here, since one typographic sign in any queued text would double its cost
            text = replace_costly_characters(message.text)
            prepared = prepare(text, self._carrier, message.id)
        except TextTooLongError as error:
            facts = {"parts": error.parts, "most": error.most}
            reason = Reason(ReasonCode.TEXT_TOO_LONG, facts)
            self._finish(attempt_outcomes.Outcome(message, MessageStatus.FAILED, reason))
            return
        parts = missing(before, self._carrier.name, len(prepared.parts))
        ended = unsendable(message, before, parts)
        if ended is not None:
            self._finish(ended)
            return
        flight = _InFlight(message, prepared, parts, before)
        self._under_way[message.practice_id, message.id] = flight
        self._renew_at = min(self._renew_at, now + RENEW_AFTER)
        self._send(flight, message.expires_at - now if message.expires_at else None)

    def _send(self, flight: _InFlight, validity: timedelta | None) -> None:
        message, prepared = flight.message, flight.prepared
        for number in flight.parts:
            self._link.submit_nowait(
                Submit(
                    destination=message.recipient,
                    source=message.sender,
                    part=prepared.parts[number - 1],
                    esm_class=prepared.esm_class,
                    data_coding=prepared.data_coding,
                    validity=validity or None,
                    token=flight,
                ),
                partial(self._answered, flight, number),
            )

    def _answered(self, flight: _InFlight, number: int, result: SubmitResult) -> None:
        now = self._clock()
        flight.results[number] = result
        if len(flight.results) < len(flight.parts):
            return
        message = flight.message
        if self._under_way.get((message.practice_id, message.id)) is flight:
            del self._under_way[message.practice_id, message.id]
        self._slow -= flight.slow
        self._observer.answered(message, flight.results, now)
        self._finish(
            outcome_of(
                *(message, flight.prepared, flight.results, self._observer.routes, now),
                before=flight.before,
            )
        )

    def _finish(self, outcome: attempt_outcomes.Outcome) -> None:
        self._finished.append(outcome)
        if self._enough_finished():
            self._progress.set()

    async def _wait(self) -> None:
        """Wait until enough outcomes have come in, or a message is queued or falls due."""
        longest = _SHARE if self._finished else IDLE
        timeout = until(self._clock(), (self._due, self._renew_at), longest)
        by = await woken(self._progress, self._outbox, timeout)
        self._more = self._more or by.queued or by.nothing
        if by.nothing and self._finished:
            await self._step()


def _most_leased(carrier: CarrierConfig) -> int:
    """Return how many messages may be leased: a window on each bind, or fewer at a slow pace."""
    limits = (carrier.max_parts_per_second, carrier.max_parts_per_second_per_number)
    slowest = min((limit for limit in limits if limit), default=math.inf)
    window = carrier.window * carrier.binds
    return max(1, int(min(window, slowest * _LEASED_SECONDS)))
