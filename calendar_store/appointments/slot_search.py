"""Search free times in the store; `model.availability` decides which starts fit."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.appointments import bookable, slot_facts
from calendar_store.appointments.slot_facts import SlotNeed, SlotStandpoint, WorkingCalendar
from calendar_store.database.connection import Transaction
from calendar_store.model import local_time
from calendar_store.model.appointments import Slot
from calendar_store.model.availability import Span, free_starts, merged, open_spans
from calendar_store.model.moments import require_aware
from calendar_store.model.practices import Practice
from calendar_store.practices import practitioners
from calendar_store.practices.services import check_lengths

__all__ = ["Span", "free_starts", "open_spans", "search"]

_FIRST_STRETCH = 4
"""Number of local days in the first stretch; each further stretch is twice as long."""


async def search(
    tx: Transaction,
    practice: Practice,
    *,
    practitioner_ids: Sequence[int] | None,
    duration: timedelta,
    buffers: tuple[timedelta, timedelta],
    spans: Sequence[Span],
    now: datetime,
    limit: int,
    after: datetime | None = None,
    exclude_appointment: int | None = None,
    exclude_hold: int | None = None,
    service_id: int | None = None,
) -> tuple[Slot, ...]:
    """Find free times, the earliest first; a time that is blocked or held for somebody is not free.

    A retired practitioner has none, nor for a service one who does not do it. The search makes
    three queries for practitioners and hours, then two for each stretch of days
    until enough times are found. The cost of a query does not grow with the appointments outside
    its stretch.

    Args:
        tx: any transaction.
        practice: the practice; its `slot_step` gives the grid of possible starts.
        practitioner_ids: the practitioners to search; None: all.
        duration: length of the visit, without buffers.
        buffers: time that must be free before and after the visit.
        spans: (from, before) ranges for the start, aware; a span with equal ends means exactly that
            start, on the grid or not.
        now: no time before this moment is free, aware.
        limit: most times to return.
        after: return only times that start later than this, aware.
        exclude_appointment: id of the appointment to be moved; its own time counts as free.
        exclude_hold: id of the hold whose time is to be booked; it counts as free.
        service_id: the service; None for none, or for that of `exclude_appointment`.

    Raises:
        InvalidInput: if a time has no time zone, or the lengths are impossible.
    """
    check_lengths(duration, *buffers)
    zone = ZoneInfo(practice.timezone)
    later_than = max(require_aware(moment, "a time") for moment in (now, after or now))
    wanted = _Wanted.of(spans, later_than, practice.slot_step, zone)
    who = [
        one
        for one in await practitioners.all_practitioners(tx, practice.id, practitioner_ids)
        if one.retired_at is None
    ]
    if who and not (service_id is None and exclude_appointment is None):
        able = await bookable.who_does(
            tx, practice.id, service_id, appointment_id=exclude_appointment
        )
        who = [one for one in who if able is None or one.id in able]
    days = wanted.days()
    if not (days and who and limit > 0):
        return ()
    calendars = await slot_facts.calendars(tx, practice, who, days)
    need = SlotNeed(duration, *buffers)
    standpoint = SlotStandpoint(now, exclude_appointment, exclude_hold)
    found, ids = list[Slot](), [one.id for one in who]
    for stretch in _stretches(days):
        starts = wanted.starts(stretch)
        if starts:
            blocked = await slot_facts.busy(tx, practice.id, ids, [need.span(starts)], standpoint)
            found += _free(starts, calendars, stretch, blocked, need)
        if len(found) >= limit:
            break
    return tuple(found[:limit])


@dataclass(frozen=True, slots=True)
class _Wanted:
    """When an appointment may start: ranges on the grid, and single moments."""

    ranges: list[Span]
    moments: list[datetime]
    later_than: datetime
    step: timedelta
    zone: ZoneInfo

    @classmethod
    def of(
        cls, spans: Sequence[Span], later_than: datetime, step: timedelta, zone: ZoneInfo
    ) -> "_Wanted":
        """Split the spans into ranges and single moments; drop those in the past."""
        aware = [(require_aware(a, "a time"), require_aware(b, "a time")) for a, b in spans]
        moments = sorted({start for start, end in aware if start == end and start > later_than})
        coming = [(max(start, later_than), end) for start, end in aware if start < end]
        ranges = merged((span for span in coming if span[0] < span[1]), touching=True)
        return cls(ranges, moments, later_than, step, zone)

    def days(self) -> list[date]:
        """Return the local days on which a start is possible, in order."""
        found = {moment.astimezone(self.zone).date() for moment in self.moments}
        for start, end in self.ranges:
            first = start.astimezone(self.zone).date()
            last = (end - timedelta.resolution).astimezone(self.zone).date()
            found.update(first + timedelta(days=n) for n in range((last - first).days + 1))
        return sorted(found)

    def starts(self, days: Sequence[date]) -> list[datetime]:
        """Return the possible starts on these days, in order."""
        begins, among = [start for start, _ in self.ranges], frozenset(days)
        found = {start for start in self.moments if start.astimezone(self.zone).date() in among}
        for day in days:
            for start in local_time.starts_of_day(day, self.step, self.zone):
                place = bisect_right(begins, start) - 1
                if place >= 0 and self.later_than < start < self.ranges[place][1]:
                    found.add(start)
        return sorted(found)


def _free(
    starts: Sequence[datetime],
    calendars: Sequence[WorkingCalendar],
    days: Sequence[date],
    blocked: Mapping[int, list[Span]],
    need: SlotNeed,
) -> list[Slot]:
    # an appointment may end on the next day
    worked = sorted({*days, *(day + timedelta(days=1) for day in days)})
    slots = [
        Slot(one.practitioner.id, one.practitioner.name, start, start + need.duration)
        for one in calendars
        for start in free_starts(
            starts,
            open_spans=one.open_on(worked),
            busy=blocked[one.practitioner.id],
            duration=need.duration,
            buffer_before=need.before,
            buffer_after=need.after,
        )
    ]
    return sorted(slots, key=lambda slot: (slot.starts_at, slot.practitioner, slot.practitioner_id))


def _stretches(days: Sequence[date]) -> Iterator[Sequence[date]]:
    begin, length = 0, _FIRST_STRETCH
    while begin < len(days):
        yield days[begin : begin + length]
        begin, length = begin + length, length * 2
