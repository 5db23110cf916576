"""The figures of a report, read span by span; those of a span are remembered for a while."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.database.connection import Database, Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.practices import Practice
from calendar_store.model.report_figures import ReportFigures
from calendar_store.practices import practitioners, services
from calendar_store.views import message_figures, visit_figures
from gateway.use_cases.report_periods import ReportPeriod, ReportSpan

_FRESH = timedelta(minutes=1)
"""How long the figures of days that still change are remembered."""
_SETTLED = timedelta(days=45)
"""How long after its last day a span changes rarely: receipts are in, visits are marked."""
_KEPT = timedelta(hours=6)
"""How long the figures of a settled span are remembered."""
_MOST_SPANS = 512


@dataclass(frozen=True, slots=True)
class ReportNames:
    """The names of whom and what figures are about, by id."""

    practitioners: dict[int, str]
    services: dict[int, str]


@dataclass(frozen=True, slots=True)
class ReportSource:
    """All that the tables of a report are made of.

    Attributes:
        period: the period.
        rows: the figures of each of its rows.
        before: the figures of the period before.
        names: names by id.
        at: when the oldest of the figures was counted, UTC.
    """

    period: ReportPeriod
    rows: Sequence[tuple[ReportSpan, ReportFigures]]
    before: Sequence[ReportFigures]
    names: ReportNames
    at: datetime


async def figures(
    tx: Transaction, practice_id: int, begins: datetime, ends: datetime
) -> ReportFigures:
    """Count everything of a span.

    Args:
        tx: any transaction.
        practice_id: the practice.
        begins: start of the span, UTC.
        ends: its end, exclusive, UTC.
    """
    span = (practice_id, begins, ends)
    return ReportFigures(
        visits=await visit_figures.visits(tx, *span),
        reminded=await visit_figures.reminded(tx, *span),
        reminded_visits=await visit_figures.reminded_visits(tx, *span),
        outcomes=await visit_figures.outcomes(tx, *span),
        messages=await message_figures.written(tx, *span),
        staff_answers=await message_figures.for_staff(tx, *span),
        waiting=await message_figures.waiting(tx, *span),
    )


_Key = tuple[int, datetime, datetime]


class ReportReader:
    """Reads the figures of reports; a page and its plots ask for the same ones at once.

    Args:
        database: the store.
        clock: gives aware UTC times.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock
        self._known: OrderedDict[_Key, tuple[datetime, ReportFigures]] = OrderedDict()
        # a year takes a second to count the first time: one reader at a time leaves room for others
        self._reading = asyncio.Lock()

    async def read(self, actor: Actor, practice: Practice, period: ReportPeriod) -> ReportSource:
        """Return all that a report's tables are made of.

        Args:
            actor: who reads.
            practice: the practice.
            period: the period.

        Raises:
            NotPermitted: if the actor may not read reports of the practice.
        """
        require(actor, Permission.READ_REPORTS, practice.id)
        zone = ZoneInfo(practice.timezone)
        before = ReportPeriod(period.before(), period.each)
        spans = period.rows()
        async with self._reading:
            found = [await self._of(practice.id, one, zone) for one in spans]
            earlier = [await self._of(practice.id, one, zone) for one in before.rows()]
            async with self._database.read() as tx:
                names = await _names(tx, practice.id)
        return ReportSource(
            period,
            [(span, counted) for span, (_, counted) in zip(spans, found, strict=True)],
            [counted for _, counted in earlier],
            names,
            min(at for at, _ in (*found, *earlier)),
        )

    async def _of(
        self, practice_id: int, span: ReportSpan, zone: ZoneInfo
    ) -> tuple[datetime, ReportFigures]:
        begins, ends = span.moments(zone)
        key, now = (practice_id, begins, ends), self._clock()
        known = self._known.get(key)
        kept = _KEPT if ends + _SETTLED < now else _FRESH
        if known is None or not known[0] <= now < known[0] + kept:
            async with self._database.read() as tx:
                known = (now, await figures(tx, practice_id, begins, ends))
        self._known[key] = known
        self._known.move_to_end(key)
        while len(self._known) > _MOST_SPANS:
            self._known.popitem(last=False)
        return known


async def _names(tx: Transaction, practice_id: int) -> ReportNames:
    people = await practitioners.all_practitioners(tx, practice_id)
    done = await services.all_services(tx, practice_id)
    return ReportNames({one.id: one.name for one in people}, {one.id: one.name for one in done})
