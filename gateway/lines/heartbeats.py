"""Collects the heartbeats of practices, and stores them, those of all practices at once.

A page beats each time that it asks for its events, which it does anew every minute; what the
service sends to a page says nothing, since a dead line takes it for a while. A page that is closed
or hidden ends its stream, and so says good-bye; a line that is lost ends nothing.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from calendar_store.database.connection import Database, is_away
from calendar_store.model.lines import BeatSource, Heartbeat
from calendar_store.practices import lines

_log = structlog.get_logger(__name__)

ASKED_ANEW = timedelta(seconds=40)
"""After this time a page is told to ask for its events anew."""
WRITTEN_EVERY = timedelta(seconds=60)
"""At most one write of a practice's heartbeat within this time, unless it was closed."""
_EVERY = 5.0
_CLOSED_FOR = timedelta(seconds=10)
"""A page that makes room for another is no good-bye."""


@dataclass(slots=True)
class _Line:
    """What is known of one practice and source.

    Attributes:
        beat: the last beat.
        closed_at: when the last page was closed; None while one is open.
        written: the beat as it is stored.
    """

    beat: Heartbeat
    closed_at: datetime | None = None
    written: Heartbeat | None = None


class Heartbeats:
    """The heartbeats that this process has heard."""

    def __init__(self) -> None:
        self._lines: dict[tuple[int, BeatSource], _Line] = {}
        self._open: Counter[int] = Counter()

    def beat(self, practice_id: int, source: BeatSource, now: datetime) -> None:
        """Note that a practice was heard from."""
        beat = Heartbeat(practice_id, source, now)
        line = self._lines.setdefault((practice_id, source), _Line(beat))
        line.beat, line.closed_at = beat, None

    def opened(self, practice_id: int, now: datetime) -> None:
        """Note that a page was opened, or asked anew for its events."""
        self._open[practice_id] += 1
        self.beat(practice_id, BeatSource.PAGES, now)

    def ended(self, practice_id: int, now: datetime, *, by_page: bool) -> None:
        """Note that the stream of a page has ended.

        Args:
            practice_id: the practice.
            now: UTC.
            by_page: whether the page itself ended it.
        """
        self._open[practice_id] -= 1
        line = self._lines.get((practice_id, BeatSource.PAGES))
        if by_page and line is not None and self._open[practice_id] <= 0:
            line.closed_at = now
        if self._open[practice_id] <= 0:
            del self._open[practice_id]

    def due(self, now: datetime) -> list[Heartbeat]:
        """Return the heartbeats to write now."""
        found = []
        for line in self._lines.values():
            closed = line.closed_at is not None and now - line.closed_at >= _CLOSED_FOR
            beat = replace(line.beat, closed=closed)
            old = line.written
            if old == beat:
                continue
            if old is None or old.closed != closed or beat.seen_at - old.seen_at >= WRITTEN_EVERY:
                found.append(beat)
        return found

    def was_written(self, beats: list[Heartbeat]) -> None:
        """Note what is stored now."""
        for one in beats:
            self._lines[one.practice_id, one.source].written = one


class HeartbeatWriter:
    """Worker: stores heartbeats, one commit for all practices.

    Args:
        heartbeats: what was heard.
        database: the store.
        clock: gives aware UTC times.
    """

    def __init__(
        self, heartbeats: Heartbeats, database: Database, clock: Callable[[], datetime]
    ) -> None:
        self._heartbeats = heartbeats
        self._database = database
        self._clock = clock

    async def run(self) -> None:
        """Store until cancelled."""
        while True:
            try:
                await self.step()
            except Exception as error:
                if not is_away(error):
                    raise
                _log.warning("heartbeats wait for the store")
            await asyncio.sleep(_EVERY)

    async def step(self) -> int:
        """Store the heartbeats that are due; return how many."""
        due = self._heartbeats.due(self._clock())
        if due:
            async with self._database.write() as tx:
                await lines.beat(tx, due)
            self._heartbeats.was_written(due)
        return len(due)
