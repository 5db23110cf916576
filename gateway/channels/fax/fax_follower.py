"""Follows faxes at the HylaFAX server until their end is known: delivered, failed, or gone.

It asks for every fax whose end is not known, after a restart too: what it has to know is in the
store. A server that is away is asked again later; a job that the server no longer knows is told as
of unknown fate, and so is one without an end long after the server should have given up.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from calendar_store.database.connection import Database, Transaction
from calendar_store.database.notify import Topic
from calendar_store.messages import attempt_outcomes, faxes, ledger, message_rows, outbox
from calendar_store.messages.delivery_status import Copy, told
from calendar_store.model.messages import Message
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import MessageStatus, PartStatus
from gateway.channels.fax.fax_channel import FAX_CARRIER
from gateway.channels.fax.fax_config import FaxServerConfig
from gateway.channels.fax.fax_outcomes import JobNews, failure_of, news_of
from gateway.channels.fax.fax_sender import tag_of
from gateway.channels.fax.fax_tally import FaxTally
from gateway.channels.fax.hylafax import jobs
from gateway.channels.fax.hylafax.errors import FaxServerError
from gateway.channels.fax.hylafax.session import HylafaxSession, logged_in
from gateway.messaging.fate_tally import FateTally
from gateway.messaging.outcomes import follow_up

_log = structlog.get_logger(__name__)

EVERY = 15.0
"""Seconds between two looks; HylaFAX keeps ended jobs for a quarter of an hour at least."""
_MOST = 200
"""Faxes in one look: each takes two requests."""
_LONGEST_LOOK = 60.0
_ENDED_AFTER = timedelta(hours=1)
"""How long after the server should have given up a job without an end is told as unknown."""
_STILL_ASKED = timedelta(days=1)
"""How long after that it is still asked for."""
_GONE = JobNews(MessageStatus.UNKNOWN, Reason(ReasonCode.FAX_JOB_GONE))


@dataclass(frozen=True, slots=True)
class _Followed:
    """A fax and the ledger of its attempts."""

    message: Message
    copies: Sequence[Copy]

    @property
    def job(self) -> tuple[str, str]:
        """The server's id of its job, and its tag; both "" where the server did not tell."""
        told_of = [one for one in self.copies if one.carrier == FAX_CARRIER and one.carrier_id]
        return (told_of[-1].carrier_id, told_of[-1].key) if told_of else ("", "")


class FaxFollower:
    """Asks the server how faxes stand.

    Args:
        config: the server.
        database: the store.
        clock: gives aware UTC times.
        fates: counts the outcomes of messages.
        tally: counts the ends of jobs.
    """

    def __init__(
        self,
        config: FaxServerConfig,
        database: Database,
        clock: Callable[[], datetime],
        *,
        fates: FateTally | None = None,
        tally: FaxTally | None = None,
    ) -> None:
        self._config = config
        self._database = database
        self._clock = clock
        self._fates = fates or FateTally()
        self._tally = tally or FaxTally()

    async def run(self) -> None:
        """Follow until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(EVERY)

    async def look(self) -> int:
        """Ask once for every fax without an end; return how many came to theirs."""
        followed = await self._followed()
        if not followed:
            return 0
        news: dict[ledger.Key, JobNews] = {}
        try:
            async with asyncio.timeout(_LONGEST_LOOK), logged_in(self._config.address) as session:
                await self._ask(session, followed, news)
        except (FaxServerError, TimeoutError) as error:
            # what was told until then counts; the sender tells of a server that is away
            _log.warning("the fax server could not be asked", error=repr(error))
        return await self._record(followed, news)

    async def _followed(self) -> list[_Followed]:
        since = self._clock() - self._config.gives_up_after - _ENDED_AFTER - _STILL_ASKED
        async with self._database.read() as tx:
            found = await faxes.open_faxes(tx, FAX_CARRIER, since, _MOST)
            ledgers = await ledger.of_messages(tx, {_key(one) for one in found})
        return [_Followed(one, ledgers.get(_key(one), ())) for one in found]

    async def _ask(
        self,
        session: HylafaxSession,
        followed: Sequence[_Followed],
        news: dict[ledger.Key, JobNews],
    ) -> None:
        by_tag: Mapping[str, str] | None = None
        for one in followed:
            job_id, tag = one.job
            if not job_id:
                tag = tag_of(self._config.tag, one.message)
                by_tag = await jobs.find_jobs(session) if by_tag is None else by_tag
                job_id = by_tag.get(tag, "")
            standing = await jobs.standing(session, job_id, tag) if job_id else None
            news[_key(one.message)] = news_of(standing) if standing else _GONE

    async def _record(
        self, followed: Sequence[_Followed], news: Mapping[ledger.Key, JobNews]
    ) -> int:
        now = self._clock()
        overdue = now - self._config.gives_up_after - _ENDED_AFTER
        ended, notes = [], []
        for one in followed:
            message = one.message
            told_now = news.get(_key(message))
            late = message.updated_at is not None and message.updated_at <= overdue
            if late and (told_now is None or told_now.status is None):
                told_now = _GONE
            if told_now is None:
                continue
            if told_now.status is None and message.status is MessageStatus.UNKNOWN:
                # it stands in the server's queue after all
                told_now = JobNews(MessageStatus.ACCEPTED, told_now.reason)
            if told_now.status is None:
                notes.append((message, told_now.reason))
            elif told_now.status is not message.status:
                ended.append(
                    attempt_outcomes.Outcome(
                        message, told_now.status, told_now.reason, awaits_receipt=False
                    )
                )
        if not (ended or notes):
            return 0
        async with self._database.write() as tx:
            moved = await attempt_outcomes.advance(tx, ended, now)
            await ledger.tell(tx, await _told_copies(tx, moved))
            await follow_up(tx, moved, now, failure_of)
            await _note(tx, notes, now)
        self._tally.ends.update(one.status.value for one in moved)
        self._fates.settled(moved, now)
        return len(moved)


async def _told_copies(
    tx: Transaction, moved: Sequence[attempt_outcomes.Outcome]
) -> dict[ledger.Key, list[Copy]]:
    statuses = {_key(one.message): PartStatus(one.status.value) for one in moved}
    ledgers = await ledger.of_messages(tx, set(statuses))
    return {key: [told(one, statuses[key]) for one in copies] for key, copies in ledgers.items()}


async def _note(tx: Transaction, notes: Sequence[tuple[Message, Reason]], now: datetime) -> None:
    """Write into the histories what the server is at, where that is new."""
    new = []
    for message, reason in notes:
        if not reason:
            continue
        history = await message_rows.histories(tx, message.practice_id, [message.id])
        if history.get(message.id, ())[-1:] and history[message.id][-1].reason == reason:
            continue
        new.append((message, message.status, reason))
    if new:
        await outbox.remember(tx, new, now)
        tx.notify(Topic.CALENDAR)


def _key(message: Message) -> ledger.Key:
    return message.practice_id, message.id
