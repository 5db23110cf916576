"""Makes the paper of every evening, and removes old papers.

A paper that cannot be made is tried again, staff are alerted of it once, and it keeps no other
practice from getting its own.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from calendar_store.conversations import alerts
from calendar_store.database.connection import Database, Transaction
from calendar_store.messages import papers
from calendar_store.model.actors import SERVICE
from calendar_store.model.conversations import Alert
from calendar_store.model.errors import NotFound
from calendar_store.model.papers import KEPT, PaperKind
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind
from calendar_store.practices import paper_settings, practices
from gateway.paper.evenings import is_missed, next_evening
from gateway.paper.making import PaperMaker
from gateway.paper.printing import NotDrawn

_log = structlog.get_logger(__name__)

_IDLE = 60.0
"""Longest wait in seconds: somebody may choose an evening that is sooner."""
_SOON, _TRIED = 0.5, 30.0
_AGAIN = timedelta(minutes=5)
"""When a paper that could not be drawn is tried again."""
_AT_ONCE, _DRAWN_AT_ONCE = 50, 2
_CLEANS_EVERY = timedelta(hours=6)


class EveningPapers:
    """Makes papers as evenings fall due.

    Args:
        database: the store.
        maker: makes papers.
        clock: gives aware UTC times.
    """

    def __init__(
        self, database: Database, maker: PaperMaker, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._maker = maker
        self._clock = clock
        self._tried: dict[int, datetime] = {}
        self._cleaned_at: datetime | None = None

    async def run(self) -> None:
        """Make papers as evenings fall due, until cancelled."""
        while True:
            await self._clean()
            if not await self.step():
                await self._wait()

    async def step(self) -> bool:
        """Deal with the evenings that are due; return whether there were any."""
        now = self._clock()
        async with self._database.read() as tx:
            due = await paper_settings.due(tx, now, _AT_ONCE)
        ready = [one for one in due if self._tried.get(one[0], now) <= now]
        at_once = asyncio.Semaphore(_DRAWN_AT_ONCE)
        async with asyncio.TaskGroup() as group:
            for one in ready:
                group.create_task(self._in_turn(at_once, *one))
        return bool(ready)

    async def _in_turn(
        self, at_once: asyncio.Semaphore, practice_id: int, due_at: datetime
    ) -> None:
        async with at_once:
            await self._evening(practice_id, due_at)

    async def _evening(self, practice_id: int, due_at: datetime) -> None:
        now = self._clock()
        upcoming = await self._upcoming(practice_id, now)

        async def settled(tx: Transaction) -> bool:
            await self._mend(tx, practice_id, now)
            return await paper_settings.set_due(tx, practice_id, due_at, upcoming)

        if upcoming is None or is_missed(due_at, now):
            _log.warning("an evening has no paper", practice=practice_id, due=due_at.isoformat())
            async with self._database.write() as tx:
                await settled(tx)
            return
        try:
            paper = await self._maker.make(
                practice_id, PaperKind.EVENING, by=SERVICE, now=now, together=settled
            )
        except Exception as error:  # noqa: BLE001 (whatever it is: it is this practice's alone)
            if isinstance(error, NotDrawn):
                _log.warning("a paper was not made", practice=practice_id, error=str(error))
            else:
                _log.exception("a paper was not made", practice=practice_id)
            self._tried[practice_id] = now + _AGAIN
            await self._alert(practice_id, due_at, now)
        else:
            self._tried.pop(practice_id, None)
            made = {"version": paper.version, "pages": paper.pages} if paper else {"pages": 0}
            _log.info("an evening's paper", practice=practice_id, **made)

    async def _alert(self, practice_id: int, due_at: datetime, now: datetime) -> None:
        """Alert staff, once for an evening."""
        async with self._database.write() as tx:
            practice = await practices.get(tx, practice_id)
            local = due_at.astimezone(ZoneInfo(practice.timezone)).replace(tzinfo=None)
            shown = {"since": local.isoformat(timespec="minutes")}
            reason = Reason(ReasonCode.EVENING_NO_PAPER, shown)
            told = await alerts.reasons_since(tx, practice_id, {AlertKind.NO_PAPER}, due_at)
            if (AlertKind.NO_PAPER, reason) not in told:
                alert = Alert(practice_id, tx.ids.new(), AlertKind.NO_PAPER, reason, now)
                await alerts.raise_all(tx, [alert])

    async def _mend(self, tx: Transaction, practice_id: int, now: datetime) -> None:
        """Withdraw the alerts of evenings without a paper: there is one now."""
        standing = await alerts.open_of_kind(tx, AlertKind.NO_PAPER)
        keys = [(one.practice_id, one.id) for one in standing if one.practice_id == practice_id]
        await alerts.resolve_all(tx, keys, by=SERVICE, now=now)

    async def _upcoming(self, practice_id: int, now: datetime) -> datetime | None:
        """Return the next evening of a practice; None if it wants none any more."""
        async with self._database.read() as tx:
            settings = await paper_settings.get(tx, practice_id)
            if settings is None or settings.evening_at is None:
                return None
            try:
                practice = await practices.get(tx, practice_id)
            except NotFound:
                return None
        return next_evening(settings.evening_at, ZoneInfo(practice.timezone), now)

    async def _clean(self) -> None:
        now = self._clock()
        if self._cleaned_at is not None and now - self._cleaned_at < _CLEANS_EVERY:
            return
        async with self._database.write() as tx:
            await papers.remove_old(tx, now - KEPT)
        self._cleaned_at = now

    async def _wait(self) -> None:
        now = self._clock()
        async with self._database.read() as tx:
            due = await paper_settings.next_due(tx)
        seconds = (due - now).total_seconds() if due else _IDLE
        # those that could not be drawn are due still
        await asyncio.sleep(min(_IDLE, max(_TRIED if self._tried else _SOON, seconds)))
