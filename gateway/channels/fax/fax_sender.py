"""Sends faxes of the outbox over the HylaFAX server: lease, look for the job, submit it, record it.

One fax is sent at a time: the server keeps them in its own queue, and a log-in and an upload take
a moment. An attempt that comes after another first looks for its job in the server's queues, by a
tag that names the message: a fax is never submitted twice, whenever the service ended.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from calendar_store.database.connection import Database
from calendar_store.database.notify import Topic
from calendar_store.messages import attempt_outcomes, faxes, ledger, outbox
from calendar_store.messages.delivery_status import Copy
from calendar_store.model.messages import Message
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import MessageStatus, PartStatus
from calendar_store.practices import practices
from gateway.channels.fax.fax_channel import FAX_CARRIER
from gateway.channels.fax.fax_config import FaxServerConfig
from gateway.channels.fax.fax_outcomes import (
    LOOKED_FOR_AFTER,
    failure_of,
    not_taken,
    pause,
    taken,
)
from gateway.channels.fax.fax_tally import FaxTally
from gateway.channels.fax.hylafax import jobs
from gateway.channels.fax.hylafax.errors import (
    FaxLogInRefused,
    FaxRequestRefused,
    FaxServerAway,
    FaxServerError,
    FaxSubmissionUnknown,
)
from gateway.channels.fax.hylafax.session import logged_in
from gateway.messaging.attempts import too_late, unsendable
from gateway.messaging.fate_tally import FateTally
from gateway.messaging.fax_numbers import filled, is_fax_number
from gateway.messaging.leases import IDLE, LEASE, NEVER, until, woken
from gateway.messaging.outcomes import record_attempts

_log = structlog.get_logger(__name__)

_LONGEST = LEASE - timedelta(seconds=30)
"""The longest attempt: another process may take the message once its lease has ended."""


class FaxServerState(StrEnum):
    """How the fax server stood at the last attempt."""

    NEW = "not tried yet"
    UP = "up"
    AWAY = "away"
    REFUSED = "refused"


class FaxSender:
    """The sender of faxes.

    Args:
        config: the server.
        database: the store.
        clock: gives aware UTC times.
        owner: the name under which this process leases messages.
        fates: counts the outcomes of messages.
        tally: counts the attempts.

    Attributes:
        state: how the server stood at the last attempt.
        why: the reason if it was not up.
        troubled_since: since when it is not up, UTC; None while it is.
        sent: number of messages with a recorded outcome since the start.
    """

    def __init__(
        self,
        config: FaxServerConfig,
        database: Database,
        clock: Callable[[], datetime],
        *,
        owner: str,
        fates: FateTally | None = None,
        tally: FaxTally | None = None,
    ) -> None:
        self._config = config
        self._database = database
        self._clock = clock
        self._owner = owner
        self._fates = fates or FateTally()
        self._tally = tally or FaxTally()
        self._outbox = database.changes.listen(Topic.OUTBOX)
        self._progress = asyncio.Event()
        self._under_way: Message | None = None
        self._failures = 0
        self._rests_until: datetime | None = None
        self._stopping = False
        self.state = FaxServerState.NEW
        self.why: Reason = NO_REASON
        self.troubled_since: datetime | None = None
        self.sent = 0

    @property
    def busy(self) -> bool:
        """Whether a fax is being submitted."""
        return self._under_way is not None

    async def run(self) -> None:
        """Send until `stop` is called."""
        while not self._stopping:
            if not await self.step():
                await self._wait()

    def stop(self) -> None:
        """Lease no more messages."""
        self._stopping = True
        self._progress.set()

    def holds(self, message: Message) -> bool:
        """Tell whether this process is still sending a message's latest attempt."""
        mine = self._under_way
        return mine is not None and _attempt_of(mine) == _attempt_of(message)

    async def step(self) -> bool:
        """Send one fax, if one is due; tell whether one was."""
        now = self._clock()
        if self._rests_until is not None and now < self._rests_until:
            return False
        async with self._database.write() as tx:
            leased = await outbox.lease(
                *(tx, FAX_CARRIER), now=now, limit=1, owner=self._owner, lasting=LEASE
            )
            again = {(one.practice_id, one.id) for one in leased if one.attempt > 1}
            ledgers = await ledger.of_messages(tx, again)
        if not leased:
            return False
        (message,) = leased
        self._under_way = message
        try:
            before = ledgers.get((message.practice_id, message.id), ())
            outcome = await self._attempt(message, before)
            await self._record(outcome)
        finally:
            self._under_way = None
        return True

    async def _record(self, outcome: attempt_outcomes.Outcome) -> None:
        now = self._clock()
        async with self._database.write() as tx:
            await record_attempts(tx, [outcome], now, failure_of=failure_of)
        self._fates.settled([outcome], now)
        self.sent += 1

    async def _attempt(self, message: Message, before: Sequence[Copy]) -> attempt_outcomes.Outcome:
        now = self._clock()
        if message.expires_at is not None and message.expires_at <= now:
            return too_late(message, before, Reason(ReasonCode.TIME_PASSED))
        if not is_fax_number(message.recipient):
            return _failed(message, ReasonCode.FAX_NUMBER_UNUSABLE)
        ended = unsendable(message, before, (1,) if not _has_job(before) else ())
        if ended is not None:
            return ended
        job = await self._job(message)
        if job is None:
            return _failed(message, ReasonCode.FAX_NO_PAPER)
        began = time.perf_counter()
        try:
            job_id, how = await self._submit_once(job, before)
        except FaxServerError as error:
            self._troubled(error)
            return not_taken(message, error, before, self._clock())
        self._tally.submits[how] += 1
        self._tally.response.observe(time.perf_counter() - began)
        self._stands(FaxServerState.UP, NO_REASON)
        return taken(message, job_id, job.tag)

    async def _job(self, message: Message) -> jobs.FaxJob | None:
        """Return the job of a message; None where its paper is gone."""
        async with self._database.read() as tx:
            paper = await faxes.document(tx, message)
            practice = await practices.get(tx, message.practice_id)
        if paper is None:
            return None
        config = self._config
        return jobs.FaxJob(
            tag=tag_of(config.tag, message),
            dialled=filled(config.dial, message.recipient),
            shown=message.recipient,
            content=paper.content,
            paper=paper.size,
            fine=config.fine,
            sender=practice.name,
            gives_up_after=config.gives_up_after,
            most_dials=config.most_dials,
        )

    async def _submit_once(self, job: jobs.FaxJob, before: Sequence[Copy]) -> tuple[str, str]:
        """Submit a job unless it stands in the server's queues; return its id, and how."""
        doubted = [one.sent_at for one in before if one.status is PartStatus.DOUBT and one.sent_at]
        if doubted:
            left = max(doubted) + LOOKED_FOR_AFTER - self._clock()
            await asyncio.sleep(max(0.0, left.total_seconds()))
        try:
            async with asyncio.timeout(_LONGEST.total_seconds()):
                async with logged_in(self._config.address) as session:
                    found = (await jobs.find_jobs(session)).get(job.tag) if doubted else None
                    if found is None:
                        return await jobs.submit(session, job), "taken"
                    known = await jobs.standing(session, found, job.tag)
                    if known is not None and known.state is jobs.JobState.SUSPENDED:
                        await jobs.resume(session, found)
                    return found, "found"
        except TimeoutError as error:
            raise FaxSubmissionUnknown("the fax server takes too long") from error

    def _troubled(self, error: FaxServerError) -> None:
        self._tally.submits[_kind(error)] += 1
        _log.warning("a fax could not be handed over", reason=error.reason.code.value)
        if isinstance(error, FaxRequestRefused) and error.lasting:
            return  # one fax's own trouble: others need not wait
        refused = isinstance(error, FaxLogInRefused)
        self._stands(FaxServerState.REFUSED if refused else FaxServerState.AWAY, error.reason)

    def _stands(self, state: FaxServerState, why: Reason) -> None:
        now = self._clock()
        self.state, self.why = state, why
        if state is FaxServerState.UP:
            self._failures, self._rests_until, self.troubled_since = 0, None, None
            return
        self._failures += 1
        self._rests_until = now + pause(self._failures)
        self.troubled_since = self.troubled_since or now

    async def _wait(self) -> None:
        now = self._clock()
        async with self._database.read() as tx:
            due = await outbox.next_due(tx, FAX_CARRIER, now)
        rests = self._rests_until if self._rests_until and self._rests_until > now else None
        timeout = until(now, (rests,) if rests else (due or NEVER,), IDLE)
        await woken(self._progress, self._outbox, max(timeout, 0.05 if rests is None else timeout))
        if rests is not None and not self._stopping:
            # new messages do not end a rest of the server
            left = (rests - self._clock()).total_seconds()
            await asyncio.sleep(max(0.0, min(left, 1.0)))


def _kind(error: FaxServerError) -> str:
    if isinstance(error, FaxSubmissionUnknown):
        return "unknown"
    return "away" if isinstance(error, FaxServerAway) else "refused"


def tag_of(prefix: str, message: Message) -> str:
    """Return the tag of a message's job at the server."""
    return f"{prefix}-{message.practice_id}-{message.id}"


def _attempt_of(message: Message) -> tuple[int, int, int]:
    return message.practice_id, message.id, message.attempt


def _has_job(before: Sequence[Copy]) -> bool:
    return any(one.status is not PartStatus.DOUBT for one in before)


def _failed(message: Message, code: ReasonCode) -> attempt_outcomes.Outcome:
    return attempt_outcomes.Outcome(
        message, MessageStatus.FAILED, Reason(code), awaits_receipt=False
    )
