"""Responses that come after their part was given up (SMPP.md section 2), brought to the store.

Owns what was heard and is not recorded yet. The outcome of the attempt is the sender's to record;
an answer that overtakes it waits until that is done.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import structlog

from calendar_store import late_answers, receipts
from calendar_store.changes import Topic
from calendar_store.database import Database
from calendar_store.late_answers import LateAnswer
from calendar_store.outbox import PartSent
from calendar_store.values import Message
from gateway.sending.outcomes import follow_up
from gateway.smpp.values import Outcome, SubmitResult

_log = structlog.get_logger(__name__)

_LOOK_AGAIN = 1.0
"""Seconds after which an answer that came too early is brought again, though nothing woke us."""


class Sent(NamedTuple):
    """What a part carries along, to be found again by its late response.

    Attributes:
        message: as it was leased.
        number: which part, 1 for the first.
        parts: how many parts the attempt has.
        results: of the attempt's parts by number, shared between them.
    """

    message: Message
    number: int
    parts: int
    results: dict[int, SubmitResult]


class LateAnswers:
    """What one carrier said late."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._heard: list[LateAnswer] = []
        self._progress = asyncio.Event()
        self._stopping = False

    def heard(self, result: SubmitResult) -> None:
        """Take the late result of a part.

        Args:
            result: with the `Sent` of its part as token.
        """
        sent = result.token
        if not isinstance(sent, Sent):
            return
        # with other parts still under way, the sender will see it with theirs
        finished = len(sent.results) == sent.parts
        sent.results[sent.number] = result
        if not finished or result.outcome is not Outcome.ACCEPTED:
            return
        key = result.message_key
        part = PartSent(sent.number, result.carrier_message_id or "", key) if key else None
        whole = all(one.outcome is Outcome.ACCEPTED for one in sent.results.values())
        self._heard.append(LateAnswer(sent.message, part, whole))
        self._progress.set()

    async def run(self) -> None:
        """Record what is heard until told to stop; then what was heard before."""
        settled = self._database.changes.listen(Topic.CALENDAR)
        try:
            while not self._stopping or self._heard:
                self._progress.clear()
                if not self._heard and not self._stopping:
                    await self._progress.wait()
                elif await self._record():
                    await settled.wait(_LOOK_AGAIN)
        finally:
            settled.close()

    def stop(self) -> None:
        """Let `run` end once everything heard is recorded."""
        self._stopping = True
        self._progress.set()

    async def _record(self) -> int:
        """Record what can be; return how many answers came too early for it."""
        heard, self._heard = self._heard, []
        now = self._clock()
        try:
            async with self._database.write() as tx:
                recorded, early = await late_answers.record(tx, heard, now)
                moved = await receipts.match_parked(tx, recorded, now)
                await follow_up(tx, moved, now)
        except BaseException:
            self._heard = heard + self._heard
            raise
        self._heard = early + self._heard
        _log.info("answered late", answers=len(recorded), early=len(early))
        return len(early)
