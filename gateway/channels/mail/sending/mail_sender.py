"""Sends mails of the outbox over the smarthost: lease, compose, send, record the outcome.

It goes the way of `channels.sms.sending.sender`: outcomes of the last mails are committed together
with the lease of the next, so that at most a window of mails has no outcome. Leased mails that the
smarthost cannot take now go back to the outbox.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog

from calendar_store.appointments import invitations
from calendar_store.database.connection import Database, Transaction
from calendar_store.database.notify import Topic
from calendar_store.messages import after_visits, attempt_outcomes, ledger, outbox
from calendar_store.messages.delivery_status import Copy, missing
from calendar_store.model.messages import Message
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import MessageStatus
from gateway.channels.mail.mail_channel import MAIL_CARRIER
from gateway.channels.mail.sending.composer import MailComposer
from gateway.channels.mail.sending.connections import SmarthostPool
from gateway.channels.mail.sending.facts_of_mails import LoadedFacts, load_facts
from gateway.channels.mail.sending.mail_attempt import mail_outcome
from gateway.channels.mail.sending.mail_failures import failure_of
from gateway.channels.mail.sending.mail_queue import QueuedMail
from gateway.channels.mail.sending.transactions import MailFate, MailResult
from gateway.channels.mail.sending.visit_order import VisitOrder, VisitTurn
from gateway.messaging import bad_emails
from gateway.messaging.attempts import too_late, unsendable
from gateway.messaging.fate_tally import FateTally
from gateway.messaging.leases import IDLE, LEASE, NEVER, RENEW_AFTER, remember_overdue, until, woken
from gateway.messaging.outcomes import record_attempts

_log = structlog.get_logger(__name__)

_SHARE = 0.05
"""Seconds that an outcome waits for other outcomes, so that they share a commit."""
_LOOK_AGAIN = timedelta(seconds=1)
"""When the mails to a slow domain are looked at again."""
_EACH = 25
"""Mails leased ahead for each connection: a commit takes as long as some mails."""
_COMPOSED = 32
"""Mails composed at once: the first ones are sent while the others are composed."""
_NOT_COMPOSED = Reason(ReasonCode.NOT_COMPOSED)
_NOT_LOADED = MailResult(MailFate.NOT_SENT, Reason(ReasonCode.STORE_AWAY), begun=True)
_TIME_PASSED = Reason(ReasonCode.TIME_PASSED)
_Key = tuple[int, int]


@dataclass(slots=True, eq=False)
class _Flight:
    """A leased mail without an outcome.

    Attributes:
        message: the message as leased.
        before: ledger of the copies of earlier attempts.
        invites: whether it carries a calendar invitation.
        turn: its place among the mails about its visit.
    """

    message: Message
    before: Sequence[Copy]
    invites: bool = False
    turn: VisitTurn = field(default_factory=VisitTurn)


class MailSender:
    """The sender of mails.

    Args:
        pool: the connections.
        connections: most connections at a time.
        database: the store.
        clock: gives aware UTC times.
        owner: the name under which this process leases messages.
        composer: composes mails.
        fates: counts the outcomes of messages.

    Attributes:
        sent: number of messages with a recorded outcome since the start.
    """

    def __init__(
        self,
        pool: SmarthostPool,
        connections: int,
        database: Database,
        clock: Callable[[], datetime],
        *,
        owner: str,
        composer: MailComposer,
        fates: FateTally | None = None,
    ) -> None:
        self._pool = pool
        self._database = database
        self._clock = clock
        self._owner = owner
        self._composer = composer
        self._fates = fates or FateTally()
        self._window = connections * _EACH
        self._few = max(1, self._window // outbox.MOST_DOMAINS)
        self._under_way: dict[_Key, _Flight] = {}
        self._visits = VisitOrder()
        self._preparing: set[asyncio.Task[None]] = set()
        self._unsettled = 0
        self._finished: list[attempt_outcomes.Outcome] = []
        self._invited: set[_Key] = set()
        self._newly_slow: list[_Flight] = []
        self._renew_at = NEVER
        self._progress = asyncio.Event()
        self._outbox = database.changes.listen(Topic.OUTBOX)
        self._due: datetime | None = None
        self._more = True
        self._stopping = False
        self.sent = 0
        pool.changed = self.pool_changed

    async def run(self) -> None:
        """Send until `stop` is called, then until every leased message has a recorded outcome."""
        while not self._stopping or self._unsettled:
            crowded = self._pool.crowded(self._few)
            if self._enough_finished() or self._can_lease() or self._to_renew():
                await self._step(crowded)
            else:
                await self._wait()

    def stop(self) -> None:
        """Lease no more messages; `run` ends when every leased message has an outcome."""
        self._stopping = True
        self._progress.set()

    def pool_changed(self) -> None:
        """Check again whether mails can be sent."""
        self._progress.set()

    def holds(self, message: Message) -> bool:
        """Tell whether this process still waits for the result of a message's latest attempt.

        Args:
            message: the message as it is in the store.
        """
        flight = self._under_way.get((message.practice_id, message.id))
        return flight is not None and flight.message.attempt == message.attempt

    @property
    def _most(self) -> int:
        """Most leased mails without an outcome: few until the smarthost has shown that it works."""
        return min(self._window, self._pool.most * _EACH)

    def _room(self) -> int:
        """Return how many mails to lease, beside the outcomes that are recorded with the lease."""
        return max(0, self._most - self._unsettled + len(self._finished)) if self._is_due() else 0

    def _enough_finished(self) -> bool:
        """Tell whether enough outcomes have come in to commit them now."""
        return 2 * len(self._finished) >= min(self._unsettled, self._window) > 0

    def _can_lease(self) -> bool:
        return self._is_due() and self._unsettled < self._most

    def _is_due(self) -> bool:
        """Tell whether there are messages to lease, and a smarthost to take them."""
        now_due = self._more or (self._due is not None and self._due <= self._clock())
        return now_due and self._pool.open and not self._stopping

    def _to_renew(self) -> bool:
        return bool(self._newly_slow) or self._renew_at <= self._clock()

    async def _step(self, crowded: Sequence[str] = ()) -> None:
        room = self._room()
        if room == 0 and not (self._finished or self._to_renew()):
            return
        leased, ledgers = await self._settle_and_lease(room, crowded)
        flights = []
        for message in leased:
            flight = self._begin(message, ledgers.get((message.practice_id, message.id), ()))
            if flight is not None:
                flights.append(flight)
        if flights:
            task = asyncio.create_task(self._prepare(flights), name="compose mails")
            self._preparing.add(task)
            task.add_done_callback(self._preparing.discard)

    async def _settle_and_lease(
        self, room: int, crowded: Sequence[str]
    ) -> tuple[list[Message], Mapping[ledger.Key, Sequence[Copy]]]:
        """Record outcomes and lease messages in one transaction.

        Args:
            room: most messages to lease.
            crowded: domains whose messages stay in the outbox.

        Returns:
            The leased messages, and the ledgers of those that were tried before.
        """
        finished, self._finished = self._finished, []
        slow, self._newly_slow = self._newly_slow, []
        invited, self._invited = self._invited, set()
        wronged = self._pool.streak.take_wronged()
        now = self._clock()
        try:
            async with self._database.write() as tx:
                await record_attempts(tx, finished, now, failure_of=failure_of)
                await bad_emails.recant(tx, wronged, now)
                await invitations.mark_invited(tx, invited)
                await self._renew(tx, slow, now)
                leased, full = [], False
                if room:
                    leased = await outbox.lease(
                        tx,
                        MAIL_CARRIER,
                        now=now,
                        limit=room,
                        owner=self._owner,
                        lasting=LEASE,
                        crowded=crowded,
                    )
                    if len(leased) < room:
                        self._due = await outbox.next_due(tx, MAIL_CARRIER, now)
                    if len(leased) < room and crowded:
                        self._due = min(self._due or NEVER, now + _LOOK_AGAIN)
                    full = len(leased) == room
                    leased = await after_visits.leaving(tx, leased, now)
                again = {(one.practice_id, one.id) for one in leased if one.attempt > 1}
                ledgers = await ledger.of_messages(tx, again)
        except BaseException:
            self._finished = finished + self._finished
            self._newly_slow = slow + self._newly_slow
            self._invited |= invited
            self._pool.streak.give_back(wronged)
            raise
        if room:
            self._more = full
        self._unsettled += len(leased) - len(finished)
        self.sent += len(finished)
        self._fates.settled(finished, now)
        self._renew_at = now + RENEW_AFTER if self._renew_at <= now else self._renew_at
        return leased, ledgers

    async def _renew(self, tx: Transaction, slow: Sequence[_Flight], now: datetime) -> None:
        """Record which replies are overdue, and renew the leases of mails under way."""
        still = [one.message for one in slow if self.holds(one.message)]
        await remember_overdue(tx, still, now)
        if self._renew_at <= now:
            under_way = [one.message for one in self._under_way.values()]
            await outbox.renew(tx, under_way, self._owner, now + LEASE)

    def _begin(self, message: Message, before: Sequence[Copy]) -> _Flight | None:
        """Return a mail to compose; None if it must not be sent, with its outcome recorded."""
        now = self._clock()
        ended = None
        if message.expires_at is not None and message.expires_at <= now:
            ended = too_late(message, before, _TIME_PASSED)
        else:
            ended = unsendable(message, before, missing(before, MAIL_CARRIER, 1))
        if ended is not None:
            self._finish(ended)
            return None
        flight = _Flight(message, before)
        self._under_way[message.practice_id, message.id] = flight
        self._renew_at = min(self._renew_at, now + RENEW_AFTER)
        return flight

    async def _prepare(self, flights: Sequence[_Flight]) -> None:
        """Load what mails are made of, then compose them share by share, the first ones first."""
        try:
            async with self._database.read() as tx:
                loaded = await load_facts(tx, [one.message for one in flights])
        except Exception as error:  # noqa: BLE001 (a store that is away is no mail's fault)
            self._not_prepared(flights, error)
            return
        for one in flights:
            one.turn = self._visits.enter(one.message, loaded.appointments)
        shares = [flights[at : at + _COMPOSED] for at in range(0, len(flights), _COMPOSED)]
        await asyncio.gather(*(self._compose(some, loaded) for some in shares))

    async def _compose(self, flights: Sequence[_Flight], loaded: LoadedFacts) -> None:
        """Compose mails and queue them for the connections."""
        batch = [one.message for one in flights]
        try:
            composed = await self._composer.compose(batch, loaded, self._clock())
        except Exception as error:  # noqa: BLE001 (a machine without memory is no mail's fault)
            self._not_prepared(flights, error)
            return
        for flight, mail in zip(flights, composed, strict=True):
            if mail is None:
                self._give_up(flight)
                continue
            flight.invites = mail.invites
            queued = QueuedMail(
                flight.message,
                mail.mail,
                partial(self._ended, flight),
                partial(self._overdue, flight),
                flight.turn,
            )
            self._visits.submit(flight.turn, partial(self._pool.submit, queued))

    def _not_prepared(self, flights: Sequence[_Flight], error: Exception) -> None:
        _log.warning("mails could not be composed", mails=len(flights), error=repr(error))
        for flight in flights:
            self._ended(flight, _NOT_LOADED)

    def _give_up(self, flight: _Flight) -> None:
        self._land(flight)
        message = flight.message
        self._finish(attempt_outcomes.Outcome(message, MessageStatus.FAILED, _NOT_COMPOSED))

    def _ended(self, flight: _Flight, result: MailResult) -> None:
        self._land(flight)
        outcome = mail_outcome(flight.message, result, self._clock(), before=flight.before)
        message = flight.message
        if flight.invites and outcome.status is MessageStatus.ACCEPTED and message.appointment_id:
            self._invited.add((message.practice_id, message.appointment_id))
        self._finish(outcome)

    def _overdue(self, flight: _Flight) -> None:
        self._newly_slow.append(flight)
        self._progress.set()

    def _land(self, flight: _Flight) -> None:
        key = (flight.message.practice_id, flight.message.id)
        if self._under_way.get(key) is flight:
            del self._under_way[key]
        self._visits.leave(flight.turn)

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
