"""The free times that a client may take for an appointment, a week at a time.

The rules are those of the dialog by text: the same practitioner and length, after the minimum
notice and within the booking window, and not during another appointment of the client.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from calendar_store.appointments import agenda, slot_search
from calendar_store.database.connection import Transaction
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.practices import Practice

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_MOST = 1500
"""Times of a week: all quarter hours of two practitioners who never sleep."""

Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class FreeDay:
    """The free times of one local day."""

    day: date
    slots: tuple[Slot, ...] = ()


@dataclass(frozen=True, slots=True)
class FreeWeek:
    """The free times of one week.

    Attributes:
        days: Monday to Sunday.
        shown: the day whose times are listed; None if the week has no free time.
        before: a day of the week before, None if nothing can be free there.
        after: a day of the week after, None likewise.
    """

    days: tuple[FreeDay, ...]
    shown: FreeDay | None
    before: date | None
    after: date | None


async def week(
    tx: Transaction, practice: Practice, one: Appointment, day: date | None, now: datetime
) -> FreeWeek:
    """Return the free times of a week to which an appointment can be moved.

    Args:
        tx: any transaction.
        practice: the practice.
        one: the appointment; its own time counts as free, and is not offered.
        day: a local day of the week, which is shown if it has a free time; None: the first with a
            free time from the appointment's day on, else the first of all.
        now: UTC.
    """
    zone = ZoneInfo(practice.timezone)
    bookable = _bookable(practice, now)
    chosen = day
    if chosen is None:
        chosen = await _first_day(tx, practice, one, bookable, now)
    chosen = min(max(chosen, _day(bookable[0], zone)), _day(bookable[1], zone))
    monday = chosen - timedelta(days=chosen.weekday())
    span = _cut((_midnight(monday, zone), _midnight(monday + _WEEK, zone)), bookable)
    found = await _search(tx, practice, one, span, now, limit=_MOST)
    days = tuple(
        FreeDay(each, tuple(slot for slot in found if _day(slot.starts_at, zone) == each))
        for each in (monday + timedelta(days=number) for number in range(7))
    )
    free = [each for each in days if each.slots]
    shown = next((each for each in free if each.day >= chosen), free[-1] if free else None)
    return FreeWeek(
        days,
        shown,
        monday - _DAY if _midnight(monday, zone) > bookable[0] else None,
        monday + _WEEK if _midnight(monday + _WEEK, zone) <= bookable[1] else None,
    )


async def free_at(
    tx: Transaction, practice: Practice, one: Appointment, starts_at: datetime, now: datetime
) -> Slot | None:
    """Return the free time that starts at a moment, None if there is none.

    Args:
        tx: a writing transaction: the time is going to be taken.
        practice: the practice.
        one: the appointment to be moved.
        starts_at: the moment, UTC; on the practice's grid.
        now: UTC.
    """
    span = _cut((starts_at, starts_at + timedelta.resolution), _bookable(practice, now))
    found = await _search(tx, practice, one, span, now, limit=1)
    return found[0] if found else None


async def _first_day(
    tx: Transaction, practice: Practice, one: Appointment, bookable: Span, now: datetime
) -> date:
    zone = ZoneInfo(practice.timezone)
    its_own = _day(one.starts_at, zone)
    later = _cut((_midnight(its_own, zone), bookable[1]), bookable)
    for span in (later, bookable):
        found = await _search(tx, practice, one, span, now, limit=1)
        if found:
            return _day(found[0].starts_at, zone)
    return its_own


async def _search(
    tx: Transaction,
    practice: Practice,
    one: Appointment,
    span: Span | None,
    now: datetime,
    *,
    limit: int,
) -> list[Slot]:
    """Return the first free times of a span."""
    if span is None:
        return []
    theirs = [
        other
        for other in await agenda.of_clients(tx, [(practice.id, one.client_id)], now, now)
        if other.id != one.id and other.cancelled_at is None
    ]
    found = await slot_search.search(
        tx,
        practice,
        practitioner_ids=[one.practitioner_id],
        duration=one.duration,
        buffers=(one.buffer_before, one.buffer_after),
        spans=[span],
        now=now,
        # some are left out below
        limit=limit + 1 + _hidden_by(theirs, one, practice),
        exclude_appointment=one.id,
    )
    return [
        slot
        for slot in found
        if slot.starts_at != one.starts_at
        and not any(a.starts_at < slot.ends_at and slot.starts_at < a.ends_at for a in theirs)
    ][:limit]


def _hidden_by(theirs: Sequence[Appointment], one: Appointment, practice: Practice) -> int:
    """Return how many starts the client's other appointments can hide at most."""
    return sum((other.duration + one.duration) // practice.slot_step + 2 for other in theirs)


def _bookable(practice: Practice, now: datetime) -> Span:
    return now + practice.minimum_notice, now + practice.booking_window


def _cut(span: Span, bounds: Span) -> Span | None:
    start, end = max(span[0], bounds[0]), min(span[1], bounds[1])
    return (start, end) if start < end else None


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
