"""What decides whether a time is free: when practitioners work, and when they are taken."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, Table, and_, or_, select, union_all

from calendar_store import schema
from calendar_store.appointments import blocks
from calendar_store.database.connection import Transaction
from calendar_store.model.appointments import MAX_APPOINTMENT
from calendar_store.model.availability import Span, open_spans
from calendar_store.model.booking_holds import HoldStatus
from calendar_store.model.practices import HoursException, Practice, Practitioner, WeeklyHours
from calendar_store.practices import hours
from calendar_store.schema.calendar import not_cancelled

_SPANS_AT_ONCE = 25

_A, _H = schema.appointments, schema.booking_holds
_BUSY = select(_A.c.practitioner_id, _A.c.busy_from, _A.c.busy_until).where(not_cancelled())
_HELD = select(_H.c.practitioner_id, _H.c.busy_from, _H.c.busy_until).where(
    _H.c.status == HoldStatus.HELD.value
)


@dataclass(frozen=True, slots=True)
class SlotNeed:
    """The time that an appointment needs: duration and buffers."""

    duration: timedelta
    before: timedelta
    after: timedelta

    def span(self, starts: Sequence[datetime]) -> Span:
        """Return the span that appointments at `starts` (in order) may block."""
        return starts[0] - self.before, starts[-1] + self.duration + self.after


@dataclass(frozen=True, slots=True)
class SlotStandpoint:
    """The moment of a search, and an appointment and a hold whose times count as free."""

    now: datetime
    without_appointment: int | None = None
    without_hold: int | None = None


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """A practitioner with weekly hours and exceptions."""

    practitioner: Practitioner
    weekly: Sequence[WeeklyHours]
    exceptions: Sequence[HoursException]
    zone: ZoneInfo

    def open_on(self, days: Sequence[date]) -> Iterator[Span]:
        """Return the practitioner's working spans on these days; see `open_spans`."""
        for day in days:
            yield from open_spans(
                self.weekly, self.exceptions, self.practitioner.id, day, self.zone
            )


async def calendars(
    tx: Transaction, practice: Practice, who: Sequence[Practitioner], days: Sequence[date]
) -> list[WorkingCalendar]:
    """Return when practitioners work on some days, in two queries.

    Args:
        tx: any transaction.
        practice: the practice.
        who: the practitioners.
        days: the local days on which a visit may start, in order.
    """
    # an appointment may end on the day after the last possible start
    last = days[-1] + timedelta(days=1)
    weekly, exceptions = await hours.load(tx, practice.id, [one.id for one in who], days[0], last)
    zone = ZoneInfo(practice.timezone)
    return [
        WorkingCalendar(
            one,
            [span for span in weekly if span.practitioner_id == one.id],
            [each for each in exceptions if each.practitioner_id in {None, one.id}],
            zone,
        )
        for one in who
    ]


async def busy(
    tx: Transaction,
    practice_id: int,
    ids: Sequence[int],
    spans: Sequence[Span],
    standpoint: SlotStandpoint,
) -> Mapping[int, list[Span]]:
    """Return the booked, held and blocked spans of each practitioner that overlap some spans.

    Args:
        tx: any transaction.
        practice_id: the practice.
        ids: the practitioners.
        spans: the spans, in order and apart from each other; of blocks, those between them are
            returned too.
        standpoint: the moment, and what counts as free.
    """
    found: dict[int, list[Span]] = {one: [] for one in ids}
    for at in range(0, len(spans), _SPANS_AT_ONCE):
        some = spans[at : at + _SPANS_AT_ONCE]
        for row in await tx.execute(_taken(practice_id, ids, some, standpoint)):
            found[row.practitioner_id].append((row.busy_from, row.busy_until))
    for block in await blocks.within(tx, practice_id, ids, spans[0][0], spans[-1][1]):
        for one in ids if block.practitioner_id is None else (block.practitioner_id,):
            found[one].append((block.starts_at, block.ends_at))
    return found


def _taken(
    practice_id: int, ids: Sequence[int], spans: Sequence[Span], standpoint: SlotStandpoint
) -> Any:
    booked = _within(_BUSY, _A, practice_id, ids, spans)
    held = _within(_HELD, _H, practice_id, ids, spans).where(_H.c.expires_at > standpoint.now)
    if standpoint.without_appointment is not None:
        booked = booked.where(_A.c.id != standpoint.without_appointment)
    if standpoint.without_hold is not None:
        held = held.where(_H.c.id != standpoint.without_hold)
    return union_all(booked, held)


def _within(
    statement: Select[Any],
    table: Table,
    practice_id: int,
    ids: Sequence[int],
    spans: Sequence[Span],
) -> Select[Any]:
    def overlaps(span: Span) -> ColumnElement[bool]:
        since, until = span
        # an index is used for each span only with all its columns beside it
        return and_(
            table.c.practice_id == practice_id,
            table.c.practitioner_id.in_(ids),
            table.c.busy_from < until,
            # no appointment blocks longer: this bound lets the index find the few relevant rows
            table.c.busy_from > since - MAX_APPOINTMENT,
            table.c.busy_until > since,
        )

    return statement.where(or_(*map(overlaps, spans)))
